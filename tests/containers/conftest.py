"""PixGen in containers, from nothing: an engine of our own where there is none, images, secrets, up.

`make containers` needs root on Debian, or a Docker engine. PIXGEN_CONTAINERS_NO_BUILD=1 takes images that
are there already, PIXGEN_MINIO_BINARY a MinIO that is built already. Bases that no registry gives here are
stand-ins (stand-ins.sh): what that leaves untried is said in docs/containers.md.
"""

import contextlib
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from pixgen_imaging import phantoms
from pixgen_local import ports
from pixgen_local.public_api import ApiError, Person
from pixgen_prepare.folders import make

CHECKOUT = Path(__file__).parents[2]
HERE = Path(__file__).parent
sys.path.insert(0, str(CHECKOUT))
# What this suite starts. Images with TensorFlow take minutes to build; PIXGEN_CONTAINERS_MODELS=1 has them.
MODELS = os.environ.get("PIXGEN_CONTAINERS_MODELS") == "1"
PARTS = ["catalog", "upload", "synthesis", "synthesis-worker", "web"]
MODEL_PARTS = ["augment", "gan-trainer", "model-sync", "serving"]
PARTS += MODEL_PARTS if MODELS else []
# Targets of docker-bake.hcl: the worker is of synthesis' image, serving has a stand-in.
BUILT = ["prepare", *(part for part in PARTS if part not in {"synthesis-worker", "serving"})]
SECONDS = 600


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

    def up(self, *services, **more):
        began = time.monotonic()
        words = ["--detach", "--no-build", "--wait", "--wait-timeout", "300"]
        self.compose("up", *words, *(services or PARTS), **more)
        return time.monotonic() - began

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
        while (now := self._process(service))[1] == before or now[0] == "0":
            assert time.monotonic() - killed < SECONDS, f"nothing starts {service} again"
            time.sleep(0.1)
        return killed

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
    """Every image of this suite, built; with stand-ins where a base is not there."""
    if "PIXGEN_CONTAINERS_NO_BUILD" in os.environ:
        return
    commands = [[HERE / "stand-ins.sh"], [HERE / "minio.sh"], ["docker", "buildx", "bake", *BUILT]]
    if MODELS:
        commands.append([HERE / "stand-ins.sh", "serving"])
    for command in commands:
        subprocess.run(command, cwd=CHECKOUT, env=engine, check=True, timeout=3600)


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
        "PIXGEN_SERVICES": " ".join(PARTS),
    }
    made = Containers(folder, {**engine, **settings}, f"http://{edge}")
    try:
        made.times["up from nothing"] = made.up()
        yield made
    finally:
        made.compose("--profile", "tools", "down", "--volumes", "--timeout", "10", check=False)


PASSWORD = "a long enough password"
CAPTURES = 24


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


def trained(curator, snapshot_id, **wish):
    """Orders a training run. Returns: it, as it is when it starts."""
    # Pictures of 32 pixels, the profile's own, may be looked at and not kept.
    wish = {"profile": "smoke", "image_size": 64, "model": "dcgan", "snapshot_id": snapshot_id, **wish}
    return curator.call("POST", "/v1/training-runs", json=wish)


def ended(curator, run):
    """Waits for a run's end; whoever answers for it may be started anew meanwhile."""
    until = time.monotonic() + SECONDS
    while run["state"] not in {"completed", "failed", "cancelled"}:
        assert time.monotonic() < until, run
        time.sleep(1)
        with contextlib.suppress(ApiError):
            run = curator.call("GET", run["url"])
    return run


@pytest.fixture(scope="session")
def run(containers, curator, snapshot_id):
    """A training run of the smallest profile that has been published, in spite of its gate if need be."""
    began = time.monotonic()
    found = ended(curator, trained(curator, snapshot_id, publish=True))
    assert found["state"] == "completed", found
    containers.times["training run of profile smoke, to its published version"] = time.monotonic() - began
    version = f"/v1/models/dcgan/versions/{found['version']}"
    if found["alarms"]:
        curator.call("POST", f"{version}/publish", json={"override_reason": "It is a test."})
    return found
