"""Curators publish, reject or hold a picture; the database works out what it is then."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixgen_common.cursors import Position
from pixgen_common.logging import logger
from sqlalchemy import Connection, RowMapping, cast, func, insert, literal, select, tuple_

from pixgen_catalog import images
from pixgen_catalog.decision_tables import events, reviews
from pixgen_catalog.search import COLUMNS, COUNT_LIMIT, Count
from pixgen_catalog.viewer import Viewer
from pixgen_catalog.visible import visible_images as v

# What history calls each decision.
EVENTS = {"publish": "published", "reject": "rejected", "hold": "held"}
_QUEUE = (v.c.status_reason.is_(None), v.c.uploaded_at, v.c.image_id)


@dataclass(frozen=True)
class Review:
    """A decision on a picture.

    Args:
        decision: publish, reject or hold.
        reason: why; the schema wants one unless it is published.
    """

    decision: str
    reason: str | None = None


def decide(connection: Connection, viewer: Viewer, image_id: str, review: Review) -> RowMapping:
    """Records a decision.

    Args:
        connection: of a transaction that knows its viewer, who must be a curator.
        viewer: the curator.
        image_id: the picture.
        review: the decision.

    Returns:
        The picture as it is now.

    Raises:
        PixGenError: NOT_FOUND.
    """
    images.get(connection, image_id)
    connection.execute(
        insert(reviews).values(
            image_id=image_id,
            reviewer_id=viewer.account_id,
            decision=review.decision,
            reason=review.reason,
        )
    )
    connection.execute(
        insert(events).values(
            image_id=image_id,
            event=EVENTS[review.decision],
            actor_id=viewer.account_id,
            actor_role="curator",
            detail=review.reason,
        )
    )
    logger().info("image.reviewed", image_id=image_id, decision=review.decision)
    return images.get(connection, image_id)


def queue(
    connection: Connection, limit: int, after: Position | None
) -> tuple[Sequence[RowMapping], Position | None]:
    """Pictures that wait for a decision: those with a question first, then the oldest.

    Args:
        connection: of a transaction whose viewer is a curator.
        limit: how many at most.
        after: where the page before ended.

    Returns:
        Rows, and where to go on.
    """
    query = select(*COLUMNS).where(v.c.status == "pending").order_by(*_QUEUE).limit(limit + 1)
    if after is not None:
        there = (cast(literal(value), key.type) for key, value in zip(_QUEUE, after, strict=True))
        query = query.where(tuple_(*_QUEUE) > tuple_(*there))
    rows = connection.execute(query).mappings().all()
    shown = rows[:limit]
    return shown, _position(shown[-1]) if len(rows) > limit else None


def waiting(connection: Connection) -> Count:
    """How many wait for a decision. Args: as for `queue`. Returns: the count."""
    some = select(v.c.image_id).where(v.c.status == "pending").limit(COUNT_LIMIT + 1).subquery()
    found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return Count(min(found, COUNT_LIMIT), found <= COUNT_LIMIT)


def _position(row: RowMapping) -> Position:
    return row["status_reason"] is None, row["uploaded_at"].isoformat(), row["image_id"]
