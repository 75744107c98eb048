"""PixGen in containers, from nothing: an engine of our own where there is none, images, secrets, up.

`make containers` needs root on Debian, or a Docker engine. PIXGEN_CONTAINERS_NO_BUILD=1 takes images that
are there already, PIXGEN_MINIO_BINARY a MinIO that is built already. Bases that no registry gives here are
stand-ins (stand-ins.sh): what that leaves untried is said in docs/containers.md.
"""

import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from pixgen_imaging import phantoms
from pixgen_local import ports
from pixgen_local.public_api import Person
from pixgen_prepare.folders import make

from tests.waiting import ended, until

CHECKOUT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SERVICES = ["catalog", "upload", "synthesis", "augment", "gan-trainer", "model-sync", "web"]
PARTS = [*SERVICES, "synthesis-worker", "serving"]
SECONDS = 600
READY_SECONDS = 60


@dataclass
class Containers:
    """A Compose project of this test run's own.

    Attributes:
        folder: Its copy of deploy/compose, with secrets of its own.
        environment: What docker is run with.
        origin: Where web answers.
    """

    folder: Path
    environment: dict[str, str]
    origin: str
    times: dict[str, float] = field(default_factory=dict)

    def compose(self, *arguments, check=True, beside=(), **more):
        """Runs Compose. Args: its words; whether it must succeed; files beside compose.yaml."""
        files = [word for name in ("compose.yaml", *beside) for word in ("--file", str(self.folder / name))]
        command = ["docker", "compose", *files, *arguments]
        done = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **more,
        )
        assert not check or done.returncode == 0, f"{shlex.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done

    def docker(self, *arguments):
        done = subprocess.run(
            ["docker", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def crash(self, service):
        """Ends a container's first process from outside: after `docker kill` nothing starts it again.

        Returns when it has been started anew: when it was killed.
        """
        pid, before = self._process(service)
        os.kill(int(pid), signal.SIGKILL)
        killed = time.monotonic()

        def is_back():
            now = self._process(service)
            return now[1] != before and now[0] != "0"

        until(is_back, f"something starts {service} again")
        return killed

    def ready(self, began):
        """Waits until every container is healthy. Returns: seconds since then."""
        until(lambda: not self.ill(), lambda: f"healthy: {self.ill()}")
        return time.monotonic() - began

    def told(self, part, took):
        """Keeps and judges how long a part that was killed took to come back."""
        self.times[f"ready after kill of {part}"] = took
        assert took < READY_SECONDS

    def _process(self, service):
        shown = "{{.State.Pid}} {{.State.StartedAt}}"
        return self.docker("inspect", "--format", shown, self.container(service)).split()

    def ill(self):
        """Parts that do not run, or say that they cannot be used."""
        lines = self.compose("ps", "--all", "--format", "json").stdout.splitlines()
        found = {state["Service"]: state for state in map(json.loads, lines)}
        parts = (*PARTS, "postgres", "minio")
        good = {name for name, one in found.items() if one["State"] == "running"}
        return [part for part in parts if part not in good or found[part]["Health"] not in {"", "healthy"}]

    def container(self, service):
        return f"{self.environment['COMPOSE_PROJECT_NAME']}-{service}-1"


def answers(arguments):
    return subprocess.run(["docker", *arguments], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def engine():
    """The environment that reaches a Docker engine."""
    if shutil.which("docker") and all(
        map(answers, (("compose", "version"), ("buildx", "version"), ("info",)))
    ):
        yield dict(os.environ)
        return
    said = subprocess.run(
        [HERE / "engine.sh", "start"], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    settings = dict(word.split("=", 1) for word in said.stdout.split()[1:])
    yield {**os.environ, **settings}
    if "PIXGEN_ENGINE_KEEP" not in os.environ:
        subprocess.run([HERE / "engine.sh", "stop"], check=True, timeout=SECONDS)


@pytest.fixture(scope="session")
def images(engine):
    """Every image of this suite, built; with stand-ins where a base is not there. Returns: times, by what."""
    if "PIXGEN_CONTAINERS_NO_BUILD" in os.environ:
        return {}
    bake, stand_ins = ["docker", "buildx", "bake"], HERE / "stand-ins.sh"
    at_once = [
        [[*bake, "prepare", *(name for name in SERVICES if name != "web")], [stand_ins, "serving"]],
        [[stand_ins, "node", "nginx"], [*bake, "web"]],
        [[stand_ins, "postgres", "prometheus"]],
        [[HERE / "minio.sh"], [stand_ins, "otel"]],
    ]

    def build(commands):
        for command in commands:
            subprocess.run(command, cwd=CHECKOUT, env=engine, check=True, timeout=3600)

    began = time.monotonic()
    build([[stand_ins, "base"]])
    with ThreadPoolExecutor(len(at_once)) as pool:
        list(pool.map(build, at_once))
    return {"images and stand-ins, built from nothing": time.monotonic() - began}


@pytest.fixture(scope="session")
def containers(engine, images, tmp_path_factory):
    """Everything up from nothing; gone with all its volumes at the end."""
    folder = tmp_path_factory.mktemp("compose") / "compose"
    shutil.copytree(
        CHECKOUT / "deploy" / "compose", folder, ignore=shutil.ignore_patterns("secrets", "backups")
    )
    make(folder / "secrets", "postgres:5432/pixgen")
    edge = f"127.0.0.1:{ports.free_port()}"
    settings = {
        "COMPOSE_PROJECT_NAME": f"pixgen-test-{os.getpid()}",
        "PIXGEN_EDGE_PUBLISH": edge,
        "PIXGEN_PUBLIC_ORIGIN": f"http://{edge}",
    }
    made = Containers(folder, {**engine, **settings}, f"http://{edge}", dict(images))
    try:
        began = time.monotonic()
        made.compose("up", "--detach", "--no-build", "--wait")
        made.times["up from nothing"] = time.monotonic() - began
        yield made
    finally:
        made.compose("--profile", "tools", "down", "--volumes", "--timeout", "10", check=False)


PASSWORD = "a long enough password"
CAPTURES = 16  # the fewest that are trained on


def _account(containers, role):
    email = f"{role}@example.org"
    command = ["exec", "-T", "catalog", "catalog", "accounts", "create", email, "--role", role]
    containers.compose(*command, "--password-stdin", input=f"{PASSWORD}\n")
    return Person(containers.origin, email, PASSWORD)


@pytest.fixture(scope="session")
def contributor(containers):
    with _account(containers, "contributor") as person:
        yield person


@pytest.fixture(scope="session")
def curator(containers):
    with _account(containers, "curator") as person:
        yield person


@pytest.fixture(scope="session")
def captures(contributor, curator):
    """Ids of published pictures that nothing in them tells from photographs, of one patient each."""
    ids = []
    for seed in range(CAPTURES):
        file = io.BytesIO()
        Image.fromarray(phantoms.draw(seed, tone_group="light", size=128).rgb).save(file, "PNG")
        consent = {"scopes": ["share", "ml_training", "generative"], "patient": f"patient-{seed}"}
        said = {"image_type": "dermoscopic", "copyright_license": "CC-0", "consent": consent}
        ids.append(contributor.upload(file.getvalue(), said)["image_id"])
        curator.publish(ids[-1])
    return ids


@pytest.fixture(scope="session")
def snapshot_id(captures, curator):
    """Of all of them, a quarter of which is held out."""
    wish = {
        "required_scopes": ["ml_training", "generative"],
        "splits": [{"name": "train", "share": 3}, {"name": "test", "share": 1}],
    }
    return curator.call("POST", "/v1/snapshots", json=wish)["snapshot_id"]


@pytest.fixture(scope="session")
def run(containers, curator, snapshot_id):
    """A training run whose trainer was killed on the way, published in spite of its gate if need be."""
    # Pictures of 32 pixels, the profile's own, may be looked at and not kept.
    wish = {
        "profile": "smoke",
        "steps": 100,
        "image_size": 64,
        "model": "dcgan",
        "snapshot_id": snapshot_id,
        "publish": True,
    }
    began = time.monotonic()
    url = curator.call("POST", "/v1/training-runs", json=wish)["url"]
    until(lambda: (now := curator.call("GET", url))["step"] or now["state"] == "failed")
    took = containers.ready(containers.crash("gan-trainer"))
    found = ended(curator, url)
    assert (found["state"], found["resumed"]) == ("completed", 1), found
    containers.times["training run of 100 steps, killed on its way, to its version"] = (
        time.monotonic() - began
    )
    containers.told("gan-trainer", took)
    if found["alarms"]:
        version = f"/v1/models/dcgan/versions/{found['version']}"
        curator.call("POST", f"{version}/publish", json={"override_reason": "It is a test."})
    return found
