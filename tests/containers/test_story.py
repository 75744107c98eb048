"""What an operator is promised: up from nothing, hardened, nothing lost by a kill, restored from a copy."""

import json
import subprocess
import threading
import time

import pytest
from pixgen_imaging import phantoms
from pixgen_local import demo
from pixgen_local.public_api import ApiError, Person, digest

from tests.containers.conftest import CHECKOUT, PARTS, PASSWORD
from tests.waiting import patiently, until

PICTURES = 12
LIGHT = ["catalog", "upload", "synthesis", "synthesis-worker"]
KILLED = ["web", "upload", "catalog", "postgres", "minio", "synthesis"]


def sample(seed, size=256):
    phantom = phantoms.draw(seed, size=size)
    return phantoms.encode(phantom), demo.metadata(phantom)


@pytest.fixture(scope="module")
def pictures(contributor, curator):
    """Ids of published pictures, by the digest of what was sent."""
    told = {}
    for seed in range(PICTURES):
        picture, metadata = sample(seed)
        answer = contributor.upload(picture, metadata)
        assert answer["status_code"] == 201
        told[digest(picture)] = answer["image_id"]
        curator.publish(answer["image_id"])
    return told


def search(person):
    """Everything that a person finds, page by page."""
    found, question = {}, {"limit": 100}
    while question:
        page = person.call("GET", "/v1/images", params=question)
        found |= {image["image_id"]: image for image in page["items"]}
        question = page["next_cursor"] and {"limit": 100, "cursor": page["next_cursor"]}
    return found


def settled(containers, curator, contributor, began=None):
    """Waits until every part is healthy and answers through web. Returns: how long that took."""
    began = began or time.monotonic()

    def answers():
        search(curator)
        contributor.uploaded([digest(b"never sent")])
        return not containers.ill()

    until(lambda: patiently(answers), lambda: f"all ready, but {containers.ill()}")
    return time.monotonic() - began


def test_a_picture_goes_from_upload_to_search_through_the_one_port(containers, pictures, curator):
    found = search(curator)
    assert set(pictures.values()) <= set(found)
    assert {found[image_id]["image_manipulation"] for image_id in pictures.values()} == {"synthetic"}
    first = next(iter(pictures.values()))
    assert len(curator.content(f"/v1/images/{first}/content")) > 1000


@pytest.mark.parametrize("part", PARTS)
def test_containers_are_what_the_compose_file_says(containers, part):
    state = json.loads(containers.docker("inspect", containers.container(part)))[0]
    assert state["Config"]["User"].split(":")[0].isdigit()
    assert state["Config"]["User"] != "0"
    assert state["HostConfig"]["ReadonlyRootfs"] is True
    assert state["HostConfig"]["CapDrop"] == ["ALL"]
    assert state["HostConfig"]["Memory"] > 0
    words = json.loads((containers.folder / "secrets" / "words.json").read_text()).values()
    shown = json.dumps(state)
    assert not [word for word in words if word in shown], "a secret shows in docker inspect"


@pytest.mark.parametrize("part", LIGHT)
def test_images_without_need_of_it_hold_no_tensorflow(containers, part):
    look = "import importlib.util as u, sys; sys.exit(u.find_spec('tensorflow') is not None)"
    containers.compose("exec", "-T", part, "python", "-c", look)


def test_the_network_inside_has_no_way_out(containers):
    look = "import socket; socket.create_connection(('192.0.2.1', 80), 5)"
    assert containers.compose("exec", "-T", "catalog", "python", "-c", look, check=False).returncode == 1


@pytest.mark.parametrize("part", KILLED)
def test_a_container_that_is_killed_under_load_loses_nothing_and_all_is_ready_again(
    containers, contributor, curator, pictures, part
):
    told, ended, first = {}, threading.Event(), 1000 * (1 + KILLED.index(part))

    def load():
        seed = first
        with Person(containers.origin, "contributor@example.org", PASSWORD) as person:
            while not ended.is_set():
                picture, metadata = sample(seed, size=128)
                try:
                    told[digest(picture)] = person.upload(picture, metadata)["image_id"]
                    seed += 1
                except ApiError:
                    time.sleep(0.2)

    worker = threading.Thread(target=load)
    worker.start()
    try:
        until(lambda: len(told) >= 3, "three uploads")
        before = len(told)
        took = settled(containers, curator, contributor, containers.crash(part))
        until(lambda: len(told) >= before + 3, "three more uploads")
    finally:
        ended.set()
        worker.join()
    # Those that were acknowledged with 202 are registered soon after.
    until(lambda: set(told.values()) <= known(curator, told.values()), "every upload that was acknowledged")
    containers.told(part, took)


def known(person, image_ids):
    found = set()
    for image_id in image_ids:
        try:
            person.call("GET", f"/v1/images/{image_id}")
            found.add(image_id)
        except ApiError as error:
            if error.status != 404:
                raise
    return found


def test_from_a_copy_come_the_same_answers_and_the_same_bytes(
    containers, curator, contributor, pictures, tmp_path
):
    def everything():
        links = [f"/v1/images/{image_id}/content" for image_id in pictures.values()]
        return search(curator), [digest(curator.content(link)) for link in links]

    def backup(*arguments):
        script = containers.folder / "backup.sh"
        done = subprocess.run(
            [script, *arguments],
            env=containers.environment,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    before = everything()
    began = time.monotonic()
    backup("save", str(tmp_path / "copy"))
    containers.times["backup"] = time.monotonic() - began
    containers.compose("--profile", "tools", "down", "--volumes", "--timeout", "10")
    began = time.monotonic()
    backup("restore", str(tmp_path / "copy"))
    containers.times["restore into new volumes"] = time.monotonic() - began
    settled(containers, curator, contributor)
    assert everything() == before


def test_what_was_measured_is_told(containers):
    """Not a test of speed: it prints the table of docs/containers.md."""
    sizes = containers.docker("images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}}", "pixgen/*")
    lines = [f"{name}: {seconds:.1f} s" for name, seconds in containers.times.items()]
    print("\n".join([*lines, *sorted(sizes.splitlines())]))
    assert containers.times
