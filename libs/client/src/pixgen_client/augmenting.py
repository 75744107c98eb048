"""Having one's own files altered, one answer a file: what is done already is skipped, each appears whole."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from pixgen_client.before_after import draw_sheet
from pixgen_client.early_end import noting_an_early_end
from pixgen_client.errors import ClientError
from pixgen_client.pictures import MAX_BYTES, Picture
from pixgen_client.plain import size
from pixgen_client.transport import UPLOAD_TIMEOUT, Transport
from pixgen_client.whole_file import write_whole

PATH = "/v1/augmentations/preview"
# File systems take 255 bytes, and a letter may have four.
_LONGEST_STEM = 50
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
# These say something of one picture; any other failure would meet the next one too.
_ABOUT_THE_FILE = {400, 409, 413, 415, 422, 500}


class Fate(Enum):
    """What became of a file."""

    MADE = "made"
    PRESENT = "already here"
    REFUSED = "refused"


@dataclass(frozen=True)
class Altered:
    """What became of one file.

    Args:
        name: how the user knows it.
        fate: what became of it.
        said: what the server said of the result, and the files it lies in.
        failure: why there is none.
    """

    name: str
    fate: Fate
    said: Mapping[str, Any] = field(default_factory=dict)
    failure: ClientError | None = None

    def to_json(self) -> dict[str, Any]:
        """For programs. Returns: only the parts that are there."""
        error = {"error": self.failure.to_json()} if self.failure else {}
        return {"name": self.name, "outcome": self.fate.name.lower(), **self.said, **error}


@dataclass
class Run:
    """How a run ended.

    Args:
        files: what became of each file that was come to.
        ended_by: what ended it early, if anything did.
        interrupted: the user ended it.
    """

    files: list[Altered] = field(default_factory=list)
    ended_by: ClientError | None = None
    interrupted: bool = False

    @property
    def exit_code(self) -> int:
        """0 when there is a result for every file, 1 when not, 130 when the user ended it."""
        if self.interrupted:
            return 130
        return 1 if self.ended_by or any(one.fate is Fate.REFUSED for one in self.files) else 0


@dataclass(frozen=True)
class Studio:
    """Has files altered and writes what comes of it into a folder.

    Args:
        transport: the way to the server; its patience also ends the run.
        folder: where results go; exists.
        order: what they are to be, as the server takes it.
        jobs: how many are on their way at once.
        on_done: told of each.
    """

    transport: Transport
    folder: Path
    order: Mapping[str, Any]
    jobs: int
    on_done: Callable[[Altered], None]

    def alter(self, pictures: Sequence[Picture]) -> Run:
        """Has files altered that are not yet.

        Args:
            pictures: the files.

        Returns:
            What became of all that was come to; also when the run ended early.
        """
        run = Run()
        pool = ThreadPoolExecutor(self.jobs, thread_name_prefix="augment")
        with noting_an_early_end(run, self.folder, pool, self.transport.patience.stop):
            for done in pool.map(self._one, pictures):
                run.files.append(done)
                self.on_done(done)
        return run

    def _one(self, picture: Picture) -> Altered:
        if picture.size > MAX_BYTES:
            words = f"The file has {size(picture.size)}; a picture may have {size(MAX_BYTES)}."
            return Altered(picture.name, Fate.REFUSED, failure=ClientError(words))
        try:
            data = picture.path.read_bytes()
        except OSError as error:
            words = f"The file cannot be read: {error.strerror}."
            return Altered(picture.name, Fate.REFUSED, failure=ClientError(words))
        stem = f"{picture.path.stem[:_LONGEST_STEM]}_{self._key(data)}"
        if (known := self._known(stem)) is not None:
            return Altered(picture.name, Fate.PRESENT, known)
        try:
            answer = self._ask(data)
        except ClientError as error:
            if error.status not in _ABOUT_THE_FILE:
                raise
            return Altered(picture.name, Fate.REFUSED, failure=error)
        return Altered(picture.name, Fate.MADE, self._keep(stem, data, answer))

    def _key(self, data: bytes) -> str:
        """Tells results apart by their source's bytes and what they were to be."""
        order = json.dumps(self.order, sort_keys=True).encode()
        return hashlib.sha256(hashlib.sha256(data).digest() + order).hexdigest()[:10]

    def _known(self, stem: str) -> dict[str, Any] | None:
        """What was said of a result that lies here whole."""
        try:
            said: dict[str, Any] = json.loads((self.folder / f"{stem}.json").read_text(encoding="utf-8"))
            whole = all((self.folder / str(said[part])).is_file() for part in ("result", "sheet"))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return said if whole else None

    def _ask(self, data: bytes) -> dict[str, Any]:
        # The file's own name stays here: it may be a patient's.
        parts = [
            ("order", (None, json.dumps(self.order), "application/json")),
            ("image", ("image", data, "application/octet-stream")),
        ]

        def once() -> tuple[int, dict[str, Any]]:
            return self.transport.once("POST", PATH, needs="image", files=parts, timeout=UPLOAD_TIMEOUT)

        return self.transport.patience.keep_trying(once)[1]

    def _keep(self, stem: str, source: bytes, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Writes result, sheet and words; the words last, for they say that the others are there."""
        ending = _ENDINGS.get(str(answer.get("media_type")))
        try:
            image = base64.b64decode(str(answer["image"]), validate=True)
        except binascii.Error:
            ending = None
        if ending is None:
            raise ClientError(f"{self.transport.server} sent a result that cannot be read.", reason="garbled")
        said = {name: value for name, value in answer.items() if name != "image"} | {
            "order": dict(self.order),
            "result": f"{stem}_altered.{ending}",
            "sheet": f"{stem}_sheet.jpg",
        }
        write_whole(self.folder / said["result"], image)
        write_whole(self.folder / said["sheet"], draw_sheet(source, image, said))
        document = json.dumps(said, ensure_ascii=False, indent=2).encode()
        write_whole(self.folder / f"{stem}.json", document)
        return said
