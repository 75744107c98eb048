"""Changing what a picture's record says: by its owner while it is pending, by curators always."""

from typing import Any

from pixgen_common.errors import Code, FieldError, PixGenError, not_found
from pixgen_common.logging import logger
from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.expression import literal

from pixgen_catalog import images
from pixgen_catalog.viewer import Viewer

# What the contributor alone may say: it is their picture and their words.
_OWNERS = frozenset({"copyright_license", "attribution", "notes"})
# What takes a trained eye.
_CURATORS = frozenset({"monk_skin_tone"})


def edit(
    connection: Connection, viewer: Viewer, image_id: str, changes: dict[str, Any], revision: int | None
) -> RowMapping:
    """Changes fields and remembers it as a decision that a reindex replays.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: who changes.
        image_id: the picture.
        changes: new values by column, as the row holds them.
        revision: the one that was read; None: whatever it is now.

    Returns:
        The picture as it is now.

    Raises:
        PixGenError: NOT_FOUND; FORBIDDEN ``image.not_yours`` or ``field.not_yours``; CONFLICT
            ``image.decided``; PRECONDITION_FAILED ``image.changed``.
    """
    row = images.get(connection, image_id)
    _check_rights(viewer, row, changes)
    if not changes:
        return row
    wanted = row["revision"] if revision is None else revision
    attributed = _attributed(viewer, row, changes)
    done = connection.execute(
        select(
            func.catalog.edit_image(
                image_id, wanted, literal(attributed, JSONB), viewer.account_id, _role(viewer, row)
            )
        )
    ).scalar()
    if not done:
        raise PixGenError(
            Code.PRECONDITION_FAILED,
            "The picture was changed meanwhile; nothing of yours was kept. Read it again, then change it.",
            reason="image.changed",
        )
    logger().info("image.edited", image_id=image_id, fields=sorted(changes))
    return images.get(connection, image_id)


def delete(connection: Connection, viewer: Viewer, image_id: str) -> None:
    """Takes a picture back that nobody has decided on; its bytes are erased soon after.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the owner.
        image_id: the picture.

    Raises:
        PixGenError: NOT_FOUND, FORBIDDEN ``image.not_yours``, CONFLICT ``image.decided``.
    """
    row = images.get(connection, image_id)
    if row["account_id"] != viewer.account_id:
        raise _not_yours()
    state = connection.execute(select(func.catalog.delete_image(image_id, viewer.account_id))).scalar()
    if state is None:
        raise not_found("picture")
    if state != "withdrawn":
        raise PixGenError(
            Code.CONFLICT,
            f"The picture is {state} already: withdraw its consent to take it back.",
            reason="image.decided",
        )
    logger().info("image.deleted", image_id=image_id)


def _check_rights(viewer: Viewer, row: RowMapping, changes: dict[str, Any]) -> None:
    mine = row["account_id"] == viewer.account_id
    curator = not viewer.roles.isdisjoint({"curator", "admin"})
    if not mine and not curator:
        raise _not_yours()
    closed = changes.keys() & ((frozenset() if mine else _OWNERS) | (frozenset() if curator else _CURATORS))
    if closed:
        raise PixGenError(
            Code.FORBIDDEN,
            "Some of these fields are not yours to change; nothing was changed.",
            reason="field.not_yours",
            fields=tuple(FieldError(name, _whose(name)) for name in sorted(closed)),
        )
    if not curator and row["status"] != "pending":
        raise PixGenError(
            Code.CONFLICT,
            f"The picture is {row['status']} already: only a curator changes it now.",
            reason="image.decided",
        )


def _attributed(viewer: Viewer, row: RowMapping, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes with the name of who says so; an opinion that stays keeps its author."""
    done = dict(changes)
    for field in ("diagnosis", "monk_skin_tone"):
        if field in changes:
            kept = {_opinion(entry): entry for entry in row[field]}
            done[field] = [
                kept.get(_opinion(entry), {**entry, "rater": viewer.account_id}) for entry in changes[field]
            ]
    if "fitzpatrick_skin_type" in changes:
        said_by = "contributor" if row["account_id"] == viewer.account_id else "reviewer"
        done["fitzpatrick_skin_type"] = [
            {"source": said_by, **entry} for entry in changes["fitzpatrick_skin_type"]
        ]
    return done


def _opinion(entry: dict[str, Any]) -> frozenset[tuple[str, Any]]:
    return frozenset((key, value) for key, value in entry.items() if key != "rater" and value is not None)


def _role(viewer: Viewer, row: RowMapping) -> str:
    return "contributor" if row["account_id"] == viewer.account_id else "curator"


def _whose(field: str) -> str:
    return "is for its contributor alone" if field in _OWNERS else "is for curators alone"


def _not_yours() -> PixGenError:
    return PixGenError(Code.FORBIDDEN, "This is somebody else's picture.", reason="image.not_yours")
