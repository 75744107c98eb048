"""Migrations lead to what the tables say, and the service's role may do no more than it must."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from pixgen_synthesis.cli import main
from pixgen_synthesis.migrate import MIGRATIONS
from pixgen_synthesis.tables import METADATA
from sqlalchemy.exc import ProgrammingError


def test_alembic_sees_no_difference(both):
    engine = sa.create_engine(both.owner_url)
    with engine.connect() as connection:
        options = {"include_schemas": True, "version_table_schema": "synthesis"}
        options["include_name"] = lambda name, kind, _: kind != "schema" or name == "synthesis"
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_check_says_that_tables_and_migrations_are_in_step():
    answer = CliRunner().invoke(main, ["migrate", "--check"])
    assert answer.exit_code == 0, answer.output


def test_migrating_again_changes_nothing(both):
    assert MIGRATIONS.upgrade(both.owner_url, "pixgen_synthesis") == (MIGRATIONS.head(), MIGRATIONS.head())
    assert MIGRATIONS.ungranted() == set()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM catalog.images",
        "SELECT * FROM catalog.visible_images",
        "SELECT * FROM catalog.accounts",
        "DELETE FROM synthesis.orders",
        "DELETE FROM synthesis.items",
        "CREATE TABLE synthesis.more (a integer)",
    ],
)
def test_the_services_role_may_do_no_more(both, statement):
    engine = sa.create_engine(both.synthesis_url)
    with engine.begin() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_catalogs_role_sees_no_orders(both):
    engine = sa.create_engine(both.app_url)
    with engine.begin() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.exec_driver_sql("SELECT * FROM synthesis.orders")
    engine.dispose()
