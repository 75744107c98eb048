"""Searching, showing, coverage, conditions."""

import json

import pytest

CAPTURE = {
    "image_id": "img_aaaaaaaaaaaaaaaa",
    "image_manipulation": "instrument only",
    "tone_group": "dark",
    "ita_deg": -41.26,
    "diagnosis": [{"condition_id": "psoriasis", "confidence": 4}],
    "anatom_site_general": "upper extremity",
    "image_type": "dermoscopic",
    "status": "published",
    "attribution": "Clinic \x1b]0;evil\x07 [red]Nairobi[/red]",
    "generator": None,
}


@pytest.fixture
def images(world):
    for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz"[:25]):
        kind = "instrument only" if number % 5 else "synthetic"
        image_id = "img_" + letter * 16
        world.images[image_id] = ({**CAPTURE, "image_id": image_id, "image_manipulation": kind}, b"")
    return world.images


def test_filters_and_order_reach_the_server(pixgen, world, images):
    """Options are query parameters; repeated ones repeat."""
    pixgen(
        "search",
        "--tone",
        "dark",
        "--tone",
        "brown",
        "--condition",
        "psoriasis",
        "--text",
        "arm",
        "--sort",
        "ita_asc",
    )
    sent = json.loads(next(entry for entry in world.requests if entry.startswith("query"))[6:])
    assert sent == {
        "tone_group": ["dark", "brown"],
        "condition": ["psoriasis"],
        "q": ["arm"],
        "sort": ["ita_asc"],
        "limit": ["20"],
    }


def test_a_page_is_shown_with_how_to_get_the_next(pixgen, images):
    """Table, count, and the cursor of the next page."""
    result = pixgen("search", "--limit", 10)
    assert result.stdout.count("img_") == 10
    assert "10 of 25 pictures." in result.stderr
    assert "--cursor 10" in result.stderr


@pytest.mark.parametrize("count", [0, 1, 25])
def test_all_pages_are_one_json_document(pixgen, world, images, count):
    """However many pages there are, the output is one valid document, its items in order."""
    for image_id in list(images)[count:]:
        del images[image_id]
    for image_id, (image, data) in list(images.items()):
        images[image_id] = (image, data)
    document = json.loads(pixgen("search", "--all", "--json").stdout)
    assert [item["image_id"] for item in document["items"]] == list(images)


def test_quiet_prints_ids_alone(pixgen, images):
    """What a shell loop wants."""
    result = pixgen("--quiet", "search", "--all")
    assert result.stdout.split() == list(images)
    assert result.stderr == ""


def test_shared_options_may_stand_before_or_after_the_command(pixgen, images):
    """`pixgen --json search` and `pixgen search --json` are the same."""
    assert pixgen("--json", "search").stdout == pixgen("search", "--json").stdout


def test_a_picture_is_shown_without_the_control_characters_of_others(pixgen, images):
    """An attribution must not move the cursor, rename the window or colour the text."""
    result = pixgen("show", "img_aaaaaaaaaaaaaaaa")
    assert "This picture is synthetic" in result.stdout
    assert "\x1b" not in result.stdout
    assert "[red]Nairobi[/red]" in result.stdout
    assert "condition_id: psoriasis, confidence: 4" in result.stdout


def test_an_unknown_picture_is_said_in_words(pixgen, images):
    """404 with the server's words and what to do."""
    result = pixgen("show", "img_2222222222222222", expect=1)
    assert "There is no such picture." in result.stderr


@pytest.mark.parametrize("given", ["../../v1/me", "img_", "IMG_" + "A" * 16, "img_aaaaaaaaaaaaaaaa/content"])
def test_a_malformed_id_is_not_sent(pixgen, world, given):
    """An id becomes part of an address: nothing else may."""
    pixgen("show", given, expect=2)
    assert world.requests == []


def test_conditions_are_found_by_name_synonym_and_code(pixgen):
    """Words are looked for in everything a condition is called."""
    assert json.loads(pixgen("conditions", "eczema", "--json").stdout)["items"][1]["value"] == "hand_eczema"
    assert "psoriasis" in pixgen("conditions", "plaque").stdout
    assert pixgen("-q", "conditions", "l40").stdout == "psoriasis\n"
    assert "0 of 3 conditions" in pixgen("conditions", "nothing").stderr


def test_coverage_shows_counts_and_masks_small_ones(pixgen, world):
    """A heat map in words: captures, +altered, +synthetic, `< 5` where masked, a dot where none."""
    cells = [
        {"row": "psoriasis", "col": "light", "real": 1200, "altered": 3, "synthetic": None, "masked": True},
        {"row": "psoriasis", "col": "dark", "real": None, "altered": None, "synthetic": None, "masked": True},
        {"row": "acne", "col": "dark", "real": 0, "altered": 0, "synthetic": 7, "masked": False},
    ]
    names = {"rows": ["psoriasis", "acne", "vitiligo"], "cols": ["light", "dark"]}
    world.coverage = {
        **{side: [{"value": name, "label": name.title()} for name in given] for side, given in names.items()},
        "cells": cells,
    }
    result = pixgen("coverage")
    lines = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line.strip()}
    assert lines["Psoriasis"] == ["1,200", "+3a", "+<5s", "<", "5", "+<5a", "+<5s"]
    assert lines["Acne"] == ["\N{MIDDLE DOT}", "0", "+7s"]
    assert "Vitiligo" not in lines
    assert "1 rows without" in result.stderr
    assert "Vitiligo" in pixgen("coverage", "--all-rows").stdout
    assert json.loads(pixgen("coverage", "--json").stdout) == world.coverage
