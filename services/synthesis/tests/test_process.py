"""Service and worker as an operator starts them."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

SYNTHESIS = [sys.executable, "-m", "pixgen_synthesis"]


@pytest.fixture
def environment(settings_for, free_port):
    settings = settings_for(synthesis_bind=f"127.0.0.1:{free_port()}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXGEN_")}
    given = {
        "PIXGEN_ENVIRONMENT": "local",
        "PIXGEN_SYNTHESIS_BIND": settings.synthesis_bind,
        "PIXGEN_SYNTHESIS_DATABASE_URL": settings.synthesis_database_url.get_secret_value(),
        "PIXGEN_SYNTHESIS_KEY_SECRET": settings.synthesis_key_secret.get_secret_value(),
        "PIXGEN_SERVICE_KEYS_FILE": str(settings.service_keys_file),
        "PIXGEN_SERVICE_KEY_FILE": str(settings.service_key_file),
        "PIXGEN_AUTH_JWKS_CACHE": str(settings.auth_jwks_cache),
        "PIXGEN_WORK_METRICS_PORT": str(free_port()),
        "PIXGEN_SHUTDOWN_SECONDS": "3",
    }
    return kept | given


@pytest.fixture
def start(environment):
    """Start a command; it is ended at the end."""
    started = []

    def run(command):
        process = subprocess.Popen([*SYNTHESIS, command], env=environment, stderr=subprocess.PIPE)
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def get(url, process):
    """Status and body, waiting for the server to come up."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, process.stderr.read()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(url)


def test_the_service_answers_and_ends_when_asked(start, environment):
    process, origin = start("serve"), f"http://{environment['PIXGEN_SYNTHESIS_BIND']}"
    status, body = get(f"{origin}/readyz", process)
    assert (status, json.loads(body)["checks"]) == (200, {"database": "ok"})
    assert b"pixgen_http_request_seconds" in get(f"{origin}/metrics", process)[1]
    assert b"/v1/augmentations" in get(f"{origin}/docs", process)[1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_the_worker_tells_its_metrics_and_ends_when_asked(start, environment):
    process = start("work")
    url = f"http://127.0.0.1:{environment['PIXGEN_WORK_METRICS_PORT']}/metrics"
    assert b"pixgen_synthesis_stage_seconds" in get(url, process)[1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_missing_setting_is_named(environment, command):
    environment.pop("PIXGEN_SYNTHESIS_DATABASE_URL")
    ended = subprocess.run(
        [*SYNTHESIS, command], env=environment, capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 2
    assert b"PIXGEN_SYNTHESIS_DATABASE_URL" in ended.stderr
    assert b"Traceback" not in ended.stderr
