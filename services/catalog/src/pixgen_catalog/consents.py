"""Consents: given, listed and withdrawn, with everything that hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pixgen_common.errors import Code, PixGenError, not_found
from pixgen_common.ids import is_id, keyed_id
from pixgen_common.logging import logger
from pydantic import SecretStr
from sqlalchemy import Connection, Row, Select, case, func, select
from sqlalchemy.dialects.postgresql import insert

from pixgen_catalog.decision_tables import consents, models, snapshot_items, tombstones
from pixgen_catalog.viewer import Viewer
from pixgen_catalog.visible import visible_images as v


@dataclass(frozen=True)
class Consent:
    """A patient's consent, passed on by a contributor.

    Args:
        consent_id: its id.
        scopes: what was agreed to.
        status: active or withdrawn.
        given_at: when it was first given.
        withdrawn_at: when it was last withdrawn.
        image_count: pictures that stand under it now.
    """

    consent_id: str
    scopes: tuple[str, ...]
    status: str
    given_at: datetime
    withdrawn_at: datetime | None
    image_count: int


@dataclass(frozen=True)
class Impact:
    """What a withdrawal reached.

    Args:
        images: pictures under the consent.
        derivatives: pictures that were made from those.
        snapshots: ids of the snapshots that hold any of them.
        models: name@version of the models that were trained on such a snapshot.
    """

    images: int
    derivatives: int
    snapshots: tuple[str, ...]
    models: tuple[str, ...]


def give(
    connection: Connection, viewer: Viewer, scopes: Sequence[str], patient: str | None, key: SecretStr | None
) -> Consent:
    """Records a consent before its first picture, or gives one anew that was withdrawn.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the contributor.
        scopes: what the patient agreed to.
        patient: the contributor's own code for the patient; only its keyed hash is kept.
        key: the identity key, shared with the upload service so that both find the same consent.

    Returns:
        The consent.

    Raises:
        PixGenError: UNAVAILABLE ``consents.by_upload`` when this catalog has no identity key.
    """
    if key is None:
        raise PixGenError(
            Code.UNAVAILABLE,
            "This catalog takes consents only together with a picture: send the consent with the upload.",
            reason="consents.by_upload",
        )
    secret = key.get_secret_value().encode()
    consent_id = keyed_id("con", secret, viewer.account_id, patient or "")
    given = insert(consents).values(
        consent_id=consent_id,
        contributor_id=viewer.account_id,
        patient_id=keyed_id("pat", secret, viewer.account_id, patient) if patient else None,
        scopes=sorted(scopes),
    )
    was_active = consents.c.status == "active"
    connection.execute(
        given.on_conflict_do_update(
            index_elements=[consents.c.consent_id],
            # A consent in force is extended; one that was withdrawn begins anew with what is given now.
            set_={
                "scopes": case((was_active, _merged(given)), else_=given.excluded.scopes),
                "status": "active",
                "withdrawal_reason": None,
            },
        )
    )
    return get(connection, viewer, consent_id)


def get(connection: Connection, viewer: Viewer, consent_id: str) -> Consent:
    """One consent, for its contributor and for curators.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the same.
        consent_id: which.

    Returns:
        The consent.

    Raises:
        PixGenError: NOT_FOUND.
    """
    query = _select().where(consents.c.consent_id == consent_id)
    found = connection.execute(query).first() if is_id("con", consent_id) else None
    if found is None or (found.contributor_id != viewer.account_id and not viewer.sees_all):
        raise not_found("consent")
    return _consent(found)


def of(connection: Connection, viewer: Viewer, limit: int, after: str | None) -> list[Consent]:
    """A contributor's consents, in the order of their ids.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the contributor.
        limit: how many at most.
        after: id of the last one seen.

    Returns:
        Consents.
    """
    mine = consents.c.contributor_id == viewer.account_id
    query = _select().where(mine, consents.c.consent_id > (after or "")).order_by(consents.c.consent_id)
    return [_consent(row) for row in connection.execute(query.limit(limit))]


def withdraw(
    connection: Connection, viewer: Viewer, consent_id: str, reason: str | None
) -> tuple[Consent, Impact]:
    """Withdraws a consent: its pictures and all that was made from them are gone for everybody at once.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: its contributor or a curator.
        consent_id: which.
        reason: in the contributor's words.

    Returns:
        The consent and what its withdrawal reached; the same when it is asked for again.

    Raises:
        PixGenError: NOT_FOUND.
    """
    before = get(connection, viewer, consent_id)
    connection.execute(select(func.catalog.withdraw_consent(consent_id, reason, viewer.account_id)))
    reached = _impact(connection, consent_id)
    if before.status == "active":
        logger().info("consent.withdrawn", images=reached.images, derivatives=reached.derivatives)
    return get(connection, viewer, consent_id), reached


def _impact(connection: Connection, consent_id: str) -> Impact:
    gone = select(tombstones.c.image_id).where(tombstones.c.consent_id == consent_id)
    causes = (
        select(tombstones.c.cause, func.count())
        .where(tombstones.c.consent_id == consent_id)
        .group_by(tombstones.c.cause)
    )
    counts: dict[str, int] = dict(connection.execute(causes).all())
    held = select(snapshot_items.c.snapshot_id).where(snapshot_items.c.image_id.in_(gone)).distinct()
    snapshots = connection.execute(held).scalars()
    trained = connection.execute(
        select(models.c.model + "@" + models.c.version).where(models.c.snapshot_id.in_(held))
    ).scalars()
    return Impact(
        counts.get("consent", 0), counts.get("parent", 0), tuple(sorted(snapshots)), tuple(sorted(trained))
    )


def _select() -> Select[tuple[object, ...]]:
    pictures = (select(func.count()).where(v.c.consent_id == consents.c.consent_id).scalar_subquery()).label(
        "image_count"
    )
    return select(*consents.columns, pictures)


def _merged(given: object) -> object:
    both = func.unnest(consents.c.scopes.op("||")(given.excluded.scopes)).column_valued("scope")  # type: ignore[attr-defined]
    return func.array(select(both).distinct().order_by(both).scalar_subquery())


def _consent(row: Row[tuple[object, ...]]) -> Consent:
    return Consent(
        row.consent_id, tuple(row.scopes), row.status, row.given_at, row.withdrawn_at, row.image_count
    )
