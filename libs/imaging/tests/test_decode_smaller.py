"""A photograph may be decoded smaller where nothing needs its full size."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pixgen_imaging import phantoms
from pixgen_imaging.decode import decode


@pytest.fixture(scope="module")
def photograph():
    """A JPEG of 1600 x 1200."""
    image = Image.fromarray(phantoms.draw(4, size=400).rgb).resize((1600, 1200), Image.Resampling.BICUBIC)
    out = BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.mark.parametrize(
    ("at_least", "shape"), [(None, (1200, 1600)), (801, (1200, 1600)), (800, (600, 800)), (700, (600, 800))]
)
def test_the_long_edge_keeps_what_was_asked_for(photograph, at_least, shape):
    assert decode(photograph, at_least=at_least).shape[:2] == shape


def test_the_smaller_picture_is_the_same_picture(photograph):
    """Within a grey level of the full picture averaged over the same pixels."""
    full = decode(photograph).reshape(300, 4, 400, 4, 3).mean(axis=(1, 3))
    assert np.abs(decode(photograph, at_least=300).astype(float) - full).mean() < 1.5


def test_other_formats_come_at_full_size():
    out = BytesIO()
    Image.new("RGB", (900, 900)).save(out, "PNG")
    assert decode(out.getvalue(), at_least=100).shape == (900, 900, 3)
