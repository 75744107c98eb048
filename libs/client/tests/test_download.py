"""Downloading: whole pictures or none, licences beside them, synthetic ones marked."""

import csv
import hashlib
import json

import pytest


@pytest.fixture
def images(world):
    """Three captures, one synthetic and one altered picture."""
    kinds = {
        "a": "instrument only",
        "b": "instrument only",
        "c": "synthetic",
        "d": "altered",
        "e": "instrument only",
    }
    for letter, kind in kinds.items():
        data = letter.encode() * 200_000
        image = {
            "image_id": "img_" + letter * 16,
            "sha256": hashlib.sha256(data).hexdigest(),
            "format": "png",
            "image_manipulation": kind,
            "attribution": "=cmd()" if letter == "a" else "Clinic",
            "copyright_license": "CC-BY",
            "ita_deg": -12.5,
            "diagnosis": [{"condition_id": "psoriasis"}, {"condition_id": "acne"}],
            "generator": {"kind": "dcgan"} if kind == "synthetic" else None,
        }
        world.images[image["image_id"]] = (image, data)
    return world.images


def rows(folder):
    with (folder / "metadata.csv").open(newline="") as file:
        return {row["image_id"][4]: row for row in csv.DictReader(file)}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_filters_fetch_captures_with_their_licences(pixgen, world, images, tmp_path):
    """Altered and synthetic pictures only come when they are asked for."""
    folder = tmp_path / "out"
    result = pixgen("download", "--tone", "dark", "--to", folder)
    assert names(folder) == [f"img_{letter * 16}.png" for letter in "abe"] + ["metadata.csv"]
    assert (folder / f"img_{'a' * 16}.png").read_bytes() == b"a" * 200_000
    row = rows(folder)["b"]
    assert row["attribution"] == "Clinic"
    assert row["copyright_license"] == "CC-BY"
    assert row["image_manipulation"] == "instrument only"
    assert row["diagnosis"] == "psoriasis;acne"
    assert row["ita_deg"] == "-12.5"
    assert "Plain captures only" in result.stderr


def test_synthetic_and_altered_pictures_say_so_in_their_names(pixgen, images, tmp_path):
    """A file that is passed on still says what it is."""
    folder = tmp_path / "out"
    pixgen("download", "--manipulation", "synthetic", "--manipulation", "altered", "--to", folder)
    assert names(folder)[:2] == [f"img_{'c' * 16}_synthetic.png", f"img_{'d' * 16}_altered.png"]
    assert rows(folder)["c"]["generator_kind"] == "dcgan"


def test_what_is_here_is_skipped_and_what_was_damaged_is_fetched_again(pixgen, world, images, tmp_path):
    """A second run fetches only what is missing or differs, and keeps all rows."""
    folder = tmp_path / "out"
    pixgen("download", "img_" + "a" * 16, "img_" + "b" * 16, "--to", folder)
    (folder / f"img_{'b' * 16}.png").write_bytes(b"cut short")
    world.requests.clear()
    report = json.loads(
        pixgen("--json", "download", "img_" + "b" * 16, "img_" + "e" * 16, "--to", folder).stdout
    )
    assert report["counts"]["fetched"] == 2
    report = json.loads(pixgen("--json", "download", "img_" + "b" * 16, "--to", folder).stdout)
    assert report["counts"] == {"fetched": 0, "present": 1, "refused": 0}
    assert sorted(rows(folder)) == ["a", "b", "e"]
    assert (folder / f"img_{'b' * 16}.png").read_bytes() == b"b" * 200_000


def test_a_connection_cut_in_the_middle_leaves_no_half_picture(pixgen, world, images, tmp_path):
    """The server promises more bytes than come: the try is thrown away and made again."""
    folder = tmp_path / "out"
    path = f"GET /v1/images/img_{'a' * 16}/content"
    short = {"body": b"a" * 1000, "Content-Type": "image/png"}
    world.faults[path] = ["cut", (200, dict(short)), "drop"]
    pixgen("download", "img_" + "a" * 16, "--to", folder)
    assert names(folder) == [f"img_{'a' * 16}.png", "metadata.csv"]
    assert (folder / f"img_{'a' * 16}.png").read_bytes() == b"a" * 200_000
    assert world.count(path) == 4


def test_one_that_is_gone_is_told_and_the_rest_comes(pixgen, images, tmp_path):
    """A withdrawn picture is a line of the report, exit code 1."""
    folder = tmp_path / "out"
    result = pixgen("download", "img_" + "2" * 16, "img_" + "a" * 16, "--to", folder, expect=1)
    assert "img_2222222222222222: There is no such picture." in result.stdout
    assert f"img_{'a' * 16}.png" in names(folder)


def test_text_that_a_spreadsheet_would_run_is_defused(pixgen, images, tmp_path):
    """An attribution is somebody else's text; numbers stay numbers."""
    pixgen("download", "img_" + "a" * 16, "--to", tmp_path / "out")
    assert rows(tmp_path / "out")["a"]["attribution"] == "'=cmd()"


@pytest.mark.parametrize("field", ["image_id", "image_manipulation"])
def test_a_record_cannot_name_a_file_outside_the_folder(pixgen, world, images, tmp_path, field):
    """Whatever a server says, nothing is written but into the folder."""
    image, data = images["img_" + "a" * 16]
    images["img_" + "a" * 16] = ({**image, field: "../../evil"}, data)
    pixgen("download", "img_" + "a" * 16, "--to", tmp_path / "deep" / "out", expect=1)
    assert names(tmp_path / "deep" / "out") == []


@pytest.mark.parametrize("arguments", [(), ("img_" + "a" * 16, "--tone", "dark"), ("img_x",)])
def test_wrong_usage_fetches_nothing(pixgen, world, arguments, tmp_path):
    """Everything is only fetched when everything is asked for."""
    pixgen("download", *arguments, "--to", tmp_path / "out", expect=2)
    assert world.requests == []


def test_a_limit_holds(pixgen, images, tmp_path):
    """--limit counts pictures."""
    pixgen("download", "--all", "--limit", 2, "--to", tmp_path / "out")
    assert len(rows(tmp_path / "out")) == 2
