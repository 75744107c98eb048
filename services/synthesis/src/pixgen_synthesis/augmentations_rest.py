"""REST: augmentation orders."""

from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, jsonify
from pixgen_common import idempotency
from pixgen_common.auth import require, signed_in
from pixgen_common.database import transaction
from pixgen_common.filter_schema import PageQuery

from pixgen_synthesis import orders
from pixgen_synthesis.answering import SIGNED_IN, answer
from pixgen_synthesis.answers import PATH, item_out, order_fields, order_out
from pixgen_synthesis.context import context
from pixgen_synthesis.orders import Order
from pixgen_synthesis.schemas import (
    OrderIn,
    OrderList,
    OrderOut,
    OrderPage,
    OrderQuery,
    PlannedOut,
    PlanOut,
    StylesOut,
)
from pixgen_synthesis.tables import idempotency_keys

blueprint = APIBlueprint("augmentations", __name__, tag="Augmentations")
ROLES = ("contributor", "curator")


@blueprint.post(PATH)
@signed_in(*ROLES)
@blueprint.input(OrderIn, arg_name="body")
@blueprint.output(OrderOut, status_code=202, description="Ordered; `url` says how far it is.")
@blueprint.doc(
    summary="Order augmentations", security=SIGNED_IN, responses=[200, 401, 403, 422, 429, 503, 504]
)
def place(body: OrderIn) -> Response:
    """Orders results for pictures that are named, found by a filter, or chosen to fill coverage.

    With `dry_run` it only says what would be made (200).
    """
    parts, account_id = context(), require().account_id
    if body.dry_run:
        with transaction(parts.engine) as connection:
            planned = orders.plan(parts, connection, account_id, body)
        shown = [
            PlannedOut(source_image_id=one.source_image_id, target=dict(one.wish.target)) for one in planned
        ]
        return answer(PlanOut(total=len(shown), items=shown))
    asked = {"method": "POST", "path": PATH, "body": body.model_dump(mode="json")}
    with transaction(parts.engine) as connection:
        done = idempotency.once(
            connection,
            idempotency_keys,
            account_id,
            idempotency.given_key(),
            asked,
            lambda: idempotency.Answer(
                202,
                order_out(orders.place(parts, connection, account_id, body)).model_dump(mode="json"),
            ),
        )
    response = jsonify(done.body)
    response.status_code = done.status
    response.headers["Location"] = done.body["url"]
    return response


@blueprint.get(PATH)
@signed_in(*ROLES)
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(OrderList)
@blueprint.doc(summary="Your orders", security=SIGNED_IN, responses=[401, 403, 422])
def mine(query: PageQuery) -> Response:
    """Your orders, newest first."""
    parts, account_id = context(), require().account_id
    question = f"orders {account_id}"
    after = None
    if query.cursor:
        created_at, order_id = parts.cursors.open(query.cursor, question)
        after = datetime.fromisoformat(str(created_at)), str(order_id)
    with transaction(parts.engine) as connection:
        found = orders.page(connection, account_id, after, query.limit + 1)
    shown, more = found[: query.limit], len(found) > query.limit
    end = (shown[-1].created_at.isoformat(), shown[-1].order_id) if more else None
    return answer(
        OrderList(
            items=[order_out(one) for one in shown],
            next_cursor=parts.cursors.seal(end, question) if end else None,
        )
    )


@blueprint.get(f"{PATH}/styles")
@signed_in(*ROLES)
@blueprint.output(StylesOut)
@blueprint.doc(summary="Named targets and methods", security=SIGNED_IN, responses=[401, 403, 503, 504])
def styles() -> Response:
    """Styles that a target may name, the methods, and the style module that is loaded."""
    found = context().augment.styles()
    module = found.get("module")
    return answer(StylesOut(styles=found["styles"], methods=found["methods"], module=module))


@blueprint.get(f"{PATH}/<order_id>")
@signed_in(*ROLES)
@blueprint.input(OrderQuery, location="query", arg_name="query")
@blueprint.output(OrderPage)
@blueprint.doc(summary="One order", security=SIGNED_IN, responses=[401, 403, 404, 422])
def get(order_id: str, query: OrderQuery) -> Response:
    """How far an order of yours is, and what became of each of its pictures."""
    parts, account_id = context(), require().account_id
    question = f"items {order_id} {query.state}"
    after = int(parts.cursors.open(query.cursor, question)[0]) if query.cursor else -1
    with transaction(parts.engine) as connection:
        order = orders.get(connection, account_id, order_id)
        rows = orders.items_of(connection, order_id, after, query.limit + 1, query.state)
    shown, more = rows[: query.limit], len(rows) > query.limit
    return answer(
        OrderPage(
            **order_fields(order),
            items=[item_out(row) for row in shown],
            next_cursor=parts.cursors.seal((shown[-1]["position"],), question) if more else None,
        )
    )


@blueprint.post(f"{PATH}/<order_id>/cancel")
@signed_in(*ROLES)
@blueprint.output(OrderOut)
@blueprint.doc(summary="Cancel an order", security=SIGNED_IN, responses=[401, 403, 404])
def cancel(order_id: str) -> Response:
    """Cancels what was not begun of an order of yours; results that are there stay."""
    found: Order = orders.cancel(context().engine, require().account_id, order_id)
    return answer(order_out(found))
