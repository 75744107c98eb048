"""Where sign-ins are kept: one file in the platform's configuration directory, for its owner only."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from filelock import FileLock, Timeout

from pixgen_client.errors import ClientError

# Longer than any refresh takes, so that a lock left hanging by a dead network mount is told, not waited for.
_LOCK_SECONDS = 60.0


@dataclass(frozen=True, repr=False)
class SignIn:
    """A sign-in at one server. It has no repr: tokens must not end up in a message.

    Args:
        email: whose it is.
        access_token: proves it for minutes.
        refresh_token: gets the next access token; each works once.
        expires_at: when the access token ends, seconds since 1970 by this machine's clock.
    """

    email: str
    access_token: str
    refresh_token: str
    expires_at: float


class CredentialStore:
    """The sign-ins of this user on this machine, by server.

    Args:
        folder: the configuration directory; made when first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "credentials.json"

    def read(self, server: str) -> SignIn | None:
        """The sign-in at a server. Args: its address. Returns: it, or None."""
        entry = self._load()["servers"].get(server)
        try:
            return SignIn(**entry) if entry else None
        except TypeError:
            return None  # written by another version: as good as signed out

    def last_server(self) -> str | None:
        """The server that was signed in to last. Returns: its address, or None."""
        found = self._load()["last"]
        return found if isinstance(found, str) else None

    def save(self, server: str, sign_in: SignIn, *, remember: bool = False) -> None:
        """Keeps a sign-in.

        Args:
            server: the server's address.
            sign_in: what to keep.
            remember: make this the server of commands that name none.
        """
        content = self._load()
        content["servers"][server] = asdict(sign_in)
        if remember:
            content["last"] = server
        self._write(content)

    def forget(self, server: str) -> None:
        """Drops the sign-in at a server. Args: its address."""
        content = self._load()
        if content["servers"].pop(server, None) is not None:
            self._write(content)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other `pixgen` processes from refreshing: a refresh token works once.

        Raises:
            ClientError: another process holds the lock for too long.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self._folder / "credentials.lock", timeout=_LOCK_SECONDS, mode=0o600)
        try:
            with lock:
                yield
        except Timeout as error:
            raise ClientError(
                "Another pixgen command keeps the sign-in locked.",
                todo="End it, then try again.",
            ) from error

    def _load(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"last": None, "servers": {}}
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return empty
        if not isinstance(content, dict) or not isinstance(content.get("servers"), dict):
            return empty
        return {**empty, **content}

    def _write(self, content: dict[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes the file 0600 from the start; the rename leaves no moment with half a file.
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".credentials-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(content, out)
            Path(name).replace(self._file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def config_folder() -> Path:
    """The platform's configuration directory. Returns: PIXGEN_CONFIG_DIR when that is set."""
    given = os.environ.get("PIXGEN_CONFIG_DIR")
    return Path(given) if given else Path(click.get_app_dir("pixgen"))
