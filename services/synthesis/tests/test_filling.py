"""Filling coverage: sources and targets for cells that are empty, the least change first."""

from collections import Counter


def cells(answer):
    return Counter(item["target"]["tone_group"] for item in answer.json["items"])


def test_empty_cells_get_the_nearest_lighter_pictures(ada, add, publish):
    """Light and tan pictures of one condition: brown and dark come from tan first."""
    light = add(1, 2, tone_group="light", condition="psoriasis")
    tan = add(3, 4, tone_group="tan", condition="psoriasis")
    publish(*light, *tan)
    answer = ada.order(fill="coverage", per_cell=3, dry_run=True)
    assert answer.status_code == 200, answer.json
    assert cells(answer) == {"intermediate": 2, "brown": 3, "dark": 3}
    chosen = [
        item["source_image_id"] for item in answer.json["items"] if item["target"]["tone_group"] == "brown"
    ]
    assert set(chosen[:2]) == set(tan)
    assert chosen[2] in light


def test_what_was_ordered_is_not_ordered_again(ada, add, publish):
    """Results are not counted before they are published: a second order fills what the first left."""
    publish(*add(1, 2, 3, tone_group="brown", condition="psoriasis"))
    first = ada.order(fill="coverage", per_cell=2)
    assert (first.status_code, first.json["counts"]["total"]) == (202, 2)
    second = ada.order(fill="coverage", per_cell=2)
    assert second.json["counts"]["total"] == 1
    third = ada.order(fill="coverage", per_cell=2)
    assert (third.status_code, third.json["reason"]) == (422, "order.empty")


def test_limits_and_choices_hold(ada, add, publish):
    publish(*add(1, 2, tone_group="light", condition="psoriasis"))
    publish(*add(3, 4, tone_group="light", condition="vitiligo"))
    only = ada.order(fill="coverage", conditions=["vitiligo"], tone_groups=["tan", "dark"], dry_run=True)
    assert cells(only) == {"tan": 2, "dark": 2}
    assert ada.order(fill="coverage", limit=3, dry_run=True).json["total"] == 3


def test_pictures_that_may_not_be_sources_fill_nothing(ada, add, publish):
    """Pending ones, those not given for it, and those of a condition below the cell's."""
    add(1, tone_group="light", condition="psoriasis")
    publish(*add(2, tone_group="light", condition="psoriasis", consent_scopes=["share"], patient="p2"))
    answer = ada.order(fill="coverage", dry_run=True)
    assert (answer.status_code, answer.json["reason"]) == (422, "order.empty")
    publish(*add(3, tone_group="light", condition="nail_psoriasis"))
    sources = ada.order(fill="coverage", conditions=["psoriasis"], dry_run=True)
    assert sources.status_code == 422
