"""A copy of buckets, and putting it back, on a real S3 server."""

from io import BytesIO

import pytest
from pixgen_local import objectstore
from pixgen_prepare import mirror


@pytest.fixture
def store(object_store):
    return objectstore.client(
        object_store.endpoint, object_store.access_key, object_store.secret_key, object_store.region
    )


def put(store, bucket, key, body, media_type="image/jpeg"):
    # In one piece, as services do.
    store.put_object(bucket, key, BytesIO(body), len(body), media_type, part_size=64 << 20)


def all_of(store, bucket):
    found = {}
    for one in store.list_objects(bucket, recursive=True):
        answer = store.get_object(bucket, one.object_name)
        found[one.object_name] = (answer.read(), answer.headers["Content-Type"])
        answer.close()
        answer.release_conn()
    return found


def test_what_was_lost_comes_back_with_the_same_bytes_and_types(store, buckets, tmp_path):
    wanted = [buckets.images, buckets.datasets]
    put(store, buckets.images, "originals/a b+ü.jpg", b"x" * 6_000_000)
    put(store, buckets.images, "records/a.json", b"{}", "application/json")
    put(store, buckets.datasets, "empty", b"", "text/plain")
    before = [all_of(store, bucket) for bucket in wanted]
    assert mirror.save(store, tmp_path, wanted) == 3
    for bucket in wanted:
        for key in all_of(store, bucket):
            store.remove_object(bucket, key)
    assert mirror.restore(store, tmp_path, wanted) == 3
    assert [all_of(store, bucket) for bucket in wanted] == before
    assert mirror.restore(store, tmp_path, wanted) == 0, "what is there is not written again"
    assert mirror.save(store, tmp_path, wanted) == 0, "what was put back is known"


def test_a_copy_is_brought_up_to_date(store, buckets, tmp_path):
    put(store, buckets.images, "kept", b"kept")
    put(store, buckets.images, "erased", b"erased")
    mirror.save(store, tmp_path, [buckets.images])
    store.remove_object(buckets.images, "erased")
    put(store, buckets.images, "new", b"new")
    put(store, buckets.images, "kept", b"changed")
    assert mirror.save(store, tmp_path, [buckets.images]) == 2
    store.remove_object(buckets.images, "new")
    assert mirror.restore(store, tmp_path, [buckets.images]) == 1
    assert {key: body for key, (body, _) in all_of(store, buckets.images).items()} == {
        "kept": b"changed",
        "new": b"new",
    }


def test_a_damaged_copy_is_not_put_back(store, buckets, tmp_path):
    put(store, buckets.images, "picture", b"bytes")
    mirror.save(store, tmp_path, [buckets.images])
    store.remove_object(buckets.images, "picture")
    (damaged,) = (tmp_path / buckets.images / "objects").iterdir()
    damaged.write_bytes(b"other")
    with pytest.raises(ValueError, match="damaged"):
        mirror.restore(store, tmp_path, [buckets.images])
    assert all_of(store, buckets.images) == {}
