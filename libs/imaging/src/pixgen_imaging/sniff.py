"""What a file is, by its content and never by its name."""

import re
from enum import StrEnum


class Format(StrEnum):
    """The formats that PixGen takes in."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    TIFF = "TIFF"

    @property
    def media_type(self) -> str:
        """The media type, such as ``image/jpeg``."""
        return f"image/{self.value.lower()}"

    @property
    def extension(self) -> str:
        """The usual file name ending, without its dot."""
        return {"JPEG": "jpg", "TIFF": "tif", "HEIF": "heic"}.get(self.value, self.value.lower())


_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}

# Formats that people do send: naming theirs helps them more than "unknown file".
_UNSUPPORTED: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("BMP", re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)),
    ("PDF", re.compile(rb"%PDF-")),
    ("Photoshop (PSD)", re.compile(rb"8BPS")),
    ("JPEG 2000", re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51")),
    ("JPEG XL", re.compile(rb"\0\0\0\x0cJXL |\xff\x0a")),
    ("DICOM", re.compile(rb".{128}DICM", re.DOTALL)),
    ("Windows icon", re.compile(rb"\0\0[\1\2]\0[^\0]\0")),
    ("PostScript", re.compile(rb"%!PS")),
    ("OpenEXR", re.compile(rb"\x76\x2f\x31\x01")),
    ("Radiance HDR", re.compile(rb"#\?RADIANCE")),
    ("camera raw", re.compile(rb"FUJIFILMCCD-RAW|II\x55\0|IIRO|MMOR|(?:II\*\0\x10\0\0\0CR)|\0MRM|FOVb")),
    (
        "SVG",
        re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<\?xml.{0,1024}?)?(?:<!.{0,1024}?)?<svg[\s>]", re.DOTALL),
    ),
    ("NetPBM", re.compile(rb"P[1-7]\s+[0-9#]")),
)


def _brands(data: bytes) -> set[bytes]:
    """The brands of an ISO base media file's first box; empty when it is none."""
    if data[4:8] != b"ftyp":
        return set()
    length = min(int.from_bytes(data[:4], "big"), 256)
    return {data[8:12]} | {data[at : at + 4] for at in range(16, length, 4)}


def sniff(data: bytes) -> Format | None:
    """Tells the format of a picture.

    Args:
        data: at least its first 256 bytes.

    Returns:
        The format, None when it is none that PixGen takes in.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[:4] in {b"II*\0", b"MM\0*"}:
        return None if data[8:10] == b"CR" else Format.TIFF
    brands = _brands(data)
    if brands & _HEIF_BRANDS and not brands & _AVIF_BRANDS:
        return Format.HEIF
    return None


def unsupported_name(data: bytes) -> str | None:
    """Names a picture format that PixGen does not take in.

    Args:
        data: the file.

    Returns:
        Its usual name, None when the file is no picture that is known here.
    """
    brands = _brands(data)
    if brands:
        return "AVIF" if brands & _AVIF_BRANDS else "video"
    start = data[:4096]
    return next((name for name, pattern in _UNSUPPORTED if pattern.match(start)), None)
