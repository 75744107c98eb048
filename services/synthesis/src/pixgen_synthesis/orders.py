"""Placing orders of any kind, looking at them, and cancelling them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError, not_found
from pixgen_common.ids import is_id
from pixgen_common.logging import logger
from pixgen_common.workqueue import LEASED, WAITING
from sqlalchemy import Connection, Engine, RowMapping

from pixgen_synthesis import store
from pixgen_synthesis.queueing import queue_of
from pixgen_synthesis.schemas import STATES
from pixgen_synthesis.store import NewItem
from pixgen_synthesis.tables import items

AUGMENTATION, GENERATION = "augmentation", "generation"
_WORDS = {word: state for state, word in STATES.items()}


@dataclass(frozen=True)
class Order:
    """An order and how far it is.

    Args:
        order_id: which.
        kind: what its items are.
        created_at: when it was placed.
        cancelled_at: when it was cancelled, if it was.
        request: what was asked for.
        counts: items by the queue's states.
    """

    order_id: str
    kind: str
    created_at: datetime
    cancelled_at: datetime | None
    request: Mapping[str, Any]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, row: RowMapping, counts: Mapping[str, int]) -> "Order":
        """An order out of its row. Args: row; counts of its items. Returns: the order."""
        when = (row["created_at"], row["cancelled_at"])
        return cls(row["order_id"], row["kind"], *when, row["request"], counts)

    @property
    def state(self) -> str:
        """running, done or cancelled."""
        if self.counts.get(WAITING) or self.counts.get(LEASED):
            return "running"
        return "cancelled" if self.cancelled_at else "done"


def place(
    connection: Connection,
    kind: str,
    account_id: str,
    request: Mapping[str, Any],
    new: Sequence[NewItem],
    *,
    most_open: int,
) -> Order:
    """Places an order; the worker takes it up at once.

    Args:
        connection: the transaction that the order is written in.
        kind: what its items are.
        account_id: who orders.
        request: what was asked.
        new: the items, at least one.
        most_open: orders of an account that may be unfinished at a time.

    Returns:
        The order as it stands.

    Raises:
        PixGenError: TOO_MANY ``orders.open`` when too many are unfinished.
    """
    if store.open_orders(connection, account_id) >= most_open:
        raise PixGenError(
            Code.TOO_MANY,
            f"{most_open} orders of yours are unfinished: wait for one, or cancel one. Nothing was ordered.",
            reason="orders.open",
            retry_after=60,
        )
    order_id = store.place(connection, kind, account_id, request, new)
    logger().info("order.placed", order_id=order_id, kind=kind, items=len(new))
    return get(connection, kind, account_id, order_id)


def get(connection: Connection, kind: str, account_id: str, order_id: str) -> Order:
    """One of a person's orders.

    Args:
        connection: the database.
        kind: what its items must be.
        account_id: whose it must be.
        order_id: which.

    Returns:
        The order.

    Raises:
        PixGenError: NOT_FOUND.
    """
    if not is_id("ord", order_id):
        raise not_found("order")
    row = store.order(connection, kind, account_id, order_id)
    return Order.of(row, store.counts(connection, [order_id])[order_id])


def page(
    connection: Connection, kind: str, account_id: str, after: tuple[datetime, str] | None, limit: int
) -> list[Order]:
    """Some of a person's orders, newest first.

    Args:
        connection: the database.
        kind: what their items are.
        account_id: whose.
        after: creation and id of the last one shown.
        limit: how many at most.

    Returns:
        Orders.
    """
    rows = store.page(connection, kind, account_id, after, limit)
    counts = store.counts(connection, [row["order_id"] for row in rows])
    return [Order.of(row, counts[row["order_id"]]) for row in rows]


def items_of(
    connection: Connection, order_id: str, after: int, limit: int, state: str | None
) -> Sequence[RowMapping]:
    """Some items of an order. Args: as `store.items_page`, the state as people say it. Returns: rows."""
    return store.items_page(connection, order_id, after, limit, _WORDS[state] if state else None)


def cancel(engine: Engine, kind: str, account_id: str, order_id: str) -> Order:
    """Cancels what nobody has begun of an order; what is being made is finished. Twice changes nothing.

    Args:
        engine: the database.
        kind: what its items must be.
        account_id: whose order it must be.
        order_id: which.

    Returns:
        The order as it stands then.

    Raises:
        PixGenError: NOT_FOUND.
    """
    with transaction(engine) as connection:
        found = get(connection, kind, account_id, order_id)
        if found.state == "running":
            store.cancel(connection, order_id)
            number = queue_of(1, 1).cancel(connection, items.c.order_id == order_id)
            logger().info("order.cancelled", order_id=order_id, items=number)
        return get(connection, kind, account_id, order_id)


def shown(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts in people's words. Args: by the queue's states. Returns: by theirs, with the total."""
    return {word: counts.get(state, 0) for state, word in STATES.items()} | {"total": sum(counts.values())}
