"""The style module of the local stack, converted once for every stack and test of a checkout."""

import fcntl
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pixgen_augment.convert import NAME

from pixgen_local.places import CHECKOUT
from pixgen_local.preflight import StackError

_FOLDER = CHECKOUT / ".local" / "style-module"
_SECONDS = 600


def folder() -> Path:
    """Where the module is, or will be."""
    return _FOLDER / NAME


def is_there() -> bool:
    """Whether it has been converted."""
    return folder().exists()


def ensure(environment: Mapping[str, str] | None = None) -> Path:
    """Convert the module unless it is there; whoever comes second waits for the first.

    Returns:
        Its folder.

    Raises:
        StackError: with what the conversion said.
    """
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_there():
            done = subprocess.run(
                [Path(sys.executable).parent / "pixgen-augment", "convert", folder()],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=_SECONDS,
            )
            if done.returncode != 0:
                raise StackError(f"The style module could not be converted:\n{done.stderr[-2000:]}")
    return folder()


def is_serving(bind: str) -> bool:
    """Whether the service at an address has loaded its module."""
    with grpc.insecure_channel(bind) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=2)
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
