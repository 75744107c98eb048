"""Ports: which are free, and which process holds a taken one."""

import random
import socket
from contextlib import closing

LOOPBACK = "127.0.0.1"
# SeaweedFS also listens on each of its ports + 10,000; both stay below the ports that Linux hands out itself.
GRPC_OFFSET = 10_000
_LOWEST, _HIGHEST = 11_000, 22_000


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Say whether a server could listen on this port now."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def answers(port: int, host: str = LOOPBACK) -> bool:
    """Say whether something accepts connections on this port."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((host, port)) == 0


def free_port() -> int:
    """Name a port that nothing listens on."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def free_run(count: int) -> int:
    """Find the first of `count` neighbouring free ports whose gRPC twins (+ 10,000) are free as well.

    Raises:
        OSError: when a hundred tries found none.
    """
    for _ in range(100):
        first = random.randrange(_LOWEST, _HIGHEST - count)  # noqa: S311 - spreads servers, hides nothing
        wanted = [first + n + offset for n in range(count) for offset in (0, GRPC_OFFSET)]
        if all(is_free(port) for port in wanted):
            return first
    raise OSError(f"no {count} neighbouring free ports on {LOOPBACK}")
