"""The metadata is taken strictly: what is wrong is named field by field, what is right loses nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixgen_common import vocabularies as words
from pixgen_common.auth import Principal
from pixgen_common.errors import Code, PixGenError
from pixgen_common.schema import parse_json
from pixgen_upload.describe import Owner, describe, differing, image_id
from pixgen_upload.metadata import Metadata

KEY = b"k" * 32
OWNER = Owner("acc_aaaaaaaaaaaaaaaa", is_service=False)
VALID = {"image_type": "dermoscopic", "copyright_license": "CC-0", "consent": {"scopes": ["share"]}}


def parse(**changes):
    return parse_json(Metadata, json.dumps({**VALID, **changes}).encode(), where="metadata")


def refused(**changes):
    with pytest.raises(PixGenError) as found:
        parse(**changes)
    assert found.value.code is Code.UNPROCESSABLE
    return {entry.field: entry.message for entry in found.value.fields}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("image_type", "photo"),
        ("copyright_license", "MIT"),
        ("age", "40"),
        ("age", 40.5),
        ("age", True),
        ("age", 121),
        ("age", -1),
        ("sex", "M"),
        ("anatom_site_general", "arm"),
        ("shot_type", "close_up"),
        ("country", "XX"),
        ("country", "de"),
        ("acquisition_day", -1),
        ("acquisition_day", "2024-01-01"),
        ("case_id", "Jane Doe"),
        ("recognizable_visual_features", "MAYBE"),
        ("condition_duration", "LONG"),
        ("notes", "\u0000"),
        ("notes", "x" * 4001),
        ("attribution", ""),
        ("access", "public"),
        ("order_item", "a b"),
        ("digital_source_type", "trainedAlgorithmicMedia"),
        ("file_name", "lesion.jpg"),
        ("image_id", "img_aaaaaaaaaaaaaaaa"),
        ("account_id", "acc_bbbbbbbbbbbbbbbb"),
        ("status", "published"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(field, value):
    assert list(refused(**{field: value})) == [f"metadata.{field}"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": {"scopes": ["sell"]}}, "consent.scopes.0"),
        ({"consent": {"scopes": []}}, "consent.scopes"),
        ({"consent": {"scopes": ["share", "share"]}}, "consent.scopes"),
        ({"consent": {"scopes": ["share"], "name": "x"}}, "consent.name"),
        ({"diagnosis": [{"condition_id": "no_such_condition"}]}, "diagnosis.0.condition_id"),
        ({"diagnosis": [{"condition_id": "psoriasis", "confidence": 6}]}, "diagnosis.0.confidence"),
        ({"diagnosis": [{"condition_id": "psoriasis"}] * 2}, "diagnosis"),
        ({"fitzpatrick_skin_type": [{"value": "VII"}]}, "fitzpatrick_skin_type.0.value"),
        ({"fitzpatrick_skin_type": [{"value": "V", "source": "reviewer"}]}, "fitzpatrick_skin_type.0.source"),
        ({"parents": ["../img"]}, "parents.0"),
        ({"image_manipulation": "synthetic"}, "generator"),
        ({"generator": {"kind": "phantom"}}, "generator"),
    ],
)
def test_a_wrong_value_inside_is_refused_by_its_path(changes, field):
    assert list(refused(**changes)) == [f"metadata.{field}"]


def test_every_wrong_field_is_named_at_once():
    assert set(refused(age="old", sex="x", unknown=1)) == {
        "metadata.age",
        "metadata.sex",
        "metadata.unknown",
    }


def test_nothing_of_what_was_sent_is_repeated_in_the_refusal():
    assert "Jane Doe" not in json.dumps(refused(case_id="Jane Doe", sex="Jane Doe"))


@pytest.mark.parametrize("name", ["image_type", "copyright_license", "consent"])
def test_the_three_required_fields_are_required(name):
    document = {key: value for key, value in VALID.items() if key != name}
    with pytest.raises(PixGenError) as found:
        parse_json(Metadata, json.dumps(document).encode(), where="metadata")
    assert [entry.field for entry in found.value.fields] == [f"metadata.{name}"]


def test_a_duplicate_key_is_refused():
    text = json.dumps(VALID)[:-1] + ', "sex": "male", "sex": "female"}'
    with pytest.raises(PixGenError) as found:
        parse_json(Metadata, text.encode(), where="metadata")
    assert (found.value.reason, found.value.fields[0].field) == ("json.duplicate_key", "metadata.sex")


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"\xff", b'{"a": NaN}', b"[" * 60_000])
def test_what_is_no_json_object_is_refused(text):
    with pytest.raises(PixGenError) as found:
        parse_json(Metadata, text, where="metadata")
    assert found.value.code in {Code.INVALID, Code.UNPROCESSABLE}


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_no_value_whatever_gets_past_a_closed_list(value):
    """Any JSON value in a closed field is refused, never an internal error."""
    if value in words.SEXES or value is None:
        return
    text = json.dumps({**VALID, "sex": value}).encode()
    with pytest.raises(PixGenError) as found:
        parse_json(Metadata, text, where="metadata")
    assert found.value.code in {Code.INVALID, Code.UNPROCESSABLE}


@given(
    st.fixed_dictionaries(
        {
            "image_type": st.sampled_from(words.IMAGE_TYPES),
            "copyright_license": st.sampled_from(words.LICENSES),
            "consent": st.builds(
                lambda scopes, patient: {"scopes": scopes, **({"patient": patient} if patient else {})},
                st.lists(st.sampled_from(words.CONSENT_SCOPES), min_size=1, unique=True),
                st.none() | st.text("abc123", min_size=1, max_size=9),
            ),
        },
        optional={
            "age": st.integers(0, 120),
            "sex": st.sampled_from(words.SEXES),
            "anatom_site_general": st.sampled_from(words.ANATOM_SITES),
            "shot_type": st.sampled_from(words.SHOT_TYPES),
            "condition_symptoms": st.lists(st.sampled_from(words.SYMPTOMS), unique=True),
            "textures": st.lists(st.sampled_from(words.TEXTURES), unique=True),
            "acquisition_day": st.integers(0, 40_000),
            "country": st.sampled_from(["KE", "IN", "BR"]),
            "access": st.sampled_from(words.ACCESS),
            "notes": st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=50),
            "lesion": st.text("xyz", min_size=1, max_size=5),
        },
    )
)
def test_what_is_valid_survives_into_the_record(document):
    """Every valid document is taken; its plain fields stand in the record, codes only as keyed hashes."""
    parsed = parse_json(Metadata, json.dumps(document).encode(), where="metadata")
    record = describe(parsed, OWNER, KEY)
    for name in ("image_type", "copyright_license", "sex", "anatom_site_general", "shot_type", "country"):
        assert getattr(record, name) == document.get(name, "")
    assert list(record.condition_symptoms) == sorted(document.get("condition_symptoms", []))
    assert record.HasField("acquisition_day") == ("acquisition_day" in document)
    if "age" in document:
        assert record.age_approx % 5 == 0
        assert record.age_approx <= 85
        assert abs(record.age_approx - min(document["age"], 85)) <= 2
    assert bool(record.patient_id) == ("patient" in document["consent"])
    assert bool(record.lesion_id) == ("lesion" in document)
    assert not differing(describe(parsed, OWNER, KEY), record)


def test_patient_and_consent_belong_to_one_contributor():
    """The same patient code of another contributor is another patient, and a code is never readable."""
    said = parse(consent={"scopes": ["share"], "patient": "MRN-0815"}, lesion="left arm")
    mine, theirs = (describe(said, Owner(name, is_service=False), KEY) for name in ("acc_a", "acc_b"))
    assert mine.patient_id != theirs.patient_id
    assert mine.consent_id != theirs.consent_id
    assert mine.lesion_id != theirs.lesion_id
    assert mine.patient_id.startswith("pat_")
    assert b"MRN-0815" not in mine.SerializeToString()


def test_one_consent_per_patient():
    none, one, same = (
        describe(parse(consent={"scopes": ["share"], **more}), OWNER, KEY).consent_id
        for more in ({}, {"patient": "p1"}, {"patient": "p1"})
    )
    assert one == same != none


def test_the_identity_tells_accounts_from_order_items():
    """An order item named like an account never meets that account's pictures; its bytes do not matter."""
    service = Owner.of(Principal("svc:synthesis", service="synthesis"))
    assert image_id(KEY, OWNER, "0" * 64) != image_id(KEY, service, "0" * 64, OWNER.account_id)
    assert image_id(KEY, service, "0" * 64, "itm_1") == image_id(KEY, service, "1" * 64, "itm_1")


@pytest.mark.parametrize(
    ("changes", "source_type"),
    [
        ({}, "digitalCapture"),
        (
            {"image_manipulation": "altered", "generator": {"kind": "augment", "method": "TONE"}},
            "algorithmicallyEnhanced",
        ),
        (
            {"image_manipulation": "altered", "generator": {"kind": "augment", "method": "HYBRID"}},
            "compositeWithTrainedAlgorithmicMedia",
        ),
        (
            {"image_manipulation": "synthetic", "generator": {"kind": "dcgan"}},
            "trainedAlgorithmicMedia",
        ),
        ({"image_manipulation": "synthetic", "generator": {"kind": "phantom"}}, "algorithmicMedia"),
    ],
)
def test_the_source_type_follows_from_how_it_was_made(changes, source_type):
    assert describe(parse(**changes), OWNER, KEY).digital_source_type == source_type
