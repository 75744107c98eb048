"""Placing generations, and previewing what they would make."""

import secrets
import time
from collections import Counter
from dataclasses import dataclass

from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_imaging.limits import DEFAULT_LIMITS
from sqlalchemy import Connection

from pixgen_synthesis import orders, store
from pixgen_synthesis.context import Context
from pixgen_synthesis.drawing import NEAR_COPY, Drawing, Drawn
from pixgen_synthesis.generation_schemas import SEED_BELOW, DrawIn, GenerationIn, GenerationPreviewIn
from pixgen_synthesis.orders import GENERATION, Order
from pixgen_synthesis.schemas import unprocessable
from pixgen_synthesis.serving import Served


@dataclass(frozen=True)
class Preview:
    """Pictures to look at.

    Args:
        served: the version that they come from.
        seed: with which they are drawn again.
        shown: the pictures by position.
        refused: those that are not shown, by reason.
    """

    served: Served
    seed: int
    shown: dict[int, Drawn]
    refused: Counter[str]


def served_for(parts: Context, asked: DrawIn) -> Served:
    """The version that answers now.

    Args:
        parts: TensorFlow Serving.
        asked: which model, and which tone.

    Returns:
        The version.

    Raises:
        PixGenError: UNPROCESSABLE with the field at fault; as `Serving.newest`.
    """
    try:
        served = parts.serving.newest(asked.model)
    except PixGenError as error:
        if error.code is not Code.NOT_FOUND:
            raise
        raise unprocessable(FieldError("model", error.detail), reason=error.reason) from error
    if asked.version not in {None, served.version}:
        message = f"version {served.version} is served now; look at a preview of it first"
        raise unprocessable(FieldError("version", message), reason="model.other_version")
    if served.conditional and asked.tone_group is None:
        raise unprocessable(FieldError("tone_group", "is needed: this model makes pictures of a tone group"))
    return served


def place(
    parts: Context, connection: Connection, account_id: str, asked: GenerationIn, served: Served
) -> Order:
    """Places a generation; the worker takes it up at once.

    Args:
        parts: the limits.
        connection: the transaction that the order is written in.
        account_id: who orders.
        asked: the order.
        served: the version that makes its pictures, whatever is published later.

    Returns:
        The order as it stands.

    Raises:
        PixGenError: UNPROCESSABLE ``model.too_small`` where upload would refuse its pictures; as
            `orders.place`.
    """
    if served.edge < DEFAULT_LIMITS.min_edge:
        message = (
            f"its pictures have {served.edge} pixels an edge, and none under {DEFAULT_LIMITS.min_edge} is "
            "kept: look at a preview, or train a larger one"
        )
        raise unprocessable(FieldError("model", message), reason="model.too_small")
    positions = asked.chosen()
    whole = asked.model_copy(update={"seed": _seed(asked)})
    version = {"model": served.model, "version": served.version, "conditional": served.conditional}
    new = [store.NewItem(None, {**version, "position": position}) for position in positions]
    request = whole.model_dump(mode="json", exclude_none=True)
    most_open = parts.settings.orders_open_most
    return orders.place(connection, GENERATION, account_id, request, new, most_open=most_open)


def preview(parts: Context, asked: GenerationPreviewIn) -> Preview:
    """Draws pictures and keeps nothing; near-copies of training pictures are shown to nobody.

    Args:
        parts: the services.
        asked: which pictures.

    Returns:
        The pictures.

    Raises:
        PixGenError: as `served_for` and `Drawing.draw`; DEADLINE ``preview.slow``.
    """
    served, seed = served_for(parts, asked), _seed(asked)
    drawing = Drawing(parts.settings, parts.serving, parts.augment, parts.trainer)
    until = time.monotonic() + parts.settings.preview_seconds
    drawn: list[Drawn] = []
    for position in range(asked.count):
        if time.monotonic() > until:
            words = f"Only {len(drawn)} pictures were drawn in time; ask for fewer."
            raise PixGenError(Code.DEADLINE, words, reason="preview.slow")
        drawn.append(drawing.draw(served, seed, position, asked.tone_group))
    far = [drawing.is_far(ratio) for ratio in drawing.nearness(served, drawn)]
    shown = {position: one for position, one in enumerate(drawn) if far[position]}
    return Preview(served, seed, shown, Counter({NEAR_COPY: far.count(False)} if not all(far) else {}))


def _seed(asked: DrawIn) -> int:
    return secrets.randbelow(SEED_BELOW) if asked.seed is None else asked.seed
