"""Making a stored picture findable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pixgen_common.database import transaction, violated_constraint
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.logging import logger
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord
from sqlalchemy import Connection, Engine, String, column, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.sql.expression import literal

from pixgen_catalog import images
from pixgen_catalog.decision_tables import consents, tombstones
from pixgen_catalog.filters import Filter
from pixgen_catalog.images import Near
from pixgen_catalog.rows import to_row
from pixgen_catalog.viewer import look_as, person

_MOST_NEAR = 10


@dataclass(frozen=True)
class Registered:
    """What became of it.

    Args:
        status: pending, published or rejected.
        created: False when it was there before.
        near: pictures that the uploader may see and that look nearly the same.
    """

    status: str
    created: bool
    near: list[Near]


@dataclass(frozen=True)
class Put:
    """What became of one row.

    Args:
        image_id: which picture.
        status: its state.
        created: whether it was new.
        same: False when other bytes or another owner stand under this id.
    """

    image_id: str
    status: str
    created: bool
    same: bool


def register(engine: Engine, record: ImageRecord) -> Registered:
    """Puts a picture into the index; doing it again changes nothing.

    Args:
        engine: the database.
        record: the picture's record, as it lies in the bucket.

    Returns:
        What became of it.

    Raises:
        PixGenError: CONFLICT ``image.conflict``, ``image.withdrawn`` or ``consent.withdrawn``;
            INVALID ``record.invalid``.
    """
    with transaction(engine) as connection:
        done = put(connection, [record], replace=False)[0]
        if not done.same:
            raise PixGenError(Code.CONFLICT, "Another picture has this id already.", reason="image.conflict")
        if done.status == "withdrawn":
            # The rollback takes the row out again.
            raise _refusal(connection, record)
        near = _near(connection, record) if done.created else []
    logger().info("image.registered", image_id=record.image_id, created=done.created, near=len(near))
    return Registered(done.status, done.created, near)


def put(connection: Connection, records: Sequence[ImageRecord], *, replace: bool) -> list[Put]:
    """Puts pictures into the index as their records and the decisions say.

    Args:
        connection: the database.
        records: records, each id once.
        replace: write rows anew that are there already.

    Returns:
        What became of each.

    Raises:
        PixGenError: INVALID ``record.invalid`` when a record breaks a rule of the schema.
    """
    rows: list[dict[str, Any]] = [to_row(record) for record in records]
    made = (
        func.catalog.put_images(literal(rows, JSONB), replace)
        .table_valued(column("image_id", String), "status", "created", "same")
        .render_derived()
    )
    try:
        found = connection.execute(select(made)).all()
    except (IntegrityError, DataError) as error:
        broken = violated_constraint(error) or "value"
        field = FieldError(broken.removeprefix("images_"), "breaks a rule of the catalog")
        raise PixGenError(
            Code.INVALID,
            "The record cannot stand in the catalog.",
            reason="record.invalid",
            fields=(field,),
        ) from error
    return [Put(*row) for row in found]


def _near(connection: Connection, record: ImageRecord) -> list[Near]:
    """Nearly equal pictures that the uploader may see: nobody learns what others keep to themselves."""
    look_as(connection, person(connection, record.account_id))
    phash = to_row(record)["phash"]
    return images.near(
        connection,
        phash,
        Filter(),
        most=images.NEAR_DUPLICATE,
        limit=_MOST_NEAR,
        but=record.image_id,
    )


def _refusal(connection: Connection, record: ImageRecord) -> PixGenError:
    """Why a picture that would be withdrawn at once is not taken."""
    gone = tombstones.c.image_id
    if connection.execute(select(gone).where(gone == record.image_id)).first():
        return PixGenError(
            Code.CONFLICT,
            "This picture was withdrawn or deleted; it cannot come back.",
            reason="image.withdrawn",
        )
    ended = (consents.c.status == "withdrawn") | (consents.c.withdrawn_at >= record.uploaded_at)
    query = select(consents.c.status).where(consents.c.consent_id == record.consent_id, ended)
    if connection.execute(query).first():
        return PixGenError(
            Code.CONFLICT,
            "The consent for this picture was withdrawn; it needs a new one, given after that.",
            reason="consent.withdrawn",
        )
    return PixGenError(
        Code.CONFLICT,
        "A picture that this one was made from was withdrawn.",
        reason="image.withdrawn",
    )
