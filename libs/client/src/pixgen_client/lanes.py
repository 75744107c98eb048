"""How many pictures are on their way at once: fewer when the line proves too thin for so many."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Lanes:
    """A number of lanes that can shrink.

    Over a thin line, pictures that are sent side by side slow each other down until the server gives up on
    all of them; sent one after the other, each arrives in time.

    Args:
        count: lanes at first.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._busy = 0
        self._changed = threading.Condition()

    @property
    def count(self) -> int:
        """Lanes now."""
        return self._count

    @contextmanager
    def one(self) -> Iterator[None]:
        """Waits for a free lane and holds it during the block."""
        with self._changed:
            self._changed.wait_for(lambda: self._busy < self._count)
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def narrow(self) -> None:
        """Halves the lanes; one always stays."""
        with self._changed:
            self._count = max(1, self._count // 2)
