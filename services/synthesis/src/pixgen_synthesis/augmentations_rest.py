"""REST: augmentation orders."""

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import require, signed_in
from pixgen_common.database import transaction
from pixgen_common.filter_schema import PageQuery

from pixgen_synthesis import order_pages, orders, planning
from pixgen_synthesis.answering import SIGNED_IN, answer
from pixgen_synthesis.answers import PATH, item_out
from pixgen_synthesis.context import context
from pixgen_synthesis.orders import AUGMENTATION
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
            planned = planning.plan(parts, connection, account_id, body)
        shown = [
            PlannedOut(source_image_id=one.source_image_id, target=dict(one.wish.target)) for one in planned
        ]
        return answer(PlanOut(total=len(shown), items=shown))
    return order_pages.place_once(
        PATH, body, lambda connection: planning.place(parts, connection, account_id, body)
    )


@blueprint.get(PATH)
@signed_in(*ROLES)
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(OrderList)
@blueprint.doc(summary="Your orders", security=SIGNED_IN, responses=[401, 403, 422])
def mine(query: PageQuery) -> Response:
    """Your orders, newest first."""
    return order_pages.mine(AUGMENTATION, query)


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
# 503 and 504: whoever asks for an order that is called "styles" gets the styles.
@blueprint.doc(summary="One order", security=SIGNED_IN, responses=[401, 403, 404, 422, 503, 504])
def get(order_id: str, query: OrderQuery) -> Response:
    """How far an order of yours is, and what became of each of its pictures."""
    with transaction(context().engine) as connection:
        order = orders.get(connection, AUGMENTATION, require().account_id, order_id)
        return answer(OrderPage(**order_pages.one(order, connection, query, item_out)))


@blueprint.post(f"{PATH}/<order_id>/cancel")
@signed_in(*ROLES)
@blueprint.output(OrderOut)
@blueprint.doc(summary="Cancel an order", security=SIGNED_IN, responses=[401, 403, 404])
def cancel(order_id: str) -> Response:
    """Cancels what was not begun of an order of yours; results that are there stay."""
    return order_pages.cancelled(AUGMENTATION, order_id)
