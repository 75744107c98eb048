"""How much the service takes on at a time."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pixgen_common.errors import Code, PixGenError
from prometheus_client import Gauge

QUEUE = Gauge("pixgen_augment_queue", "Calls that wait for their turn.")
_LOOK = 0.05  # seconds between looks at whether the caller is still there
_PIXELS = 8_000_000  # that one seat may hold: a call takes up to 20 bytes of memory for each


class Gate:
    """A bounded queue in front of the work, in order of arrival; large pictures take several seats.

    Args:
        seats: that calls are worked on at a time.
        queue: calls that may wait.
    """

    def __init__(self, seats: int, queue: int) -> None:
        self._seats = self._free = seats
        self._queue = queue
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def place(self, pixels: int, is_wanted: Callable[[], bool], *, patient: bool = False) -> Iterator[None]:
        """Waits for a turn and holds it.

        Args:
            pixels: of the picture.
            is_wanted: whether the caller still waits for the answer.
            patient: waits although the queue is full, as a stream may: it holds back its sender instead.

        Raises:
            PixGenError: TOO_MANY, ``augment.busy``, when the queue is full; DEADLINE, ``augment.not_begun``,
                when the caller went away first.
        """
        seats = min(self._seats, max(1, -(-pixels // _PIXELS)))
        with self._changed:
            self._enter(seats, is_wanted, patient)
        try:
            yield
        finally:
            with self._changed:
                self._free += seats
                self._changed.notify_all()

    def _enter(self, seats: int, is_wanted: Callable[[], bool], patient: bool) -> None:
        """Waits behind those who came before, so that a large picture's turn comes, too."""
        must_wait = bool(self._line) or self._free < seats
        if must_wait and len(self._line) >= self._queue and not patient:
            message = "Too many pictures wait for their turn. Try again in a moment."
            raise PixGenError(Code.TOO_MANY, message, reason="augment.busy", retry_after=1.0)
        me = object()
        self._line.append(me)
        QUEUE.set(len(self._line))
        try:
            while (self._line[0] is not me or self._free < seats) and is_wanted():
                self._changed.wait(_LOOK)
            if not is_wanted():
                message = "The call ended before its turn came; nothing was made."
                raise PixGenError(Code.DEADLINE, message, reason="augment.not_begun")
            self._free -= seats
        finally:
            self._line.remove(me)
            QUEUE.set(len(self._line))
            self._changed.notify_all()
