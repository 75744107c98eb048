"""The one way in for a picture's bytes: refuse what is unsafe, drop all that is not the picture."""

from dataclasses import dataclass

from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.limits import DEFAULT_LIMITS, Limits
from pixgen_imaging.marks import DeclaredSource, read_source
from pixgen_imaging.pixels import damaged
from pixgen_imaging.sanitise_jpeg import clean_jpeg
from pixgen_imaging.sanitise_other import clean_other
from pixgen_imaging.sanitise_png import clean_png
from pixgen_imaging.sniff import Format, sniff, unsupported_name


@dataclass(frozen=True)
class Sanitised:
    """A picture without anything that tells of a person, a place or a device.

    Args:
        data: the safe file; equal input gives equal bytes, and sanitising it again changes nothing.
        format: JPEG or PNG.
        pixels_x: width.
        pixels_y: height.
        removed: names of what was dropped, sorted, for the contributor; never a value.
        declared: what the file said of its own origin before it was stripped, None when it said nothing.
    """

    data: bytes
    format: Format
    pixels_x: int
    pixels_y: int
    removed: tuple[str, ...]
    declared: DeclaredSource | None


def _accept(data: bytes, limits: Limits) -> Format:
    limits.check_bytes(len(data))
    found = sniff(data)
    if found is not None:
        return found
    name = unsupported_name(data)
    if name is not None:
        raise ImageRejected(
            "unsupported_format", f"The file is {name}. Accepted are JPEG, PNG, WebP, HEIC and TIFF pictures."
        )
    raise ImageRejected(
        "not_an_image", "The file is no picture. Accepted are JPEG, PNG, WebP, HEIC and TIFF pictures."
    )


def sanitise(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Sanitised:
    """De-identifies a picture and proves that it decodes completely.

    Args:
        data: the file as received; never logged.
        limits: bounds on bytes and pixels.

    Returns:
        The safe picture. A JPEG's coded pixels are untouched unless it had to be turned upright; every other
        format keeps its pixels exactly.

    Raises:
        ImageRejected: it cannot enter; nothing else is raised for any input.
    """
    image_format = _accept(data, limits)
    try:
        if image_format is Format.JPEG:
            cleaned, size, removed = clean_jpeg(data, limits)
        elif image_format is Format.PNG:
            cleaned, size, removed = clean_png(data, limits)
        else:
            cleaned, size, removed = clean_other(data, image_format, limits)
        declared = read_source(data, image_format)
    except (ImageRejected, MemoryError):
        raise
    except Exception as error:  # readers of hostile files raise dozens of types
        raise damaged(error) from error
    stored = Format.JPEG if image_format is Format.JPEG else Format.PNG
    return Sanitised(cleaned, stored, *size, tuple(sorted(removed)), declared)
