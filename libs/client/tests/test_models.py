"""Training runs, models, and pictures from them."""

import base64
import io
import json

import pytest
from PIL import Image

RUN_ID, SNAPSHOT, ORDER_ID = "run_abcdefghij234567", "snp_abcdefghij234567", "ord_abcdefghij234567"
RUNS, ORDERS = "/v1/training-runs", "/v1/generations"
STREAM = {"Content-Type": "text/event-stream"}


def a_run(state="completed", **changes):
    spec = {"snapshot_id": SNAPSHOT, "profile": "smoke", "model": "dcgan", "image_size": None, "seed": 0}
    run = {
        "run_id": RUN_ID, "url": f"{RUNS}/{RUN_ID}", "state": state, "reason": None, "spec": spec, "step": 20,
        "steps": 20, "created_at": "2026-01-02T12:00:00Z", "started_at": None, "resumed": 0, "alarms": [],
        "measures": {"kid": 0.0412, "recall": 0.5}, "version": "3",
    }  # fmt: skip
    return run | changes


def event(number, kind, **data):
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"


END = 'event: end\ndata: {"run_id": "run_x", "state": "completed", "reason": null}\n\n'


def test_a_run_is_started_with_what_was_asked(signed_in, world):
    world.answers[f"POST {RUNS}"] = [(202, a_run("queued"), {})]
    result = signed_in("train", "--snapshot", SNAPSHOT, "--profile", "smoke", "--size", "64", "--steps", "20")
    assert result.stdout.strip() == RUN_ID
    assert f"pixgen runs watch {RUN_ID}" in result.stderr
    signed_in("train", "--snapshot", SNAPSHOT, "--conditional", "--publish", "--model", "naevi")
    (_, first, headers), (_, second, others) = world.asked
    assert first == {
        "snapshot_id": SNAPSHOT, "profile": "smoke", "seed": 0, "conditional": False, "model": "dcgan",
        "publish": False, "image_size": 64, "steps": 20,
    }  # fmt: skip
    assert (second["conditional"], second["publish"], second["model"]) == (True, True, "naevi")
    assert headers["Idempotency-Key"] != others["Idempotency-Key"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("train",),
        ("train", "--snapshot", "../x"),
        ("train", "--snapshot", SNAPSHOT, "--size", "65"),
        ("train", "--snapshot", SNAPSHOT, "--steps", "0"),
        ("train", "--snapshot", SNAPSHOT, "--model", "Lesions"),
        ("runs", "show", "../tokens"),
        ("runs", "watch", "run_x"),
        ("runs", "list", "--limit", "101"),
        ("models", "list", "../x"),
        ("models", "publish", "dcgan", "x"),
        ("models", "retract", "dcgan", "3"),
        ("generate",),
        ("generate", "--model", "../x"),
        ("generate", "--model", "dcgan", "--count", "257"),
        ("generate", "--model", "dcgan", "--preview", "--count", "65"),
        ("generate", "--model", "dcgan", "--preview", "--pick", "1", "--seed", "1"),
        ("generate", "--model", "dcgan", "--pick", "1"),
        ("generate", "--model", "dcgan", "--tone-group", "pale"),
    ],
)
def test_wrong_input_is_told_before_anything_is_asked(signed_in, world, arguments):
    signed_in(*arguments, expect=2)
    assert not [one for one in world.requests if RUNS in one or ORDERS in one or "models" in one]


def test_a_run_is_watched_over_a_line_that_breaks(signed_in, world):
    """It goes on after the last event that came whole; nothing is told twice; the server's end is no end."""
    world.answers[f"GET {RUNS}/{RUN_ID}"] = [(200, a_run("running"), {}), (200, a_run(), {})]
    whole = event(1, "state", state="running") + event(2, "measures", step=10, kid=0.25)
    world.answers[f"GET {RUNS}/{RUN_ID}/events"] = [
        (200, whole + "id: 3\nevent: alarm\nda", STREAM),
        (
            200,
            (event(3, "alarm", step=12, alarm="overfit", text="It is.") + ": nothing new\n\n").encode(),
            STREAM,
        ),
        (200, (event(4, "progress", step=20, images_per_second=100.0) + END).encode(), STREAM),
    ]
    result = signed_in("runs", "watch", RUN_ID)
    asked = [headers.get("Last-Event-ID") for path, _, headers in world.asked if path.endswith("events")]
    assert asked == [None, "2", "3"]
    assert result.stderr.count("step 10: kid 0.25") == 1
    assert result.stderr.count("overfit: It is.") == 1
    assert "completed" in result.stdout
    assert "model dcgan, version 3" in result.stdout


def test_a_busy_server_is_waited_for_and_a_failed_run_fails_the_command(signed_in, world):
    failed = a_run("failed", reason="collapse", version=None)
    world.answers[f"GET {RUNS}/{RUN_ID}"] = [(200, failed, {})]
    world.answers[f"GET {RUNS}/{RUN_ID}/events"] = [(200, END.encode(), STREAM)]
    world.faults[f"GET {RUNS}/{RUN_ID}/events"] = [(429, {"Retry-After": "0"}), "cut"]
    result = signed_in("runs", "watch", RUN_ID, expect=1)
    assert "failed; collapse" in result.stdout


def test_runs_are_listed_shown_and_cancelled(signed_in, world):
    world.answers[f"GET {RUNS}"] = [(200, {"items": [a_run()], "next_cursor": None}, {})]
    world.answers[f"GET {RUNS}/{RUN_ID}"] = [(200, a_run(), {})]
    world.answers[f"POST {RUNS}/{RUN_ID}/cancel"] = [(200, a_run("cancelled"), {})]
    listed = signed_in("runs", "list").stdout
    assert RUN_ID in listed
    assert "smoke" in listed
    shown = signed_in("runs", "show", RUN_ID).stdout
    assert "20 of 20" in shown
    assert f"{RUNS}/{RUN_ID}/report" in shown
    assert json.loads(signed_in("runs", "show", RUN_ID, "--json").stdout)["version"] == "3"
    assert "cancelled" in signed_in("runs", "cancel", RUN_ID).stdout


def test_models_are_listed_published_and_taken_back(signed_in, world):
    version = {
        "model": "dcgan", "version": "3", "published": True, "retracted_at": None, "image_size": 64,
        "conditional": False, "measures": {"kid": 0.04}, "retracted_reason": None,
    }  # fmt: skip
    at = "/v1/models/dcgan/versions/3"
    world.answers["GET /v1/models"] = [(200, {"items": [version], "next_cursor": None}, {})]
    assert "served" in signed_in("models", "list", "dcgan").stdout
    problem = {"detail": "KID is worse.", "reason": "gate.kid_worse", "status": 412}
    kind = {"Content-Type": "application/problem+json"}
    world.answers[f"POST {at}/publish"] = [
        (412, problem, kind), (200, version | {"findings": ["KID is worse."]}, {})
    ]  # fmt: skip
    assert "KID is worse." in signed_in("models", "publish", "dcgan", "3", expect=1).stderr
    done = signed_in("models", "publish", "dcgan", "3", "--override", "To be looked at.")
    assert "is served now" in done.stdout
    world.answers[f"POST {at}/retract"] = [(200, version | {"serving_version": None}, {})]
    back = signed_in("models", "retract", "dcgan", "3", "--reason", "Asked.")
    assert "None is served now." in back.stdout
    bodies = [body for path, body, _ in world.asked if path.startswith(at)]
    assert bodies == [{}, {"override_reason": "To be looked at."}, {"reason": "Asked."}]


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(out, "PNG")
    return out.getvalue()


def colours(path):
    """What the sheet says inside its file, and which colours it has."""
    with Image.open(path) as sheet:
        found = {colour for _, colour in sheet.convert("RGB").getcolors(1 << 20)}
        return sheet.info["xmp" if "xmp" in sheet.info else "XML:com.adobe.xmp"], found


def test_a_preview_is_a_sheet_that_says_it_is_synthetic(signed_in, world, tmp_path):
    images = [base64.b64encode(picture(colour)).decode() for colour in ("red", "blue")]
    tones = [{"ita_deg": -40.2, "tone_group": "dark"}, {"ita_deg": None, "tone_group": None}]
    found = {
        "images": images, "positions": [0, 2], "tones": tones, "model": "dcgan", "version": "3", "seed": 7,
        "refused": {"picture.near_copy": 1},
    }  # fmt: skip
    world.answers[f"POST {ORDERS}/preview"] = [(200, found, {})]
    sheet = tmp_path / "sheet.png"
    arguments = (
        "generate",
        "--model",
        "dcgan",
        "--preview",
        "--count",
        "3",
        "--seed",
        "7",
        "--sheet",
        sheet,
    )
    result = signed_in(*arguments)
    assert world.asked[-1][1] == {"model": "dcgan", "count": 3, "seed": 7}
    assert "1 not shown" in result.stdout.replace("\n", " ")
    mark, shown = colours(sheet)
    assert "digitalsourcetype/trainedAlgorithmicMedia" in (mark if isinstance(mark, str) else mark.decode())
    assert {(255, 0, 0), (0, 0, 255)} <= shown
    assert json.loads(signed_in(*arguments, "--json").stdout)["positions"] == [0, 2]


def test_an_order_is_waited_for_and_its_pictures_are_shown(signed_in, world, tmp_path):
    """One failed, one is not registered yet: the sheet has the other, and the exit code says so."""
    order = {
        "order_id": ORDER_ID, "url": f"{ORDERS}/{ORDER_ID}", "state": "running",
        "counts": {"total": 3, "waiting": 3, "running": 0, "done": 0, "failed": 0, "cancelled": 0},
    }  # fmt: skip
    counts = {"total": 3, "waiting": 0, "running": 0, "done": 2, "failed": 1, "cancelled": 0}
    common = {"model": "dcgan", "version": "3", "ita_deg": -40.0}
    items = [
        {**common, "position": 0, "state": "done", "result_image_id": "img_aaaaaaaaaaaaaaaa"},
        {**common, "position": 1, "state": "done", "result_image_id": "img_bbbbbbbbbbbbbbbb"},
        {**common, "position": 2, "state": "failed", "result_image_id": None, "message": "No such tone."},
    ]
    done = order | {
        "state": "done", "counts": counts, "items": items, "next_cursor": None, "refused": {"tone.other": 5}
    }  # fmt: skip
    world.answers[f"POST {ORDERS}"] = [(202, order, {})]
    world.answers[f"GET {ORDERS}/{ORDER_ID}"] = [(200, done, {})]
    world.answers["GET /v1/images/img_aaaaaaaaaaaaaaaa/thumbnail"] = [(200, picture("red"), {})]
    sheet = tmp_path / "sheet.png"
    arguments = ("generate", "--model", "dcgan", "--seed", "7", "--sheet", sheet)
    result = signed_in(*arguments, "--tone-group", "dark", "--count", "3", expect=1)
    assert "done: 2 done, 1 failed; not taken: 5 tone.other" in result.stdout
    assert "1 failed: No such tone." in result.stderr
    assert "1 picture stored and not registered yet" in result.stderr
    assert (255, 0, 0) in colours(sheet)[1]
    signed_in(*arguments, "--pick", "4", "--pick", "2", "--only-version", "3", "--no-wait")
    bodies = [body for path, body, _ in world.asked if path == ORDERS]
    assert bodies == [
        {
            "model": "dcgan", "count": 3, "seed": 7, "tone_group": "dark", "image_type": "dermoscopic",
            "copyright_license": "CC-BY-NC",
        },
        {
            "model": "dcgan", "count": 5, "seed": 7, "accept": "curated", "positions": [2, 4],
            "version": "3", "image_type": "dermoscopic", "copyright_license": "CC-BY-NC",
        },
    ]  # fmt: skip
