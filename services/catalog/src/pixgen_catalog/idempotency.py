"""Idempotency-Key: the same request under the same key is done once and answered twice."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from pixgen_common.errors import Code, FieldError, PixGenError
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from pixgen_catalog.decision_tables import idempotency_keys as keys

KEPT = timedelta(hours=24)
MAX_KEY = 200


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
    account_id: str,
    key: str | None,
    request: Mapping[str, Any],
    act: Callable[[], Answer],
) -> Answer:
    """Does something, or repeats what was answered when it was done before.

    The key is written in the transaction of the work itself: both are there or neither. A second request
    with the key waits here for the first one.

    Args:
        connection: of the transaction that the work is done in.
        account_id: whose key it is.
        key: the header; None: no promise is asked for.
        request: what is asked, address included.
        act: does it.

    Returns:
        The answer.

    Raises:
        PixGenError: UNPROCESSABLE ``idempotency.mismatch`` when the key was used for something else.
    """
    if key is None:
        return act()
    digest = digest_of(request)
    claim = insert(keys).values(account_id=account_id, key=key, request_sha256=digest)
    if connection.execute(claim.on_conflict_do_nothing()).rowcount == 0:
        return _before(connection, account_id, key, digest)
    answer = act()
    mine = (keys.c.account_id == account_id) & (keys.c.key == key)
    connection.execute(update(keys).where(mine).values(status=answer.status, answer=answer.body))
    return answer


def digest_of(request: Mapping[str, Any]) -> str:
    """What tells requests apart. Args: the request. Returns: sha256 of its canonical JSON."""
    return sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def mismatch() -> PixGenError:
    """The answer to a key that was used for another request."""
    return PixGenError(
        Code.UNPROCESSABLE,
        "This Idempotency-Key was used for another request. Nothing was done; use a new key.",
        reason="idempotency.mismatch",
        fields=(FieldError("Idempotency-Key", "belongs to another request"),),
    )


def expire(connection: Connection) -> int:
    """Forgets old keys. Args: the database. Returns: how many."""
    return connection.execute(delete(keys).where(keys.c.created_at < func.now() - KEPT)).rowcount


def _before(connection: Connection, account_id: str, key: str, digest: str) -> Answer:
    query = select(keys).where((keys.c.account_id == account_id) & (keys.c.key == key))
    found = connection.execute(query).one()
    if found.request_sha256 != digest:
        raise mismatch()
    return Answer(found.status, found.answer)
