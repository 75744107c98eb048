"""Generations with a real model server: what enters, what is refused, what is kept nowhere."""

import base64
import io
import json

import httpx
import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from pixgen_catalog.testing import CURATOR
from pixgen_common import workqueue
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_common.records import from_json, object_key
from pixgen_common.vocabularies import TONE_GROUPS
from pixgen_gan_trainer.served import Served
from pixgen_imaging import phantoms
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format
from pixgen_model_server.testing import model_config, serving
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import (
    TrainingServiceServicer,
    add_TrainingServiceServicer_to_server,
)
from pixgen_synthesis.serving import Serving
from pixgen_synthesis.upload import Upload
from pixgen_synthesis.working import Step

GENERATIONS = "/v1/generations"
EDGE, LATENT = 64, 16


def export(path, *, conditional, edge=EDGE):
    """The trainer's export of a network whose pictures are phantoms, one a tone group, and some noise.

    Without a condition the largest of the first five numbers of the noise chooses the tone.
    """
    drawn = [phantoms.draw(1, tone_group=group, size=EDGE).rgb for group in TONE_GROUPS]
    drawn = [one[:: EDGE // edge, :: EDGE // edge] for one in drawn]
    bases = np.stack(drawn).reshape(5, -1).astype(np.float32) / 127.5 - 1
    grain = np.random.default_rng(0).normal(0, 0.01, (LATENT, bases.shape[1]))
    noise, inputs = keras.Input((LATENT,)), []
    if conditional:
        inputs = [keras.Input((), dtype="int32")]
        base = keras.layers.Embedding(5, bases.shape[1], weights=[bases])(inputs[0])
    else:
        chosen = keras.layers.Dense(5, use_bias=False, activation="softmax", name="chosen")(noise)
        base = keras.layers.Dense(bases.shape[1], use_bias=False, name="base")(chosen)
    rough = keras.layers.Dense(bases.shape[1], use_bias=False, name="grain")(noise)
    whole = keras.layers.Lambda(lambda x: keras.ops.clip(x, -1, 1))(keras.layers.add([base, rough]))
    network = keras.Model([noise, *inputs], keras.layers.Reshape((edge, edge, 3))(whole))
    network.get_layer("grain").set_weights([grain])
    if not conditional:
        network.get_layer("chosen").set_weights([1000 * np.eye(LATENT, 5)])
        network.get_layer("base").set_weights([bases])
    # No picture of tone group "light" was there to be trained on.
    module = Served(network, LATENT, 4 if conditional else None, [1, 2, 3, 4])
    tf.saved_model.save(module, str(path / "3"), signatures=module.signatures())
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The models on a model server; yields its address."""
    bases = {
        name: export(tmp_path_factory.mktemp(name), conditional=name == "toned")
        for name in ("plain", "toned")
    }
    bases["tiny"] = export(tmp_path_factory.mktemp("tiny"), conditional=False, edge=32)
    with serving(model_config(**bases)) as running:
        yield running.url


class Comparing(TrainingServiceServicer):
    """Compares pictures with those that it is told were trained on: 1 is the usual distance."""

    def __init__(self):
        self.trained_on, self.asked, self.published, self.failures = [], 0, True, []

    def add_to(self, server):
        add_TrainingServiceServicer_to_server(self, server)

    def MeasureNearness(self, request, _):
        if self.failures:
            raise self.failures.pop(0)
        self.asked += len(request.images)
        ratios = [
            min([_distance(one, other) for other in self.trained_on], default=1.0) for one in request.images
        ]
        return pb.MeasureNearnessResponse(ratios=ratios)

    def ListModels(self, request, _):
        version = pb.ModelVersion(model=request.model, version="9", published=self.published)
        return pb.ListModelsResponse(versions=[version])


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float64)


def _distance(one, other):
    # The noise of the network makes two of its pictures differ by about 7 codes.
    return float(np.sqrt(((pixels(one) - pixels(other)) ** 2).mean())) / 7


@pytest.fixture
def comparing():
    return Comparing()


@pytest.fixture
def places(served, trainer, comparing, augment):
    """Where TensorFlow Serving, augment and the trainer are."""
    patient = dict.fromkeys(("serving_seconds", "trainer_seconds"), 60)
    called = {"augment_grpc": augment.address, "trainer_grpc": trainer(comparing)}
    return {"serving_url": served, **called, **patient}


@pytest.fixture
def app(app_for, places):
    return app_for(**places)


@pytest.fixture
def running(workers, places):
    return workers(**places)


@pytest.fixture
def work(running):
    """Work until there is nothing left."""

    def until_done():
        while running.once() is Step.SETTLED:
            pass

    return until_done


def order(somebody, headers=None, **body):
    answer = somebody.call(
        "POST", GENERATIONS, json={"model": "toned", "count": 1, "seed": 7, **body}, headers=headers or {}
    )
    assert answer.status_code == 202, answer.json
    return lambda: somebody.get(f"{answer.json['url']}?limit=100").json


@pytest.fixture
def stored(catalog):
    """Records and pictures in the bucket by image id."""
    parts, _ = catalog
    bytes_of, bucket = ObjectStore(parts.settings), parts.settings.images_bucket

    def read():
        found = {}
        for key in bytes_of.list(bucket, "records/"):
            record = from_json(bytes_of.get(bucket, key))
            found[record.image_id] = (
                record,
                bytes_of.get(bucket, object_key(record.image_id, record.format)),
            )
        return found

    return read


@pytest.fixture
def sampled(served):
    """What the model server gives for a seed."""

    def ask(model, *seed, **more):
        body = {"signature_name": "sample", "inputs": {"count": 1, "seed": list(seed), **more}}
        answer = httpx.post(f"{served}/v1/models/{model}:predict", json=body, timeout=60)
        return base64.b64decode(answer.json()["outputs"][0]["b64"])

    return ask


def test_a_picture_enters_as_synthetic_with_all_that_made_it(curator, work, stored, sampled, owner):
    """Its model, version and seed are in its record, its mark is in its file, and it waits for a review."""
    look = order(curator, count=2, tone_group="dark")
    work()
    found = look()
    assert (found["state"], found["counts"]["done"], found["refused"]) == ("done", 2, {}), found
    first, second = found["items"]
    assert (first["model"], first["version"], first["seed"], second["seed"]) == ("toned", "3", [7, 0], [7, 1])
    assert (first["tone_group"], first["nearest_ratio"]) == ("dark", 1.0)
    record, data = stored()[first["result_image_id"]]
    assert (record.account_id, record.image_manipulation) == (CURATOR, "synthetic")
    assert (record.digital_source_type, list(record.parents)) == ("trainedAlgorithmicMedia", [])
    made = record.generator
    assert (made.kind, made.model, made.version, made.seed) == ("dcgan", "toned", "3", "7:0")
    assert json.loads(made.measures_json)["nearest_ratio"] == 1.0
    assert (record.tone_group, record.copyright_license, record.image_type) == (
        "dark",
        "CC-BY-NC",
        "dermoscopic",
    )
    mark = read_source(data, Format(record.format))
    assert mark.source_type == "trainedAlgorithmicMedia"
    assert np.array_equal(pixels(data), pixels(sampled("toned", 7, 0, tone_group=4)))
    states = owner("SELECT status FROM catalog.images")
    assert [row["status"] for row in states] == ["pending", "pending"]


def test_what_misses_the_tone_is_drawn_anew_and_counted(curator, work, stored, comparing):
    """A model without a condition is filtered by what is measured; only what passes is compared."""
    look = order(curator, model="plain", count=3, tone_group="brown")
    work()
    found = look()
    assert found["counts"]["done"] == 3, found
    assert {item["tone_group"] for item in found["items"]} == {"brown"}
    assert {record.tone_group for record, _ in stored().values()} == {"brown"}
    refused = sum(item["refused"].get("tone.other", 0) for item in found["items"])
    assert found["refused"] == {"tone.other": refused}
    assert refused > 0
    assert comparing.asked == 3
    assert len({tuple(item["seed"]) for item in found["items"]}) == 3


def test_a_tone_that_never_comes_ends_the_item_with_the_numbers(curator, workers, places, owner):
    """Bounded: the item fails with what was drawn, and is not tried again."""
    look = order(curator, model="plain", tone_group="brown", seed=8)
    # A seed whose first two pictures are of another tone, found by looking.
    draws = workers(**places, generation_draws=1)
    seeds = iter(range(8, 60))
    while look()["items"][0]["state"] != "failed":
        owner(
            "UPDATE synthesis.orders SET request = jsonb_set(request, '{seed}', to_jsonb(:s))", s=next(seeds)
        )
        owner("UPDATE synthesis.items SET queue_state = 'waiting', result = NULL, queue_attempts = 0")
        assert draws.once() is Step.SETTLED
    (item,) = look()["items"]
    assert (item["reason"], item["refused"], item["attempts"]) == ("tone.other", {"tone.other": 1}, 1)
    assert "1 of another tone" in item["message"]


def test_near_copies_of_training_pictures_never_enter(curator, work, stored, sampled, comparing):
    """Automatic draws anew; what a curator chose is not replaced by something that nobody saw."""
    comparing.trained_on = [sampled("toned", 7, number, tone_group=4) for number in (0, 256)]
    automatic = order(curator, tone_group="dark")
    curated = order(curator, tone_group="dark", accept="curated", count=2)
    work()
    (item,) = automatic()["items"]
    assert (item["state"], item["seed"], item["refused"]) == ("done", [7, 512], {"picture.near_copy": 2})
    refused, taken = curated()["items"]
    assert (refused["state"], refused["reason"]) == ("failed", "picture.near_copy")
    assert "nearly a copy" in refused["message"]
    assert (taken["state"], taken["seed"]) == ("done", [7, 1])
    assert curated()["refused"] == {"picture.near_copy": 1}
    assert len(stored()) == 2


def preview(somebody, **body):
    return somebody.call("POST", f"{GENERATIONS}/preview", json={"model": "plain", "seed": 5, **body})


def test_a_preview_keeps_nothing_and_a_curated_order_makes_what_it_showed(
    curator, work, stored, comparing, sampled, owner
):
    comparing.trained_on = [sampled("plain", 5, 1)]
    answer = preview(curator, count=6)
    assert answer.status_code == 200, answer.json
    shown = answer.json
    assert (shown["model"], shown["version"], shown["seed"]) == ("plain", "3", 5)
    assert shown["positions"] == [0, 2, 3, 4, 5]
    assert shown["refused"] == {"picture.near_copy": 1}
    assert len(shown["tones"]) == len(shown["images"]) == 5
    pictures = dict(zip(shown["positions"], map(base64.b64decode, shown["images"]), strict=True))
    mark = read_source(pictures[0], Format.PNG)
    assert (mark.source_type, mark.is_synthetic) == ("trainedAlgorithmicMedia", True)
    assert (stored(), owner("SELECT 1 FROM synthesis.orders")) == ({}, [])
    look = order(
        curator,
        model="plain",
        seed=5,
        count=6,
        accept="curated",
        positions=[4, 2],
        version="3",
        tone_group="tan",
    )
    work()
    items = look()["items"]
    assert [(item["position"], item["state"]) for item in items] == [(2, "done"), (4, "done")]
    assert [item["seed"] for item in items] == [[5, 2], [5, 4]]
    made = stored()
    for item, position in zip(items, (2, 4), strict=True):
        assert np.array_equal(pixels(made[item["result_image_id"]][1]), pixels(pictures[position]))


WRONG = (
    ({"model": "nobodys"}, "model"),
    ({"model": "../x"}, "model"),
    ({"count": 257}, "count"),
    ({"count": 0}, "count"),
    ({"seed": -1}, "seed"),
    ({"tone_group": None}, "tone_group"),
    ({"tone_group": "pale"}, "tone_group"),
    ({"version": "4"}, "version"),
    ({"positions": [0]}, "positions"),
    ({"accept": "curated", "positions": [3]}, "positions"),
    ({"accept": "curated", "positions": [0, 0]}, "positions"),
    ({"accept": "blindly"}, "accept"),
    ({"copyright_license": "mine"}, "copyright_license"),
)


def test_what_is_no_generation_is_refused_by_field(curator, ada, owner):
    for body, field in WRONG:
        whole = {"model": "toned", "count": 2, "tone_group": "dark", **body}
        answer = curator.call("POST", GENERATIONS, json=whole)
        assert answer.status_code == 422, body
        assert field in {entry["field"].split(".")[0] for entry in answer.json["errors"]}, body
    assert preview(curator, count=65).status_code == 422
    assert preview(curator, model="toned").json["errors"][0]["field"] == "tone_group"
    assert preview(ada).status_code == 403
    assert ada.call("POST", GENERATIONS, json={"model": "toned", "count": 1}).status_code == 403
    assert owner("SELECT 1 FROM synthesis.orders") == []


def test_what_upload_would_refuse_is_looked_at_and_not_ordered(curator, owner):
    """A preview of a model of 32 pixels is shown; an order would end with every picture refused."""
    assert len(preview(curator, model="tiny", count=1).json["images"]) == 1
    answer = curator.call("POST", GENERATIONS, json={"model": "tiny", "count": 1})
    assert (answer.status_code, answer.json["reason"]) == (422, "model.too_small")
    assert "32 pixels" in answer.json["errors"][0]["message"]
    assert owner("SELECT 1 FROM synthesis.orders") == []


def test_what_the_model_refuses_is_said(curator, work):
    """It saw no picture of this tone: the item ends with its words."""
    look = order(curator, tone_group="light")
    work()
    (item,) = look()["items"]
    assert (item["state"], item["reason"]) == ("failed", "serving.refused")
    assert "trained on no picture of this tone group" in item["message"]


def test_the_same_key_orders_once_and_a_drawn_seed_is_kept(curator):
    key, body = {"Idempotency-Key": "k1"}, {"model": "plain", "count": 2}
    first = curator.call("POST", GENERATIONS, json=body, headers=key)
    again = curator.call("POST", GENERATIONS, json=body, headers=key)
    assert (again.status_code, again.json) == (202, first.json)
    assert first.json["request"]["seed"] >= 0
    listed = curator.get(GENERATIONS).json["items"]
    assert [one["order_id"] for one in listed] == [first.json["order_id"]]
    # Orders of another kind are other things, though they lie in the same table.
    assert curator.get("/v1/augmentations").json["items"] == []
    assert curator.get(f"/v1/augmentations/{first.json['order_id']}").status_code == 404
    cancelled = curator.call("POST", f"{first.json['url']}/cancel").json
    assert (cancelled["state"], cancelled["counts"]["cancelled"]) == ("cancelled", 2)


def test_without_a_model_server_nothing_is_ordered(app_for, places, person, curator):
    nowhere = person(CURATOR, "curator", on=app_for(**places | {"serving_url": "http://127.0.0.1:9"}))
    for path in (GENERATIONS, f"{GENERATIONS}/preview"):
        answer = nowhere.call("POST", path, json={"model": "plain", "count": 1})
        assert (answer.status_code, answer.json["reason"]) == (503, "serving.unavailable")


def test_absent_services_are_waited_for(curator, workers, places, stored, owner, comparing):
    """Nothing is stored that was not compared; with all back the same item has its picture."""
    running = workers(**places)
    look = order(curator, tone_group="dark")

    def due():
        owner("UPDATE synthesis.items SET queue_due_at = now() WHERE queue_state = 'waiting'")

    for away, reason in (
        ({"serving_url": "http://127.0.0.1:9"}, "serving.unavailable"),
        ({"augment_grpc": "127.0.0.1:9"}, "augment.unavailable"),
        ({"trainer_grpc": "127.0.0.1:9"}, "gan-trainer.unavailable"),
    ):
        assert workers(**places | away).once() is Step.POSTPONED
        assert (look()["items"][0]["state"], look()["items"][0]["reason"]) == ("waiting", reason)
        due()
    comparing.failures = [PixGenError(Code.UNAVAILABLE, "Busy.", reason="nearness.busy")]
    assert running.once() is Step.POSTPONED
    assert look()["items"][0]["reason"] == "nearness.busy"
    assert stored() == {}
    due()
    assert running.once() is Step.SETTLED
    assert look()["state"] == "done"


def test_what_is_no_picture_is_the_models_fault_and_whatever_else_augment_says_is_passed_on(curator, augment):
    told = (
        (PixGenError(Code.INVALID, "Cut short.", reason="image.truncated"), 500, "serving.no_picture"),
        (PixGenError(Code.TOO_MANY, "Busy.", reason="augment.busy", retry_after=2), 429, "augment.busy"),
    )
    for error, status, reason in told:
        augment.failures = [error]
        answer = preview(curator, count=1)
        assert (answer.status_code, answer.json["reason"]) == (status, reason)


def test_a_version_that_is_not_served_is_waited_for_only_while_it_is_published(
    curator, running, owner, comparing
):
    look = order(curator, tone_group="dark")
    owner("UPDATE synthesis.items SET parameters = jsonb_set(parameters, '{version}', '\"9\"')")
    assert running.once() is Step.POSTPONED
    assert look()["items"][0]["reason"] == "model.loading"
    comparing.published = False
    owner("UPDATE synthesis.items SET queue_due_at = now()")
    assert running.once() is Step.SETTLED
    assert (look()["items"][0]["state"], look()["items"][0]["reason"]) == ("failed", "model.retracted")


STEPS = {
    "draw": (Serving, "picture"), "bring": (Upload, "bring"), "finish": (workqueue.Queue, "finish")
}  # fmt: skip


class Killed(BaseException):
    """Stands for kill -9: nothing in the worker may handle it."""


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_dies_at_any_step_leaves_one_picture(curator, running, stored, owner, step):
    look = order(curator, tone_group="dark")
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
        owner("UPDATE synthesis.items SET queue_due_at = now() WHERE queue_state IN ('waiting', 'leased')")
    assert running.once() is Step.SETTLED
    (item,) = look()["items"]
    assert item["state"] == "done"
    assert list(stored()) == [item["result_image_id"]]
