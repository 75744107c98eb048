"""Which pictures an order works on, and which may be worked on at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_protos.catalog.v1 import catalog_pb2 as pb

from pixgen_synthesis.augment import Wish
from pixgen_synthesis.catalog import Catalog
from pixgen_synthesis.schemas import OrderIn, unprocessable

SCOPE = "generative"
# A list of five hundred reasons helps nobody.
_MOST_FIELDS = 20
_LIVING = ("pending", "published")


@dataclass(frozen=True)
class Planned:
    """One picture that is to be made.

    Args:
        source_image_id: of which.
        wish: what it is to be.
    """

    source_image_id: str
    wish: Wish


@dataclass(frozen=True)
class Obstacle:
    """Why a picture may not be a source.

    Args:
        reason: a stable word.
        message: the same for people.
    """

    reason: str
    message: str


NOT_VISIBLE = Obstacle("source.not_visible", "There is no such picture, or it is not visible to you.")


def obstacle(image: pb.CatalogImage | None, manipulations: Iterable[str]) -> Obstacle | None:
    """What stands in the way of working on a picture; asked when it is ordered, and again when it is made.

    Args:
        image: what the catalog shows to the orderer, None when it shows nothing.
        manipulations: kinds of pictures that the order takes.

    Returns:
        The obstacle, or None.
    """
    if image is None:
        return NOT_VISIBLE
    if image.consent_status != "active":
        return Obstacle("consent.withdrawn", "The consent for this picture was withdrawn.")
    if SCOPE not in image.record.consent_scopes:
        return Obstacle("consent.no_generative", "The patient did not agree to generated pictures.")
    if image.status not in _LIVING:
        return Obstacle("source.rejected", "This picture was rejected.")
    kind = image.record.image_manipulation
    if kind not in manipulations:
        option = f"include_{kind}"
        return Obstacle(f"source.{kind}", f"This picture is {kind} itself; {option} takes such ones too.")
    return None


def by_ids(catalog: Catalog, account_id: str, order: OrderIn, most: int) -> list[Planned]:
    """What an order of named pictures makes.

    Args:
        catalog: shows the pictures.
        account_id: who orders.
        order: the order, checked.
        most: pictures that an order may have.

    Returns:
        One for each picture.

    Raises:
        PixGenError: UNPROCESSABLE naming each picture that may not be a source; nothing is ordered then.
    """
    ids = order.image_ids or []
    if len(ids) > most:
        raise unprocessable(FieldError("image_ids", f"at most {most}"), reason="order.too_many")
    found = catalog.pictures(account_id, ids)
    wrong = []
    for place, image_id in enumerate(ids):
        if (hindered := obstacle(found.get(image_id), order.manipulations)) is not None:
            wrong.append(FieldError(f"image_ids.{place}", hindered.message))
    if wrong:
        raise unprocessable(*wrong[:_MOST_FIELDS], reason="sources.unsuited")
    return _each(ids, order)


def by_filter(catalog: Catalog, account_id: str, order: OrderIn, most: int) -> list[Planned]:
    """What an order of all that a filter finds makes; what may not be a source is not looked for.

    Args:
        catalog: finds the pictures.
        account_id: who orders.
        order: the order, checked.
        most: pictures that an order may have.

    Returns:
        One for each picture, newest first.

    Raises:
        PixGenError: UNPROCESSABLE ``order.too_many``.
    """
    wanted = order.filter.model_dump() if order.filter else {}
    kinds = [kind for kind in order.manipulations if kind in (wanted["manipulation"] or order.manipulations)]
    statuses = [status for status in _LIVING if status in (wanted["status"] or _LIVING)]
    if not kinds or not statuses:
        return []
    wanted |= {"manipulation": kinds, "status": statuses, "consent_scopes": [SCOPE]}
    limit = min(order.limit or most + 1, most + 1)
    found = [
        image.record.image_id
        for image in catalog.search(account_id, wanted, limit)
        if obstacle(image, order.manipulations) is None
    ]
    if len(found) > most:
        message = f"finds more than the {most} pictures that an order may have; narrow it, or give limit"
        raise PixGenError(
            Code.UNPROCESSABLE,
            "That is too much for one order; nothing was ordered.",
            reason="order.too_many",
            fields=(FieldError("filter", message),),
        )
    return _each(found, order)


def _each(image_ids: Sequence[str], order: OrderIn) -> list[Planned]:
    target = order.target.given() if order.target else {}
    wish = Wish(target, order.method, order.strength)
    return [Planned(image_id, wish) for image_id in image_ids]
