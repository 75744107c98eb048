"""Phantoms: what is said of them is true, and they say what they are."""

import numpy as np
import pytest
from pixgen_imaging import phantoms, skin_optics
from pixgen_imaging.marks import SourceType, read_source
from pixgen_imaging.sniff import Format, sniff
from pixgen_imaging.tone import TONE_GROUPS, group_of, measure_tone


def test_equal_arguments_give_equal_pixels():
    """A seed in a record is enough to draw the picture again."""
    first, second = (phantoms.draw(7, lesion="plaque", size=128) for _ in range(2))
    assert np.array_equal(first.rgb, second.rgb)
    assert first.parameters == second.parameters
    assert not np.array_equal(first.rgb, phantoms.draw(8, lesion="plaque", size=128).rgb)


@pytest.mark.parametrize("group", TONE_GROUPS)
def test_the_tone_asked_for_is_the_tone_drawn(group):
    """Every tone group can be drawn, and the truth told lies in it."""
    for seed in range(5):
        phantom = phantoms.draw(seed, tone_group=group, size=64)
        assert phantom.tone_group == group == group_of(phantom.ita_deg)


@pytest.mark.parametrize("ita", [55, 30, 0, -20, -50])
def test_an_angle_can_be_asked_for(ita):
    assert phantoms.draw(3, ita_deg=ita, size=64).ita_deg == pytest.approx(ita, abs=0.5)


@pytest.mark.parametrize("lesion", phantoms.LESIONS)
def test_every_lesion_lies_inside_and_differs_from_its_skin(lesion):
    """The mask is a lesion's: neither empty nor everything, and not of the skin's colour."""
    phantom = phantoms.draw(11, tone_group="intermediate", lesion=lesion, size=256)
    share = phantom.lesion_mask.mean()
    assert 0.03 < share < 0.4
    assert not phantom.lesion_mask[[0, -1]].any()
    inside = np.median(phantom.rgb[phantom.lesion_mask], axis=0)
    outside = np.median(phantom.rgb[~phantom.lesion_mask], axis=0)
    assert np.abs(inside - outside).max() > 8


def test_more_melanin_is_darker_and_more_blood_is_redder():
    """The direction of the physics: what the model is for."""
    melanin = np.array([0.02, 0.1, 0.3])
    light = skin_optics.reflected(melanin, np.full(3, 0.02)).sum(axis=1)
    assert (np.diff(light) < 0).all()
    pale, flushed = skin_optics.reflected(np.array([0.03, 0.03]), np.array([0.01, 0.1]))
    assert flushed[0] / flushed[1] > pale[0] / pale[1]


def test_spectra_show_the_bands_of_haemoglobin():
    """At 540 and 580 nm blood takes more than between, at 560 nm: the two bands of oxyhaemoglobin."""
    spectrum = skin_optics.reflectance(0.02, 0.05)
    assert spectrum[14] < spectrum[16] > spectrum[18]
    assert ((spectrum > 0) & (spectrum < 1)).all()


@pytest.mark.parametrize("image_format", [Format.JPEG, Format.PNG])
def test_the_file_says_that_it_is_computed(image_format):
    """Nobody who finds the file alone can take it for a capture."""
    data = phantoms.encode(phantoms.draw(1, size=64), image_format)
    assert sniff(data) is image_format
    declared = read_source(data, image_format)
    assert declared.source_type == SourceType.ALGORITHMIC
    assert declared.generator == phantoms.GENERATOR
    assert declared.is_synthetic


@pytest.mark.parametrize("wrong", [{"size": 63}, {"size": 4096}, {"tone_group": "green"}, {"lesion": "wart"}])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        phantoms.draw(1, **wrong)


def test_the_measured_tone_is_near_the_truth():
    """One from each end; the whole set is measured in test_accuracy."""
    for group in ("light", "dark"):
        phantom = phantoms.draw(21, tone_group=group, lesion="macule", size=256)
        assert measure_tone(phantom.rgb).ita_deg == pytest.approx(phantom.ita_deg, abs=6)
