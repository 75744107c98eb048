"""Transactions tell callers what PostgreSQL's failures mean."""

import threading

import pytest
from pixgen_common import database as databases
from pixgen_common.errors import Code, PixGenError


@pytest.fixture
def engine(database):
    made = databases.engine(database.owner_url, statement_seconds=0.3)
    yield made
    made.dispose()


def test_a_statement_that_takes_too_long_is_ended(engine):
    with pytest.raises(PixGenError) as caught, databases.transaction(engine) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(5)")
    assert (caught.value.code, caught.value.reason) == (Code.DEADLINE, "database.slow")


def test_of_two_that_wait_for_each_other_one_may_try_again(database):
    """A deadlock is nobody's mistake: it is answered as something that passes."""
    engine = databases.engine(database.owner_url)
    with databases.transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)")
    meet = threading.Barrier(2)
    reasons = []

    def lock(first, second):
        try:
            with databases.transaction(engine) as connection:
                connection.exec_driver_sql(f"SELECT FROM t WHERE id = {first} FOR UPDATE")
                meet.wait(10)
                connection.exec_driver_sql(f"SELECT FROM t WHERE id = {second} FOR UPDATE")
        except PixGenError as error:
            reasons.append((error.code, error.reason))

    threads = [threading.Thread(target=lock, args=order) for order in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert reasons == [(Code.UNAVAILABLE, "database.busy")]


def test_a_server_that_is_not_there_is_unavailable(free_port):
    engine = databases.engine(f"postgresql+psycopg2://nobody@127.0.0.1:{free_port()}/none")
    with pytest.raises(PixGenError) as caught:
        databases.check(engine)
    assert (caught.value.code, caught.value.reason) == (Code.UNAVAILABLE, "database.unavailable")


def test_a_broken_rule_is_left_to_the_use_case_and_names_its_constraint(database):
    engine = databases.engine(database.owner_url)
    with (
        pytest.raises(databases.DBAPIError) as caught,
        databases.transaction(engine) as connection,
    ):
        connection.exec_driver_sql(
            "CREATE TABLE t (n int CONSTRAINT positive CHECK (n > 0)); INSERT INTO t VALUES (-1)"
        )
    engine.dispose()
    assert databases.violated_constraint(caught.value) == "positive"
