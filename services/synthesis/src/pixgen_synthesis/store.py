"""Orders and items in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixgen_common.errors import not_found
from pixgen_common.ids import random_id
from pixgen_common.workqueue import CANCELLED, FAILED, LEASED, WAITING
from sqlalchemy import (
    Connection,
    Integer,
    RowMapping,
    cast,
    func,
    insert,
    select,
    text,
    true,
    tuple_,
    update,
)

from pixgen_synthesis.tables import items, orders


@dataclass(frozen=True)
class Item:
    """What a worker needs to know of an item.

    Args:
        item_id: which.
        order_id: of which order.
        kind: the order's kind.
        account_id: who ordered.
        request: what was ordered.
        source_image_id: the picture that it works on, for kinds that have one.
        parameters: what is to be made.
    """

    item_id: str
    order_id: str
    kind: str
    account_id: str
    request: Mapping[str, Any]
    source_image_id: str | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class NewItem:
    """An item to be.

    Args:
        source_image_id: the picture that it works on, if any.
        parameters: what is to be made.
    """

    source_image_id: str | None
    parameters: Mapping[str, Any]


def open_orders(connection: Connection, account_id: str) -> int:
    """How many orders of an account are unfinished. Other orders of theirs wait until this transaction ends.

    Args:
        connection: the transaction that may place another one.
        account_id: whose.

    Returns:
        The number.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))"), {"id": account_id})
    unfinished = items.c.queue_state.in_((WAITING, LEASED))
    query = (
        select(func.count(items.c.order_id.distinct()))
        .join(orders, orders.c.order_id == items.c.order_id)
        .where(orders.c.account_id == account_id, unfinished)
    )
    return int(connection.execute(query).scalar_one())


def place(
    connection: Connection, kind: str, account_id: str, request: Mapping[str, Any], new: Sequence[NewItem]
) -> str:
    """Writes an order with its items, which is all that queueing them takes.

    Args:
        connection: a transaction.
        kind: the order's kind.
        account_id: who orders.
        request: what was asked.
        new: the items, at least one.

    Returns:
        The order's id.
    """
    order_id = random_id("ord")
    connection.execute(
        insert(orders).values(order_id=order_id, kind=kind, account_id=account_id, request=dict(request))
    )
    rows = [
        {
            "item_id": random_id("itm"),
            "order_id": order_id,
            "position": position,
            "source_image_id": item.source_image_id,
            "parameters": dict(item.parameters),
        }
        for position, item in enumerate(new)
    ]
    connection.execute(insert(items), rows)
    return order_id


def order(connection: Connection, kind: str, account_id: str, order_id: str) -> RowMapping:
    """One order.

    Args:
        connection: the database.
        kind: the order's kind.
        account_id: whose it must be.
        order_id: which.

    Returns:
        Its row.

    Raises:
        PixGenError: NOT_FOUND, whether it is not there or another's.
    """
    mine = (orders.c.order_id == order_id, orders.c.kind == kind, orders.c.account_id == account_id)
    found = connection.execute(select(orders).where(*mine)).mappings().first()
    if found is None:
        raise not_found("order")
    return found


def page(
    connection: Connection, kind: str, account_id: str, after: tuple[datetime, str] | None, limit: int
) -> Sequence[RowMapping]:
    """Some orders of an account, newest first.

    Args:
        connection: the database.
        kind: the orders' kind.
        account_id: whose.
        after: creation and id of the last one shown.
        limit: how many at most.

    Returns:
        Rows.
    """
    query = select(orders).where(orders.c.account_id == account_id, orders.c.kind == kind)
    if after is not None:
        query = query.where(tuple_(orders.c.created_at, orders.c.order_id) < tuple_(*after))
    query = query.order_by(orders.c.created_at.desc(), orders.c.order_id.desc()).limit(limit)
    return connection.execute(query).mappings().all()


def counts(connection: Connection, order_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Items of orders by the queue's states. Args: orders. Returns: numbers by order and state."""
    found: dict[str, dict[str, int]] = {order_id: {} for order_id in order_ids}
    query = (
        select(items.c.order_id, items.c.queue_state, func.count())
        .where(items.c.order_id.in_(order_ids))
        .group_by(items.c.order_id, items.c.queue_state)
    )
    for order_id, state, number in connection.execute(query):
        found[order_id][state] = number
    return found


def items_page(
    connection: Connection, order_id: str, after: int, limit: int, state: str | None
) -> Sequence[RowMapping]:
    """Some items of an order, in its order.

    Args:
        connection: the database.
        order_id: which order.
        after: position of the last one shown, -1 before the first.
        limit: how many at most.
        state: only those in this state of the queue.

    Returns:
        Rows.
    """
    query = select(items).where(items.c.order_id == order_id, items.c.position > after)
    if state is not None:
        query = query.where(items.c.queue_state == state)
    return connection.execute(query.order_by(items.c.position).limit(limit)).mappings().all()


def refused(connection: Connection, order_id: str) -> dict[str, int]:
    """Pictures that were drawn for an order and not taken. Args: which. Returns: numbers by reason."""
    each = func.jsonb_each_text(items.c.refused).table_valued("key", "value")
    query = (
        select(each.c.key, func.sum(cast(each.c.value, Integer)))
        .select_from(items.join(each, true()))
        .where(items.c.order_id == order_id, items.c.refused.is_not(None))
        .group_by(each.c.key)
    )
    return {reason: int(number) for reason, number in connection.execute(query)}


def cancel(connection: Connection, order_id: str) -> None:
    """Notes that an order was cancelled; the row's lock lets no retry slip past. Args: which."""
    connection.execute(
        update(orders)
        .where(orders.c.order_id == order_id, orders.c.cancelled_at.is_(None))
        .values(cancelled_at=func.clock_timestamp())
    )


def is_cancelled(connection: Connection, order_id: str) -> bool:
    """Whether an order is cancelled; nobody cancels it until the transaction ends. Args: which."""
    query = select(orders.c.cancelled_at).where(orders.c.order_id == order_id).with_for_update(read=True)
    return connection.execute(query).scalar_one() is not None


def ordered_before(connection: Connection, account_id: str, image_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Pairs of source and tone group that an account has ordered before, unless it failed.

    Args:
        connection: the database.
        account_id: whose orders.
        image_ids: sources to ask about.

    Returns:
        The pairs.
    """
    tone = items.c.parameters["target"]["tone_group"].astext
    query = (
        select(items.c.source_image_id, tone)
        .join(orders, orders.c.order_id == items.c.order_id)
        .where(
            orders.c.account_id == account_id,
            items.c.source_image_id.in_(image_ids),
            items.c.queue_state.not_in((FAILED, CANCELLED)),
            tone.is_not(None),
        )
    )
    return {(source, name) for source, name in connection.execute(query)}


def item(connection: Connection, item_id: str) -> Item:
    """An item with its order. Args: which. Returns: it."""
    columns = (items.c.item_id, orders.c.order_id, orders.c.kind, orders.c.account_id, orders.c.request)
    query = (
        select(*columns, items.c.source_image_id, items.c.parameters)
        .join(orders, orders.c.order_id == items.c.order_id)
        .where(items.c.item_id == item_id)
    )
    return Item(**connection.execute(query).mappings().one())
