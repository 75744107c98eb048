"""With the real catalog: uploads are found, doubles are told, what is withdrawn goes and stays away."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from PIL import Image, ImageEnhance
from pixgen_common.identity import ServiceSigner
from pixgen_upload import background

SYNTHETIC = {"image_manipulation": "synthetic", "generator": {"kind": "phantom", "seed": 1}}
EVERYTHING = {
    "image_type": "clinical: close-up",
    "copyright_license": "CC-BY-NC",
    "consent": {"scopes": ["share", "ml_training", "generative", "commercial"], "patient": "p1"},
    "attribution": "A clinic",
    "access": "open",
    "lesion": "l1",
    "case_id": "case-1",
    "shot_type": "AT_AN_ANGLE",
    "age": 0,
    "sex": "other_or_unspecified",
    "anatom_site_general": "oral/genital",
    "diagnosis": [
        {"condition_id": "psoriasis", "confidence": 5, "confirm_type": "histopathology"},
        {"condition_id": "vitiligo"},
    ],
    "fitzpatrick_skin_type": [{"value": "VI", "source": "patient"}, {"value": "V"}],
    "condition_duration": "SINCE_CHILDHOOD",
    "condition_symptoms": ["ITCHING", "PAIN"],
    "textures": ["FLAT"],
    "acquisition_day": 0,
    "country": "KE",
    "recognizable_visual_features": "NO",
    "notes": "Zeile 1\nZeile 2",
}


def recoded(picture, quality=70, colour=1.0):
    out = io.BytesIO()
    image = ImageEnhance.Color(Image.open(io.BytesIO(picture))).enhance(colour)
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def codes(answer):
    return {warning["code"] for warning in answer.json["warnings"]}


@pytest.fixture
def jobs(catalog):
    """Reconciler and erasure, with adapters of their own."""
    return background.parts(catalog)


@pytest.fixture
def as_owner(catalog_database):
    """Run SQL behind the catalog's back."""
    engine = sa.create_engine(catalog_database.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return result.scalars().all() if result.returns_rows else result.rowcount

    yield run
    engine.dispose()


def test_an_upload_is_registered_and_leaves_no_marker(registered, bucket, picture):
    """201: exactly four objects, and the catalog's state in the answer."""
    answer = registered(picture)
    assert answer.status_code == 201
    image_id = answer.json["image_id"]
    assert (answer.json["state"], answer.json["status"]) == ("registered", "pending")
    assert not {"catalog.away", "image.held"} & codes(answer)
    assert bucket.listing() == [
        f"originals/{image_id}.jpg",
        f"records/{image_id}.json",
        f"thumbnails/{image_id}_1024.webp",
        f"thumbnails/{image_id}_256.webp",
    ]
    shown = registered.get(f"/v1/uploads/{image_id}").json
    assert (shown["state"], shown["status"], shown["record"]["consent_status"]) == (
        "registered",
        "pending",
        "active",
    )


def test_the_same_bytes_again_tell_the_state_of_now(registered, bucket, picture, as_owner):
    image_id = registered(picture).json["image_id"]
    before = bucket.listing()
    again = registered(picture)
    assert (again.status_code, again.json["status"], again.json["created"]) == (200, "pending", False)
    assert bucket.listing() == before
    assert as_owner("SELECT image_id FROM catalog.images") == [image_id]


@pytest.mark.parametrize("metadata", [EVERYTHING, {**EVERYTHING, **SYNTHETIC}])
def test_whatever_metadata_is_valid_the_catalog_takes(registered, picture, metadata):
    """The edge refuses what the database would: nothing valid gets stuck between the two."""
    answer = registered(picture, metadata)
    assert answer.status_code == 201, answer.text
    record = answer.json["record"]
    assert (record["age_approx"], record["acquisition_day"]) == (0, 0)
    assert (record["diagnosis"][1]["condition_id"], record["diagnosis"][1]["confidence"]) == (
        "vitiligo",
        None,
    )
    listed = registered.get("/v1/uploads").json["items"][0]["record"]
    assert {key: listed[key] for key in record} == record | {"status_reason": listed["status_reason"]}


@pytest.mark.parametrize("metadata", [{}, EVERYTHING, {**EVERYTHING, **SYNTHETIC}])
def test_upload_and_catalog_show_the_same_record(registered, picture, metadata, catalog_app):
    """Field for field, so that pages and clients need one reader for both."""
    answer = registered(picture, metadata).json
    now = int(time.time())
    claims = {"iss": "pixgen", "aud": "pixgen", "sub": "acc_aaaaaaaaaaaaaaaa", "roles": ["contributor"]}
    token = catalog_app.extensions["pixgen_accounts"].keys.sign(claims | {"iat": now, "exp": now + 60})
    shown = catalog_app.test_client().get(
        f"/v1/images/{answer['image_id']}", headers={"Authorization": f"Bearer {token}"}
    )
    assert shown.json == answer["record"]


def test_my_uploads_come_in_pages_newest_first(registered, noise, sign_in):
    """Each exactly once, and only mine."""
    sent = [registered(noise(seed)).json["image_id"] for seed in range(5)]
    registered(noise(9), headers=sign_in("acc_bbbbbbbbbbbbbbbb"))
    seen, path = [], "/v1/uploads?limit=2"
    while path:
        page = registered.get(path).json
        seen += [item["image_id"] for item in page["items"]]
        path = f"/v1/uploads?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert seen == sent[::-1]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=tampered", "unknown=1"])
def test_a_bad_page_is_refused(registered, query):
    assert registered.get(f"/v1/uploads?{query}").status_code == 422


def test_a_near_double_is_told(registered, picture):
    first = registered(picture).json["image_id"]
    answer = registered(recoded(picture))
    assert answer.status_code == 201
    warning = next(entry for entry in answer.json["warnings"] if entry["code"] == "image.near_duplicate")
    assert warning["image_ids"] == [first]


def test_a_near_double_of_a_stranger_is_not_told(registered, picture, sign_in):
    """Nobody learns what others keep to themselves."""
    registered(picture)
    answer = registered(recoded(picture), headers=sign_in("acc_bbbbbbbbbbbbbbbb"))
    assert (answer.status_code, "image.near_duplicate" in codes(answer)) == (201, False)


def test_a_known_synthetic_picture_cannot_come_back_as_a_capture(registered, bucket, picture, sign_in):
    """Its mark stripped and recompressed, by another account: refused, nothing stored."""
    registered(picture, SYNTHETIC)
    before = bucket.listing()
    answer = registered(recoded(picture, 85), headers=sign_in("acc_bbbbbbbbbbbbbbbb"))
    assert (answer.status_code, answer.json["reason"]) == (422, "image.near_synthetic")
    assert bucket.listing() == before


def test_another_copy_of_an_augmented_capture_is_held_not_refused(
    registered, picture, identities, catalog, sign_in
):
    """An augmentation keeps its source's structure: a copy of the source must not be taken for it."""
    source = registered(picture).json["image_id"]
    signer = ServiceSigner(
        catalog.model_copy(update={"service_key_file": identities.service_key_file("synthesis")})
    )
    said = {
        "image_manipulation": "altered",
        "generator": {"kind": "augment", "method": "TONE"},
        "parents": [source],
        "order_item": "aug_1/1",
    }
    darker = ImageEnhance.Brightness(Image.open(io.BytesIO(picture))).enhance(0.6)
    out = io.BytesIO()
    darker.save(out, "JPEG", quality=95)
    token = {"Authorization": f"Bearer {signer.token('upload')}"}
    assert registered(out.getvalue(), said, headers=token).status_code == 201
    copy = registered(recoded(picture, 80), headers=sign_in("acc_bbbbbbbbbbbbbbbb"))
    assert (copy.status_code, "image.held" in codes(copy)) == (201, True)


def test_what_only_looks_like_a_synthetic_picture_is_held(registered, picture):
    """Near by hash but not by pixels: a curator looks first."""
    registered(picture, SYNTHETIC)
    answer = registered(recoded(picture, 90, colour=3.0))
    assert (answer.status_code, "image.held" in codes(answer)) == (201, True)
    assert answer.json["record"]["status_reason"]


def test_what_waited_for_the_catalog_is_registered_by_the_reconciler(upload, registered, jobs, bucket, noise):
    """202 becomes registered; a second round finds nothing to do."""
    ids = [upload(noise(seed)).json["image_id"] for seed in range(3)]
    reconciler, _ = jobs
    assert reconciler.run(dry_run=True).registered == 3
    assert reconciler.run().registered == 3
    assert not [key for key in bucket.listing() if key.startswith("pending/")]
    assert reconciler.run().registered == 0
    for image_id in ids:
        shown = registered.get(f"/v1/uploads/{image_id}").json
        assert (shown["state"], shown["status"]) == ("registered", "pending")
        assert "image.held" in {entry["code"] for entry in shown["warnings"]}


def test_several_reconcilers_at_once_register_once(upload, catalog, as_owner, noise):
    ids = [upload(noise(seed)).json["image_id"] for seed in range(6)]
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda _: background.parts(catalog)[0].run(), range(4)))
    assert sum(done.failed for done in rounds) == 0
    assert sorted(as_owner("SELECT image_id FROM catalog.images")) == sorted(ids)


def test_a_registered_picture_is_known_while_the_catalog_is_away(registered, upload, bucket, picture):
    """The same bytes again are 200 and need no catalog; what only the catalog knows is null."""
    image_id = registered(picture).json["image_id"]
    before = bucket.listing()
    again = upload(picture)
    assert (again.status_code, again.json["image_id"]) == (200, image_id)
    assert (again.json["state"], again.json["status"]) == ("registered", None)
    shown = upload.get(f"/v1/uploads/{image_id}").json
    assert (shown["state"], shown["status"]) == ("registered", None)
    assert bucket.listing() == before


def test_an_upload_again_registers_what_waited(upload, registered, bucket, picture):
    """The contributor need not wait for the reconciler."""
    upload(picture)
    again = registered(picture)
    assert (again.status_code, again.json["state"], again.json["created"]) == (200, "registered", False)
    assert not [key for key in bucket.listing() if key.startswith("pending/")]


def test_a_picture_that_the_catalog_lost_is_brought_back(registered, as_owner, picture):
    """An older backup of the database was restored: the same upload again makes it whole."""
    image_id = registered(picture).json["image_id"]
    as_owner("DELETE FROM catalog.events")
    as_owner("DELETE FROM catalog.images")
    assert registered(picture).status_code == 200
    assert as_owner("SELECT image_id FROM catalog.images") == [image_id]


def bury(as_owner, image_id):
    """The catalog's decision that a picture must go."""
    as_owner(
        "INSERT INTO catalog.tombstones (image_id, cause, actor_id) VALUES (:i, 'deleted', 'x')", i=image_id
    )
    as_owner("INSERT INTO catalog.erasures (image_id) VALUES (:i) ON CONFLICT DO NOTHING", i=image_id)


def test_what_the_catalog_lists_is_erased_and_stays_away(registered, jobs, bucket, picture, noise, as_owner):
    """Every object goes, the erasure is confirmed, the rest stays; the same upload again is 409."""
    gone, kept = registered(picture).json["image_id"], registered(noise(1)).json["image_id"]
    bury(as_owner, gone)
    _, erasure = jobs
    assert erasure.run(dry_run=True) == [gone]
    assert len(bucket.listing()) == 8
    assert erasure.run() == [gone]
    assert erasure.run() == []
    assert all(kept in key for key in bucket.listing())
    assert registered.get(f"/v1/uploads/{gone}").status_code == 404
    again = registered(picture)
    assert (again.status_code, again.json["reason"]) == (409, "image.withdrawn")
    assert all(kept in key for key in bucket.listing())


def test_a_withdrawn_picture_sent_while_the_catalog_is_away_goes_in_the_end(
    upload, jobs, bucket, picture, as_owner
):
    """202 first, for upload cannot know; then the catalog refuses for good, and nothing stays."""
    image_id = upload(picture).json["image_id"]
    bury(as_owner, image_id)
    reconciler, _ = jobs
    assert reconciler.run().refused == 1
    assert bucket.listing() == []


def test_erasing_by_several_replicas_at_once(registered, catalog, bucket, noise, as_owner):
    for seed in range(5):
        bury(as_owner, registered(noise(seed)).json["image_id"])
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: background.parts(catalog)[1].run(), range(3)))
    assert bucket.listing() == []


def test_an_augmentation_is_registered_with_its_parents(registered, picture, noise, identities, catalog):
    """A service brings it for the person, who then owns it."""
    parent = registered(picture).json["image_id"]
    signer = ServiceSigner(
        catalog.model_copy(update={"service_key_file": identities.service_key_file("synthesis")})
    )
    said = {
        "image_manipulation": "altered",
        "generator": {"kind": "augment", "method": "NEURAL", "measures": {"delta_ita": -30.5}},
        "parents": [parent],
        "order_item": "aug_1/1",
    }
    token = signer.token("upload", on_behalf_of="acc_aaaaaaaaaaaaaaaa")
    answer = registered(noise(3), said, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201, answer.text
    record = answer.json["record"]
    assert record["parents"] == [parent]
    assert record["generator"]["measures"] == {"delta_ita": -30.5}
    assert record["digital_source_type"] == "compositeWithTrainedAlgorithmicMedia"
    mine = {item["image_id"] for item in registered.get("/v1/uploads").json["items"]}
    assert mine == {parent, answer.json["image_id"]}
