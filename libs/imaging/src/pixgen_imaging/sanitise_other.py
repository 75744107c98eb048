"""WebP, HEIF and TIFF pictures: decoded once, and kept as PNG with the same pixels."""

from io import BytesIO

from PIL import Image

from pixgen_imaging import containers, exif, icc
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.foreign import refuse_polyglot
from pixgen_imaging.limits import Limits
from pixgen_imaging.pixels import load
from pixgen_imaging.sanitise_png import clean_png
from pixgen_imaging.sniff import Format
from pixgen_imaging.turning import upright

_ANIMATED = ("animated", "The file holds a moving picture. Send one still picture.")
_PLAIN_MODES = {"L", "LA", "RGB", "RGBA"}
_DEEP_MODES = {"I", "F", "I;16", "I;16B", "I;16L", "I;16N"}
_NEW_SUBFILE_TYPE, _DNG_VERSION, _PHOTOMETRIC, _BITS = 254, 50706, 262, 258
_XMP_TAG, _IPTC_TAG, _PHOTOSHOP_TAG, _CFA = 700, 33723, 34377, 32803


def _webp_end(data: bytes, removed: set[str]) -> int:
    parts, end = containers.parse_webp(data)
    kinds = {part.kind for part in parts}
    if kinds & {b"ANIM", b"ANMF"}:
        raise ImageRejected(*_ANIMATED)
    if kinds - {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"EXIF", b"XMP "}:
        removed.add("application data")
    return end


def _heif_end(data: bytes, removed: set[str]) -> int:
    kinds, end = containers.parse_heif(data)
    if b"moov" in kinds:
        raise ImageRejected(*_ANIMATED)
    if kinds - {b"ftyp", b"meta", b"mdat", b"free", b"skip"}:
        removed.add("application data")
    return end


def _check_tiff(image: Image.Image) -> None:
    """Refuses what stands in TIFF files but is no finished picture."""
    tags = image.getexif()
    if _DNG_VERSION in tags or tags.get(_NEW_SUBFILE_TYPE, 0) & 1 or tags.get(_PHOTOMETRIC) == _CFA:
        raise ImageRejected("unsupported_format", "The file is camera raw. Export it as JPEG, PNG or TIFF.")


def _peek_tiff(data: bytes, limits: Limits, removed: set[str]) -> None:
    """Checks a TIFF's first page before its pixels are decompressed."""
    with Image.open(BytesIO(data), formats=("TIFF",)) as image:
        limits.check_size(*image.size)
        _check_tiff(image)
        _check_mode(image)
        tags = set(image.getexif())
        # Pages are only looked for, not counted: a chain of them may be endless.
        try:
            image.seek(1)
            removed.add("further pictures")
        except EOFError:
            pass
    for tag, name in ((_XMP_TAG, "XMP"), (_IPTC_TAG, "IPTC"), (_PHOTOSHOP_TAG, "Photoshop data")):
        if tag in tags:
            removed.add(name)


def _check_mode(image: Image.Image) -> None:
    if image.mode == "CMYK":
        raise ImageRejected("cmyk", "The picture is in CMYK, for print. Save it in RGB.")
    if image.mode in _DEEP_MODES:
        raise ImageRejected("sixteen_bit", "The picture has more than 8 bits per channel. Save it with 8.")
    bits = image.getexif().get(_BITS, 8) if image.format == "TIFF" else 8
    if max(bits if isinstance(bits, tuple) else (bits,)) > 8:
        raise ImageRejected("sixteen_bit", "The picture has more than 8 bits per channel. Save it with 8.")


def _tags(image: Image.Image, image_format: Format) -> Image.Exif | None:
    """The EXIF tags; None without any."""
    if image_format is Format.TIFF:
        return image.getexif()
    block = image.info.get("exif")
    return exif.read(block) if block else None


def _without_structure(names: set[str], image_format: Format) -> set[str]:
    """A TIFF's own tags are in every TIFF: they are nothing that was removed from a person's data."""
    return names - {"camera settings", "EXIF"} if image_format is Format.TIFF else names


def _names(image: Image.Image, image_format: Format, tags: Image.Exif | None) -> set[str]:
    found: set[str] = set()
    if image.info.get("exif") or image_format is Format.TIFF:
        found |= _without_structure(exif.names(tags), image_format)
    if image.info.get("xmp"):
        found.add("XMP")
    return found


def _as_png(image: Image.Image) -> tuple[bytes, set[str]]:
    if image.mode not in _PLAIN_MODES:
        has_alpha = "transparency" in image.info or image.mode in ("PA", "La", "RGBa")
        image = image.convert("L" if image.mode == "1" else "RGBA" if has_alpha else "RGB")
    removed: set[str] = set()
    found = image.info.get("icc_profile")
    profile = icc.clean(found, 1 if image.mode in ("L", "LA") else 3) if found else None
    if found and profile != found:
        removed.add("colour profile texts" if profile else "broken colour profile")
    out = BytesIO()
    image.info = {}
    image.save(out, "PNG", icc_profile=profile or b"")
    return out.getvalue(), removed


def clean_other(data: bytes, image_format: Format, limits: Limits) -> tuple[bytes, tuple[int, int], set[str]]:
    """De-identifies a picture by decoding it and keeping nothing but its pixels and colour profile.

    Args:
        data: the file.
        image_format: WebP, HEIF or TIFF.
        limits: bounds.

    Returns:
        A PNG, its size in pixels, and what was removed.

    Raises:
        ImageRejected: it cannot enter.
    """
    removed: set[str] = set()
    end = len(data)
    if image_format is Format.WEBP:
        end = _webp_end(data, removed)
    elif image_format is Format.HEIF:
        end = _heif_end(data, removed)
    refuse_polyglot(data, end)
    if end < len(data):
        removed.add("trailing bytes")
    if image_format is Format.TIFF:
        _peek_tiff(data, limits, removed)
    image = load(data, image_format, limits)
    _check_mode(image)
    tags = _tags(image, image_format)
    removed |= _names(image, image_format, tags)
    # libheif and libtiff's reader in Pillow have turned theirs already.
    turned = exif.orientation(tags) if image_format is Format.WEBP else 1
    if turned != 1:
        removed.add("rotation mark (the picture was turned upright)")
    info = image.info
    image = upright(image, turned)
    image.info = info
    saved, profile_names = _as_png(image)
    cleaned, size, _ = clean_png(saved, limits)
    return cleaned, size, removed | profile_names
