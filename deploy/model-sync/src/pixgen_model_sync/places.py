"""The directory that TensorFlow Serving reads: integer names are versions, all else is ignored by it."""

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pixgen_common.model_store import MANIFEST, digest_of

_VERSION = re.compile(r"[1-9][0-9]{0,18}")
_INCOMING, _RETIRED = ".incoming-", ".retired-"


class ModelPlace:
    """One model's directory. A version appears in it whole, by a rename, and goes by a rename.

    Args:
        directory: the model's base path; made when it is first needed.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def versions(self) -> set[int]:
        """The versions on disk."""
        if not self._directory.is_dir():
            return set()
        return {int(entry.name) for entry in self._directory.iterdir() if _VERSION.fullmatch(entry.name)}

    def holds(self, version: int, manifest_sha256: str) -> bool:
        """Says whether this very version is on disk. Args: number, its manifest's digest."""
        with suppress(OSError):
            return digest_of((self._directory / str(version) / MANIFEST).read_bytes()) == manifest_sha256
        return False

    def incoming(self, version: int) -> Path:
        """A new directory that TensorFlow Serving ignores. Args: the version. Returns: the directory."""
        self._directory.mkdir(parents=True, exist_ok=True)
        place = self._directory / f"{_INCOMING}{version}-{secrets.token_hex(4)}"
        place.mkdir()
        return place

    def admit(self, incoming: Path, version: int) -> None:
        """Makes a whole copy durable, then visible. Args: the copy; the version's number."""
        _sync_folders(incoming)
        target = self._directory / str(version)
        if target.exists():
            self.retire(version)
        incoming.rename(target)
        _fsync(self._directory)

    def retire(self, version: int) -> None:
        """Takes a version away: invisible at once, then removed. Args: the version's number."""
        retired = self._directory / f"{_RETIRED}{version}-{secrets.token_hex(4)}"
        (self._directory / str(version)).rename(retired)
        _fsync(self._directory)
        shutil.rmtree(retired, ignore_errors=True)

    def clear(self) -> None:
        """Removes what an interrupted run left."""
        for pattern in (_INCOMING, _RETIRED):
            for left in self._directory.glob(f"{pattern}*"):
                shutil.rmtree(left, ignore_errors=True)


def write_file(path: Path, pieces: Iterable[bytes], limit: int) -> None:
    """Writes a new file durably.

    Args:
        path: the file; its folders are made.
        pieces: its bytes.
        limit: most bytes to take; one piece more is where it stops.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
            written += len(piece)
            if written > limit:
                break
        file.flush()
        os.fsync(file.fileno())


def _sync_folders(top: Path) -> None:
    for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
        _fsync(folder)


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
