"""Refresh tokens: random, stored as hashes, good for one exchange, and watched for a second use."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from pixgen_common.derived_keys import derived_key
from pixgen_common.errors import Code, PixGenError
from pixgen_common.ids import random_id
from sqlalchemy import Connection, func

from pixgen_catalog import sessions_store as store
from pixgen_catalog.accounts_model import Session
from pixgen_catalog.accounts_settings import AccountSettings
from pixgen_catalog.accounts_tables import sessions

ENDED = {
    "signed_out": "You have signed out; please sign in again.",
    "ended": "This session was ended from the account page; please sign in again.",
    "password_changed": "The password was changed; please sign in with the new one.",
    "reused": "This session was ended because its token was used twice; please sign in again.",
    "disabled": "This account was shut by an administrator.",
}


class RefreshTokens:
    """Hands refresh tokens out and takes them back.

    Args:
        settings: the secret and the times.
    """

    def __init__(self, settings: AccountSettings) -> None:
        self._idle = timedelta(seconds=settings.session_idle_seconds)
        self._longest = timedelta(seconds=settings.session_seconds)
        self._grace = timedelta(seconds=settings.refresh_grace_seconds)
        self._key = derived_key(settings.catalog_key_secret, "catalog", "refresh tokens")

    def begin(self, connection: Connection, account_id: str, label: str | None) -> tuple[Session, str]:
        """Begins a session.

        Args:
            connection: the transaction.
            account_id: whose.
            label: what the person's program calls itself.

        Returns:
            The session and its first token.
        """
        token = _text(secrets.token_bytes(32))
        session = store.begin(connection, random_id("ses"), account_id, label, self._ends(func.now()))
        store.add_token(connection, session.session_id, token_hash(token))
        return session, token

    def exchange(self, connection: Connection, token: str) -> tuple[Session, str | None]:
        """Takes a token back and gives its successor.

        A token is good for one exchange. When it comes again within the grace, its answer is taken as lost
        and the same successor is given again, unless that was used already: two tabs or a broken connection
        cost nobody the session. Any other second use means that two parties hold the token, so the session
        ends.

        Args:
            connection: the transaction, which must be committed in either case.
            token: what came.

        Returns:
            The session, and the successor or None when the session ended by this.

        Raises:
            PixGenError: UNAUTHENTICATED ``refresh.unknown``, ``session.ended`` or ``session.expired``.
        """
        session = _live_session(connection, token)
        successor = self._successor(connection, session, token)
        if successor is None:
            store.end(connection, session.account_id, "reused", only=session.session_id)
            return session, None
        return store.prolong(connection, session.session_id, self._ends(sessions.c.created_at)), successor

    def _successor(self, connection: Connection, session: Session, token: str) -> str | None:
        found = store.token(connection, token_hash(token))
        if found is None:
            return None
        if found.used_at is None or found.successor_salt is None:
            salt = secrets.token_bytes(32)
            successor = self._derived(token, salt)
            store.mark_used(connection, token_hash(token), salt)
            store.add_token(connection, session.session_id, token_hash(successor))
            return successor
        successor = self._derived(token, found.successor_salt)
        following = store.token(connection, token_hash(successor))
        is_late = store.now(connection) - found.used_at > self._grace
        return None if is_late or following is None or following.used_at is not None else successor

    def _derived(self, token: str, salt: bytes) -> str:
        """256 bits that need the token, the fresh salt and our key: the database alone gives none."""
        return _text(hmac.digest(self._key, salt + token.encode(), "sha256"))

    def _ends(self, begun: Any) -> Any:
        """SQL expression of a session's end: unused for so long, or so old."""
        return func.least(func.now() + self._idle, begun + self._longest)


def token_hash(token: str) -> bytes:
    """What is stored of a token.

    Args:
        token: the token, 256 random bits: no salt is needed.

    Returns:
        Its SHA-256.
    """
    return hashlib.sha256(token.encode()).digest()


def refused(reason: str, detail: str) -> PixGenError:
    """The answer to a token that is not taken.

    Args:
        reason: machine word.
        detail: sentence for people.

    Returns:
        The error to raise.
    """
    return PixGenError(Code.UNAUTHENTICATED, detail, reason=reason)


def _live_session(connection: Connection, token: str) -> Session:
    session_id = store.session_of_token(connection, token_hash(token))
    session = store.lock(connection, session_id) if session_id else None
    if session is None:
        raise refused("refresh.unknown", "This refresh token is not known; please sign in again.")
    if session.revoked_at is not None:
        raise refused("session.ended", ENDED[session.revoked_reason or "ended"])
    if session.expires_at <= store.now(connection):
        raise refused("session.expired", "This session has expired; please sign in again.")
    return session


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
