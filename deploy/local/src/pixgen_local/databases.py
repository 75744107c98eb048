"""The local PostgreSQL as its superuser; roles and rights are those that containers get too."""

from urllib.parse import quote

import psycopg2
from pixgen_prepare.folders import ROLES
from psycopg2 import sql
from psycopg2.extensions import connection

from pixgen_local.ports import LOOPBACK
from pixgen_local.postgres import SUPERUSER

OWNER, APP, SYNTHESIS = ROLES["owner"], ROLES["app"], ROLES["synthesis"]
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


def drop_database(superuser: connection, name: str) -> None:
    """Drop a database and end who is still connected to it."""
    with superuser.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def url(port: int, role: str, password: str, database: str) -> str:
    """Build the SQLAlchemy URL of a role on a database."""
    return f"postgresql+psycopg2://{role}:{quote(password, safe='')}@{LOOPBACK}:{port}/{database}"
