"""Before a start: nobody else runs, the machine has room, the ports are free, and Ctrl-C is heard."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pixgen_local import leftovers, needs
from pixgen_local.places import Places
from pixgen_local.settings import StackSettings, taken_ports

_DISK_WHILE_RUNNING = 0.5  # GiB; what is installed by now needs no room any more


class StackError(Exception):
    """The stack cannot start, or stopped; the message is for the person who started it."""


@contextmanager
def only_one(places: Places) -> Iterator[None]:
    """Keep a second stack of the same directory from starting.

    Raises:
        StackError: when one runs.
    """
    with places.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            runner = leftovers.recorded(places, "runner")
            number = f" (process {runner.pid})" if runner else ""
            raise StackError(
                f"PixGen already runs from this checkout{number}. `make stop` ends it."
            ) from None
        yield


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into KeyboardInterrupt, even where a shell ignores them."""
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {how: signal.signal(how, signal.default_int_handler) for how in ends}
    try:
        yield
    finally:
        for how, handler in before.items():
            signal.signal(how, handler)


def check_machine(settings: StackSettings, places: Places) -> None:
    """Say what the stack needs, and refuse to start without it.

    Raises:
        StackError: too little disk, or a port that is taken.
    """
    print(needs.NEEDS)
    disk = needs.free_disk(places.local)
    for lack in needs.shortages(disk, needs.free_memory(), _DISK_WHILE_RUNNING):
        print(f"Warning: {lack}.")
    if disk < _DISK_WHILE_RUNNING:
        raise StackError("There is too little disk to start.")
    taken = taken_ports(settings)
    if taken:
        raise StackError("\n".join(str(port) for port in taken))
