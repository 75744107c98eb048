"""The command against the real services: in, found, looked at, out again."""

import csv
import hashlib
import io
import itertools
import json

import httpx
import pytest
from PIL import Image
from pixgen_imaging import phantoms

seeds = itertools.count()
WORDS = ("--image-type", "clinical: close-up", "--license", "CC-BY", "--consent", "share,ml_training")


def jpeg(seed, *, gps=False):
    out = io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "Camera maker"
    Image.fromarray(phantoms.draw(seed, size=160).rgb).save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Three pictures that no other test has."""
    made = tmp_path / "pictures"
    made.mkdir()
    for number in range(3):
        (made / f"{number}.jpg").write_bytes(jpeg(next(seeds), gps=number == 0))
    return made


def test_a_folder_goes_in_once_and_is_told_what_was_removed(stack, folder):
    """Stored, the GPS position named; a second run stores nothing."""
    stack.sign_in("contributor")
    first = stack("upload", folder, *WORDS, "--set", "diagnosis=Psoriasis", "--set", "fitzpatrick=V")
    assert "stored 3" in " ".join(first.stdout.split())
    assert "GPS" in first.stdout
    second = json.loads(stack("--json", "upload", folder, *WORDS).stdout)
    assert second["counts"]["present"] == 3


def test_bad_pictures_are_refused_each_with_its_own_reason(stack, folder):
    """A text, a cut and an empty file stay out; the others go in."""
    (folder / "text.jpg").write_text("I am no picture")
    (folder / "cut.jpg").write_bytes(jpeg(next(seeds))[:2000])
    (folder / "empty.jpg").write_bytes(b"")
    stack.sign_in("contributor")
    report = json.loads(stack("--json", "upload", folder, *WORDS, expect=1).stdout)
    refused = {file["file"]: file["reason"] for file in report["files"] if file["outcome"] == "refused"}
    assert set(refused) == {"text.jpg", "cut.jpg", "empty.jpg"}
    assert len(set(refused.values())) == 3
    assert report["counts"]["stored"] == 3


def test_every_column_of_the_template_is_taken(stack, folder, tmp_path):
    """What the example CSV says, the service takes."""
    rows = list(csv.DictReader(io.StringIO(stack("upload", "--metadata-template").stdout)))
    sheet = tmp_path / "all.csv"
    with sheet.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for number in range(3):
            writer.writerow({**rows[0], "file": f"{number}.jpg"})
    stack.sign_in("contributor")
    report = json.loads(stack("--json", "upload", folder, "--metadata", sheet).stdout)
    assert report["counts"]["stored"] == 3


def test_without_the_catalog_pictures_are_kept_and_pending(own_stack, folder):
    """202: stored for good, registered later; the run is fine."""
    own_stack.sign_in("contributor")
    first = json.loads(own_stack("--json", "upload", folder / "0.jpg", *WORDS).stdout)
    assert len(first["files"]) == 1
    own_stack.stop_catalog()
    report = json.loads(own_stack("--json", "upload", folder, *WORDS).stdout)
    assert {file["file"]: file["outcome"] for file in report["files"]} == {
        "0.jpg": "present",
        "1.jpg": "pending",
        "2.jpg": "pending",
    }


def test_a_role_that_may_not_upload_is_told_so(stack, folder):
    """A researcher's account is refused with what to do."""
    stack.sign_in("researcher")
    result = stack("upload", folder, *WORDS, expect=1)
    assert "not sent 3" in " ".join(result.stdout.split())
    assert "pixgen whoami" in result.stdout


def publish(stack, *image_ids):
    body = {"email": "curator@pixgen.example", "password": "pixgen-demo"}
    token = httpx.post(f"{stack.url}/v1/tokens", json=body).json()["access_token"]
    for image_id in image_ids:
        httpx.post(
            f"{stack.url}/v1/images/{image_id}/reviews",
            json={"decision": "publish"},
            headers={"Authorization": f"Bearer {token}"},
        ).raise_for_status()


def test_published_pictures_are_found_shown_and_downloaded(stack, folder, tmp_path):
    """From a clinic's folder to a researcher's: the same pixels, with licence and provenance."""
    stack.sign_in("contributor")
    report = json.loads(stack("--json", "upload", folder, *WORDS, "--set", "diagnosis=vitiligo").stdout)
    ids = [file["image_id"] for file in report["files"]]
    publish(stack, *ids)
    stack("logout")
    stack.sign_in("researcher")
    found = json.loads(stack("search", "--condition", "vitiligo", "--all", "--json").stdout)
    assert sorted(item["image_id"] for item in found["items"]) == sorted(ids)
    assert ids[0] in stack("search", "--condition", "vitiligo", "--sort", "oldest").stdout
    assert "vitiligo" in stack("show", ids[0]).stdout
    out = tmp_path / "out"
    stack("download", "--condition", "vitiligo", "--to", out)
    with (out / "metadata.csv").open(newline="") as file:
        rows = {row["image_id"]: row for row in csv.DictReader(file)}
    assert sorted(rows) == sorted(ids)
    for image_id in ids:
        row = rows[image_id]
        assert (row["copyright_license"], row["image_manipulation"]) == ("CC-BY", "instrument only")
        assert hashlib.sha256((out / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    again = json.loads(stack("--json", "download", "--condition", "vitiligo", "--to", out).stdout)
    assert again["counts"] == {"fetched": 0, "present": 3, "refused": 0}


def test_coverage_and_vocabulary_are_shown(stack, folder):
    """Three pictures in one cell are masked to those who are no curators."""
    stack.sign_in("contributor")
    report = json.loads(stack("--json", "upload", folder, *WORDS, "--set", "fitzpatrick=VI").stdout)
    publish(stack, *(file["image_id"] for file in report["files"]))
    shown = stack("coverage", "--rows", "image_type", "--cols", "fitzpatrick").stdout
    assert "< 5" in shown
    assert "atopic_dermatitis" in stack("conditions", "eczema").stdout


def test_paging_reaches_every_picture_once(stack, folder):
    """Page by page by the printed cursor, each picture comes once."""
    stack.sign_in("contributor")
    stack("upload", folder, *WORDS, "--set", "diagnosis=melasma")
    page = ("search", "--condition", "melasma", "--limit", 2, "--json")
    first = json.loads(stack(*page).stdout)
    rest = json.loads(stack(*page, "--cursor", first["next_cursor"]).stdout)
    ids = [item["image_id"] for found in (first, rest) for item in found["items"]]
    assert len(ids) == len(set(ids)) == 3
