"""What watches the stack: Prometheus reads every part, traces arrive; Compose understands all files."""

import re

import pytest
from pixgen_local.public_api import digest

from tests.manifests.test_observability import expressions
from tests.waiting import patiently, until

BESIDE = ["compose.observability.yaml"]
OBSERVERS = ["prometheus", "otel-collector", "jaeger"]
READ = {"upload", "catalog", "synthesis", "synthesis-worker", "augment"}


@pytest.mark.parametrize("addition", ["compose.observability.yaml", "compose.gpu.yaml"])
def test_compose_reads_each_file_beside_the_first(containers, addition):
    containers.compose("config", "--quiet", beside=[addition])


@pytest.fixture(scope="module")
def observed(containers):
    """Observers run, and upload sends them its traces; nothing else is started anew."""
    # Not waited for: the stand-in's promtool is too old to ask for its health.
    up = ["up", "--detach", "--no-build", "--no-deps"]
    containers.compose(*up, *OBSERVERS, "upload", beside=BESIDE)
    yield
    containers.compose("rm", "--force", "--stop", "--volumes", *OBSERVERS, beside=BESIDE)
    containers.docker("volume", "rm", f"{containers.environment['COMPOSE_PROJECT_NAME']}_prometheus")
    containers.compose(*up, "--wait", "upload")


@pytest.fixture(scope="module")
def promtool(containers, observed):
    command = ["exec", "-T", "prometheus", "promtool"]
    return lambda *words, **more: containers.compose(*command, *words, beside=BESIDE, **more).stdout


def asked(promtool, question, **more):
    return promtool("query", "instant", "http://127.0.0.1:9090", question, **more)


def test_prometheus_finds_nothing_wrong_with_its_rules(promtool):
    assert "SUCCESS" in promtool("check", "config", "/etc/prometheus/prometheus.yml")


def test_prometheus_reads_every_part_that_runs(promtool):
    """A name, a port or a network that is wrong shows here alone: the file is valid all the same."""

    def up():
        return set(re.findall(r'part="([\w-]+)"', asked(promtool, "up == 1", check=False)))

    until(lambda: up() >= READ, lambda: f"read: {READ - up()}")


def test_prometheus_understands_what_alerts_and_panels_ask(promtool):
    """Grafana itself is not to be had here: the questions of its panels are put to Prometheus."""
    for question in expressions():
        asked(promtool, question)


@pytest.mark.usefixtures("observed")
def test_a_request_is_traced_through_the_collector_to_where_jaeger_is(containers, contributor):
    def arrived():
        patiently(lambda: contributor.uploaded([digest(b"never sent")]))
        logs = containers.compose("logs", "jaeger", beside=BESIDE).stdout
        return "service.name: Str(pixgen-upload)" in logs and "/v1/uploads/check" in logs

    until(arrived, lambda: containers.compose("logs", "otel-collector", "jaeger", beside=BESIDE).stdout)
