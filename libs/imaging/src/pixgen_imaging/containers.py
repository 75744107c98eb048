"""Where RIFF (WebP) and ISO base media (HEIF) files end, and what parts they have."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from pixgen_imaging.errors import ImageRejected

_MAX_PARTS = 10_000


@dataclass(frozen=True)
class Part:
    """A RIFF chunk or an ISO box.

    Args:
        kind: four letters.
        payload: its content.
    """

    kind: bytes
    payload: bytes


def _truncated(name: str) -> ImageRejected:
    return ImageRejected("truncated", f"The {name} file ends too early. Copy it again.")


def _corrupt(name: str) -> ImageRejected:
    return ImageRejected("corrupt", f"The {name} file is damaged. Export it again.")


def parse_webp(data: bytes) -> tuple[list[Part], int]:
    """Cuts a WebP file into chunks.

    Args:
        data: the file.

    Returns:
        The chunks, and where the bytes behind them begin.

    Raises:
        ImageRejected: it is damaged or ends early.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise _truncated("WebP")
    parts: list[Part] = []
    at = 12
    while at + 8 <= end and len(parts) < _MAX_PARTS:
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise _corrupt("WebP")
        parts.append(Part(kind, data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    if not parts or at not in (end, end + 1):
        raise _corrupt("WebP")
    return parts, min(end, len(data))


def build_webp(parts: Iterable[Part]) -> bytes:
    """Joins chunks to a WebP file. Args: the chunks. Returns: the file."""
    body = b"".join(
        part.kind + struct.pack("<I", len(part.payload)) + part.payload + bytes(len(part.payload) % 2)
        for part in parts
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def webp_size(parts: list[Part]) -> tuple[int, int]:
    """Reads the size of a WebP picture from its header.

    Args:
        parts: its chunks.

    Returns:
        Width and height, pixels: the larger of the canvas and the coded picture, for a decoder reserves both.

    Raises:
        ImageRejected: it holds no picture.
    """
    sizes = [size for part in parts if (size := _part_size(part))]
    if not sizes:
        raise _corrupt("WebP")
    return max(size[0] for size in sizes), max(size[1] for size in sizes)


def _part_size(part: Part) -> tuple[int, int] | None:
    """The size that a header chunk states (RFC 9649 for VP8X and VP8L, RFC 6386 for VP8)."""
    if part.kind == b"VP8X" and len(part.payload) >= 10:
        return (
            1 + int.from_bytes(part.payload[4:7], "little"),
            1 + int.from_bytes(part.payload[7:10], "little"),
        )
    if part.kind == b"VP8L" and len(part.payload) >= 5:
        bits = int.from_bytes(part.payload[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if part.kind == b"VP8 " and len(part.payload) >= 10:
        width, height = struct.unpack_from("<HH", part.payload, 6)
        return width & 0x3FFF, height & 0x3FFF
    return None


def parse_heif(data: bytes) -> tuple[set[bytes], int]:
    """Walks the outermost boxes of a HEIF file (ISO/IEC 14496-12, clause 4.2).

    Args:
        data: the file.

    Returns:
        The kinds of its boxes, and where the bytes behind the last box begin.

    Raises:
        ImageRejected: it ends early.
    """
    kinds: set[bytes] = set()
    at, boxes = 0, 0
    while at + 8 <= len(data) and boxes < _MAX_PARTS:
        length, kind = struct.unpack_from(">I4s", data, at)
        if length == 1 and at + 16 <= len(data):
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        elif length == 0:
            length = len(data) - at
        if length < 8 or not kind.isalnum():
            break
        if at + length > len(data):
            raise _truncated("HEIF")
        kinds.add(kind)
        at += length
        boxes += 1
    if not kinds >= {b"ftyp", b"meta"}:
        raise _truncated("HEIF")
    return kinds, at
