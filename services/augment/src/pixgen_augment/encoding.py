"""From and to files."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.limits import DEFAULT_LIMITS, Limits
from pixgen_imaging.pixels import stated_size
from pixgen_imaging.sniff import sniff

from pixgen_augment.regions import Picture

PNG, JPEG = "image/png", "image/jpeg"
# Generators draw pictures of 32 pixels, which are measured and not altered.
MEASURED = Limits(min_edge=32)
_JPEG_QUALITY = 95
# Half the time of Pillow's own choice; a texture's files grow by a tenth.
_PNG_EFFORT = 1


def read(data: bytes, field: str, max_edge: int = 0, *, limits: Limits = DEFAULT_LIMITS) -> Picture:
    """Decodes a picture that a caller sent.

    Args:
        data: the file.
        field: the request's field that held it, for messages.
        max_edge: longest edge wanted, pixels; 0 keeps the picture's own.
        limits: how large it may be.

    Returns:
        [H, W, 3], sRGB, upright.

    Raises:
        PixGenError: INVALID, ``image.<what is wrong>``.
    """
    try:
        picture = decode(data, limits, at_least=max_edge or None)
    except ImageRejected as error:
        raise PixGenError(
            Code.INVALID,
            f"{error.message}",
            reason=f"image.{error.code}",
            fields=(FieldError(field, error.message),),
        ) from error
    if max_edge and max(picture.shape[:2]) > max_edge:
        image = Image.fromarray(picture)
        image.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return np.asarray(image)
    return picture


def stated_pixels(data: bytes) -> int:
    """How many pixels a picture is going to take, from its header alone.

    Args:
        data: the file.

    Returns:
        The most that is allowed where only a decoder can tell; 0 where `read` is going to refuse it.
    """
    image_format = sniff(data)
    if image_format is None:
        return 0
    try:
        size = stated_size(data, image_format)
    except Exception:  # hostile files; read() says what is wrong
        return 0
    return DEFAULT_LIMITS.max_pixels if size is None else min(size[0] * size[1], DEFAULT_LIMITS.max_pixels)


def write(picture: Picture, media_type: str) -> bytes:
    """Encodes a result. Args: [H, W, 3], sRGB; image/png or image/jpeg. Returns: the file."""
    out = BytesIO()
    if media_type == JPEG:
        Image.fromarray(picture).save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    else:
        Image.fromarray(picture).save(out, "PNG", compress_level=_PNG_EFFORT)
    return out.getvalue()


def write_mask(mask: NDArray[np.bool_]) -> bytes:
    """Encodes a mask. Args: bool [H, W]. Returns: a PNG of one channel, 0 or 255."""
    out = BytesIO()
    Image.fromarray(mask.astype(np.uint8) * 255).save(out, "PNG")
    return out.getvalue()
