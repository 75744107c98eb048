"""Augmentation orders through the edge of a whole stack, while its processes are killed."""

import base64
import io
import json
import time

import pytest
from PIL import Image
from pixgen_imaging import phantoms
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format
from pixgen_local import demo

from tests.faults.orders import check, kill


@pytest.fixture
def contributor(stack):
    with stack.sign_in(demo.CONTRIBUTOR) as person:
        yield person


def test_every_picture_has_its_result_once_though_augment_and_worker_are_killed(stack, contributor):
    """The order goes on by itself; results are visible to their owner, with their sources."""
    light = contributor.call("GET", "/v1/images?tone_group=light&tone_group=intermediate")["items"]
    ids = [image["image_id"] for image in light]
    order = {"image_ids": ids, "target": {"ita_deg": -40}, "include_synthetic": True}
    url = contributor.call("POST", "/v1/augmentations", json=order)["url"]
    killed, until = [], time.monotonic() + 240
    while (found := contributor.call("GET", url))["state"] == "running":
        assert time.monotonic() < until, json.dumps(found)
        if not killed and found["counts"]["running"]:
            killed = [name for name in ("augment", "synthesis-worker") if kill(stack, name)]
        time.sleep(0.2)
    assert found["counts"]["done"] == len(ids) >= 2, json.dumps(found["items"])
    assert killed
    results = check(contributor, url)
    assert results.good, results
    for item in found["items"]:
        image = contributor.call("GET", f"/v1/images/{item['result_image_id']}")
        # What no camera ever saw stays synthetic.
        assert (image["image_manipulation"], image["parents"]) == ("synthetic", [item["source_image_id"]])
        assert image["generator"]["method"] == "TONE"


def png(rgb):
    """A picture that says nothing of where it comes from."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG")
    return file.getvalue()


def test_a_preview_and_the_documents_come_through_the_edge(stack, contributor):
    """A capture becomes an altered one; what says that no camera ever saw it stays synthetic."""
    phantom = phantoms.draw(1, tone_group="light", size=256)
    order = (None, json.dumps({"target": {"style": "monk-7"}}))
    for picture, kind, source_type in (
        (png(phantom.rgb), "altered", "algorithmicallyEnhanced"),
        (phantoms.encode(phantom), "synthetic", "algorithmicMedia"),
    ):
        files = {"image": ("picture", picture), "order": order}
        answer = contributor.call("POST", "/v1/augmentations/preview", files=files)
        assert answer["method_version"]
        assert answer["image_manipulation"] == kind
        mark = read_source(base64.b64decode(answer["image"]), Format.PNG)
        assert mark.source_type == source_type
    assert contributor.content("/docs/synthesis").startswith(b"<!doctype html>")
