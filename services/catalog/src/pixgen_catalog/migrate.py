"""Changing the schema, and saying whether migrations and tables are in step."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from io import StringIO
from pathlib import Path

import stamina
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from pixgen_catalog import ddl, rights

# Two deployments may start at once: the second waits here and then finds nothing to do.
_LOCK = 0x70697867656E
_SNAPSHOT = "schema.sql"


def upgrade(url: str, app_role: str) -> tuple[str | None, str]:
    """Brings a database to the newest revision and gives the application's role its rights.

    Args:
        url: SQLAlchemy URL of the role that owns the database.
        app_role: the role that the server connects with; it must exist.

    Returns:
        Revisions before and after.

    Raises:
        ValueError: the role is not there.
    """
    with _owner(url) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS catalog")
        before = current_revision(connection)
        command.upgrade(_config(connection), "head")
        rights.grant(connection, app_role)
        return before, head()


def pending_sql(url: str) -> str:
    """The SQL that an upgrade would run now.

    Args:
        url: the database.

    Returns:
        SQL text; empty when the database is at the newest revision.
    """
    with _owner(url) as connection:
        before = current_revision(connection)
    if before == head():
        return ""
    out = StringIO()
    command.upgrade(_config(None, out), f"{before}:head" if before else "head", sql=True)
    return out.getvalue()


def out_of_step() -> str | None:
    """Says what is wrong between tables and migrations; needs no database.

    ``migrations/schema.sql`` is the schema after the newest migration. A change of the tables without a
    migration shows as a difference to it; that migrations really lead to it is proved by the tests.

    Returns:
        A sentence, or None when all is well.
    """
    if len(_scripts().get_heads()) != 1:
        return "The migrations have more than one head: give the newer one the other as its down_revision."
    if _snapshot().read_text(encoding="utf-8") != _rendered():
        return (
            "tables.py says something else than migrations/schema.sql: add a migration for the change, "
            "then write the file anew with `catalog migrate --write-schema`."
        )
    return None


def write_schema() -> Path:
    """Writes ``migrations/schema.sql`` from the tables. Returns: the file."""
    path = Path(str(_snapshot()))
    path.write_text(_rendered(), encoding="utf-8")
    return path


def head() -> str:
    """The newest revision that this program knows."""
    return str(_scripts().get_current_head())


def current_revision(connection: Connection) -> str | None:
    """The revision a database is at. Args: a connection. Returns: it, or None for an empty database."""
    there = connection.execute(text("SELECT to_regclass('catalog.alembic_version')")).scalar()
    if there is None:
        return None
    found = connection.execute(text("SELECT version_num FROM catalog.alembic_version")).scalar()
    return str(found) if found else None


def _rendered() -> str:
    title = f"-- The schema at revision {head()}, written by `catalog migrate --write-schema`."
    return f"{title}\n{ddl.statements()}"


def _snapshot() -> Path:
    return Path(str(resources.files("pixgen_catalog.migrations").joinpath(_SNAPSHOT)))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None, output: StringIO | None = None) -> Config:
    config = Config(output_buffer=output) if output else Config()
    config.set_main_option("script_location", "pixgen_catalog:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _owner(url: str) -> Iterator[Connection]:
    """One transaction as the owner; the server may just be starting."""
    engine = create_engine(url, connect_args={"connect_timeout": 5, "application_name": "catalog-migrate"})
    try:
        for attempt in stamina.retry_context(on=OperationalError, timeout=30, attempts=30):
            with attempt:
                connection = engine.connect()
        with connection, connection.begin():
            yield connection
    finally:
        engine.dispose()
