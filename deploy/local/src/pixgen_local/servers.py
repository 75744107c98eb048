"""Start a server as a child, wait until it is ready, and end it by its own pid."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pixgen_local.accounts import Account

_PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """A server ended, or did not get ready in time; the message ends with the tail of its log."""


def _ended_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """Have the kernel end this child when its parent dies: even kill -9 of a test run leaves nothing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # found before the fork: the child only calls it
    return lambda: prctl(_PR_SET_PDEATHSIG, how)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def wait_ready(
    process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path, seconds: float
) -> None:
    """Poll until the server is ready.

    Raises:
        StartError: when it ended first or time ran out.
    """
    until = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise StartError(f"{process.args!r} ended with {process.returncode}:\n{_tail(log)}")
        if time.monotonic() > until:
            raise StartError(f"{process.args!r} was not ready after {seconds:.0f} s:\n{_tail(log)}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes], how: signal.Signals, seconds: float = 5.0) -> None:
    """Send the stop signal, then kill what has not ended in time."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Launch:
    """How to start and stop one server.

    Attributes:
        command: The command line.
        cwd: Directory it runs in; `account` must be able to enter it.
        log: File that receives its output.
        account: Whom to run it as; None is whoever we are.
        environment: What it gets besides our own environment.
        stop_signal: What ends it in good order.
    """

    command: Sequence[str]
    cwd: Path
    log: Path
    account: Account | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own: Ctrl-C is for the test run, which then stops its servers."""
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.cwd,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=_ended_with_parent(self.stop_signal),  # noqa: PLW1509 - one call
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )


@contextmanager
def running(
    launch: Launch, ready: Callable[[], bool], seconds: float = 60.0, stop_seconds: float = 5.0
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server for the length of a `with` block.

    Args:
        launch: How to start it.
        ready: Says whether it answers; polled.
        seconds: How long it may take to get ready.
        stop_seconds: How long it may take to end before it is killed.

    Yields:
        The process.

    Raises:
        StartError: when it did not get ready.
    """
    process = launch.start()
    try:
        wait_ready(process, ready, launch.log, seconds)
        yield process
    finally:
        stop(process, launch.stop_signal, stop_seconds)
