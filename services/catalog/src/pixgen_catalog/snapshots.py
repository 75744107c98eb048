"""Snapshots as they are read: what is in them, and which of it may still be used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixgen_common.auth import Principal
from pixgen_common.database import transaction
from pixgen_common.errors import not_found
from pixgen_common.ids import is_id
from sqlalchemy import Connection, Engine, RowMapping, func, select

from pixgen_catalog.decision_tables import snapshot_items, snapshots, tombstones
from pixgen_catalog.search import COLUMNS
from pixgen_catalog.viewer import viewing
from pixgen_catalog.visible import visible_images as v

_PAGE = 500


@dataclass(frozen=True)
class Snapshot:
    """An immutable list of pictures.

    Args:
        snapshot_id: its id.
        created_by: who asked for it.
        image_count: pictures in it.
        manifest_sha256: of manifest.jsonl.
        split_counts: pictures by split.
        created_at: when.
        withdrawn_count: pictures in it that were withdrawn since.
    """

    snapshot_id: str
    created_by: str
    image_count: int
    manifest_sha256: str
    split_counts: dict[str, int]
    created_at: datetime
    withdrawn_count: int


def get(connection: Connection, snapshot_id: str) -> Snapshot:
    """One snapshot.

    Args:
        connection: the database.
        snapshot_id: which.

    Returns:
        The snapshot.

    Raises:
        PixGenError: NOT_FOUND.
    """
    query = select(snapshots).where(snapshots.c.snapshot_id == snapshot_id)
    row = connection.execute(query).first() if is_id("snp", snapshot_id) else None
    if row is None:
        raise not_found("snapshot")
    mine = snapshot_items.c.snapshot_id == snapshot_id
    counts = select(snapshot_items.c.split, func.count()).where(mine).group_by(snapshot_items.c.split)
    gone = select(func.count()).select_from(
        snapshot_items.join(tombstones, tombstones.c.image_id == snapshot_items.c.image_id)
    )
    return Snapshot(
        snapshot_id=row.snapshot_id,
        created_by=row.created_by,
        image_count=row.image_count,
        manifest_sha256=row.manifest_sha256,
        split_counts=dict(connection.execute(counts).all()),
        created_at=row.created_at,
        withdrawn_count=connection.execute(gone.where(mine)).scalar_one(),
    )


def stream(
    engine: Engine, principal: Principal, snapshot_id: str, split: str
) -> Iterator[tuple[str, RowMapping]]:
    """The pictures of a snapshot whose consent and status still hold.

    Args:
        engine: the database.
        principal: who asks.
        snapshot_id: which.
        split: only this one; all when empty.

    Yields:
        Split and picture, in the order of the manifest.

    Raises:
        PixGenError: NOT_FOUND.
    """
    with transaction(engine) as connection:
        get(connection, snapshot_id)
    position = -1
    while True:
        # One short transaction a page: a long one would hold back the database's clean-up for hours.
        with viewing(engine, principal) as (connection, _):
            query = (
                select(snapshot_items.c.position, snapshot_items.c.split, *COLUMNS)
                .join(v, v.c.image_id == snapshot_items.c.image_id)
                .where(
                    snapshot_items.c.snapshot_id == snapshot_id,
                    snapshot_items.c.position > position,
                    *([snapshot_items.c.split == split] if split else []),
                    still_holds(),
                )
                .order_by(snapshot_items.c.position)
                .limit(_PAGE)
            )
            rows = connection.execute(query).mappings().all()
        for row in rows:
            yield row["split"], row
        if not rows:
            return
        position = rows[-1]["position"]


def still_holds() -> Any:
    """Published, with a consent in force that shares it: what the view calls for members or everyone.

    Returns:
        The condition.
    """
    return v.c.audience.in_(("members", "everyone"))
