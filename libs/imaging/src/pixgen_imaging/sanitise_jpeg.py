"""De-identifying JPEG files without touching a coded pixel."""

from io import BytesIO

from PIL import Image

from pixgen_imaging import exif, icc, jpeg
from pixgen_imaging.foreign import refuse_polyglot
from pixgen_imaging.jpeg import Jpeg, Segment
from pixgen_imaging.limits import Limits
from pixgen_imaging.pixels import load
from pixgen_imaging.sniff import Format
from pixgen_imaging.turning import upright

_EXIF = b"Exif\0"
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
_ICC = b"ICC_PROFILE\0"
_PART = 65_519
# Whether a decoder takes three components for YCbCr or RGB hangs on these two segments (libjpeg, jdapimin.c),
# so each is kept where it was, rewritten without density, thumbnail and writer's version.
_JFIF = Segment(jpeg.APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
_REENCODED_QUALITY = 95


def _is_jfif(segment: Segment) -> bool:
    return (
        segment.marker == jpeg.APP0 and segment.payload.startswith(b"JFIF\0") and len(segment.payload) >= 14
    )


def _is_adobe(segment: Segment) -> bool:
    return (
        segment.marker == jpeg.APP14 and segment.payload.startswith(b"Adobe") and len(segment.payload) >= 12
    )


def _is_icc(segment: Segment) -> bool:
    return segment.marker == jpeg.APP2 and segment.payload.startswith(_ICC)


def _header(parsed: Jpeg) -> list[Segment]:
    """The segments that stand before the first scan."""
    first = next(at for at, segment in enumerate(parsed.segments) if segment.marker == jpeg.SOS)
    return list(parsed.segments[:first])


def exif_block(parsed: Jpeg) -> bytes | None:
    """The EXIF block of a file.

    Args:
        parsed: the file.

    Returns:
        Its first EXIF segment, None without one.
    """
    for segment in _header(parsed):
        if segment.marker == jpeg.APP1 and segment.payload.startswith(_EXIF):
            return segment.payload
    return None


def _profile(parsed: Jpeg) -> tuple[bytes | None, bytes | None]:
    """The colour profile as found and as it may be kept."""
    parts = sorted(
        segment.payload[len(_ICC) :]
        for segment in _header(parsed)
        if _is_icc(segment) and len(segment.payload) > 14
    )
    if not parts:
        return None, None
    found = b"".join(part[2:] for part in parts)
    return found, icc.clean(found, parsed.channels)


def _profile_segments(profile: bytes | None) -> list[Segment]:
    parts = [profile[at : at + _PART] for at in range(0, len(profile), _PART)] if profile else []
    return [
        Segment(jpeg.APP2, _ICC + bytes((number, len(parts))) + part) for number, part in enumerate(parts, 1)
    ]


def _rebuild(parsed: Jpeg, profile: bytes | None) -> bytes:
    header = _header(parsed)
    kept = [_JFIF] if any(_is_jfif(segment) for segment in header) else []
    adobe = next((segment for segment in reversed(header) if _is_adobe(segment)), None)
    if adobe:
        kept.append(Segment(jpeg.APP14, b"Adobe\0\x64\0\0\0\0" + adobe.payload[11:12]))
    pixels = [segment for segment in parsed.segments if not segment.is_metadata]
    return jpeg.build([*kept, *_profile_segments(profile), *pixels])


_SIMPLE_NAMES = {
    jpeg.COM: "comment",
    jpeg.APP11: "content credentials",
    jpeg.APP0: "embedded thumbnail",
}


def _segment_names(segment: Segment) -> set[str]:
    """What a segment that is dropped holds."""
    payload = segment.payload
    if segment.marker == jpeg.APP1 and payload.startswith(_EXIF):
        return exif.names(exif.read(payload))
    if payload.startswith(_XMP):
        return {"XMP"}
    if segment.marker == jpeg.APP13:
        return {"IPTC"} if b"8BIM\x04\x04" in payload else {"Photoshop data"}
    if payload.startswith(b"MPF\0"):
        return {"further pictures"}
    return {_SIMPLE_NAMES.get(segment.marker, "application data")}


def _names(data: bytes, parsed: Jpeg) -> set[str]:
    found: set[str] = set()
    for segment in parsed.segments:
        if _is_jfif(segment):
            # Two bytes of thumbnail size stand at the end of the plain header.
            found |= {"embedded thumbnail"} if segment.payload[12] and segment.payload[13] else set()
        elif segment.is_metadata and not _is_adobe(segment) and not _is_icc(segment):
            found |= _segment_names(segment)
    behind = data[parsed.end :]
    if behind:
        found.add(
            "further pictures" if behind.lstrip(b"\0").startswith(b"\xff\xd8\xff") else "trailing bytes"
        )
    if parsed.has_stray_bytes:
        found.add("stray bytes")
    return found


def _coded_anew(image: Image.Image, turned: int, profile: bytes | None) -> bytes:
    """The picture turned upright and coded anew, for Pillow cannot turn coded blocks."""
    out = BytesIO()
    upright(image, turned).save(
        out, "JPEG", quality=_REENCODED_QUALITY, subsampling=0, icc_profile=profile or b""
    )
    return out.getvalue()


def clean_jpeg(data: bytes, limits: Limits) -> tuple[bytes, tuple[int, int], set[str]]:
    """De-identifies a JPEG file.

    Args:
        data: the file.
        limits: bounds.

    Returns:
        The safe file, its size in pixels, and what was removed. Coded pixels are the same bytes unless the
        picture had to be turned.

    Raises:
        ImageRejected: it cannot enter.
    """
    parsed = jpeg.parse(data)
    limits.check_size(*parsed.size)
    refuse_polyglot(data, parsed.end)
    removed = _names(data, parsed)
    found, profile = _profile(parsed)
    if found is not None and profile != found:
        removed.add("colour profile texts" if profile else "broken colour profile")
    cleaned = _rebuild(parsed, profile)
    turned = exif.orientation(exif.read(block) if (block := exif_block(parsed)) else None)
    # Where the picture stays as it is, all of it is read to prove it whole; an eighth of the size is enough.
    image = load(cleaned, Format.JPEG, limits, at_least=1 if turned == 1 else None)
    if turned != 1:
        removed.add("rotation mark (the picture was turned upright and saved again)")
        again = jpeg.parse(_coded_anew(image, turned, profile))
        return _rebuild(again, profile), again.size, removed
    return cleaned, parsed.size, removed
