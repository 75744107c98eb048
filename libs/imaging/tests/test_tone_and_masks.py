"""Tone and masks against phantoms, whose truth is known, and against pictures that have none."""

from collections import defaultdict

import numpy as np
import pytest
from pixgen_imaging import phantoms
from pixgen_imaging.colour import to_lab, to_linear, to_srgb
from pixgen_imaging.decode import decode
from pixgen_imaging.lesion import otsu
from pixgen_imaging.masks import Masks, masks
from pixgen_imaging.tone import METHOD, TONE_GROUPS, group_of, measure_tone

SIZE = 192


def overlap(found, true):
    """Dice's coefficient."""
    return 2 * (found & true).sum() / (found.sum() + true.sum())


@pytest.fixture(scope="module")
def measured():
    """Two hundred phantoms: their truth, the overlap of their lesion, and their measured tone."""
    rows = []
    for seed in range(200):
        phantom = phantoms.draw(seed, size=SIZE)
        found = masks(phantom.rgb)
        rows.append((phantom, overlap(found.lesion, phantom.lesion_mask), measure_tone(phantom.rgb, found)))
    return rows


def test_tone_is_right_on_two_hundred_phantoms(measured):
    """Median error of the angle at most 2 degrees, in every tone group; the group itself nearly always."""
    assert all(tone.quality == "ok" for _, _, tone in measured)
    errors = defaultdict(list)
    for phantom, _, tone in measured:
        errors[phantom.tone_group].append(abs(tone.ita_deg - phantom.ita_deg))
    assert set(errors) == set(TONE_GROUPS)
    assert max(np.median(each) for each in errors.values()) <= 2
    assert np.percentile(np.concatenate(list(errors.values())), 95) <= 3
    assert np.mean([tone.tone_group == phantom.tone_group for phantom, _, tone in measured]) >= 0.98


def test_lesions_are_found_on_two_hundred_phantoms(measured):
    """Median overlap at least 0.9, for every kind of lesion and in every tone."""
    assert np.median([share for _, share, _ in measured]) >= 0.95
    for name in ("tone_group", "lesion"):
        shares = defaultdict(list)
        for phantom, share, _ in measured:
            shares[getattr(phantom, name)].append(share)
        assert min(np.median(each) for each in shares.values()) >= 0.9
    assert np.mean([share < 0.6 for _, share, _ in measured]) <= 0.02


def test_masks_part_the_picture():
    """Skin is none of the others, and nothing is both surround and lesion."""
    found = masks(phantoms.draw(3, size=SIZE).rgb)
    for other in (found.lesion, found.hair, found.vignette, found.specular, found.foreign):
        assert not (found.skin & other).any()
    assert not (found.lesion & found.vignette).any()


def test_the_surround_of_a_dermatoscope_is_no_lesion():
    """A black circle around the field, also on dark skin."""
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    surround = np.hypot(x, y) > 1.1
    for group in ("light", "dark"):
        phantom = phantoms.draw(5, tone_group=group, lesion="naevus", size=SIZE)
        rgb = phantom.rgb.copy()
        rgb[surround] = 2
        found = masks(rgb)
        assert (found.vignette & surround).sum() > 0.95 * surround.sum()
        assert overlap(found.lesion, phantom.lesion_mask & ~surround) > 0.85


def test_hair_is_found_and_does_not_move_the_tone():
    """Dark lines across skin."""
    phantom = phantoms.draw(8, tone_group="light", lesion="macule", size=SIZE)
    rgb = phantom.rgb.copy()
    lines = np.zeros((SIZE, SIZE), dtype=bool)
    for start in range(0, SIZE, 24):
        at = np.arange(SIZE)
        for width in (0, 1):
            lines[at, (start + width + at // 3) % SIZE] = True
    rgb[lines] = (45, 32, 28)
    found = masks(rgb)
    bare = lines & ~phantom.lesion_mask
    assert (found.hair & bare).sum() > 0.8 * bare.sum()
    assert (found.hair & ~lines).sum() < 0.25 * SIZE * SIZE
    assert abs(measure_tone(rgb, found).ita_deg - phantom.ita_deg) < 2


def test_stickers_are_neither_skin_nor_lesion():
    """A blue disc at the border."""
    phantom = phantoms.draw(9, tone_group="light", lesion="naevus", size=SIZE)
    rgb = phantom.rgb.copy()
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    disc = np.hypot(x - SIZE, y) < 40
    rgb[disc] = (20, 90, 190)
    found = masks(rgb)
    assert (found.foreign & disc).sum() > 0.95 * disc.sum()
    assert overlap(found.lesion, phantom.lesion_mask) > 0.9


def test_a_lesion_that_fills_the_picture_is_not_taken_for_skin():
    """Skin is seen in the corners only."""
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    lesion = np.hypot(x, y) < 1.12
    rng = np.random.default_rng(0)
    rgb = np.where(lesion[..., None], (110, 70, 50), (215, 175, 150)) + rng.normal(0, 4, (SIZE, SIZE, 3))
    found = masks(np.clip(rgb, 0, 255).astype(np.uint8))
    assert overlap(found.lesion, lesion) > 0.95
    assert (found.skin & lesion).sum() < 0.01 * lesion.sum()


def test_masks_have_the_size_of_the_picture():
    """Found small, given large."""
    phantom = phantoms.draw(4, size=SIZE)
    large = np.repeat(np.repeat(phantom.rgb, 3, axis=0), 3, axis=1)
    found = masks(large)
    assert found.lesion.shape == large.shape[:2]
    true = np.repeat(np.repeat(phantom.lesion_mask, 3, axis=0), 3, axis=1)
    assert overlap(found.lesion, true) > 0.9


@pytest.mark.parametrize(
    ("rgb", "reason"),
    [
        (np.zeros((64, 64, 3)), "under_exposed"),
        (np.full((64, 64, 3), 255), "over_exposed"),
        (np.full((64, 64, 3), (0, 0, 255)), "little_skin"),
        (np.full((64, 64, 3), (200, 170, 190)), "b_not_positive"),
        (np.full((64, 64, 3), (230, 90, 90)), "colour_cast"),
        (np.full((64, 64, 3), (170, 180, 150)), "colour_cast"),
    ],
)
def test_what_cannot_be_relied_on_says_why(rgb, reason):
    """An unreliable tone has a reason and no group."""
    tone = measure_tone(rgb.astype(np.uint8))
    assert (tone.quality, tone.reason, tone.tone_group) == ("unreliable", reason, None)


@pytest.mark.parametrize("shape", [(64, 64), (64, 9000), (9000, 64), (333, 77)])
@pytest.mark.parametrize("kind", ["plain", "noise", "halves"])
def test_any_picture_can_be_measured(shape, kind):
    """Whatever can be uploaded is measured without an error, however little it looks like skin."""
    rng = np.random.default_rng(1)
    rgb = np.full((*shape, 3), (200, 160, 140), dtype=np.uint8)
    if kind == "noise":
        rgb = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
    elif kind == "halves":
        rgb[: shape[0] // 2] = (90, 60, 50)
    found = masks(rgb)
    assert found.skin.shape == shape
    assert measure_tone(rgb, found).method == METHOD


def test_too_little_skin_is_said():
    """A tone from a few pixels would be chance."""
    none = np.zeros((100, 100), dtype=bool)
    some = none.copy()
    some[:14] = True
    rgb = np.full((100, 100, 3), (215, 175, 150), dtype=np.uint8)
    assert measure_tone(rgb, Masks(none, some, none, none, none, none)).reason == "little_skin"
    some[:16] = True
    assert measure_tone(rgb, Masks(none, some, none, none, none, none)).reason is None


def test_clipped_skin_is_unreliable():
    """A channel at its end tells nothing of how bright the skin was."""
    rgb = np.full((100, 100, 3), (230, 190, 165), dtype=np.uint8)
    rgb[:25] = (255, 215, 190)
    whole = np.ones((100, 100), dtype=bool)
    tone = measure_tone(rgb, Masks(~whole, whole, ~whole, ~whole, ~whole, ~whole))
    assert tone.reason == "over_exposed"
    assert tone.clipped_fraction == 0.25


@pytest.mark.parametrize(
    ("angle", "group"),
    [
        *((60, "light"), (41.1, "light"), (41, "intermediate"), (28, "tan"), (10, "brown")),
        *((-29.9, "brown"), (-30, "dark"), (-80, "dark")),
    ],
)
def test_groups_have_del_binos_borders(angle, group):
    assert group_of(angle) == group


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        # Bruce Lindbloom's calculator, D65.
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.74, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_cielab_has_its_known_values(rgb, lab):
    assert to_lab(np.array([rgb], dtype=np.uint8))[0] == pytest.approx(lab, abs=0.05)


def test_srgb_goes_there_and_back():
    codes = np.stack([np.arange(256, dtype=np.uint8)] * 3, axis=-1)
    assert (to_srgb(to_linear(codes)) == codes).all()


def test_otsu_parts_two_groups():
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(10, 1, 900), rng.normal(30, 1, 100)])
    cut, contrast = otsu(values)
    assert 13 < cut < 27
    assert contrast > 0.9
    assert otsu(np.full(9, 4.0)) == (4.0, 0.0)


def test_on_real_pictures_something_plausible_is_found(lesions):
    """No truth is known there; yet a lesion and some skin are in nearly every one of them."""
    shares = []
    for path in lesions[::6]:
        found = masks(decode(path.read_bytes()))
        shares.append((found.lesion.mean(), found.skin.mean()))
    assert np.mean([0.003 < lesion < 0.8 for lesion, _ in shares]) > 0.98
    assert np.mean([skin > 0.15 for _, skin in shares]) > 0.97
