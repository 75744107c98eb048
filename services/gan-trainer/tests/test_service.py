"""TrainingService's runs over real gRPC: its own process, a real catalog, tiny real trainings."""

import io
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import grpc
import numpy as np
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from grpc_health.v1 import health_pb2, health_pb2_grpc
from PIL import Image
from pixgen_catalog import migrate
from pixgen_catalog.app import VERIFIER, create_app
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
from pixgen_catalog.register import register
from pixgen_catalog.settings import Settings as CatalogSettings
from pixgen_catalog.testing import CURATOR, a_record
from pixgen_common import rpc
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_common.objectstore import ObjectStore
from pixgen_common.records import object_key
from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings, StoreSettings
from pixgen_common.testing import Identities, full_disk
from pixgen_gan_trainer import checkpoints, cli
from pixgen_gan_trainer.catalog import Catalog
from pixgen_gan_trainer.patience import Patient
from pixgen_gan_trainer.settings import CatalogSettings as SnapshotSettings
from pixgen_gan_trainer.snapshot import Snapshot
from pixgen_gan_trainer.store import ObjectRunStore
from pixgen_imaging import phantoms
from pixgen_local import objectstore, ports
from pixgen_protos.catalog.v1 import catalog_pb2
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import TrainingServiceStub

SECONDS = 600
SCOPES = ["share", "ml_training", "generative"]
# `PIXGEN_TEST_KILLS=10 PIXGEN_TEST_AWAY_SECONDS=60` make the proof longer.
KILLS = int(os.environ.get("PIXGEN_TEST_KILLS", "1"))
AWAY_SECONDS = float(os.environ.get("PIXGEN_TEST_AWAY_SECONDS", "2"))
STEPS = 50 * KILLS
QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED = (
    pb.RUN_STATE_QUEUED,
    pb.RUN_STATE_RUNNING,
    pb.RUN_STATE_COMPLETED,
    pb.RUN_STATE_FAILED,
    pb.RUN_STATE_CANCELLED,
)


def until(question, *, seconds=SECONDS):
    """Waits for something that will surely happen."""
    end = time.monotonic() + seconds
    while not (found := question()):
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="module")
def buckets(object_store):
    """The object store and four empty buckets in it."""
    keys = object_store.access_key, object_store.secret_key
    client = objectstore.client(object_store.endpoint, *keys, object_store.region)
    mark = secrets.token_hex(6)
    names = {name: f"t-{mark}-{name}" for name in ("runs", "models", "images", "datasets")}
    for name in names.values():
        client.make_bucket(name)
    yield SimpleNamespace(**names, objects=ObjectStore(store_settings(object_store)))
    for name in names.values():
        objectstore.remove_bucket(client, name)


def store_settings(there, **changes):
    return StoreSettings(
        **{
            "s3_endpoint": there.endpoint,
            "s3_access_key": there.access_key,
            "s3_secret_key": there.secret_key,
            "s3_region": there.region,
            **changes,
        }
    )


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Keys of services, and what all settings share."""
    keys = Identities(tmp_path_factory.mktemp("keys"), ("catalog", "synthesis", "gan-trainer", "upload"))
    cache = tmp_path_factory.mktemp("jwks") / "jwks.json"
    cache.write_text('{"keys": []}')
    return SimpleNamespace(
        keys=keys,
        values={
            "environment": "local",
            "service_keys_file": keys.service_keys_file,
            "auth_jwks_cache": cache,
        },
    )


@pytest.fixture(scope="module")
def catalog(postgres_server, object_store, buckets, shared):
    """A real catalog: `add` puts pictures into it, `freeze` makes a snapshot of all that are published."""
    database = postgres_server.create()
    migrate.upgrade(database.owner_url, "pixgen_app")
    settings = CatalogSettings(
        **shared.values,
        **store_settings(object_store).model_dump(exclude={"images_bucket", "datasets_bucket"}),
        images_bucket=buckets.images,
        datasets_bucket=buckets.datasets,
        catalog_database_url=database.app_url,
        catalog_key_secret="k" * 40,
    )
    app = create_app(settings)
    parts = app.extensions[EXTENSION]
    running = rpc.serve(
        settings, app.extensions[VERIFIER], [CatalogService(parts).add_to], "127.0.0.1:0", [SERVICE_NAME]
    )
    address = f"127.0.0.1:{running.port}"
    own = SnapshotSettings(
        **shared.values,
        service_key_file=shared.keys.service_key_file("gan-trainer"),
        catalog_grpc=address,
        catalog_seconds=60,
    )
    channel = rpc.channel(address, own, ServiceSigner(own), "catalog")
    stub, owner = CatalogServiceStub(channel), sa.create_engine(database.owner_url)

    def run(statement, **values):
        with owner.begin() as connection:
            connection.execute(sa.text(statement), values)

    def add(number, data=None, *, stored=None, **changes):
        """A published picture; its bytes are a phantom's, unless others are given. Returns: its id."""
        data = data or phantoms.encode(phantoms.draw(number, size=64))
        changes = {"consent_scopes": SCOPES, "sha256": sha256(data).hexdigest(), **changes}
        record = a_record(number, **changes)
        register(parts.engine, record)
        buckets.objects.put(buckets.images, object_key(record.image_id, record.format), stored or data)
        run(
            "INSERT INTO catalog.reviews (image_id, reviewer_id, decision) VALUES (:i, 'acc_c', 'publish')",
            i=record.image_id,
        )
        return record.image_id

    def withdraw(image_id):
        run(
            "INSERT INTO catalog.tombstones (image_id, cause, actor_id) VALUES (:i, 'deleted', 'acc_c')",
            i=image_id,
        )

    def freeze(**request):
        wanted = {"include_altered": True, "include_synthetic": True, **request}
        return rpc.call(stub.CreateSnapshot, catalog_pb2.CreateSnapshotRequest(**wanted)).snapshot.snapshot_id

    run(
        "INSERT INTO catalog.accounts (account_id, email, password_hash, roles) "
        "VALUES (:i, 'curator@example.org', 'none', '{curator}')",
        i=CURATOR,
    )
    yield SimpleNamespace(add=add, withdraw=withdraw, freeze=freeze, address=address, settings=own)
    channel.close()
    running.stop(0)
    owner.dispose()
    parts.engine.dispose()
    postgres_server.drop(database)


@pytest.fixture(scope="module")
def snapshots(catalog):
    """`tiny`: three pictures; `ungiven`: twenty without consent for it; `good`: forty, and odd ones."""
    for number in range(3):
        catalog.add(f"tiny {number}", phantoms.encode(phantoms.draw(900 + number, size=64)))
    tiny = catalog.freeze()
    for number in range(20):
        data = phantoms.encode(phantoms.draw(950 + number, size=64))
        catalog.add(f"ungiven {number}", data, consent_scopes=["share"], condition="acne")
    ungiven = catalog.freeze(filter=catalog_pb2.ImageFilter(condition=["acne"]))
    for number in range(40):
        catalog.add(number, condition="melasma", patient=f"P{number // 2}")
    odd = phantoms.encode(phantoms.draw(990, size=64))
    catalog.add("ungiven too", odd, condition="melasma", consent_scopes=["share", "ml_training"])
    catalog.add(
        "altered",
        odd + b"1",
        condition="melasma",
        image_manipulation="altered",
        digital_source_type="algorithmicallyEnhanced",
    )
    catalog.add("torn", odd[:400], condition="melasma")
    catalog.add("other bytes", odd + b"2", stored=odd, condition="melasma")
    gone = catalog.add("gone", odd + b"3", condition="melasma")
    good = catalog.freeze(filter=catalog_pb2.ImageFilter(condition=["melasma"]))
    catalog.withdraw(gone)
    return SimpleNamespace(tiny=tiny, ungiven=ungiven, good=good)


class Line:
    """What the service reaches the object store through; cut, the store is away."""

    def __init__(self, there):
        self._there, self._own = there.endpoint.removeprefix("http://").split(":"), ports.free_port()
        self._process = None
        self.endpoint = f"http://127.0.0.1:{self._own}"

    def join(self):
        self._process = subprocess.Popen([sys.executable, "-c", FORWARD, str(self._own), *self._there])
        until(lambda: ports.answers(self._own))

    def cut(self):
        if self._process:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="module")
def line(object_store):
    made = Line(object_store)
    made.join()
    yield made
    made.cut()


class Service:
    """The service in a process of its own, and a stub with synthesis' identity."""

    def __init__(self, environment, shared, port):
        self._environment, self._port, self._shared = environment, port, shared
        self._process = None
        self.stub = self.stub_of("synthesis")

    def stub_of(self, service):
        class Own(CommonSettings, AuthSettings, GrpcSettings):
            pass

        own = Own(**self._shared.values, service_key_file=self._shared.keys.service_key_file(service))
        channel = rpc.channel(f"127.0.0.1:{self._port}", own, ServiceSigner(own), "gan-trainer")
        return TrainingServiceStub(channel)

    def begin(self):
        command = [sys.executable, "-m", "pixgen_gan_trainer", "serve"]
        self._process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)
        until(lambda: self._process.poll() is None and self.health() == "SERVING")

    def health(self):
        with grpc.insecure_channel(f"127.0.0.1:{self._port}") as channel:
            try:
                answer = health_pb2_grpc.HealthStub(channel).Check(
                    health_pb2.HealthCheckRequest(), timeout=10
                )
            except grpc.RpcError:
                return ""
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)

    def end(self, number=signal.SIGTERM):
        self._process.send_signal(number)
        return self._process.wait(SECONDS)

    @property
    def pid(self):
        return self._process.pid

    def child(self):
        """The pid of the run's process; None when there is none."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        children = [pid for task in tasks for pid in (task / "children").read_text().split()]
        return int(children[0]) if children else None

    def start(self, key="", **spec):
        with on_behalf_of(CURATOR):
            request = pb.StartRunRequest(idempotency_key=key, spec=pb.RunSpec(**spec))
            return rpc.call(self.stub.StartRun, request, timeout=60)

    def get(self, run_id):
        return rpc.call(self.stub.GetRun, pb.GetRunRequest(run_id=run_id), timeout=60).run

    def cancel(self, run_id):
        return rpc.call(self.stub.CancelRun, pb.CancelRunRequest(run_id=run_id), timeout=60).run

    def watch(self, run_id, after=0):
        request = pb.WatchRunRequest(run_id=run_id, after=after)
        return rpc.stream(self.stub.WatchRun, request, timeout=SECONDS)

    def file(self, run_id, name):
        request = pb.ReadRunFileRequest(run_id=run_id, name=name)
        return b"".join(piece.data for piece in rpc.stream(self.stub.ReadRunFile, request, timeout=60))


@pytest.fixture(scope="module")
def service(object_store, line, buckets, catalog, shared, tmp_path_factory):
    port = ports.free_port()
    environment = {
        **os.environ,
        "PIXGEN_ENVIRONMENT": "local",
        "PIXGEN_S3_ENDPOINT": line.endpoint,
        "PIXGEN_S3_ACCESS_KEY": object_store.access_key,
        "PIXGEN_S3_SECRET_KEY": object_store.secret_key,
        "PIXGEN_S3_REGION": object_store.region,
        "PIXGEN_RUNS_BUCKET": buckets.runs,
        "PIXGEN_MODELS_BUCKET": buckets.models,
        "PIXGEN_SERVICE_KEYS_FILE": str(shared.keys.service_keys_file),
        "PIXGEN_SERVICE_KEY_FILE": str(shared.keys.service_key_file("gan-trainer")),
        "PIXGEN_AUTH_JWKS_CACHE": str(shared.values["auth_jwks_cache"]),
        "PIXGEN_CATALOG_GRPC": catalog.address,
        "PIXGEN_CATALOG_SECONDS": "60",
        "PIXGEN_TRAINER_BIND": f"127.0.0.1:{port}",
        "PIXGEN_TRAINER_SCRATCH": str(tmp_path_factory.mktemp("scratch")),
        "PIXGEN_TRAINER_PLACES": "1",
        "PIXGEN_TRAINER_CHECKPOINT_EVERY": "3",
        "PIXGEN_TRAINER_SAMPLES": "32",
        "PIXGEN_TRAINER_DETERMINISTIC": "1",
    }
    # Each run imports TensorFlow: compiled anew every time, that would be most of its work.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    made = Service(environment, shared, port)
    made.begin()
    yield made
    made.end()


@pytest.fixture(scope="module")
def spec(snapshots):
    # Small batches make long epochs, and those few sheets.
    small = {"profile": "smoke", "steps": STEPS, "batch_size": 2, "seed": 7}
    return {"snapshot_id": snapshots.good, "model": "lesions", **small}


@pytest.fixture(scope="module")
def undisturbed(service, spec):
    """A run that nothing happened to: its id and events."""
    answer = service.start("undisturbed", **spec)
    assert answer.created
    events = list(service.watch(answer.run.run_id))
    return SimpleNamespace(run_id=answer.run.run_id, events=events)


def losses(events):
    """The last ones that were told."""
    told = [json.loads(event.data_json) for event in events if event.kind == "progress"]
    return {name: told[-1][name] for name in ("step", "d_loss", "g_loss", "real_logit", "fake_logit")}


def state_of(buckets, run_id):
    return checkpoints.newest(ObjectRunStore(buckets.objects, buckets.runs, run_id))


def boards_of(buckets, run_id):
    return ObjectRunStore(buckets.objects, buckets.runs, run_id).names("tensorboard/")


def come_further(buckets, run_id):
    """Waits until a run has kept a checkpoint more than it has now."""
    store = ObjectRunStore(buckets.objects, buckets.runs, run_id)
    before = store.names("checkpoints/")[-1:]
    until(lambda: store.names("checkpoints/")[-1:] > before)


def test_a_run_is_trained_to_its_end_and_watched(service, undisturbed, spec):
    """Its events are numbered from 1 and tell all that happened; GetRun says the same."""
    events = undisturbed.events
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    states = [json.loads(event.data_json)["state"] for event in events if event.kind == "state"]
    assert states == ["queued", "running", "completed"]
    assert {"progress", "measures", "sample"} <= {event.kind for event in events}
    run = service.get(undisturbed.run_id)
    assert (run.state, run.step, run.steps, run.resumed, run.reason) == (COMPLETED, STEPS, STEPS, 0, "")
    assert (run.account_id, run.version, run.spec.model) == (CURATOR, "1", "lesions")
    assert run.created_at <= run.started_at <= run.ended_at
    assert json.loads(run.measures_json)["step"] == STEPS
    assert run.spec == pb.RunSpec(**spec)


def test_watching_goes_on_after_any_event(service, undisturbed):
    """A watcher who saw some gets the others."""
    known = undisturbed.events[3].number
    again = [event.number for event in service.watch(undisturbed.run_id, known)]
    assert again == [event.number for event in undisturbed.events[4:]]


def test_files_of_a_run_can_be_read(service, undisturbed):
    """Those that the contract names, and no other."""
    run = service.get(undisturbed.run_id)
    sheet = service.file(undisturbed.run_id, f"samples/{run.sample_steps[-1]}.png")
    assert Image.open(io.BytesIO(sheet)).format == "PNG"
    assert Image.open(io.BytesIO(service.file(undisturbed.run_id, "progress.gif"))).format == "GIF"
    assert b"<html" in service.file(undisturbed.run_id, "report.html")
    assert json.loads(service.file(undisturbed.run_id, "metrics.jsonl").splitlines()[-1])["step"] == STEPS
    for name, reason in (
        ("order.json", "run.file_name"),
        ("../models/x", "run.file_name"),
        ("samples/999.png", "not_found"),
    ):
        with pytest.raises(PixGenError) as refused:
            service.file(undisturbed.run_id, name)
        assert refused.value.reason == reason


def test_a_key_stands_for_one_run(service, undisturbed, spec):
    """The same key and spec find the run; the same key and another spec are refused."""
    again = service.start("undisturbed", **spec)
    assert (again.created, again.run.run_id) == (False, undisturbed.run_id)
    with pytest.raises(PixGenError) as refused:
        service.start("undisturbed", **{**spec, "seed": 8})
    assert (refused.value.code, refused.value.reason) == (Code.UNPROCESSABLE, "idempotency.mismatch")


def test_its_version_is_a_model_that_can_be_listed(service, spec, undisturbed):
    """With where it came from; its card names the snapshot and the licences of what it was trained on."""
    version = rpc.call(service.stub.ListModels, pb.ListModelsRequest(model="lesions"), timeout=60).versions[
        -1
    ]
    assert (version.run_id, version.version, version.published) == (undisturbed.run_id, "1", False)
    assert "CC-BY" in version.card
    assert f"Taken from snapshot `{spec['snapshot_id']}`" in version.card


def test_tensorflow_is_not_in_the_serving_process(service, undisturbed):
    """It serves runs and models without."""
    assert "tensorflow" not in Path(f"/proc/{service.pid}/maps").read_text()


def test_a_killed_run_ends_as_an_undisturbed_one(service, line, undisturbed, spec, buckets):
    """kill -9 of its process, then of the service, then no store: nothing in the result differs."""
    run_id = service.start("disturbed", **{**spec, "publish": True}).run.run_id
    for kill in range(KILLS):
        come_further(buckets, run_id)
        time.sleep(random.uniform(0, 0.3))  # noqa: S311 - any moment of training will do
        os.kill(service.child(), signal.SIGKILL)
        until(lambda kill=kill: service.get(run_id).resumed == kill + 1)
    orphan = until(service.child)
    service.end(signal.SIGKILL)
    until(lambda: not Path(f"/proc/{orphan}").exists())
    service.begin()
    come_further(buckets, run_id)
    line.cut()
    time.sleep(AWAY_SECONDS)
    line.join()
    seen = list(service.watch(run_id))
    run = service.get(run_id)
    assert (run.state, run.resumed, run.version) == (COMPLETED, KILLS + 1, "2")
    assert [event.number for event in seen] == list(range(1, len(seen) + 1))
    # It asked to be published: it was, or it is said that it was not.
    versions = rpc.call(service.stub.ListModels, pb.ListModelsRequest(model="lesions"), timeout=60).versions
    assert versions[0].run_id == run_id
    assert versions[0].published != ("not_published" in run.alarms)
    assert losses(seen) == losses(undisturbed.events)
    (step, mine), (_, other) = state_of(buckets, run_id), state_of(buckets, undisturbed.run_id)
    assert step == STEPS
    for one, two in zip(mine, other, strict=True):
        np.testing.assert_array_equal(one, two)
    # Each process that came further went on with TensorBoard's logs where the last checkpoint was.
    assert len(boards_of(buckets, undisturbed.run_id)) == 1
    assert len(boards_of(buckets, run_id)) == KILLS + 1


def test_runs_outlive_the_service_until_they_are_cancelled(service, spec):
    """After SIGTERM a run goes on at the next start; cancelled, it and the waiting one end."""
    run_id = service.start(**{**spec, "steps": 100_000}).run.run_id
    waiting = service.start(**spec).run.run_id
    until(service.child)
    assert (service.get(run_id).state, service.get(waiting).state) == (RUNNING, QUEUED)
    assert service.end() == 0
    service.begin()
    child = until(service.child)
    assert (service.get(run_id).state, service.get(run_id).resumed) == (RUNNING, 0)
    assert service.cancel(waiting).state == CANCELLED
    assert service.get(waiting).started_at == ""
    assert service.cancel(run_id).state == CANCELLED
    assert not Path(f"/proc/{child}").exists()
    assert service.cancel(run_id).state == CANCELLED
    states = [json.loads(event.data_json)["state"] for event in service.watch(run_id)]
    assert states == ["queued", "running", "queued", "running", "cancelled"]


def test_a_run_that_cannot_come_further_fails(service, spec):
    """Taken up three times from the same point, not a fourth time."""
    run_id, killed = service.start(**spec).run.run_id, set()
    while service.get(run_id).state != FAILED:
        child = until(lambda: service.child() or service.get(run_id).state == FAILED)
        if child is not True and child not in killed:
            killed.add(child)
            os.kill(child, signal.SIGKILL)
    run = service.get(run_id)
    assert (run.reason, run.resumed, len(killed)) == ("crashed", 3, 4)
    with pytest.raises(PixGenError) as refused:
        service.cancel(run_id)
    assert refused.value.reason == "run.ended"


def test_pictures_that_were_not_given_for_it_fail_the_run_with_the_reason(service, spec, snapshots):
    """Twenty pictures without consent are no pictures."""
    run_id = service.start(**{**spec, "snapshot_id": snapshots.ungiven}).run.run_id
    list(service.watch(run_id))
    assert (service.get(run_id).state, service.get(run_id).reason) == (FAILED, "training.too_few_pictures")


def test_a_full_scratch_disk_fails_the_run_with_the_reason(service, spec):
    """A picture of 128 px is 49 kB: those to learn from do not fit into a file of 1 MiB."""
    with full_disk(1 << 20, service.pid):
        run_id = service.start(**{**spec, "image_size": 128}).run.run_id
        list(service.watch(run_id))
    run = service.get(run_id)
    assert (run.state, run.reason, run.resumed) == (FAILED, "run.disk_full", 0)


def test_a_run_goes_on_with_the_pictures_that_it_began_with(service, spec, buckets):
    """Were some withdrawn meanwhile, it fails: its weights know them."""
    before = service.start(**spec).run.run_id
    run_id = service.start(**spec).run.run_id
    begun = json.dumps({"config": {"precision": "float32"}, "pictures": "others"}).encode()
    ObjectRunStore(buckets.objects, buckets.runs, run_id).write("config.json", begun)
    service.cancel(before)
    list(service.watch(run_id))
    assert (service.get(run_id).state, service.get(run_id).reason) == (FAILED, "snapshot.changed")


def test_runs_are_listed_newest_first_in_pages(service, undisturbed):
    """Every run once, whatever the size of a page."""

    def pages(limit):
        cursor, found = "", []
        while True:
            request = pb.ListRunsRequest(limit=limit, cursor=cursor)
            answer = rpc.call(service.stub.ListRuns, request, timeout=60)
            found += [run.run_id for run in answer.runs]
            cursor = answer.next_cursor
            if not cursor:
                return found

    whole = pages(100)
    assert whole == pages(1) == sorted(whole)
    assert whole[-1] == undisturbed.run_id


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"profile": "best"}, "training.bad_value", "profile"),
        ({"image_size": 48}, "training.bad_value", "image_size"),
        ({"batch_size": 100_000}, "training.bad_value", "batch_size"),
        ({"seed": 1 << 40}, "training.bad_value", "seed"),
        ({"model": "Lesions/../x"}, "training.bad_value", "model"),
        ({"snapshot_id": "../x"}, "training.bad_value", "snapshot_id"),
        ({"snapshot_id": "snp_aaaaaaaaaaaaaaaa"}, "snapshot.missing", "snapshot_id"),
        ({"snapshot_id": "tiny"}, "training.too_few_pictures", "snapshot_id"),
    ],
)
def test_a_wrong_spec_is_refused_with_its_field(service, spec, snapshots, changes, reason, field):
    changes = {"snapshot_id": snapshots.tiny} if changes == {"snapshot_id": "tiny"} else changes
    with pytest.raises(PixGenError) as refused:
        service.start(**{**spec, **changes})
    assert (refused.value.code, refused.value.reason) == (Code.INVALID, reason)
    assert field in {one.field for one in refused.value.fields}


def test_only_those_that_may_call_are_let_in(service):
    """A service that is known and not named is refused."""
    with pytest.raises(PixGenError) as refused:
        rpc.call(service.stub_of("upload").ListRuns, pb.ListRunsRequest(), timeout=60)
    assert (refused.value.code, refused.value.reason) == (Code.FORBIDDEN, "service.not_allowed")
    with pytest.raises(PixGenError) as missing:
        service.get("run_aaaaaaaaaaaaaaaa")
    assert missing.value.code is Code.NOT_FOUND


def test_a_snapshot_gives_what_may_be_used_and_counts_the_rest(catalog, snapshots):
    """Real, given, whole and not withdrawn; patients are never divided."""
    source = Snapshot(Catalog(catalog.settings), snapshots.good, patience=60)
    found = {picture.content: picture for picture in source.pictures(32)}
    assert len(found) == 40
    left_out = source.skipped()
    assert sum(left_out.values()) == 5
    assert {"withdrawn", "not_real", "no_consent", "damaged"} < set(left_out)
    assert source.provenance().licences == "CC-BY 42"
    digests = [sha256(phantoms.encode(phantoms.draw(number, size=64))).hexdigest() for number in range(40)]
    apart = [found[digest].held_out for digest in digests]
    assert apart[::2] == apart[1::2]
    assert set(apart) == {True, False}


def test_a_split_called_train_decides(catalog, snapshots):
    """What the snapshot holds apart is held out."""
    splits = [catalog_pb2.Split(name=name, share=share) for name, share in (("train", 3), ("test", 1))]
    split = catalog.freeze(filter=catalog_pb2.ImageFilter(condition=["melasma"]), splits=splits)
    source = Snapshot(Catalog(catalog.settings, CURATOR), split, patience=60)
    apart = [picture.held_out for picture in source.pictures(32)]
    assert 5 <= sum(apart) <= 15


def test_the_command_takes_a_snapshot(catalog, snapshots, shared, tmp_path):
    """Its pictures are counted without training; too few are refused in words."""
    environment = {
        "PIXGEN_CATALOG_GRPC": catalog.address,
        "PIXGEN_SERVICE_KEY_FILE": str(shared.keys.service_key_file("gan-trainer")),
    }

    def train(snapshot_id):
        given = ["train", "--run", str(tmp_path), "--precision", "float32", "--dry-run"]
        return CliRunner().invoke(cli.main, [*given, "--snapshot", snapshot_id], env=environment)

    good, tiny = train(snapshots.good), train(snapshots.tiny)
    assert (good.exit_code, "42 pictures" in good.output) == (0, True)
    assert (tiny.exit_code, "at least 16" in tiny.output) == (2, True)


def test_an_object_store_that_is_away_is_waited_for(object_store, buckets):
    """What a run writes meanwhile is there when the store is back."""
    line = Line(object_store)
    objects = ObjectStore(store_settings(object_store, s3_endpoint=line.endpoint, s3_attempts=1))
    store = Patient(ObjectRunStore(objects, buckets.runs, "run-away"), SECONDS)
    writing = threading.Thread(target=store.write, args=("status.json", b"{}"))
    writing.start()
    writing.join(1)
    assert writing.is_alive()
    line.join()
    try:
        writing.join(SECONDS)
        assert store.read("status.json") == b"{}"
    finally:
        line.cut()


FORWARD = """
import contextlib, socket, sys, threading
def pump(a, b):
    with contextlib.suppress(OSError):
        while data := a.recv(65536):
            b.sendall(data)
    with contextlib.suppress(OSError):
        b.shutdown(socket.SHUT_WR)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    a, _ = server.accept()
    b = socket.create_connection((sys.argv[2], int(sys.argv[3])))
    for pair in ((a, b), (b, a)):
        threading.Thread(target=pump, args=pair, daemon=True).start()
"""
