"""No bytes whatever make sanitising raise anything but its one error."""

import random
from contextlib import suppress
from io import BytesIO

import pillow_heif
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.sanitise import sanitise
from pixgen_imaging.sniff import sniff, unsupported_name

STARTS = [
    *(b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*"),
    *(b"RIFF\x20\0\0\0WEBP", b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
]


@settings(deadline=None, max_examples=400)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400))
@example(start=b"\xff\xd8\xff", rest=b"\xd9")
@example(start=b"\0\0\0\x01ftyp", rest=b"heic" * 5)
def test_random_bytes(start, rest):
    """Whatever follows a format's mark."""
    with suppress(ImageRejected):
        sanitise(start + rest)
    sniff(rest)
    unsupported_name(rest)


@pytest.fixture(scope="module")
def files(saved, scene):
    heic = BytesIO()
    pillow_heif.from_pillow(Image.fromarray(scene)).save(heic, quality=60)
    return {
        "JPEG": saved("JPEG"),
        "progressive": saved("JPEG", progressive=True),
        "PNG": saved("PNG"),
        "palette": saved("PNG", "P"),
        "WEBP": saved("WEBP"),
        "lossless": saved("WEBP", lossless=True),
        "TIFF": saved("TIFF", compression="tiff_lzw"),
        "HEIF": heic.getvalue(),
    }


@pytest.mark.parametrize(
    "name", ["JPEG", "progressive", "PNG", "palette", "WEBP", "lossless", "TIFF", "HEIF"]
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), cut=st.floats(0, 1), flips=st.integers(0, 12))
def test_damaged_files(files, name, seed, cut, flips):
    """Cut anywhere and changed anywhere: refused, or taken and then safe to take again."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    data = bytearray(files[name])
    for _ in range(flips):
        # Most of what can go wrong stands in the first bytes.
        data[int(len(data) * rng.random() ** 4)] = rng.randrange(256)
    if cut > 0.4:
        del data[int(len(data) * (cut - 0.4) / 0.6) :]
    with suppress(ImageRejected):
        made = sanitise(bytes(data))
        again = sanitise(made.data)
        assert again.data == made.data
        assert again.removed == ()
