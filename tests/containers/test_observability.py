"""What watches the stack: Prometheus reads every part that runs; Compose can make sense of all files."""

import re
import time

import pytest

from tests.containers.conftest import MODELS

ADDITIONS = ("compose.observability.yaml", "compose.gpu.yaml")
# What has metrics, of what this suite starts.
READ = {"upload", "catalog", "synthesis", "synthesis-worker"} | ({"augment"} if MODELS else set())
SECONDS = 120


@pytest.mark.parametrize("addition", ADDITIONS)
def test_compose_reads_each_file_beside_the_first(containers, addition):
    containers.compose("config", "--quiet", beside=[addition])


@pytest.fixture(scope="module")
def prometheus(containers):
    """It runs, and nothing of what ran before was started anew."""
    beside = ["compose.observability.yaml"]
    # Not waited for: the stand-in's promtool is too old to ask for its health.
    containers.compose("up", "--detach", "--no-build", "prometheus", beside=beside)
    yield (
        lambda *words: (
            containers.compose("exec", "-T", "prometheus", *words, beside=beside, check=False).stdout
        )
    )
    containers.compose("rm", "--force", "--stop", "--volumes", "prometheus", beside=beside)
    containers.docker("volume", "rm", f"{containers.environment['COMPOSE_PROJECT_NAME']}_prometheus")


def test_prometheus_finds_nothing_wrong_with_its_rules(prometheus):
    assert "SUCCESS" in prometheus("promtool", "check", "config", "/etc/prometheus/prometheus.yml")


def test_prometheus_reads_every_part_that_runs(prometheus):
    """A name, a port or a network that is wrong shows here alone: the file is valid all the same."""
    until, up = time.monotonic() + SECONDS, set()
    while not up >= READ:
        assert time.monotonic() < until, READ - up
        time.sleep(1)
        said = prometheus("promtool", "query", "instant", "http://127.0.0.1:9090", "up == 1")
        up = set(re.findall(r'part="([\w-]+)"', said))
