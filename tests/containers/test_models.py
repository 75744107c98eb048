"""What needs TensorFlow, through the one port: altered pictures, a trained model, drawn ones; and kills."""

import base64
import threading
import time

import pytest
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import Format
from pixgen_local.public_api import ApiError, Person

from tests.containers.conftest import PASSWORD
from tests.faults.orders import check
from tests.waiting import ended, patiently, until

MODEL = "/v1/models/dcgan/versions"


def augmented(person, image_ids, **more):
    wish = {"image_ids": image_ids, "target": {"ita_deg": -40}, **more}
    return person.call("POST", "/v1/augmentations", json=wish)


def drawn(person, count):
    return person.call("POST", "/v1/generations", json={"model": "dcgan", "count": count})


def done(person, order, count):
    """Waits for an order's end. Returns: it, with each result there."""
    order = ended(person, order["url"])
    assert order["counts"]["done"] == count, order
    return order


def previewed(person, count=2, seed=7):
    """What the model that is served now draws."""
    wish = {"model": "dcgan", "count": count, "seed": seed}
    return person.call("POST", "/v1/generations/preview", json=wish)


def served(person):
    """Waits for a preview; 422: no version is served yet. Returns: it."""
    return patiently(lambda: previewed(person), lambda error: error.passing or error.status == 422)


def is_gone(person):
    """Whether a model that was taken back is served no more."""
    try:
        previewed(person, count=1)
    except ApiError as error:
        return error.status in {409, 422}
    return False


def once(person, order):
    """Whether each result of an order is there, names its source, and is its source's only one."""
    found = check(person, order["url"])
    return not found.twice and not found.lost


def test_an_order_alters_pictures_and_each_result_names_its_source(containers, contributor, captures):
    began = time.monotonic()
    order = done(contributor, augmented(contributor, captures[:4]), 4)
    containers.times["augmentation order of 4 pictures"] = time.monotonic() - began
    assert once(contributor, order)
    for item in order["items"]:
        image = contributor.call("GET", f"/v1/images/{item['result_image_id']}")
        assert (image["image_manipulation"], image["parents"]) == ("altered", [item["source_image_id"]])


def test_a_network_alters_a_picture_too(contributor, captures):
    """The style module is in the image: nothing is fetched."""
    order = done(contributor, augmented(contributor, captures[:1], method="HYBRID"), 1)
    assert order["items"][0]["module"]


def test_a_run_whose_trainer_was_killed_trains_and_says_what_happens(curator, run):
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
    order = done(curator, drawn(curator, 2), 2)
    containers.times["generation of 2 pictures"] = time.monotonic() - began
    for item in order["items"]:
        image = curator.call("GET", f"/v1/images/{item['result_image_id']}")
        assert image["image_manipulation"] == "synthetic"
        assert image["generator"]["version"] == run["version"]


@pytest.mark.parametrize("part", ["augment", "synthesis-worker"])
def test_an_order_ends_with_each_result_once_though_a_part_of_it_is_killed(
    containers, contributor, captures, part
):
    order = augmented(contributor, captures[4:10] if part == "augment" else captures[10:])
    until(lambda: contributor.call("GET", order["url"])["counts"]["running"])
    took = containers.ready(containers.crash(part))
    assert once(contributor, done(contributor, order, 6))
    containers.told(part, took)


def test_the_model_is_served_again_after_its_server_was_killed(containers, curator, run):
    """An order that was placed before is done, with the version that it was placed with."""
    before = served(curator)
    order = drawn(curator, 4)
    killed = containers.crash("serving")
    after = served(curator)
    took = max(time.monotonic() - killed, containers.ready(killed))
    assert after == before, "the same seed gives the same pictures"
    done(curator, order, 4)
    containers.told("serving", took)


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
        took = containers.ready(containers.crash("model-sync"))
    finally:
        over.set()
        worker.join()
    assert not failed
    containers.told("model-sync", took)
    curator.call("POST", f"{MODEL}/{run['version']}/retract", json={"reason": "To see it go."})
    until(lambda: is_gone(curator))
    curator.call("POST", f"{MODEL}/{run['version']}/publish", json={"override_reason": "It is a test."})
    began = time.monotonic()
    assert served(curator)["version"] == run["version"]
    containers.times["served, after publishing"] = time.monotonic() - began
