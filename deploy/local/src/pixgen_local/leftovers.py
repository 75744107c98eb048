"""What an earlier run left behind, because it or its supervisor was killed: found, and ended."""

import json
import signal
from dataclasses import asdict
from typing import Any

from pixgen_local import objectstore, processes
from pixgen_local.objectstore import StorePorts
from pixgen_local.places import Places
from pixgen_local.processes import ProcessId

# The supervisor ends one rank after the other; together they get less than this.
STOP_SECONDS = 18.0


def record(places: Places, **running: ProcessId) -> None:
    """Remember which processes run the stack."""
    places.state.write_text(json.dumps({name: asdict(process) for name, process in running.items()}))


def recorded(places: Places, name: str) -> ProcessId | None:
    """Find a remembered process that still runs."""
    try:
        found: dict[str, Any] = json.loads(places.state.read_text())[name]
        process = ProcessId(int(found["pid"]), int(found["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return process if process.alive() else None


def stop_all(places: Places, ports: StorePorts) -> list[int]:
    """End the supervisor with all that it runs, then whatever else belongs to this stack.

    Args:
        places: The stack.
        ports: Where its object store listened.

    Returns:
        Process ids of the supervisor, and of what it did not end itself.
    """
    supervisor = recorded(places, "supervisor")
    if supervisor:
        processes.end([supervisor], signal.SIGTERM, STOP_SECONDS)
    database = processes.database_server(places.database)
    stray = processes.marked(places.mark)
    if database:
        processes.end([database], signal.SIGINT, 5)
    left = processes.end(stray, signal.SIGTERM, 3)
    processes.end([*left, *([database] if database else [])], signal.SIGKILL, 3)
    objectstore.remove_sockets(ports)
    places.state.unlink(missing_ok=True)
    return [process.pid for process in (supervisor, *stray, database) if process]
