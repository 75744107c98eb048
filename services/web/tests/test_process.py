"""The command itself: starts, stays small while large bodies pass, ends when asked."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

MIB = 1024 * 1024


@pytest.fixture
def start(static, service_port):
    """Starts `pixgen-edge` with extra variables; ends it after the test."""
    processes = []

    def run(**variables):
        environ = {
            **os.environ,
            "PIXGEN_EDGE_STATIC": str(static),
            "PIXGEN_EDGE_UPLOAD": f"http://127.0.0.1:{service_port}",
            "PIXGEN_EDGE_CATALOG": f"http://127.0.0.1:{service_port}",
            **variables,
        }
        command = [Path(sys.executable).with_name("pixgen-edge")]
        processes.append(subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.wait()
        process.stderr.close()


def _port(process):
    line = process.stderr.readline()
    found = re.search(r'"port": (\d+)', line)
    assert found, line
    return int(found[1])


def _peak(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def test_memory_stays_flat_while_pictures_pass(start, ask):
    """Sixty MiB through the process, each way in pieces: its peak grows by less than one picture."""
    process = start(PIXGEN_EDGE_BIND="127.0.0.1:0")
    port = _port(process)
    ask(port, "/v1/me")
    before = _peak(process)
    assert ask(port, "/v1/uploads", method="POST", body=bytes(30 * MIB))[0].status == 200
    assert len(ask(port, "/v1/images/big/content")[1]) == 30 * MIB
    assert _peak(process) - before < 8 * MIB


def test_ends_well_when_asked(start, ask):
    """SIGTERM ends it with code 0."""
    process = start(PIXGEN_EDGE_BIND="127.0.0.1:0")
    ask(_port(process), "/livez")
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_says_which_setting_is_wrong(start):
    """Exit code 2 and one line, no traceback."""
    process = start(PIXGEN_EDGE_BIND="nowhere")
    _, text = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "PIXGEN_EDGE_BIND" in text
    assert "Traceback" not in text


def test_names_a_taken_address(start, service_port):
    """The variable that changes it is in the message."""
    process = start(PIXGEN_EDGE_BIND=f"127.0.0.1:{service_port}")
    _, text = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"127.0.0.1:{service_port}" in text
    assert "PIXGEN_EDGE_BIND" in text
    assert "Traceback" not in text
