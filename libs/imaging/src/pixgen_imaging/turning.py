"""Turning pictures upright."""

from PIL import Image

# EXIF 2.32, table 6: what brings each orientation upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Applies an EXIF orientation.

    Args:
        image: as stored.
        orientation: 1 to 8.

    Returns:
        The picture as it is meant to be seen.
    """
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image
