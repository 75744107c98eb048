"""The worker: leases items, has them made, and writes what became of each in one transaction.

An item may be begun many times; its effect is one picture, for upload knows the item, and one row, for only
the holder of the lease can write it.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import begin_request, logger
from pixgen_common.workqueue import Lease, Queue
from sqlalchemy import Connection, Engine, func

from pixgen_synthesis import store, telemetry
from pixgen_synthesis.store import Item
from pixgen_synthesis.tables import items

# What may pass. Everything else would be answered the same way at every try.
_PASSING = {Code.UNAVAILABLE, Code.DEADLINE, Code.TOO_MANY, Code.INTERNAL, Code.UNAUTHENTICATED}
_MESSAGE = 1000
# A crash of ours that the same picture brings about each time must not be repeated for an hour.
_TRIES_AT_CRASHES = 5
# While something is away each thread tries one item a second: else all of them would use up their tries.
_PAUSE_SECONDS = 1.0
# A lease is renewed this often before it would end.
_RENEWALS = 3


class Step(Enum):
    """What a thread of the worker has just done."""

    IDLE = "there was nothing to do"
    SETTLED = "an item ended"
    POSTPONED = "an item will be tried again"


@dataclass(frozen=True)
class Outcome:
    """What became of an item that was made.

    Args:
        image_id: the picture, for kinds that make one.
        result: what is kept of how it was made.
        refused: pictures that were drawn before it and not taken, by reason.
    """

    image_id: str | None
    result: Mapping[str, Any]
    refused: Mapping[str, int] = field(default_factory=dict)


class AllRefusedError(PixGenError):
    """Every picture that was drawn for an item was refused; drawing them again would not change that.

    Args:
        detail: for people.
        reason: the reason of most refusals.
        refused: how many, by reason.
    """

    def __init__(self, detail: str, reason: str, refused: Mapping[str, int]) -> None:
        super().__init__(Code.UNPROCESSABLE, detail, reason=reason)
        self.refused = refused


# Makes an item; must be such that doing it twice has one effect.
Handler = Callable[[Item], Outcome]


class Worker:
    """Works on the queue with some threads.

    Args:
        engine: the database.
        queue: of items.
        handlers: who makes the items of an order's kind.
        at_once: items worked on at a time.
        idle_seconds: pause when there is nothing to do.
    """

    def __init__(
        self,
        engine: Engine,
        queue: Queue,
        handlers: Mapping[str, Handler],
        *,
        at_once: int,
        idle_seconds: float,
    ) -> None:
        self._engine, self._queue, self._handlers = engine, queue, handlers
        self._idle_seconds = idle_seconds
        self._ending = threading.Event()
        self._held: dict[str, Lease] = {}
        self._lock = threading.Lock()
        # Daemons: one that hangs in a call at the end must not keep the process from ending.
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{number}", daemon=True)
            for number in range(at_once)
        ]
        self._renewing = threading.Thread(target=self._renew, name="renewing", daemon=True)

    def start(self) -> None:
        """Begins."""
        for thread in (*self._threads, self._renewing):
            thread.start()

    def stop(self, seconds: float) -> None:
        """Takes nothing up any more, and gives back what is not finished in time.

        Args:
            seconds: time for the items in progress.
        """
        self._ending.set()
        for thread in self._threads:
            thread.join(seconds / len(self._threads))
        with self._lock:
            left = list(self._held.values())
        for lease in left:
            # Another worker takes it up at once; should the call still get through, it finds the result.
            self._tolerant(self._queue.release, lease)
        self._renewing.join(1)

    def once(self) -> Step:
        """Works on one item, if there is one. Returns: what was done."""
        lease = self._take()
        if lease is None:
            return Step.IDLE
        try:
            return self._make(lease)
        finally:
            with self._lock:
                self._held.pop(lease.token, None)

    def _work(self) -> None:
        while not self._ending.is_set():
            try:
                step = self.once()
            except PixGenError as error:
                logger().warning("worker.postponed", reason=error.reason)
                step = Step.POSTPONED
            except Exception as error:
                # A worker lives on: the item comes back when its lease ends.
                logger().error("worker.crashed", exc_info=error)
                step = Step.POSTPONED
            if step is Step.IDLE:
                self._ending.wait(self._idle_seconds)
            elif step is Step.POSTPONED:
                self._ending.wait(_PAUSE_SECONDS)

    def _take(self) -> Lease | None:
        with transaction(self._engine) as connection:
            found = self._queue.lease(connection)
        if not found:
            return None
        with self._lock:
            self._held[found[0].token] = found[0]
        return found[0]

    def _make(self, lease: Lease) -> Step:
        begin_request(None)
        with transaction(self._engine) as connection:
            item = store.item(connection, lease.key)
        try:
            outcome = self._handlers[item.kind](item)
        except PixGenError as error:
            return self._failed(lease, item, error)
        except Exception as error:
            logger().error("item.crashed", item_id=item.item_id, exc_info=error)
            words = "Something went wrong on our side."
            return self._failed(lease, item, PixGenError(Code.INTERNAL, words, reason="item.crashed"))
        with transaction(self._engine) as connection:
            mine = self._queue.finish(
                connection,
                lease,
                result_image_id=outcome.image_id,
                result=dict(outcome.result),
                refused=dict(outcome.refused) or None,
                message=None,
                finished_at=func.clock_timestamp(),
            )
        telemetry.ITEMS.labels(item.kind, "done" if mine else "lost").inc()
        logger().info("item.done", item_id=item.item_id, attempts=lease.attempts, mine=mine)
        return Step.SETTLED

    def _failed(self, lease: Lease, item: Item, error: PixGenError) -> Step:
        """Another try later where that may help; an end with the reason where it does not."""
        words: dict[str, Any] = {"message": error.detail[:_MESSAGE] or None}
        ended = words | {"finished_at": func.clock_timestamp()}
        if isinstance(error, AllRefusedError):
            ended["refused"] = dict(error.refused)
        with transaction(self._engine) as connection:
            cancelled = store.is_cancelled(connection, item.order_id)
            if error.code not in _PASSING or lease.attempts >= self._most_tries(error):
                outcome = "failed"
                self._queue.fail(connection, lease, error.reason, **ended)
            elif self._queue.retry(connection, lease, error.reason, **words) and cancelled:
                outcome = "cancelled"
                self._queue.cancel(connection, items.c.item_id == item.item_id)
            else:
                outcome = "retried"
        telemetry.ITEMS.labels(item.kind, outcome).inc()
        logger().info(f"item.{outcome}", item_id=item.item_id, attempts=lease.attempts, reason=error.reason)
        return Step.POSTPONED if outcome == "retried" else Step.SETTLED

    def _most_tries(self, error: PixGenError) -> int:
        most = self._queue.max_attempts
        return min(most, _TRIES_AT_CRASHES) if error.code is Code.INTERNAL else most

    def _renew(self) -> None:
        while not self._ending.wait(self._queue.lease_seconds / _RENEWALS):
            with self._lock:
                held = list(self._held.values())
            for lease in held:
                self._tolerant(self._queue.renew, lease)

    def _tolerant(self, action: Callable[[Connection, Lease], bool], lease: Lease) -> None:
        """Does what only saves time: without it the lease ends by itself."""
        try:
            with transaction(self._engine) as connection:
                action(connection, lease)
        except PixGenError as error:
            logger().warning("worker.lease_untouched", reason=error.reason)
