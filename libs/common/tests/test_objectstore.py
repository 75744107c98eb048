"""The object store, against SeaweedFS or whatever PIXGEN_TEST_S3_ENDPOINT names."""

import io
import socket
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectMissing, ObjectStore
from pixgen_common.settings import StoreSettings


def store_settings(object_store, **changes):
    values = {
        "s3_endpoint": object_store.endpoint,
        "s3_access_key": object_store.access_key,
        "s3_secret_key": object_store.secret_key,
        "s3_region": object_store.region,
    }
    return StoreSettings(**{**values, **changes})


@pytest.fixture
def store(object_store):
    return ObjectStore(store_settings(object_store))


@pytest.fixture
def bucket(buckets):
    return buckets.images


def test_bytes_and_type_come_back(store, bucket):
    assert store.put(bucket, "a/b.jpg", b"hello", content_type="image/jpeg")
    assert store.get(bucket, "a/b.jpg") == b"hello"
    info = store.stat(bucket, "a/b.jpg")
    assert (info.size, info.content_type) == (5, "image/jpeg")


def test_objects_are_written_once(store, bucket):
    """A conditional create leaves what is there."""
    assert store.put(bucket, "once", b"first")
    assert not store.put(bucket, "once", b"second")
    assert store.get(bucket, "once") == b"first"
    assert store.put(bucket, "once", b"third", if_absent=False)
    assert store.get(bucket, "once") == b"third"


def test_of_many_writers_one_wins(store, bucket):
    """Concurrent creates of one key: exactly one is told that it stored the object."""
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda number: store.put(bucket, "race", bytes([number])), range(8)))
    assert won.count(True) == 1
    assert store.get(bucket, "race") == bytes([won.index(True)])


def test_files_are_streamed_from_where_they_stand(store, bucket):
    """A picture is not held in memory twice."""
    body = io.BytesIO(b"skip" + b"x" * 3_000_000)
    body.seek(4)
    assert store.put(bucket, "big", body, length=3_000_000)
    assert b"".join(store.stream(bucket, "big")) == b"x" * 3_000_000
    assert b"".join(store.stream(bucket, "big", offset=10, length=5)) == b"xxxxx"


def test_what_is_missing_is_told_apart(store, bucket):
    """Missing is an answer, not an outage; a stream says so before the first byte."""
    assert store.stat(bucket, "nothing") is None
    for read in (store.get, store.stream):
        with pytest.raises(ObjectMissing):
            read(bucket, "nothing")
    store.remove(bucket, "nothing")


def test_lists_page_through_everything_in_order(store, bucket):
    """More than one page of a thousand keys, and a place to go on from."""
    keys = [f"records/{number:05d}" for number in range(1005)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda key: store.put(bucket, key, b"x"), keys))
    store.put(bucket, "other/1", b"x")
    assert list(store.list(bucket, "records/")) == keys
    assert list(store.list(bucket, "records/", start_after=keys[1000])) == keys[1001:]
    assert list(store.list(bucket, "nothing/")) == []


def test_removed_is_gone(store, bucket):
    store.put(bucket, "gone", b"x")
    store.remove(bucket, "gone")
    assert store.stat(bucket, "gone") is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2000))
def test_any_bytes_come_back(store, bucket, data):
    store.put(bucket, "any", data, if_absent=False)
    assert store.get(bucket, "any") == data


def test_links_work_for_a_while_and_only_for_their_object(store, bucket):
    store.put(bucket, "linked", b"picture")
    url = store.presign(bucket, "linked", 60)
    assert urllib.request.urlopen(url, timeout=10).read() == b"picture"
    for wrong in (url.replace("linked", "other"), url.split("?")[0]):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(wrong, timeout=10)
        assert caught.value.code == 403


def test_public_links_name_the_public_endpoint(object_store, bucket):
    """Browsers reach the store under another name than services do; without one there is no link."""
    public = ObjectStore(store_settings(object_store, s3_public_endpoint="https://pictures.example"))
    assert public.presign(bucket, "k", 60, public=True).startswith("https://pictures.example/")
    assert ObjectStore(store_settings(object_store)).presign(bucket, "k", 60, public=True) == ""


def test_a_store_that_is_away_is_unavailable_soon():
    """Bounded tries, one error, and it says when to come back."""
    away = StoreSettings(
        s3_endpoint="http://127.0.0.1:1", s3_access_key="a", s3_secret_key="b", s3_attempts=2
    )
    for action in (
        lambda s: s.put("away", "k", b"x"),
        lambda s: s.get("away", "k"),
        lambda s: s.check("away"),
    ):
        with pytest.raises(PixGenError) as caught:
            action(ObjectStore(away))
        assert (caught.value.code, caught.value.reason) == (Code.UNAVAILABLE, "store.unavailable")
        assert caught.value.retry_after


def test_a_store_that_hangs_is_given_up():
    """A server that takes the connection and says nothing must not hold a worker thread for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = StoreSettings(
            s3_endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}",
            s3_access_key="a",
            s3_secret_key="b",
            s3_attempts=1,
            s3_timeout_seconds=0.5,
        )
        with pytest.raises(PixGenError) as caught:
            ObjectStore(settings).get("away", "k")
        assert caught.value.reason == "store.unavailable"


def test_a_wrong_identity_is_refused_not_retried(object_store, bucket):
    """A bad key is a mistake to be shown, not an outage to be waited for."""
    wrong = ObjectStore(store_settings(object_store, s3_secret_key="wrong-secret-key"))
    with pytest.raises(PixGenError) as caught:
        wrong.get(bucket, "k")
    assert caught.value.reason == "store.refused"


def test_readiness_needs_the_bucket(store, bucket):
    store.check(bucket)
    with pytest.raises(PixGenError):
        store.check("no-such-bucket-here")
