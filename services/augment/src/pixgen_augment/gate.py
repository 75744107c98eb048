"""How much the service takes on at a time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pixgen_common.errors import Code, PixGenError
from prometheus_client import Gauge

QUEUE = Gauge("pixgen_augment_queue", "Calls that wait for their turn.")
_LOOK = 0.05  # seconds between looks at whether the caller is still there


class Gate:
    """A bounded queue in front of the work.

    Args:
        places: calls worked on at a time.
        queue: calls that may wait.
    """

    def __init__(self, places: int, queue: int) -> None:
        self._free, self._queue = places, queue
        self._waiting = 0
        self._changed = threading.Condition()

    @contextmanager
    def place(self, is_wanted: Callable[[], bool], *, patient: bool = False) -> Iterator[None]:
        """Waits for a turn and holds it.

        Args:
            is_wanted: whether the caller still waits for the answer.
            patient: waits although the queue is full, as a stream may: it holds back its sender instead.

        Raises:
            PixGenError: TOO_MANY, ``augment.busy``, when the queue is full; DEADLINE, ``augment.not_begun``,
                when the caller went away first.
        """
        self._enter(is_wanted, patient)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify()

    def _enter(self, is_wanted: Callable[[], bool], patient: bool) -> None:
        with self._changed:
            if self._free == 0 and self._waiting >= self._queue and not patient:
                message = "Too many pictures wait for their turn. Try again in a moment."
                raise PixGenError(Code.TOO_MANY, message, reason="augment.busy", retry_after=1.0)
            self._waiting += 1
            QUEUE.set(self._waiting)
            try:
                while self._free == 0 and is_wanted():
                    self._changed.wait(_LOOK)
                if not is_wanted():
                    message = "The call ended before its turn came; nothing was made."
                    raise PixGenError(Code.DEADLINE, message, reason="augment.not_begun")
                self._free -= 1
            finally:
                self._waiting -= 1
                QUEUE.set(self._waiting)
