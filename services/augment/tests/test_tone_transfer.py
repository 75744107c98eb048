"""TONE: another tone in closed form, with the lesion kept."""

import tracemalloc
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pixgen_augment import measures, regions, targets, tone_transfer
from pixgen_common.errors import PixGenError
from pixgen_imaging import phantoms
from pixgen_imaging.colour import to_lab
from pixgen_imaging.tone import ita

ANGLES = (-15.5, -40.0, -55.0)


@cache
def content(lesion, seed=1):
    picture = phantoms.draw(seed, ita_deg=50, lesion=lesion, size=256).rgb
    return picture, regions.find(picture)


@pytest.mark.parametrize("lesion", phantoms.LESIONS)
@pytest.mark.parametrize("angle", ANGLES)
def test_the_target_is_reached_and_the_lesion_is_kept(lesion, angle):
    """Every kind of phantom, by the aims of the design."""
    picture, found = content(lesion)
    target = targets.from_ita(angle)
    result = tone_transfer.darken(picture, found, target)
    got = measures.measure(picture, result, found, target)
    assert got.tone_error_deg < 1.5
    assert got.gradient_correlation > 0.96
    assert got.structure > 0.95
    assert 0.9 < got.density_kept < 1.1
    assert 0.48 < got.colour_contrast_kept < 1.1
    assert got.new_blue < 0.02
    assert got.contrast < 1.05


def test_the_skin_becomes_the_colour_and_not_only_the_angle():
    """All three of L*, a* and b* of the target, so that skin is neither grey nor green."""
    picture, found = content("naevus")
    target = targets.from_ita(-40)
    result = regions.find(tone_transfer.darken(picture, found, target))
    assert result.tone.skin_lab == pytest.approx(tuple(target.lab), abs=0.5)


def test_no_strength_is_no_change():
    """Byte for byte."""
    picture, found = content("plaque")
    result = tone_transfer.darken(picture, found, targets.from_ita(-40), 0)
    assert np.array_equal(result, picture)
    assert result is not picture


def test_a_little_strength_is_a_little_change():
    """There is no jump at 0: nothing but rounding."""
    picture, found = content("plaque")
    result = tone_transfer.darken(picture, found, targets.from_ita(-40), 1e-6)
    assert np.abs(result.astype(int) - picture).max() <= 3
    assert np.abs(result.astype(int) - picture).mean() < 0.5


@settings(max_examples=8, deadline=None)
@given(st.floats(0.05, 0.95))
def test_strength_runs_from_the_content_to_the_target(strength):
    """The skin that comes out is at_strength's, and lies between both."""
    picture, found = content("naevus")
    target = targets.from_ita(-40)
    aim = tone_transfer.at_strength(found, target, strength)
    result = tone_transfer.darken(picture, found, target, strength)
    got = measures.measure(picture, result, found, aim)
    assert target.ita_deg < aim.ita_deg < found.tone.ita_deg
    assert got.tone_error_deg < 1.5
    assert 0.9 < got.density_kept < 1.1


def test_equal_input_gives_equal_output():
    """Nothing is drawn at random."""
    picture, found = content("ring")
    one, other = (
        tone_transfer.darken(picture, regions.find(picture), targets.from_ita(-55)) for _ in range(2)
    )
    assert np.array_equal(one, other)
    assert found.tone == regions.find(picture).tone


def test_the_map_is_of_colours_alone():
    """Equal colours stay equal wherever they are, hence no mask shows, no halo and no texture."""
    picture, found = content("naevus")
    result = tone_transfer.darken(picture, found, targets.from_ita(-40)).reshape(-1, 3)
    _, first, which = np.unique(picture.reshape(-1, 3), axis=0, return_index=True, return_inverse=True)
    assert np.array_equal(result, result[first][which.ravel()])


def test_over_exposed_skin_is_not_bleached():
    """Patches of burnt skin must not turn grey: only glint loses its colour."""
    picture, found = content("naevus")
    burnt = np.clip(picture.astype(int) + 70, 0, 255).astype(np.uint8)
    found = regions.find(burnt)
    result = tone_transfer.darken(burnt, found, targets.from_ita(-40))
    chroma = np.hypot(*np.moveaxis(to_lab(result)[..., 1:], -1, 0))[found.skin]
    assert np.percentile(chroma, 2) > 10


def test_glint_loses_its_colour():
    """White glints on skin that is well exposed stay neutral."""
    picture, _ = content("naevus")
    picture = (picture * 0.8).astype(np.uint8)
    picture[10:14, 10:14] = 255
    result = tone_transfer.darken(picture, regions.find(picture), targets.from_ita(-15.5))
    assert np.ptp(result[11, 11].astype(int)) <= 4
    assert result[11, 11].min() > np.median(result)


def test_a_large_picture_takes_little_memory_and_looks_like_the_small_one():
    """Beside the result only stripes are held: far less than one float field of the picture's size."""
    picture, _ = content("naevus")
    large = np.asarray(Image.fromarray(picture).resize((2400, 1800), Image.Resampling.BICUBIC))
    found = regions.find(large)
    tracemalloc.start()
    result = tone_transfer.darken(large, found, targets.from_ita(-40))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < large.nbytes + 24e6
    median = np.median(result[found.skin], axis=0)
    lab = to_lab(median.astype(np.uint8))
    assert abs(ita(float(lab[0]), float(lab[2])) + 40) < 1.5


def test_a_picture_without_skin_is_refused():
    """There is nothing to bring to a target."""
    black = np.zeros((64, 64, 3), dtype=np.uint8)
    nowhere = np.zeros((64, 64), dtype=bool)
    tone = regions.Tone(None, "unreliable", "little_skin", "none", None, None, 0, 0)
    found = regions.Regions(nowhere, nowhere, tone, 0, 0, 0, None)
    with pytest.raises(PixGenError) as caught:
        tone_transfer.darken(black, found, targets.from_ita(-40))
    assert caught.value.reason == "tone.no_skin"


def test_any_pixels_can_be_mapped():
    """Noise of all codes, the clipped ones included, gives codes and no warnings of NumPy."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (96, 80, 3)).astype(np.uint8)
    everywhere = np.ones((96, 80), dtype=bool)
    tone = regions.measure_tone(noise)
    found = regions.Regions(everywhere, everywhere, tone, 0, 1, 1, None)
    with np.errstate(all="raise"):
        result = tone_transfer.darken(noise, found, targets.from_ita(-55))
    assert result.shape == noise.shape
