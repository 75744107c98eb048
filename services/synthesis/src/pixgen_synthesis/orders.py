"""Placing augmentation orders, looking at them, and cancelling them."""

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

from pixgen_synthesis import filling, sources, store
from pixgen_synthesis.context import Context
from pixgen_synthesis.queueing import queue_of
from pixgen_synthesis.schemas import STATES, OrderIn
from pixgen_synthesis.sources import Planned
from pixgen_synthesis.tables import items

KIND = "augmentation"
_WORDS = {word: state for state, word in STATES.items()}


@dataclass(frozen=True)
class Order:
    """An order and how far it is.

    Args:
        order_id: which.
        created_at: when it was placed.
        cancelled_at: when it was cancelled, if it was.
        request: what was asked for.
        counts: items by the queue's states.
    """

    order_id: str
    created_at: datetime
    cancelled_at: datetime | None
    request: Mapping[str, Any]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, row: RowMapping, counts: Mapping[str, int]) -> "Order":
        """An order out of its row. Args: row; counts of its items. Returns: the order."""
        return cls(row["order_id"], row["created_at"], row["cancelled_at"], row["request"], counts)

    @property
    def state(self) -> str:
        """running, done or cancelled."""
        if self.counts.get(WAITING) or self.counts.get(LEASED):
            return "running"
        return "cancelled" if self.cancelled_at else "done"


def plan(parts: Context, connection: Connection, account_id: str, order: OrderIn) -> list[Planned]:
    """What an order would make; nothing is written.

    Args:
        parts: the catalog and the limits.
        connection: the database, for what was ordered before.
        account_id: who asks.
        order: the order.

    Returns:
        One entry for each picture, at least one.

    Raises:
        PixGenError: UNPROCESSABLE when the order is not as it should be, or would make nothing.
    """
    most = parts.settings.order_items_most
    order = order.checked()
    if order.image_ids is not None:
        planned = sources.by_ids(parts.catalog, account_id, order, most)
    elif order.filter is not None:
        planned = sources.by_filter(parts.catalog, account_id, order, most)
    else:

        def before(image_ids: Sequence[str]) -> set[tuple[str, str]]:
            return store.ordered_before(connection, account_id, image_ids)

        planned = filling.fill(parts.catalog, account_id, order, most, before)
    if not planned:
        raise PixGenError(
            Code.UNPROCESSABLE,
            "There is nothing to make: no picture that you may see fits, is a plain capture, and was given "
            "for generated pictures. Nothing was ordered.",
            reason="order.empty",
        )
    return planned


def place(parts: Context, connection: Connection, account_id: str, order: OrderIn) -> Order:
    """Places an order; the worker takes it up at once.

    Args:
        parts: the catalog and the limits.
        connection: the transaction that the order is written in.
        account_id: who orders.
        order: the order.

    Returns:
        The order as it stands.

    Raises:
        PixGenError: as `plan`; TOO_MANY ``orders.open`` when too many are unfinished.
    """
    planned = plan(parts, connection, account_id, order)
    most = parts.settings.orders_open_most
    if store.open_orders(connection, account_id) >= most:
        raise PixGenError(
            Code.TOO_MANY,
            f"{most} orders of yours are unfinished: wait for one, or cancel one. Nothing was ordered.",
            reason="orders.open",
            retry_after=60,
        )
    new = [store.NewItem(entry.source_image_id, entry.wish.as_json()) for entry in planned]
    request = order.model_dump(mode="json", exclude_defaults=True)
    order_id = store.place(connection, KIND, account_id, request, new)
    logger().info("order.placed", order_id=order_id, kind=KIND, items=len(new))
    return _order(connection, account_id, order_id)


def get(connection: Connection, account_id: str, order_id: str) -> Order:
    """One of a person's orders. Args: database; person; order. Returns: it. Raises: PixGenError NOT_FOUND."""
    return _order(connection, account_id, order_id)


def page(
    connection: Connection, account_id: str, after: tuple[datetime, str] | None, limit: int
) -> list[Order]:
    """Some of a person's orders, newest first.

    Args:
        connection: the database.
        account_id: whose.
        after: creation and id of the last one shown.
        limit: how many at most.

    Returns:
        Orders.
    """
    rows = store.page(connection, KIND, account_id, after, limit)
    counts = store.counts(connection, [row["order_id"] for row in rows])
    return [Order.of(row, counts[row["order_id"]]) for row in rows]


def items_of(
    connection: Connection, order_id: str, after: int, limit: int, state: str | None
) -> Sequence[RowMapping]:
    """Some items of an order. Args: as `store.items_page`, the state as people say it. Returns: rows."""
    return store.items_page(connection, order_id, after, limit, _WORDS[state] if state else None)


def cancel(engine: Engine, account_id: str, order_id: str) -> Order:
    """Cancels what nobody has begun of an order; what is being made is finished. Twice changes nothing.

    Args:
        engine: the database.
        account_id: whose order it must be.
        order_id: which.

    Returns:
        The order as it stands then.

    Raises:
        PixGenError: NOT_FOUND.
    """
    with transaction(engine) as connection:
        found = _order(connection, account_id, order_id)
        if found.state == "running":
            store.cancel(connection, order_id)
            number = queue_of(1, 1).cancel(connection, items.c.order_id == order_id)
            logger().info("order.cancelled", order_id=order_id, items=number)
        return _order(connection, account_id, order_id)


def shown(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts in people's words. Args: by the queue's states. Returns: by theirs, with the total."""
    return {word: counts.get(state, 0) for state, word in STATES.items()} | {"total": sum(counts.values())}


def _order(connection: Connection, account_id: str, order_id: str) -> Order:
    if not is_id("ord", order_id):
        raise not_found("order")
    row = store.order(connection, KIND, account_id, order_id)
    return Order.of(row, store.counts(connection, [order_id])[order_id])
