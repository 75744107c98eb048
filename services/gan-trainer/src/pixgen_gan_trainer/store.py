"""A run's own directory (architecture.md): all that a run needs to go on elsewhere."""

import os
import tempfile
from pathlib import Path
from typing import Protocol

from pixgen_common.disk import is_full
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectMissing, ObjectStore

CONFIG, STATUS, CHECKPOINTS = "config.json", "status.json", "checkpoints/"
DISK_FULL = "run.disk_full"


def disk_full(words: str) -> PixGenError:
    """Says that a disk is full. Args: which, and what to do. Returns: what to raise."""
    return PixGenError(Code.UNAVAILABLE, words, reason=DISK_FULL)


class RunStore(Protocol):
    """Named pieces of one run; names have slashes, as object keys have."""

    def read(self, name: str) -> bytes | None:
        """Args: the piece. Returns: its bytes, or None when there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Puts a piece there whole, in the place of an older one. Args: the piece, its bytes."""

    def delete(self, name: str) -> None:
        """Removes a piece, if there. Args: the piece."""

    def names(self, prefix: str) -> list[str]:
        """Args: the beginning of names. Returns: all such pieces, sorted."""


class LocalStore:
    """A run in a folder of this machine.

    Args:
        folder: made when missing.

    Raises:
        PixGenError: INVALID ``run.no_folder``: it cannot be made, or is no folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PixGenError(
                Code.INVALID, "The run's folder cannot be made.", reason="run.no_folder"
            ) from error

    def read(self, name: str) -> bytes | None:
        """Args: the piece. Returns: its bytes, or None when there is none."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Writes beside, syncs, renames: a process that dies leaves the old piece or the new one.

        Args:
            name: the piece.
            data: its bytes.

        Raises:
            PixGenError: UNAVAILABLE ``run.disk_full`` or ``run.unwritable``; the old piece is still there.
        """
        path = self._path(name)
        beside = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except OSError as error:
            if beside:
                Path(beside).unlink(missing_ok=True)
            if is_full(error):
                raise disk_full("The disk is full; what was kept before is still there.") from error
            words = "The run's folder cannot be written to."
            raise PixGenError(Code.UNAVAILABLE, words, reason="run.unwritable") from error

    def delete(self, name: str) -> None:
        """Removes a piece, if there. Args: the piece."""
        self._path(name).unlink(missing_ok=True)

    def names(self, prefix: str) -> list[str]:
        """Args: the beginning of names. Returns: all such pieces, sorted."""
        files = (path for path in self._folder.rglob("*") if path.is_file())
        names = (path.relative_to(self._folder).as_posix() for path in files if path.name[:5] != ".new-")
        return sorted(name for name in names if name.startswith(prefix))

    def _path(self, name: str) -> Path:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            message = "a piece of a run lies in the run"
            raise ValueError(message)
        return path


class ObjectRunStore:
    """A run in the object store, under its own id; any machine can go on with it.

    Args:
        objects: the object store.
        bucket: of runs.
        run_id: the run's own part of the keys.
    """

    def __init__(self, objects: ObjectStore, bucket: str, run_id: str) -> None:
        self._objects, self._bucket, self._prefix = objects, bucket, f"{run_id}/"

    def read(self, name: str) -> bytes | None:
        """Args: the piece. Returns: its bytes, or None when there is none."""
        try:
            return self._objects.get(self._bucket, self._prefix + name)
        except ObjectMissing:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Puts a piece there whole: an object is replaced at once or not. Args: the piece, its bytes."""
        self._objects.put(self._bucket, self._prefix + name, data, if_absent=False)

    def delete(self, name: str) -> None:
        """Removes a piece, if there. Args: the piece."""
        self._objects.remove(self._bucket, self._prefix + name)

    def names(self, prefix: str) -> list[str]:
        """Args: the beginning of names. Returns: all such pieces, sorted."""
        keys = self._objects.list(self._bucket, self._prefix + prefix)
        return sorted(key.removeprefix(self._prefix) for key in keys)


class ReadOnly:
    """A run as every worker but the chief sees it: what they would write, the chief writes.

    Args:
        store: of the run, shared by all workers.
    """

    def __init__(self, store: RunStore) -> None:
        self.read, self.names = store.read, store.names

    def write(self, name: str, data: bytes) -> None:
        """Leaves it to the chief. Args: the piece, its bytes."""

    def delete(self, name: str) -> None:
        """Leaves it to the chief. Args: the piece."""
