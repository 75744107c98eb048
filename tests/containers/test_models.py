"""What needs TensorFlow, through the one port: altered pictures, a trained model, drawn ones; and kills."""

import base64
import threading
import time

import pytest
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format
from pixgen_local.public_api import ApiError, Person

from tests.containers.conftest import MODELS, PASSWORD, SECONDS, ended, trained
from tests.faults.orders import check

pytestmark = pytest.mark.skipif(not MODELS, reason="only with PIXGEN_CONTAINERS_MODELS=1")
READY_SECONDS = 60
MODEL = "/v1/models/dcgan/versions"


def done(person, order):
    """Waits for an order's end. Returns: it."""
    until = time.monotonic() + SECONDS
    while order["state"] == "running":
        assert time.monotonic() < until, order
        time.sleep(0.5)
        try:
            order = person.call("GET", order["url"])
        except ApiError as error:
            if not error.passing:
                raise
    return order


def augmented(person, image_ids):
    return person.call("POST", "/v1/augmentations", json={"image_ids": image_ids, "target": {"ita_deg": -40}})


def previewed(person, count=2, seed=7):
    """What the model that is served now draws."""
    return person.call(
        "POST", "/v1/generations/preview", json={"model": "dcgan", "count": count, "seed": seed}
    )


def served(person, seconds=3 * READY_SECONDS):
    """Waits for a preview. Returns: it."""
    until = time.monotonic() + seconds
    while True:
        try:
            return previewed(person)
        except ApiError as error:
            # 422: no version is served yet.
            if time.monotonic() > until or not (error.passing or error.status == 422):
                raise
        time.sleep(0.5)


def gone(person):
    """Whether a model that was taken back is served no more, after a moment."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            previewed(person, count=1)
        except ApiError as error:
            return error.status in {409, 422}
    return False


def once(person, order):
    """Whether each result of an order is there, names its source, and is its source's only one."""
    found = check(person, order["url"])
    return not found.twice and not found.lost


def healthy(containers, began):
    """Waits until every container is. Returns: seconds since then."""
    while ill := containers.ill():
        assert time.monotonic() - began < 3 * READY_SECONDS, ill
        time.sleep(0.5)
    return time.monotonic() - began


def told(containers, part, took):
    containers.times[f"ready after kill of {part}"] = took
    assert took < READY_SECONDS


def test_an_order_alters_pictures_and_each_result_names_its_source(containers, contributor, captures):
    began = time.monotonic()
    order = done(contributor, augmented(contributor, captures[:4]))
    containers.times["augmentation order of 4 pictures"] = time.monotonic() - began
    assert order["counts"]["done"] == 4, order
    assert once(contributor, order)
    for item in order["items"]:
        image = contributor.call("GET", f"/v1/images/{item['result_image_id']}")
        assert (image["image_manipulation"], image["parents"]) == ("altered", [item["source_image_id"]])


def test_a_network_alters_a_picture_too(contributor, captures):
    """The style module is in the image: nothing is fetched."""
    wish = {"image_ids": captures[20:21], "target": {"ita_deg": -40}, "method": "HYBRID"}
    order = done(contributor, contributor.call("POST", "/v1/augmentations", json=wish))
    assert order["counts"]["done"] == 1, order
    assert order["items"][0]["module"]


def test_a_run_trains_and_says_what_happens(curator, run):
    assert run["step"] == run["steps"] > 0
    assert b"event: end" in curator.content(f"{run['url']}/events")
    assert curator.content(f"{run['url']}/report").startswith(b"<!")
    assert curator.content(f"{run['url']}/samples/{run['sample_steps'][-1]}.png").startswith(b"\x89PNG")


def test_the_published_model_draws_and_its_pictures_enter_as_synthetic(containers, curator, run):
    began = time.monotonic()
    preview = served(curator)
    containers.times["preview, after the run's end"] = time.monotonic() - began
    assert preview["version"] == run["version"]
    assert len(preview["images"]) + sum(preview["refused"].values()) == 2
    for image in preview["images"]:
        assert read_source(base64.b64decode(image), Format.PNG).source_type == "trainedAlgorithmicMedia"
    began = time.monotonic()
    order = done(curator, curator.call("POST", "/v1/generations", json={"model": "dcgan", "count": 2}))
    containers.times["generation of 2 pictures"] = time.monotonic() - began
    assert order["counts"]["done"] == 2, order
    for item in order["items"]:
        image = curator.call("GET", f"/v1/images/{item['result_image_id']}")
        assert image["image_manipulation"] == "synthetic"
        assert image["generator"]["version"] == run["version"]


@pytest.mark.parametrize("part", ["augment", "synthesis-worker"])
def test_an_order_ends_with_each_result_once_though_a_part_of_it_is_killed(
    containers, contributor, captures, part
):
    order = augmented(contributor, captures[4:12] if part == "augment" else captures[12:20])
    until = time.monotonic() + SECONDS
    while not contributor.call("GET", order["url"])["counts"]["running"]:
        assert time.monotonic() < until
    took = healthy(containers, containers.crash(part))
    order = done(contributor, order)
    assert order["counts"]["done"] == 8, order
    assert once(contributor, order)
    told(containers, part, took)


def test_a_run_goes_on_though_the_trainer_is_killed(containers, curator, snapshot_id, run):
    second = trained(curator, snapshot_id, steps=60, seed=1)
    until = time.monotonic() + SECONDS
    while not curator.call("GET", second["url"])["step"]:
        assert time.monotonic() < until
        time.sleep(0.5)
    took = healthy(containers, containers.crash("gan-trainer"))
    second = ended(curator, second)
    assert second["state"] == "completed", second
    assert second["version"] != run["version"]
    told(containers, "gan-trainer", took)


def test_the_model_is_served_again_after_its_server_was_killed(containers, curator, run):
    """An order that was placed before is done, with the version that it was placed with."""
    before = served(curator)
    order = curator.call("POST", "/v1/generations", json={"model": "dcgan", "count": 8})
    killed = containers.crash("serving")
    after = served(curator)
    took = max(time.monotonic() - killed, healthy(containers, killed))
    assert after == before, "the same seed gives the same pictures"
    order = done(curator, order)
    assert order["counts"]["done"] == 8, order
    told(containers, "serving", took)


def test_previews_go_on_while_model_sync_is_killed_and_publishing_works_after_it(containers, curator, run):
    failed, over = [], threading.Event()

    def look():
        with Person(containers.origin, "curator@example.org", PASSWORD) as person:
            while not over.is_set():
                try:
                    previewed(person, count=1)
                except ApiError as error:
                    failed.append(error)

    worker = threading.Thread(target=look)
    worker.start()
    try:
        took = healthy(containers, containers.crash("model-sync"))
    finally:
        over.set()
        worker.join()
    assert not failed
    told(containers, "model-sync", took)
    curator.call("POST", f"{MODEL}/{run['version']}/retract", json={"reason": "To see it go."})
    assert gone(curator)
    curator.call("POST", f"{MODEL}/{run['version']}/publish", json={"override_reason": "It is a test."})
    began = time.monotonic()
    assert served(curator)["version"] == run["version"]
    containers.times["served, after publishing"] = time.monotonic() - began
