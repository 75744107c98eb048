"""The gate: what speaks against publishing, case by case."""

import math

import pytest
from pixgen_gan_trainer.gate import Subject, findings

GOOD = {
    "features": "vgg16-lpips-0.1.0",
    "kid": 0.20,
    "kid_low": 0.15,
    "kid_high": 0.25,
    "diversity_ratio": 0.9,
    "nearest_ratio_median": 1.0,
}


def words(measures, other=None, *, size=64, other_size=64):
    published = None if other is None else Subject({**GOOD, **other}, other_size)
    return [one.word for one in findings(Subject({**GOOD, **measures}, size), published)]


def test_a_good_first_version_passes():
    """Nothing is served yet, so there is nothing to compare with."""
    assert words({}) == []


@pytest.mark.parametrize("kid", [0.1, 0.2, 0.25])
def test_a_kid_within_the_published_ones_interval_passes(kid):
    """Better, equal and worse by less than is known of the published one."""
    assert words({"kid": kid}, {}) == []


def test_a_kid_beyond_the_interval_is_told():
    assert words({"kid": 0.2501}, {}) == ["kid_worse"]


@pytest.mark.parametrize(
    ("measures", "word"),
    [({"diversity_ratio": 0.39}, "collapse"), ({"nearest_ratio_median": 0.49}, "memorised")],
)
def test_collapse_and_memorisation_are_told_with_and_without_a_published_version(measures, word):
    assert words(measures) == [word]
    assert words(measures, {}) == [word]


def test_everything_that_speaks_against_it_is_told_at_once():
    assert words({"kid": 1.0, "diversity_ratio": 0.1, "nearest_ratio_median": 0.1}, {}) == [
        "collapse",
        "memorised",
        "kid_worse",
    ]


@pytest.mark.parametrize("name", ["kid", "kid_high", "diversity_ratio", "nearest_ratio_median"])
@pytest.mark.parametrize("value", [None, math.nan, math.inf, "0.2"])
def test_without_whole_measures_nothing_passes(name, value):
    assert words({name: value}) == ["not_measured"]


def test_kids_that_have_nothing_to_do_with_each_other_are_not_compared():
    """Other features, another size, nothing measured, and a discriminator's features, even its own."""
    own = {"features": "discriminator"}
    assert words(own, {}) == ["not_comparable"]
    assert words({}, {}, other_size=128) == ["not_comparable"]
    assert words({}, {"kid_high": None}) == ["not_comparable"]
    assert words(own, own) == ["not_comparable"]
    assert words(own) == []
