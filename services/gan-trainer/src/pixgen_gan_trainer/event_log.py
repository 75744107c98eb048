"""A run's events, numbered from 1, in segments `events/<first number>.jsonl` of its store.

One process writes at a time: the run's own while it lives, else the service. A segment grows by being written
anew; every writer begins one of its own, so that none ever touches another's.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pixgen_gan_trainer.store import RunStore

_FOLDER = "events/"
_SEGMENT = 100


@dataclass(frozen=True)
class Event:
    """Something that happened to a run.

    Args:
        number: its place, from 1.
        kind: ``state``, ``progress``, ``measures``, ``sample`` or ``alarm``.
        data: fields, as JSON has them.
    """

    number: int
    kind: str
    data: dict[str, Any]


class EventWriter:
    """Adds events to a run's log.

    Args:
        store: of the run.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store
        last = 0
        for event in after(store, _last_first(store) - 1):
            last = event.number
        self._next, self._waiting = last + 1, False
        self._lines: list[str] = []
        self._first = self._next

    def add(self, kind: str, data: dict[str, Any]) -> None:
        """Adds an event; `flush` makes it seen. Args: its kind and fields."""
        self._lines.append(_line(self._next, kind, data))
        self._next += 1
        self._waiting = True

    def flush(self) -> None:
        """Writes what was added since."""
        if not self._waiting:
            return
        self._store.write(_name(self._first), "".join(self._lines).encode())
        self._waiting = False
        if len(self._lines) >= _SEGMENT:
            self._lines, self._first = [], self._next


def first(kind: str, data: dict[str, Any]) -> tuple[str, bytes]:
    """The log with one event. Args: its kind and fields. Returns: the piece's name and bytes."""
    return _name(1), _line(1, kind, data).encode()


def append(store: RunStore, kind: str, data: dict[str, Any]) -> None:
    """Adds one event while nobody else writes. Args: the run's store, kind and fields."""
    writer = EventWriter(store)
    writer.add(kind, data)
    writer.flush()


def after(store: RunStore, number: int) -> Iterator[Event]:
    """Events with higher numbers, in order.

    Args:
        store: of the run.
        number: the last one that is known.

    Yields:
        Events.
    """
    names = store.names(_FOLDER)
    firsts = [int(PurePosixPath(name).stem) for name in names]
    # The last segment that begins at or before the next number, and all behind it.
    begin = max((place for place, first in enumerate(firsts) if first <= number + 1), default=0)
    for name in names[begin:]:
        for line in (store.read(name) or b"").splitlines():
            event = Event(**json.loads(line))
            if event.number > number:
                number = event.number
                yield event


def plain(value: Any) -> Any:
    """Makes values JSON: NumPy's numbers plain ones, what is no number None. Args: it. Returns: the same."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def _last_first(store: RunStore) -> int:
    names = store.names(_FOLDER)
    return int(PurePosixPath(names[-1]).stem) if names else 1


def _line(number: int, kind: str, data: dict[str, Any]) -> str:
    return json.dumps({"number": number, "kind": kind, "data": plain(data)}) + "\n"


def _name(first: int) -> str:
    return f"{_FOLDER}{first:012d}.jsonl"
