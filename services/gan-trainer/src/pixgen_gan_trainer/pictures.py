"""The pictures of a run, and a folder as where they come from; a snapshot is another (snapshot.py)."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_common.errors import Code, PixGenError
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.tone import TONE_GROUPS, measure_tone

UNKNOWN_TONE = len(TONE_GROUPS)
_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic"})
# Fewer cannot be split into what is learned from and what is measured against.
LEAST = 16
_HELD_OUT_OF_100 = 20
_LEAST_EDGE = 16
# Tone needs no more, and lesions are found faster.
_MEASURED_EDGE = 256


@dataclass(frozen=True)
class Picture:
    """One picture to learn from.

    Args:
        rgb: uint8 [size, size, 3], sRGB.
        tone_class: index into TONE_GROUPS; one past the end when it could not be measured.
        content: sha256 of the file.
        held_out: whether it is never trained on; a function of its content when None.
    """

    rgb: NDArray[np.uint8]
    tone_class: int
    content: str
    held_out: bool | None = None


def is_held_out(digest: str) -> bool:
    """Whether what has this sha256 is never trained on. Args: it. Returns: a function of it alone."""
    return int(digest[:8], 16) % 100 < _HELD_OUT_OF_100


@dataclass(frozen=True)
class Provenance:
    """Where pictures come from, in words; all that a folder says of its own when nothing is given.

    Args:
        origin: a snapshot, or that it is a folder, whose name may say too much.
        licences: how many come under which.
    """

    origin: str = "a folder of pictures"
    licences: str = "not known: a folder of pictures"


class Source(Protocol):
    """Pictures in a fixed order."""

    def count(self) -> int:
        """Returns: how many there are before they are read."""

    def digest(self) -> str:
        """Returns: a hash over all that the pictures are made from."""

    def provenance(self) -> Provenance:
        """Returns: what is known of where they come from."""

    def pictures(self, image_size: int) -> Iterator[Picture]:
        """Reads them. Args: edge, pixels. Yields: each usable picture."""

    def skipped(self) -> dict[str, int]:
        """Returns: why pictures were left out, and how many, after they were read."""


def digest_of(source: Source, image_size: int) -> str:
    """What stands for a source's pictures in a size. Args: the source, edge in pixels. Returns: a sha256."""
    return hashlib.sha256(f"{source.digest()}/{image_size}/1".encode()).hexdigest()


class Folder:
    """The picture files of a folder, by name.

    Args:
        path: the folder.

    Raises:
        PixGenError: INVALID ``training.no_folder`` or ``training.no_pictures``.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise PixGenError(Code.INVALID, "There is no such folder.", reason="training.no_folder")
        self._files = sorted(file for file in path.iterdir() if file.suffix.lower() in _ENDINGS)
        self._skipped: Counter[str] = Counter()
        if not self._files:
            raise PixGenError(
                Code.INVALID, "The folder holds no picture files.", reason="training.no_pictures"
            )

    def count(self) -> int:
        """Returns: how many files there are, read or not."""
        return len(self._files)

    def provenance(self) -> Provenance:
        """Returns: that nothing is known."""
        return Provenance()

    def digest(self) -> str:
        """Returns: a hash over the files' contents."""
        whole = hashlib.sha256()
        for file in self._files:
            whole.update(hashlib.sha256(file.read_bytes()).digest())
        return whole.hexdigest()

    def pictures(self, image_size: int) -> Iterator[Picture]:
        """Reads the files. Args: edge, pixels. Yields: each that is a picture; the same bytes once."""
        self._skipped.clear()
        seen = set()
        for file in self._files:
            data = file.read_bytes()
            content = hashlib.sha256(data).hexdigest()
            if content in seen:
                self._skipped["duplicate"] += 1
                continue
            seen.add(content)
            try:
                yield prepared(data, image_size, content)
            except ImageRejected as rejected:
                self._skipped[rejected.code] += 1

    def skipped(self) -> dict[str, int]:
        """Returns: why files were left out, and how many."""
        return dict(self._skipped)


def prepared(data: bytes, image_size: int, content: str) -> Picture:
    """Makes a file into something to learn from.

    Args:
        data: the file.
        image_size: edge, pixels.
        content: its sha256.

    Returns:
        The middle square, shrunk, with its tone.

    Raises:
        ImageRejected: it is no picture or too small.
    """
    rgb = decode(data)
    height, width = rgb.shape[:2]
    edge = min(height, width)
    if edge < _LEAST_EDGE:
        raise ImageRejected("too_small", "The picture is too small to learn from.")
    top, left = (height - edge) // 2, (width - edge) // 2
    square = Image.fromarray(rgb[top : top + edge, left : left + edge])
    tone = measure_tone(_resized(square, min(edge, _MEASURED_EDGE)))
    tone_class = TONE_GROUPS.index(tone.tone_group) if tone.tone_group else UNKNOWN_TONE
    return Picture(_resized(square, image_size), tone_class, content)


def _resized(square: Image.Image, edge: int) -> NDArray[np.uint8]:
    return np.asarray(square.resize((edge, edge), Image.Resampling.LANCZOS), dtype=np.uint8)
