"""PNG files as a list of chunks (W3C PNG, third edition)."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from pixgen_imaging.errors import ImageRejected

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_CHUNKS = 100_000
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Adam7: first column, first row, column step, row step of each pass (clause 8.1).
_PASSES = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)


@dataclass(frozen=True)
class Chunk:
    """One chunk.

    Args:
        kind: its four letters.
        payload: its content.
    """

    kind: bytes
    payload: bytes


@dataclass(frozen=True)
class Header:
    """IHDR.

    Args:
        width: pixels.
        height: pixels.
        depth: bits per sample.
        colour: colour type 0, 2, 3, 4 or 6.
        interlaced: whether Adam7 is used.
    """

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    @property
    def channels(self) -> int:
        """Colour channels without alpha; a palette's colours count as three."""
        return 1 if self.colour in (0, 4) else 3

    @property
    def inflated_length(self) -> int:
        """How many bytes the pixel data must inflate to, filter bytes included."""
        bits = self.depth * _SAMPLES[self.colour]
        passes = _PASSES if self.interlaced else ((0, 0, 1, 1),)
        total = 0
        for x, y, dx, dy in passes:
            columns, rows = -(-(self.width - x) // dx), -(-(self.height - y) // dy)
            if columns > 0 and rows > 0:
                total += rows * (1 + (columns * bits + 7) // 8)
        return total


def corrupt() -> ImageRejected:
    """The error for a damaged file."""
    return ImageRejected("corrupt", "The PNG file is damaged. Export it again.")


def truncated() -> ImageRejected:
    """The error for a file that ends early."""
    return ImageRejected("truncated", "The PNG file ends too early. Copy it again.")


def parse(data: bytes) -> tuple[list[Chunk], int]:
    """Cuts a file into chunks and proves their check sums.

    Args:
        data: the file.

    Returns:
        The chunks up to IEND, and where the bytes behind them begin.

    Raises:
        ImageRejected: it is damaged or ends early.
    """
    chunks: list[Chunk] = []
    at = len(SIGNATURE)
    while not chunks or chunks[-1].kind != b"IEND":
        if at + 12 > len(data):
            raise truncated()
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        if end > len(data):
            raise truncated()
        kind, payload = data[at + 4 : at + 8], data[at + 8 : end - 4]
        if zlib.crc32(payload, zlib.crc32(kind)) != int.from_bytes(data[end - 4 : end], "big"):
            raise corrupt()
        chunks.append(Chunk(kind, payload))
        at = end
        if len(chunks) > _MAX_CHUNKS:
            raise corrupt()
    return chunks, at


def header(chunks: list[Chunk]) -> Header:
    """Reads the header.

    Args:
        chunks: of the file.

    Returns:
        The header, proven to be sensible.

    Raises:
        ImageRejected: it is not, or has 16 bits per channel.
    """
    if chunks[0].kind != b"IHDR" or len(chunks[0].payload) != 13:
        raise corrupt()
    width, height, depth, colour, compression, filters, interlace = struct.unpack(
        ">IIBBBBB", chunks[0].payload
    )
    if (
        not width
        or not height
        or compression
        or filters
        or interlace > 1
        or depth not in _DEPTHS.get(colour, ())
    ):
        raise corrupt()
    if depth == 16:
        raise ImageRejected("sixteen_bit", "The picture has 16 bits per channel. Save it with 8.")
    return Header(width, height, depth, colour, bool(interlace))


def build(chunks: Iterable[Chunk]) -> bytes:
    """Joins chunks to a file.

    Args:
        chunks: from IHDR to IEND.

    Returns:
        The file.
    """
    parts = [SIGNATURE]
    for chunk in chunks:
        crc = zlib.crc32(chunk.payload, zlib.crc32(chunk.kind))
        parts += [struct.pack(">I", len(chunk.payload)), chunk.kind, chunk.payload, struct.pack(">I", crc)]
    return b"".join(parts)


def inflate(data: bytes, most: int) -> bytes | None:
    """Decompresses without trusting the length that comes out.

    Args:
        data: a zlib stream.
        most: bytes that may come out.

    Returns:
        The content; None when it is broken or longer.
    """
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(data, most + 1)
    except zlib.error:
        return None
    return content if len(content) <= most and stream.eof else None


def inflate_start(data: bytes, most: int) -> bytes:
    """Decompresses the beginning of a stream.

    Args:
        data: a zlib stream, whole or not.
        most: bytes that may come out.

    Returns:
        What comes out first; nothing when it is broken.
    """
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""
