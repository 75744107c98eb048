"""Sessions and their refresh tokens in PostgreSQL; of a token only its SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pixgen_catalog.accounts_model import Session
from pixgen_catalog.accounts_tables import refresh_tokens, sessions


@dataclass(frozen=True)
class RefreshToken:
    """A refresh token that was handed out.

    Args:
        session_id: the session it belongs to.
        used_at: when it was exchanged, or None.
        successor_salt: what its successor is derived from, with the token itself; None until it is used.
    """

    session_id: str
    used_at: datetime | None
    successor_salt: bytes | None


def begin(connection: Connection, session_id: str, account_id: str, label: str | None, ends: Any) -> Session:
    """Begins a session.

    Args:
        connection: the transaction.
        session_id: a fresh id.
        account_id: whose.
        label: what the program calls itself.
        ends: SQL expression of its end.

    Returns:
        The session.
    """
    statement = (
        insert(sessions)
        .values(session_id=session_id, account_id=account_id, label=label, expires_at=ends)
        .returning(sessions)
    )
    return _session(connection.execute(statement).one())


def add_token(connection: Connection, session_id: str, token_hash: bytes) -> None:
    """Notes a token that is handed out. Args: the transaction; its session; its hash."""
    connection.execute(insert(refresh_tokens).values(token_hash=token_hash, session_id=session_id))


def session_of_token(connection: Connection, token_hash: bytes) -> str | None:
    """The session of a token, or None when it was never handed out. Args: the transaction; its hash."""
    statement = select(refresh_tokens.c.session_id).where(refresh_tokens.c.token_hash == token_hash)
    return connection.execute(statement).scalar_one_or_none()


def lock(connection: Connection, session_id: str) -> Session | None:
    """The session, which nobody else changes until the transaction ends.

    A session is always locked before its tokens are read: two uses of one token come one after the other.

    Args:
        connection: the transaction.
        session_id: which.

    Returns:
        The session, or None.
    """
    statement = select(sessions).where(sessions.c.session_id == session_id).with_for_update()
    row = connection.execute(statement).one_or_none()
    return _session(row) if row else None


def token(connection: Connection, token_hash: bytes) -> RefreshToken | None:
    """A token, or None when it was never handed out. Args: the transaction; its hash."""
    row = connection.execute(
        select(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash)
    ).one_or_none()
    return RefreshToken(row.session_id, row.used_at, row.successor_salt) if row else None


def mark_used(connection: Connection, token_hash: bytes, salt: bytes) -> None:
    """Notes that a token was exchanged. Args: the transaction; its hash; its successor's salt."""
    connection.execute(
        update(refresh_tokens)
        .where(refresh_tokens.c.token_hash == token_hash)
        .values(used_at=func.now(), successor_salt=salt)
    )


def prolong(connection: Connection, session_id: str, ends: Any) -> Session:
    """Notes that a session is in use. Args: the transaction; which; SQL expression of its new end."""
    statement = (
        update(sessions)
        .where(sessions.c.session_id == session_id)
        .values(last_used_at=func.now(), expires_at=ends)
        .returning(sessions)
    )
    return _session(connection.execute(statement).one())


def now(connection: Connection) -> datetime:
    """The database's clock: all processes go by it. Args: the transaction."""
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def listed(connection: Connection, account_id: str) -> list[Session]:
    """The person's sessions that live, last used first. Args: the transaction; the account."""
    statement = (
        select(sessions)
        .where(sessions.c.account_id == account_id, *_alive())
        .order_by(sessions.c.last_used_at.desc(), sessions.c.session_id)
    )
    return [_session(row) for row in connection.execute(statement)]


def lives(connection: Connection, session_id: str, account_id: str) -> bool:
    """Whether a session can still be used. Args: the transaction; the session; whose it must be."""
    statement = select(sessions.c.session_id).where(
        sessions.c.session_id == session_id, sessions.c.account_id == account_id, *_alive()
    )
    return connection.execute(statement).one_or_none() is not None


def end(
    connection: Connection,
    account_id: str,
    reason: str,
    *,
    only: str | None = None,
    but: str | None = None,
) -> int:
    """Ends sessions of a person; their tokens go with them.

    Args:
        connection: the transaction.
        account_id: whose.
        reason: a word of ``revoked_reason``.
        only: this session alone.
        but: all except this one.

    Returns:
        How many ended.
    """
    statement = update(sessions).where(sessions.c.account_id == account_id, *_alive())
    if only is not None:
        statement = statement.where(sessions.c.session_id == only)
    if but is not None:
        statement = statement.where(sessions.c.session_id != but)
    ended = statement.values(revoked_at=func.now(), revoked_reason=reason).returning(sessions.c.session_id)
    return len(connection.execute(ended).all())


def forget_ended(connection: Connection, account_id: str) -> None:
    """Removes the person's sessions that ended by themselves or were ended over a day ago.

    For a day an ended session's tokens are still told that it ended, and why.

    Args:
        connection: the transaction.
        account_id: whose.
    """
    ended = func.least(sessions.c.expires_at, func.coalesce(sessions.c.revoked_at, sessions.c.expires_at))
    over = (
        select(sessions.c.session_id)
        .where(sessions.c.account_id == account_id, ended < func.now() - func.make_interval(0, 0, 0, 1))
        .with_for_update(skip_locked=True)
    )
    connection.execute(delete(sessions).where(sessions.c.session_id.in_(over)))


def _alive() -> tuple[Any, Any]:
    return sessions.c.revoked_at.is_(None), sessions.c.expires_at > func.now()


def _session(row: Row[Any]) -> Session:
    return Session(**row._mapping)
