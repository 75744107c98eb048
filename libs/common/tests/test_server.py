"""gunicorn as services run it: a real process, asked to end by a signal."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request

PROGRAM = """
import sys, time
from flask import Flask
from pixgen_common import server

def slow():
    print("slow began", flush=True)
    time.sleep(1.5)
    return "whole"

def make():
    app = Flask("demo")
    app.add_url_rule("/slow", "slow", view_func=slow)
    app.add_url_rule("/", "up", view_func=lambda: "up")
    return app

def hook():
    print("hook started", flush=True)
    return lambda: print("hook ended", flush=True)

if __name__ == "__main__":
    sys.modules["demo_app"] = sys.modules["__main__"]
    server.run("demo_app:make", sys.argv[1], threads=4, shutdown_seconds=5, on_start=[hook])
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(url):
    for _ in range(600):
        try:
            return urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_requests_in_progress_are_finished_and_jobs_ended(tmp_path):
    """SIGTERM while a request runs: its answer arrives whole, then the worker's jobs end."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [sys.executable, program, address], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert wait_until_up(f"http://{address}/") == b"up"
        slow = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"import urllib.request as u; print(u.urlopen('http://{address}/slow').read())",
            ],
            stdout=subprocess.PIPE,
        )
        began = iter(process.stdout.readline, b"")
        assert b"slow began\n" in began
        process.send_signal(signal.SIGTERM)
        assert slow.communicate(timeout=60)[0].strip() == b"b'whole'"
        out, err = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
    assert out == b"hook ended\n"
    assert b"Control server" not in err
