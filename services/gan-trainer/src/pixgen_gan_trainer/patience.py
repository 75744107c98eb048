"""Waiting for what is away: a run goes on when the object store or the catalog is back."""

from collections.abc import Callable
from typing import TypeVar

import stamina
from pixgen_common.errors import Code, PixGenError

from pixgen_gan_trainer.store import DISK_FULL, RunStore

T = TypeVar("T")
_AWAY = {Code.UNAVAILABLE, Code.DEADLINE}


def patiently(seconds: float, action: Callable[[], T]) -> T:
    """Does something, again and again while the other side is away.

    Args:
        seconds: for how long; pauses grow from half a second to ten.
        action: may be repeated.

    Returns:
        What it returns.

    Raises:
        PixGenError: ``run.disk_full`` and any other than UNAVAILABLE and DEADLINE at once; these when the
            time is over.
    """
    caller = stamina.RetryingCaller(
        attempts=None, timeout=seconds, wait_initial=0.5, wait_max=10, wait_jitter=0.5
    )
    return caller(_is_away, action)


def _is_away(error: Exception) -> bool:
    # A full disk is nobody's absence.
    return isinstance(error, PixGenError) and error.code in _AWAY and error.reason != DISK_FULL


class Patient:
    """A run's store that waits when it cannot be reached, instead of failing the run.

    Args:
        store: the run's.
        seconds: how long one piece may be waited for.
    """

    def __init__(self, store: RunStore, seconds: float) -> None:
        self._store, self._seconds = store, seconds

    def read(self, name: str) -> bytes | None:
        """Args: the piece. Returns: its bytes, or None when there is none."""
        return patiently(self._seconds, lambda: self._store.read(name))

    def write(self, name: str, data: bytes) -> None:
        """Puts a piece there whole, in the place of an older one. Args: the piece, its bytes."""
        patiently(self._seconds, lambda: self._store.write(name, data))

    def delete(self, name: str) -> None:
        """Removes a piece, if there. Args: the piece."""
        patiently(self._seconds, lambda: self._store.delete(name))

    def names(self, prefix: str) -> list[str]:
        """Args: the beginning of names. Returns: all such pieces, sorted."""
        return patiently(self._seconds, lambda: self._store.names(prefix))
