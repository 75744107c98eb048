"""Waiting for what will surely come, on a machine that may be busy."""

import time
from collections.abc import Callable
from typing import Any

from pixgen_common.errors import PixGenError
from pixgen_local.public_api import ApiError, Person

LONGEST = 900.0
_UNDER_WAY = {"queued", "running"}


def until(question: Callable[[], Any], what: Any = "it", *, pause: float = 0.2) -> Any:
    """Ask again and again.

    Args:
        question: Whose answer may be false for a while.
        what: Named when it stays so; may be a function that finds out.
        pause: Seconds between two questions.

    Returns:
        The first answer that is true.

    Raises:
        TimeoutError: when there is none in time.
    """
    end = time.monotonic() + LONGEST
    while not (answer := question()):
        if time.monotonic() > end:
            raise TimeoutError(f"it did not come to pass: {what() if callable(what) else what}")
        time.sleep(pause)
    return answer


def patiently(action: Callable[[], Any], passing: Callable[[ApiError], bool] = lambda _: True) -> Any:
    """Try again while a process is starting or away.

    Args:
        action: What to do.
        passing: Whether a refusal may be another answer later.

    Returns:
        What the action does.
    """
    end = time.monotonic() + LONGEST
    while True:
        try:
            return action()
        except (ApiError, PixGenError, OSError) as error:
            if time.monotonic() > end or (isinstance(error, ApiError) and not passing(error)):
                raise
            time.sleep(0.5)


def ended(person: Person, url: str) -> dict[str, Any]:
    """Wait for the end of an order or a training run, whoever is started anew meanwhile. Returns: it."""
    found: dict[str, Any] = {}

    def is_over() -> bool:
        found.update(patiently(lambda: person.call("GET", url)))
        return found["state"] not in _UNDER_WAY

    until(is_over, lambda: found, pause=0.5)
    return found
