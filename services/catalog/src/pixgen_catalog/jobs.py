"""Small jobs that run beside the server: they clear away what has run out."""

import threading

from pixgen_common import idempotency
from pixgen_common.database import transaction
from pixgen_common.errors import PixGenError
from pixgen_common.logging import logger
from sqlalchemy import Engine, func, select

from pixgen_catalog.decision_tables import idempotency_keys

_EVERY_SECONDS = 600.0
_LOCK = 0x65787069


class Jobs:
    """A thread that clears away, every ten minutes, in one replica at a time.

    Args:
        engine: the database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, after what is being done."""
        self._end.set()
        self._thread.join(timeout=5)

    def run_once(self) -> None:
        """Clears away once, unless another replica is at it."""
        with transaction(self._engine) as connection:
            if connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar():
                keys = idempotency.expire(connection, idempotency_keys)
                logger().info("jobs.cleared", idempotency_keys=keys)

    def _run(self) -> None:
        while not self._end.wait(_EVERY_SECONDS):
            try:
                self.run_once()
            except PixGenError as error:
                # The database is away: there is time, the next round does it.
                logger().warning("jobs.postponed", reason=error.reason)
