"""Migrations lead to what the tables say, on a real database and for the application's role."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from pixgen_catalog import migrate
from pixgen_catalog.cli import cli
from pixgen_catalog.tables import METADATA

# What pg_catalog says of a schema, in an order that does not depend on how it came about.
FACTS = """
SELECT conrelid::regclass::text AS what, conname AS name, pg_get_constraintdef(oid) AS definition
FROM pg_constraint WHERE connamespace = 'catalog'::regnamespace AND contype <> 'n'
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'catalog'
UNION ALL SELECT table_name, column_name,
  concat_ws(' ', data_type, udt_name, is_nullable, column_default, generation_expression, is_identity)
FROM information_schema.columns WHERE table_schema = 'catalog'
"""


def facts(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        found = {tuple(row) for row in connection.execute(sa.text(FACTS))}
    engine.dispose()
    return {
        fact
        for fact in found
        if fact[0] not in {"visible_images", "catalog.alembic_version", "alembic_version"}
    }


def test_migrations_make_exactly_the_tables(catalog_database, database):
    """Columns, constraints and indexes are compared as PostgreSQL itself writes them."""
    engine = sa.create_engine(database.owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA catalog")
        functions = (migrate.MIGRATIONS.snapshot().parent / "sql" / "0001_functions.sql").read_text()
        connection.exec_driver_sql(functions, execution_options={"no_parameters": True})
        METADATA.create_all(connection)
    engine.dispose()
    assert facts(catalog_database.owner_url) == facts(database.owner_url)


def test_alembic_sees_no_difference(catalog_database):
    """A second opinion by Alembic's own comparison."""
    engine = sa.create_engine(catalog_database.owner_url)
    with engine.connect() as connection:
        options = {"include_schemas": True, "version_table_schema": "catalog"}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_check_says_that_tables_and_migrations_are_in_step():
    answer = CliRunner().invoke(cli, ["migrate", "--check"])
    assert answer.exit_code == 0, answer.output


def test_check_fails_when_a_table_has_changed(monkeypatch):
    changed = sa.MetaData(schema="catalog")
    sa.Table("extra", changed, sa.Column("a", sa.Integer))
    monkeypatch.setattr(migrate.MIGRATIONS, "metadata", changed)
    answer = CliRunner().invoke(cli, ["migrate", "--check"])
    assert answer.exit_code == 2
    assert "add a migration" in answer.output


def test_migrating_again_changes_nothing(database):
    first = migrate.upgrade(database.owner_url, "pixgen_app")
    assert first == (None, migrate.head())
    before = facts(database.owner_url)
    assert migrate.upgrade(database.owner_url, "pixgen_app") == (migrate.head(), migrate.head())
    assert facts(database.owner_url) == before


def test_a_dry_run_prints_the_sql_and_does_nothing(database):
    env = {"PIXGEN_CATALOG_MIGRATION_URL": database.owner_url}
    answer = CliRunner().invoke(cli, ["migrate", "--dry-run"], env=env)
    assert "CREATE TABLE catalog.images" in answer.output
    engine = sa.create_engine(database.owner_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT to_regclass('catalog.images')")).scalar() is None
    engine.dispose()


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "PIXGEN_CATALOG_MIGRATION_URL is not set"),
        ({"PIXGEN_CATALOG_APP_ROLE": "x; DROP TABLE y"}, "PIXGEN_CATALOG_APP_ROLE"),
        ({"PIXGEN_CATALOG_APP_ROLE": "no_such_role"}, "does not exist"),
    ],
)
def test_wrong_settings_are_named(database, env, words):
    base = {"PIXGEN_CATALOG_MIGRATION_URL": database.owner_url} if env else {}
    answer = CliRunner().invoke(cli, ["migrate"], env=base | env)
    assert answer.exit_code == 2
    assert words in answer.output


def test_the_index_of_pictures_is_the_only_table_without_a_right():
    assert migrate.MIGRATIONS.ungranted() == {"images"}
