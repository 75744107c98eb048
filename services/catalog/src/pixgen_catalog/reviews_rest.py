"""REST: deciding on pictures."""

from typing import Annotated, Literal, Self

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import signed_in
from pixgen_common.schema import StrictModel
from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Connection

from pixgen_catalog import reviews
from pixgen_catalog.context import context
from pixgen_catalog.edge import SIGNED_IN, answer, looking, once
from pixgen_catalog.image_answers import image_out
from pixgen_catalog.image_lists import CountOut, ImageList
from pixgen_catalog.query_schemas import PageQuery
from pixgen_catalog.reviews import Review
from pixgen_catalog.viewer import Viewer

_QUEUE = "queue"
Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]
blueprint = APIBlueprint("reviews", __name__, tag="Review")


class ReviewIn(StrictModel):
    """A decision."""

    decision: Literal["publish", "reject", "hold"]
    reason: Reason | None = Field(None, description="Needed unless it is published. Its owner reads it.")

    @model_validator(mode="after")
    def _has_reason(self) -> Self:
        if self.decision != "publish" and self.reason is None:
            kind, words = "reason_needed", "reason is needed to reject or hold a picture"
            raise PydanticCustomError(kind, words)
        return self


class ReviewOut(BaseModel):
    """What the picture is now."""

    image_id: str
    status: str
    status_reason: str | None


@blueprint.post("/v1/images/<image_id>/reviews")
@signed_in("curator", "admin")
@blueprint.input(ReviewIn, arg_name="body")
@blueprint.output(ReviewOut, status_code=201)
@blueprint.doc(
    summary="Publish, reject or hold a picture",
    security=SIGNED_IN,
    responses=[401, 403, 404, 422],
)
def review(image_id: str, body: ReviewIn) -> Response:
    """Decides; a later decision replaces an earlier one, and all are kept."""

    def act(connection: Connection, viewer: Viewer) -> ReviewOut:
        row = reviews.decide(connection, viewer, image_id, Review(body.decision, body.reason))
        return ReviewOut(**{name: row[name] for name in ReviewOut.model_fields})

    return once(act, 201, body)


@blueprint.get("/v1/reviews/queue")
@signed_in("curator", "admin")
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(ImageList)
@blueprint.doc(summary="What waits for a decision", security=SIGNED_IN, responses=[401, 403, 422])
def queue(query: PageQuery) -> Response:
    """Pending pictures: those with a question first, then the oldest."""
    cursors = context().cursors
    after = cursors.open(query.cursor, _QUEUE) if query.cursor else None
    with looking() as (connection, viewer):
        rows, end = reviews.queue(connection, query.limit, after)
        total = reviews.waiting(connection) if after is None else None
    return answer(
        ImageList(
            items=[image_out(row, viewer) for row in rows],
            next_cursor=cursors.seal(end, _QUEUE) if end else None,
            count=CountOut(value=total.value, is_exact=total.is_exact) if total else None,
        )
    )
