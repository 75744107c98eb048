"""What an upload leaves behind: the exact objects, a safe picture, and nothing that names a person."""

import io
import json
from hashlib import sha256

import numpy as np
import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format

SYNTHETIC = {
    "image_manipulation": "synthetic",
    "generator": {"kind": "phantom", "model": "phantom", "version": "1", "seed": 7, "parameters": {"a": 1}},
}


def keys_of(image_id, extension="jpg", *, pending=True):
    keys = [
        f"originals/{image_id}.{extension}",
        f"records/{image_id}.json",
        f"thumbnails/{image_id}_1024.webp",
        f"thumbnails/{image_id}_256.webp",
    ]
    return sorted([*keys, f"pending/{image_id}"] if pending else keys)


def test_an_upload_without_the_catalog_is_safe_and_outstanding(upload, bucket, picture):
    """202: exactly the picture's objects and its marker lie in the bucket."""
    answer = upload(picture)
    assert answer.status_code == 202
    body = answer.json
    assert (body["state"], body["status"], body["created"]) == ("registering", "pending", True)
    assert "catalog.away" in [warning["code"] for warning in body["warnings"]]
    assert answer.headers["Location"] == f"/v1/uploads/{body['image_id']}"
    assert bucket.listing() == keys_of(body["image_id"])


def test_the_record_says_what_is_stored(upload, bucket, picture):
    """Hashes, size and pixels in the record are those of the stored object."""
    image_id = upload(picture).json["image_id"]
    record, stored = bucket.record(image_id), bucket.get(f"originals/{image_id}.jpg")
    assert record.sha256 == sha256(stored).hexdigest()
    assert record.source_sha256 == sha256(picture).hexdigest()
    assert (record.size_bytes, record.format) == (len(stored), "JPEG")
    assert (record.pixels_x, record.pixels_y) == Image.open(io.BytesIO(stored)).size
    assert list(record.thumbnail_edges) == [256, 1024]
    assert len(record.phash) == 16
    assert record.ita_method
    assert (record.image_manipulation, record.digital_source_type) == ("instrument only", "digitalCapture")


def test_the_same_bytes_again_are_the_same_picture(upload, bucket, picture):
    """200, with the catalog away, and nothing in the bucket changes but the marker's time."""
    first = upload(picture).json
    before = {key: bucket.get(key) for key in bucket.listing() if not key.startswith("pending/")}
    again = upload(picture, filename="another.png")
    assert again.status_code == 200
    assert (again.json["image_id"], again.json["created"]) == (first["image_id"], False)
    assert again.json["state"] == "registering"
    assert {key: bucket.get(key) for key in bucket.listing() if not key.startswith("pending/")} == before


def test_other_words_about_the_same_bytes_are_told_and_not_taken(upload, bucket, picture):
    first = upload(picture, sex="male").json
    again = upload(picture, sex="female", country="KE").json
    told = next(entry for entry in again["warnings"] if entry["code"] == "metadata.differs")
    assert "country" in told["message"]
    assert "sex" in told["message"]
    assert "female" not in told["message"]
    assert bucket.record(first["image_id"]).sex == "male"


def test_the_same_bytes_of_another_account_are_another_picture(upload, other, bucket, picture):
    """Nobody learns what others uploaded, and no two pictures share an object."""
    mine, theirs = upload(picture).json["image_id"], other(picture).json["image_id"]
    assert mine != theirs
    assert bucket.listing() == sorted(keys_of(mine) + keys_of(theirs))


def with_exif(picture):
    exif = Image.Exif()
    exif[Base.Make.value], exif[Base.BodySerialNumber.value] = "Camera maker", "SERIAL-4711"
    exif[Base.Artist.value] = "Dr Jane Roe"
    exif.get_ifd(IFD.GPSInfo).update({1: "N", 2: (47.0, 33.0, 12.0), 3: "E", 4: (7.0, 35.0, 1.0)})
    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture))
    image.save(out, "JPEG", exif=exif, comment=b"Jane Doe 1970", quality="keep")
    return out.getvalue()


def test_what_could_identify_is_removed_and_told(upload, bucket, picture):
    """GPS, serial number, names and comments go; their names are told, their values are nowhere."""
    answer = upload(with_exif(picture)).json
    assert {"GPS position", "comment"} <= set(answer["removed"])
    assert answer["removed"] == answer["record"]["removed"]
    everything = bucket.everything() + json.dumps(answer).encode()
    for secret in (b"SERIAL-4711", b"Jane", b"Camera maker"):
        assert secret not in everything


def test_the_pixels_are_untouched(upload, bucket, picture):
    sent = with_exif(picture)
    image_id = upload(sent).json["image_id"]
    stored = Image.open(io.BytesIO(bucket.get(f"originals/{image_id}.jpg")))
    assert np.array_equal(np.asarray(stored), np.asarray(Image.open(io.BytesIO(sent))))


def test_file_names_and_patient_codes_are_never_kept(upload, bucket, picture, capfd):
    """Neither the bucket, nor the answer, nor the log knows the file's name or the patient's code."""
    answer = upload(
        picture,
        filename="Jane_Doe_1970.jpg",
        consent={"scopes": ["share"], "patient": "MRN-0815"},
        lesion="LESION-77",
        notes="a private remark",
    )
    assert answer.status_code == 202
    record = bucket.record(answer.json["image_id"])
    assert record.patient_id.startswith("pat_")
    assert record.lesion_id.startswith("les_")
    printed = capfd.readouterr()
    for secret in ("Jane_Doe", "MRN-0815", "LESION-77"):
        assert secret.encode() not in bucket.everything()
        assert secret not in answer.text + printed.out + printed.err
    assert "a private remark" not in printed.out + printed.err


def test_the_parts_may_come_in_any_order(upload, bucket, picture, metadata):
    image = (io.BytesIO(picture), "x.jpg")
    last = upload.parts({"metadata": json.dumps(metadata), "image": image})
    assert last.status_code == 202
    as_file = (io.BytesIO(json.dumps(metadata).encode()), "metadata.json", "application/json")
    first = upload.parts({"image": (io.BytesIO(picture), "x.jpg"), "metadata": as_file})
    assert (first.status_code, first.json["image_id"]) == (200, last.json["image_id"])


def test_a_large_picture_goes_through(upload, bucket):
    """Megabytes, of which any 64 KiB may end anywhere."""
    noisy = np.random.default_rng(5).integers(0, 255, (1500, 2000, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "JPEG", quality=90)
    assert len(out.getvalue()) > 2 << 20
    answer = upload(out.getvalue())
    assert answer.status_code == 202, answer.text
    assert bucket.record(answer.json["image_id"]).source_sha256 == sha256(out.getvalue()).hexdigest()


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})])
def test_other_formats_are_stored_as_png_with_equal_pixels(upload, bucket, picture, kind, options):
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(out, kind, **options)
    image_id = upload(out.getvalue(), filename="x.jpg").json["image_id"]
    assert bucket.listing() == keys_of(image_id, "png")
    stored = Image.open(io.BytesIO(bucket.get(f"originals/{image_id}.png")))
    assert np.array_equal(
        np.asarray(stored.convert("RGB")), np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    )


def test_a_synthetic_picture_says_so_in_its_bytes(upload, bucket, picture):
    """Record, original and thumbnails all carry the IPTC digital source type."""
    image_id = upload(picture, SYNTHETIC).json["image_id"]
    record = bucket.record(image_id)
    assert (record.image_manipulation, record.digital_source_type) == ("synthetic", "algorithmicMedia")
    assert record.generator.seed == "7"
    assert json.loads(record.generator.parameters_json) == {"a": 1}
    found = read_source(bucket.get(f"originals/{image_id}.jpg"), Format.JPEG)
    assert found.source_type == "algorithmicMedia"
    for edge in (256, 1024):
        thumbnail = read_source(bucket.get(f"thumbnails/{image_id}_{edge}.webp"), Format.WEBP)
        assert thumbnail.source_type == "algorithmicMedia"


def test_a_capture_that_could_not_be_compared_is_held(upload, bucket, picture):
    """While the catalog is away nobody can say that it equals no synthetic picture."""
    answer = upload(picture).json
    assert "image.held" in [warning["code"] for warning in answer["warnings"]]
    assert bucket.record(answer["image_id"]).hold_reason


def test_its_owner_sees_an_upload_while_the_catalog_is_away(upload, other, picture):
    image_id = upload(picture, notes="mine").json["image_id"]
    shown = upload.get(f"/v1/uploads/{image_id}")
    assert shown.status_code == 200
    assert shown.json["state"] == "registering"
    assert shown.json["record"]["notes"] == "mine"
    assert shown.json["record"]["links"]["content"] == f"/v1/images/{image_id}/content"
    assert "account_id" not in shown.json["record"]
    assert other.get(f"/v1/uploads/{image_id}").status_code == 404


@pytest.mark.parametrize("image_id", ["img_aaaaaaaaaaaaaaaa", "..%2F..%2Fetc", "img_AAAAAAAAAAAAAAAA", "x"])
def test_an_upload_that_is_not_there_is_404(upload, image_id):
    assert upload.get(f"/v1/uploads/{image_id}").status_code == 404


def test_my_uploads_need_the_catalog(upload):
    answer = upload.get("/v1/uploads")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_check_says_what_is_here_and_whose(upload, other, picture):
    """Only one's own pictures count as uploaded."""
    digest = sha256(picture).hexdigest()
    image_id = upload(picture).json["image_id"]
    asked = {"source_sha256": [digest, "0" * 64]}
    here, absent = upload.post("/v1/uploads/check", asked).json["items"]
    assert (here["uploaded"], here["image_id"], absent["uploaded"]) == (True, image_id, False)
    assert not other.post("/v1/uploads/check", asked).json["items"][0]["uploaded"]


@pytest.mark.parametrize("digests", [[], ["x"], ["0" * 64] * 101, ["A" * 64], "0" * 64])
def test_check_takes_up_to_a_hundred_digests(upload, digests):
    assert upload.post("/v1/uploads/check", {"source_sha256": digests}).status_code == 422


@pytest.fixture
def synthesis(identities, settings_for):
    """Headers of the service that brings results for a person."""
    from pixgen_common.identity import ServiceSigner

    signer = ServiceSigner(settings_for(service_key_file=identities.service_key_file("synthesis")))

    def headers(account_id="acc_aaaaaaaaaaaaaaaa"):
        return {"Authorization": f"Bearer {signer.token('upload', on_behalf_of=account_id)}"}

    return headers


def a_result(*parents, item="itm_1", **changes):
    """What the service says of an augmentation."""
    generator = {"kind": "augment", "method": "TONE"}
    said = {"image_manipulation": "altered", "generator": generator, "order_item": item}
    return said | {"parents": list(parents)} | changes


def test_a_service_brings_a_picture_for_a_person(bucket, picture, noise, upload, synthesis):
    """Its identity is the order item's; the person owns it; its parents stand in the record."""
    parent = upload(noise(1)).json["image_id"]
    answer = upload(picture, a_result(parent), headers=synthesis())
    assert answer.status_code == 202
    record = bucket.record(answer.json["image_id"])
    assert (record.account_id, list(record.parents)) == ("acc_aaaaaaaaaaaaaaaa", [parent])
    assert upload.get(f"/v1/uploads/{record.image_id}").status_code == 200
    assert upload(picture).json["image_id"] != record.image_id


def test_an_order_item_is_one_picture_whatever_bytes_come_again(bucket, picture, noise, upload, synthesis):
    """A worker that died after its upload makes the result anew: a network need not repeat each bit."""
    parent = upload(noise(1)).json["image_id"]
    first = upload(picture, a_result(parent), headers=synthesis())
    before = bucket.listing()
    again = upload(noise(2), a_result(parent), headers=synthesis())
    assert (again.status_code, again.json["image_id"]) == (200, first.json["image_id"])
    assert {key for key in bucket.listing() if "pending" not in key} == {
        key for key in before if "pending" not in key
    }
    assert upload(noise(2), a_result(parent, item="itm_2"), headers=synthesis()).status_code == 202


def test_a_result_stands_under_its_sources_consent(bucket, picture, noise, upload, synthesis):
    """Patient, lesion and consent are the parent's; no scope is more than the parent's."""
    given = {"scopes": ["share", "generative"], "patient": "P1"}
    parent = bucket.record(upload(noise(1), {"consent": given, "lesion": "L1"}).json["image_id"])
    wide = a_result(parent.image_id, consent={"scopes": ["share", "generative", "commercial"]})
    answer = upload(picture, wide, headers=synthesis("acc_bbbbbbbbbbbbbbbb"))
    record = bucket.record(answer.json["image_id"])
    assert record.account_id == "acc_bbbbbbbbbbbbbbbb"
    inherited = (record.consent_id, record.patient_id, record.lesion_id)
    assert inherited == (parent.consent_id, parent.patient_id, parent.lesion_id)
    assert list(record.consent_scopes) == ["generative", "share"]


def test_a_result_of_what_is_gone_or_was_not_given_is_refused(bucket, picture, noise, upload, synthesis):
    """Nothing is stored of a result whose source is not here, or was given for other things."""
    parent = upload(noise(1), {"consent": {"scopes": ["share"]}}).json["image_id"]
    before = bucket.listing()
    gone = upload(picture, a_result("img_bbbbbbbbbbbbbbbb"), headers=synthesis())
    assert (gone.status_code, gone.json["reason"]) == (409, "parents.missing")
    said = a_result(parent, consent={"scopes": ["commercial"]})
    other = upload(picture, said, headers=synthesis())
    assert (other.status_code, other.json["reason"]) == (422, "consent.scopes")
    assert bucket.listing() == before


def test_ready_without_the_catalog(app):
    """Readiness asks the object store and the keys: else 202 could never happen."""
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]) == (200, {"object_store": "ok", "keys": "ok"})


def test_not_ready_without_the_object_store(settings_for, free_port):
    from pixgen_upload.app import create_app

    away = create_app(settings_for(s3_endpoint=f"http://127.0.0.1:{free_port()}"))
    answer = away.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["object_store"]) == (503, "store.unavailable")
    assert away.test_client().get("/livez").status_code == 200


def test_without_the_object_store_nothing_is_acknowledged(settings_for, free_port, sign_in, upload, picture):
    from pixgen_upload.app import create_app

    away = create_app(settings_for(s3_endpoint=f"http://127.0.0.1:{free_port()}", s3_attempts=1))
    upload.client = away.test_client()
    answer = upload(picture)
    assert (answer.status_code, answer.json["reason"]) == (503, "store.unavailable")
    assert answer.headers["Retry-After"]
