"""REST: pictures as bytes, out of the real object store."""

import urllib.request

import pytest
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.testing import a_record, a_synthetic
from pixgen_common.records import object_key, thumbnail_key

DATA = bytes(range(256)) * 40


@pytest.fixture
def stored(index, store, settings):
    """Register a record whose bytes are in the bucket, as upload does."""

    def put(record):
        record.size_bytes = len(DATA)
        key = object_key(record.image_id, record.format)
        store.put(settings.images_bucket, key, DATA, content_type="image/jpeg")
        for edge in (256, 1024):
            store.put(settings.images_bucket, thumbnail_key(record.image_id, edge), b"webp %d" % edge)
        index(record)
        return f"/v1/images/{record.image_id}"

    return put


@pytest.fixture
def picture(stored, decide):
    record = a_record()
    path = stored(record)
    decide("publish", record.image_id)
    return path


def test_the_stored_bytes_come_unchanged_and_are_kept_by_the_reader_alone(picture, visitor):
    answer = visitor.get(f"{picture}/content")
    assert answer.status_code == 200
    assert answer.data == DATA
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["ETag"] == f'"{a_record().sha256}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(DATA))


def test_who_has_them_is_not_sent_them_again(picture, visitor):
    for path in (f"{picture}/content", f"{picture}/thumbnail?edge=1024"):
        etag = visitor.get(path).headers["ETag"]
        again = visitor.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        assert visitor.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("header", "expected", "content_range"),
    [
        ("bytes=0-9", DATA[:10], "bytes 0-9/10240"),
        ("bytes=10000-", DATA[10000:], "bytes 10000-10239/10240"),
        ("bytes=-5", DATA[-5:], "bytes 10235-10239/10240"),
        ("bytes=10-99999", DATA[10:], "bytes 10-10239/10240"),
    ],
)
def test_a_part_can_be_asked_for(picture, visitor, header, expected, content_range):
    answer = visitor.get(f"{picture}/content", headers={"Range": header})
    assert (answer.status_code, answer.data) == (206, expected)
    assert answer.headers["Content-Range"] == content_range


def test_parts_that_are_not_there_or_are_of_another_picture(picture, visitor):
    beyond = visitor.get(f"{picture}/content", headers={"Range": "bytes=10240-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */10240")
    for headers in (
        {"Range": "bytes=0-1,5-6"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=0-1", "If-Range": '"other"'},
    ):
        answer = visitor.get(f"{picture}/content", headers=headers)
        assert (answer.status_code, answer.data) == (200, DATA)


def test_asking_for_the_head_reads_no_bytes(picture, visitor):
    answer = visitor.call("HEAD", f"{picture}/content")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(DATA))


@pytest.mark.parametrize("edge", ["256", "1024"])
def test_thumbnails_come_in_two_sizes(picture, visitor, edge):
    answer = visitor.get(f"{picture}/thumbnail?edge={edge}")
    assert (answer.data, answer.mimetype) == (f"webp {edge}".encode(), "image/webp")
    assert visitor.get(f"{picture}/thumbnail?edge=9999").status_code == 422


def test_a_withdrawal_acts_on_the_next_request(picture, visitor, ada):
    etag = visitor.get(f"{picture}/content").headers["ETag"]
    assert ada.post(f"/v1/consents/{a_record().consent_id}/withdraw", json={}).status_code == 202
    assert visitor.get(f"{picture}/content", headers={"If-None-Match": etag}).status_code == 404
    assert visitor.get(f"{picture}/thumbnail").status_code == 404


def test_an_open_picture_may_be_fetched_from_the_store_itself(picture, visitor):
    answer = visitor.get(f"{picture}/content?redirect=presigned")
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Amz-Expires=60" in answer.headers["Location"]
    with urllib.request.urlopen(answer.headers["Location"], timeout=5) as link:
        assert link.read() == DATA


def test_other_pictures_are_never_linked(stored, decide, ada):
    record = a_record("controlled", access="controlled")
    path = stored(record)
    decide("publish", record.image_id)
    answer = ada.get(f"{path}/content?redirect=presigned")
    assert (answer.status_code, answer.data) == (200, DATA)


def test_a_saved_file_says_that_it_is_synthetic(stored, ada):
    record = a_synthetic()
    answer = ada.get(f"{stored(record)}/content")
    assert f"{record.image_id}_synthetic.jpg" in answer.headers["Content-Disposition"]


def test_bytes_that_are_lost_are_said_to_be_missing(index, ada):
    (image_id,) = index(a_record())
    answer = ada.get(f"/v1/images/{image_id}/content")
    assert (answer.status_code, answer.json["reason"]) == (404, "object.missing")


def test_a_store_that_is_away_is_said_to_be_away(picture, settings, free_port, ada):
    from pixgen_catalog.app import create_app

    away = create_app(
        settings.model_copy(update={"s3_endpoint": f"http://127.0.0.1:{free_port()}", "s3_attempts": 1})
    )
    answer = away.test_client().get(f"{picture}/content")
    assert (answer.status_code, answer.json["reason"]) == (503, "store.unavailable")
    assert away.test_client().get("/readyz").status_code == 503
    away.extensions[EXTENSION].engine.dispose()
