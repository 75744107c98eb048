"""What the tests of pictures share."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

_DATA = Path(__file__).parents[3].parent / "shared" / "data"


@pytest.fixture(scope="session")
def scene():
    """Pixels [96, 128, 3] with smooth and rough parts, so that every coder has work to do."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:96, 0:128]
    smooth = np.stack([200 - x * 0.4, 150 + y * 0.3, 120 + (x + y) * 0.1], axis=-1)
    return np.clip(smooth + rng.normal(0, 8, smooth.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def saved(scene):
    """Saves the scene in a format and mode: `saved("PNG", mode="L", ...)`."""

    def save(image_format, mode="RGB", **options):
        out = BytesIO()
        Image.fromarray(scene).convert(mode).save(out, image_format, **options)
        return out.getvalue()

    return save


@pytest.fixture(scope="session")
def lesions():
    """The real dermatoscopic pictures beside the checkout, or a plain word that they are absent."""
    found = sorted((_DATA / "lesions").glob("*.jpg"))
    if not found:
        pytest.skip("no real pictures: ../shared/data/lesions is absent")
    return found
