"""Signing keys in PostgreSQL, their private parts encrypted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, null, or_, select, update

from pixgen_catalog.accounts_tables import signing_keys

_LOCK = "pixgen.catalog.signing_keys"


@dataclass(frozen=True)
class StoredKey:
    """One key.

    Args:
        kid: its id: the RFC 7638 thumbprint.
        public_jwk: the public part.
        private_jwe: the private part, encrypted; None once it signs no more.
        created_at: when it was made and published.
        not_before: when it begins to sign.
        retired_at: when it ceases to sign, or None.
        revoked_at: when it was unpublished because others may know it, or None.
    """

    kid: str
    public_jwk: dict[str, Any]
    private_jwe: str | None
    created_at: datetime
    not_before: datetime
    retired_at: datetime | None
    revoked_at: datetime | None


def lock(connection: Connection) -> None:
    """Makes changes of keys wait for each other until the transaction ends. Args: the transaction."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_LOCK, 0))))


def now(connection: Connection) -> datetime:
    """The database's clock: all processes go by it. Args: the transaction."""
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def add(
    connection: Connection, kid: str, public_jwk: dict[str, Any], private_jwe: str, begins: datetime
) -> None:
    """Publishes a key.

    Args:
        connection: the transaction.
        kid: its id.
        public_jwk: the public part.
        private_jwe: the private part, encrypted.
        begins: when it begins to sign.
    """
    connection.execute(
        insert(signing_keys).values(
            kid=kid, algorithm="EdDSA", public_jwk=public_jwk, private_jwe=private_jwe, not_before=begins
        )
    )


def listed(connection: Connection) -> list[StoredKey]:
    """All keys, the newest first. Args: the transaction."""
    statement = select(signing_keys).order_by(signing_keys.c.not_before.desc(), signing_keys.c.kid)
    return [_key(row) for row in connection.execute(statement)]


def signer(connection: Connection) -> StoredKey | None:
    """The key that signs now, or None. Args: the transaction."""
    key = signing_keys.c
    statement = (
        select(signing_keys)
        .where(
            key.not_before <= func.clock_timestamp(),
            or_(key.retired_at.is_(None), key.retired_at > func.clock_timestamp()),
            key.private_jwe.is_not(None),
        )
        .order_by(key.not_before.desc(), key.kid)
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return _key(row) if row else None


def published(connection: Connection, kept: timedelta) -> list[StoredKey]:
    """The keys whose tokens may still be about.

    Args:
        connection: the transaction.
        kept: how long a key stays published after it ceased to sign.

    Returns:
        The newest first.
    """
    key = signing_keys.c
    statement = (
        select(signing_keys)
        .where(
            key.revoked_at.is_(None),
            or_(key.retired_at.is_(None), key.retired_at > func.clock_timestamp() - kept),
        )
        .order_by(key.not_before.desc(), key.kid)
    )
    return [_key(row) for row in connection.execute(statement)]


def retire(connection: Connection, kid: str, at: datetime) -> None:
    """Lets a key cease to sign, at the latest then. Args: the transaction; which; when."""
    connection.execute(
        update(signing_keys)
        .where(signing_keys.c.kid == kid)
        .values(retired_at=func.least(func.coalesce(signing_keys.c.retired_at, at), at))
    )


def revoke(connection: Connection, kid: str) -> None:
    """Unpublishes a key and forgets its private part. Args: the transaction; which."""
    connection.execute(
        update(signing_keys)
        .where(signing_keys.c.kid == kid)
        .values(
            revoked_at=func.coalesce(signing_keys.c.revoked_at, func.clock_timestamp()),
            retired_at=func.least(
                func.coalesce(signing_keys.c.retired_at, func.clock_timestamp()), func.clock_timestamp()
            ),
            private_jwe=null(),
        )
    )


def forget_private(connection: Connection, kept: timedelta) -> None:
    """Forgets the private parts of keys that ceased to sign. Args: the transaction; how long ago at least."""
    connection.execute(
        update(signing_keys)
        .where(
            signing_keys.c.private_jwe.is_not(None), signing_keys.c.retired_at < func.clock_timestamp() - kept
        )
        .values(private_jwe=null())
    )


def _key(row: Row[Any]) -> StoredKey:
    values = {name: value for name, value in row._mapping.items() if name != "algorithm"}
    return StoredKey(**values)
