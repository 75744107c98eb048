"""What an EXIF block holds, by name and never by value."""

from PIL import Image
from PIL.ExifTags import IFD, Base

_NAMES: dict[int, str] = {
    Base.Make: "camera make and model",
    Base.Model: "camera make and model",
    Base.LensMake: "camera make and model",
    Base.LensModel: "camera make and model",
    Base.UniqueCameraModel: "camera make and model",
    Base.BodySerialNumber: "camera serial number",
    Base.LensSerialNumber: "camera serial number",
    Base.CameraSerialNumber: "camera serial number",
    Base.DateTime: "capture time",
    Base.DateTimeOriginal: "capture time",
    Base.DateTimeDigitized: "capture time",
    Base.PreviewDateTime: "capture time",
    Base.CameraOwnerName: "owner name",
    Base.Artist: "owner name",
    Base.XPAuthor: "owner name",
    Base.Copyright: "copyright notice",
    Base.ImageDescription: "comment",
    Base.UserComment: "comment",
    Base.XPComment: "comment",
    Base.XPTitle: "comment",
    Base.XPSubject: "comment",
    Base.XPKeywords: "comment",
    Base.MakerNote: "maker note",
    Base.Software: "software name",
    Base.HostComputer: "software name",
    Base.ImageUniqueID: "image identifier",
}
_ORIENTATIONS = range(1, 9)
# In a TIFF these describe the pixels themselves; they stand in every file and say nothing of a person.
STRUCTURAL = {
    *(254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 296, 297),
    *(317, 318, 319, 320, 322, 323, 324, 325, 338, 339, 347, 512, 513, 514, 529, 530, 531, 532, 34675),
    *(IFD.Exif, IFD.GPSInfo, IFD.Interop, 0x0213),
}


def read(block: bytes) -> Image.Exif | None:
    """Parses an EXIF block.

    Args:
        block: TIFF structure, with or without the leading ``Exif`` mark.

    Returns:
        The tags, None when the block is broken.
    """
    tags = Image.Exif()
    try:
        tags.load(block)
        tags.get_ifd(IFD.Exif)
        tags.get_ifd(IFD.GPSInfo)
        tags.get_ifd(IFD.IFD1)
    except MemoryError:
        raise
    except Exception:  # Pillow's TIFF reader raises a dozen types on hostile blocks
        return None
    return tags


def orientation(tags: Image.Exif | None) -> int:
    """How the picture must be turned, as EXIF counts it.

    Args:
        tags: the EXIF block.

    Returns:
        1 (upright) to 8; 1 when nothing sensible is said.
    """
    value = tags.get(Base.Orientation) if tags is not None else None
    return value if isinstance(value, int) and value in _ORIENTATIONS else 1


def names(tags: Image.Exif | None) -> set[str]:
    """Names what a block holds.

    Args:
        tags: the EXIF block, None for one that is broken.

    Returns:
        Names for the contributor.
    """
    if tags is None:
        return {"EXIF"}
    found: set[str] = set()
    present = (set(tags) | set(tags.get_ifd(IFD.Exif))) - STRUCTURAL
    for tag in present:
        found.add(_NAMES.get(tag, "camera settings"))
    if tags.get_ifd(IFD.GPSInfo):
        found.add("GPS position")
    if tags.get_ifd(IFD.IFD1):
        found.add("embedded thumbnail")
    return found
