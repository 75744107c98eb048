"""Appraisal: what is refused, and what is said of a result."""

from dataclasses import replace

import numpy as np
import pytest
from pixgen_augment import appraisal, measures, regions, targets, tone_transfer
from pixgen_common.errors import Code, PixGenError
from pixgen_imaging import phantoms

PICTURE = phantoms.draw(2, ita_deg=50, lesion="naevus", size=256).rgb
REGIONS = regions.find(PICTURE)
TARGET = targets.from_ita(-40)


def codes(found=REGIONS, target=TARGET, got=None):
    return [warning.code for warning in appraisal.appraise(found, target, got)]


def brightened(factor):
    return np.clip(PICTURE * factor, 0, 255).astype(np.uint8)


def test_a_good_picture_has_no_warnings():
    """Neither the content's nor the result's."""
    result = tone_transfer.darken(PICTURE, REGIONS, TARGET)
    appraisal.refuse(REGIONS)
    assert codes(got=measures.measure(PICTURE, result, REGIONS, TARGET)) == []


def test_burnt_skin_is_refused_and_somewhat_burnt_skin_is_warned_of():
    """More than a fifth clipped: refused. More than a twentieth: a warning with the share."""
    with pytest.raises(PixGenError) as caught:
        appraisal.refuse(regions.find(brightened(1.6)))
    assert caught.value.reason == "tone.over_exposed"
    assert caught.value.code is Code.UNPROCESSABLE
    some = replace(REGIONS, clipped_fraction=0.12)
    appraisal.refuse(some)
    (warning,) = appraisal.appraise(some, TARGET)
    assert warning.code == "over_exposed"
    assert "12%" in warning.message


def test_a_picture_without_skin_is_refused():
    """There is no tone to change."""
    with pytest.raises(PixGenError) as caught:
        appraisal.refuse(replace(REGIONS, skin_fraction=0.0))
    assert caught.value.reason == "tone.no_skin"


def test_a_cast_is_warned_of():
    """Pink light on the same skin."""
    cast = (PICTURE * (1.0, 0.62, 0.7)).astype(np.uint8)
    found = codes(regions.find(cast))
    assert "tone_unreliable" in found
    assert "colour_cast" in found


def test_a_lesion_that_fills_the_picture_and_none_at_all_are_warned_of():
    """What could not be measured is said."""
    assert codes(replace(REGIONS, lesion_fraction=0.8)) == ["full_field_lesion"]
    assert codes(replace(REGIONS, lesion_fraction=0.0)) == ["no_lesion"]


def test_a_patch_without_pigment_is_warned_of():
    """On darker skin it would stand out more than a layer over all of it shows."""
    picture = phantoms.draw(1, ita_deg=20, lesion="depigmented", size=256).rgb
    assert "lesion_lighter_than_skin" in codes(regions.find(picture))


def test_a_target_lighter_than_the_content_is_warned_of():
    """Only darkening is what this is for."""
    assert codes(target=targets.from_ita(60)) == ["style_lighter_than_content"]
    assert codes(target=targets.from_ita(45)) == []


@pytest.mark.parametrize(
    "change",
    [{"density_kept": 0.4}, {"colour_contrast_kept": 0.2}, {"contrast": 1.4, "density_kept": 0.9}],
)
def test_a_washed_out_lesion_is_warned_of(change):
    """Any of the three measures tells."""
    got = measures.measure(PICTURE, PICTURE, REGIONS, None)
    assert codes(got=got) == []
    assert codes(got=replace(got, **change)) == ["lesion_contrast_lost"]


def test_a_missed_target_and_new_blue_are_warned_of():
    """What NEURAL does."""
    got = replace(measures.measure(PICTURE, PICTURE, REGIONS, TARGET), new_blue=0.1)
    assert codes(got=got) == ["target_missed", "new_blue"]


@pytest.mark.parametrize(
    "reason", ["little_skin", "over_exposed", "under_exposed", "b_not_positive", "colour_cast"]
)
def test_every_reason_has_words_for_people(reason):
    """No reason of the tone measure is left without a sentence."""
    found = replace(REGIONS, tone=replace(REGIONS.tone, reason=reason))
    assert appraisal.appraise(found, TARGET)[0].message.endswith(".")
