"""model-sync against a real S3 server: a version is there whole or not at all."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from pixgen_common.errors import PixGenError
from pixgen_common.model_publishing import publish
from pixgen_common.model_store import digest_of, published_key, version_key
from pixgen_common.testing import full_disk
from pixgen_model_sync.syncing import Sync
from structlog.testing import capture_logs


def versions(served, model="dcgan"):
    """What TensorFlow Serving would take for versions."""
    place = served / model
    return {entry.name for entry in place.iterdir() if entry.name.isdigit()} if place.exists() else set()


def leftovers(served, model="dcgan"):
    return [entry.name for entry in (served / model).iterdir() if entry.name.startswith(".")]


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def overwrite(models, version, raw, model="dcgan"):
    """Stores these bytes as a manifest and publishes them, as no honest trainer would."""
    models.store.put(models.bucket, version_key(model, version), raw, if_absent=False)
    document = {"versions": [{"version": version, "manifest_sha256": digest_of(raw)}]}
    models.store.put(models.bucket, published_key(model), json.dumps(document).encode(), if_absent=False)


def test_a_published_version_arrives_as_it_was_exported(models, sync, served):
    """All files, empty ones and ones in folders too, and the manifest beside them; no temporary directory."""
    export = models.put("dcgan", 3)
    assert sync.once()
    arrived = content(served / "dcgan" / "3")
    assert json.loads(arrived.pop("manifest.json"))["version"] == 3
    assert arrived == content(export)
    assert leftovers(served) == []


def test_what_is_stored_but_not_published_stays_away(models, sync, served):
    models.put("dcgan", 1, publish=False)
    assert sync.once()
    assert versions(served) == set()


def test_a_half_copied_version_is_never_visible(models, sync, served):
    """Published although a file is missing: nothing appears; whole later, it comes."""
    models.put("dcgan", 1)
    assert sync.once()
    export = models.put("dcgan", 2, b"newer", publish=False)
    missing = version_key("dcgan", 2, "variables/variables.data-00000-of-00001")
    models.store.remove(models.bucket, missing)
    publish(models.store, models.bucket, "dcgan", 2)
    assert not sync.once()
    assert versions(served) == {"1"}
    assert leftovers(served) == []
    models.store.put(
        models.bucket, missing, (export / "variables" / "variables.data-00000-of-00001").read_bytes()
    )
    until(sync.once)
    assert versions(served) == {"1", "2"}


@pytest.mark.parametrize("damaged", [b"weightz", b"weights and more", b"w"])
def test_wrong_bytes_are_not_taken(models, sync, served, damaged):
    """Other, more or fewer bytes than the manifest's digest says."""
    models.put("dcgan", 1)
    key = version_key("dcgan", 1, "variables/variables.data-00000-of-00001")
    models.store.put(models.bucket, key, damaged, if_absent=False)
    assert not sync.once()
    assert versions(served) == set()
    assert leftovers(served) == []


def test_a_manifest_that_was_changed_is_not_taken(models, sync, served):
    models.put("dcgan", 1)
    raw = models.store.get(models.bucket, version_key("dcgan", 1))
    models.store.put(models.bucket, version_key("dcgan", 1), raw + b" ", if_absent=False)
    assert not sync.once()
    assert versions(served) == set()


def test_a_retracted_version_goes_and_the_one_before_is_still_there(models, sync, served):
    models.put("dcgan", 1)
    models.put("dcgan", 2)
    assert sync.once()
    models.retract("dcgan", 2)
    assert sync.once()
    assert versions(served) == {"1"}
    assert leftovers(served) == []


def test_only_the_newest_versions_are_kept(models, settings, served):
    """Disk is bounded; retracting the newest brings the next one back before the newest goes."""
    sync = Sync(settings(sync_versions=1))
    for version in (1, 2):
        models.put("dcgan", version)
        assert sync.once()
        assert versions(served) == {str(version)}
    models.retract("dcgan", 2)
    assert sync.once()
    assert versions(served) == {"1"}


def test_a_store_that_is_gone_changes_nothing(models, settings, relay, served):
    """Neither an outage nor a list that was removed is a retraction."""
    models.put("dcgan", 1)
    sync = Sync(settings(s3_endpoint=relay.endpoint))
    assert sync.once()
    models.retract("dcgan", 1)
    relay.close()
    assert not sync.once()
    assert versions(served) == {"1"}
    models.store.remove(models.bucket, published_key("dcgan"))
    back = Sync(settings())
    assert back.once()
    assert versions(served) == {"1"}


@pytest.mark.parametrize(
    "document", [b"", b"[]", b"{", b'{"versions": [{"version": -1}]}', b'{"schema_version": 2}']
)
def test_a_list_that_cannot_be_read_changes_nothing(models, sync, served, document):
    models.put("dcgan", 1)
    assert sync.once()
    models.store.put(models.bucket, published_key("dcgan"), document, if_absent=False)
    assert not sync.once()
    assert versions(served) == {"1"}


def test_an_unchanged_list_is_not_read_again(models, sync, served):
    """The ETag says so, though objects are gone meanwhile. What vanishes from disk comes back."""
    models.put("dcgan", 1)
    assert sync.once()
    raw = models.store.get(models.bucket, version_key("dcgan", 1))
    models.store.remove(models.bucket, version_key("dcgan", 1))
    assert sync.once()
    (served / "dcgan" / "1").rename(served / "dcgan" / "lost")
    assert not sync.once()
    models.store.put(models.bucket, version_key("dcgan", 1), raw)
    until(sync.once)
    assert versions(served) == {"1"}


def test_two_models_do_not_hold_each_other_up(models, settings, served):
    models.put("dcgan", 1)
    models.put("tiny", 7)
    models.store.put(models.bucket, version_key("dcgan", 1), b"{}", if_absent=False)
    sync = Sync(settings(sync_models="dcgan, tiny"))
    assert not sync.once()
    assert (versions(served), versions(served, "tiny")) == (set(), {"7"})


@pytest.mark.parametrize(
    "path",
    [
        "../../../escaped",
        "/escaped",
        "variables/../../escaped",
        "./saved_model.pb",
        "a//b",
        "a\\..\\b",
        "a\x00b",
        "..",
        "",
        "manifest.json",
        "MANIFEST.json",
        "a/" * 20 + "b",
        "x" * 200,
    ],
)
def test_paths_of_a_manifest_stay_inside(models, sync, served, tmp_path, path):
    """A manifest comes from a bucket: it can name no place but its own directory."""
    before = set(tmp_path.rglob("*"))
    file = {"size": 1, "sha256": digest_of(b"x")}
    overwrite(models, 1, json.dumps({"model": "dcgan", "version": 1, "files": {path: file}}).encode())
    assert not sync.once()
    assert versions(served) == set()
    assert {found for found in tmp_path.rglob("*") if found.is_file()} <= before


@pytest.mark.parametrize(
    "change",
    [
        {"model": "other"},
        {"version": 2},
        {"files": {}},
        {"files": {"a": {"size": 1 << 60, "sha256": "0" * 64}}},
    ],
)
def test_a_manifest_must_be_this_versions_and_bounded(models, sync, served, change):
    file = {"size": 1, "sha256": digest_of(b"x")}
    overwrite(models, 1, json.dumps({"model": "dcgan", "version": 1, "files": {"a": file}} | change).encode())
    assert not sync.once()
    assert versions(served) == set()


@pytest.mark.parametrize("known", ["before", "meanwhile"])
def test_a_full_disk_keeps_what_is_served(models, settings, served, monkeypatch, known):
    """The reason is said, nothing of the newer version is left, and with room it comes."""
    now = [0.0]
    sync = Sync(settings(), now=lambda: now[0])
    models.put("dcgan", 1)
    assert sync.once()
    models.put("dcgan", 2, os.urandom(1 << 20))
    with ExitStack() as meanwhile, capture_logs() as logs:
        if known == "before":
            patch = meanwhile.enter_context(monkeypatch.context())
            patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
        else:
            meanwhile.enter_context(full_disk(1 << 19))
        assert not sync.once()
    assert [(one["event"], one["reason"]) for one in logs] == [("sync.refused", "disk.full")]
    assert versions(served) == {"1"}
    assert leftovers(served) == []
    now[0] += 60
    assert sync.once()
    assert versions(served) == {"1", "2"}


def test_what_a_crash_left_is_cleared(models, settings, served):
    """Copies that were not finished and versions that were being removed, of a run that was killed."""
    models.put("dcgan", 1)
    for name in (".incoming-1-aa", ".retired-9-bb"):
        (served / "dcgan" / name / "variables").mkdir(parents=True)
    ended = threading.Event()
    running = threading.Thread(target=Sync(settings()).run, args=(ended,))
    running.start()
    try:
        until(lambda: versions(served) == {"1"} and leftovers(served) == [])
    finally:
        ended.set()
        running.join(60)


def start(settings, relay):
    """The real process, reading the store through the relay."""
    environment = {
        "PIXGEN_S3_ENDPOINT": relay.endpoint,
        "PIXGEN_S3_ACCESS_KEY": settings.s3_access_key,
        "PIXGEN_S3_SECRET_KEY": settings.s3_secret_key.get_secret_value(),
        "PIXGEN_S3_REGION": settings.s3_region,
        "PIXGEN_MODELS_BUCKET": settings.models_bucket,
        "PIXGEN_SYNC_MODELS": "dcgan",
        "PIXGEN_SYNC_DIRECTORY": str(settings.sync_directory),
        "PIXGEN_SYNC_POLL_SECONDS": "0.05",
    }
    command = [sys.executable, "-c", "from pixgen_model_sync.cli import main; main()"]
    return subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)


def test_killed_in_the_middle_of_a_copy(models, settings, relay, served):
    """kill -9 while bytes are on their way: nothing is visible; the next process brings it whole."""
    export = models.put("dcgan", 1, os.urandom(3_000_000))
    relay.hold_after = 1_000_000
    process = start(settings(), relay)
    try:
        assert relay.held.wait(120)
        assert versions(served) == set()
        assert leftovers(served)
    finally:
        process.kill()
        process.wait()
    relay.hold_after = None
    again = start(settings(), relay)
    try:
        until(lambda: versions(served) == {"1"})
        with pytest.raises(PixGenError) as caught:
            Sync(settings()).run(threading.Event())
        assert caught.value.reason == "sync.running"
        again.send_signal(signal.SIGTERM)
        assert again.wait(120) == 0
    finally:
        again.kill()
        again.wait()
    assert content(served / "dcgan" / "1").items() >= content(export).items()
    assert leftovers(served) == []
