"""Snapshots: frozen once, split by patient and lesion, and obeying withdrawals."""

import hashlib
import json
import threading
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixgen_catalog.splits import Split, assign
from pixgen_catalog.testing import BEN, a_record, a_synthetic
from pixgen_common import rpc
from pixgen_common.errors import Code
from pixgen_protos.catalog.v1 import catalog_pb2 as pb

SPLITS = [{"name": "train", "share": 8}, {"name": "validation", "share": 1}, {"name": "test", "share": 1}]


@pytest.fixture
def published(index, decide):
    """Register and publish records."""

    def put(*records):
        ids = index(*records)
        decide("publish", *ids)
        return ids

    return put


@pytest.fixture
def trainer(stub):
    return stub("gan-trainer")


@pytest.fixture
def create(trainer):
    def call(**request):
        return rpc.call(trainer.CreateSnapshot, pb.CreateSnapshotRequest(**request)).snapshot

    return call


@pytest.fixture
def items(trainer):
    def read(snapshot_id, **more):
        request = pb.StreamSnapshotRequest(snapshot_id=snapshot_id, **more)
        return [(a.image.record.image_id, a.split) for a in rpc.stream(trainer.StreamSnapshot, request)]

    return read


def test_only_published_shared_captures_are_taken_unless_more_is_asked_for(published, index, create, items):
    (plain,) = published(a_record("plain"))
    published(a_record("unshared", consent_scopes=["ml_training"]))
    (synthetic,) = published(a_synthetic())
    index(a_record("pending"))
    assert items(create().snapshot_id) == [(plain, "all")]
    both = create(include_synthetic=True, include_altered=True)
    assert {image_id for image_id, _ in items(both.snapshot_id)} == {plain, synthetic}


def test_every_required_scope_must_have_been_given(published, create, items):
    (trained,) = published(a_record("trained", consent_scopes=["share", "ml_training", "generative"]))
    published(a_record("shared", consent_scopes=["share"]))
    made = create(required_scopes=["generative", "ml_training"])
    assert items(made.snapshot_id) == [(trained, "all")]


def test_the_filter_decides_what_is_in_it(published, create, items):
    dark, _ = published(a_record("d"), a_record("t", tone_group="tan", ita_deg=20.0))
    assert items(create(filter=pb.ImageFilter(tone_group=["dark"])).snapshot_id) == [(dark, "all")]


def test_the_manifest_is_written_once_and_says_what_is_in_it(published, create, store, settings):
    ids = published(*(a_record(n) for n in range(3)))
    made = create(splits=[pb.Split(name="train", share=1)])
    raw = store.get(settings.datasets_bucket, f"snapshots/{made.snapshot_id}/manifest.jsonl")
    assert hashlib.sha256(raw).hexdigest() == made.manifest_sha256
    lines = [json.loads(line) for line in raw.splitlines()]
    assert [line["image_id"] for line in lines] == sorted(ids)
    assert lines[0]["split"] == "train"
    assert lines[0]["key"] == f"originals/{lines[0]['image_id']}.jpg"
    assert b"acc_" not in raw


def test_the_same_seed_divides_alike_and_another_otherwise(published, create, items):
    published(*(a_record(n, patient=f"p{n}") for n in range(30)))
    halves = [pb.Split(name="a", share=1), pb.Split(name="b", share=1)]
    one, two = (items(create(splits=halves, seed=7).snapshot_id) for _ in range(2))
    other = items(create(splits=halves, seed=8).snapshot_id)
    assert one == two
    assert one != other
    assert [split for _, split in one].count("a") == 15


def test_patients_lesions_and_families_stay_together(published, create, items):
    """A derivative goes with its source, even when the source is not in the snapshot."""
    lesion = {"lesion_id": "les_aaaaaaaaaaaaaaaa"}
    chain = [
        a_record("a", patient="p1"),
        a_record("b", patient="p1", **lesion),
        a_record("c", patient="p2", **lesion),
        a_record("d", patient="p2", consent_scopes=["ml_training"]),
    ]
    child = a_synthetic("child", parents=[chain[3].image_id], account_id=BEN)
    others = [a_record(n, patient=f"q{n}") for n in range(20)]
    published(*chain, child, *others)
    halves = [pb.Split(name="a", share=1), pb.Split(name="b", share=1)]
    for seed in range(4):
        found = dict(items(create(splits=halves, seed=seed, include_synthetic=True).snapshot_id))
        family = {found[record.image_id] for record in (*chain[:3], child)}
        assert len(family) == 1
        assert chain[3].image_id not in found


@given(
    kin=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 25)), max_size=80),
    shares=st.lists(st.floats(0.01, 10), min_size=1, max_size=4),
    seed=st.integers(0, 2**64 - 1),
)
def test_whatever_pictures_have_in_common_no_group_is_in_two_splits(kin, shares, seed):
    pictures = [f"img{n:02}" for n in range(41)]
    pairs = [(pictures[image], f"pat{shared:02}") for image, shared in kin]
    splits = [Split(f"s{n}", share) for n, share in enumerate(shares)]
    found = assign(pictures, pairs, splits, seed)
    assert set(found) == set(pictures)
    of_patient = defaultdict(set)
    for image, patient in pairs:
        of_patient[patient].add(found[image])
    assert all(len(names) == 1 for names in of_patient.values())
    assert found == assign(list(reversed(pictures)), list(reversed(pairs)), splits, seed)


def test_a_withdrawn_picture_leaves_the_stream(published, create, items, ada):
    kept, gone = a_record("kept", patient="a"), a_record("gone", patient="b")
    published(kept, gone)
    made = create()
    ada.post(f"/v1/consents/{gone.consent_id}/withdraw", json={})
    assert items(made.snapshot_id) == [(kept.image_id, "all")]


def test_a_rejected_picture_leaves_the_stream(published, create, items, decide):
    kept, gone = published(a_record("kept"), a_record("gone"))
    made = create()
    decide("reject", gone, reason="a name can be read")
    assert items(made.snapshot_id) == [(kept, "all")]
    assert items(made.snapshot_id, split="none such") == []


def test_the_same_key_gives_the_same_snapshot_even_at_once(published, create, refused, owner):
    published(a_record())
    made = []

    def freeze():
        made.append(create(idempotency_key="k", seed=1).snapshot_id)

    threads = [threading.Thread(target=freeze) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert owner("SELECT count(*) AS n FROM catalog.snapshots")[0]["n"] == 1
    with refused("idempotency.mismatch", Code.UNPROCESSABLE):
        create(idempotency_key="k", seed=2)


@pytest.mark.parametrize(
    "splits",
    [
        [("train", 0.0)],
        [("train", -1.0)],
        [("train", float("nan"))],
        [("Train", 1.0)],
        [("../x", 1.0)],
        [("a", 1.0), ("a", 2.0)],
    ],
)
def test_splits_that_cannot_be_made_are_refused(published, create, refused, splits):
    published(a_record())
    with refused("splits.invalid", Code.UNPROCESSABLE):
        create(splits=[pb.Split(name=name, share=share) for name, share in splits])


def test_nothing_to_freeze_is_said(create, refused, trainer):
    with refused("snapshot.empty", Code.UNPROCESSABLE):
        create()
    with refused("not_found", Code.NOT_FOUND):
        list(rpc.stream(trainer.StreamSnapshot, pb.StreamSnapshotRequest(snapshot_id="snp_aaaaaaaaaaaaaaaa")))


def test_a_snapshot_says_how_much_of_it_is_left(published, create, trainer, owner, refused):
    """The trainer asks before it begins: how many there were, how many are gone."""
    published(a_record(1), a_record(2))
    made = create()
    owner(
        "INSERT INTO catalog.tombstones (image_id, cause, actor_id) "
        "SELECT image_id, 'deleted', 'acc_c' FROM catalog.images LIMIT 1"
    )
    found = rpc.call(trainer.GetSnapshot, pb.GetSnapshotRequest(snapshot_id=made.snapshot_id)).snapshot
    assert (found.image_count, found.withdrawn_count) == (2, 1)
    with refused("not_found", Code.NOT_FOUND):
        rpc.call(trainer.GetSnapshot, pb.GetSnapshotRequest(snapshot_id="snp_aaaaaaaaaaaaaaaa"))


def test_a_model_is_recorded_once_with_its_snapshot(published, create, trainer, refused):
    published(a_record())
    made = create()
    model = {"model": "dcgan", "version": "1", "snapshot_id": made.snapshot_id}
    good = model | {"manifest_sha256": made.manifest_sha256, "measures_json": '{"fid": 3.5}'}

    def record(**changes):
        return rpc.call(trainer.RecordModel, pb.RecordModelRequest(**(good | changes))).created

    assert [record(), record(), record(manifest_sha256="")] == [True, False, False]
    assert record(version="1b", manifest_sha256="")
    with refused("model.conflict", Code.CONFLICT):
        record(measures_json='{"fid": 1}')
    with refused("manifest.mismatch", Code.PRECONDITION_FAILED):
        record(version="2", manifest_sha256="0" * 64)
    with refused("not_found", Code.NOT_FOUND):
        record(version="2", snapshot_id="snp_aaaaaaaaaaaaaaaa")
    for wrong in ({"measures_json": "["}, {"model": "No Name"}, {"version": ""}):
        with refused("model.invalid", Code.INVALID):
            record(**wrong)


def test_only_the_trainer_records_models(stub, refused):
    with refused("service.not_allowed"):
        rpc.call(stub("upload").RecordModel, pb.RecordModelRequest())


def test_a_researcher_freezes_over_rest(published, ben, ada, curator, visitor):
    published(*(a_record(n, patient=f"p{n}") for n in range(10)))
    body = {"filter": {"tone_group": ["dark"]}, "splits": SPLITS, "seed": 3, "purpose": "a baseline"}
    headers = {"Idempotency-Key": "once"}
    answers = [ben.post("/v1/snapshots", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    assert answers[0].json == answers[1].json
    assert answers[0].json["split_counts"] == {"train": 8, "validation": 1, "test": 1}
    path = f"/v1/snapshots/{answers[0].json['snapshot_id']}"
    assert ben.get(path).json["image_count"] == 10
    assert curator.get(path).status_code == 200
    assert (ada.get(path).status_code, visitor.get(path).status_code) == (403, 401)
    assert ada.post("/v1/snapshots", json=body).status_code == 403
    assert ben.get("/v1/snapshots/snp_aaaaaaaaaaaaaaaa").status_code == 404
    wrong = ben.post("/v1/snapshots", json=body | {"filter": {"tone_group": ["purple"]}})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "filter.tone_group.0")
