"""Measures: each says what it is meant to say, and nothing when there is nothing to say."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from PIL import Image
from pixgen_augment import measures, regions, targets
from pixgen_imaging import colour, phantoms
from scipy import ndimage

PHANTOM = phantoms.draw(2, ita_deg=50, lesion="naevus", size=256)
REGIONS = regions.find(PHANTOM.rgb)


def changed(amount):
    """The phantom with its lesion's density multiplied."""
    light = colour.to_linear(PHANTOM.rgb)
    median = np.median(light[REGIONS.skin], axis=0)
    density = np.log(median / np.maximum(light, 1e-3))
    density[REGIONS.lesion] *= amount
    return colour.to_srgb(median * np.exp(-density))


def measure(result, target=None):
    return measures.measure(PHANTOM.rgb, result, REGIONS, target)


def test_a_picture_keeps_all_of_itself():
    """The measures of no change."""
    got = measure(PHANTOM.rgb)
    assert got.gradient_correlation == pytest.approx(1)
    assert got.structure == pytest.approx(1, abs=1e-5)
    assert got.contrast == got.colour_contrast_kept == got.density_kept == 1
    assert got.new_blue == 0
    assert got.tone_error_deg is got.target_ita_deg is None
    assert got.result_ita_deg == got.content_ita_deg == pytest.approx(REGIONS.tone.ita_deg, abs=0.3)


def test_tone_error_is_the_distance_to_the_target():
    """In degrees, without sign."""
    target = targets.from_ita(20)
    got = measure(PHANTOM.rgb, target)
    assert got.tone_error_deg == pytest.approx(got.content_ita_deg - 20)


@pytest.mark.parametrize("amount", [0.5, 0.8, 1.2])
def test_density_kept_is_what_density_was_multiplied_by(amount):
    """A washed-out lesion shows in all three measures of contrast, and so does a darker one."""
    got = measure(changed(amount))
    assert got.density_kept == pytest.approx(amount, rel=0.03)
    assert (got.contrast > 1) == (amount < 1)
    assert (got.colour_contrast_kept < 1) == (amount < 1)


def test_blur_and_noise_are_lost_structure():
    """Both measures of structure fall, and a darker picture of the same structure has more than both."""
    blurred = ndimage.gaussian_filter(PHANTOM.rgb, (2, 2, 0))
    noise = np.random.default_rng(0).normal(0, 8, PHANTOM.rgb.shape)
    noisy = np.clip(PHANTOM.rgb + noise, 0, 255).astype(np.uint8)
    darker = colour.to_srgb(colour.to_linear(PHANTOM.rgb) * 0.4)
    kept = measure(darker)
    for worse in (measure(blurred), measure(noisy)):
        assert worse.structure < kept.structure
        assert worse.gradient_correlation < kept.gradient_correlation
    assert kept.structure > 0.97


def test_blue_that_was_not_there_is_counted():
    """A quarter of the lesion painted blue is a quarter of new blue; blue that was there is none."""
    painted = PHANTOM.rgb.copy()
    at = np.argwhere(REGIONS.lesion)
    rows, columns = at[: len(at) // 4].T
    painted[rows, columns] = (60, 70, 130)
    assert measure(painted).new_blue == pytest.approx(0.25, abs=0.02)
    assert measures.measure(painted, painted, REGIONS, None).new_blue == 0


def test_what_cannot_be_measured_is_absent():
    """No lesion, no measure of one; no skin, no tone."""
    nowhere = np.zeros_like(REGIONS.lesion)
    got = measures.measure(PHANTOM.rgb, PHANTOM.rgb, replace(REGIONS, lesion=nowhere), None)
    assert got.contrast is got.colour_contrast_kept is got.density_kept is got.new_blue is None
    assert got.structure is not None
    got = measures.measure(PHANTOM.rgb, PHANTOM.rgb, replace(REGIONS, skin=nowhere), targets.from_ita(-40))
    assert got.tone_error_deg is got.result_ita_deg is got.structure is got.contrast is None
    assert got.gradient_correlation == pytest.approx(1)


def test_a_constant_picture_has_no_gradients_to_correlate():
    """None, not a number that means nothing."""
    flat = np.full((64, 64, 3), 128, dtype=np.uint8)
    assert measures.measure(flat, flat, regions.find(flat), None).gradient_correlation is None


def test_results_of_another_size_and_large_pictures_are_measured_at_512():
    """A result that was scaled has about the measures of the content's own size."""
    large = np.asarray(Image.fromarray(PHANTOM.rgb).resize((1200, 1200), Image.Resampling.BICUBIC))
    found = regions.find(large)
    got = measures.measure(large, np.asarray(Image.fromarray(large).resize((700, 700))), found, None)
    assert got.structure > 0.97
    assert got.density_kept == pytest.approx(1, abs=0.05)
    assert all(value is None or np.isfinite(value) for value in asdict(got).values())
