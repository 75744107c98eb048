"""JPEG files as a list of segments (ITU-T T.81, annex B)."""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from pixgen_imaging.errors import ImageRejected

SOI, EOI, SOS, DQT, DHT, DRI, COM, APP0, APP1, APP2, APP11, APP13, APP14 = (
    *(0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xFE),
    *(0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE),
)
FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what every reader shows
_OTHER_FRAMES = frozenset(range(0xC3, 0xD0)) - {DHT, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_TABLES = frozenset({DQT, DHT, DRI})
# A segment costs time here and a scan a pass over all pixels in the decoder; no camera writes nearly as many.
_MAX_SEGMENTS = 4000
_MAX_SCANS = 50
# In coded pixels a marker is 0xFF and a byte that is neither stuffing, fill nor a restart.
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


@dataclass(frozen=True)
class Segment:
    """One segment.

    Args:
        marker: its second marker byte.
        payload: what follows the length field.
        scan: the coded pixels behind it, for SOS only.
    """

    marker: int
    payload: bytes
    scan: bytes = b""

    @property
    def is_metadata(self) -> bool:
        """Whether it is an application segment or a comment."""
        return 0xE0 <= self.marker <= 0xEF or self.marker == COM


@dataclass(frozen=True)
class Jpeg:
    """A whole file.

    Args:
        segments: from the one after SOI to the one before EOI.
        end: where the bytes behind EOI begin.
        has_stray_bytes: whether bytes stood between segments that belong to none.
    """

    segments: tuple[Segment, ...]
    end: int
    has_stray_bytes: bool

    @property
    def frame(self) -> Segment:
        """The frame header, which `parse` proved to be there."""
        return next(segment for segment in self.segments if segment.marker in FRAMES)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        height, width = struct.unpack_from(">HH", self.frame.payload, 1)
        return width, height

    @property
    def channels(self) -> int:
        """Number of colour components."""
        return self.frame.payload[5]


def _corrupt() -> ImageRejected:
    return ImageRejected("corrupt", "The JPEG file is damaged. Copy it again from the camera.")


def _truncated() -> ImageRejected:
    return ImageRejected("truncated", "The JPEG file ends too early. Copy it again from the camera.")


def _check_frame(segment: Segment) -> None:
    if segment.marker in _OTHER_FRAMES:
        raise ImageRejected(
            "unsupported_format", "This rare kind of JPEG is not accepted. Save it as plain JPEG."
        )
    if segment.marker not in FRAMES:
        return
    if len(segment.payload) < 6 or len(segment.payload) != 6 + 3 * segment.payload[5]:
        raise _corrupt()
    if segment.payload[0] > 8:
        raise ImageRejected("sixteen_bit", "The picture has more than 8 bits per channel. Save it with 8.")
    if segment.payload[5] == 4:
        raise ImageRejected("cmyk", "The picture is in CMYK, for print. Save it in RGB.")
    if segment.payload[5] not in (1, 3):
        raise _corrupt()


def _next_marker(data: bytes, at: int) -> tuple[int, int, bool]:
    """The next marker from `at` on: its code, where its content begins, whether bytes were skipped."""
    found = _MARKER.search(data, at)
    if not found:
        raise _truncated()
    start = found.start()
    return data[start + 1], start + 2, data[at:start].strip(b"\xff") != b""


def _read(data: bytes, marker: int, at: int) -> tuple[Segment, int]:
    """The segment whose length field is at `at`, and where it ends."""
    length = int.from_bytes(data[at : at + 2], "big")
    if at + max(length, 2) > len(data):
        raise _truncated()
    if length < 2:
        raise _corrupt()
    payload, end = data[at + 2 : at + length], at + length
    if marker != SOS:
        return Segment(marker, payload), end
    found = _MARKER_IN_SCAN.search(data, end)
    if not found:
        raise _truncated()
    return Segment(marker, payload, data[end : found.start()]), found.start()


def parse(data: bytes) -> Jpeg:
    """Cuts a file into segments.

    Args:
        data: the file.

    Returns:
        Its segments.

    Raises:
        ImageRejected: it is damaged, ends early, or is a kind of JPEG that is not accepted.
    """
    segments: list[Segment] = []
    at, stray = 2, False
    for _ in range(_MAX_SEGMENTS):
        marker, at, skipped = _next_marker(data, at)
        stray = stray or skipped or marker in _ALONE
        if marker == EOI:
            break
        if marker in _ALONE:
            continue
        segment, at = _read(data, marker, at)
        _check_frame(segment)
        segments.append(segment)
    else:
        raise _corrupt()
    _check_order(segments)
    return Jpeg(tuple(segments), at, stray)


def _check_order(segments: list[Segment]) -> None:
    allowed = FRAMES | _TABLES | {SOS}
    pixels = [segment.marker for segment in segments if not segment.is_metadata]
    scans = pixels.count(SOS)
    if not set(pixels) <= allowed or sum(marker in FRAMES for marker in pixels) != 1 or scans > _MAX_SCANS:
        raise _corrupt()
    if not scans or pixels.index(SOS) < next(at for at, marker in enumerate(pixels) if marker in FRAMES):
        raise _corrupt()


def build(segments: Iterable[Segment]) -> bytes:
    """Joins segments to a file, with nothing between or behind them.

    Args:
        segments: without SOI and EOI.

    Returns:
        The file.
    """
    parts = [b"\xff\xd8"]
    for segment in segments:
        parts += [bytes((0xFF, segment.marker)), struct.pack(">H", len(segment.payload) + 2), segment.payload]
        parts.append(segment.scan)
    return b"".join([*parts, b"\xff\xd9"])
