"""Rebuilding the index: the same answers, decisions replayed, withdrawn stays withdrawn."""

import json
import threading

import pytest
from click.testing import CliRunner
from pixgen_catalog.bucket_records import Source
from pixgen_catalog.cli import cli
from pixgen_catalog.register import register
from pixgen_catalog.reindex import prune, reindex
from pixgen_catalog.testing import BEN, a_record, a_synthetic
from pixgen_common.records import record_key, to_json


@pytest.fixture
def source(store, settings):
    return Source(store, settings.images_bucket, readers=4)


@pytest.fixture
def upload(store, settings, index):
    """Store the records, then register them, as upload does."""

    def put(*records, registered=True):
        for record in records:
            store.put(settings.images_bucket, record_key(record.image_id), to_json(record))
        return index(*records) if registered else [record.image_id for record in records]

    return put


def everything(person):
    """All that a curator can read of the catalog."""
    images = person.get("/v1/images?limit=100").json
    ids = [item["image_id"] for item in images["items"]]
    return {
        "images": images["items"],
        "facets": person.get("/v1/facets").json,
        "coverage": person.get("/v1/coverage").json,
        "queue": person.get("/v1/reviews/queue").json["items"],
        "history": [person.get(f"/v1/images/{image_id}/history").json for image_id in ids],
        "etags": [person.get(f"/v1/images/{image_id}").headers["ETag"] for image_id in ids],
        "consents": person.get("/v1/consents").json["items"],
    }


def test_after_losing_the_index_everything_is_answered_as_before(
    upload, decide, engine, source, ada, curator, owner
):
    """Reviews, edits, consents and withdrawals are replayed; derivatives of withdrawn ones stay away."""
    records = [a_record(n, patient=f"p{n}") for n in range(6)]
    child = a_synthetic("child", parents=[records[5].image_id], account_id=BEN)
    ids = upload(*records, child)
    decide("publish", *ids[:3], ids[5], ids[6])
    decide("reject", ids[1], reason="blurred")
    decide("hold", ids[3], reason="which site?")
    curator.patch(f"/v1/images/{ids[0]}", json={"diagnosis": [{"condition_id": "tinea"}], "sex": "male"})
    curator.patch(f"/v1/images/{ids[0]}", json={"sex": None, "monk_skin_tone": [{"value": 7}]})
    ada.post(f"/v1/consents/{records[5].consent_id}/withdraw", json={})
    before = everything(curator)
    assert len(before["images"]) == 5

    owner("DELETE FROM catalog.images")
    assert curator.get("/v1/images").json["items"] == []
    done = reindex(engine, source)
    assert (done.read, done.added, done.withdrawn, done.unusable) == (7, 7, 2, {})
    assert everything(curator) == before
    again = reindex(engine, source)
    assert (again.read, again.added) == (7, 0)
    assert everything(curator) == before


def test_without_any_decision_every_picture_is_pending(upload, engine, source, curator, owner):
    """The database was lost whole: the bucket alone brings the pictures and their consents back."""
    upload(*(a_record(n, patient="p") for n in range(3)), a_synthetic(), registered=False)
    done = reindex(engine, source)
    assert done.added == 4
    items = curator.get("/v1/images").json["items"]
    assert [item["status"] for item in items] == ["pending"] * 4
    assert len(owner("SELECT * FROM catalog.consents")) == 2
    assert curator.get(f"/v1/images/{items[0]['image_id']}/history").json["items"][0]["event"] == "registered"


def test_a_wrong_row_is_put_right(upload, engine, source, curator, owner):
    (image_id,) = upload(a_record())
    owner("UPDATE catalog.images SET sex = 'male', status = 'published'")
    reindex(engine, source)
    shown = curator.get(f"/v1/images/{image_id}").json
    assert (shown["sex"], shown["status"]) == (None, "pending")


def test_records_that_cannot_be_used_are_named_and_stop_nothing(
    upload, store, settings, engine, source, curator
):
    good = upload(*(a_record(n) for n in range(5)), registered=False)
    bucket = settings.images_bucket
    other = a_record("misplaced")
    spoilt = a_record("spoilt", image_type="x-ray")
    store.put(bucket, "records/img_aaaaaaaaaaaaaaaa.json", to_json(other))
    store.put(bucket, "records/img_bbbbbbbbbbbbbbbb.json", b"{ not json")
    store.put(bucket, "records/img_cccccccccccccccc.json", b'{"schema_version": 99}')
    store.put(bucket, "records/notes.txt", b"hello")
    store.put(bucket, record_key(spoilt.image_id), to_json(spoilt))
    done = reindex(engine, source)
    assert done.unusable == {
        "records/img_aaaaaaaaaaaaaaaa.json": "record.misplaced",
        "records/img_bbbbbbbbbbbbbbbb.json": "record.unreadable",
        "records/img_cccccccccccccccc.json": "record.schema",
        "records/notes.txt": "record.unreadable",
        record_key(spoilt.image_id): "image_type_known",
    }
    found = {item["image_id"] for item in curator.get("/v1/images").json["items"]}
    assert found == set(good)


def test_what_comes_back_from_a_backup_is_queued_for_erasure_again(
    upload, store, settings, engine, source, ada, owner
):
    """Tombstones are obeyed by a restore of the bucket too."""
    record = a_record(patient="p")
    upload(record)
    ada.post(f"/v1/consents/{record.consent_id}/withdraw", json={})
    store.remove(settings.images_bucket, record_key(record.image_id))
    owner("SELECT catalog.confirm_erasures(ARRAY[:id])", id=record.image_id)
    store.put(settings.images_bucket, record_key(record.image_id), to_json(record))
    assert reindex(engine, source).withdrawn == 1
    assert owner("SELECT confirmed_at FROM catalog.erasures") == [{"confirmed_at": None}]


def test_a_dry_run_says_what_would_be_and_does_nothing(upload, engine, source, owner):
    upload(*(a_record(n) for n in range(3)), registered=False)
    done = reindex(engine, source, dry_run=True)
    assert (done.read, done.added) == (3, 3)
    assert owner("SELECT image_id FROM catalog.images UNION ALL SELECT image_id FROM catalog.events") == []
    assert owner("SELECT consent_id FROM catalog.consents") == []


def test_it_goes_on_where_it_was_interrupted(upload, engine, source, curator):
    ids = sorted(upload(*(a_record(n) for n in range(6)), registered=False))
    done = reindex(engine, source, start_after=ids[3])
    assert (done.read, done.last) == (2, ids[5])
    assert {item["image_id"] for item in curator.get("/v1/images").json["items"]} == set(ids[4:])


def test_pictures_without_a_record_are_taken_out_only_when_asked(upload, index, engine, source, owner):
    kept = upload(a_record("kept"))
    (lost,) = index(a_record("lost"))
    done = reindex(engine, source)
    assert len(owner("SELECT * FROM catalog.images")) == 2
    assert prune(engine, source, done, dry_run=True).pruned == 1
    assert prune(engine, source, done, dry_run=False).pruned == 1
    assert [row["image_id"] for row in owner("SELECT image_id FROM catalog.images")] == kept
    assert owner("SELECT image_id FROM catalog.events WHERE image_id = :id", id=lost)


def test_it_runs_while_pictures_arrive_and_are_withdrawn(upload, store, settings, engine, source, ada, owner):
    """Nothing withdrawn meanwhile comes back, and nothing that arrives is lost."""
    first = [a_record(n, patient=f"p{n % 4}") for n in range(40)]
    upload(*first)

    def arrive():
        for n in range(100, 120):
            record = a_record(n, patient="late")
            store.put(settings.images_bucket, record_key(record.image_id), to_json(record))
            register(engine, record)

    def withdraw():
        for consent_id in {record.consent_id for record in first[:2]}:
            ada.post(f"/v1/consents/{consent_id}/withdraw", json={})

    threads = [threading.Thread(target=act) for act in (arrive, withdraw)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        reindex(engine, source)
    for thread in threads:
        thread.join()
    found = owner("SELECT status, count(*) AS n FROM catalog.images GROUP BY status ORDER BY status")
    assert found == [{"status": "pending", "n": 40}, {"status": "withdrawn", "n": 20}]


def test_the_command_tells_what_it_did(upload, settings, store, catalog_database, object_store):
    upload(a_record(), registered=False)
    env = {
        "PIXGEN_S3_ENDPOINT": object_store.endpoint,
        "PIXGEN_S3_ACCESS_KEY": object_store.access_key,
        "PIXGEN_S3_SECRET_KEY": object_store.secret_key,
        "PIXGEN_IMAGES_BUCKET": settings.images_bucket,
        "PIXGEN_CATALOG_DATABASE_URL": catalog_database.app_url,
        "PIXGEN_CATALOG_KEY_SECRET": "k" * 40,
    }
    run = CliRunner().invoke
    dry = run(cli, ["reindex", "--dry-run"], env=env)
    assert (dry.exit_code, "1 pictures would be added" in dry.output) == (0, True), dry.output
    real = run(cli, ["reindex", "--prune"], env=env)
    assert (real.exit_code, "1 pictures were added" in real.output) == (0, True), real.output
    store.put(settings.images_bucket, "records/img_bbbbbbbbbbbbbbbb.json", json.dumps({"x": 1}).encode())
    bad = run(cli, ["reindex"], env=env)
    assert bad.exit_code == 2
    assert "records/img_bbbbbbbbbbbbbbbb.json: record.unreadable" in bad.output
    wrong = run(cli, ["reindex", "--start-after", "../x"], env=env)
    assert (wrong.exit_code, "is no picture's id" in wrong.output) == (2, True)
