"""Pictures whose bytes must go: the queue that upload pulls."""

from collections.abc import Sequence

from pixgen_common.ids import is_id
from sqlalchemy import Connection, func, select

from pixgen_catalog.decision_tables import erasures


def pending(connection: Connection, limit: int) -> list[str]:
    """The oldest open erasures.

    Args:
        connection: the database.
        limit: how many at most.

    Returns:
        Image ids.
    """
    query = (
        select(erasures.c.image_id)
        .where(erasures.c.confirmed_at.is_(None))
        .order_by(erasures.c.requested_at, erasures.c.image_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def confirm(connection: Connection, image_ids: Sequence[str]) -> int:
    """Closes erasures and takes the pictures out of the index.

    Args:
        connection: the database.
        image_ids: pictures whose bytes are gone; others and repeated ones change nothing.

    Returns:
        How many were open.
    """
    ids = [image_id for image_id in image_ids if is_id("img", image_id)]
    return int(connection.execute(select(func.catalog.confirm_erasures(ids))).scalar_one())
