"""Changing a service's schema, and saying whether migrations and tables are in step.

Only services with tables import this: it needs Alembic.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any

import stamina
from alembic import command, context, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

_SNAPSHOT = "schema.sql"


class Migrations:
    """The migrations of one schema.

    Args:
        command: the service's command, as in ``catalog migrate``.
        package: the package of the migrations.
        metadata: the tables, all in one schema, which is the service's own.
        grants: what the application's role may do with each table; it has no other right.
        functions: functions that it may call.
        lock: a number of this schema's own: two deployments that start at once wait for each other by it.
    """

    def __init__(
        self,
        command: str,
        package: str,
        metadata: MetaData,
        grants: Mapping[str, Sequence[str]],
        functions: Sequence[str] = (),
        *,
        lock: int,
    ) -> None:
        self.command, self.metadata, self.schema = command, metadata, str(metadata.schema)
        self._package, self._grants, self._functions, self._lock = package, grants, functions, lock

    def upgrade(self, url: str, app_role: str) -> tuple[str | None, str]:
        """Brings a database to the newest revision and gives the application's role its rights.

        Args:
            url: SQLAlchemy URL of the role that owns the database.
            app_role: the role that the server connects with; it must exist.

        Returns:
            Revisions before and after.

        Raises:
            ValueError: the role is not there.
        """
        with self._owner(url) as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": self._lock})
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
            before = self.current_revision(connection)
            command.upgrade(self._config(connection), "head")
            self._grant(connection, app_role)
            return before, self.head()

    def pending_sql(self, url: str) -> str:
        """The SQL that an upgrade would run now.

        Args:
            url: the database.

        Returns:
            SQL text; empty when the database is at the newest revision.
        """
        with self._owner(url) as connection:
            before = self.current_revision(connection)
        if before == self.head():
            return ""
        out = StringIO()
        command.upgrade(self._config(None, out), f"{before}:head" if before else "head", sql=True)
        return out.getvalue()

    def out_of_step(self) -> str | None:
        """Says what is wrong between tables and migrations; needs no database.

        ``migrations/schema.sql`` is the schema after the newest migration. A change of the tables without a
        migration shows as a difference to it; that migrations really lead to it is proved by the tests.

        Returns:
            A sentence, or None when all is well.
        """
        if len(self._scripts().get_heads()) != 1:
            return (
                "The migrations have more than one head: give the newer one the other as its down_revision."
            )
        if self.snapshot().read_text(encoding="utf-8") != self._rendered():
            return (
                "tables.py says something else than migrations/schema.sql: add a migration for the change, "
                f"then write the file anew with `{self.command} migrate --write-schema`."
            )
        return None

    def write_schema(self) -> Path:
        """Writes ``migrations/schema.sql`` from the tables. Returns: the file."""
        path = self.snapshot()
        path.write_text(self._rendered(), encoding="utf-8")
        return path

    def head(self) -> str:
        """The newest revision that this program knows."""
        return str(self._scripts().get_current_head())

    def current_revision(self, connection: Connection) -> str | None:
        """The revision a database is at. Args: a connection. Returns: it, or None for an empty database."""
        table = f"{self.schema}.alembic_version"
        there = connection.execute(text("SELECT to_regclass(:table)"), {"table": table}).scalar()
        if there is None:
            return None
        found = connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalar()  # noqa: S608 - our own name
        return str(found) if found else None

    def ungranted(self) -> set[str]:
        """Tables on which the application has no right at all."""
        return {table.name for table in self.metadata.sorted_tables} - set(self._grants)

    def snapshot(self) -> Path:
        """The file with the schema at the newest revision."""
        return Path(str(resources.files(self._package).joinpath(_SNAPSHOT)))

    def _rendered(self) -> str:
        title = (
            f"-- The schema at revision {self.head()}, written by `{self.command} migrate --write-schema`."
        )
        statements = (f"{one};" for table in self.metadata.sorted_tables for one in _ddl(table))
        return "\n".join((title, *statements)) + "\n"

    def _scripts(self) -> ScriptDirectory:
        return ScriptDirectory.from_config(self._config(None))

    def _config(self, connection: Connection | None, output: StringIO | None = None) -> Config:
        config = Config(output_buffer=output) if output else Config()
        package, _, folder = self._package.rpartition(".")
        config.set_main_option("script_location", f"{package}:{folder}")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        return config

    @contextmanager
    def _owner(self, url: str) -> Iterator[Connection]:
        """One transaction as the owner; the server may just be starting."""
        arguments = {"connect_timeout": 5, "application_name": f"{self.command}-migrate"}
        engine = create_engine(url, connect_args=arguments)
        try:
            for attempt in stamina.retry_context(on=OperationalError, timeout=30, attempts=30):
                with attempt:
                    connection = engine.connect()
            with connection, connection.begin():
                yield connection
        finally:
            engine.dispose()

    def _grant(self, connection: Connection, role: str) -> None:
        """Takes every right in the schema away from a role and gives back those that are listed."""
        query = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
        if not connection.execute(query, {"role": role}).scalar():
            message = (
                f"the role {role} does not exist: create it (CREATE ROLE {role} LOGIN), then migrate again"
            )
            raise ValueError(message)
        for statement in self._rights(connection, role):
            connection.exec_driver_sql(statement)

    def _rights(self, connection: Connection, role: str) -> list[str]:
        schema = self.schema
        functions = connection.execute(
            text(
                "SELECT oid::regprocedure::text FROM pg_proc "
                "WHERE pronamespace = CAST(:schema AS regnamespace) AND proname = ANY (:names)"
            ),
            {"schema": schema, "names": list(self._functions)},
        ).scalars()
        granted = (
            f"GRANT {', '.join(self._grants[name])} ON {schema}.{name} TO {role}"
            for name in sorted(self._grants)
        )
        return [
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}",
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {role}",
            f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC, {role}",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            *granted,
            *(f"GRANT EXECUTE ON FUNCTION {function} TO {role}" for function in functions),
            # Readiness asks which revision the schema is at.
            f"GRANT SELECT ON {schema}.alembic_version TO {role}",
        ]


def run_environment(metadata: MetaData) -> None:
    """What a migrations package's ``env.py`` does: by a connection handed over, else printing SQL.

    Args:
        metadata: the tables.
    """
    schema = metadata.schema
    options: dict[str, Any] = {
        "target_metadata": metadata,
        "version_table_schema": schema,
        "include_schemas": True,
    }
    connection = context.config.attributes.get("connection")
    if connection is None:
        context.configure(dialect_name="postgresql", literal_binds=True, **options)
    else:
        context.configure(connection=connection, **options)
    with context.begin_transaction():
        context.run_migrations()


def run_file(package: str, name: str) -> None:
    """Runs one file of statements, or prints it when there is no database.

    Args:
        package: the package of the migrations.
        name: file in its folder ``sql``; a migration's files are never changed once it is released.
    """
    statements = resources.files(package).joinpath("sql", name).read_text(encoding="utf-8")
    if context.is_offline_mode():
        context.static_output(statements)
    else:
        # As it stands: the driver must take no percent sign or colon for a parameter.
        op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def _ddl(table: Table) -> Iterator[str]:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    yield str(CreateTable(table).compile(dialect=dialect)).strip().replace("\t", "    ").replace(" \n", "\n")
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        yield str(CreateIndex(index).compile(dialect=dialect)).strip()
