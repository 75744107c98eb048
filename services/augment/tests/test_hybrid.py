"""HYBRID: the module's texture as no more than a modulation of the content's own."""

import numpy as np
import pytest
from PIL import Image
from pixgen_augment import hybrid, measures, regions, targets, tone_transfer
from pixgen_imaging import colour, phantoms

PICTURE = phantoms.draw(4, ita_deg=50, lesion="naevus", size=256).rgb
REGIONS = regions.find(PICTURE)
TARGET = targets.from_ita(-40)
TONED = tone_transfer.darken(PICTURE, REGIONS, TARGET)


def weave(size=256):
    """What a style module may make: a coloured weave in one half, and a flat other half."""
    y, x = np.mgrid[0:size, 0:size]
    light = 110 + 60 * np.sin(x / 2.5) * np.sin(y / 2.5) * (x > size // 2)
    return np.stack([light, light * 0.8, light * 0.5], axis=-1).astype(np.uint8)


def density(picture):
    return -np.log(np.maximum(colour.luminance(picture), 1e-3))


def test_the_lesion_is_left_alone():
    """Inside the lesion HYBRID is TONE, but for rounding."""
    made = hybrid.modulate(PICTURE, TONED, weave(), REGIONS)
    assert np.abs(made.astype(int) - TONED)[REGIONS.lesion].max() <= 1
    assert (made != TONED)[REGIONS.skin].any()


def test_no_structure_of_the_modules_comes_through():
    """The weave is nowhere to be seen: the change follows the content's own band and not the weave."""
    made = hybrid.modulate(PICTURE, TONED, weave(), REGIONS)
    change = density(made) - density(TONED)
    band = density(weave())
    assert abs(np.corrcoef(change[REGIONS.skin], band[REGIONS.skin])[0, 1]) < 0.05


def test_flat_skin_stays_flat():
    """Where the content has no texture there is nothing to modulate, whatever the module drew."""
    flat = np.full((128, 128, 3), (220, 180, 160), dtype=np.uint8)
    found = regions.find(flat)
    toned = tone_transfer.darken(flat, found, TARGET)
    assert np.ptp(hybrid.modulate(flat, toned, weave(128), found).reshape(-1, 3), axis=0).max() == 0


def test_the_band_swings_at_most_by_the_bound():
    """Energy of the fine band, against TONE's, is within 1.3 times everywhere (and some for rounding)."""
    made = hybrid.modulate(PICTURE, TONED, weave(), REGIONS)
    energies = [hybrid._energy(hybrid._band(picture, 0.5), 0.5) for picture in (made, TONED)]
    ratio = energies[0] / energies[1]
    assert ratio.max() < 1.33
    assert ratio.min() > 1 / 1.33
    assert np.percentile(ratio[REGIONS.skin], 95) > 1.1


def test_tone_and_structure_are_tones():
    """HYBRID keeps TONE's aims."""
    made = hybrid.modulate(PICTURE, TONED, weave(), REGIONS)
    got = measures.measure(PICTURE, made, REGIONS, TARGET)
    assert got.tone_error_deg < 1.5
    assert got.gradient_correlation > 0.93
    assert got.structure > 0.95
    assert got.density_kept == pytest.approx(1, abs=0.1)


def test_hue_stays():
    """All channels change alike: nothing of the module's colour."""
    made = hybrid.modulate(PICTURE, TONED, weave(), REGIONS)
    before, after = (colour.to_lab(picture)[..., 1:].mean(axis=(0, 1)) for picture in (TONED, made))
    assert after == pytest.approx(before, abs=0.3)


def test_the_modules_picture_may_be_of_another_size_than_a_large_content():
    """The network runs at reduced size, colour at full."""
    large = np.asarray(Image.fromarray(PICTURE).resize((900, 700), Image.Resampling.BICUBIC))
    found = regions.find(large)
    toned = tone_transfer.darken(large, found, TARGET)
    made = hybrid.modulate(large, toned, weave(), found)
    assert made.shape == large.shape
    assert np.array_equal(made, hybrid.modulate(large, toned, weave(), found))
