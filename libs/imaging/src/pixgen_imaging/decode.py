"""From a file to an array that measurements can rely on."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from pixgen_imaging import exif
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.limits import Limits
from pixgen_imaging.pixels import load
from pixgen_imaging.sniff import Format, sniff
from pixgen_imaging.turning import upright

# Thumbnails of narrow pictures are narrower than what may enter.
_ANY_SMALL = Limits(min_edge=1)
_MODES_WITH_PROFILES = ("L", "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """Lays a picture with transparency on white, as viewers do on paper."""
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        covered = image.convert("RGBA")
        white = Image.new("RGBA", covered.size, (255, 255, 255, 255))
        flat = Image.alpha_composite(white, covered).convert("L" if image.mode in ("LA", "La") else "RGB")
        flat.info = image.info
        return flat
    return image


def _to_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in _MODES_WITH_PROFILES:
        return image.convert("RGB")
    try:
        converted = ImageCms.profileToProfile(
            image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile that cannot be used says nothing about the colours: sRGB is what viewers then take.
        return image.convert("RGB")
    return converted if converted is not None else image.convert("RGB")


def decode(data: bytes, limits: Limits = _ANY_SMALL, *, at_least: int | None = None) -> NDArray[np.uint8]:
    """Decodes a picture.

    Args:
        data: the file.
        limits: bounds; by default those of uploads, without the least edge.
        at_least: allows JPEGs to come smaller, at a half, quarter or eighth of their size, as long as the
            long edge keeps so many pixels. None: full size.

    Returns:
        Pixels [height, width, 3], uint8, sRGB, turned upright, transparency laid on white.

    Raises:
        ImageRejected: it is no picture, too large or too small, ends early or is damaged.
    """
    limits.check_bytes(len(data))
    image_format = sniff(data)
    if image_format is None:
        raise ImageRejected("not_an_image", "The file is no picture.")
    image = load(data, image_format, limits, at_least)
    if image_format in (Format.JPEG, Format.PNG, Format.WEBP) and image.info.get("exif"):
        info = image.info
        image = upright(image, exif.orientation(exif.read(info["exif"])))
        image.info = info
    if image.mode == "P":
        info = image.info
        image = image.convert("RGBA" if "transparency" in info else "RGB")
        image.info = {key: value for key, value in info.items() if key != "transparency"}
    return np.asarray(_to_srgb(_on_white(image)), dtype=np.uint8)
