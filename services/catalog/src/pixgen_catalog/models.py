"""Which model came from which snapshot, so that a withdrawal finds it."""

from dataclasses import dataclass
from typing import Any

from pixgen_common.database import violated_constraint
from pixgen_common.errors import Code, PixGenError, not_found
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from pixgen_catalog.decision_tables import models, snapshot_items, snapshots, tombstones


@dataclass(frozen=True)
class Model:
    """A trained model's version.

    Args:
        model: its name.
        version: its version.
        snapshot_id: what it was trained on.
        manifest_sha256: of the manifest that training read; empty when it read the snapshot over gRPC alone.
        measures: what was measured.
    """

    model: str
    version: str
    snapshot_id: str
    manifest_sha256: str
    measures: dict[str, Any]


def record(connection: Connection, model: Model, by: str) -> bool:
    """Registers a model's version; doing it again changes nothing.

    Args:
        connection: the database.
        model: the version.
        by: who registers it.

    Returns:
        Whether it was new.

    Raises:
        PixGenError: NOT_FOUND for the snapshot; CONFLICT ``model.conflict`` when the version stands for
            something else; PRECONDITION_FAILED ``manifest.mismatch`` when the manifest is not the snapshot's.
    """
    manifest = connection.execute(
        select(snapshots.c.manifest_sha256).where(snapshots.c.snapshot_id == model.snapshot_id)
    ).scalar()
    if manifest is None:
        raise not_found("snapshot")
    if model.manifest_sha256 and manifest != model.manifest_sha256:
        raise PixGenError(
            Code.PRECONDITION_FAILED,
            "The model was not trained on this snapshot's manifest.",
            reason="manifest.mismatch",
        )
    known = {"manifest_sha256": manifest, "affected_at": _affected(connection, model.snapshot_id)}
    values = vars(model) | known | {"recorded_by": by}
    try:
        added = connection.execute(insert(models).values(values).on_conflict_do_nothing()).rowcount == 1
    except IntegrityError as error:
        raise PixGenError(
            Code.INVALID,
            f"The model cannot be registered: {violated_constraint(error)}.",
            reason="model.invalid",
        ) from error
    if not added:
        _check_same(connection, model)
    return added


def _affected(connection: Connection, snapshot_id: str) -> Any:
    """When a picture of the snapshot was first withdrawn; training may have begun before that."""
    return connection.execute(
        select(func.min(tombstones.c.created_at))
        .join(snapshot_items, snapshot_items.c.image_id == tombstones.c.image_id)
        .where(snapshot_items.c.snapshot_id == snapshot_id)
    ).scalar()


def _check_same(connection: Connection, model: Model) -> None:
    query = select(models).where(models.c.model == model.model, models.c.version == model.version)
    there = connection.execute(query).one()
    if (there.snapshot_id, there.measures) != (model.snapshot_id, model.measures):
        raise PixGenError(
            Code.CONFLICT,
            "This version stands for another training already.",
            reason="model.conflict",
        )
