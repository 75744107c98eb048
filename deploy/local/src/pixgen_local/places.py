"""Where the stack keeps what it makes."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pixgen_local.accounts import Account, database_account

CHECKOUT = Path(__file__).resolve().parents[4]
_ROOT_HOMES = Path("/var/tmp")  # noqa: S108 - survives a reboot, and every account can enter it
_BELONGS_TO = "belongs-to"
_LONGEST_SOCKET = 90  # of 107 bytes; supervisor adds a process id while it starts


@dataclass(frozen=True)
class Places:
    """The directories and files of one stack.

    Attributes:
        local: The stack's own directory, `.local` in the checkout.
    """

    local: Path

    @property
    def mark(self) -> str:
        """A short name of this stack, made from its directory."""
        return hashlib.sha256(str(self.local.resolve()).encode()).hexdigest()[:12]

    @property
    def database_home(self) -> Path:
        """Directory of the database's data and, for root, its binaries: the database account can reach it."""
        return self.local / "postgres" if os.geteuid() != 0 else _ROOT_HOMES / f"pixgen-{self.mark}"

    @property
    def database(self) -> Path:
        """The database's data directory."""
        return self.database_home / "data"

    @property
    def objects(self) -> Path:
        """The object store's data directory."""
        return self.local / "objects"

    @property
    def secrets(self) -> Path:
        """Directory of keys and passwords."""
        return self.local / "secrets"

    @property
    def logs(self) -> Path:
        """Directory with one log per process."""
        return self.local / "logs"

    @property
    def status(self) -> Path:
        """The steps of starting, for the start-up page."""
        return self.local / "status.json"

    @property
    def lock(self) -> Path:
        """Locked as long as the stack runs."""
        return self.local / "run.lock"

    @property
    def state(self) -> Path:
        """Which processes run the stack."""
        return self.local / "run.json"

    @property
    def supervisor_config(self) -> Path:
        """Written at each start; holds secrets."""
        return self.local / "supervisord.conf"

    @property
    def supervisor_socket(self) -> Path:
        """Where the supervisor takes orders; a socket's path has to be short."""
        inside = self.local.resolve() / "supervisor.sock"
        if len(str(inside).encode()) <= _LONGEST_SOCKET:
            return inside
        return Path(tempfile.gettempdir()) / f"pixgen-{self.mark}" / "supervisor.sock"


def open_database_home(places: Places) -> tuple[Path, Account | None]:
    """Make the database's directory and say whom it belongs to.

    A root's stack keeps it outside the checkout, so those of checkouts that are gone are removed first.
    """
    home = places.database_home
    for other in home.parent.glob("pixgen-*") if home.parent == _ROOT_HOMES else ():
        note = other / _BELONGS_TO
        if note.is_file() and not Path(note.read_text()).exists():
            shutil.rmtree(other, ignore_errors=True)
    account = database_account(home)
    make_private(home, account)
    (home / _BELONGS_TO).write_text(str(places.local.resolve()))
    return home, account


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
    except FileExistsError:
        # /var/tmp is everyone's: a directory that somebody else put there, or a link, is not ours to use.
        # Ours and not handed over yet is: another worker has just made it.
        if directory.is_symlink() or directory.stat().st_uid not in {uid, os.geteuid()}:
            raise PermissionError(f"{directory} belongs to somebody else; move it away") from None
    os.chown(directory, uid, gid)
    directory.chmod(0o700)
    return directory
