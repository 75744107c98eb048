"""REST: one picture, made at once and kept nowhere."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from apiflask import APIBlueprint
from flask import Response, request
from pixgen_common.auth import signed_in
from pixgen_common.errors import Code, PixGenError
from pixgen_common.multipart import Expected, received
from pixgen_common.schema import parse_json
from pixgen_imaging.marks import read_source
from pixgen_imaging.sniff import sniff

from pixgen_synthesis import marking
from pixgen_synthesis.answering import SIGNED_IN, answer
from pixgen_synthesis.answers import PATH
from pixgen_synthesis.augment import Stylized
from pixgen_synthesis.augmentations_rest import ROLES
from pixgen_synthesis.context import Context, context
from pixgen_synthesis.schemas import PreviewIn, PreviewOut, WarningOut

blueprint = APIBlueprint("preview", __name__, tag="Augmentations")


@blueprint.post(f"{PATH}/preview")
@signed_in(*ROLES)
@blueprint.output(PreviewOut)
@blueprint.doc(
    summary="Try an augmentation",
    security=SIGNED_IN,
    responses=[400, 401, 403, 408, 413, 415, 422, 429, 503, 504],
)
def preview() -> Response:
    """Makes one picture out of yours and keeps neither.

    Multipart with exactly two parts, `image` and `order` (JSON).
    """
    parts = context()
    settings = parts.settings
    expected = Expected("order", settings.preview_read_seconds, settings.preview_idle_seconds)
    with received(request._get_current_object(), expected) as body:  # type: ignore[attr-defined]
        order: PreviewIn = parse_json(PreviewIn, body.document, where="order")
        picture = body.image.read()
    made = _stylized(parts, picture, order)
    kind = marking.kind(_made_type(picture), order.method)
    made_by = f"{marking.MODEL} {made.method_version}"
    image = marking.marked(made.data, made.media_type, kind["digital_source_type"], made_by)
    return answer(
        PreviewOut(
            image=base64.b64encode(image).decode(),
            media_type=made.media_type,
            **kind,
            method=order.method,
            method_version=made.method_version,
            measures=dict(made.measures),
            warnings=[WarningOut(**entry) for entry in made.warnings],
            module=dict(made.module) if made.module else None,
        )
    )


def _made_type(picture: bytes) -> str | None:
    """The source type of a picture that says that no camera ever saw it; None otherwise."""
    image_format = sniff(picture)
    declared = read_source(picture, image_format) if image_format else None
    return declared.source_type if declared and declared.is_wholly_made else None


def _stylized(parts: Context, picture: bytes, order: PreviewIn) -> Stylized:
    wish = order.wish()
    with place_for_a_preview(parts):
        return parts.augment.stylize(
            picture,
            wish,
            edge=order.max_edge,
            max_edge=order.max_edge,
            seconds=parts.settings.preview_seconds,
        )


@contextmanager
def place_for_a_preview(parts: Context) -> Iterator[None]:
    """Takes one of the places for previews, and gives it back.

    Args:
        parts: the places.

    Raises:
        PixGenError: TOO_MANY ``preview.busy`` when none becomes free.
    """
    if not parts.previewing.acquire(timeout=parts.settings.preview_idle_seconds):
        raise PixGenError(
            Code.TOO_MANY,
            "Too many previews are being made just now; please try again.",
            reason="preview.busy",
            retry_after=5,
        )
    try:
        yield
    finally:
        parts.previewing.release()
