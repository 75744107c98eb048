"""Sending a plan: what the server has is skipped, the rest goes in parallel, every file's fate is known."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from pixgen_client.errors import ClientError, Stopped
from pixgen_client.lanes import Lanes
from pixgen_client.outcomes import Fate, Outcome, Report, refused
from pixgen_client.outgoing import Courier
from pixgen_client.pictures import MAX_BYTES, Picture, digest
from pixgen_client.plain import size
from pixgen_client.plan import Item
from pixgen_client.transport import Transport

# The most that POST /v1/uploads/check takes.
BATCH = 100
_LAST_SECONDS = 3.0
# These answers are about the one picture; any other is about the account, the server or the way to it, and
# the next file would meet the same.
_ABOUT_THE_FILE = {400, 409, 413, 415, 422, 500}


class Listener(Protocol):
    """Told what happens, from several threads."""

    def started(self, picture: Picture) -> None:
        """A file is on its way."""

    def moved(self, picture: Picture, position: int) -> None:
        """So many of its bytes have been sent in this try."""

    def finished(self, picture: Picture, outcome: Outcome) -> None:
        """It is known what became of a file."""


class Sender:
    """Sends the pictures of a plan.

    Args:
        transport: the way to the server; its patience also ends the run.
        listener: told what happens.
        jobs: how many pictures are on their way at once.
        dry_run: ask what is there, but send nothing.
    """

    def __init__(
        self, transport: Transport, listener: Listener, *, jobs: int = 4, dry_run: bool = False
    ) -> None:
        self._transport, self._listener = transport, listener
        self._jobs, self._dry_run = jobs, dry_run
        self._courier = Courier(transport, Lanes(jobs), listener.moved)
        self._stop = transport.patience.stop
        self._under_way: deque[Future[None]] = deque()
        self._outcomes: dict[Path, Outcome] = {}
        self._copies: dict[Path, Picture] = {}
        self._first: dict[str, Picture] = {}
        self._ended_by: ClientError | None = None

    def send(self, items: Sequence[Item]) -> Report:
        """Sends what the server does not have.

        Args:
            items: what to send.

        Returns:
            What became of every file; also when the run ended early.
        """
        interrupted = False
        pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="upload")
        try:
            self._all(items, pool)
        except KeyboardInterrupt:
            interrupted = True
        except Stopped:
            pass  # a job ended the run and said why
        except ClientError as error:
            self._end(error)
        if interrupted:
            # What is on its way may still arrive, but nobody waits for a dead network after Ctrl-C.
            self._stop.set()
            wait(self._under_way, timeout=_LAST_SECONDS)
        pool.shutdown(wait=not interrupted, cancel_futures=self._stop.is_set())
        outcomes = tuple(self._outcome(item.picture) for item in items)
        return Report(outcomes, self._ended_by, interrupted)

    def _all(self, items: Sequence[Item], pool: ThreadPoolExecutor) -> None:
        for batch in _batches(items):
            fresh = {sha256: item for item in batch if (sha256 := self._digest(item.picture))}
            present = self._ask(list(fresh))
            for sha256, item in fresh.items():
                if (image_id := present.get(sha256)) is not None:
                    self._finish(item.picture, Fate.PRESENT, image_id=image_id)
                elif self._dry_run:
                    self._finish(item.picture, Fate.WOULD_SEND)
                else:
                    self._under_way.append(pool.submit(self._one, item))
            # Reading ahead without end would only keep the disk from the pictures that are being sent.
            while len(self._under_way) > BATCH:
                self._under_way.popleft().result()
        for future in self._under_way:
            future.result()

    def _digest(self, picture: Picture) -> str | None:
        """The file's SHA-256; None when it is not to be sent, and why is known."""
        if picture.size == 0:
            self._finish(picture, Fate.REFUSED, reason="image.empty", detail="The file is empty.")
            return None
        if picture.size > MAX_BYTES:
            words = f"The file has {size(picture.size)}; a picture may have {size(MAX_BYTES)}."
            self._finish(picture, Fate.REFUSED, reason="image.too_many_bytes", detail=words)
            return None
        try:
            sha256 = digest(picture, self._stop)
        except OSError as error:
            self._unreadable(picture, error)
            return None
        first = self._first.setdefault(sha256, picture)
        if first is not picture:
            self._copies[picture.path] = first
            return None
        return sha256

    def _ask(self, sha256s: list[str]) -> dict[str, str]:
        """Which of these the server has: their ids."""
        if not sha256s:
            return {}
        body = self._transport.json("POST", "/v1/uploads/check", json={"source_sha256": sha256s})
        return {
            str(entry["source_sha256"]): str(entry["image_id"])
            for entry in body.get("items", ())
            if entry.get("uploaded")
        }

    def _one(self, item: Item) -> None:
        self._listener.started(item.picture)
        try:
            self._tell(item.picture, self._courier.carry(item))
        except OSError as error:
            self._unreadable(item.picture, error)
        except ClientError as error:
            if error.status not in _ABOUT_THE_FILE:
                self._end(error)
                raise
            self._tell(item.picture, refused(item.picture.name, error))

    def _unreadable(self, picture: Picture, error: OSError) -> None:
        words = f"The file cannot be read: {error.strerror}."
        self._finish(picture, Fate.REFUSED, reason="file.unreadable", detail=words)

    def _finish(self, picture: Picture, fate: Fate, **known: Any) -> None:
        self._tell(picture, Outcome(picture.name, fate, **known))

    def _tell(self, picture: Picture, outcome: Outcome) -> None:
        self._outcomes[picture.path] = outcome
        self._listener.finished(picture, outcome)

    def _end(self, error: ClientError) -> None:
        """Ends the whole run; the first reason is the one that is told."""
        if self._ended_by is None:
            self._ended_by = error
        self._stop.set()

    def _outcome(self, picture: Picture) -> Outcome:
        first = self._copies.get(picture.path)
        known = self._outcomes.get((first or picture).path)
        if known is None:
            return Outcome(picture.name, Fate.NOT_SENT)
        if first is None:
            return known
        fate = Fate.PRESENT if known.fate in {Fate.STORED, Fate.PENDING} else known.fate
        return replace(
            known, name=picture.name, fate=fate, detail=known.detail or f"Same bytes as {first.name}."
        )


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
