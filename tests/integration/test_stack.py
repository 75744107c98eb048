"""`make run` as a person meets it: what it loads, what it survives, and what it leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pixgen_local import demo, leftovers, ports, processes
from pixgen_local.public_api import ApiError
from pixgen_local.throwaway_stack import environment, whole_stack

COMMAND = str(Path(sys.executable).parent / "pixgen-local")


def local(stack, *arguments):
    """Run another `make` target's command against this stack."""
    settings = {**os.environ, **environment(stack.settings)}
    return subprocess.run([COMMAND, *arguments], env=settings, capture_output=True, text=True, check=False)


def images(stack, **filters):
    with stack.sign_in(demo.PEOPLE[1]) as researcher:
        return researcher.call("GET", "/v1/images", params=filters)["items"]


def test_the_first_start_loads_phantoms_of_every_tone_as_synthetic(stack):
    """A newcomer finds published pictures of all tones, none of which passes for a photograph."""
    found = images(stack, limit=100)
    assert len(found) == 10
    assert {image["tone_group"] for image in found} == {"light", "intermediate", "tan", "brown", "dark"}
    assert {image["image_manipulation"] for image in found} == {"synthetic"}


def test_samples_that_were_interrupted_are_finished_without_doubles(stack):
    """Loading again finds what is there by its digest."""
    before = {image["image_id"] for image in images(stack, limit=100)}
    marker = stack.places.local / "samples.json"
    marker.unlink()
    demo.load(stack.settings, marker, lambda _: None)
    assert {image["image_id"] for image in images(stack, limit=100)} == before
    assert marker.exists()


def test_a_second_run_says_that_one_runs_already(stack):
    """Two at once would share ports and data."""
    second = local(stack, "run")
    assert second.returncode == 1
    assert f"already runs from this checkout (process {stack.process.pid})" in second.stderr


def test_status_shows_every_process(stack):
    """`make status` names all of them and where to open the pages."""
    shown = local(stack, "status").stdout
    named = ("edge", "catalog", "upload", "synthesis", "synthesis-worker", "postgres", "objectstore")
    assert all(name in shown for name in named)
    assert shown.count("running") == len(stack.supervisor.states())
    assert stack.origin in shown


@pytest.mark.parametrize("name", ["postgres", "objectstore", "catalog", "upload", "synthesis", "edge"])
def test_a_killed_process_comes_back_and_the_pictures_with_it(stack, name):
    """kill -9 of any one process is over within seconds."""
    os.kill(stack.supervisor.state(name).pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while True:
        try:
            assert len(images(stack, limit=100)) == 10
            break
        except ApiError:
            assert time.monotonic() < until
            time.sleep(0.5)


def test_reset_refuses_while_it_runs(stack):
    """Nobody deletes the data under a running stack."""
    refused = local(stack, "reset", "--yes")
    assert refused.returncode == 1
    assert "make stop" in refused.stderr
    assert stack.places.database.exists()


def test_ctrl_c_ends_everything_and_the_next_start_finds_the_data():
    """Within 20 s no process and no open port is left; the same picture is there afterwards."""
    with whole_stack(demo_pictures=1, models=True) as stack:
        first = images(stack)
        # Ready without a model: it opens its ports when a first one is published.
        assert stack.supervisor.state("model-server").state in {"STARTING", "RUNNING"}
        began = time.monotonic()
        stack.process.send_signal(signal.SIGINT)
        assert stack.process.wait(25) == 0
        assert time.monotonic() - began < 20
        assert processes.marked(stack.places.mark) == []
        assert processes.database_server(stack.places.database) is None
        assert not ports.answers(int(stack.settings.edge_bind.partition(":")[2]))

        settings = {**os.environ, **environment(stack.settings)}
        again = subprocess.Popen([COMMAND, "run"], env=settings, stdout=subprocess.PIPE, text=True)
        try:
            assert any(line.startswith("PixGen runs: ") for line in again.stdout)
            assert images(stack) == first
            # The terminal's window is closed with kill -9: the next command ends what is left.
            again.kill()
            again.wait()
            assert leftovers.recorded(stack.places, "supervisor")
            assert local(stack, "stop").returncode == 0
        finally:
            again.kill()
            leftovers.stop_all(stack.places, stack.settings.store_ports)
        assert processes.marked(stack.places.mark) == []
        assert local(stack, "reset", "--yes").returncode == 0
        assert not stack.places.database_home.exists()
