"""De-identifying PNG files: only chunks that make pixels and colours stay."""

import zlib
from io import BytesIO

from pixgen_imaging import exif, icc, png
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.foreign import refuse_polyglot
from pixgen_imaging.limits import Limits
from pixgen_imaging.pixels import load
from pixgen_imaging.png import Chunk, Header
from pixgen_imaging.sniff import Format
from pixgen_imaging.turning import upright

# Kept only with these lengths, so that nothing hides in them.
_COLOUR_LENGTHS: dict[bytes, range] = {
    b"cICP": range(4, 5),
    b"sRGB": range(1, 2),
    b"gAMA": range(4, 5),
    b"cHRM": range(32, 33),
    b"sBIT": range(1, 5),
}
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", *_COLOUR_LENGTHS})
_NAMES = {
    b"tEXt": "text",
    b"zTXt": "text",
    b"iTXt": "text",
    b"tIME": "time of last change",
    b"caBX": "content credentials",
    b"pHYs": "print size",
}
_PALETTE = 3
_STEP = 1 << 18


def _first(chunks: list[Chunk], kind: bytes) -> bytes | None:
    return next((chunk.payload for chunk in chunks if chunk.kind == kind), None)


def profile_of(chunks: list[Chunk], channels: int) -> tuple[bytes | None, bytes | None]:
    """The colour profile of a file.

    Args:
        chunks: of the file.
        channels: colour channels, 1 or 3.

    Returns:
        The profile as found (None without one) and as it may be kept (None when it may not).
    """
    payload = _first(chunks, b"iCCP")
    if payload is None:
        return None, None
    _, _, coded = payload.partition(b"\0")
    found = png.inflate(coded[1:], icc.MAX_BYTES)
    return (found or b""), (icc.clean(found, channels) if found else None)


def _inflated_length(coded: bytes, most: int) -> tuple[int, bool, bool]:
    """Inflates piece by piece without keeping anything.

    Args:
        coded: a zlib stream.
        most: bytes beyond which nothing more is inflated.

    Returns:
        How many bytes came out, whether the stream came to its end, and whether bytes stand behind it.

    Raises:
        ImageRejected: it is damaged.
    """
    stream, length = zlib.decompressobj(), 0
    try:
        for at in range(0, len(coded), _STEP):
            rest, is_full = coded[at : at + _STEP], True
            # A full piece may leave more to come out although nothing is left to go in.
            while (rest or is_full) and length <= most and not stream.eof:
                piece = stream.decompress(rest, _STEP)
                length, rest, is_full = length + len(piece), stream.unconsumed_tail, len(piece) == _STEP
            if stream.eof or length > most:
                return length, stream.eof, bool(stream.unused_data) or at + _STEP < len(coded)
    except zlib.error:
        raise png.corrupt() from None
    return length, False, False


def _pixel_data(chunks: list[Chunk], header: Header) -> tuple[bytes, bool]:
    """The compressed pixels, and whether bytes beyond them had to be cut off.

    More may inflate than the picture has pixels, or stand behind the stream: a place to hide things.
    """
    coded = b"".join(chunk.payload for chunk in chunks if chunk.kind == b"IDAT")
    expected = header.inflated_length
    length, at_end, has_rest = _inflated_length(coded, expected)
    if length < expected:
        raise png.corrupt() if at_end else png.truncated()
    if length == expected and at_end and not has_rest:
        return coded, False
    return zlib.compress(zlib.decompressobj().decompress(coded, expected), 6), True


def _check_kinds(chunks: list[Chunk], header: Header) -> None:
    kinds = [chunk.kind for chunk in chunks]
    if {b"acTL", b"fcTL", b"fdAT"} & set(kinds):
        raise ImageRejected("animated", "The picture is animated. Send one still picture.")
    if any(not kind[0] & 0x20 and kind not in _KEPT for kind in kinds):
        raise png.corrupt()
    if (
        kinds.count(b"IHDR") != 1
        or b"IDAT" not in kinds
        or (header.colour == _PALETTE and b"PLTE" not in kinds)
    ):
        raise png.corrupt()


def _colour_chunks(chunks: list[Chunk], header: Header, profile: bytes | None) -> list[Chunk]:
    kept = [] if profile is None else [Chunk(b"iCCP", b"icc\0\0" + zlib.compress(profile, 9))]
    for kind, lengths in _COLOUR_LENGTHS.items():
        payload = _first(chunks, kind)
        if payload is not None and len(payload) in lengths and not (kind == b"sRGB" and profile):
            kept.append(Chunk(kind, payload))
    palette, transparency = _first(chunks, b"PLTE"), _first(chunks, b"tRNS")
    if palette is not None and header.channels == 3:
        kept.append(Chunk(b"PLTE", palette[:768]))
    if transparency is not None and header.colour in (0, 2, 3):
        kept.append(Chunk(b"tRNS", transparency[: {0: 2, 2: 6}.get(header.colour, 256)]))
    return kept


def _names(chunks: list[Chunk], has_trailing: bool) -> set[str]:
    found = {"trailing bytes"} if has_trailing else set[str]()
    for chunk in chunks:
        if chunk.kind == b"eXIf":
            found |= exif.names(exif.read(chunk.payload))
        elif chunk.kind == b"iTXt" and chunk.payload.startswith(b"XML:com.adobe.xmp\0"):
            found.add("XMP")
        elif chunk.kind not in _KEPT:
            found.add(_NAMES.get(chunk.kind, "other data"))
    return found


def _turned(cleaned: bytes, orientation: int, profile: bytes | None, limits: Limits) -> bytes:
    """The same pixels in another order."""
    image = load(cleaned, Format.PNG, limits)
    if image.mode in ("P", "1") or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    out = BytesIO()
    upright(image, orientation).save(out, "PNG", icc_profile=profile or b"")
    return out.getvalue()


def clean_png(data: bytes, limits: Limits) -> tuple[bytes, tuple[int, int], set[str]]:
    """De-identifies a PNG file.

    Args:
        data: the file.
        limits: bounds.

    Returns:
        The safe file with the same pixels, its size in pixels, and what was removed.

    Raises:
        ImageRejected: it cannot enter.
    """
    chunks, end = png.parse(data)
    header = png.header(chunks)
    limits.check_size(header.width, header.height)
    _check_kinds(chunks, header)
    refuse_polyglot(data, end)
    removed = _names(chunks, end < len(data))
    found, profile = profile_of(chunks, header.channels)
    if found is not None and profile != found:
        removed.add("colour profile texts" if profile else "broken colour profile")
    pixels, has_surplus = _pixel_data(chunks, header)
    removed |= {"trailing bytes"} if has_surplus else set()
    kept = [chunks[0], *_colour_chunks(chunks, header, profile), Chunk(b"IDAT", pixels), Chunk(b"IEND", b"")]
    cleaned = png.build(kept)
    block = _first(chunks, b"eXIf")
    orientation = exif.orientation(exif.read(block) if block else None)
    if orientation != 1:
        removed.add("rotation mark (the picture was turned upright)")
        return *clean_png(_turned(cleaned, orientation, profile, limits), limits)[:2], removed
    load(cleaned, Format.PNG, limits)
    return cleaned, (header.width, header.height), removed
