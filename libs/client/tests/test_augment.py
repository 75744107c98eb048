"""Altering one's own files, and orders over pictures that are in PixGen."""

import io
import json

import pytest
from PIL import Image

DARK = ("--tone-group", "dark")


def picture(colour, size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def folder(pictures):
    return pictures({"a.png": picture("red"), "b.png": picture("blue"), "notes.txt": b"x"})


def files(out):
    return sorted(path.name for path in out.iterdir())


def test_each_file_gets_its_result_a_sheet_and_its_measures(signed_in, world, folder, tmp_path):
    """The order says what was asked; no file name leaves this machine."""
    out = tmp_path / "out"
    result = signed_in("augment", folder, "--ita", "-40", "--strength", "0.5", "--out", out)
    order = {"target": {"ita_deg": -40.0}, "method": "TONE", "strength": 0.5, "max_edge": 2048}
    assert world.previews == [order] * 2
    assert set(world.file_names) == {"image"}
    assert "The tone is unreliable." in result.stdout
    said = [json.loads(path.read_text()) for path in sorted(out.glob("*.json"))]
    assert [one["order"] for one in said] == [order] * 2
    assert said[0]["measures"]["result_ita_deg"] == -39.8
    assert (out / said[0]["result"]).read_bytes() == picture("red")
    assert said[0]["result"].startswith("a_")
    assert said[0]["result"].endswith("_altered.png")
    assert len(files(out)) == 6


def test_the_sheet_shows_both_and_says_inside_that_it_is_altered(signed_in, folder, tmp_path):
    out = tmp_path / "out"
    signed_in("augment", folder / "a.png", *DARK, "--out", out)
    (path,) = out.glob("*_sheet.jpg")
    with Image.open(path) as sheet:
        assert sheet.width > 1200
        assert "digitalsourcetype/algorithmicallyEnhanced" in sheet.info["xmp"].decode()
        # Both halves hold the red picture: the small server sends back what it got.
        red = [sheet.convert("RGB").getpixel((x, 70)) for x in (30, 30 + 640 + 16)]
    assert all(pixel[0] > 200 and pixel[1] < 60 for pixel in red)


def test_what_is_done_is_skipped_and_another_order_is_not(signed_in, world, folder, tmp_path):
    """After an interruption the same command goes on; a damaged result is made again."""
    out = tmp_path / "out"
    signed_in("augment", folder, *DARK, "--out", out)
    again = signed_in("augment", folder, *DARK, "--out", out, "--json")
    assert [one["outcome"] for one in json.loads(again.stdout)["files"]] == ["present", "present"]
    assert json.loads(again.stdout)["files"][0]["measures"]["result_ita_deg"] == -39.8
    assert len(world.previews) == 2
    next(out.glob("a_*_sheet.jpg")).unlink()
    signed_in("augment", folder, *DARK, "--out", out)
    assert len(world.previews) == 3
    signed_in("augment", folder, "--tone-group", "tan", "--out", out)
    assert len(world.previews) == 5


def test_a_refused_file_keeps_nobody_from_the_others(signed_in, world, folder, tmp_path):
    """Exit code 1, the reason beside the file, nothing half written."""
    world.refuse[picture("red")] = (422, "tone.over_exposed", "Too bright.")
    out = tmp_path / "out"
    result = signed_in("augment", folder, *DARK, "--out", out, "--json", expect=1)
    found = {one["name"]: one for one in json.loads(result.stdout)["files"]}
    assert found["a.png"]["error"]["reason"] == "tone.over_exposed"
    assert found["b.png"]["outcome"] == "made"
    assert all(name.startswith("b_") for name in files(out))


def test_a_busy_server_is_waited_for(signed_in, world, folder, tmp_path):
    world.faults["POST /v1/augmentations/preview"] = [(503, {}), "drop", (429, {"Retry-After": "0"})]
    result = signed_in("augment", folder, *DARK, "--out", tmp_path / "out", "--jobs", "1")
    assert result.stdout.count("made") == 2


def test_a_picture_that_cannot_be_read_here_still_gets_its_sheet(signed_in, pictures, tmp_path):
    """The server reads more kinds than this machine: the sheet then says that it cannot show the source."""
    out = tmp_path / "out"
    folder = pictures({"x.heic": b"of a kind that nobody here reads"})
    signed_in("augment", folder, *DARK, "--out", out)
    assert len(list(out.glob("*_sheet.jpg"))) == 1


@pytest.mark.parametrize(
    "arguments", [(), (*DARK, "--ita", "3"), ("--ita", "-91"), (*DARK, "--strength", "2")]
)
def test_a_target_is_needed_and_one_is_enough(signed_in, world, folder, arguments):
    signed_in("augment", folder, *arguments, expect=2)
    assert world.previews == []


def test_ordering_by_id_by_filter_and_to_fill(signed_in, world):
    """Each is sent with a key of its own, so that a lost answer costs no second order."""
    image = "img_abcdefghij234567"
    signed_in("augmentations", "order", image, "--to-tone", "dark")
    signed_in("augmentations", "order", "--tone", "light", "--condition", "psoriasis", "--to-ita", "-30")
    result = signed_in("augmentations", "order", "--fill", "coverage", "--limit", "3", "--dry-run")
    assert "img_abcdefghij234567  tone_group dark" in result.stdout
    bodies, keys = zip(*world.orders, strict=True)
    common = {"method": "TONE", "strength": 1.0, "dry_run": False}
    assert list(bodies) == [
        common | {"image_ids": [image], "target": {"tone_group": "dark"}},
        common
        | {"filter": {"tone_group": ["light"], "condition": ["psoriasis"]}, "target": {"ita_deg": -30}},
        common | {"fill": "coverage", "limit": 3, "dry_run": True},
    ]
    assert len(set(keys)) == 3
    signed_in("augmentations", "order", image, "--fill", "coverage", expect=2)


def test_an_order_is_shown_watched_and_cancelled(signed_in, world):
    name = world.order["order_id"]
    world.items = [
        {
            "source_image_id": "img_abcdefghij234567",
            "state": "failed",
            "result_image_id": None,
            "warnings": [],
            "message": "Too bright.",
            "reason": "tone.over_exposed",
        }
    ]
    assert name in signed_in("augmentations", "show").stdout
    assert "Too bright." in signed_in("augmentations", "show", name).stdout
    world.order_states = ["running", "done"]
    assert "done: 1 done, 1 failed" in signed_in("augmentations", "watch", name).stdout
    assert "1 done" in signed_in("augmentations", "cancel", name).stdout
    signed_in("augmentations", "cancel", "../../tokens", expect=2)
