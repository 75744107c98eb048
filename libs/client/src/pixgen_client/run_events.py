"""Following a training run's events over a line that may break: what was told is not told again."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pixgen_client.transport import Transport

# Between two streams: one that the server ended is opened anew, but not in a hot loop.
_PAUSE_SECONDS = 1.0
_LAST = "end"


@dataclass(frozen=True)
class Event:
    """Something that happened to a run.

    Args:
        number: its place; 0 for what has none.
        kind: state, progress, measures, sample, alarm or end.
        data: what is said of it.
    """

    number: int
    kind: str
    data: dict[str, Any]


def follow(transport: Transport, path: str, tell: Callable[[Event], None]) -> dict[str, Any]:
    """Follows a run until it has ended.

    Args:
        transport: the way to the server; its patience also bounds how long a broken line is waited for.
        path: of the event stream.
        tell: told of each event, once.

    Returns:
        How the run ended: state and reason.

    Raises:
        ClientError: as `Transport.json`.
    """
    after = 0

    def once() -> dict[str, Any] | None:
        nonlocal after
        headers = {"Last-Event-ID": str(after)} if after else {}
        with transport.stream(path, **headers) as response:
            for event in read(response.iter_lines()):
                if event.kind == _LAST:
                    return event.data
                after = max(after, event.number)
                tell(event)
        return None

    while (ended := transport.patience.keep_trying(once)) is None:
        transport.patience.stop.wait(_PAUSE_SECONDS)
    return ended


def read(lines: Iterable[str]) -> Iterator[Event]:
    """Events out of the lines of a stream (WHATWG HTML, 9.2.6).

    Args:
        lines: without their ends.

    Yields:
        Events that came whole; comments and what cannot be read are passed over.
    """
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
            continue
        if "event" in fields and (data := _object(fields.get("data", ""))) is not None:
            number = fields.get("id", "0")
            yield Event(int(number) if number.isdecimal() else 0, fields["event"], data)
        fields = {}


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
