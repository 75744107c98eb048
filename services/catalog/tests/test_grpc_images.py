"""CatalogService: registering, reading and searching pictures, over a real connection."""

import urllib.request

import pytest
from pixgen_catalog.testing import ADA, BEN, a_record, a_synthetic
from pixgen_common import rpc
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import on_behalf_of
from pixgen_common.records import object_key
from pixgen_protos.catalog.v1 import catalog_pb2 as pb
from pixgen_protos.catalog.v1.record_pb2 import Diagnosis, Generator, MonkTone, SkinType


@pytest.fixture
def upload(stub):
    return stub("upload")


@pytest.fixture
def register(upload):
    """Register a record as upload does."""
    return lambda record: rpc.call(upload.RegisterImage, pb.RegisterImageRequest(record=record))


@pytest.fixture
def get(upload):
    """Read pictures back as upload does."""

    def read(*image_ids, **more):
        return list(rpc.call(upload.GetImages, pb.GetImagesRequest(image_ids=image_ids, **more)).images)

    return read


@pytest.fixture
def search(upload):
    def run(**request):
        return list(rpc.stream(upload.SearchImages, pb.SearchImagesRequest(**request)))

    return run


def ids(answers):
    return [answer.image.record.image_id for answer in answers]


def test_a_registered_picture_is_pending_and_comes_back_as_it_was(register, get):
    """Every field survives the way into columns and back."""
    record = a_record(
        patient="p1",
        lesion_id="les_aaaaaaaaaaaaaaaa",
        case_id="c-7",
        shot_type="CLOSE_UP",
        age_approx=45,
        sex="female",
        diagnosis=[Diagnosis(condition_id="psoriasis", confidence=4, rater=ADA, confirm_type="clinical")],
        fitzpatrick_skin_type=[
            SkinType(value="V", source="patient"),
            SkinType(value="VI", source="contributor"),
        ],
        monk_skin_tone=[MonkTone(value=8, rater=ADA, gradable=True)],
        condition_duration="ONE_DAY",
        condition_symptoms=["ITCHING"],
        textures=["FLAT"],
        acquisition_day=0,
        country="KE",
        notes="seen by two of us",
        attribution="Clinic of Nakuru",
        hold_reason="near a synthetic one",
    )
    answer = register(record)
    assert (answer.status, answer.created) == ("pending", True)
    (found,) = get(record.image_id)
    assert found.record == record
    assert (found.status, found.status_reason, found.consent_status) == (
        "pending",
        "near a synthetic one",
        "active",
    )


def test_a_synthetic_picture_keeps_its_generator(register, get):
    record = a_synthetic(
        generator=Generator(
            kind="dcgan",
            model="m",
            version="3",
            seed="9",
            parameters_json='{"z": 1}',
            measures_json='{"fid": 2.5}',
        ),
        parents=["img_aaaaaaaaaaaaaaaa"],
    )
    register(record)
    assert get(record.image_id)[0].record == record


def test_registering_again_changes_nothing(register, owner):
    record = a_record()
    assert register(record).created
    again = register(record)
    assert (again.created, again.status) == (False, "pending")
    assert owner("SELECT count(*) AS n FROM catalog.events")[0]["n"] == 1


def test_other_bytes_under_the_same_id_are_a_conflict(register, refused, get):
    record = a_record()
    register(record)
    other = a_record(sha256="0" * 64)
    with refused("image.conflict", Code.CONFLICT):
        register(other)
    assert get(record.image_id)[0].record.sha256 == record.sha256


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"image_id": "img_../../etc"}, "image_id_form"),
        ({"image_type": "x-ray"}, "image_type_known"),
        ({"age_approx": 47}, "age_approx_coarse"),
        ({"image_manipulation": "synthetic"}, "synthetic_has_generator"),
        ({"tone_group": "dark", "ita_quality": "unreliable", "ita_reason": "x"}, "tone_group_is_measured"),
        ({"consent_id": ""}, "capture_has_consent"),
        ({"phash": "xyz"}, "phash"),
        ({"uploaded_at": "yesterday"}, "uploaded_at"),
        ({"fitzpatrick": "VII"}, "fitzpatrick_skin_type_value_known"),
        ({"consent_scopes": ["everything"]}, "scopes_known"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_the_schema(register, owner, changes, field):
    with pytest.raises(PixGenError) as caught:
        register(a_record(**changes))
    assert caught.value.reason == "record.invalid"
    assert field in caught.value.fields[0].field
    assert owner("SELECT count(*) AS n FROM catalog.images")[0]["n"] == 0


@pytest.mark.parametrize("service", ["synthesis", "gan-trainer"])
def test_upload_alone_registers_and_erases(stub, refused, service):
    """There is one way in, and one service that may remove bytes."""
    other = stub(service)
    calls = [
        (other.RegisterImage, pb.RegisterImageRequest(record=a_record())),
        (other.ListErasures, pb.ListErasuresRequest()),
        (other.ConfirmErasure, pb.ConfirmErasureRequest(image_ids=["img_aaaaaaaaaaaaaaaa"])),
    ]
    for method, request in calls:
        with refused("service.not_allowed", Code.FORBIDDEN):
            rpc.call(method, request)


def test_near_duplicates_are_told_but_only_those_the_uploader_may_see(register, decide):
    first = a_record("first", phash="ff00ff00ff00ff00")
    hidden = a_record("hidden", phash="ff00ff00ff00ff01", account_id=BEN)
    shown = a_record("shown", phash="ff00ff00ff00ff03", account_id=BEN)
    for record in (first, hidden, shown):
        register(record)
    decide("publish", shown.image_id)
    answer = register(a_record("last", phash="ff00ff00ff00ff00"))
    assert [(near.image_id, near.distance) for near in answer.near_duplicates] == [
        (first.image_id, 0),
        (shown.image_id, 2),
    ]


@pytest.mark.parametrize(
    "mask", [0x0, 0x1, 0x8000_0000_0000_0000, 0x1010_1010_0101_0000, 0x3F, 0x7_0007_0000_0000]
)
def test_hashes_up_to_six_bits_away_are_found_wherever_the_bits_are(register, search, mask):
    """The index is asked for parts of the hash: no spread of the bits may slip through."""
    phash = 0x8123456789ABCDEF
    record = a_record(phash=f"{phash:016x}")
    register(record)
    near = pb.NearPhash(phash=f"{phash ^ mask:016x}", max_distance=6)
    assert ids(search(near=near)) == [record.image_id]
    closer = pb.NearPhash(phash=near.phash, max_distance=mask.bit_count() - 1) if mask else None
    assert closer is None or search(near=closer) == []


def test_too_large_a_distance_is_refused(search, refused):
    with refused("distance.range", Code.UNPROCESSABLE):
        search(near=pb.NearPhash(phash="0" * 16, max_distance=8))


def test_a_withdrawn_consent_refuses_new_pictures(register, owner, refused):
    record = a_record("one", patient="p")
    register(record)
    owner("SELECT catalog.withdraw_consent(:id, NULL, 'x')", id=record.consent_id)
    with refused("consent.withdrawn", Code.CONFLICT):
        register(a_record("two", patient="p"))
    with refused("image.withdrawn", Code.CONFLICT):
        register(record)
    assert owner("SELECT count(*) AS n FROM catalog.images WHERE status <> 'withdrawn'")[0]["n"] == 0


def test_a_picture_made_from_a_withdrawn_one_is_refused(register, owner, refused):
    parent = a_record("parent", patient="p")
    register(parent)
    owner("SELECT catalog.withdraw_consent(:id, NULL, 'x')", id=parent.consent_id)
    child = a_synthetic(parents=[parent.image_id], account_id=BEN)
    with refused("image.withdrawn", Code.CONFLICT):
        register(child)


def test_a_consent_is_made_once_and_extended(register, owner):
    register(a_record("one", patient="p", consent_scopes=["share"]))
    register(a_record("two", patient="p", consent_scopes=["ml_training"]))
    register(a_record("three", patient="q", consent_scopes=["share"]))
    found = owner("SELECT scopes FROM catalog.consents ORDER BY cardinality(scopes)")
    assert [row["scopes"] for row in found] == [["share"], ["ml_training", "share"]]


def test_pictures_come_in_the_order_asked_and_others_are_left_out(register, get):
    records = [a_record(n) for n in range(3)]
    for record in records:
        register(record)
    wanted = [records[2].image_id, "img_aaaaaaaaaaaaaaaa", "../etc/passwd", records[0].image_id]
    assert [image.record.image_id for image in get(*wanted)] == [records[2].image_id, records[0].image_id]


def test_more_than_a_hundred_at_once_are_refused(get, refused):
    with refused("request.too_large"):
        get(*(f"img_{'a' * 15}{chr(97 + n % 26)}" for n in range(101)))


def test_links_give_the_bytes_without_any_key(register, get, app, settings):
    record = a_record()
    register(record)
    store = app.extensions["pixgen_catalog"].store
    store.put(settings.images_bucket, object_key(record.image_id, "JPEG"), b"the bytes")
    (found,) = get(record.image_id, with_links=True)
    with urllib.request.urlopen(found.content_url, timeout=5) as answer:
        assert answer.read() == b"the bytes"


def test_a_search_for_a_person_shows_what_that_person_sees(register, search, decide):
    mine = a_record("mine", account_id=BEN)
    theirs = a_record("theirs")
    published = a_record("published")
    for record in (mine, theirs, published):
        register(record)
    decide("publish", published.image_id)
    with on_behalf_of(BEN):
        assert set(ids(search())) == {mine.image_id, published.image_id}
        assert ids(search(filter=pb.ImageFilter(account_id=BEN))) == [mine.image_id]
        assert search(filter=pb.ImageFilter(account_id=ADA, status=["pending"])) == []


def test_a_search_goes_on_after_any_item(register, search):
    made = [a_record(n, uploaded_at=f"2026-01-02T03:04:0{n}Z") for n in range(5)]
    for record in made:
        register(record)
    newest_first = [record.image_id for record in reversed(made)]
    first = search(limit=2)
    assert ids(first) == newest_first[:2]
    assert ids(search(cursor=first[-1].cursor)) == newest_first[2:]
    assert ids(search(cursor=first[0].cursor, limit=1)) == newest_first[1:2]


def test_a_cursor_is_good_for_its_own_search_only(register, search, refused):
    register(a_record())
    cursor = search()[0].cursor
    for wrong in (cursor[:-2] + "AA", "AAAA", "!", ""):
        if wrong:
            with refused("cursor.invalid", Code.UNPROCESSABLE):
                search(cursor=wrong)
    with refused("cursor.invalid"):
        search(cursor=cursor, filter=pb.ImageFilter(tone_group=["dark"]))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"tone_group": ["dark"]}, {"a", "b"}),
        ({"tone_group": ["dark", "tan"]}, {"a", "b", "c"}),
        ({"fitzpatrick": ["VI"]}, {"b"}),
        ({"condition": ["vitiligo"]}, {"c"}),
        ({"condition": ["eczema"]}, {"a"}),
        ({"site": ["palms/soles"], "tone_group": ["dark"]}, {"b"}),
        ({"q": "atopic"}, {"a"}),
        ({"q": "neurodermatitis"}, {"a"}),
        ({"q": "no such words"}, set()),
        ({"image_type": ["dermoscopic"]}, {"c"}),
        ({"manipulation": ["synthetic"]}, {"d"}),
        ({"license": ["CC-0"]}, {"d"}),
        ({"consent_scopes": ["ml_training", "share"]}, {"a", "b", "c"}),
        ({"status": ["published"]}, set()),
    ],
)
def test_filters_find_what_they_say(register, search, wanted, found):
    plain = {"condition": "", "fitzpatrick": "", "ita_quality": "", "tone_group": ""}
    made = {
        "a": a_record("a", condition="atopic_dermatitis"),
        "b": a_record("b", anatom_site_general="palms/soles", fitzpatrick="VI"),
        "c": a_record("c", condition="vitiligo", image_type="dermoscopic", tone_group="tan", ita_deg=20.0),
        "d": a_synthetic("d", **plain, ita_deg=None, copyright_license="CC-0", consent_scopes=["share"]),
    }
    for record in made.values():
        register(record)
    hits = ids(search(filter=pb.ImageFilter(**wanted)))
    assert {name for name, record in made.items() if record.image_id in hits} == found


def test_people_cannot_call(catalog_port, settings, identities, refused):
    """A person's token opens REST, not gRPC."""
    import grpc
    from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub

    with grpc.insecure_channel(f"127.0.0.1:{catalog_port}") as channel:
        stub = CatalogServiceStub(channel)
        token = identities.person("acc_aaaaaaaaaaaaaaaa", "curator")
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetImages(pb.GetImagesRequest(), metadata=[("authorization", f"Bearer {token}")], timeout=5)
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetImages(pb.GetImagesRequest(), timeout=5)
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_coverage_counts_for_services_and_masks_for_the_people_they_act_for(register, upload, decide):
    """Every cell of a condition that is there, empty ones too; 1 to 4 are not told to a contributor."""
    record = a_record(condition="psoriasis", tone_group="light")
    register(record)
    decide("publish", record.image_id)

    def pictures():
        cells = rpc.call(upload.GetCoverage, pb.GetCoverageRequest()).cells
        assert {cell.condition for cell in cells} == {"psoriasis"}
        return {cell.tone_group: cell.pictures if cell.HasField("pictures") else None for cell in cells}

    assert pictures() == {"light": 1, "intermediate": 0, "tan": 0, "brown": 0, "dark": 0}
    with on_behalf_of(BEN):
        assert pictures()["light"] is None
        assert pictures()["dark"] == 0
