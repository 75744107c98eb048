"""Targets: what skin is to become."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixgen_augment import regions, targets
from pixgen_common.errors import PixGenError
from pixgen_imaging import colour, phantoms
from pixgen_imaging.tone import ita

ANGLES = st.floats(targets.DARKEST_ITA, targets.LIGHTEST_ITA)


@given(ANGLES)
def test_a_target_has_the_angle_that_was_asked_for_and_is_a_colour_of_skin(angle):
    """The locus keeps its angle everywhere, the singular place at 0 degrees included, and inside sRGB."""
    target = targets.from_ita(angle)
    assert target.ita_deg == pytest.approx(angle, abs=1e-6)
    assert ita(target.lab.lightness, target.lab.b) == pytest.approx(angle, abs=1e-6)
    assert target.lab.linear().min() > 0
    assert target.lab.linear().max() < 1
    assert target.lab.a > 2
    assert target.lab.b > 5


def test_the_locus_falls_in_lightness_without_a_step():
    """A darker angle is a darker colour, and neighbours are near each other."""
    lab = np.array(
        [targets.from_ita(angle).lab for angle in np.arange(targets.LIGHTEST_ITA, targets.DARKEST_ITA, -0.5)]
    )
    steps = np.diff(lab, axis=0)
    assert (steps[:, 0] < 0).all()
    assert np.abs(steps).max() < 0.5


@pytest.mark.parametrize(
    ("angle", "lightness", "a"), [(-15.5, 44.0, 17.0), (-40.0, 36.1, 14.0), (-55.0, 30.8, 12.5)]
)
def test_the_locus_passes_through_the_colours_of_the_design(angle, lightness, a):
    """The three colours chosen on real dermoscopic pictures."""
    lab = targets.from_ita(angle).lab
    assert (lab.lightness, lab.a) == pytest.approx((lightness, a), abs=0.05)


@pytest.mark.parametrize("angle", [-90.0, -78.1, 60.1, math.nan, math.inf])
def test_an_angle_out_of_range_is_refused(angle):
    """Nothing is extrapolated."""
    with pytest.raises(PixGenError) as caught:
        targets.from_ita(angle)
    assert caught.value.reason == "target.out_of_range"


@pytest.mark.parametrize("group", ["light", "intermediate", "tan", "brown", "dark"])
def test_the_target_of_a_tone_group_lies_in_that_group(group):
    """Each of Del Bino's classes has a target that is measured as of that class."""
    assert targets.from_tone_group(group).tone_group == group


def test_what_is_not_known_is_refused_with_what_is():
    """The caller learns the names that there are."""
    with pytest.raises(PixGenError) as caught:
        targets.from_tone_group("olive")
    assert caught.value.reason == "target.unknown_tone_group"
    with pytest.raises(PixGenError) as caught:
        targets.named("monk-11")
    assert caught.value.reason == "target.unknown_style"
    assert "monk-10" in caught.value.detail


def test_the_swatches_are_the_published_colours():
    """Each Monk target is the CIELAB of the hex code that its source names."""
    found = [target for target in targets.all_named() if target.name.startswith("monk-")]
    assert [target.monk_tone for target in found] == [4, 5, 6, 7, 8, 9, 10]
    for target in found:
        code = target.source.partition("#")[2][:6]
        rgb = np.frombuffer(bytes.fromhex(code), dtype=np.uint8)
        assert target.lab == pytest.approx(tuple(colour.to_lab(rgb)), abs=0.02)


def test_named_targets_run_from_light_to_dark_and_say_where_they_come_from():
    """ListStyles can show them as they are."""
    found = targets.all_named()
    assert len({target.name for target in found}) == len(found) >= 6
    assert all(target.source and target.label and 4 <= target.monk_tone <= 10 for target in found)
    assert [target.ita_deg for target in found] == sorted((t.ita_deg for t in found), reverse=True)
    assert targets.named(found[0].name) is found[0]


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_colour_survives_the_way_to_lab_and_back(codes):
    """Lab.linear is the inverse of pixgen_imaging's lab."""
    linear = colour.to_linear(np.array(codes, dtype=np.uint8))
    lab = targets.Lab(*(float(value) for value in colour.lab(linear)))
    assert lab.linear() == pytest.approx(linear, abs=1e-4)


def test_a_style_picture_gives_the_tone_of_its_skin():
    """A phantom's own tone is the target."""
    style = phantoms.draw(5, ita_deg=-40, lesion="naevus", size=128)
    target = targets.from_skin(style.rgb, regions.find(style.rgb))
    assert target.ita_deg == pytest.approx(style.ita_deg, abs=5)
    assert target.tone_group == "dark"


@pytest.mark.parametrize(
    ("code", "reason"), [((90, 110, 200), "b_not_positive"), ((255, 250, 240), "over_exposed")]
)
def test_a_style_picture_without_skin_is_refused(code, reason):
    """A picture that is not of skin cannot say what skin is to become."""
    style = np.full((64, 64, 3), code, dtype=np.uint8)
    with pytest.raises(PixGenError) as caught:
        targets.from_skin(style, regions.find(style))
    assert caught.value.reason.startswith("style.")
    assert caught.value.reason in {f"style.{reason}", "style.little_skin"}
