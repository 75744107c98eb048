"""A clinic's Wi-Fi: answers lost, servers away, busy, replaced by a sign-in page, users who give up."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest


def flat(text):
    return " ".join(text.split())


WORDS = ("--image-type", "dermoscopic", "--license", "CC-BY", "--consent", "share")
UPLOAD = "POST /v1/uploads"


def test_a_lost_connection_is_tried_again(signed_in, world, pictures):
    """A connection cut before the server read anything costs a second try, not the picture."""
    world.faults[UPLOAD] = ["cut", "cut"]
    result = signed_in("upload", pictures({"a.jpg": b"a" * 100_000}), *WORDS)
    assert list(world.stored.values()) == [b"a" * 100_000]
    assert world.count(UPLOAD) == 3
    assert "Trying again" in result.stderr


def test_a_lost_answer_counts_as_stored_and_stores_nothing_twice(signed_in, world, pictures):
    """The second answer says that it was there already; for the user it was stored in this run."""
    world.faults[UPLOAD] = ["drop"]
    report = json.loads(signed_in("--json", "upload", pictures({"a.jpg": b"a"}), *WORDS).stdout)
    assert report["counts"]["stored"] == 1
    assert world.count(UPLOAD) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_by_all_jobs(signed_in, world, pictures, status):
    """When the server asks for two seconds, no job sends anything for two seconds."""
    world.faults[UPLOAD] = [(status, {"Retry-After": "2"})]
    sent = []
    world.on_upload = lambda: sent.append(time.monotonic())
    folder = pictures({f"{number}.jpg": b"%d" % number for number in range(6)})
    started = time.monotonic()
    signed_in("upload", folder, *WORDS, "--jobs", 1)
    assert len(world.stored) == 6
    assert sent[0] - started >= 2


@pytest.mark.parametrize(
    "fault", [(502, {"body": b"<html>bad gateway</html>", "Content-Type": "text/html"}), (504, {})]
)
def test_a_proxy_whose_service_is_away_is_waited_for(signed_in, world, pictures, fault):
    """Gateways answer with their own pages: that is a service starting again, no refusal of the picture."""
    world.faults[UPLOAD] = [(fault[0], dict(fault[1]))]
    signed_in("upload", pictures({"a.jpg": b"a"}), *WORDS)
    assert len(world.stored) == 1


def test_a_server_that_restarts_in_the_middle_is_waited_for(signed_in, world, server, pictures):
    """Killed after a few pictures and started again seconds later: each is there in the end, once."""
    folder = pictures({f"{number:02}.jpg": os.urandom(20_000) for number in range(20)})
    killed = threading.Event()

    def kill_once():
        if len(world.stored) >= 5 and not killed.is_set():
            killed.set()
            threading.Thread(target=restart).start()

    def restart():
        server.stop()
        time.sleep(1.5)
        server.start()

    world.on_upload, world.delay = kill_once, 0.05
    report = json.loads(signed_in("--json", "upload", folder, *WORDS).stdout)
    assert killed.is_set()
    assert report["counts"]["stored"] == 20
    assert len(world.stored) == 20


def test_patience_ends_and_the_same_command_goes_on(signed_in, world, pictures):
    """A server that stays away ends the run with what is kept and what to do; the next run sends the rest."""
    folder = pictures({f"{number}.jpg": b"%d" % number for number in range(4)})
    world.on_upload = lambda: world.faults.setdefault(UPLOAD, ["cut"] * 50)
    result = signed_in("upload", folder, *WORDS, "--patience", 1, "--jobs", 1, expect=1)
    assert "not sent 3" in flat(result.stdout)
    assert "cannot be reached" in result.stdout
    assert "Run the same command again" in result.stdout
    world.faults.clear()
    world.on_upload = None
    assert "already there 1" in flat(signed_in("upload", folder, *WORDS).stdout)
    assert len(world.stored) == 4


def test_a_wifi_sign_in_page_is_no_success(signed_in, world, pictures):
    """A 200 with HTML, or a redirect, is not PixGen: nothing counts as stored, the run ends with advice."""
    page = (200, {"body": b"<html>Welcome to Clinic Guest</html>", "Content-Type": "text/html"})
    world.faults[UPLOAD] = [page]
    result = signed_in("upload", pictures({"a.jpg": b"a"}), *WORDS, expect=1)
    assert "does not answer as a PixGen server" in result.stdout
    assert "not sent" in result.stdout
    world.faults[UPLOAD] = [(302, {"body": b"", "Location": "http://portal.example/"})]
    assert "Wi-Fi" in signed_in("upload", pictures({"a.jpg": b"a"}), *WORDS, expect=1).stdout


def test_a_role_that_may_not_upload_ends_the_run_at_once(signed_in, world, pictures):
    """403 is about the account: the other pictures are not tried."""
    world.faults[UPLOAD] = [(403, {})] * 20
    folder = pictures({f"{number}.jpg": b"%d" % number for number in range(20)})
    result = signed_in("upload", folder, *WORDS, "--jobs", 1, expect=1)
    assert "not sent 20" in flat(result.stdout)
    assert world.count(UPLOAD) == 1


def test_a_token_that_ends_in_the_middle_is_renewed(signed_in, world, pictures):
    """The run goes on across the end of the access token."""

    def end_once():
        world.access_tokens.clear()
        world.on_upload = None

    world.on_upload = end_once
    folder = pictures({f"{number}.jpg": b"%d" % number for number in range(6)})
    signed_in("upload", folder, *WORDS, "--jobs", 3)
    assert len(world.stored) == 6


def test_a_server_that_is_not_there_is_said_soon(signed_in, server, pictures):
    """The first contact does not wait for minutes: the address may be wrong."""
    server.stop()
    started = time.monotonic()
    try:
        result = signed_in("upload", pictures({"a.jpg": b"a"}), *WORDS, expect=1)
    finally:
        server.start()
    assert time.monotonic() - started < 15
    assert "cannot be reached: Connection refused." in result.stdout
    assert "--server or PIXGEN_SERVER" in result.stdout


def test_ctrl_c_ends_soon_says_what_is_kept_and_can_be_continued(signed_in, world, server, pictures):
    """An interrupted run exits with 130 soon; the next one sends only the rest."""
    folder = pictures({f"{number:02}.jpg": b"%d" % number for number in range(40)})
    world.delay = 0.5  # all forty would take five seconds: long enough to be interrupted on a busy machine
    # Whoever runs the tests in the background has Ctrl-C ignored, and with that all that he starts.
    program = "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program += "runpy.run_module('pixgen_client', run_name='__main__')"
    command = [sys.executable, "-c", program, "--server", server.url, "upload", str(folder), *WORDS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while len(world.stored) < 5:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Run the same command again" in out
    world.delay = 0
    kept = len(world.stored)
    assert 5 <= kept < 40
    report = json.loads(signed_in("--json", "upload", folder, *WORDS).stdout)
    assert report["counts"]["present"] == kept
    assert len(world.stored) == 40


def test_killed_outright_and_started_again(signed_in, world, server, pictures):
    """kill -9 leaves nothing that the next run would stumble over."""
    folder = pictures({f"{number:02}.jpg": b"%d" % number for number in range(30)})
    world.delay = 0.05
    command = [sys.executable, "-m", "pixgen_client", "--server", server.url, "upload", str(folder), *WORDS]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while len(world.stored) < 5:
            time.sleep(0.02)
        process.kill()
    world.delay = 0
    signed_in("upload", folder, *WORDS)
    assert len(world.stored) == 30


def test_memory_stays_flat_however_large_the_pictures_are(signed_in, server, pictures, tmp_path):
    """Three pictures of 25 MiB, all at once, take less memory than half of one of them."""
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(3):
        with (folder / f"{number}.jpg").open("wb") as file:
            file.write(b"%d" % number)
            file.truncate(25 * 1024 * 1024)
    script = (
        "import resource, sys, atexit; from pixgen_client.main import cli;"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "atexit.register(lambda: print('peak', peak(), file=sys.stderr));"
        "cli()"
    )

    def peak(*arguments):
        command = [sys.executable, "-c", script, "--server", server.url, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        return int(done.stderr.rsplit("peak ", 1)[1])

    small = pictures({"s.jpg": b"small"})
    assert peak("upload", str(folder), *WORDS) - peak("upload", str(small), *WORDS) < 12 * 1024


def test_pictures_that_arrive_too_slowly_are_sent_one_after_the_other(signed_in, world, pictures):
    """A 408 means that the line is too thin for so many at once: from then on there are fewer."""
    world.faults[UPLOAD] = [(408, {}), (408, {}), (408, {})]
    folder = pictures({f"{number:02}.jpg": b"%d" % number for number in range(12)})
    world.delay, most_before = 0.05, []

    def look():
        if len(world.stored) == 6:
            most_before.append(world.most_at_once)
            world.most_at_once = 0

    world.on_upload = look
    signed_in("upload", folder, *WORDS, "--jobs", 4)
    assert len(world.stored) == 12
    assert most_before
    assert world.most_at_once == 1


def test_a_service_that_crashes_is_tried_again_and_never_called_a_refusal(signed_in, world, pictures):
    """A 500 may be a process in its last moments: four tries, then it was not sent; the rest goes on."""
    world.faults[UPLOAD] = [(500, {})] * 2
    assert "stored 1" in flat(signed_in("upload", pictures({"a.jpg": b"a"}), *WORDS).stdout)
    world.refuse[b"upsets"] = (500, "internal", "Something went wrong.")
    result = signed_in("upload", pictures({"b.jpg": b"upsets", "c.jpg": b"c"}), *WORDS, expect=1)
    assert "stored 1" in flat(result.stdout)
    assert "not sent 1" in flat(result.stdout)
    assert "b.jpg internal Something went wrong." in flat(result.stdout)


def test_what_all_jobs_wait_for_is_said_once(signed_in, world, pictures):
    """Four jobs that meet the same closed door are one line, not four."""
    world.faults[UPLOAD] = [(503, {"Retry-After": "1"})] * 4
    folder = pictures({f"{number}.jpg": b"%d" % number for number in range(4)})
    assert signed_in("upload", folder, *WORDS).stderr.count("Trying again") <= 2
