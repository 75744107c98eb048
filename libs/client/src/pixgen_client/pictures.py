"""Finding the pictures that the user means, and telling them apart by their bytes."""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pixgen_client.errors import Stopped

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff"})
# The server refuses larger ones; saying so here spares a slow line the attempt.
MAX_BYTES = 30 * 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """One file to upload.

    Args:
        path: where it is.
        name: how the user knows it: as given, or below the folder that was given.
        size: bytes when it was found.
    """

    path: Path
    name: str
    size: int


@dataclass(frozen=True)
class Found:
    """What lies at the paths that were given.

    Args:
        pictures: each file once, in the order of the paths, sorted inside a folder.
        passed_over: files in folders that are no pictures by their name.
    """

    pictures: tuple[Picture, ...]
    passed_over: int


def find(paths: Iterable[Path], *, recursive: bool) -> Found:
    """Collects files and the pictures in folders.

    Args:
        paths: existing files and folders; a file is taken whatever it is called.
        recursive: look into folders inside folders too.

    Returns:
        What was found.
    """
    pictures: dict[Path, Picture] = {}
    passed_over = 0
    for path in paths:
        for file in _inside(path, recursive=recursive) if path.is_dir() else [path]:
            if path.is_dir() and file.suffix.lower() not in SUFFIXES:
                passed_over += 1
                continue
            name = str(file.relative_to(path)) if path.is_dir() else str(file)
            pictures.setdefault(file.resolve(), Picture(file, name, file.stat().st_size))
    return Found(tuple(pictures.values()), passed_over)


def digest(picture: Picture, stop: threading.Event) -> str:
    """SHA-256 of a file, read in pieces.

    Args:
        picture: the file.
        stop: event that ends the work when set.

    Returns:
        64 hexadecimal digits.

    Raises:
        OSError: it cannot be read.
        Stopped: the event was set.
    """
    state = hashlib.sha256()
    with picture.path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if stop.is_set():
                raise Stopped
            state.update(chunk)
    return state.hexdigest()


def _inside(folder: Path, *, recursive: bool) -> Iterator[Path]:
    entries = folder.rglob("*") if recursive else folder.iterdir()
    for entry in sorted(entries):
        # Hidden files are other programs' (.DS_Store, ._copy.jpg): the user does not see them and does not
        # mean them.
        hidden = any(part.startswith(".") for part in entry.relative_to(folder).parts)
        if not hidden and entry.is_file():
            yield entry
