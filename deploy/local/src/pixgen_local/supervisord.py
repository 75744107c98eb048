"""The supervisor that keeps the processes running: its configuration, and orders to it."""

import os
import shlex
import sys
import xmlrpc.client
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast

from supervisor.xmlrpc import SupervisorTransport

from pixgen_local.places import Places
from pixgen_local.programs import Program

_BIN = Path(sys.executable).parent
# The pause grows by a second with each failed start in a row; with these many the last is half a minute.
_RETRIES = 30


class SupervisorError(Exception):
    """The supervisor does not answer, or refused an order."""


@dataclass(frozen=True)
class ProcessState:
    """What the supervisor says of one process."""

    name: str
    state: str
    pid: int
    since: int
    detail: str


def command(places: Places) -> list[str]:
    """Build the supervisor's command line; it stays in the foreground of its own session."""
    return [str(_BIN / "supervisord"), "--nodaemon", "-c", str(places.supervisor_config)]


def config(places: Places, programs: Sequence[Program]) -> str:
    """Write the supervisor's configuration. It holds secrets.

    Args:
        places: Where sockets and logs go.
        programs: What to run; nothing starts before it is asked to.
    """
    socket, ranks = places.supervisor_socket, sorted({one.rank for one in programs})
    sections = [
        _section("supervisord", _supervisord(places)),
        _section("unix_http_server", {"file": _literal(socket), "chmod": "0700"}),
        _section(
            "rpcinterface:supervisor",
            {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
        ),
        *(_section(f"program:{one.name}", _program(places, one)) for one in programs),
        *(_section(f"group:{_group(rank)}", _of_rank(programs, rank)) for rank in ranks),
    ]
    return "\n".join(sections)


def _group(rank: int) -> str:
    return f"rank-{rank}"


def _of_rank(programs: Sequence[Program], rank: int) -> dict[str, str]:
    """Put the programs of one rank together: a group's processes end side by side, groups one by one."""
    names = (one.name for one in programs if one.rank == rank)
    return {"programs": ",".join(names), "priority": str(rank)}


def _supervisord(places: Places) -> dict[str, str]:
    options = {
        "logfile": _literal(places.logs / "supervisor.log"),
        "logfile_maxbytes": "2MB",
        "logfile_backups": "1",
        "pidfile": _literal(places.local / "supervisord.pid"),
        "directory": _literal(places.local),
        # Crashed processes' output is in their logs already.
        "nocleanup": "true",
    }
    if os.geteuid() == 0:
        options["user"] = "root"  # says that root is meant; else it warns
    return options


def _program(places: Places, program: Program) -> dict[str, str]:
    options = {
        "command": " ".join(_literal(shlex.quote(word)) for word in program.command),
        "environment": ",".join(f'{name}="{_literal(value)}"' for name, value in program.environment.items()),
        "priority": str(program.rank),
        "autostart": "false",
        "autorestart": "true",
        # Longer than a service needs to fail at its start: else it would be started again without a pause.
        "startsecs": "3",
        "startretries": str(_RETRIES),
        "stopsignal": program.stop_signal,
        "stopwaitsecs": str(program.stop_seconds),
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": _literal(places.logs / f"{program.name}.log"),
        "stdout_logfile_maxbytes": "5MB",
        "stdout_logfile_backups": "2",
    }
    return options | ({"user": program.account} if program.account else {})


def _section(name: str, options: dict[str, str]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in options.items() if value), ""])


def _literal(value: object) -> str:
    """Keep the supervisor from expanding what only looks like one of its variables."""
    return str(value).replace("%", "%%")


class Supervisor:
    """Orders to a running supervisor. Args: places: where its socket is."""

    def __init__(self, places: Places) -> None:
        address = f"unix://{places.supervisor_socket}"
        self._transport = SupervisorTransport(None, None, address)
        self._calls: Any = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=self._transport).supervisor
        self._groups: dict[str, str] = {}

    def answers(self) -> bool:
        """Say whether it takes orders."""
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except SupervisorError:
            return False

    def start(self, name: str) -> None:
        """Have a process started and kept running; one that runs already is left alone."""
        if self.state(name).state not in {"RUNNING", "STARTING", "BACKOFF"}:
            self._call("startProcess", self._full_name(name), False)

    def stop(self, name: str) -> None:
        """Have a process ended, and wait for it."""
        self._call("stopProcess", self._full_name(name), True)

    def state(self, name: str) -> ProcessState:
        """Ask for one process."""
        return _state(self._call("getProcessInfo", self._full_name(name)))

    def states(self) -> list[ProcessState]:
        """Ask for all processes."""
        return [_state(found) for found in self._call("getAllProcessInfo")]

    def _full_name(self, name: str) -> str:
        """Name a process with its group, as the supervisor wants it."""
        if name not in self._groups:
            self._groups = {info["name"]: info["group"] for info in self._call("getAllProcessInfo")}
        return f"{self._groups.get(name, name)}:{name}"

    def _call(self, method: str, *arguments: object) -> Any:
        try:
            return getattr(self._calls, method)(*arguments)
        except xmlrpc.client.Fault as error:
            raise SupervisorError(error.faultString) from error
        except (OSError, HTTPException, xmlrpc.client.ProtocolError) as error:
            self._transport.close()  # a connection that failed once accepts no further request
            raise SupervisorError(f"the supervisor does not answer: {error}") from error


def _state(found: Any) -> ProcessState:
    info = cast("dict[str, Any]", found)
    detail = info["spawnerr"] or info["description"]
    return ProcessState(info["name"], info["statename"], info["pid"], info["start"], detail)
