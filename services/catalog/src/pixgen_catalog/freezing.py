"""Freezing: what a filter finds now becomes a snapshot, split and written down once."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from pixgen_common.auth import Principal
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.idempotency import digest_of, mismatch
from pixgen_common.ids import random_id
from pixgen_common.logging import logger
from pixgen_common.objectstore import ObjectStore
from sqlalchemy import Connection, Engine, func, insert, select, text

from pixgen_catalog import manifests
from pixgen_catalog.decision_tables import snapshot_items, snapshots
from pixgen_catalog.filters import Filter
from pixgen_catalog.manifests import Item
from pixgen_catalog.snapshots import Snapshot, get, still_holds
from pixgen_catalog.splits import Split, assign
from pixgen_catalog.viewer import viewing
from pixgen_catalog.visible import visible_images as v

CAPTURE, ALTERED, SYNTHETIC = "instrument only", "altered", "synthetic"
_BATCH = 5_000
_SPLIT_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True)
class Wish:
    """What a snapshot shall hold.

    Args:
        filter: which pictures; only published ones whose consent stands are ever taken.
        scopes: consent scopes that each picture must have.
        splits: how to divide them; one split called all when empty.
        seed: shuffles patients over splits.
        altered: take altered pictures too.
        synthetic: take synthetic pictures too.
        purpose: what for, in words.
    """

    filter: Filter = field(default_factory=Filter)
    scopes: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    seed: int = 0
    altered: bool = False
    synthetic: bool = False
    purpose: str = ""


def create(
    engine: Engine, store: ObjectStore, bucket: str, principal: Principal, wish: Wish, key: str | None
) -> Snapshot:
    """Freezes what the wish finds now.

    Args:
        engine: the database.
        store: the object store.
        bucket: bucket of data sets.
        principal: who asks; only what they may see is taken.
        wish: what is wanted.
        key: idempotency key: the same key and wish give the same snapshot.

    Returns:
        The snapshot.

    Raises:
        PixGenError: UNPROCESSABLE ``splits.invalid``, ``snapshot.empty`` or ``idempotency.mismatch``.
    """
    _check(wish.splits)
    request = asdict(wish)
    with viewing(engine, principal) as (connection, viewer):
        if (before := _repeated(connection, viewer.account_id, key, request)) is not None:
            return get(connection, before)
        items = _items(connection, wish)
        snapshot_id = random_id("snp")
        # The manifest first: a row that points to nothing would be worse than a file nobody points to.
        digest = manifests.write(store, bucket, snapshot_id, items)
        connection.execute(
            insert(snapshots).values(
                snapshot_id=snapshot_id,
                created_by=viewer.account_id,
                idempotency_key=key,
                request_sha256=digest_of(request),
                request=request,
                purpose=wish.purpose or None,
                image_count=len(items),
                manifest_sha256=digest,
            )
        )
        _insert_items(connection, snapshot_id, items)
        logger().info("snapshot.created", snapshot_id=snapshot_id, images=len(items))
        return get(connection, snapshot_id)


def _items(connection: Connection, wish: Wish) -> list[Item]:
    kinds = [CAPTURE, *([ALTERED] if wish.altered else []), *([SYNTHETIC] if wish.synthetic else [])]
    query = (
        select(*(v.c[name] for name in manifests.COLUMNS))
        .where(
            *wish.filter.conditions(),
            still_holds(),
            v.c.image_manipulation.in_(kinds),
            *([v.c.consent_scopes.contains(list(wish.scopes))] if wish.scopes else []),
        )
        .order_by(v.c.image_id)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        raise PixGenError(
            Code.UNPROCESSABLE,
            "No published picture matches; there is nothing to freeze.",
            reason="snapshot.empty",
        )
    ids = [row["image_id"] for row in rows]
    splits = assign(ids, _kin(connection, ids), wish.splits or (Split("all", 1.0),), wish.seed)
    return [Item(splits[row["image_id"]], dict(row)) for row in rows]


def _kin(connection: Connection, ids: list[str]) -> Iterator[tuple[str, str]]:
    statement = text("SELECT image_id, kin FROM catalog.kin(:ids)")
    for start in range(0, len(ids), _BATCH):
        for row in connection.execute(statement, {"ids": ids[start : start + _BATCH]}):
            yield row.image_id, row.kin


def _insert_items(connection: Connection, snapshot_id: str, items: list[Item]) -> None:
    for start in range(0, len(items), _BATCH):
        rows = [
            {
                "snapshot_id": snapshot_id,
                "position": position,
                "image_id": item.row["image_id"],
                "split": item.split,
            }
            for position, item in enumerate(items[start : start + _BATCH], start)
        ]
        connection.execute(insert(snapshot_items), rows)


def _repeated(connection: Connection, creator: str, key: str | None, request: dict[str, Any]) -> str | None:
    """The snapshot that this key has made already; a second call at the same moment waits for the first."""
    if key is None:
        return None
    lock: Callable[..., Any] = func.pg_advisory_xact_lock
    connection.execute(select(lock(func.hashtextextended(f"snapshot {creator} {key}", 0))))
    query = select(snapshots.c.snapshot_id, snapshots.c.request_sha256).where(
        snapshots.c.created_by == creator, snapshots.c.idempotency_key == key
    )
    found = connection.execute(query).first()
    if found is not None and found.request_sha256 != digest_of(request):
        raise mismatch()
    return found.snapshot_id if found else None


def _check(splits: tuple[Split, ...]) -> None:
    names = [split.name for split in splits]
    wrong = []
    if not all(_SPLIT_NAME.fullmatch(name) for name in names):
        wrong.append(FieldError("splits", "names must be lower-case words of at most 32 characters"))
    if len(set(names)) != len(names):
        wrong.append(FieldError("splits", "names must differ"))
    if not all(0 < split.share < float("inf") for split in splits):
        wrong.append(FieldError("splits", "shares must be above 0"))
    if wrong:
        raise PixGenError(
            Code.UNPROCESSABLE, "The splits cannot be made.", reason="splits.invalid", fields=tuple(wrong)
        )
