"""REST: from requests to the use case and back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, request
from pixgen_common.auth import require, signed_in
from pixgen_common.errors import HTTP, PixGenError, not_found
from pixgen_common.ids import is_id
from pixgen_common.logging import logger
from pixgen_common.multipart import Expected, received
from pixgen_common.schema import parse_json

from pixgen_upload import answers, describe, telemetry
from pixgen_upload.answers import CheckIn, CheckItem, CheckOut, Page, Upload, UploadList
from pixgen_upload.catalog import Catalog, Standing
from pixgen_upload.describe import Owner
from pixgen_upload.inheriting import inherit
from pixgen_upload.limits import AccountLimits
from pixgen_upload.metadata import Metadata
from pixgen_upload.prepare import Submission
from pixgen_upload.receive import Receive, Received
from pixgen_upload.settings import Settings
from pixgen_upload.store import PictureStore

uploads = APIBlueprint("uploads", __name__, tag="Uploads", url_prefix="/v1/uploads")
# Whether a record is there is one round trip each: ask about a few at a time.
_CHECKS_AT_ONCE = 8
_SECURITY: list[str | dict[str, list[Any]]] = ["bearer", "cookie"]
_EVERYWHERE = {401: "Not signed in.", 403: "The role is missing.", 503: "The object store cannot be reached."}


@dataclass(frozen=True)
class Service:
    """What the routes work with; made once in the app factory."""

    settings: Settings
    store: PictureStore
    catalog: Catalog
    receive: Receive
    limits: AccountLimits


def service() -> Service:
    """The service of the app in whose request this is called."""
    found: Service = current_app.extensions["pixgen_upload"]
    return found


@uploads.post("")
@uploads.doc(
    summary="Upload one picture",
    security=_SECURITY,
    responses={
        **_EVERYWHERE,
        400: "The body is malformed.",
        408: "It came too slowly.",
        409: "The picture or its consent was withdrawn.",
        413: "It is too large.",
        415: "It is no picture of a kind that is taken.",
        422: "It may not enter, with the reason.",
        429: "Too many at a time.",
    },
)
@signed_in("contributor", "service")
@uploads.output(Upload, status_code=201, description="Stored and registered.")
def create() -> tuple[Upload, int, dict[str, str]]:
    """Makes a picture safe, keeps it, and makes it findable.

    Multipart with exactly two parts, `image` and `metadata` (JSON). 201: stored and registered; 202: stored,
    registration follows; 200: the same bytes were here already.
    """
    owner = Owner.of(require())
    with service().limits.slot(owner.account_id), _counted():
        outcome = _receive(owner)
    telemetry.UPLOADS.labels(_outcome(outcome)).inc()
    logger().info(
        "upload.done",
        image_id=outcome.record.image_id,
        outcome=_outcome(outcome),
        bytes=outcome.record.size_bytes,
        format=outcome.record.format,
    )
    status = 200 if not outcome.created else 201 if outcome.registered else 202
    return answers.upload(outcome), status, {"Location": f"/v1/uploads/{outcome.record.image_id}"}


@uploads.post("/check")
@uploads.doc(
    summary="Which of these have you uploaded already?", security=_SECURITY, responses={**_EVERYWHERE}
)
@signed_in("contributor")
@uploads.input(CheckIn)
@uploads.output(CheckOut)
def check(json_data: CheckIn) -> CheckOut:
    """Looks pictures up by the SHA-256 of their files, so that clients skip and resume."""
    owner, key = Owner.of(require()), service().settings.identity_key_bytes
    ids = [describe.image_id(key, owner, digest) for digest in json_data.source_sha256]
    with ThreadPoolExecutor(_CHECKS_AT_ONCE) as pool:
        there = list(pool.map(service().store.has_record, ids))
    rows = zip(json_data.source_sha256, ids, there, strict=True)
    return CheckOut(
        items=[CheckItem(source_sha256=digest, image_id=one, uploaded=here) for digest, one, here in rows]
    )


@uploads.get("")
@uploads.doc(summary="Your uploads", security=_SECURITY, responses={**_EVERYWHERE})
@signed_in("contributor", "service")
@uploads.input(Page, location="query")
@uploads.output(UploadList)
def mine(query_data: Page) -> UploadList:
    """Your own uploads that are registered, newest first."""
    owner = Owner.of(require())
    page, following = service().catalog.mine(owner.account_id, query_data.cursor, query_data.limit)
    items = [
        answers.upload(Received(record, created=False, registered=True, standing=standing))
        for record, standing in page
    ]
    return UploadList(items=items, next_cursor=following)


@uploads.get("/<image_id>")
@uploads.doc(
    summary="One of your uploads",
    security=_SECURITY,
    responses={**_EVERYWHERE, 404: "There is none, or it is another's."},
)
@signed_in("contributor", "service")
@uploads.output(Upload)
def show(image_id: str) -> Upload:
    """What became of an upload; answered from the object store even while the catalog is away."""
    owner = Owner.of(require())
    record = service().store.record(image_id) if is_id("img", image_id) else None
    if record is None or record.account_id != owner.account_id:
        raise not_found("upload")
    standing = _standing(record.image_id, owner)
    registered = standing is not None or service().store.begun(image_id) is None
    return answers.upload(Received(record, created=False, registered=registered, standing=standing))


def _receive(owner: Owner) -> Received:
    """One submission, from the body on its way in to what became of it."""
    here = service()
    expected = Expected("metadata", here.settings.upload_read_seconds, here.settings.upload_idle_seconds)
    with received(request._get_current_object(), expected) as body:  # type: ignore[attr-defined]
        telemetry.BYTES.inc(body.image.size)
        metadata: Metadata = parse_json(Metadata, body.document, where="metadata")
        describe.check_caller(metadata, owner)
        key = here.settings.identity_key_bytes
        image_id = describe.image_id(key, owner, body.image.sha256, metadata.order_item)
        description = describe.describe(metadata, owner, key)
        inherit(description, here.store)
        return here.receive(Submission(image_id, body.image, description))


def _standing(image_id: str, owner: Owner) -> Standing | None:
    try:
        return service().catalog.standing(image_id, owner.account_id)
    except PixGenError as error:
        # The upload is safe and shown whatever the catalog's state.
        logger().warning("image.standing_failed", image_id=image_id, reason=error.reason)
        return None


@contextmanager
def _counted() -> Iterator[None]:
    """Counts uploads that end in an error, the contributor's or ours."""
    try:
        yield
    except PixGenError as error:
        telemetry.UPLOADS.labels("refused" if HTTP[error.code] < 500 else "failed").inc()
        raise


def _outcome(outcome: Received) -> str:
    if not outcome.created:
        return "again"
    return "created" if outcome.registered else "deferred"
