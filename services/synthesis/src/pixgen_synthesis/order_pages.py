"""What the routes of every kind of order do alike."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, jsonify
from pixgen_common import idempotency
from pixgen_common.auth import require
from pixgen_common.database import transaction
from pixgen_common.filter_schema import PageQuery
from pydantic import BaseModel
from sqlalchemy import Connection, RowMapping

from pixgen_synthesis import orders
from pixgen_synthesis.answering import answer
from pixgen_synthesis.answers import order_fields, order_out
from pixgen_synthesis.context import context
from pixgen_synthesis.orders import Order
from pixgen_synthesis.schemas import OrderList, OrderQuery
from pixgen_synthesis.tables import idempotency_keys

_Item = TypeVar("_Item", bound=BaseModel)


def place_once(path: str, body: BaseModel, place: Callable[[Connection], Order]) -> Response:
    """Places an order, once for each Idempotency-Key. Args: route; body; what places it. Returns: 202."""
    asked = {"method": "POST", "path": path, "body": body.model_dump(mode="json")}
    account_id = require().account_id
    with transaction(context().engine) as connection:

        def act() -> idempotency.Answer:
            return idempotency.Answer(202, order_out(place(connection)).model_dump(mode="json"))

        key = idempotency.given_key()
        done = idempotency.once(connection, idempotency_keys, account_id, key, asked, act)
    return accepted(done)


def accepted(done: idempotency.Answer) -> Response:
    """The answer to what goes on from here. Args: it, with its ``url``. Returns: the response."""
    response = jsonify(done.body)
    response.status_code = done.status
    response.headers["Location"] = done.body["url"]
    return response


def mine(kind: str, query: PageQuery) -> Response:
    """A page of one's own orders. Args: their kind; which page. Returns: the response."""
    parts, account_id = context(), require().account_id
    question = f"orders {kind} {account_id}"
    after = None
    if query.cursor:
        created_at, order_id = parts.cursors.open(query.cursor, question)
        after = datetime.fromisoformat(str(created_at)), str(order_id)
    with transaction(parts.engine) as connection:
        found = orders.page(connection, kind, account_id, after, query.limit + 1)
    shown, more = found[: query.limit], len(found) > query.limit
    end = (shown[-1].created_at.isoformat(), shown[-1].order_id) if more else None
    return answer(
        OrderList(
            items=[order_out(one) for one in shown],
            next_cursor=parts.cursors.seal(end, question) if end else None,
        )
    )


def one(
    order: Order, connection: Connection, query: OrderQuery, shown_as: Callable[[RowMapping], _Item]
) -> dict[str, Any]:
    """An order with a page of its items.

    Args:
        order: the order.
        connection: the database.
        query: which page.
        shown_as: how an item is shown.

    Returns:
        The fields of an order's page.
    """
    cursors = context().cursors
    question = f"items {order.order_id} {query.state}"
    after = int(cursors.open(query.cursor, question)[0]) if query.cursor else -1
    rows = orders.items_of(connection, order.order_id, after, query.limit + 1, query.state)
    shown, more = rows[: query.limit], len(rows) > query.limit
    following = cursors.seal((shown[-1]["position"],), question) if more else None
    items = [shown_as(row) for row in shown]
    return {**order_fields(order), "items": items, "next_cursor": following}


def cancelled(kind: str, order_id: str) -> Response:
    """Cancels an order of one's own. Args: its kind; which. Returns: the response."""
    return answer(order_out(orders.cancel(context().engine, kind, require().account_id, order_id)))
