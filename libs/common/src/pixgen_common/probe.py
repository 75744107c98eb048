"""Asks a server for its health: ``python -m pixgen_common.probe http://127.0.0.1:8002/readyz grpc://127.0.0.1:9002``.

Images have no shell, no curl and no grpc_health_probe: this is what their health checks run.
"""

import sys
from urllib.parse import urlsplit
from urllib.request import urlopen

SECONDS = 4.0


def healthy(target: str, seconds: float = SECONDS) -> bool:
    """Whether a server says that it can be used.

    Args:
        target: ``http://host:port/path`` for an answer of 200 to 299, with ``#word`` for one that also holds
            this word; ``grpc://host:port`` for gRPC's health service.
        seconds: longest wait.

    Returns:
        True when it does.
    """
    address = urlsplit(target)
    if address.scheme == "grpc":
        return _grpc(address.netloc, seconds)
    try:
        with urlopen(target, timeout=seconds) as answer:  # noqa: S310 - the operator's own address
            return address.fragment.encode() in answer.read(1 << 20)
    except (OSError, ValueError):
        return False


def _grpc(address: str, seconds: float) -> bool:
    import grpc
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    with grpc.insecure_channel(address) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=seconds
            )
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


if __name__ == "__main__":
    sys.exit(0 if len(sys.argv) > 1 and all(healthy(target) for target in sys.argv[1:]) else 1)
