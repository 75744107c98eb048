"""Trying again: with growing pauses, as the server asks, and for as long as the user has patience."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, sleep_using_event
from tenacity.wait import wait_exponential_jitter

from pixgen_client.errors import Stopped, Unavailable

Result = TypeVar("Result")
# From half a second: a restarting service is back in seconds. To half a minute: Wi-Fi that was gone for long
# is found again soon after it comes back.
_backoff = wait_exponential_jitter(multiplier=0.5, max=30, jitter=0.5)


def _say_nothing(_reason: str, _seconds: float) -> None:
    return None


@dataclass
class Patience:
    """How long to keep trying, shared by all that a command does at once.

    Args:
        seconds: how long one piece of work may wait in all; waiting counts, working does not.
        at_first: the same as long as nobody has answered: the address may be wrong, and the user still looks.
        stop: ends all waiting at once when set.
        on_wait: told the reason and the seconds before each pause.
    """

    seconds: float = 6.0
    at_first: float = 6.0
    stop: threading.Event = field(default_factory=threading.Event)
    on_wait: Callable[[str, float], None] = _say_nothing
    _not_before: float = 0.0
    _reached: bool = False

    def keep_trying(self, work: Callable[[], Result]) -> Result:
        """Does a piece of work, again and again while the server or the network is away.

        Args:
            work: raises Unavailable when another try may help.

        Returns:
            What the work returned.

        Raises:
            Unavailable: patience has ended.
            Stopped: the run is being stopped.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(Unavailable),
            wait=_wait,
            stop=self._has_ended,
            sleep=sleep_using_event(self.stop),
            before_sleep=self._tell,
            reraise=True,
        )
        result: Result = retrying(self._in_turn, work)
        return result

    def _in_turn(self, work: Callable[[], Result]) -> Result:
        # What the server told one job ("come back in 20 s") holds for all: otherwise each would send a whole
        # picture over a thin line only to be told the same.
        while (left := self._not_before - time.monotonic()) > 0 and not self.stop.is_set():
            self.stop.wait(left)
        if self.stop.is_set():
            raise Stopped
        try:
            result = work()
        except Unavailable as error:
            # Busy is an answer too: the address is right, and what stands behind it comes back.
            self._reached = self._reached or error.status is not None
            if error.retry_after and error.retry_after <= self.seconds:
                self._not_before = max(self._not_before, time.monotonic() + error.retry_after)
            raise
        self._reached = True
        return result

    def _has_ended(self, state: RetryCallState) -> bool:
        if self.stop.is_set():
            raise Stopped
        limit = self.seconds if self._reached else min(self.seconds, self.at_first)
        return state.idle_for + state.upcoming_sleep > limit

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        self.on_wait(error.what if isinstance(error, Unavailable) else "", state.upcoming_sleep)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = (error.retry_after if isinstance(error, Unavailable) else None) or 0.0
    return max(asked, _backoff(state))
