"""How much one account may ask of one process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pixgen_common.errors import Code, PixGenError

_WINDOW_SECONDS = 60.0
# Accounts remembered before idle ones are forgotten.
_REMEMBERED = 10_000


@dataclass
class _Use:
    """One account's use: a bucket that refills steadily, and what is in progress."""

    tokens: float
    at: float = field(default_factory=time.monotonic)
    running: int = 0


class AccountLimits:
    """Counts uploads per account.

    In memory and per process on purpose: it protects this process from one busy account; what is fair
    between accounts over days is not its business.

    Args:
        per_minute: uploads that may begin in a minute; also the largest burst.
        at_once: uploads that may be in progress.
    """

    def __init__(self, per_minute: int, at_once: int) -> None:
        self._per_minute = per_minute
        self._at_once = at_once
        self._uses: dict[str, _Use] = {}
        self._lock = threading.Lock()

    @contextmanager
    def slot(self, account_id: str) -> Iterator[None]:
        """Holds one of the account's places while an upload runs.

        Args:
            account_id: the account.

        Raises:
            PixGenError: TOO_MANY with the seconds to wait.
        """
        use = self._enter(account_id)
        try:
            yield
        finally:
            with self._lock:
                use.running -= 1

    def _enter(self, account_id: str) -> _Use:
        with self._lock:
            use = self._uses.setdefault(account_id, _Use(float(self._per_minute)))
            self._refill(use)
            if use.running >= self._at_once:
                raise _too_many(f"{self._at_once} uploads of yours are in progress", "limit.at_once", 1)
            if use.tokens < 1:
                wait = (1 - use.tokens) * _WINDOW_SECONDS / self._per_minute
                raise _too_many(f"you began {self._per_minute} uploads in a minute", "limit.per_minute", wait)
            use.tokens -= 1
            use.running += 1
            self._forget_idle()
            return use

    def _refill(self, use: _Use) -> None:
        now = time.monotonic()
        gained = (now - use.at) * self._per_minute / _WINDOW_SECONDS
        use.tokens, use.at = min(float(self._per_minute), use.tokens + gained), now

    def _forget_idle(self) -> None:
        """Drops accounts whose bucket is full again anyway."""
        if len(self._uses) <= _REMEMBERED:
            return
        old = time.monotonic() - _WINDOW_SECONDS
        self._uses = {name: use for name, use in self._uses.items() if use.running or use.at > old}


def _too_many(what: str, reason: str, wait: float) -> PixGenError:
    return PixGenError(
        Code.TOO_MANY, f"Please slow down: {what}. Nothing was stored.", reason=reason, retry_after=wait
    )
