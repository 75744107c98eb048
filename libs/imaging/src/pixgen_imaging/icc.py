"""Colour profiles: kept, since colours depend on them, but without what tells of a person or a device.

A profile made by calibrating a display holds the day and often the display's serial number. Only tags that
take part in colour conversion stay; texts and the header's origin fields are replaced by constants.
Layout after ICC.1:2022, clauses 7.2 (header) and 7.3 (tag table).
"""

import struct
from io import BytesIO

from PIL import ImageCms

MAX_BYTES = 1 << 20
_MAX_TAGS = 100
_SPACES = {1: b"GRAY", 3: b"RGB "}
_COLOUR_TAGS = {
    *(b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt", b"bkpt", b"chad"),
    *(b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"cicp"),
}
# Their exact lengths are known, so nothing can hide behind their content.
_FIXED_LENGTHS = {b"XYZ ": 20, b"cicp": 12}
_DATE = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)


def _text(version: int, words: str) -> bytes:
    """A description: `mluc` from version 4 on, `desc` before."""
    if version >= 4:
        coded = words.encode("utf-16-be")
        return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(coded), 28) + coded
    coded = words.encode() + b"\0"
    return b"desc" + struct.pack(">II", 0, len(coded)) + coded + bytes(78)


def _tags(profile: bytes) -> list[tuple[bytes, bytes]]:
    """The tags that matter for colour, each with its content."""
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > _MAX_TAGS:
        raise ValueError(count)
    kept: list[tuple[bytes, bytes]] = []
    for number in range(count):
        name, start, length = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        if name not in _COLOUR_TAGS or name in dict(kept):
            continue
        content = profile[start : start + min(length, _FIXED_LENGTHS.get(profile[start : start + 4], length))]
        if len(content) < 8 or start + length > len(profile):
            raise ValueError(name)
        kept.append((name, content))
    return kept


def _build(header: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body, places = b"", b"", dict[bytes, int]()
    start = 132 + 12 * len(tags)
    for name, content in tags:
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, places[content], len(content))
    size = start + len(body)
    return struct.pack(">I", size) + header[4:] + struct.pack(">I", len(tags)) + table + body


def _header(profile: bytes) -> bytes:
    """The header without profile tool, date, platform, maker, model, creator and fingerprint."""
    return b"".join(
        (
            bytes(8),
            profile[8:24],
            _DATE,
            b"acsp",
            bytes(16),
            bytes(8),
            profile[64:80],
            bytes(48),
        )
    )


def clean(profile: bytes, channels: int) -> bytes | None:
    """Rebuilds a profile from what colour conversion needs.

    Args:
        profile: as found in the picture.
        channels: of the picture, without alpha: 1 or 3.

    Returns:
        The rebuilt profile, the same bytes for the same colours; None when it is broken, too large or for
        another kind of picture: then it must not be used.
    """
    if not 132 <= len(profile) <= MAX_BYTES or profile[36:40] != b"acsp":
        return None
    if profile[16:20] != _SPACES.get(channels) or profile[8] not in (2, 4):
        return None
    try:
        tags = _tags(profile)
    except (ValueError, struct.error):
        return None
    if profile[8] >= 4:
        copyright_text = _text(4, "Public domain")
    else:
        copyright_text = b"text" + bytes(4) + b"Public domain\0"
    tags += [(b"desc", _text(profile[8], "PixGen")), (b"cprt", copyright_text)]
    rebuilt = _build(_header(profile), tags)
    return rebuilt if _works(rebuilt, channels) else None


def _works(profile: bytes, channels: int) -> bool:
    """Whether LittleCMS can convert with it."""
    mode = "L" if channels == 1 else "RGB"
    try:
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.buildTransform(opened, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    return True
