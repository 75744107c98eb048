"""Decoding gives upright sRGB on white, and thumbnails keep what matters."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.limits import Limits
from pixgen_imaging.marks import Mark, SourceType, read_source
from pixgen_imaging.sniff import Format, sniff
from pixgen_imaging.thumbnails import thumbnail


def png(image, **options):
    out = BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_becomes_three_channels(saved, mode):
    rgb = decode(saved("PNG", mode))
    assert rgb.shape == (96, 128, 3)
    assert rgb.dtype == np.uint8


def test_transparency_is_laid_on_white():
    see_through = Image.new("RGBA", (64, 64), (255, 0, 0, 128))
    assert decode(png(see_through))[0, 0].tolist() == [255, 127, 127]
    grey = Image.new("LA", (64, 64), (0, 0))
    assert decode(png(grey)).min() == 255


def test_a_palette_with_a_see_through_colour():
    image = Image.new("P", (64, 64), 0)
    image.putpalette([10, 20, 30])
    assert decode(png(image, transparency=0)).min() == 255
    assert decode(png(image))[0, 0].tolist() == [10, 20, 30]


def test_colour_profiles_are_followed(scene):
    """A picture in another colour space comes out in sRGB: red and blue change places with this profile."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    swapped = decode(png(Image.fromarray(scene[..., ::-1].copy()), icc_profile=bytes(profile)))
    assert np.abs(swapped.astype(int) - scene).max() <= 2


def test_an_orientation_is_applied(saved):
    tags = Image.Exif()
    tags[0x0112] = 6
    data = saved("PNG", exif=tags)
    wanted = np.asarray(ImageOps.exif_transpose(Image.open(BytesIO(data))))
    assert (decode(data) == wanted).all()


def test_limits_are_checked(saved):
    for limits, code in ((Limits(max_pixels=99), "too_many_pixels"), (Limits(min_edge=97), "too_small")):
        with pytest.raises(ImageRejected) as caught:
            decode(saved("PNG"), limits)
        assert caught.value.code == code
    with pytest.raises(ImageRejected) as caught:
        decode(b"text")
    assert caught.value.code == "not_an_image"


@pytest.mark.parametrize(("size", "edge", "wanted"), [((96, 128), 64, (48, 64)), ((96, 128), 500, (96, 128))])
def test_thumbnails_fit_and_are_never_enlarged(size, edge, wanted):
    data = thumbnail(np.full((*size, 3), 120, dtype=np.uint8), edge)
    assert sniff(data) is Format.WEBP
    assert decode(data).shape[:2] == wanted
    assert read_source(data, Format.WEBP) is None


def test_thumbnails_of_narrow_pictures_can_be_decoded():
    data = thumbnail(np.full((64, 4000, 3), 120, dtype=np.uint8), 256)
    assert decode(data).shape == (4, 256, 3)


def test_thumbnails_look_like_their_picture(scene):
    wanted = Image.fromarray(scene).resize((64, 48), Image.Resampling.LANCZOS)
    assert np.abs(decode(thumbnail(scene, 64)).astype(float) - np.asarray(wanted)).mean() < 4


def test_thumbnails_carry_the_mark(scene):
    """A small copy of a made picture is still a made picture."""
    data = thumbnail(scene, 64, Mark(SourceType.TRAINED, "PixGen dcgan 3"))
    found = read_source(data, Format.WEBP)
    assert (found.source_type, found.generator) == ("trainedAlgorithmicMedia", "PixGen dcgan 3")
    assert (decode(data) == decode(thumbnail(scene, 64))).all()
    assert thumbnail(scene, 64) == thumbnail(scene, 64)
