"""PixGen in containers, from nothing: an engine of our own where there is none, images, secrets, up.

`make containers` needs root on Debian, or a Docker engine. PIXGEN_CONTAINERS_NO_BUILD=1 takes images that
are there already, PIXGEN_MINIO_BINARY a MinIO that is built already. Bases that no registry gives here are
stand-ins (stand-ins.sh): what that leaves untried is said in docs/containers.md.
"""

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
from pixgen_local import ports
from pixgen_prepare.folders import make

CHECKOUT = Path(__file__).parents[2]
HERE = Path(__file__).parent
sys.path.insert(0, str(CHECKOUT))
# What this suite builds and starts. TensorFlow's images take long to build: name them to have them.
PARTS = os.environ.get("PIXGEN_CONTAINERS_PARTS", "catalog upload synthesis web").split()
BUILT = ["prepare", *PARTS]
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

    def compose(self, *arguments, check=True, **more):
        command = ["docker", "compose", "--file", str(self.folder / "compose.yaml"), *arguments]
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

    def up(self, *services):
        began = time.monotonic()
        self.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "300", *(services or PARTS))
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
        """Ends a container's first process from outside: after `docker kill` nothing starts it again."""
        os.kill(
            int(self.docker("inspect", "--format", "{{.State.Pid}}", self.container(service))), signal.SIGKILL
        )

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
    for command in ([HERE / "stand-ins.sh"], [HERE / "minio.sh"], ["docker", "buildx", "bake", *BUILT]):
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
