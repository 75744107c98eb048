"""From the bytes received to what is stored of a picture and measured on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.hashing import phash
from pixgen_imaging.marks import Mark, SourceType, embed_source
from pixgen_imaging.masks import masks
from pixgen_imaging.sanitise import Sanitised, sanitise
from pixgen_imaging.sniff import Format
from pixgen_imaging.thumbnails import thumbnail
from pixgen_imaging.tone import Tone, measure_tone
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

_SMALL, _LARGE = EDGES = (256, 1024)
# Enough for medians over skin, and several times cheaper than full size: docs/decisions/0037.
_MEASURED_EDGE = 192
# The large thumbnail of a photograph may be this much smaller: a telephone's 4,000 or 4,032 pixels are then
# decoded at a quarter, in half the time, and need no scaling.
_LARGE_ENOUGH = 960
# The one manipulation that is none.
CAPTURE = "instrument only"
_CODES = {
    "too_many_bytes": Code.TOO_LARGE,
    "not_an_image": Code.UNSUPPORTED_MEDIA,
    "unsupported_format": Code.UNSUPPORTED_MEDIA,
}


@dataclass(frozen=True)
class Measured:
    """What was computed from the stored bytes.

    Args:
        phash: perceptual hash, 16 hexadecimal digits.
        tone: ITA and its quality.
        thumbnails: WebP by long edge, pixels.
    """

    phash: str
    tone: Tone
    thumbnails: Mapping[int, bytes]


def mark_of(description: ImageRecord) -> Mark | None:
    """The mark that a described picture must carry. Args: the description. Returns: None for captures."""
    if description.image_manipulation == CAPTURE:
        return None
    made_by = description.generator
    words = (made_by.model or f"PixGen {made_by.kind}", made_by.version)
    return Mark(SourceType(description.digital_source_type), " ".join(word for word in words if word))


def make_safe(source: bytes) -> Sanitised:
    """De-identifies the bytes received.

    Args:
        source: anything.

    Returns:
        Safe bytes, what was removed, and what the picture said of itself before.

    Raises:
        PixGenError: it is no picture that may enter; the reason is ``image.<what is wrong>``.
    """
    try:
        return sanitise(source)
    except ImageRejected as error:
        raise PixGenError(
            _CODES.get(error.code, Code.UNPROCESSABLE),
            f"{error.message} Nothing was stored.",
            reason=f"image.{error.code}",
            fields=(FieldError("image", error.message),),
        ) from error


def marked(data: bytes, image_format: Format, mark: Mark | None) -> bytes:
    """The bytes to store: with the mark inside when the picture is altered or synthetic.

    Args:
        data: sanitised bytes.
        image_format: JPEG or PNG.
        mark: the mark, None for captures.

    Returns:
        The same picture, pixels untouched.
    """
    return embed_source(data, image_format, mark.source_type, mark.generator) if mark else data


def measure(data: bytes, mark: Mark | None) -> Measured:
    """Measures stored bytes.

    Args:
        data: sanitised bytes.
        mark: goes into the thumbnails too.

    Returns:
        Hash, tone and thumbnails.
    """
    large, small, tiny = _reductions(decode(data, at_least=_LARGE_ENOUGH), (_LARGE, _SMALL, _MEASURED_EDGE))
    return Measured(
        phash=f"{phash(small):016x}",
        tone=measure_tone(tiny, masks(tiny)),
        thumbnails={_SMALL: thumbnail(small, _SMALL, mark), _LARGE: thumbnail(large, _LARGE, mark)},
    )


def _reductions(rgb: NDArray[np.uint8], edges: Sequence[int]) -> Iterator[NDArray[np.uint8]]:
    """A picture at smaller sizes, each made from the one before, never enlarged.

    Args:
        rgb: [height, width, 3], sRGB.
        edges: longest edges, pixels, falling.

    Yields:
        [height, width, 3], sRGB.
    """
    image = Image.fromarray(rgb)
    del rgb  # of 40 megapixels it would hold 120 MB that nobody needs any more
    for edge in edges:
        # Hamming: nearly as sharp as Lanczos at this, and more than twice as fast.
        image.thumbnail((edge, edge), Image.Resampling.HAMMING)
        yield np.asarray(image)
