"""The order of a start: the first page before anything heavy, then data, services, sample pictures."""

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from pixgen_prepare.database import ensure_database, ensure_role

from pixgen_local import databases, demo, objectstore, ports, postgres, sample_generator, style_module
from pixgen_local.preflight import StackError
from pixgen_local.programs import migration_environment
from pixgen_local.stack import Stack, build_pages_beside
from pixgen_local.steps import Steps
from pixgen_local.vault import BUCKETS

DATABASE, STORE, CATALOG = "Database", "Object store", "Catalog"
UPLOAD, SYNTHESIS, STYLE, GENERATOR = "Upload", "Synthesis", "Style transfer", "Sample generator"
PAGES, SAMPLES = "Pages", "Sample pictures"
# Fewer than half of the usual ones give a held-out part that nothing can be measured on.
_LEAST_PICTURES = 30
STEPS = (DATABASE, STORE, CATALOG, UPLOAD, SYNTHESIS, PAGES, SAMPLES, STYLE, GENERATOR)


def start(stack: Stack) -> None:
    """Start every process and load the sample pictures.

    Raises:
        StackError: when a process does not get ready.
    """
    left_out = {STYLE: not stack.settings.style_transfer, GENERATOR: not _has_generator(stack)}
    steps = Steps([step for step in STEPS if not left_out.get(step)], stack.places.status)
    stack.supervisor.start("edge")
    host, _, port = stack.settings.edge_bind.partition(":")
    stack.wait("edge", lambda: ports.answers(int(port), host))
    print(f"The first page answers: {stack.settings.origin}/ (it shows how far the rest is)", flush=True)
    builder = None
    if stack.settings.pages:
        steps.update(PAGES, "running", "building")
        builder = build_pages_beside(stack, lambda error: _pages_done(steps, error))
    stack.supervisor.start("objectstore")
    with steps.step(DATABASE):
        _database(stack)
    with steps.step(STORE):
        _store(stack)
    stack.supervisor.start("upload")
    with steps.step(CATALOG):
        _catalog(stack)
    with steps.step(UPLOAD):
        stack.wait("upload", lambda: _is_ready(stack.settings.upload_bind))
    with steps.step(SYNTHESIS):
        _synthesis(stack)
    if builder:
        builder.join()
    _samples(stack, steps)
    if stack.settings.style_transfer:
        with steps.step(STYLE):
            _style(stack, steps)
    if stack.settings.models:
        # Nobody waits for them: there is nothing to serve before a first version is published.
        for name in ("gan-trainer", "model-server"):
            stack.supervisor.start(name)
    if _has_generator(stack):
        steps.update(GENERATOR, "running", "waiting for the trainer")
        threading.Thread(target=_generator, args=(stack, steps), daemon=True).start()


def _has_generator(stack: Stack) -> bool:
    """Nothing is trained without sample pictures."""
    return stack.settings.models and stack.settings.demo_pictures >= _LEAST_PICTURES


def _generator(stack: Stack, steps: Steps) -> None:
    """Trained beside everything else, minutes after the stack is in use."""
    try:
        sample_generator.ensure(
            stack.settings,
            stack.places.local / "generator.json",
            lambda text: steps.update(GENERATOR, "running", text),
        )
    except sample_generator.GeneratorError as error:
        steps.update(GENERATOR, "failed", str(error))
        print(f"There is no sample generator: {error} The next start tries again.", flush=True)
    else:
        steps.update(GENERATOR, "done")


def _database(stack: Stack) -> None:
    words, port = stack.vault.secrets, stack.settings.postgres_port
    if postgres.initialise(stack.cluster, words.postgres_superuser):
        print(f"Made a new database in {stack.cluster.data}", flush=True)
    stack.supervisor.start("postgres")
    stack.wait("postgres", lambda: databases.answers(port, words.postgres_superuser))
    with closing(databases.connect(port, words.postgres_superuser)) as superuser:
        ensure_role(superuser, databases.OWNER, words.postgres_owner)
        ensure_role(superuser, databases.APP, words.postgres_app)
        ensure_role(superuser, databases.SYNTHESIS, words.postgres_synthesis)
        ensure_database(superuser, databases.NAME)


def _store(stack: Stack) -> None:
    words = stack.vault.secrets
    store = objectstore.client(stack.settings.s3_endpoint, words.s3_admin_access, words.s3_admin_secret)
    stack.wait("objectstore", lambda: objectstore.answers(store))
    for bucket in BUCKETS:
        objectstore.ensure_bucket(store, bucket)


def _catalog(stack: Stack) -> None:
    _command(stack, "catalog", "migrate", migration_environment(stack.settings, stack.vault))
    stack.supervisor.start("catalog")
    stack.wait("catalog", lambda: _is_ready(stack.settings.catalog_bind))
    environment = next(one.environment for one in stack.programs if one.name == "catalog")
    _command(stack, "catalog", "demo-accounts", dict(environment))


def _synthesis(stack: Stack) -> None:
    _command(stack, "pixgen-synthesis", "migrate", migration_environment(stack.settings, stack.vault))
    for name in ("synthesis", "synthesis-worker"):
        stack.supervisor.start(name)
    stack.wait("synthesis", lambda: _is_ready(stack.settings.synthesis_bind))


def _style(stack: Stack, steps: Steps) -> None:
    """Last of all, for it is the heaviest: the style network is converted once, then loaded."""
    if not style_module.is_there():
        steps.update(STYLE, "running", "converting the style network, once")
    style_module.ensure()
    steps.update(STYLE, "running", "loading the style network")
    stack.supervisor.start("augment")
    stack.wait("augment", lambda: style_module.is_serving(stack.settings.augment_bind))


def _command(stack: Stack, program: str, name: str, environment: dict[str, str]) -> None:
    """Run one of a service's commands. Raises: StackError: when it fails, with what it wrote."""
    result = subprocess.run(
        [Path(sys.executable).parent / program, name],
        env={**os.environ, **environment},
        cwd=stack.places.local,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    with (stack.places.logs / f"{program.removeprefix('pixgen-')}.log").open("a") as log:
        log.write(result.stdout + result.stderr)
    if result.returncode != 0:
        raise StackError(f"{program} {name} failed:\n{(result.stdout + result.stderr)[-2000:]}")


def _is_ready(bind: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{bind}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _pages_done(steps: Steps, error: Exception | None) -> None:
    if error is None:
        steps.update(PAGES, "done")
    else:
        # Everything but the browser works without them, so the rest goes on.
        steps.update(PAGES, "failed", str(error))
        print(f"The pages could not be built: {error}", flush=True)


def _samples(stack: Stack, steps: Steps) -> None:
    steps.update(SAMPLES, "running")
    try:
        demo.load(
            stack.settings,
            stack.places.local / "samples.json",
            lambda text: steps.update(SAMPLES, "running", text),
        )
    except demo.DemoError as error:
        # What is missing is loaded at the next start.
        steps.update(SAMPLES, "failed", str(error))
        print(f"The sample pictures could not all be loaded: {error}", flush=True)
    else:
        steps.update(SAMPLES, "done")
