"""REST: pictures from a published generator, ordered or only looked at."""

import base64

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import require, signed_in
from pixgen_common.database import transaction
from pixgen_common.filter_schema import PageQuery
from pixgen_imaging.marks import SourceType
from sqlalchemy import Connection

from pixgen_synthesis import generations, marking, order_pages, orders, store
from pixgen_synthesis.answering import SIGNED_IN, answer
from pixgen_synthesis.answers import GENERATIONS, generation_item_out
from pixgen_synthesis.context import context
from pixgen_synthesis.generation_schemas import (
    GenerationIn,
    GenerationPage,
    GenerationPreviewIn,
    GenerationPreviewOut,
    ToneOut,
)
from pixgen_synthesis.orders import GENERATION
from pixgen_synthesis.preview_rest import place_for_a_preview
from pixgen_synthesis.schemas import OrderList, OrderOut, OrderQuery

blueprint = APIBlueprint("generations", __name__, tag="Generations")


@blueprint.post(GENERATIONS)
@signed_in("curator")
@blueprint.input(GenerationIn, arg_name="body")
@blueprint.output(OrderOut, status_code=202, description="Ordered; `url` says how far it is.")
@blueprint.doc(
    summary="Order generated pictures", security=SIGNED_IN, responses=[401, 403, 409, 422, 429, 503, 504]
)
def place(body: GenerationIn) -> Response:
    """Orders pictures from the version that is served now; they enter like any upload, as synthetic ones."""
    parts, account_id = context(), require().account_id
    body.chosen()

    def place_one(connection: Connection) -> orders.Order:
        served = generations.served_for(parts, body)
        return generations.place(parts, connection, account_id, body, served)

    return order_pages.place_once(GENERATIONS, body, place_one)


@blueprint.get(GENERATIONS)
@signed_in("curator")
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(OrderList)
@blueprint.doc(summary="Your generations", security=SIGNED_IN, responses=[401, 403, 422])
def mine(query: PageQuery) -> Response:
    """Your generations, newest first."""
    return order_pages.mine(GENERATION, query)


@blueprint.get(f"{GENERATIONS}/<order_id>")
@signed_in("curator")
@blueprint.input(OrderQuery, location="query", arg_name="query")
@blueprint.output(GenerationPage)
@blueprint.doc(summary="One generation", security=SIGNED_IN, responses=[401, 403, 404, 422])
def get(order_id: str, query: OrderQuery) -> Response:
    """How far a generation of yours is, what became of each of its pictures, and what was refused."""
    with transaction(context().engine) as connection:
        order = orders.get(connection, GENERATION, require().account_id, order_id)
        fields = order_pages.one(order, connection, query, generation_item_out)
        return answer(GenerationPage(**fields, refused=store.refused(connection, order_id)))


@blueprint.post(f"{GENERATIONS}/<order_id>/cancel")
@signed_in("curator")
@blueprint.output(OrderOut)
@blueprint.doc(summary="Cancel a generation", security=SIGNED_IN, responses=[401, 403, 404])
def cancel(order_id: str) -> Response:
    """Cancels what was not begun of a generation of yours; pictures that are there stay."""
    return order_pages.cancelled(GENERATION, order_id)


@blueprint.post(f"{GENERATIONS}/preview")
@signed_in("curator")
@blueprint.input(GenerationPreviewIn, arg_name="body")
@blueprint.output(GenerationPreviewOut)
@blueprint.doc(
    summary="Look at generated pictures", security=SIGNED_IN, responses=[401, 403, 409, 422, 429, 503, 504]
)
def preview(body: GenerationPreviewIn) -> Response:
    """Draws pictures and keeps none; with the same seed an order makes the same ones."""
    parts = context()
    with place_for_a_preview(parts):
        found = generations.preview(parts, body)
    made_by, kind = f"{found.served.model} {found.served.version}", SourceType.TRAINED.value
    drawn = found.shown.values()
    marked = [marking.marked(one.data, "image/png", kind, made_by) for one in drawn]
    return answer(
        GenerationPreviewOut(
            images=[base64.b64encode(one).decode() for one in marked],
            positions=list(found.shown),
            tones=[ToneOut(ita_deg=one.tone.ita_deg, tone_group=one.tone.tone_group) for one in drawn],
            model=found.served.model,
            version=found.served.version,
            seed=found.seed,
            refused=dict(found.refused),
        )
    )
