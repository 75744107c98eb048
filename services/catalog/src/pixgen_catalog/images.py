"""Single pictures: one, some, those that look alike, those they came from, and what happened to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixgen_common.errors import Code, FieldError, PixGenError, not_found
from pixgen_common.ids import is_id
from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    RowMapping,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT

from pixgen_catalog.decision_tables import events
from pixgen_catalog.filters import Filter
from pixgen_catalog.search import COLUMNS
from pixgen_catalog.visible import visible_images as v

# Four 16-bit parts, one of which differs in at most one bit: no farther than this is everything found.
MAX_DISTANCE = 7
NEAR_DUPLICATE = 6
_PART_BITS, _PARTS = 16, 4
_MAX_FAMILY = 200


@dataclass(frozen=True)
class Near:
    """A picture that looks like another.

    Args:
        row: the picture.
        distance: bits in which the perceptual hashes differ.
    """

    row: RowMapping
    distance: int


def get(connection: Connection, image_id: str) -> RowMapping:
    """One picture.

    Args:
        connection: of a transaction that knows its viewer.
        image_id: which.

    Returns:
        Its row.

    Raises:
        PixGenError: NOT_FOUND, whether it is not there or not for this viewer.
    """
    found = some(connection, [image_id])
    if not found:
        raise not_found("picture")
    return found[0]


def some(connection: Connection, image_ids: Sequence[str]) -> list[RowMapping]:
    """Those of these pictures that the viewer may see, in the order asked.

    Args:
        connection: of a transaction that knows its viewer.
        image_ids: which; words that are no ids find nothing.

    Returns:
        Rows.
    """
    wanted = [image_id for image_id in dict.fromkeys(image_ids) if is_id("img", image_id)]
    if not wanted:
        return []
    rows = connection.execute(select(*COLUMNS).where(v.c.image_id == func.any(wanted))).mappings()
    by_id = {row["image_id"]: row for row in rows}
    return [by_id[image_id] for image_id in wanted if image_id in by_id]


def near(
    connection: Connection, phash: int, wanted: Filter, *, most: int, limit: int, but: str = ""
) -> list[Near]:
    """Pictures whose perceptual hash is near to one.

    Args:
        connection: of a transaction that knows its viewer.
        phash: the hash, as a signed integer.
        wanted: what else must hold.
        most: largest distance, at most `MAX_DISTANCE`.
        limit: how many at most.
        but: a picture that is left out.

    Returns:
        The nearest first.

    Raises:
        PixGenError: UNPROCESSABLE when the distance is too large to be searched.
    """
    if not 0 <= most <= MAX_DISTANCE:
        field = FieldError("max_distance", f"must be 0 to {MAX_DISTANCE}")
        raise PixGenError(
            Code.UNPROCESSABLE, "That far apart nothing is alike.", reason="distance.range", fields=(field,)
        )
    distance = func.bit_count(cast(v.c.phash.bitwise_xor(literal(phash, BigInteger)), BIT(64))).label(
        "distance"
    )
    query = (
        select(*COLUMNS, distance)
        .where(
            v.c.phash_bands.overlap(literal(probes(phash), ARRAY(Integer))),
            distance <= most,
            v.c.image_id != but,
            *wanted.conditions(),
        )
        .order_by(distance, v.c.image_id)
        .limit(limit)
    )
    return [Near(row, row["distance"]) for row in connection.execute(query).mappings()]


def probes(phash: int) -> list[int]:
    """What to ask the index for: each part of a hash, and the parts one bit away.

    Args:
        phash: the hash, as a signed integer.

    Returns:
        68 values as `catalog.bands` makes them.
    """
    parts = [(phash >> _PART_BITS * place) & 0xFFFF for place in range(_PARTS)]
    masks = [0, *(1 << bit for bit in range(_PART_BITS))]
    return [(place << _PART_BITS) + (part ^ mask) for place, part in enumerate(parts) for mask in masks]


def lineage(connection: Connection, image_id: str) -> list[RowMapping]:
    """A picture with all visible ancestors and descendants, generation by generation.

    Args:
        connection: of a transaction that knows its viewer.
        image_id: which.

    Returns:
        Rows, the picture itself first.

    Raises:
        PixGenError: NOT_FOUND.
    """
    start = get(connection, image_id)
    family = {image_id: start}
    older, younger = list(start["parents"]), [image_id]
    while (older or younger) and len(family) < _MAX_FAMILY:
        ancestors = some(connection, [name for name in older if name not in family])
        children = _children(connection, younger) if younger else []
        fresh = [row for row in children if row["image_id"] not in family]
        family |= {row["image_id"]: row for row in (*ancestors, *fresh)}
        older = [parent for row in ancestors for parent in row["parents"]]
        younger = [row["image_id"] for row in fresh]
    return list(family.values())


def history(connection: Connection, image_id: str) -> Sequence[RowMapping]:
    """What happened to a picture that the viewer may see. Args: as `get`. Returns: events, oldest first."""
    get(connection, image_id)
    query = select(events).where(events.c.image_id == image_id).order_by(events.c.at, events.c.event_id)
    return connection.execute(query).mappings().all()


def _children(connection: Connection, image_ids: list[str]) -> Sequence[RowMapping]:
    query = select(*COLUMNS).where(v.c.parents.overlap(image_ids)).order_by(v.c.image_id).limit(_MAX_FAMILY)
    return connection.execute(query).mappings().all()
