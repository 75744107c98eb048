"""Downloading many pictures at once, and listing each that came."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pixgen_client.downloading import Downloader, Got, file_name
from pixgen_client.early_end import noting_an_early_end
from pixgen_client.errors import ClientError
from pixgen_client.listing import Listing
from pixgen_client.show_command import image_id
from pixgen_client.transport import Transport

# An id, or a record as a search finds it.
Wanted = str | Mapping[str, Any]
# So many records are in memory at once.
_BATCH = 100
# These say something of one picture; any other failure would meet the next one too.
_ABOUT_THE_PICTURE = {403, 404, 409, 410}


@dataclass(frozen=True)
class Fetched:
    """What became of one picture.

    Args:
        image_id: which.
        fate: what became of it.
        file: its name in the folder, when it is there.
        record: its record, when it could be had.
        failure: why it could not be fetched.
    """

    image_id: str
    fate: Got
    file: str = ""
    record: Mapping[str, Any] | None = None
    failure: ClientError | None = None

    def to_json(self) -> dict[str, Any]:
        """For programs. Returns: only the parts that are there."""
        parts = {
            "image_id": self.image_id,
            "outcome": self.fate.name.lower(),
            "file": self.file,
            "error": self.failure.to_json() if self.failure else None,
        }
        return {name: value for name, value in parts.items() if value}


@dataclass
class Result:
    """How a download ended.

    Args:
        files: what became of each picture, records left out.
        ended_by: what ended it early, if anything did.
        interrupted: the user ended it.
    """

    files: list[Fetched] = field(default_factory=list)
    ended_by: ClientError | None = None
    interrupted: bool = False

    @property
    def counts(self) -> Counter[Got]:
        """How many of what."""
        return Counter(file.fate for file in self.files)

    @property
    def exit_code(self) -> int:
        """0 when every picture is here, 1 when not, 130 when the user ended it."""
        if self.interrupted:
            return 130
        return 1 if self.ended_by or self.counts[Got.REFUSED] else 0


@dataclass(frozen=True)
class Collector:
    """Fetches pictures into one folder.

    Args:
        transport: the way to the server; its patience also ends the run.
        folder: where to; exists.
        jobs: how many are on their way at once.
        on_done: told of each.
    """

    transport: Transport
    folder: Path
    jobs: int
    on_done: Callable[[Fetched], None]

    def collect(self, wanted: Iterable[Wanted]) -> Result:
        """Fetches what is not here yet.

        Args:
            wanted: ids, or records as a search finds them.

        Returns:
            What became of all that was come to; also when the run ended early.
        """
        result = Result()
        pool = ThreadPoolExecutor(self.jobs, thread_name_prefix="download")
        with (
            Listing(self.folder, self.transport.server) as listing,
            noting_an_early_end(result, self.folder, pool, self.transport.patience.stop),
        ):
            for batch in _batches(wanted):
                for fetched in pool.map(self._one, batch):
                    self._note(fetched, listing, result)
        return result

    def _note(self, fetched: Fetched, listing: Listing, result: Result) -> None:
        if fetched.record is not None and fetched.failure is None:
            listing.add(fetched.record)
        result.files.append(Fetched(fetched.image_id, fetched.fate, fetched.file, failure=fetched.failure))
        self.on_done(fetched)

    def _one(self, wanted: Wanted) -> Fetched:
        name = wanted if isinstance(wanted, str) else str(wanted.get("image_id"))
        try:
            record = wanted
            if isinstance(record, str):
                record = self.transport.get(f"/v1/images/{image_id(record)}")
            fate = Downloader(self.transport, self.folder).fetch(record)
            return Fetched(name, fate, file_name(record), record)
        except ClientError as error:
            if error.status in _ABOUT_THE_PICTURE:
                return Fetched(name, Got.REFUSED, failure=error)
            raise


def _batches(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    source = iter(wanted)
    while batch := list(islice(source, _BATCH)):
        yield batch
