"""Roles and databases on a running PostgreSQL: what the services may and may not do."""

from urllib.parse import quote

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection

from pixgen_local.ports import LOOPBACK
from pixgen_local.postgres import SUPERUSER

OWNER = "pixgen_owner"
APP = "pixgen_app"
SYNTHESIS = "pixgen_synthesis"
SERVICES = (APP, SYNTHESIS)
NAME = "pixgen"


def answers(port: int, password: str) -> bool:
    """Say whether the superuser can sign in now."""
    try:
        connect(port, password).close()
    except psycopg2.OperationalError:
        return False
    return True


def connect(port: int, password: str, database: str = "postgres") -> connection:
    """Open an autocommit connection as superuser."""
    opened = psycopg2.connect(
        host=LOOPBACK, port=port, user=SUPERUSER, password=password, dbname=database, connect_timeout=3
    )
    opened.autocommit = True
    return opened


def ensure_role(superuser: connection, role: str, password: str) -> None:
    """Create a login role, or give the one that is there this password."""
    with superuser.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}")
        cursor.execute(statement.format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password)))


def ensure_database(superuser: connection, name: str, template: str | None = None) -> None:
    """Create a database that the owner role owns and services may only connect to, unless it is there.

    Args:
        superuser: An autocommit connection.
        name: The database.
        template: A database to copy, such as one that is migrated already; nobody may be connected to it.
    """
    with superuser.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if not cursor.fetchone():
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            cursor.execute(
                statement.format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template1")
                )
            )
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        services = sql.SQL(", ").join(map(sql.Identifier, SERVICES))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), services))


def drop_database(superuser: connection, name: str) -> None:
    """Drop a database and end who is still connected to it."""
    with superuser.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def url(port: int, role: str, password: str, database: str) -> str:
    """Build the SQLAlchemy URL of a role on a database."""
    return f"postgresql+psycopg2://{role}:{quote(password, safe='')}@{LOOPBACK}:{port}/{database}"
