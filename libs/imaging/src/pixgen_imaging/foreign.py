"""Files that are a picture and something else at once.

A picture that some other program would open as an archive, a page or a program has no honest reason for it.
What phones append (a video, a second picture, their own trailer) is only dropped, see `sanitise`.
"""

import re
import struct

from pixgen_imaging.errors import ImageRejected

# Searched in the whole file, lower-cased: long enough never to occur in compressed pixels by chance.
_TEXTS = {
    b"<script": "a web page",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<iframe": "a web page",
    b"<?php ": "a PHP program",
    b"<?php\n": "a PHP program",
    b"<?php\r": "a PHP program",
    b"<?php\t": "a PHP program",
    b"%pdf-1.": "a PDF document",
    b"%pdf-2.": "a PDF document",
    b"rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
}
# Searched only behind the picture's end.
_BEHIND = re.compile(
    rb"(?P<zip>PK\x03\x04[\x0a-\x3f]\0)|(?P<gif>GIF8[79]a)|(?P<program>\x7fELF[\x01\x02][\x01\x02]\x01)",
    re.DOTALL,
)
# Only directly behind the picture's end: these marks are too short to be searched for.
_DIRECTLY = re.compile(
    rb"[\0\s]*(?:(?P<archive>\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\0|PK\x03\x04)"
    rb"|(?P<program>MZ.{58}|#!\s*/|\xca\xfe\xba\xbe)|(?P<document>%PDF|<\?=|<svg|<%))",
    re.DOTALL,
)
_END_OF_DIRECTORY = b"PK\x05\x06"


def _holds_zip_directory(data: bytes) -> bool:
    """Whether a ZIP reader, which looks from the end, would find an archive's directory."""
    at = data.rfind(_END_OF_DIRECTORY)
    while at >= 0:
        if at + 22 <= len(data):
            entries, length = struct.unpack_from("<HI", data, at + 10)
            if entries and 46 <= length <= at and data[at - length : at - length + 4] == b"PK\x01\x02":
                return True
        at = data.rfind(_END_OF_DIRECTORY, 0, at)
    return False


def _found(data: bytes, end: int) -> str | None:
    if _holds_zip_directory(data):
        return "a ZIP archive"
    lowered = data.lower()
    for needle, name in _TEXTS.items():
        if needle in lowered:
            return name
    behind = _DIRECTLY.match(data, end) or _BEHIND.search(data, end)
    if behind and behind.lastgroup:
        return f"a {behind.lastgroup.replace('zip', 'ZIP archive').replace('gif', 'GIF picture')}"
    return None


def refuse_polyglot(data: bytes, end: int) -> None:
    """Refuses a picture that is, or carries, a file of another kind.

    Args:
        data: the file.
        end: where the picture ends by its own format.

    Raises:
        ImageRejected: ``polyglot``.
    """
    name = _found(data, end)
    if name:
        raise ImageRejected(
            "polyglot",
            f"The file is a picture and also holds {name}. Export the picture again from an image program.",
        )
