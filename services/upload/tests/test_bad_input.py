"""Each kind of bad input has its own clear refusal, and leaves nothing in the bucket."""

import base64
import hmac
import io
import json
import struct
import time
import zlib

import pytest
from joserfc import jwt
from PIL import Image
from pixgen_common.testing import new_key

SYNTHETIC = {"image_manipulation": "synthetic", "generator": {"kind": "phantom"}}


def encoded(mode="RGB", size=(128, 128), kind="PNG", **options):
    out = io.BytesIO()
    Image.new(mode, size, options.pop("colour", None)).save(out, kind, **options)
    return out.getvalue()


def png_of(width, height):
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def animated(kind):
    frames = [Image.new("RGB", (96, 96), (shade, 0, 0)) for shade in (10, 120, 240)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def with_zip(picture):
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("payload.html", "<script>alert(1)</script>")
    return picture + out.getvalue()


PICTURES = {
    "zero bytes": (lambda _: b"", 422, "image.empty"),
    "text renamed .jpg": (lambda _: b"this is a text\n" * 20, 415, "image.not_an_image"),
    "a GIF": (lambda _: encoded(kind="GIF", mode="P"), 415, "image.unsupported_format"),
    "a PDF": (lambda _: b"%PDF-1.7\n" + b"x" * 200, 415, "image.unsupported_format"),
    "truncated": (lambda picture: picture[: len(picture) // 2], 422, "image.truncated"),
    "polyglot": (with_zip, 422, "image.polyglot"),
    "one pixel": (lambda _: encoded(size=(1, 1)), 422, "image.too_small"),
    "100 MP bomb": (lambda _: png_of(10_000, 10_000), 422, "image.too_many_pixels"),
    "animated PNG": (lambda _: animated("PNG"), 422, "image.animated"),
    "animated WebP": (lambda _: animated("WEBP"), 422, "image.animated"),
    "CMYK": (lambda _: encoded("CMYK", kind="JPEG"), 422, "image.cmyk"),
    "16 bit": (lambda _: encoded("I;16"), 422, "image.sixteen_bit"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_bad_picture_is_refused_with_its_reason(upload, bucket, picture, name):
    make, status, reason = PICTURES[name]
    answer = upload(make(picture))
    assert (answer.status_code, answer.json["reason"]) == (status, reason)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"][0]["field"] == "image"
    assert answer.json["detail"].endswith("Nothing was stored.")
    assert bucket.listing() == []


def test_a_picture_over_30_mib_is_refused(upload, bucket):
    answer = upload(b"\xff\xd8\xff" + b"\0" * (30 << 20))
    assert (answer.status_code, answer.json["reason"]) == (413, "image.too_many_bytes")
    assert bucket.listing() == []


METADATA = {
    "wrong type": ({"age": "forty"}, "fields.invalid", "metadata.age"),
    "unknown field": ({"hospital": "x"}, "fields.invalid", "metadata.hospital"),
    "unknown condition": (
        {"diagnosis": [{"condition_id": "dragon_pox"}]},
        "fields.invalid",
        "metadata.diagnosis.0.condition_id",
    ),
    "unknown parent": ({"parents": ["img_aaaaaaaaaaaaaaaa"]}, "fields.invalid", "metadata.parents"),
    "path trick in parents": ({"parents": ["img_../../x"]}, "fields.invalid", "metadata.parents.0"),
    "order item of a person": ({"order_item": "x"}, "fields.invalid", "metadata.order_item"),
    "consent for nothing": ({"consent": {"scopes": []}}, "fields.invalid", "metadata.consent.scopes"),
}


@pytest.mark.parametrize("name", METADATA)
def test_bad_metadata_is_refused_field_by_field(upload, bucket, picture, name):
    changes, reason, field = METADATA[name]
    answer = upload(picture, changes)
    assert (answer.status_code, answer.json["reason"]) == (422, reason)
    assert [entry["field"] for entry in answer.json["errors"]] == [field]
    assert bucket.listing() == []


def test_a_duplicate_key_is_refused(upload, bucket, picture, metadata):
    text = json.dumps(metadata)[:-1] + ', "access": "open", "access": "controlled"}'
    answer = upload.parts({"image": (io.BytesIO(picture), "x.jpg"), "metadata": text})
    assert (answer.status_code, answer.json["reason"]) == (422, "json.duplicate_key")
    assert answer.json["errors"][0]["field"] == "metadata.access"
    assert bucket.listing() == []


@pytest.mark.parametrize(("text", "reason"), [("{", "json.malformed"), ("[1]", "json.not_an_object")])
def test_metadata_that_is_no_object_is_refused(upload, bucket, picture, text, reason):
    answer = upload.parts({"image": (io.BytesIO(picture), "x.jpg"), "metadata": text})
    assert (answer.status_code, answer.json["reason"]) == (400, reason)
    assert bucket.listing() == []


@pytest.mark.parametrize("as_file", [False, True])
@pytest.mark.parametrize("kib", [65, 1000])
def test_metadata_over_64_kib_is_refused(upload, bucket, picture, as_file, kib):
    text = json.dumps({"notes": "x" * (kib << 10)})
    part = (io.BytesIO(text.encode()), "m.json") if as_file else text
    answer = upload.parts({"image": (io.BytesIO(picture), "x.jpg"), "metadata": part})
    assert answer.status_code == 413
    assert bucket.listing() == []


def parts(picture, metadata):
    image = lambda: (io.BytesIO(picture), "x.jpg")  # noqa: E731
    text = json.dumps(metadata)
    return {
        "no image": {"metadata": text},
        "no metadata": {"image": image()},
        "two images": {"image": [image(), image()], "metadata": text},
        "two metadata": {"image": image(), "metadata": [text, text]},
        "another part": {"image": image(), "metadata": text, "extra": "x"},
        "another file": {"image": image(), "metadata": text, "extra": image()},
        "image as text": {"image": "x", "metadata": text},
    }


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("no image", "image"),
        ("no metadata", "metadata"),
        ("two images", "image"),
        ("two metadata", "metadata"),
        ("another part", "body"),
        ("another file", "body"),
        ("image as text", "image"),
    ],
)
def test_exactly_two_parts_are_taken(upload, bucket, picture, metadata, name, field):
    answer = upload.parts(parts(picture, metadata)[name])
    assert (answer.status_code, answer.json["reason"]) == (422, "body.parts")
    assert [entry["field"] for entry in answer.json["errors"]] == [field]
    assert bucket.listing() == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"--x\r\n", "multipart/form-data", 400),
        (b"{}", "application/json", 415),
        (b"", "text/plain", 415),
    ],
)
def test_a_body_of_another_form_is_refused(upload, bucket, body, kind, status):
    answer = upload.client.post("/v1/uploads", data=body, headers=upload.headers, content_type=kind)
    assert answer.status_code == status
    assert bucket.listing() == []


def test_a_body_that_ends_too_early_is_refused(upload, bucket, picture):
    """A client that dies in the middle leaves nothing."""
    start = b'--x\r\nContent-Disposition: form-data; name="image"; filename="x.jpg"\r\n\r\n' + picture
    answer = upload.client.post(
        "/v1/uploads",
        headers=upload.headers,
        content_type="multipart/form-data; boundary=x",
        content_length=len(start) + 5000,
        input_stream=io.BytesIO(start),
    )
    assert answer.status_code == 400
    assert bucket.listing() == []


def test_not_signed_in_is_401(upload, bucket, picture):
    upload.headers = {}
    answer = upload(picture)
    assert (answer.status_code, answer.json["reason"]) == (401, "token.missing")
    assert bucket.listing() == []


def test_an_unknown_or_wrong_role_is_403(upload, bucket, picture, sign_in):
    for role in ("researcher", "curator", "superuser"):
        assert upload(picture, headers=sign_in("acc_aaaaaaaaaaaaaaaa", role)).status_code == 403
    assert bucket.listing() == []


def forged(header, claims, secret=None):
    """A token as an attacker writes it: unsigned, or signed with the public key as if it were a secret."""
    texts = [json.dumps(part).encode() for part in (header, claims)]
    text = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in texts)
    signature = hmac.digest(secret, text.encode(), "sha256") if secret else b""
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_expired_foreign_and_unsigned_tokens_are_401(upload, bucket, picture, identities):
    now = int(time.time())
    claims = {
        "iss": "pixgen",
        "aud": "pixgen",
        "sub": "acc_aaaaaaaaaaaaaaaa",
        "roles": ["contributor"],
        "exp": now + 600,
    }
    foreign = new_key("issuer-1")
    public = identities.issuer_key.as_pem(private=False)
    tokens = {
        "expired": identities.person("acc_aaaaaaaaaaaaaaaa", "contributor", exp=now - 600),
        "foreign key": jwt.encode({"alg": "EdDSA", "kid": "issuer-1"}, claims, foreign, ["EdDSA"]),
        "foreign issuer": identities.person("acc_a", "contributor", iss="https://elsewhere.example"),
        "foreign audience": identities.person("acc_a", "contributor", aud="another"),
        "alg none": forged({"alg": "none"}, claims),
        "public key as HMAC secret": forged({"alg": "HS256", "kid": "issuer-1"}, claims, public),
        "garbage": "abc",
    }
    for name, token in tokens.items():
        answer = upload(picture, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, name
        assert answer.headers["WWW-Authenticate"], name
    assert bucket.listing() == []


def test_a_cookie_needs_our_own_page(upload, bucket, picture, identities):
    """A page elsewhere that makes the browser send its cookie is refused."""
    token = identities.person("acc_aaaaaaaaaaaaaaaa", "contributor")
    upload.headers = {}
    upload.client.set_cookie("pixgen_session", token)
    assert upload(picture, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert bucket.listing() == []
    own = {"Origin": "http://127.0.0.1:8080", "X-PixGen-CSRF": "1"}
    assert upload(picture, headers=own).status_code == 202


def test_a_picture_that_says_it_is_synthetic_cannot_enter_as_a_capture(upload, bucket):
    """The mark is read before it is stripped."""
    from pixgen_imaging import phantoms

    marked = phantoms.encode(phantoms.draw(3, size=128))
    answer = upload(marked)
    assert (answer.status_code, answer.json["reason"]) == (422, "image.says_synthetic")
    assert bucket.listing() == []
    assert upload(marked, SYNTHETIC).status_code == 202


def test_a_generator_named_in_the_file_counts_as_a_mark(upload, bucket, picture):
    exif = Image.Exif()
    exif[0x0131] = "Stable Diffusion 1.5"
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(out, "JPEG", exif=exif)
    answer = upload(out.getvalue())
    assert (answer.status_code, answer.json["reason"]) == (422, "image.says_synthetic")
    assert bucket.listing() == []


def test_nothing_of_a_refused_upload_is_logged(upload, picture, capfd):
    upload(picture[:500], filename="Jane_Doe.jpg", notes="secret remark", sex="Jane Doe")
    printed = capfd.readouterr()
    for secret in ("Jane", "secret remark"):
        assert secret not in printed.out + printed.err
