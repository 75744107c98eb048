"""Roles and database on a real PostgreSQL of this file's own: it changes passwords."""

from pathlib import Path

import psycopg2
import pytest
from pixgen_local import throwaway
from pixgen_prepare.database import prepare
from pixgen_prepare.settings import DatabaseSettings

CHECKOUT = Path(__file__).parents[3]
NAME = "prepared"


@pytest.fixture(scope="module")
def server():
    with throwaway.postgres_server(CHECKOUT) as running:
        yield running


def settings(server, **given):
    passwords = {f"prepare_{role}_password": f"{role}-word" for role in ("owner", "app", "synthesis")}
    return DatabaseSettings(
        prepare_database=f"127.0.0.1:{server.port}/{NAME}",
        prepare_superuser_password=server.password,
        **(passwords | given),
    )


def connect(server, role, password, database=NAME):
    return psycopg2.connect(host="127.0.0.1", port=server.port, user=role, password=password, dbname=database)


def test_it_may_be_repeated_and_owner_and_services_can_sign_in(server):
    prepare(settings(server))
    prepare(settings(server))
    for role, word in (("pixgen_owner", "owner"), ("pixgen_app", "app"), ("pixgen_synthesis", "synthesis")):
        connect(server, role, f"{word}-word").close()


def test_services_cannot_make_anything_there(server):
    prepare(settings(server))
    connection = connect(server, "pixgen_app", "app-word")
    with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("CREATE SCHEMA mine")
    connection.close()


def test_a_changed_secret_is_the_new_password_and_the_old_one_is_refused(server):
    prepare(settings(server))
    prepare(settings(server, prepare_app_password="another-word"))
    connect(server, "pixgen_app", "another-word").close()
    with pytest.raises(psycopg2.OperationalError):
        connect(server, "pixgen_app", "app-word")
