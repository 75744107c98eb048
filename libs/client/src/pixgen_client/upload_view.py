"""What an upload looks like: a bar per file on its way, a line per file that is done."""

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from pixgen_client.outcomes import Fate, Outcome
from pixgen_client.pictures import Picture
from pixgen_client.plain import cell, plain

STYLES = {
    Fate.STORED: "green",
    Fate.PRESENT: "dim",
    Fate.PENDING: "yellow",
    Fate.REFUSED: "red",
    Fate.NOT_SENT: "yellow",
    Fate.WOULD_SEND: "green",
}
_NAME_WIDTH = 36


class UploadView:
    """Shows progress on standard error; a sending.Listener.

    Args:
        console: where to; a quiet one shows nothing.
        pictures: all that the run is about.
    """

    def __init__(self, console: Console, pictures: Sequence[Picture]) -> None:
        self._console = console
        self._count, self._done = len(pictures), 0
        self._positions: dict[Picture, int] = {}
        self._rows: dict[Picture, TaskID] = {}
        self._lock = threading.Lock()
        self._waits_for, self._waits_until = "", 0.0
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            # In a file or a pipe a bar is only noise; the lines per file say enough.
            disable=console.quiet or not console.is_terminal,
        )
        self._total = self._progress.add_task(
            self._heading(), total=sum(picture.size for picture in pictures)
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def started(self, picture: Picture) -> None:
        """A file is on its way. Args: the file."""
        name = plain(picture.name)
        shown = name if len(name) <= _NAME_WIDTH else "..." + name[3 - _NAME_WIDTH :]
        with self._lock:
            self._rows[picture] = self._progress.add_task(f"  {shown}", total=picture.size)

    def moved(self, picture: Picture, position: int) -> None:
        """So many bytes have been sent in this try. Args: the file; bytes."""
        with self._lock:
            before = self._positions.get(picture, 0)
            self._positions[picture] = position
            self._progress.update(self._rows[picture], completed=position)
            # After a broken try the file starts again: the total goes back with it.
            self._progress.update(self._total, advance=position - before)

    def finished(self, picture: Picture, outcome: Outcome) -> None:
        """It is known what became of a file. Args: the file; what became of it."""
        with self._lock:
            self._done += 1
            rest = picture.size - self._positions.pop(picture, 0)
            self._progress.update(self._total, advance=rest, description=self._heading())
            if (row := self._rows.pop(picture, None)) is not None:
                self._progress.remove_task(row)
            # What is not touched in this run is counted at the end, not listed.
            if outcome.fate not in {Fate.PRESENT, Fate.WOULD_SEND}:
                line = f"{plain(outcome.name)}: {outcome.fate} {outcome.image_id or outcome.detail}".rstrip()
                self._console.print(cell(line, STYLES[outcome.fate]), soft_wrap=True)

    def waiting(self, reason: str, seconds: float) -> None:
        """The server or the network is away for now. Args: why; how long until the next try."""
        with self._lock:
            now = time.monotonic()
            # All jobs wait for the same thing: it is said once.
            if reason == self._waits_for and now < self._waits_until:
                return
            self._waits_for, self._waits_until = reason, now + seconds
        self._console.print(cell(f"{reason} Trying again in {seconds:.0f} s ...", "yellow"), soft_wrap=True)

    def _heading(self) -> str:
        return f"{self._done} of {self._count} files"
