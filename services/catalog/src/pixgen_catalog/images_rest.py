"""REST: finding pictures, reading and changing what is known of one."""

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import require, signed_in
from sqlalchemy import RowMapping

from pixgen_catalog import edits, images, search
from pixgen_catalog.accounts_etags import expected_version
from pixgen_catalog.context import context
from pixgen_catalog.edge import OPEN, SIGNED_IN, answer, looking
from pixgen_catalog.image_answers import image_out
from pixgen_catalog.image_lists import (
    CountOut,
    EdgeOut,
    EventOut,
    History,
    ImageList,
    Lineage,
    NodeOut,
    SimilarList,
    SimilarOut,
)
from pixgen_catalog.image_schemas import ImageEdit, ImageOut
from pixgen_catalog.query_schemas import ImagesQuery, SimilarQuery
from pixgen_catalog.viewer import Viewer

blueprint = APIBlueprint("images", __name__, tag="Pictures")


@blueprint.get("/v1/images")
@blueprint.input(ImagesQuery, location="query", arg_name="query")
@blueprint.output(ImageList)
@blueprint.doc(summary="Find pictures", security=OPEN, responses=[401, 422])
def list_images(query: ImagesQuery) -> Response:
    """Pictures that you may see and that match; visitors see the open ones."""
    order = search.ORDERS[query.sort]
    wanted = query.filter(require().account_id if query.mine else "")
    question = f"{order.name} {wanted.question()}"
    cursors = context().cursors
    after = cursors.open(query.cursor, question) if query.cursor else None
    with looking() as (connection, viewer):
        rows, end = search.page(connection, viewer, wanted, order, query.limit, after)
        total = search.count(connection, viewer, wanted) if after is None else None
    return answer(
        ImageList(
            items=[image_out(row, viewer) for row in rows],
            next_cursor=cursors.seal(end, question) if end else None,
            count=CountOut(value=total.value, is_exact=total.is_exact) if total else None,
        )
    )


@blueprint.get("/v1/images/<image_id>")
@blueprint.output(ImageOut)
@blueprint.doc(summary="One picture", security=OPEN, responses=[401, 404])
def get_image(image_id: str) -> Response:
    """What is known of a picture; its ETag is for If-Match when you change it."""
    with looking() as (connection, viewer):
        return _tagged(images.get(connection, image_id), viewer)


@blueprint.patch("/v1/images/<image_id>")
@signed_in()
@blueprint.input(ImageEdit, arg_name="body")
@blueprint.output(ImageOut)
@blueprint.doc(summary="Change a picture", security=SIGNED_IN, responses=[401, 403, 404, 409, 412, 422])
def edit_image(image_id: str, body: ImageEdit) -> Response:
    """Changes what is given: its owner while it is pending, curators always."""
    with looking() as (connection, viewer):
        row = edits.edit(connection, viewer, image_id, body.changes(), expected_version())
    return _tagged(row, viewer)


@blueprint.delete("/v1/images/<image_id>")
@signed_in()
@blueprint.output({}, status_code=204)
@blueprint.doc(summary="Delete a pending picture", security=SIGNED_IN, responses=[401, 403, 404, 409])
def delete_image(image_id: str) -> tuple[str, int]:
    """Deletes a picture of your own that nobody has decided on; its bytes are erased."""
    with looking() as (connection, viewer):
        edits.delete(connection, viewer, image_id)
    return "", 204


@blueprint.get("/v1/images/<image_id>/similar")
@blueprint.input(SimilarQuery, location="query", arg_name="query")
@blueprint.output(SimilarList)
@blueprint.doc(summary="Pictures that look alike", security=OPEN, responses=[401, 404, 422])
def similar(image_id: str, query: SimilarQuery) -> Response:
    """Pictures that you may see and whose perceptual hash is near."""
    with looking() as (connection, viewer):
        row = images.get(connection, image_id)
        found = images.near(
            connection,
            row["phash"],
            search.EVERYTHING,
            most=query.max_distance,
            limit=query.limit,
            but=image_id,
        )
    return answer(
        SimilarList(
            items=[SimilarOut(image=image_out(near.row, viewer), distance=near.distance) for near in found]
        )
    )


@blueprint.get("/v1/images/<image_id>/lineage")
@blueprint.output(Lineage)
@blueprint.doc(summary="Where a picture comes from", security=OPEN, responses=[401, 404])
def lineage(image_id: str) -> Response:
    """The pictures it was made from and those that were made from it."""
    with looking() as (connection, _):
        family = images.lineage(connection, image_id)
    known = {row["image_id"] for row in family}
    return answer(
        Lineage(
            nodes=[NodeOut(**{name: row[name] for name in NodeOut.model_fields}) for row in family],
            edges=[
                EdgeOut(parent=parent, child=row["image_id"], method=(row["generator"] or {}).get("method"))
                for row in family
                for parent in row["parents"]
                if parent in known
            ],
        )
    )


@blueprint.get("/v1/images/<image_id>/history")
@blueprint.output(History)
@blueprint.doc(summary="What happened to a picture", security=OPEN, responses=[401, 404])
def history(image_id: str) -> Response:
    """Everything that was done with it, oldest first."""
    with looking() as (connection, viewer):
        row = images.get(connection, image_id)
        happened = images.history(connection, image_id)
    insider = viewer.sees_all or row["account_id"] == viewer.account_id
    return answer(
        History(
            items=[
                EventOut(
                    at=event["at"],
                    event=event["event"],
                    actor=event["actor_role"],
                    detail=event["detail"] if insider else None,
                )
                for event in happened
            ]
        )
    )


def _tagged(row: RowMapping, viewer: Viewer) -> Response:
    response = answer(image_out(row, viewer))
    response.set_etag(str(row["revision"]))
    return response
