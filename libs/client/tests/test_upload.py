"""Uploading: what is sent, what is skipped, what is told."""

import json

import pytest


def flat(text):
    return " ".join(text.split())


WORDS = ("--image-type", "dermoscopic", "--license", "CC-BY", "--consent", "share,ml_training")


def test_a_folder_is_uploaded_and_nothing_twice(signed_in, world, pictures):
    """The pictures of a folder are stored; a second run sends none of them."""
    folder = pictures({f"{number}.jpg": b"picture %d" % number for number in range(5)} | {"labels.csv": b"x"})
    first = json.loads(signed_in("--json", "upload", folder, *WORDS).stdout)
    assert first["counts"]["stored"] == 5
    assert len(world.stored) == 5
    second = signed_in("upload", folder, *WORDS)
    assert "already there 5" in flat(second.stdout)
    assert "1 file passed over" in second.stderr
    assert world.count("POST /v1/uploads") == 5


def test_the_metadata_is_sent_and_the_file_name_is_not(signed_in, world, pictures):
    """A file name may be a patient's name: it stays here."""
    folder = pictures({"Jane Doe.jpg": b"one"})
    signed_in(
        "upload", folder / "Jane Doe.jpg", *WORDS, "--set", "fitzpatrick=V", "--set", "diagnosis=Psoriasis"
    )
    assert world.file_names == ["image"]
    assert world.metadata == [
        {
            "image_type": "dermoscopic",
            "copyright_license": "CC-BY",
            "consent": {"scopes": ["share", "ml_training"]},
            "diagnosis": [{"condition_id": "psoriasis"}],
            "fitzpatrick_skin_type": [{"value": "V"}],
        }
    ]


def test_hidden_files_and_inner_folders_are_left_unless_asked_for(signed_in, world, pictures):
    """macOS's ._copies are never meant; inner folders only with --recursive."""
    folder = pictures({"a.JPG": b"a", "._a.jpg": b"junk", "inner/b.png": b"b"})
    signed_in("upload", folder, *WORDS)
    assert sorted(world.stored.values()) == [b"a"]
    signed_in("upload", folder, *WORDS, "--recursive")
    assert sorted(world.stored.values()) == [b"a", b"b"]


def test_what_is_refused_is_named_with_its_reason_and_the_rest_goes_on(signed_in, world, pictures):
    """One bad picture costs nothing but itself: exit code 1, reason per file."""
    error = {"field": "metadata.age", "message": "is too young"}
    world.refuse[b"bad"] = (422, "image.truncated", "The picture ends too early.", [error])
    folder = pictures({"a.jpg": b"good", "b.jpg": b"bad", "c.jpg": b"fine", "d.jpg": b""})
    result = signed_in("upload", folder, *WORDS, expect=1)
    assert sorted(world.stored.values()) == [b"fine", b"good"]
    assert "image.truncated" in result.stdout
    assert "metadata.age: is too young" in result.stdout
    assert "image.empty" in result.stdout
    files = {
        file["file"]: file
        for file in json.loads(signed_in("--json", "upload", folder, *WORDS, expect=1).stdout)["files"]
    }
    assert files["b.jpg"]["outcome"] == "refused"
    assert files["a.jpg"]["outcome"] == "present"


def test_too_large_a_file_is_not_even_sent(signed_in, world, tmp_path):
    """30 MiB is the most that a server takes: over a thin line it matters to know before."""
    big = tmp_path / "big.jpg"
    with big.open("wb") as file:
        file.truncate(30 * 1024 * 1024 + 1)
    result = signed_in("upload", big, *WORDS, expect=1)
    assert "image.too_many_bytes" in result.stdout
    assert world.count("POST /v1/uploads") == 0


def test_the_same_bytes_under_two_names_are_sent_once(signed_in, world, pictures):
    """Copies count as already there; copies of a refused picture are refused with it."""
    world.refuse[b"bad"] = (422, "image.truncated", "The picture ends too early.")
    folder = pictures({"a.jpg": b"one", "b.jpg": b"one", "c.jpg": b"bad", "d.jpg": b"bad"})
    report = json.loads(signed_in("--json", "upload", folder, *WORDS, expect=1).stdout)
    assert [file["outcome"] for file in report["files"]] == ["stored", "present", "refused", "refused"]
    assert report["files"][0]["image_id"] == report["files"][1]["image_id"]
    assert world.count("POST /v1/uploads") == 2


def test_pending_registration_removed_parts_and_remarks_are_told(signed_in, pictures):
    """The summary says what the server said, grouped over all files."""
    folder = pictures({"a.jpg": b"gps later", "b.jpg": b"gps warn", "c.jpg": b"warn"})
    result = signed_in("upload", folder, *WORDS)
    assert "stored, registration pending 1" in flat(result.stdout)
    assert "GPS position (2 files)" in result.stdout
    assert "Remark on 2 files (b.jpg, c.jpg): Too little skin." in result.stdout


def test_a_dry_run_checks_and_sends_nothing(signed_in, world, pictures):
    """What would be sent is told; what is there is known."""
    folder = pictures({"a.jpg": b"a", "b.jpg": b"b"})
    signed_in("upload", folder / "a.jpg", *WORDS)
    result = signed_in("upload", folder, *WORDS, "--dry-run")
    assert "would be sent 1" in flat(result.stdout)
    assert "already there 1" in flat(result.stdout)
    assert len(world.stored) == 1


def test_more_than_one_batch_is_checked_a_hundred_at_a_time(signed_in, world, pictures):
    """The server takes at most 100 digests per question; the test server asserts so."""
    folder = pictures({f"{number:03}.jpg": b"%d" % number for number in range(205)})
    report = json.loads(signed_in("--json", "upload", folder, *WORDS, "--jobs", 8).stdout)
    assert report["counts"]["stored"] == 205
    assert [file["file"] for file in report["files"]] == sorted(path.name for path in folder.iterdir())
    assert world.count("POST /v1/uploads/check") == 3
    assert world.most_at_once <= 8


def test_an_unreadable_file_is_told_and_the_rest_goes_on(signed_in, world, pictures):
    """A file that vanishes between finding and reading is one refused file."""
    folder = pictures({"a.jpg": b"a", "b.jpg": b"b"})
    (folder / "c.jpg").symlink_to(folder / "gone.jpg")
    world.on_upload = lambda: None
    signed_in("upload", folder, *WORDS)
    assert len(world.stored) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name files or folders"),
        (("FOLDER",), "--image-type: is needed"),
        (("FOLDER", *WORDS[:4], "--consent", "share,everything"), "'everything' is not one of them"),
        (("FOLDER", *WORDS, "--set", "colour=red"), "no column 'colour'"),
        (
            ("FOLDER", *WORDS, "--set", "diagnosis=eczema"),
            "several conditions: atopic_dermatitis, hand_eczema",
        ),
        (("FOLDER", *WORDS, "--set", "diagnosis=soriasis"), "did you mean psoriasis?"),
        (
            ("FOLDER", *WORDS, "--set", "diagnosis_confidence=3"),
            "diagnosis_confidence says more than diagnosis",
        ),
        (("nowhere", *WORDS), "does not exist"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(signed_in, world, pictures, arguments, words):
    """Exit code 2, the mistake named, nothing sent."""
    folder = pictures({"a.jpg": b"a"})
    given = [folder if argument == "FOLDER" else argument for argument in arguments]
    result = signed_in("upload", *given, expect=2)
    assert words in " ".join(result.stderr.split())
    assert world.count("POST /v1/uploads/check") == 0


def test_who_is_not_signed_in_is_told_so(pixgen, pictures, world):
    """No picture is sent without an account."""
    result = pixgen("upload", pictures({"a.jpg": b"a"}), *WORDS, expect=1)
    assert "pixgen login" in result.stderr
    assert world.requests == []


def test_failures_are_json_when_json_is_asked_for(pixgen, pictures):
    """A program reads why from standard error."""
    result = pixgen("--json", "upload", pictures({"a.jpg": b"a"}), *WORDS, expect=1)
    assert json.loads(result.stderr)["error"]["status"] == 401
