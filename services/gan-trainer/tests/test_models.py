"""Versions of a really trained model: registered, gated, published, served, taken back, compared with."""

import http.client
import io
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from pixgen_catalog import migrate
from pixgen_catalog.app import VERIFIER, create_app
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.decision_tables import models as recorded_models
from pixgen_catalog.grpc_service import SERVICE_NAME as CATALOG_SERVICE
from pixgen_catalog.grpc_service import CatalogService
from pixgen_catalog.register import register as register_picture
from pixgen_catalog.settings import Settings as CatalogSettings
from pixgen_catalog.testing import a_record
from pixgen_common import model_publishing, rpc
from pixgen_common.auth import TokenVerifier
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_common.model_store import Manifest, digest_of, version_key
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings, StoreSettings
from pixgen_common.testing import Identities
from pixgen_gan_trainer import batches, dataset, looking, vgg
from pixgen_gan_trainer.config import configure
from pixgen_gan_trainer.events import METRICS, Events
from pixgen_gan_trainer.looker import ChildLooker
from pixgen_gan_trainer.models import Models
from pixgen_gan_trainer.models_grpc import SERVICE_NAME, ModelsServicer
from pixgen_gan_trainer.nearness import REFERENCE, Nearness, Reference
from pixgen_gan_trainer.pictures import Folder
from pixgen_gan_trainer.register import Origin, register
from pixgen_gan_trainer.registry import Decision, Registry
from pixgen_gan_trainer.run import Run
from pixgen_gan_trainer.store import ObjectRunStore
from pixgen_local import objectstore
from pixgen_model_server.testing import model_config, serving
from pixgen_model_sync.settings import Settings as SyncSettings
from pixgen_model_sync.syncing import Sync
from pixgen_protos.catalog.v1 import catalog_pb2
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import TrainingServiceStub
from tensorflow_serving.apis import predict_pb2

TINY = {"steps": 4, "evaluate_every": 4, "checkpoint_every": 4, "samples": 32, "width": 8}
GOOD = {"kid": 0.2, "kid_low": 0.1, "kid_high": 0.3, "diversity_ratio": 0.9, "nearest_ratio_median": 1.0}
SECONDS = 120


class AnySettings(CommonSettings, AuthSettings, GrpcSettings):
    """What a gRPC server and its callers need."""


@pytest.fixture(scope="module")
def until():
    """Waits for something that will surely happen."""

    def wait(question):
        end = time.monotonic() + SECONDS
        while not (found := question()):
            assert time.monotonic() < end, "it did not come to pass"
            time.sleep(0.02)
        return found

    return wait


@pytest.fixture(scope="module")
def objects(object_store):
    """The object store with three empty buckets: `objects.runs`, `objects.models` and `objects.datasets`."""
    keys = object_store.access_key, object_store.secret_key
    client = objectstore.client(object_store.endpoint, *keys, object_store.region)
    made = ObjectStore(
        StoreSettings(
            s3_endpoint=object_store.endpoint,
            s3_access_key=keys[0],
            s3_secret_key=keys[1],
            s3_region=object_store.region,
        )
    )
    mark = secrets.token_hex(6)
    made.runs, made.models, made.datasets = (f"t-{mark}-{name}" for name in ("runs", "models", "datasets"))
    for name in (made.runs, made.models, made.datasets):
        client.make_bucket(name)
    yield made
    for name in (made.runs, made.models, made.datasets):
        objectstore.remove_bucket(client, name)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return Identities(tmp_path_factory.mktemp("keys"), ("catalog", "synthesis", "gan-trainer"))


@pytest.fixture(scope="module")
def settings_of(keys, tmp_path_factory):
    """Settings of a service that calls others."""
    cache = tmp_path_factory.mktemp("jwks") / "jwks.json"
    cache.write_text('{"keys": []}')

    def of(service):
        return AnySettings(
            environment="local",
            service_keys_file=keys.service_keys_file,
            service_key_file=keys.service_key_file(service),
            auth_jwks_cache=cache,
        )

    return of


@pytest.fixture(scope="module")
def catalog(postgres_server, object_store, objects, settings_of):
    """A real catalog with one snapshot: `catalog.stub`, `catalog.snapshot`, `catalog.recorded()`."""
    database = postgres_server.create()
    migrate.upgrade(database.owner_url, "pixgen_app")
    own = settings_of("gan-trainer")
    settings = CatalogSettings(
        environment="local",
        s3_endpoint=object_store.endpoint,
        s3_access_key=object_store.access_key,
        s3_secret_key=object_store.secret_key,
        s3_region=object_store.region,
        datasets_bucket=objects.datasets,
        catalog_database_url=database.app_url,
        catalog_key_secret="k" * 40,
        identity_key="i" * 40,
        service_keys_file=own.service_keys_file,
    )
    app = create_app(settings)
    parts, verifier = app.extensions[EXTENSION], app.extensions[VERIFIER]
    running = rpc.serve(settings, verifier, [CatalogService(parts).add_to], "127.0.0.1:0", [CATALOG_SERVICE])
    channel = rpc.channel(f"127.0.0.1:{running.port}", own, ServiceSigner(own), "catalog")
    stub = CatalogServiceStub(channel)
    picture = a_record("taught", consent_scopes=["share", "ml_training", "generative"])
    register_picture(parts.engine, picture)
    with parts.engine.begin() as connection:
        columns = "INSERT INTO catalog.reviews (image_id, reviewer_id, decision)"
        connection.exec_driver_sql(f"{columns} VALUES ('{picture.image_id}', 'acc_curator', 'publish')")
    snapshot = rpc.call(
        stub.CreateSnapshot, catalog_pb2.CreateSnapshotRequest(idempotency_key="one")
    ).snapshot

    def recorded():
        with parts.engine.connect() as connection:
            return {(row.model, row.version): row for row in connection.execute(recorded_models.select())}

    yield SimpleNamespace(stub=stub, snapshot=snapshot, recorded=recorded)
    channel.close()
    running.stop(0)
    parts.engine.dispose()
    postgres_server.drop(database)


@pytest.fixture(scope="module")
def run(folder, objects, tmp_path_factory):
    """A tiny run in the object store, completed."""
    place = tmp_path_factory.mktemp("cache")
    cache = dataset.build(Folder(folder), place, 32)
    store = ObjectRunStore(objects, objects.runs, "run-1")
    events = Events(store, lambda _kind, _fields: None)
    made = Run(configure("smoke", **TINY), store, cache, dataset.place_of(cache, place), events)
    assert made.go() == "completed"
    return made


@pytest.fixture(scope="module")
def registry(objects):
    return Registry(objects, objects.models)


@pytest.fixture(scope="module")
def registered(run, registry, catalog):
    """The run's version of `dcgan`, once more after it was registered. Returns: both numbers."""
    origin = Origin("run-1", catalog.snapshot.snapshot_id)
    return register(run, registry, "dcgan", origin), register(run, registry, "dcgan", origin)


@pytest.fixture(scope="module")
def files(registered, run, tmp_path_factory):
    """The exported files in a folder."""
    folder = tmp_path_factory.mktemp("export")
    for name in run.store.names("export/"):
        path = folder / name.removeprefix("export/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(run.store.read(name))
    return folder


@pytest.fixture(scope="module")
def a_version(files, registry):
    """Store and enter a version with the run's files and such measures, under another name or number."""

    def make(model, version=1, snapshot_id=None, **measures):
        entry = registry.entry("dcgan", 1)
        sha256 = model_publishing.store_version(registry.objects, registry.bucket, files, model, version)
        changed = {"model": model, "version": version, "manifest_sha256": sha256}
        changed["snapshot_id"] = entry.snapshot_id if snapshot_id is None else snapshot_id
        changed["measures"] = {**entry.measures, **GOOD, **measures}
        registry.enter(entry.model_copy(update=changed))

    return make


@pytest.fixture(scope="module")
def looker():
    made = ChildLooker()
    yield made
    made.close()


@pytest.fixture(scope="module")
def trainer(registry, objects, catalog, looker, settings_of):
    """The servicer over real gRPC, called by synthesis."""
    nearness = Nearness(registry, lambda run_id: ObjectRunStore(objects, objects.runs, run_id), looker)
    with calling(ModelsServicer(Models(registry, catalog.stub), nearness), settings_of) as stub:
        yield stub


@contextmanager
def calling(servicer, settings_of):
    settings = settings_of("gan-trainer")
    verifier = TokenVerifier(settings, "gan-trainer")
    running = rpc.serve(settings, verifier, [servicer.add_to], "127.0.0.1:0", [SERVICE_NAME])
    own = settings_of("synthesis")
    with rpc.channel(f"127.0.0.1:{running.port}", own, ServiceSigner(own), "gan-trainer") as channel:
        yield TrainingServiceStub(channel)
    running.stop(0)


def call(method, request):
    return rpc.call(method, request, timeout=SECONDS)


def publish(stub, model, version=1, reason=""):
    request = pb.PublishModelRequest(model=model, version=str(version), override_reason=reason)
    return call(stub.PublishModel, request)


def retract(stub, model, version=1, reason="not needed"):
    return call(stub.RetractModel, pb.RetractModelRequest(model=model, version=str(version), reason=reason))


@contextmanager
def refused(code, reason, *fields):
    with pytest.raises(PixGenError) as caught:
        yield
    assert (caught.value.code, caught.value.reason) == (code, reason)
    assert [one.field for one in caught.value.fields] == list(fields)


def served_of(registry, model):
    return [
        one.version for one in model_publishing.published(registry.objects, registry.bucket, model).versions
    ]


def test_a_run_registered_twice_is_one_version_with_every_file(registered, registry, run, objects):
    """Both times it is version 1; its files are those of its manifest, which was not written anew."""
    assert registered == (1, 1)
    (entry,) = registry.entries("dcgan")
    raw = objects.get(objects.models, version_key("dcgan", 1))
    assert digest_of(raw) == entry.manifest_sha256
    for name, file in Manifest.model_validate_json(raw).files.items():
        assert digest_of(objects.get(objects.models, version_key("dcgan", 1, name))) == file.sha256
    assert sum(entry.tones.values()) == run.cache.train
    assert entry.measures == run.history()[-1]


def test_another_run_gets_the_next_number(registered, registry):
    """Numbers are not given twice, whoever asks again."""
    assert [registry.claim("counted", run) for run in ("a", "b", "a", "c", "b")] == [1, 2, 1, 3, 2]


def test_what_is_made_of_training_pictures_stays_with_the_run(registered, objects, run):
    """The models' bucket, which serving machines read, holds no features of pictures."""
    keys_of_models = list(objects.list(objects.models, ""))
    assert run.store.read(REFERENCE) is not None
    assert not [key for key in keys_of_models if key.endswith(".npz")]


def test_a_version_is_listed_with_all_that_the_contract_says(trainer, registered, catalog):
    (found,) = call(trainer.ListModels, pb.ListModelsRequest(model="dcgan")).versions
    assert (found.model, found.version, found.run_id) == ("dcgan", "1", "run-1")
    assert (found.snapshot_id, found.image_size, found.conditional) == (
        catalog.snapshot.snapshot_id,
        32,
        False,
    )
    assert json.loads(found.measures_json)["step"] == TINY["steps"]
    assert found.card.startswith("# Model card")
    assert not found.published
    everything = call(trainer.ListModels, pb.ListModelsRequest()).versions
    assert ("dcgan", "1") in {(one.model, one.version) for one in everything}
    assert list(call(trainer.ListModels, pb.ListModelsRequest(model="none")).versions) == []


def test_what_is_not_there_is_not_found(trainer, registered):
    for model, version in (("none", "1"), ("dcgan", "2"), ("dcgan", "0"), ("dcgan", "x"), ("dcgan", "")):
        with refused(Code.NOT_FOUND, "not_found"):
            publish(trainer, model, version)
        with refused(Code.NOT_FOUND, "not_found"):
            retract(trainer, model, version)
        with refused(Code.NOT_FOUND, "not_found"):
            call(trainer.MeasureNearness, pb.MeasureNearnessRequest(model=model, version=version))
    with refused(Code.INVALID, "model.name"):
        publish(trainer, "../dcgan")


def test_the_gate_refuses_and_an_override_is_kept_with_its_reason(trainer, a_version, registry, catalog):
    """A collapsed version is not served, nor recorded; with a reason it is both, and the reason stays."""
    a_version("collapsed", diversity_ratio=0.1)
    with refused(Code.PRECONDITION_FAILED, "model.gate", "collapse"):
        publish(trainer, "collapsed")
    assert served_of(registry, "collapsed") == []
    assert ("collapsed", "1") not in catalog.recorded()
    with on_behalf_of("acc_curator"):
        made = publish(trainer, "collapsed", reason="a demonstration")
    assert [one.split(":")[0] for one in made.findings] == ["collapse"]
    assert made.version.published
    assert served_of(registry, "collapsed") == [1]
    decision = registry.newest_decision(registry.entry("collapsed", 1))
    assert (decision.reason, decision.by) == ("a demonstration", "acc_curator")
    row = catalog.recorded()["collapsed", "1"]
    assert (row.snapshot_id, row.measures["diversity_ratio"]) == (catalog.snapshot.snapshot_id, 0.1)


def test_a_worse_version_is_refused_and_a_better_one_follows(trainer, a_version, registry):
    """KID is compared with the version that is served; asking twice changes nothing."""
    a_version("line", 1)
    a_version("line", 2, kid=0.31)
    a_version("line", 3, kid=0.29)
    assert list(publish(trainer, "line", 1).findings) == []
    with refused(Code.PRECONDITION_FAILED, "model.gate", "kid_worse"):
        publish(trainer, "line", 2)
    publish(trainer, "line", 3)
    assert publish(trainer, "line", 3) == publish(trainer, "line", 3)
    assert served_of(registry, "line") == [3, 1]
    with refused(Code.PRECONDITION_FAILED, "model.newer_served"):
        publish(trainer, "line", 2, "still")
    taken = retract(trainer, "line", 3, "blurred")
    assert (taken.serving_version, taken.version.retracted_reason) == ("1", "blurred")
    assert retract(trainer, "line", 3, "again") == taken
    assert retract(trainer, "line", 1).serving_version == ""
    with refused(Code.PRECONDITION_FAILED, "model.gate", "was_retracted"):
        publish(trainer, "line", 3)


def test_taking_back_needs_a_reason_and_something_to_take_back(trainer, a_version):
    a_version("idle")
    with refused(Code.INVALID, "model.reason", "reason"):
        retract(trainer, "idle", reason=" ")
    with refused(Code.PRECONDITION_FAILED, "model.not_published"):
        retract(trainer, "idle")


def test_without_the_catalog_nothing_is_served_and_a_repeat_does_it(
    trainer, a_version, registry, settings_of
):
    """The catalog learns of a version first; while it is away, publishing fails and changes nothing."""
    a_version("alone")
    own = settings_of("gan-trainer")
    with rpc.channel("127.0.0.1:9", own, ServiceSigner(own), "catalog") as nobody:
        with refused(Code.UNAVAILABLE, "unavailable"):
            Models(registry, CatalogServiceStub(nobody)).publish("alone", 1, "", "acc_curator")
    assert served_of(registry, "alone") == []
    publish(trainer, "alone")
    assert served_of(registry, "alone") == [1]


def test_what_a_killed_publication_left_is_finished_by_the_next(trainer, a_version, registry, catalog):
    """Recorded and decided but not served: asked again, it is served, and recorded once."""
    a_version("half")
    entry = registry.entry("half", 1)
    told = {"model": "half", "version": "1", "snapshot_id": entry.snapshot_id}
    request = catalog_pb2.RecordModelRequest(**told, measures_json=json.dumps(entry.measures))
    call(catalog.stub.RecordModel, request)
    registry.decide(entry, Decision(kind="published", at="2026-01-01T00:00:00Z", by="acc_curator"))
    assert publish(trainer, "half").version.published
    assert ("half", "1") in catalog.recorded()


def test_a_version_of_a_folder_is_published_only_on_purpose(trainer, a_version, registry, catalog):
    """No withdrawal reaches it, so the gate says so; the catalog is told nothing."""
    a_version("foldered", snapshot_id="")
    with refused(Code.PRECONDITION_FAILED, "model.gate", "no_lineage"):
        publish(trainer, "foldered")
    publish(trainer, "foldered", reason="our own pictures")
    assert served_of(registry, "foldered") == [1]
    assert ("foldered", "1") not in catalog.recorded()


def png(rgb):
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "PNG")
    return out.getvalue()


def nearness(stub, images, model="dcgan"):
    request = pb.MeasureNearnessRequest(model=model, version="1", images=images)
    return list(call(stub.MeasureNearness, request).ratios)


def test_a_killed_child_is_replaced(trainer, looker, registered, noise_pictures):
    """kill -9 of the process that looks at pictures costs nobody an answer."""
    looker.start()
    killed = looker.pid
    os.kill(killed, signal.SIGKILL)
    assert len(nearness(trainer, [png(noise_pictures[0])])) == 1
    assert looker.pid not in {None, killed}


def test_copies_of_training_pictures_are_near_and_noise_is_far(trainer, run, noise_pictures):
    """Training pictures are at no distance, unseen ones at the usual one, noise beyond it."""
    train, _ = batches.all_of(run.cache, run.place, "train")
    unseen, _ = batches.all_of(run.cache, run.place, "held-out")
    assert max(nearness(trainer, map(png, train[:4]))) < 0.01
    assert np.median(nearness(trainer, map(png, unseen))) == pytest.approx(1, abs=0.05)
    assert min(nearness(trainer, map(png, noise_pictures[:3]))) > 1


def test_pictures_that_cannot_be_compared_are_named(trainer, registered, noise_pictures):
    """Each picture at fault is a field; so is their number."""
    good, large = png(noise_pictures[0]), png(np.zeros((33, 32, 3), np.uint8))
    jpeg = io.BytesIO()
    Image.fromarray(noise_pictures[0]).save(jpeg, "JPEG")
    with refused(Code.INVALID, "nearness.images", "images.1", "images.2", "images.3", "images.4"):
        nearness(trainer, [good, large, b"", good[:60], jpeg.getvalue()])
    for wrong in ([], [good] * 257):
        with refused(Code.INVALID, "nearness.images", "images"):
            nearness(trainer, wrong)


def test_the_child_ends_when_nobody_asks(until):
    """Idle, it gives its memory back."""
    idle = ChildLooker(idle_seconds=0.05)
    idle.start()
    until(lambda: idle.pid is None)
    idle.close()


def test_a_discriminators_eyes_are_made_again(run, monkeypatch, noise_pictures):
    """Without VGG16's weights the run's own discriminator looks, from what was kept of it."""
    monkeypatch.setattr(vgg, "weights_path", lambda: None)
    reference = Reference.from_bytes(looking.reference_of(run).to_bytes())
    assert reference.sight.name == "discriminator"
    train, _ = batches.all_of(run.cache, run.place, "train")
    np.testing.assert_allclose(looking.eyes_of(reference.sight).features(train), reference.train, atol=1e-5)


def test_the_serving_process_does_without_tensorflow():
    """Neither the servicer nor what it is made of imports it."""
    program = (
        "import sys; import pixgen_gan_trainer.models_grpc, pixgen_gan_trainer.looker; "
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def second(registered, run, registry, objects, catalog):
    """A second version whose pictures are others. Returns: the pictures of both for the same noise."""

    def drawn():
        generator = run.trainer.sampler.recalibrated(run.cache.tone_counts)
        return (np.asarray(generator([run.trainer.sampler.noise(3, 5)], training=False)) + 1) / 2

    first = drawn()
    for variable in (*run.trainer.averaged.trainable_variables, *run.trainer.generator.trainable_variables):
        variable.assign(variable * 1.5)
    run.store.write(METRICS, json.dumps({**run.history()[-1], **GOOD}).encode())
    assert register(run, registry, "dcgan", Origin("run-2", catalog.snapshot.snapshot_id)) == 2
    return first, drawn()


@pytest.fixture(scope="module")
def following(object_store, objects, tmp_path_factory):
    """model-sync at work on the models' bucket. Returns: its directory."""
    directory, ended = tmp_path_factory.mktemp("served"), threading.Event()
    settings = SyncSettings(
        s3_endpoint=object_store.endpoint,
        s3_access_key=object_store.access_key,
        s3_secret_key=object_store.secret_key,
        s3_region=object_store.region,
        models_bucket=objects.models,
        sync_models="dcgan",
        sync_directory=directory,
        sync_poll_seconds=0.1,
    )
    thread = threading.Thread(target=Sync(settings).run, args=(ended,))
    thread.start()
    yield directory
    ended.set()
    thread.join()


class Load:
    """Fifty requests a second over five connections, for as long as the block lasts.

    `seen` is the picture of the last answer, `failed` what was not answered as it should be.
    """

    def __init__(self, url, noise):
        self.answers, self.failed, self.seen = 0, [], None
        self._address = url.removeprefix("http://")
        self._body = json.dumps({"instances": noise.numpy()[:1].tolist()})
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(5)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def shows(self, picture):
        return self.seen is not None and np.allclose(self.seen, picture, atol=1e-5)

    def _ask(self):
        connection = http.client.HTTPConnection(self._address, timeout=SECONDS)
        while not self._ended.wait(0.1):
            try:
                connection.request("POST", "/v1/models/dcgan:predict", self._body)
                answer = connection.getresponse()
                said = json.loads(answer.read())
                self.seen = np.array(said["predictions"][0])
                self.answers += 1
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                self.failed.append(error)
        connection.close()


def test_published_and_retracted_under_load_without_an_error(trainer, run, second, following, until):
    """Same noise, same pictures: in memory, reloaded, over REST and gRPC; versions change under load."""
    first, other = second
    noise = run.trainer.sampler.noise(3, 5)
    publish(trainer, "dcgan", 1, "a test")
    until((following / "dcgan" / "1").exists)
    reloaded = tf.saved_model.load(str(following / "dcgan" / "1")).signatures["serving_default"]
    np.testing.assert_allclose(reloaded(noise=noise)["images"], first, atol=1e-5)
    with serving(model_config(dcgan=following / "dcgan")) as server:
        request = predict_pb2.PredictRequest()
        request.model_spec.name = "dcgan"
        request.inputs["noise"].CopyFrom(tf.make_tensor_proto(noise))
        answer = server.predictions.Predict(request, timeout=SECONDS).outputs["images"]
        np.testing.assert_allclose(tf.make_ndarray(answer), first, atol=1e-5)
        status, said = server.post("/v1/models/dcgan:predict", {"instances": noise.numpy().tolist()})
        assert status == 200
        np.testing.assert_allclose(np.array(said["predictions"]), first, atol=1e-5)
        with Load(server.url, noise) as load:
            until(lambda: load.shows(first[0]))
            publish(trainer, "dcgan", 2)
            until(lambda: load.shows(other[0]))
            retract(trainer, "dcgan", 2)
            until(lambda: load.shows(first[0]))
    assert load.failed == []
    assert not np.allclose(first, other, atol=1e-2)
