"""Idempotency-Key: the same request under the same key is done once and answered twice."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import request
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from pixgen_common.constraints import form, length
from pixgen_common.errors import Code, FieldError, PixGenError

HEADER = "Idempotency-Key"

KEPT = timedelta(hours=24)
MAX_KEY = 200


def key_table(metadata: MetaData) -> Table:
    """The table in which a service keeps keys and what was answered under them.

    Args:
        metadata: of the service's schema.

    Returns:
        The table ``idempotency_keys``.
    """
    return Table(
        "idempotency_keys",
        metadata,
        Column("account_id", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("request_sha256", Text, nullable=False),
        # Null only inside the transaction that does the work.
        Column("status", Integer),
        Column("answer", JSONB),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        length("account_id", 255),
        length("key", 200),
        form("request_sha256", "[0-9a-f]{64}"),
        Index(None, "created_at"),
    )


@dataclass(frozen=True)
class Answer:
    """What a request is answered.

    Args:
        status: HTTP status.
        body: JSON object.
    """

    status: int
    body: dict[str, Any]


def once(
    connection: Connection,
    keys: Table,
    account_id: str,
    key: str | None,
    asked: Mapping[str, Any],
    act: Callable[[], Answer],
) -> Answer:
    """Does something, or repeats what was answered when it was done before.

    The key is written in the transaction of the work itself: both are there or neither. A second request
    with the key waits here for the first one.

    Args:
        connection: of the transaction that the work is done in.
        keys: what `key_table` made.
        account_id: whose key it is.
        key: the header; None: no promise is asked for.
        asked: what is asked, address included.
        act: does it.

    Returns:
        The answer.

    Raises:
        PixGenError: UNPROCESSABLE ``idempotency.mismatch`` when the key was used for something else.
    """
    if key is None:
        return act()
    digest = digest_of(asked)
    claim = insert(keys).values(account_id=account_id, key=key, request_sha256=digest)
    if connection.execute(claim.on_conflict_do_nothing()).rowcount == 0:
        return _before(connection, keys, account_id, key, digest)
    answer = act()
    mine = (keys.c.account_id == account_id) & (keys.c.key == key)
    connection.execute(update(keys).where(mine).values(status=answer.status, answer=answer.body))
    return answer


def given_key() -> str | None:
    """The Idempotency-Key of the request in progress.

    Returns:
        It, or None when there is none.

    Raises:
        PixGenError: UNPROCESSABLE ``idempotency.invalid`` when it cannot be one.
    """
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= MAX_KEY and key.isascii() and key.isprintable()):
        raise PixGenError(
            Code.UNPROCESSABLE,
            "The Idempotency-Key cannot be used.",
            reason="idempotency.invalid",
            fields=(FieldError(HEADER, f"must be 1 to {MAX_KEY} plain characters"),),
        )
    return key


def header_parameter() -> dict[str, Any]:
    """How an OpenAPI document describes the header. Returns: a parameter object."""
    return {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": "Repeating the request with the same key does it once; kept for a day.",
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[ -~]+$"},
    }


def digest_of(asked: Mapping[str, Any]) -> str:
    """What tells requests apart. Args: the request. Returns: sha256 of its canonical JSON."""
    return sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def mismatch() -> PixGenError:
    """The answer to a key that was used for another request."""
    return PixGenError(
        Code.UNPROCESSABLE,
        "This Idempotency-Key was used for another request. Nothing was done; use a new key.",
        reason="idempotency.mismatch",
        fields=(FieldError("Idempotency-Key", "belongs to another request"),),
    )


def expire(connection: Connection, keys: Table) -> int:
    """Forgets old keys. Args: the database; what `key_table` made. Returns: how many."""
    return connection.execute(delete(keys).where(keys.c.created_at < func.now() - KEPT)).rowcount


def _before(connection: Connection, keys: Table, account_id: str, key: str, digest: str) -> Answer:
    query = select(keys).where((keys.c.account_id == account_id) & (keys.c.key == key))
    found = connection.execute(query).one()
    if found.request_sha256 != digest:
        raise mismatch()
    return Answer(found.status, found.answer)
