"""Opening pictures with every bound checked before pixels are made."""

from io import BytesIO

import pillow_heif
from PIL import Image, ImageFile

from pixgen_imaging import containers, jpeg, png
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.limits import Limits
from pixgen_imaging.png import Chunk
from pixgen_imaging.sniff import Format


def damaged(error: Exception) -> ImageRejected:
    """Tells a file that ends early from one that is damaged, by what the decoder said.

    Args:
        error: the decoder's.

    Returns:
        The error for the contributor.
    """
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return ImageRejected("too_many_pixels", "The picture has too many pixels. Scale it down or crop it.")
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return ImageRejected("truncated", "The picture ends too early. Copy it again from the camera.")
    return ImageRejected("corrupt", "The picture is damaged. Copy it again from the camera.")


def stated_size(data: bytes, image_format: Format) -> tuple[int, int] | None:
    """The size that a file states, read without a decoder: those reserve memory as soon as they open it.

    Args:
        data: the file.
        image_format: what it is.

    Returns:
        Width and height; None where only its decoder can tell (HEIF, TIFF).

    Raises:
        ImageRejected: the header is damaged.
    """
    if image_format is Format.JPEG:
        return jpeg.parse(data).size
    if image_format is Format.PNG:
        stated = png.header([Chunk(b"IHDR", data[16:29])])
        return stated.width, stated.height
    if image_format is Format.WEBP:
        return containers.webp_size(containers.parse_webp(data)[0])
    return None


def load(data: bytes, image_format: Format, limits: Limits, at_least: int | None = None) -> Image.Image:
    """Decodes the first picture of a file completely.

    Args:
        data: the file.
        image_format: what it is.
        limits: checked on the stated size before anything is decompressed.
        at_least: allows a JPEG to be decoded at a half, quarter or eighth of its size, as long as its long
            edge keeps so many pixels; several times faster for photographs. None: full size.

    Returns:
        The picture in the file's own colour mode, orientation not yet applied.

    Raises:
        ImageRejected: it is too large, too small, ends early or is damaged.
    """
    if ImageFile.LOAD_TRUNCATED_IMAGES:
        raise RuntimeError("Pillow is set to accept truncated pictures, which would hide lost pixels")
    try:
        if (stated := stated_size(data, image_format)) is not None:
            limits.check_size(*stated)
        if image_format is Format.HEIF:
            return _load_heif(data, limits)
        image = Image.open(BytesIO(data), formats=(image_format.value,))
        limits.check_size(*image.size)
        if at_least is not None:
            longest = max(image.size)
            width, height = (max(1, edge * at_least // longest) for edge in image.size)
            image.draft(None, (width, height))
        image.load()
    except (ImageRejected, MemoryError):
        raise
    except Exception as error:  # decoders raise dozens of types on hostile files
        raise damaged(error) from error
    return image


def _load_heif(data: bytes, limits: Limits) -> Image.Image:
    opened = pillow_heif.open_heif(data, convert_hdr_to_8bit=False)
    if len(opened) > 1:
        raise ImageRejected("animated", "The file holds several pictures. Send them one by one.")
    first = opened[opened.primary_index]
    limits.check_size(*first.size)
    if int(str(first.info.get("bit_depth", 8))) > 8:
        raise ImageRejected("sixteen_bit", "The picture has more than 8 bits per channel. Save it with 8.")
    image = first.to_pillow()
    limits.check_size(*image.size)
    # libheif has turned the picture already: EXIF's orientation must not be applied again.
    image.info = {key: first.info[key] for key in ("icc_profile", "exif", "xmp") if first.info.get(key)}
    return image
