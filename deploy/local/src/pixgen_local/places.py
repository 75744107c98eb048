"""Where the stack keeps what it makes."""

import hashlib
import os
from pathlib import Path

from pixgen_local.accounts import Account

_ROOT_HOMES = Path("/var/tmp")  # noqa: S108 - survives a reboot, and every account can enter it


def database_home(checkout: Path, local: Path) -> Path:
    """Choose the directory that holds the database's data and, for root, its binaries.

    Args:
        checkout: The repository's root.
        local: The stack's own directory, `.local`.

    Returns:
        A directory under `local`; for root one per checkout that the database account can reach.
    """
    if os.geteuid() != 0:
        return local / "postgres"
    mark = hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]
    return _ROOT_HOMES / f"pixgen-{mark}"


def make_private(directory: Path, account: Account | None = None) -> Path:
    """Make a directory that only its account can enter.

    Args:
        directory: What to make.
        account: Its owner; None is whoever we are.

    Returns:
        The directory.

    Raises:
        PermissionError: when it is there already and belongs to somebody else.
    """
    uid, gid = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
    try:
        directory.mkdir(mode=0o700, parents=True)
        os.chown(directory, uid, gid)
    except FileExistsError:
        # /var/tmp is everyone's: a directory that somebody else put there, or a link, is not ours to use.
        # Freshly made by another worker as root and not yet handed over is.
        if directory.is_symlink() or directory.stat().st_uid not in {uid, os.geteuid()}:
            raise PermissionError(f"{directory} belongs to somebody else; move it away") from None
        os.chown(directory, uid, gid)
    directory.chmod(0o700)
    return directory
