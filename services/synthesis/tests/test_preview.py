"""Previews: one picture, made at once, kept nowhere, and marked all the same."""

import base64
import io
import json

import pytest
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_imaging import phantoms
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format

ORDER = {"target": {"ita_deg": -30}}


@pytest.fixture
def preview(augment, app_for, person):
    """Ask for a preview of a picture."""
    somebody = person("acc_aaaaaaaaaaaaaaaa", "contributor", on=app_for(augment_grpc=augment.address))

    def ask(picture, order=ORDER, **parts):
        text = order if isinstance(order, str) else json.dumps(order)
        body = {"image": (picture, "picture"), "order": text} | parts
        return somebody.call("POST", "/v1/augmentations/preview", data=body)

    return ask


def test_a_preview_is_marked_and_kept_nowhere(preview, capture, augment, catalog, owner):
    answer = preview(io.BytesIO(capture(1)), {**ORDER, "strength": 0.5, "max_edge": 64})
    assert answer.status_code == 200, answer.json
    found = answer.json
    image = base64.b64decode(found.pop("image"))
    assert read_source(image, Format.PNG).source_type == "algorithmicallyEnhanced"
    assert found == {
        "media_type": "image/png",
        "image_manipulation": "altered",
        "digital_source_type": "algorithmicallyEnhanced",
        "method": "TONE",
        "method_version": "tone/1",
        "measures": {
            "tone_error_deg": 0.25,
            "skin_fraction": 0.5,
            "lesion_fraction": 0.0,
            "clipped_fraction": 0.0,
        },
        "warnings": [{"code": "tone_unreliable", "message": "The tone is unreliable."}],
        "module": None,
    }
    (request,) = augment.requests
    assert (request.target.ita_deg, request.strength, request.max_edge) == (-30, 0.5, 64)
    parts, _ = catalog
    assert list(ObjectStore(parts.settings).list(parts.settings.images_bucket, "")) == []
    assert owner("SELECT 1 FROM synthesis.orders") == []


def test_a_preview_of_a_drawn_picture_is_synthetic(preview):
    """Its source says that no camera ever saw it: the result must not pass for an altered capture."""
    drawn = phantoms.encode(phantoms.draw(1, size=64))
    found = preview(io.BytesIO(drawn), ORDER).json
    assert (found["image_manipulation"], found["digital_source_type"]) == ("synthetic", "algorithmicMedia")
    assert read_source(base64.b64decode(found["image"]), Format.PNG).source_type == "algorithmicMedia"


def test_a_networks_preview_names_its_module_and_large_ones_come_as_jpeg(preview, capture):
    answer = preview(io.BytesIO(capture(1)), {**ORDER, "method": "NEURAL", "max_edge": 4096}).json
    assert answer["media_type"] == "image/jpeg"
    assert answer["module"] == {"handle": "test/module", "version": "2"}
    assert answer["digital_source_type"] == "compositeWithTrainedAlgorithmicMedia"
    mark = read_source(base64.b64decode(answer["image"]), Format.JPEG)
    assert mark.source_type == "compositeWithTrainedAlgorithmicMedia"


NO_ORDERS = (
    ("nonsense", 400, None),
    ({}, 422, "order.target"),
    ({"target": {}}, 422, "target"),
    ({"target": {"ita_deg": 1e9}}, 422, "order.target.ita_deg"),
    ({**ORDER, "max_edge": 10}, 422, "order.max_edge"),
    ({**ORDER, "image_ids": []}, 422, "order.image_ids"),
    ("{" + " " * (1 << 17) + "}", 413, None),
)


def test_what_is_no_order_is_refused(preview, capture, augment):
    for order, status, field in NO_ORDERS:
        answer = preview(io.BytesIO(capture(1)), order)
        assert answer.status_code == status, order
        if field:
            assert field in {entry["field"] for entry in answer.json["errors"]}, order
    assert augment.requests == []


def test_what_augment_says_is_passed_on(preview, capture, augment):
    """Its refusals with their reasons, its absence as 503: nothing is made up here."""
    assert preview(io.BytesIO(b"no picture")).status_code == 415
    augment.failures = [PixGenError(Code.UNPROCESSABLE, "Too bright.", reason="tone.over_exposed")]
    refused = preview(io.BytesIO(capture(1)))
    assert (refused.status_code, refused.json["reason"]) == (422, "tone.over_exposed")
    augment.failures = [PixGenError(Code.TOO_MANY, "Busy.", reason="augment.busy", retry_after=2)]
    busy = preview(io.BytesIO(capture(1)))
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "2")


def test_without_augment_there_is_no_preview(app, person, capture):
    somebody = person("acc_aaaaaaaaaaaaaaaa", "contributor")
    body = {"image": (io.BytesIO(capture(1)), "picture"), "order": json.dumps(ORDER)}
    assert somebody.call("POST", "/v1/augmentations/preview", data=body).status_code == 503


def test_only_one_picture_and_one_order_are_taken(preview, capture):
    answer = preview(io.BytesIO(capture(1)), more="x")
    assert (answer.status_code, answer.json["reason"]) == (422, "body.parts")


def test_styles_are_those_of_augment(augment, app_for, person):
    somebody = person("acc_aaaaaaaaaaaaaaaa", "curator", on=app_for(augment_grpc=augment.address))
    found = somebody.get("/v1/augmentations/styles").json
    assert [style["name"] for style in found["styles"]] == ["monk-7"]
    assert found["methods"][0]["method"] == "METHOD_TONE"
