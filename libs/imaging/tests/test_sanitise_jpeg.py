"""JPEG files lose all that tells of a person, and not one coded pixel."""

import struct
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from pixgen_imaging import jpeg
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.sanitise import sanitise
from pixgen_imaging.sniff import Format

SECRET = b"Mustermann-7431"
ABSENT_GPS = {1: "N", 2: (48.0, 8.0, 12.0), 3: "E", 4: (11.0, 34.0, 1.0)}


def pixels(data):
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def taken(data):
    """Sanitises; leaves out drawn bytes that happen to begin a program, which are rightly refused."""
    try:
        return sanitise(data)
    except ImageRejected as error:
        if error.code == "polyglot":
            reject()
        raise


def inserted(data, at, marker, payload):
    """A segment put in before the `at`-th one."""
    parsed = jpeg.parse(data)
    parts = list(parsed.segments)
    parts.insert(min(at, len(parts)), jpeg.Segment(marker, payload))
    return jpeg.build(parts)


def phone_exif():
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "Phone maker", "Phone 9"
    tags[0x0132] = "2024:05:06 07:08:09"
    tags[0x013B] = SECRET.decode()
    tags.get_ifd(0x8769).update(
        {0xA431: SECRET.decode(), 0x927C: b"note " + SECRET, 0x9286: b"ASCII\0\0\0" + SECRET}
    )
    tags.get_ifd(0x8825).update(ABSENT_GPS)
    return tags


def test_a_phone_picture_loses_everything_personal_and_no_pixel(saved):
    """Position, serial number, owner, times, XMP, IPTC, a second picture and its trailer go; pixels stay."""
    plain = saved("JPEG", quality=90, exif=phone_exif(), comment=SECRET)
    data = inserted(plain, 1, jpeg.APP13, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x10" + SECRET)
    data = inserted(data, 1, jpeg.APP1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET)
    data += plain + b"SEFT" + SECRET

    made = sanitise(data)

    assert SECRET not in made.data
    assert (pixels(made.data) == pixels(data)).all()
    assert set(made.removed) == {
        "GPS position",
        "IPTC",
        "XMP",
        "camera make and model",
        "camera serial number",
        "capture time",
        "comment",
        "further pictures",
        "maker note",
        "owner name",
    }
    kept = {segment.marker for segment in jpeg.parse(made.data).segments if segment.is_metadata}
    assert kept <= {jpeg.APP0, jpeg.APP2, jpeg.APP14}


def test_an_embedded_thumbnail_is_told_and_gone(saved):
    """A thumbnail may show what was cropped away."""
    small = BytesIO()
    Image.new("RGB", (16, 16), (1, 2, 3)).save(small, "JPEG")
    ifd0 = struct.pack("<H", 1) + struct.pack("<HHII", 0x0112, 3, 1, 1) + struct.pack("<I", 8 + 2 + 12 + 4)
    at = 8 + len(ifd0) + 2 + 2 * 12 + 4
    ifd1 = struct.pack("<H", 2) + struct.pack("<HHII", 0x0201, 4, 1, at)
    ifd1 += struct.pack("<HHII", 0x0202, 4, 1, len(small.getvalue())) + struct.pack("<I", 0)
    block = b"Exif\0\0II*\0" + struct.pack("<I", 8) + ifd0 + ifd1 + small.getvalue()
    made = sanitise(inserted(saved("JPEG"), 1, jpeg.APP1, block))
    assert made.removed == ("embedded thumbnail",)
    assert small.getvalue() not in made.data


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    added=st.lists(
        st.tuples(
            st.integers(0, 9),
            st.sampled_from([*range(0xE0, 0xF0), 0xFE]),
            st.sampled_from(
                [b"", b"Exif\0\0", b"JFIF\0", b"ICC_PROFILE\0\1\1", b"http://ns.adobe.com/xap/1.0/\0"]
            ),
            st.binary(max_size=200),
        ),
        max_size=5,
    ),
    trailer=st.binary(max_size=60),
    options=st.sampled_from([{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}]),
)
def test_no_inserted_segment_survives(saved, added, trailer, options):
    """Whatever stands between the pixels' segments or behind them is gone, and sanitising again is idle."""
    plain = saved("JPEG", **options)
    data = plain
    for at, marker, start, rest in added:
        data = inserted(data, at, marker, start + SECRET + rest)
    made = taken(data + b"\0" + trailer)
    assert SECRET not in made.data
    assert (pixels(made.data) == pixels(plain)).all()
    assert sanitise(made.data).data == made.data
    assert sanitise(made.data).removed == ()
    assert made.data == sanitise(data + b"\0" + trailer).data


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_every_orientation_comes_out_upright(saved, scene, mode, turned):
    """The mark that says how to turn is applied before it is dropped."""
    tags = Image.Exif()
    tags[0x0112] = turned
    data = saved("JPEG", mode, quality=95, exif=tags)
    made = sanitise(data)
    image = Image.open(BytesIO(made.data))
    assert (made.pixels_x, made.pixels_y) == image.size == ((128, 96) if turned < 5 else (96, 128))
    upright = Image.open(BytesIO(data))
    wanted = np.asarray(ImageOps.exif_transpose(upright).convert("RGB"), dtype=float)
    assert np.abs(decode(made.data) - wanted).mean() < (0.01 if turned == 1 else 2.5)
    assert sanitise(made.data).data == made.data
    assert any(name.startswith("rotation mark") for name in made.removed) == (turned != 1)


def test_colours_hang_on_two_segments_that_stay(saved, scene):
    """An RGB-coded JPEG keeps its Adobe segment, without which it would be shown in false colours."""
    data = saved("JPEG", quality=95, keep_rgb=True)
    made = sanitise(data)
    assert (pixels(made.data) == pixels(data)).all()
    assert np.abs(pixels(made.data).astype(float) - scene).mean() < 6
    assert jpeg.APP14 in {segment.marker for segment in jpeg.parse(made.data).segments}


def test_a_colour_profile_is_kept_without_its_texts(saved):
    """Colours stay as they were; the profile's words, date and maker go."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.find("sRGB".encode("utf-16-be"))
    assert at > 0
    profile[at : at + 8] = "M\u00fcll".encode("utf-16-be")
    profile[48:56] = b"MAKRMODL"
    made = sanitise(saved("JPEG", icc_profile=bytes(profile)))
    kept = Image.open(BytesIO(made.data)).info["icc_profile"]
    assert "M\u00fcll".encode("utf-16-be") not in kept
    assert b"MAKRMODL" not in kept
    assert made.removed == ("colour profile texts",)
    assert (decode(made.data) == decode(saved("JPEG", icc_profile=bytes(profile)))).all()


@pytest.mark.parametrize("profile", [b"not a profile", bytes(200), bytes(128) + b"\xff" * 80])
def test_a_broken_colour_profile_is_dropped(saved, profile):
    """A profile that no reader can use is only a hiding place."""
    made = sanitise(saved("JPEG", icc_profile=profile))
    assert "icc_profile" not in Image.open(BytesIO(made.data)).info
    assert made.removed == ("broken colour profile",)


def test_format_and_size_are_told(saved):
    """What was stored is said beside it."""
    made = sanitise(saved("JPEG", progressive=True))
    assert (made.format, made.pixels_x, made.pixels_y) == (Format.JPEG, 128, 96)
    assert made.declared is None


def test_every_real_picture_keeps_its_pixels(lesions):
    """On the real set: identical pixels, idempotent, nothing left but what decoders need."""
    for path in lesions:
        data = path.read_bytes()
        made = sanitise(data)
        assert (pixels(made.data) == pixels(data)).all(), path.name
        assert sanitise(made.data).data == made.data, path.name
        kept = {segment.marker for segment in jpeg.parse(made.data).segments if segment.is_metadata}
        assert kept <= {jpeg.APP0, jpeg.APP2, jpeg.APP14}, path.name
