"""The worker on real services: one result for each item, whatever fails or dies on the way."""

import json
import threading
import time

import pytest
from pixgen_catalog.testing import ADA, BEN
from pixgen_common import workqueue
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_common.records import from_json, object_key, record_key
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format
from pixgen_synthesis import store
from pixgen_synthesis.augment import Augment
from pixgen_synthesis.upload import Upload
from pixgen_synthesis.working import Step

DARK = {"tone_group": "dark"}


@pytest.fixture
def records(catalog):
    """Records in the bucket by image id."""
    parts, _ = catalog
    store, bucket = ObjectStore(parts.settings), parts.settings.images_bucket

    def read():
        keys = store.list(bucket, "records/")
        return {record.image_id: record for record in (from_json(store.get(bucket, key)) for key in keys)}

    return read


@pytest.fixture
def ordered(ada):
    """Order results for pictures; yields what looks at the order."""

    def place(*image_ids, by=ada, **order):
        answer = by.order(image_ids=list(image_ids), **{"target": DARK, **order})
        assert answer.status_code == 202, answer.json
        return lambda: by.get(answer.json["url"]).json

    return place


@pytest.fixture
def due(owner):
    """Let leases and back-off of all items end now."""
    return lambda: owner(
        "UPDATE synthesis.items SET queue_due_at = now() WHERE queue_state IN ('waiting', 'leased')"
    )


def test_a_result_enters_through_upload_with_all_that_is_known_of_it(
    workers, augment, ordered, source, records, catalog
):
    """Altered, its source its parent, the orderer its owner, under the source's consent, marked inside."""
    origin = source(1)
    look = ordered(origin, strength=0.75)
    assert workers().once() is not Step.IDLE
    order = look()
    (item,) = order["items"]
    assert (order["state"], item["state"], item["attempts"]) == ("done", "done", 1)
    assert item["measures"] == {"tone_error_deg": 0.25, "skin_fraction": 0.5} | {
        "lesion_fraction": 0.0,
        "clipped_fraction": 0.0,
    }
    assert item["warnings"] == [{"code": "tone_unreliable", "message": "The tone is unreliable."}]
    stored = records()
    record, parent = stored[item["result_image_id"]], stored[origin]
    assert (record.account_id, list(record.parents)) == (ADA, [origin])
    assert (record.image_manipulation, record.digital_source_type) == ("altered", "algorithmicallyEnhanced")
    for name in ("consent_id", "patient_id", "lesion_id", "copyright_license", "image_type", "age_approx"):
        assert getattr(record, name) == getattr(parent, name), name
    assert [entry.condition_id for entry in record.diagnosis] == ["psoriasis"]
    assert (record.notes, list(record.fitzpatrick_skin_type)) == ("", [])
    made = record.generator
    assert (made.kind, made.model, made.version, made.method) == (
        "augment", "PixGen augment", "tone/1", "TONE"
    )  # fmt: skip
    assert json.loads(made.parameters_json)["target"] == DARK
    assert json.loads(made.parameters_json)["strength"] == 0.75
    assert json.loads(made.measures_json)["tone_error_deg"] == 0.25
    parts, _ = catalog
    data = ObjectStore(parts.settings).get(
        parts.settings.images_bucket, object_key(record.image_id, record.format)
    )
    assert read_source(data, Format(record.format)).source_type == "algorithmicallyEnhanced"
    (request,) = augment.requests
    assert (request.target.tone_group, request.strength) == ("dark", 0.75)


def test_what_networks_and_synthetic_sources_make_is_called_so(workers, ordered, source, records):
    """A network makes a composite; what no camera ever saw stays synthetic."""
    origin = source(1)
    phantom = source(
        2,
        image_manipulation="synthetic",
        generator={"kind": "phantom", "version": "1"},
    )
    looks = [
        ordered(origin, method="HYBRID"),
        ordered(phantom, include_synthetic=True),
        ordered(phantom, include_synthetic=True, method="NEURAL"),
    ]
    running = workers()
    while running.once() is not Step.IDLE:
        pass
    stored = records()
    found = [stored[look()["items"][0]["result_image_id"]] for look in looks]
    assert [(record.image_manipulation, record.digital_source_type) for record in found] == [
        ("altered", "compositeWithTrainedAlgorithmicMedia"),
        ("synthetic", "algorithmicMedia"),
        ("synthetic", "compositeWithTrainedAlgorithmicMedia"),
    ]
    assert (found[0].generator.model, found[0].generator.method) == ("test/module", "HYBRID")


@pytest.mark.parametrize("code", [Code.UNAVAILABLE, Code.TOO_MANY, Code.DEADLINE, Code.INTERNAL])
def test_what_passes_is_tried_again(workers, augment, ordered, source, due, code):
    """The item waits with the reason to be seen, longer each time, and then has its result."""
    look = ordered(source(1))
    augment.failures = [PixGenError(code, "Busy.", reason="augment.busy")] * 2
    running = workers()
    for tries in (1, 2):
        assert running.once() is not Step.IDLE
        (item,) = look()["items"]
        assert (item["state"], item["attempts"], item["reason"]) == ("waiting", tries, "augment.busy")
        assert item["message"] == "Busy."
        due()
    assert running.once() is not Step.IDLE
    (item,) = look()["items"]
    assert (item["state"], item["reason"], item["message"]) == ("done", None, None)


def test_an_absent_service_is_waited_for_and_given_up_in_the_end(workers, augment, ordered, source, due):
    """Nobody answers at augment's address, then at upload's: the last try ends the item, with the reason."""
    look = ordered(source(1))
    tries = [workers(augment_grpc="127.0.0.1:9"), workers(upload_url="http://127.0.0.1:9")]
    for running, reason in zip(tries, ("augment.unavailable", "upload.unavailable"), strict=True):
        assert running.once() is not Step.IDLE
        assert (look()["items"][0]["state"], look()["items"][0]["reason"]) == ("waiting", reason)
        due()
    assert workers(upload_url="http://127.0.0.1:9", work_attempts=3).once() is not Step.IDLE
    (item,) = look()["items"]
    assert (item["state"], item["reason"], item["attempts"]) == ("failed", "upload.unavailable", 3)
    assert item["finished_at"]


def test_a_refusal_ends_an_item_at_once(workers, augment, ordered, source):
    """What augment refuses for good is told with its reason; the other items go on."""
    look = ordered(source(1), source(2))
    augment.failures = [PixGenError(Code.UNPROCESSABLE, "Too bright.", reason="tone.over_exposed")]
    running = workers()
    while running.once() is not Step.IDLE:
        pass
    order = look()
    assert (order["state"], order["counts"]["done"], order["counts"]["failed"]) == ("done", 1, 1)
    failed = next(item for item in order["items"] if item["state"] == "failed")
    assert (failed["reason"], failed["message"], failed["attempts"]) == (
        "tone.over_exposed", "Too bright.", 1
    )  # fmt: skip


def test_a_consent_withdrawn_after_ordering_is_obeyed(workers, augment, ordered, source, owner):
    """The picture is not even read; nor is one that somebody took out of sight."""
    look = ordered(source(1))
    owner("SELECT catalog.withdraw_consent(consent_id, 'asked', 'x') FROM catalog.images")
    assert workers().once() is not Step.IDLE
    (item,) = look()["items"]
    assert (item["state"], item["reason"]) == ("failed", "source.not_visible")
    assert augment.requests == []


def test_another_persons_published_picture_becomes_ones_own_result_and_goes_with_its_consent(
    workers, ben, ordered, source, publish, records, owner
):
    """The orderer owns the result; withdrawing the source's consent takes both."""
    origin = source(1, access="open", recognizable_visual_features="NO")
    publish(origin)
    look = ordered(origin, by=ben)
    assert workers().once() is not Step.IDLE
    result = look()["items"][0]["result_image_id"]
    assert records()[result].account_id == BEN
    owner("SELECT catalog.withdraw_consent(consent_id, 'asked', 'x') FROM catalog.images")
    states = owner("SELECT image_id, status FROM catalog.images")
    assert {row["image_id"]: row["status"] for row in states} == {
        origin: "withdrawn",
        result: "withdrawn",
    }


STEPS = {
    "lease": (workqueue.Queue, "lease"),
    "item": (store, "item"),
    "stylize": (Augment, "stylize"),
    "bring": (Upload, "bring"),
    "finish": (workqueue.Queue, "finish"),
}


class Killed(BaseException):
    """Stands for kill -9: nothing in the worker may handle it."""


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_dies_at_any_step_leaves_one_result(
    workers, augment, ordered, source, records, due, step
):
    """Killed before and after each step, by a network whose bytes differ each time: one picture, one end."""
    augment.noisy = True
    look = ordered(source(1))
    running = workers(work_lease_seconds=600)
    place, name = STEPS[step]
    original = getattr(place, name)

    def before(*_, **__):
        raise Killed

    def after(*arguments, **more):
        original(*arguments, **more)
        raise Killed

    for die in (before, after):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, name, die)
            with pytest.raises(Killed):
                running.once()
        assert look()["items"][0]["state"] in {"waiting", "running"}
        # What a dead worker held comes back when its lease ends.
        due()
    assert running.once() is not Step.IDLE
    (item,) = look()["items"]
    assert item["state"] == "done"
    assert [one.image_id for one in records().values() if one.parents] == [item["result_image_id"]]
    assert running.once() is Step.IDLE


def test_a_cancelled_order_is_not_tried_again(workers, augment, ordered, source, ada, owner):
    """An item that fails while its order is being cancelled ends cancelled."""
    look = ordered(source(1))
    augment.failures = [PixGenError(Code.UNAVAILABLE, "Busy.", reason="augment.busy")]
    augment.go_on.clear()
    running = workers()
    thread = threading.Thread(target=running.once)
    thread.start()
    assert augment.inside.wait(60)
    assert ada.call("POST", f"{look()['url']}/cancel").json["counts"]["running"] == 1
    augment.go_on.set()
    thread.join(60)
    assert look()["counts"]["cancelled"] == 1
    assert look()["state"] == "cancelled"


def test_a_worker_keeps_its_lease_and_gives_it_back_when_it_is_asked_to_end(
    workers, augment, ordered, source, owner
):
    """While it lives nobody else gets the item; then another has it at once, and no try is counted."""
    look = ordered(source(1))
    augment.go_on.clear()
    ending = workers(work_at_once=1, work_lease_seconds=6)
    ending.start()
    assert augment.inside.wait(60)

    def until():
        return owner("SELECT queue_due_at FROM synthesis.items")[0]["queue_due_at"]

    first, give_up = until(), time.monotonic() + 60
    while until() == first and time.monotonic() < give_up:
        time.sleep(0.05)
    assert until() > first
    ending.stop(0)
    assert (look()["items"][0]["state"], look()["items"][0]["attempts"]) == ("waiting", 0)
    augment.go_on.set()
    assert workers().once() is not Step.IDLE
    assert look()["items"][0]["state"] == "done"


def test_bytes_that_are_not_the_records_are_not_used(workers, augment, ordered, source, catalog, due):
    """A source that cannot be read whole is tried again; nothing is made of a piece of it."""
    origin = source(1)
    look = ordered(origin)
    parts, _ = catalog
    bytes_of, bucket = ObjectStore(parts.settings), parts.settings.images_bucket
    record = from_json(bytes_of.get(bucket, record_key(origin)))
    key = object_key(origin, record.format)
    whole = bytes_of.get(bucket, key)
    bytes_of.put(bucket, key, whole[:-100], if_absent=False)
    running = workers()
    assert running.once() is not Step.IDLE
    assert look()["items"][0]["reason"] == "source.unreadable"
    assert augment.requests == []
    bytes_of.put(bucket, key, whole, if_absent=False)
    due()
    assert running.once() is not Step.IDLE
    assert look()["state"] == "done"
