"""The work queue on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pixgen_common import database
from pixgen_common.workqueue import CANCELLED, DONE, FAILED, LEASED, WAITING, Queue, queue_columns
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update

ITEMS = Table("queue_items", MetaData(), Column("id", Integer, primary_key=True), *queue_columns())


@pytest.fixture
def engine(database_url):
    engine = database.engine(database_url)
    ITEMS.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def database_url(request):
    return request.getfixturevalue("database").owner_url


def add(engine, count):
    with database.transaction(engine) as connection:
        connection.execute(insert(ITEMS), [{"id": number} for number in range(count)])


def lease(engine, queue, limit=1):
    with database.transaction(engine) as connection:
        return queue.lease(connection, limit)


def rows(engine):
    with database.transaction(engine) as connection:
        return connection.execute(select(ITEMS).order_by(ITEMS.c.id)).mappings().all()


def test_many_workers_never_share_an_item(engine):
    """Eight workers drain a hundred items; each item is finished once."""
    add(engine, 100)
    queue = Queue(ITEMS)

    def work(_):
        done = []
        while leases := lease(engine, queue, 5):
            for item in leases:
                with database.transaction(engine) as connection:
                    assert queue.finish(connection, item)
                    done.append(item.key)
        return done

    with ThreadPoolExecutor(8) as pool:
        finished = [key for keys in pool.map(work, range(8)) for key in keys]
    assert sorted(finished) == list(range(100))
    assert {row["queue_state"] for row in rows(engine)} == {DONE}


def test_an_item_of_a_dead_worker_comes_back_and_the_dead_cannot_finish_it(engine):
    """Once-only effect: the first worker's late finish is refused."""
    add(engine, 1)
    queue = Queue(ITEMS, lease_seconds=0)
    (first,) = lease(engine, queue)
    (second,) = lease(engine, queue)
    with database.transaction(engine) as connection:
        assert not queue.finish(connection, first)
        assert not queue.retry(connection, first, "late")
        assert queue.finish(connection, second)
        assert not queue.finish(connection, second)
    assert second.attempts == 2


def test_a_leased_item_is_nobody_elses(engine):
    add(engine, 1)
    queue = Queue(ITEMS)
    assert lease(engine, queue)
    assert not lease(engine, queue)


def test_failures_wait_longer_each_time_and_end(engine):
    """Back-off doubles up to its limit; after the last try the item is failed, with the reason kept."""
    add(engine, 1)
    queue = Queue(ITEMS, max_attempts=4, first_delay_seconds=100, longest_delay_seconds=150)
    for wait in (100, 150, 150, None):
        with database.transaction(engine) as connection:
            (item,) = queue.lease(connection)
            assert queue.retry(connection, item, "augment.unavailable")
        (row,) = rows(engine)
        if wait is None:
            assert (row["queue_state"], row["queue_error"]) == (FAILED, "augment.unavailable")
            break
        assert row["queue_state"] == WAITING
        with database.transaction(engine) as connection:
            left = connection.execute(
                text("SELECT extract(epoch FROM queue_due_at - now()) FROM queue_items")
            ).scalar()
            assert wait - 10 < left <= wait + 1
            connection.execute(update(ITEMS).values(queue_due_at=text("now()")))
    assert not lease(engine, queue)


def test_a_crash_in_the_effect_leaves_the_item_leased(engine):
    """Finish and effect are one transaction: either both or neither."""
    add(engine, 1)
    queue = Queue(ITEMS)
    (item,) = lease(engine, queue)
    with pytest.raises(ZeroDivisionError), database.transaction(engine) as connection:
        assert queue.finish(connection, item) / 0
    with database.transaction(engine) as connection:
        assert queue.finish(connection, item)


def test_what_no_try_would_change_fails_at_once(engine):
    add(engine, 1)
    queue = Queue(ITEMS)
    (item,) = lease(engine, queue)
    with database.transaction(engine) as connection:
        assert queue.fail(connection, item, "tone.over_exposed")
        assert not queue.fail(connection, item, "again")
    (row,) = rows(engine)
    assert (row["queue_state"], row["queue_error"]) == (FAILED, "tone.over_exposed")


def test_a_worker_that_ends_gives_its_item_back_unblamed(engine):
    """The next worker has it at once, and no try is counted."""
    add(engine, 1)
    queue = Queue(ITEMS)
    (item,) = lease(engine, queue)
    with database.transaction(engine) as connection:
        assert queue.release(connection, item)
    (again,) = lease(engine, queue)
    assert again.attempts == 1


def test_a_renewed_lease_is_kept_and_a_lost_one_is_not_renewed(engine):
    add(engine, 1)
    short, long = Queue(ITEMS, lease_seconds=0), Queue(ITEMS, lease_seconds=600)
    (item,) = lease(engine, short)
    with database.transaction(engine) as connection:
        assert long.renew(connection, item)
    assert not lease(engine, short)
    with database.transaction(engine) as connection:
        connection.execute(update(ITEMS).values(queue_due_at=text("now()")))
    assert lease(engine, short)
    with database.transaction(engine) as connection:
        assert not long.renew(connection, item)


def test_cancelling_leaves_what_is_being_worked_on(engine):
    add(engine, 3)
    queue = Queue(ITEMS)
    (item,) = lease(engine, queue)
    with database.transaction(engine) as connection:
        assert queue.cancel(connection, ITEMS.c.id >= 0) == 2
    assert [row["queue_state"] for row in rows(engine)] == [LEASED, CANCELLED, CANCELLED]
    with database.transaction(engine) as connection:
        assert queue.finish(connection, item)
    assert not lease(engine, queue)
