"""WebP, HEIC and TIFF pictures become PNG with the same pixels."""

from io import BytesIO

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageOps
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.sanitise import sanitise
from pixgen_imaging.sniff import Format, sniff

SECRET = "Mustermann-7431"


def tags(turned=1):
    made = Image.Exif()
    made[0x0112] = turned
    made[0x0110] = SECRET
    made.get_ifd(0x8825)[1] = "N"
    return made


def heic(scene, **options):
    out = BytesIO()
    image = Image.fromarray(scene)
    pillow_heif.from_pillow(image).save(out, quality=90, **options)
    return out.getvalue()


@pytest.mark.parametrize("lossless", [True, False])
def test_webp_keeps_the_pixels_that_viewers_show(saved, lossless):
    """Decoded once and stored without loss."""
    data = saved("WEBP", lossless=lossless, exif=tags(), xmp=SECRET.encode())
    made = sanitise(data)
    assert made.format is Format.PNG
    assert (decode(made.data) == np.asarray(Image.open(BytesIO(data)).convert("RGB"))).all()
    assert made.removed == ("GPS position", "XMP", "camera make and model")
    assert SECRET.encode() not in made.data


def test_transparency_is_kept(saved):
    """What is see-through stays so."""
    data = saved("WEBP", "RGBA", lossless=True)
    assert Image.open(BytesIO(sanitise(data).data)).mode == Image.open(BytesIO(data)).mode


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("image_format", ["WEBP", "TIFF"])
def test_every_orientation_comes_out_upright(saved, image_format, turned):
    """The mark that says how to turn is applied once, and only once."""
    options = {"lossless": True} if image_format == "WEBP" else {}
    data = saved(image_format, exif=tags(turned), **options)
    wanted = ImageOps.exif_transpose(Image.open(BytesIO(saved("PNG", exif=tags(turned)))))
    assert (decode(sanitise(data).data) == np.asarray(wanted.convert("RGB"))).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "YCbCr"])
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate"])
def test_tiff_keeps_its_pixels(saved, mode, compression):
    """Every mode and compression comes out as the same colours."""
    data = saved("TIFF", mode, compression=compression, description=SECRET)
    made = sanitise(data)
    wanted = Image.open(BytesIO(data)).convert("RGBA").convert("RGB")
    assert (np.asarray(Image.open(BytesIO(made.data)).convert("RGB")) == np.asarray(wanted)).all()
    assert "comment" in made.removed
    assert SECRET.encode() not in made.data


def test_the_first_page_of_a_tiff_is_taken(saved, scene):
    """The others are dropped, and that is told."""
    other = Image.new("RGB", (80, 80), (9, 9, 9))
    data = saved("TIFF", save_all=True, append_images=[other])
    made = sanitise(data)
    assert "further pictures" in made.removed
    assert (decode(made.data) == scene).all()


def test_heic_of_a_phone_is_taken(scene):
    """Position and device go; the picture is what the phone shows, turned once."""
    data = heic(scene, exif=tags().tobytes(), xmp=SECRET.encode())
    made = sanitise(data)
    assert sniff(data) is Format.HEIF
    assert made.format is Format.PNG
    assert {"GPS position", "camera make and model", "XMP"} <= set(made.removed)
    assert np.abs(decode(made.data).astype(float) - scene).mean() < 8
    assert SECRET.encode() not in made.data


def test_heic_is_turned_by_its_own_rule_alone(scene):
    """EXIF's orientation in HEIC repeats what the decoder has done already."""
    data = heic(scene, exif=tags(6).tobytes())
    assert b"irot" in data  # the writer moved the turn into HEIF's own box
    made = sanitise(data)
    assert (made.pixels_x, made.pixels_y) == (96, 128)
    assert np.abs(decode(made.data).astype(float) - np.rot90(scene, -1)).mean() < 8


def test_colour_profiles_travel(saved):
    """A WebP's profile is in the PNG."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = sanitise(saved("WEBP", lossless=True, icc_profile=profile))
    assert "icc_profile" in Image.open(BytesIO(made.data)).info


def test_equal_input_gives_equal_output(saved):
    """So that a hash of the stored bytes says something."""
    data = saved("WEBP")
    assert sanitise(data).data == sanitise(data).data
    assert sanitise(sanitise(data).data).data == sanitise(data).data


def test_bytes_behind_a_webp_are_told(saved):
    """RIFF says where it ends."""
    assert sanitise(saved("WEBP") + b"x" * 9).removed == ("trailing bytes",)


def test_several_heic_pictures_are_refused(scene):
    """A burst is not one picture."""
    file = pillow_heif.from_pillow(Image.fromarray(scene))
    file.add_from_pillow(Image.fromarray(scene[::-1].copy()))
    out = BytesIO()
    file.save(out)
    with pytest.raises(ImageRejected) as caught:
        sanitise(out.getvalue())
    assert caught.value.code == "animated"
