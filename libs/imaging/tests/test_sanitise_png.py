"""PNG files keep their pixels and colours and nothing else."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin
from pixgen_imaging import png
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.png import Chunk
from pixgen_imaging.sanitise import sanitise

SECRET = b"Mustermann-7431"
KEPT = {
    *(b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"),
    *(b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP"),
}


def pixels(data):
    return np.asarray(Image.open(BytesIO(data)).convert("RGBA"))


def taken(data):
    """Sanitises; leaves out drawn bytes that happen to begin a program, which are rightly refused."""
    try:
        return sanitise(data)
    except ImageRejected as error:
        if error.code == "polyglot":
            reject()
        raise


def inserted(data, at, kind, payload):
    """A chunk put in behind IHDR, at the `at`-th place."""
    chunks, _ = png.parse(data)
    chunks.insert(1 + at % (len(chunks) - 1), Chunk(kind, payload))
    return png.build(chunks)


def kinds(data):
    return [chunk.kind for chunk in png.parse(data)[0]]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_keeps_its_pixels(saved, mode):
    """Bit depth, palette and alpha stay as they are."""
    data = saved("PNG", mode)
    made = sanitise(data)
    assert (pixels(made.data) == pixels(data)).all()
    assert Image.open(BytesIO(made.data)).mode == Image.open(BytesIO(data)).mode
    assert made.removed == ()


def test_words_times_and_positions_go_and_are_told(saved):
    """Text chunks in all three forms, XMP, EXIF and the time of the last change."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_text("Comment", SECRET.decode() * 50, zip=True)
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    tags = Image.Exif()
    tags[0x0132] = "2024:05:06 07:08:09"
    tags.get_ifd(0x8825)[1] = "N"
    data = inserted(saved("PNG", pnginfo=words, exif=tags, dpi=(300, 300)), 0, b"tIME", bytes(7)) + SECRET
    made = sanitise(data)
    assert made.removed == (
        *(
            "GPS position",
            "XMP",
            "capture time",
            "print size",
            "text",
            "time of last change",
            "trailing bytes",
        ),
    )
    assert set(kinds(made.data)) <= KEPT
    assert SECRET not in made.data
    assert (pixels(made.data) == pixels(data)).all()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    added=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(
                [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"pHYs", b"prVt", b"iCCP", b"gAMA", b"bKGD"]
            ),
            st.binary(max_size=100),
        ),
        max_size=5,
    ),
    mode=st.sampled_from(["L", "P", "RGB", "RGBA"]),
)
def test_no_inserted_chunk_survives(saved, added, mode):
    """Whatever stands between the pixels' chunks is gone, and sanitising again is idle."""
    plain = saved("PNG", mode)
    data = plain
    for at, kind, payload in added:
        data = inserted(data, at, kind, SECRET + payload)
    made = taken(data)
    assert SECRET not in made.data
    assert (pixels(made.data) == pixels(plain)).all()
    assert sanitise(made.data).data == made.data
    assert sanitise(made.data).removed == ()


@pytest.mark.parametrize("turned", range(2, 9))
@pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA"])
def test_turning_keeps_every_pixel(saved, mode, turned):
    """PNG can be turned without loss."""
    tags = Image.Exif()
    tags[0x0112] = turned
    data = saved("PNG", mode, exif=tags)
    made = sanitise(data)
    wanted = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGBA")
    assert (pixels(made.data) == np.asarray(wanted)).all()
    assert sanitise(made.data).data == made.data


def test_bytes_hidden_behind_the_pixels_go(saved):
    """More may inflate than the picture has pixels, and more may stand behind the stream."""
    data = saved("PNG")
    chunks, _ = png.parse(data)
    raw = zlib.decompress(b"".join(chunk.payload for chunk in chunks if chunk.kind == b"IDAT"))
    for coded in (zlib.compress(raw + SECRET, 0), zlib.compress(raw, 0) + SECRET):
        hiding = png.build([chunks[0], Chunk(b"IDAT", coded), Chunk(b"IEND", b"")])
        made = sanitise(hiding)
        assert SECRET not in made.data
        assert made.removed == ("trailing bytes",)
        assert (pixels(made.data) == pixels(data)).all()


def test_a_bomb_in_a_profile_or_text_is_not_inflated(saved):
    """A few bytes that become a gigabyte cost nothing: the profile is dropped, the text never opened."""
    bomb = zlib.compress(bytes(2**26), 9)
    data = inserted(inserted(saved("PNG"), 0, b"iCCP", b"x\0\0" + bomb), 0, b"zTXt", b"parameters\0\0" + bomb)
    made = sanitise(data)
    assert made.removed == ("broken colour profile", "text")


def test_a_good_profile_stays(saved):
    """Colours depend on it."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = sanitise(saved("PNG", icc_profile=profile))
    assert b"iCCP" in kinds(made.data)
    assert sanitise(made.data).data == made.data


def test_a_profile_for_another_kind_of_picture_goes(saved):
    """A grey picture with an RGB profile is against the standard, and readers disagree about it."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = sanitise(saved("PNG", "L", icc_profile=profile))
    assert made.removed == ("broken colour profile",)


def test_a_wrong_check_sum_is_damage(saved):
    """A flipped bit is noticed wherever it is."""
    data = bytearray(saved("PNG"))
    data[len(data) // 2] ^= 1
    with pytest.raises(ImageRejected) as caught:
        sanitise(bytes(data))
    assert caught.value.code == "corrupt"


def test_too_few_pixels_in_whole_chunks_is_truncation(saved):
    """A file may be well formed and yet lack rows."""
    chunks, _ = png.parse(saved("PNG"))
    raw = zlib.decompress(chunks[1].payload)
    stream = zlib.compressobj()
    part = stream.compress(raw[: len(raw) // 2]) + stream.flush(zlib.Z_SYNC_FLUSH)
    with pytest.raises(ImageRejected) as caught:
        sanitise(png.build([chunks[0], Chunk(b"IDAT", part), Chunk(b"IEND", b"")]))
    assert caught.value.code == "truncated"


def test_interlaced_pictures_have_their_own_length():
    """Adam7's seven passes each have filter bytes."""
    width, height = 67, 65
    rows = b"".join(
        (b"\0" + bytes(-(-(width - x) // dx) * 3)) * -(-(height - y) // dy)
        for x, y, dx, dy in (
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        )
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    data = png.build([Chunk(b"IHDR", head), Chunk(b"IDAT", zlib.compress(rows)), Chunk(b"IEND", b"")])
    made = sanitise(data)
    assert (made.pixels_x, made.pixels_y, made.removed) == (width, height, ())


@pytest.mark.parametrize("level", [0, 1, 9])
@pytest.mark.parametrize("plain", [False, True])
def test_pixel_data_larger_than_one_piece(level, plain):
    """The stream is inflated piece by piece; a picture whose pieces end anywhere is still whole."""
    rng = np.random.default_rng(3)
    rgb = (
        np.zeros((700, 611, 3), dtype=np.uint8)
        if plain
        else rng.integers(0, 256, (700, 611, 3)).astype(np.uint8)
    )
    out = BytesIO()
    Image.fromarray(rgb).save(out, "PNG", compress_level=level)
    made = sanitise(out.getvalue())
    assert made.removed == ()
    assert (pixels(made.data)[..., :3] == rgb).all()
