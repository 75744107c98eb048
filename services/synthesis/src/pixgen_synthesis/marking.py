"""The mark of a result: which IPTC digital source type it has, and the XMP that says so inside its file."""

from pixgen_common.errors import Code, PixGenError
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.marks import SourceType, embed_source
from pixgen_imaging.sniff import Format

MODEL = "PixGen augment"
_FORMATS = {"image/png": Format.PNG, "image/jpeg": Format.JPEG}


def source_type(method: str) -> str:
    """The digital source type of a capture that a method altered. Args: the method. Returns: IPTC's word."""
    if method == "TONE":
        return SourceType.ALGORITHMICALLY_ENHANCED.value
    return SourceType.COMPOSITE_WITH_TRAINED.value


def kind(made_type: str | None, method: str) -> dict[str, str]:
    """What a result is called: altered, unless no camera ever saw its source.

    Args:
        made_type: the source's digital source type when it is synthetic, else None.
        method: how it was altered.

    Returns:
        `image_manipulation` and `digital_source_type`.
    """
    if made_type is None:
        return {"image_manipulation": "altered", "digital_source_type": source_type(method)}
    said = made_type if method == "TONE" else source_type(method)
    return {"image_manipulation": "synthetic", "digital_source_type": said}


def marked(data: bytes, media_type: str, source: str, made_by: str) -> bytes:
    """A picture with its mark inside, pixels untouched.

    Args:
        data: PNG or JPEG.
        media_type: which of them.
        source: IPTC digital source type.
        made_by: name and version of what made it.

    Returns:
        The marked file.

    Raises:
        PixGenError: INTERNAL ``result.unreadable`` when it cannot be marked: none leaves without its mark.
    """
    try:
        return embed_source(data, _FORMATS[media_type], SourceType(source), made_by)
    except (KeyError, ImageRejected, ValueError, IndexError) as error:
        raise PixGenError(
            Code.INTERNAL, "The result could not be read and is not shown.", reason="result.unreadable"
        ) from error
