"""Which system account the database runs as: PostgreSQL refuses root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

# A machine with PostgreSQL installed has the first; every Unix has the last.
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A system account."""

    name: str
    uid: int
    gid: int


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def database_account(home: Path) -> Account | None:
    """Choose whom PostgreSQL runs as.

    Args:
        home: Where the database lies; once it exists its owner stays the choice.

    Returns:
        The account to drop to, or None when we are not root and need not drop.

    Raises:
        LookupError: when root finds no account to drop to.
    """
    if os.geteuid() != 0:
        return None
    if home.exists() and home.stat().st_uid != 0:
        return _account(pwd.getpwuid(home.stat().st_uid))
    for name in _CANDIDATES:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise LookupError(f"PostgreSQL does not run as root, and none of the accounts {_CANDIDATES} exists")
