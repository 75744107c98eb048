"""The whole stack for one test run: on free ports, with data that goes when it stops."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixgen_local import ports
from pixgen_local.places import Places
from pixgen_local.public_api import Person
from pixgen_local.servers import Launch, running
from pixgen_local.settings import StackSettings
from pixgen_local.supervisord import Supervisor
from pixgen_local.vault import Vault, open_vault

_GREETING = "PixGen runs: "  # the last thing that a start prints
_STOP_SECONDS = 25.0


@dataclass(frozen=True)
class RunningStack:
    """A stack that answers.

    Attributes:
        settings: Its ports.
        places: Its directories.
        process: Its `pixgen-local run`.
    """

    settings: StackSettings
    places: Places
    process: subprocess.Popen[bytes]

    @property
    def origin(self) -> str:
        """The address of its edge."""
        return self.settings.origin

    @property
    def vault(self) -> Vault:
        """Its secrets, for tests that look behind the edge."""
        return open_vault(self.places.secrets)

    @property
    def supervisor(self) -> Supervisor:
        """Its supervisor."""
        return Supervisor(self.places)

    def sign_in(self, email: str) -> Person:
        """Sign one of the demo accounts in."""
        return Person(self.origin, email)


def free_settings(
    local: Path,
    *,
    pages: bool = False,
    demo_pictures: int = 0,
    style_transfer: bool = False,
    models: bool = False,
) -> StackSettings:
    """Choose free ports for a stack.

    Args:
        local: Its directory.
        pages: Build the browser pages.
        demo_pictures: How many phantoms it loads.
        style_transfer: Run the augment service, which takes long to start.
        models: Run the trainer and the model server.
    """
    binds = [f"{ports.LOOPBACK}:{ports.free_port()}" for _ in range(9)]
    return StackSettings(
        edge_bind=binds[0],
        upload_bind=binds[1],
        catalog_bind=binds[2],
        catalog_grpc_bind=binds[3],
        synthesis_bind=binds[4],
        augment_bind=binds[5],
        trainer_bind=binds[6],
        serving_bind=binds[7],
        serving_rest_bind=binds[8],
        postgres_port=ports.free_port(),
        s3_port=ports.free_run(4),
        local_dir=local,
        pages=pages,
        demo_pictures=demo_pictures,
        style_transfer=style_transfer,
        models=models,
    )


def environment(settings: StackSettings) -> dict[str, str]:
    """Write settings the way `pixgen-local` reads them."""
    values = settings.model_dump(mode="json")
    return {f"PIXGEN_{name}".upper(): str(value) for name, value in values.items()}


@contextmanager
def whole_stack(
    *,
    pages: bool = False,
    demo_pictures: int = 0,
    style_transfer: bool = False,
    models: bool = False,
    **more: str,
) -> Iterator[RunningStack]:
    """Run a whole stack as `make run` does, and remove all of it at the end.

    Args:
        pages: Build the browser pages.
        demo_pictures: How many phantoms it loads.
        style_transfer: Run the augment service, which takes long to start.
        models: Run the trainer and the model server.
        more: Further settings of its services, by environment name.

    Yields:
        The stack, once it has said that it runs.
    """
    local = Path(tempfile.mkdtemp(prefix=f"pixgen-stack-{secrets.token_hex(3)}-"))
    settings = free_settings(
        local, pages=pages, demo_pictures=demo_pictures, style_transfer=style_transfer, models=models
    )
    places, log = Places(local), local / "run.log"
    command = [str(Path(sys.executable).parent / "pixgen-local"), "run"]
    launch = Launch(
        command, local, log, environment={**environment(settings), **more}, stop_signal=signal.SIGINT
    )
    try:
        with running(
            launch, lambda: _GREETING in log.read_text(), 240, stop_seconds=_STOP_SECONDS
        ) as process:
            yield RunningStack(settings, places, process)
    finally:
        keep = os.environ.get("PIXGEN_TEST_KEEP")
        for place in () if keep else (local, places.database_home):
            shutil.rmtree(place, ignore_errors=True)
