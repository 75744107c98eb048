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
# Searched only behind the picture's end: a mark, and how it must go on.
_BEHIND: tuple[tuple[bytes, re.Pattern[bytes], str], ...] = (
    (b"PK\x03\x04", re.compile(rb"....[\x0a-\x3f]\0", re.DOTALL), "a ZIP archive"),
    (b"GIF8", re.compile(rb"....[79]a", re.DOTALL), "a GIF picture"),
    (b"\x7fELF", re.compile(rb"....[\x01\x02][\x01\x02]\x01", re.DOTALL), "a program"),
)
# Only directly behind the picture's end: these marks are too short to be searched for.
_DIRECTLY = re.compile(
    rb"[\0\s]*(?:(?P<archive>\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\0|PK\x03\x04)"
    rb"|(?P<program>MZ.{58}|#!\s*/|\xca\xfe\xba\xbe)|(?P<document>%PDF|<\?=|<svg|<%))",
    re.DOTALL,
)
_END_OF_DIRECTORY = b"PK\x05\x06"
_MOST_MARKS = 100  # looked at; no picture has as many by chance


def _holds_zip_directory(data: bytes) -> bool:
    """Whether a ZIP reader, which looks from the end, would find an archive's directory."""
    at = data.rfind(_END_OF_DIRECTORY)
    for _ in range(_MOST_MARKS):
        if at < 0:
            return False
        if at + 22 <= len(data):
            entries, length = struct.unpack_from("<HI", data, at + 10)
            if entries and 46 <= length <= at and data[at - length : at - length + 4] == b"PK\x01\x02":
                return True
        at = data.rfind(_END_OF_DIRECTORY, 0, at)
    return True


def _behind(data: bytes, end: int) -> str | None:
    directly = _DIRECTLY.match(data, end)
    if directly and directly.lastgroup:
        return f"{'an' if directly.lastgroup == 'archive' else 'a'} {directly.lastgroup}"
    for mark, whole, name in _BEHIND:
        at = data.find(mark, end)
        for _ in range(_MOST_MARKS):
            if at < 0 or whole.match(data, at):
                break
            at = data.find(mark, at + 1)
        if at >= 0:
            return name
    return None


def _found(data: bytes, end: int) -> str | None:
    if _holds_zip_directory(data):
        return "a ZIP archive"
    lowered = data.lower()
    for needle, name in _TEXTS.items():
        if needle in lowered:
            return name
    return _behind(data, end)


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
