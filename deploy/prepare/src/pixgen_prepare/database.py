"""Roles and the database: what services may and may not do there."""

import psycopg2
import stamina
from psycopg2 import sql
from psycopg2.extensions import connection

from pixgen_prepare.folders import ROLES
from pixgen_prepare.settings import DatabaseSettings

OWNER = ROLES["owner"]
SERVICES = tuple(role for role in ROLES.values() if role != OWNER)


def prepare(settings: DatabaseSettings) -> None:
    """Makes roles and database, or gives the roles that are there their passwords. Safe to repeat.

    Args:
        settings: where, and the passwords.

    Raises:
        psycopg2.Error: PostgreSQL cannot be reached within a minute, or refused.
    """
    place, _, name = settings.prepare_database.partition("/")
    host, _, port = place.rpartition(":")
    for attempt in stamina.retry_context(on=psycopg2.OperationalError, timeout=60, attempts=60):
        with attempt:
            superuser = psycopg2.connect(
                host=host,
                port=int(port),
                user=settings.prepare_superuser,
                password=settings.prepare_superuser_password.get_secret_value(),
                dbname="postgres",
                connect_timeout=5,
            )
    superuser.autocommit = True
    try:
        for role, password in _passwords(settings).items():
            ensure_role(superuser, role, password)
        ensure_database(superuser, name)
    finally:
        superuser.close()


def _passwords(settings: DatabaseSettings) -> dict[str, str]:
    return {
        role: getattr(settings, f"prepare_{short}_password").get_secret_value()
        for short, role in ROLES.items()
    }


def ensure_role(superuser: connection, role: str, password: str) -> None:
    """Makes a login role, or gives the one that is there this password.

    Args:
        superuser: an autocommit connection.
        role: its name.
        password: what it signs in with.
    """
    with superuser.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}")
        cursor.execute(statement.format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password)))


def ensure_database(superuser: connection, name: str, template: str = "template1") -> None:
    """Makes a database that the owner's role owns and services may only connect to, unless it is there.

    Args:
        superuser: an autocommit connection.
        name: the database.
        template: a database to copy, such as one that is migrated already; nobody may be connected to it.
    """
    owner, database, source = map(sql.Identifier, (OWNER, name, template))
    with superuser.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if not cursor.fetchone():
            cursor.execute("SELECT pg_has_role(%s, 'MEMBER')", (OWNER,))
            if cursor.fetchone() == (False,):
                # A managed PostgreSQL's administrator is no superuser, and must be a member of the owner.
                cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, source))
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        services = sql.SQL(", ").join(map(sql.Identifier, SERVICES))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, services))
