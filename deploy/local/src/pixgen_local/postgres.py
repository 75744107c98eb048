"""The embedded PostgreSQL: prepares the data directory and builds the command line.

The wheel's own Python supervisor is not used: it trusts a stale pid after a kill and outlives its parent.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pixgen_local.accounts import Account
from pixgen_local.ports import LOOPBACK

SUPERUSER = "postgres"
_INITDB = (
    "-U",
    SUPERUSER,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-instructions",
)

# Tests throw their data away, so nothing is worth waiting for a disk.
THROWAWAY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
}


class PostgresError(Exception):
    """PostgreSQL's binaries are missing or refused to work; the message says what they wrote."""


@dataclass(frozen=True)
class Cluster:
    """One data directory and what serves it.

    Attributes:
        install: Directory with PostgreSQL's bin, lib and share.
        data: The data directory.
        port: TCP port on loopback; no Unix socket, whose path would have to be short.
        account: Whom it runs as; None is whoever we are.
    """

    install: Path
    data: Path
    port: int
    account: Account | None


def initialise(cluster: Cluster, password: str) -> bool:
    """Make the data directory unless it is there.

    Args:
        cluster: What to prepare.
        password: The superuser's; every sign-in needs one (SCRAM), loopback or not.

    Returns:
        Whether it was made now.

    Raises:
        PostgresError: when initdb refuses.
    """
    if (cluster.data / "PG_VERSION").exists():
        return False
    # Made aside and renamed, so that an interrupted start leaves no half of a data directory.
    aside = cluster.data.with_name(f"{cluster.data.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", dir=cluster.data.parent, prefix="pw-") as secret:
        secret.write(password)
        secret.flush()
        if cluster.account:
            os.chown(secret.name, cluster.account.uid, cluster.account.gid)
        _run(cluster, "initdb", "-D", str(aside), *_INITDB, f"--pwfile={secret.name}")
    aside.rename(cluster.data)
    return True


def _run(cluster: Cluster, program: str, *arguments: str) -> None:
    result = subprocess.run(
        [cluster.install / "bin" / program, *arguments],
        capture_output=True,
        text=True,
        cwd=cluster.data.parent,
        user=cluster.account.uid if cluster.account else None,
        group=cluster.account.gid if cluster.account else None,
        extra_groups=[] if cluster.account else None,
        check=False,
    )
    if result.returncode != 0:
        raise PostgresError(f"{program} ended with {result.returncode}:\n{result.stdout}{result.stderr}")


def command(cluster: Cluster, settings: Mapping[str, str] | None = None) -> list[str]:
    """Build the server's command line.

    Args:
        cluster: What to serve.
        settings: Server settings beyond the defaults, such as `THROWAWAY`.
    """
    chosen = {
        "listen_addresses": LOOPBACK,
        "port": str(cluster.port),
        "unix_socket_directories": "",
        "log_timezone": "UTC",
        "timezone": "UTC",
        **(settings or {}),
    }
    options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    return [str(cluster.install / "bin" / "postgres"), "-D", str(cluster.data), *options]
