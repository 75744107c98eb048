"""Processes by id and start time, so that nobody is ended who only got a dead one's id."""

import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MARK = "PIXGEN_STACK"
_PROC = Path("/proc")
_START_TIME = 18  # among the fields after the state in /proc/<pid>/stat: clock ticks since boot


@dataclass(frozen=True)
class ProcessId:
    """A process that stays itself even when its number is given out again."""

    pid: int
    started: int

    def alive(self) -> bool:
        """Say whether this very process still runs; a dead one that nobody has waited for does not."""
        return identify(self.pid) == self

    def send(self, how: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.alive():
            try:
                os.kill(self.pid, how)
            except ProcessLookupError:
                return


def identify(pid: int) -> ProcessId | None:
    """Give a running process its lasting identity; None when nothing runs under this number."""
    try:
        state, *rest = (_PROC / str(pid) / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return None
    return None if state == "Z" else ProcessId(pid, int(rest[_START_TIME]))


def marked(mark: str) -> list[ProcessId]:
    """Find every process that was started with this stack's mark in its environment, ourselves left out."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in _PROC.glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # ended meanwhile, or another account's
        identity = identify(int(entry.name))
        if wanted in environment and identity and identity.pid != os.getpid():
            found.append(identity)
    return found


def children(parent: int) -> list[ProcessId]:
    """Find the processes that a process started itself."""
    found = []
    for entry in _PROC.glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        identity = identify(int(entry.name)) if int(fields[1]) == parent else None
        found += [identity] if identity else []
    return found


def database_server(data: Path) -> ProcessId | None:
    """Find the PostgreSQL that serves a data directory; it overwrites its environment with its title."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        serves_it = (_PROC / str(pid) / "cwd").readlink() == data.resolve()
    except (OSError, ValueError, IndexError):
        return None
    return identify(pid) if serves_it else None


def end(processes: Iterable[ProcessId], how: signal.Signals, seconds: float) -> list[ProcessId]:
    """Ask processes to end and wait.

    Returns:
        Those that still run.
    """
    left = [process for process in processes if process.alive()]
    for process in left:
        process.send(how)
    until = time.monotonic() + seconds
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = [process for process in left if process.alive()]
    return left
