"""A process that dies at any step leaves nothing visible that is incomplete, and a retry makes it whole."""

from datetime import timedelta

import pytest
from pixgen_common.objectstore import ObjectStore
from pixgen_upload.app import create_app
from pixgen_upload.catalog import Catalog
from pixgen_upload.reconcile import Reconciler
from pixgen_upload.registration import Registration
from pixgen_upload.store import PictureStore

# More than an upload makes calls; the last step proves that the list of steps is long enough.
STEPS = range(1, 12)
LONG_AGO = b"2020-01-01T00:00:00+00:00"


class DeathError(BaseException):
    """The process is gone: no handler in the service sees this."""


def die():
    raise DeathError


def complete(bucket, image_id):
    """Whether everything of a picture is there, and its record speaks of the bytes beside it."""
    from hashlib import sha256

    original = bucket.get(f"originals/{image_id}.jpg")
    record = bucket.record(image_id)
    wanted = {
        f"originals/{image_id}.jpg",
        f"records/{image_id}.json",
        f"thumbnails/{image_id}_1024.webp",
        f"thumbnails/{image_id}_256.webp",
    }
    return record.sha256 == sha256(original).hexdigest() and wanted <= set(bucket.listing())


def reconciler(settings, objects=None):
    store = PictureStore(objects or ObjectStore(settings), settings.images_bucket)
    return Reconciler(store, Registration(store, Catalog(settings)), timedelta(hours=1))


def age_markers(bucket):
    """Makes every marker as old as if its upload had begun long ago."""
    for key in bucket.listing():
        if key.startswith("pending/"):
            bucket.put(key, LONG_AGO)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_death_at_any_step_loses_nothing(upload, app_on, stepping, bucket, picture, step, after):
    """Death before or right after each call of the store; then the same upload again, by a new process."""
    objects = stepping(step, die, after=after)
    healthy = upload.client
    upload.client = app_on(objects).test_client()
    try:
        upload(picture)
    except DeathError:
        records = [key for key in bucket.listing() if key.startswith("records/")]
        # Whatever is visible is complete; whatever is not complete is marked.
        assert all(complete(bucket, key.removeprefix("records/").removesuffix(".json")) for key in records)
        assert not bucket.listing() or any(key.startswith("pending/") for key in bucket.listing())
    else:
        assert not objects.happened
        assert step > 8
    upload.client = healthy
    answer = upload(picture)
    assert answer.status_code in {200, 202}
    assert complete(bucket, answer.json["image_id"])
    assert len(bucket.listing()) == 5


@pytest.mark.parametrize("step", STEPS)
def test_what_a_dead_upload_left_is_cleared_or_kept(
    upload, app_on, stepping, settings, bucket, picture, step
):
    """An hour later a try that never committed is gone without trace; a committed one stays marked."""
    upload.client = app_on(stepping(step, die, after=True)).test_client()
    committed = True
    try:
        upload(picture)
    except DeathError:
        committed = any(key.startswith("records/") for key in bucket.listing())
    age_markers(bucket)
    done = reconciler(settings).run()
    if committed:
        assert done.failed == 1
        assert len(bucket.listing()) == 5
    else:
        assert bucket.listing() == []


def test_a_young_try_is_left_alone(upload, app_on, stepping, settings, bucket, picture):
    upload.client = app_on(stepping(4, die)).test_client()
    with pytest.raises(DeathError):
        upload(picture)
    before = bucket.listing()
    assert reconciler(settings).run().waiting == 1
    assert bucket.listing() == before


@pytest.mark.parametrize("step", STEPS)
def test_clearing_in_the_middle_of_a_late_upload(upload, app_on, stepping, settings, bucket, picture, step):
    """An upload that slept for an hour at any step is either refused or whole, whatever was cleared."""

    def clear():
        age_markers(bucket)
        reconciler(settings).run()

    healthy = upload.client
    upload.client = app_on(stepping(step, clear)).test_client()
    answer = upload(picture)
    if answer.status_code == 202:
        assert complete(bucket, answer.json["image_id"])
        assert f"pending/{answer.json['image_id']}" in bucket.listing()
    else:
        assert answer.status_code == 503
    upload.client = healthy
    assert complete(bucket, upload(picture).json["image_id"])


@pytest.mark.parametrize("step", range(1, 14))
def test_an_upload_in_the_middle_of_clearing(upload, app_on, stepping, settings, bucket, picture, step):
    """A new try that runs between any two steps of the clearing is either refused or whole."""
    healthy = upload.client
    upload.client = app_on(stepping(6, die)).test_client()
    with pytest.raises(DeathError):
        upload(picture)
    age_markers(bucket)
    upload.client = healthy
    answers = []
    objects = stepping(step, lambda: answers.append(upload(picture)))
    reconciler(settings, objects).run()
    for answer in answers:
        assert answer.status_code in {202, 503}
        if answer.status_code == 202:
            assert complete(bucket, answer.json["image_id"])
            assert f"pending/{answer.json['image_id']}" in bucket.listing()
    again = upload(picture)
    assert complete(bucket, again.json["image_id"])


def test_a_hold_left_by_a_dead_reconciler_is_taken_over(upload, app_on, stepping, settings, bucket, picture):
    """While it stands an upload is asked to come again; when it is old the clearing is finished."""
    healthy = upload.client
    upload.client = app_on(stepping(6, die)).test_client()
    with pytest.raises(DeathError):
        upload(picture)
    age_markers(bucket)
    with pytest.raises(DeathError):
        reconciler(settings, stepping(5, die)).run()
    upload.client = healthy
    refused = upload(picture)
    assert (refused.status_code, refused.json["reason"]) == (503, "upload.being_cleared")
    (held,) = [key for key in bucket.listing() if key.startswith("records/")]
    image_id = held.removeprefix("records/").removesuffix(".json")
    assert upload.post("/v1/uploads/check", {"source_sha256": [digest(picture)]}).json["items"] == [
        {"source_sha256": digest(picture), "image_id": image_id, "uploaded": False}
    ]
    bucket.objects.put(
        bucket.name,
        held,
        b"clearing " + LONG_AGO,
        content_type="application/vnd.pixgen.clearing",
        if_absent=False,
    )
    assert reconciler(settings).run().cleared == 1
    assert bucket.listing() == []
    assert upload(picture).status_code == 202


def digest(picture):
    from hashlib import sha256

    return sha256(picture).hexdigest()


def test_bytes_of_an_unfinished_try_win(upload, app_on, stepping, bucket, picture):
    """Objects are written once: the record speaks of the bytes that an earlier version had stored."""
    healthy = upload.client
    upload.client = app_on(stepping(4, die)).test_client()
    with pytest.raises(DeathError):
        upload(picture)
    (key,) = [key for key in bucket.listing() if key.startswith("originals/")]
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(bucket.get(key))).save(out, "JPEG", quality=80)
    bucket.put(key, out.getvalue())
    upload.client = healthy
    answer = upload(picture)
    assert answer.status_code == 202
    assert bucket.get(key) == out.getvalue()
    assert complete(bucket, answer.json["image_id"])


def test_an_unfinished_try_that_said_otherwise_is_not_contradicted(upload, app_on, stepping, bucket, picture):
    """Bytes that carry a synthetic mark never get the record of a capture, nor the other way round."""
    synthetic = {"image_manipulation": "synthetic", "generator": {"kind": "phantom"}}
    healthy = upload.client
    upload.client = app_on(stepping(4, die)).test_client()
    with pytest.raises(DeathError):
        upload(picture, synthetic)
    upload.client = healthy
    answer = upload(picture)
    assert (answer.status_code, answer.json["reason"]) == (409, "upload.contradicts_unfinished")
    assert upload(picture, synthetic).status_code == 202


def test_a_record_without_its_bytes_gets_them_again(upload, bucket, picture):
    """However they were lost, the same upload again makes the picture whole, byte for byte."""
    image_id = upload(picture).json["image_id"]
    lost = [key for key in bucket.listing() if key.startswith(("originals/", "thumbnails/"))]
    before = {key: bucket.get(key) for key in lost}
    for key in lost:
        bucket.objects.remove(bucket.name, key)
    assert upload(picture).status_code == 200
    assert {key: bucket.get(key) for key in lost} == before
    assert complete(bucket, image_id)


def test_a_store_that_fails_at_any_step_is_told(upload, app_on, stepping, bucket, picture):
    """The store going away in the middle is a 503 that acknowledges nothing; the retry is whole."""
    from pixgen_common.errors import Code, PixGenError

    def fail():
        raise PixGenError(Code.UNAVAILABLE, "gone", reason="store.unavailable", retry_after=2)

    healthy = upload.client
    for step in (1, 3, 6):
        upload.client = app_on(stepping(step, fail)).test_client()
        answer = upload(picture)
        assert (answer.status_code, answer.json["reason"]) == (503, "store.unavailable")
    upload.client = healthy
    assert complete(bucket, upload(picture).json["image_id"])


def test_a_new_process_needs_nothing_of_the_old(settings, upload, picture):
    """State is in the bucket alone."""
    first = upload(picture).json["image_id"]
    upload.client = create_app(settings).test_client()
    again = upload(picture)
    assert (again.status_code, again.json["image_id"]) == (200, first)
