"""A stack whose supervisor runs, and its end."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pixgen_common.service_keys import write_private

from pixgen_local import leftovers, pages, postgres_install, processes, supervisord
from pixgen_local.places import Places, make_private, open_database_home
from pixgen_local.postgres import Cluster
from pixgen_local.preflight import StackError
from pixgen_local.processes import MARK
from pixgen_local.programs import Program, process_list
from pixgen_local.settings import StackSettings
from pixgen_local.supervisord import Supervisor
from pixgen_local.vault import Vault, open_vault

_PATIENCE = 20.0  # seconds that a process which ends again and again is given


class Stack:
    """A stack whose supervisor runs.

    Args:
        settings: Ports.
        places: Directories.
        vault: Secrets.
    """

    def __init__(self, settings: StackSettings, places: Places, vault: Vault) -> None:
        self.settings = settings
        self.places = places
        self.vault = vault
        self.supervisor = Supervisor(places)
        home, account = open_database_home(places)
        install = postgres_install.reachable_install(home, account)
        self.cluster = Cluster(install, places.database, settings.postgres_port, account)

    @property
    def programs(self) -> list[Program]:
        """The process list."""
        return process_list(self.settings, self.places, self.vault, self.cluster)

    def wait(self, name: str, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Wait until a process is ready; the supervisor starts it again meanwhile if it ends.

        Raises:
            StackError: when the supervisor gave it up, or after too long.
        """
        began = time.monotonic()
        while not ready():
            state, waited = self.supervisor.state(name).state, time.monotonic() - began
            if state == "FATAL" or (state == "BACKOFF" and waited > _PATIENCE) or waited > seconds:
                log = self.places.logs / f"{name}.log"
                raise StackError(f"{name} did not get ready. The end of {log}:\n{_tail(log)}")
            time.sleep(0.1)


@contextmanager
def supervised(settings: StackSettings, places: Places) -> Iterator[Stack]:
    """Run a supervisor, and end it with everything that it runs."""
    os.environ[MARK] = places.mark  # every process that we start carries it on
    try:
        make_private(places.logs)
        make_private(places.objects)
        make_private(places.supervisor_socket.parent)
        refuse_orphan(places)
        stack = Stack(settings, places, open_vault(places.secrets))
        write_private(places.supervisor_config, supervisord.config(places, stack.programs))
        _launch(stack)
        yield stack
    finally:
        for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(how, signal.SIG_IGN)  # a second Ctrl-C would only leave processes behind
        began = time.monotonic()
        print("Stopping ...", flush=True)
        leftovers.stop_all(places, settings.store_ports)
        print(
            f"Stopped after {time.monotonic() - began:.1f} s. The data stays in {places.local}.", flush=True
        )


def refuse_orphan(places: Places) -> None:
    """Say so where a database is left and its passwords are gone: root's lies outside of the checkout.

    Args:
        places: The stack's directories.

    Raises:
        StackError: what to do about it.
    """
    if (places.database / "PG_VERSION").exists() and not places.secrets.exists():
        raise StackError(
            f"{places.database_home} holds the database of an earlier checkout at this path, and its "
            f"passwords are gone. Bring {places.secrets} back, or delete the database with `make reset`."
        )


def _launch(stack: Stack) -> None:
    places = stack.places
    with (places.logs / "supervisor-output.log").open("ab") as output:
        process = subprocess.Popen(
            supervisord.command(places),
            cwd=places.local,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for us; the supervisor then stops everything in order
        )
    # Waits for it, so that it is seen as ended when it has.
    threading.Thread(target=process.wait, daemon=True).start()
    runner, supervisor = processes.identify(os.getpid()), processes.identify(process.pid)
    if runner is None or supervisor is None:
        raise StackError("The supervisor ended at once; see .local/logs/supervisor-output.log")
    leftovers.record(places, runner=runner, supervisor=supervisor)
    until = time.monotonic() + 30
    while not stack.supervisor.answers():
        if not supervisor.alive() or time.monotonic() > until:
            raise StackError(f"The supervisor did not start:\n{_tail(places.logs / 'supervisor-output.log')}")
        time.sleep(0.05)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def build_pages_beside(stack: Stack, done: Callable[[Exception | None], None]) -> threading.Thread:
    """Build the pages while everything else starts. Args: done: told the error, or None."""

    def build() -> None:
        try:
            pages.build(stack.places.local / "pages-built-from", stack.places.logs / "pages.log")
        except (pages.PagesError, OSError) as error:
            done(error)
        else:
            done(None)

    thread = threading.Thread(target=build, daemon=True)
    thread.start()
    return thread
