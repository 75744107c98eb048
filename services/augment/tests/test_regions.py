"""Regions: where the lesion and the skin of a content are."""

import numpy as np
from PIL import Image
from pixgen_augment import regions
from pixgen_imaging import phantoms

PHANTOM = phantoms.draw(3, ita_deg=50, lesion="naevus", size=512)


def test_a_phantoms_lesion_and_tone_are_found():
    """Masks overlap the truth, and skin and lesion do not overlap each other."""
    found = regions.find(PHANTOM.rgb)
    truth = PHANTOM.lesion_mask
    assert (found.lesion & truth).sum() > 0.8 * (found.lesion | truth).sum()
    assert not (found.lesion & found.skin).any()
    assert abs(found.tone.ita_deg - PHANTOM.ita_deg) < 4
    assert found.clipped_fraction == 0
    assert found.lesion_lab[0] < found.tone.skin_lab[0]


def test_a_large_picture_has_the_regions_of_the_small_one():
    """Masks are of the picture's size, and the reading hardly depends on it."""
    large = np.asarray(Image.fromarray(PHANTOM.rgb).resize((1500, 1100), Image.Resampling.BICUBIC))
    found, small = regions.find(large), regions.find(PHANTOM.rgb)
    assert found.lesion.shape == found.skin.shape == (1100, 1500)
    assert abs(found.lesion_fraction - small.lesion_fraction) < 0.02
    assert abs(found.lesion.mean() - found.lesion_fraction) < 0.01
    assert abs(found.tone.ita_deg - small.tone.ita_deg) < 1


def test_no_shape_is_too_odd():
    """Strips and single pixels have regions too."""
    for shape in ((1, 1), (1, 3000), (3000, 1), (33, 700)):
        picture = np.full((*shape, 3), (210, 170, 150), dtype=np.uint8)
        found = regions.find(picture)
        assert found.lesion.shape == found.skin.shape == shape
