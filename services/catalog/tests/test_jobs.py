"""What runs beside the server clears away what has run out, and only that."""

import sqlalchemy as sa
from pixgen_catalog.jobs import Jobs


def test_keys_of_requests_are_forgotten_after_a_day(engine, owner):
    owner(
        "INSERT INTO catalog.idempotency_keys (account_id, key, request_sha256, created_at) VALUES "
        "('a', 'old', :hash, now() - interval '25 hours'), ('a', 'new', :hash, now() - interval '23 hours')",
        hash="0" * 64,
    )
    Jobs(engine).run_once()
    assert owner("SELECT key FROM catalog.idempotency_keys") == [{"key": "new"}]


def test_another_replica_at_work_is_left_to_it(engine, owner):
    owner(
        "INSERT INTO catalog.idempotency_keys (account_id, key, request_sha256, created_at) "
        "VALUES ('a', 'old', :hash, now() - interval '2 days')",
        hash="0" * 64,
    )
    with engine.begin() as other:
        other.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": 0x65787069})
        Jobs(engine).run_once()
        assert len(owner("SELECT key FROM catalog.idempotency_keys")) == 1


def test_the_thread_ends_when_asked(engine):
    jobs = Jobs(engine)
    jobs.start()
    jobs.stop()
    assert not jobs._thread.is_alive()
