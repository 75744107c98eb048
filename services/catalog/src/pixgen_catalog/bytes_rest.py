"""REST: the bytes of pictures, streamed after each reader was checked, so that a withdrawal acts at once."""

from collections.abc import Iterator

from apiflask import APIBlueprint
from flask import Response, redirect, request
from pixgen_common.records import MEDIA_TYPES, object_key, thumbnail_key
from sqlalchemy import RowMapping
from werkzeug.datastructures import Range

from pixgen_catalog import images
from pixgen_catalog.context import context
from pixgen_catalog.edge import OPEN, looking
from pixgen_catalog.query_schemas import ContentQuery, ThumbnailQuery

LINK_SECONDS = 60
_POLICY = "default-src 'none'; sandbox"
blueprint = APIBlueprint("bytes", __name__, tag="Pictures")


@blueprint.get("/v1/images/<image_id>/content")
@blueprint.input(ContentQuery, location="query", arg_name="query")
@blueprint.doc(
    summary="The picture itself", security=OPEN, responses=[200, 206, 302, 304, 401, 404, 416, 422, 503]
)
def content(image_id: str, query: ContentQuery) -> Response:
    """The stored bytes; one byte range at a time may be asked for."""
    with looking() as (connection, _):
        row = images.get(connection, image_id)
    key = object_key(image_id, row["format"])
    if query.redirect and row["audience"] == "everyone" and (link := _link(key)):
        found = redirect(link, 302)
        found.headers["Cache-Control"] = "no-store"
        return Response(found.get_data(), 302, headers=dict(found.headers))
    response = _described(row["sha256"], MEDIA_TYPES[row["format"]])
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = f'inline; filename="{_name(row)}"'
    return _filled(response, key, row["size_bytes"])


@blueprint.get("/v1/images/<image_id>/thumbnail")
@blueprint.input(ThumbnailQuery, location="query", arg_name="query")
@blueprint.doc(summary="A thumbnail", security=OPEN, responses=[200, 304, 401, 404, 422, 503])
def thumbnail(image_id: str, query: ThumbnailQuery) -> Response:
    """A WebP thumbnail of 256 or 1024 pixels."""
    with looking() as (connection, _):
        row = images.get(connection, image_id)
    response = _described(f"{row['sha256']}-{query.edge}", "image/webp")
    if _unchanged(response):
        return response
    if request.method != "HEAD":
        response.response = _stream(thumbnail_key(image_id, int(query.edge)))
    return response


def _filled(response: Response, key: str, size: int) -> Response:
    """The bytes that are asked for: none when the reader has them, a part when a range is named."""
    if _unchanged(response):
        return response
    part = _range(response)
    bounds = part.range_for_length(size) if part else None
    if part is not None and bounds is None:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    start, end = bounds or (0, size)
    if bounds:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Content-Length"] = str(end - start)
    if request.method != "HEAD":
        response.response = _stream(key, start, end - start)
    return response


def _described(etag: str, media_type: str) -> Response:
    response = Response(mimetype=media_type)
    response.set_etag(etag)
    # Kept by the reader alone, and asked about each time: whoever may no longer see it is told so.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _unchanged(response: Response) -> bool:
    etag, _ = response.get_etag()
    if etag is not None and request.if_none_match.contains_weak(etag):
        response.status_code = 304
        return True
    return False


def _range(response: Response) -> Range | None:
    """The one range that is asked for; what cannot be served as one is answered with everything."""
    wanted = request.range
    etag, _ = response.get_etag()
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return None
    stale = "If-Range" in request.headers and request.if_range.etag != etag
    return None if stale else wanted


def _stream(key: str, offset: int = 0, length: int = 0) -> Iterator[bytes]:
    parts = context()
    return parts.store.stream(parts.settings.images_bucket, key, offset=offset, length=length)


def _link(key: str) -> str:
    parts = context()
    return parts.store.presign(parts.settings.images_bucket, key, LINK_SECONDS, public=True)


def _name(row: RowMapping) -> str:
    """A file name that says what the picture is, wherever it is saved."""
    kind = "" if row["image_manipulation"] == "instrument only" else f"_{row['image_manipulation']}"
    extension = object_key(row["image_id"], row["format"]).rpartition(".")[2]
    return f"{row['image_id']}{kind}.{extension}"
