"""What people decided: kept under the database's backup and replayed whenever the index is rebuilt.

Decisions name pictures by id and do not refer to the index: they outlive it.
"""

from pixgen_common import vocabularies as v
from pixgen_common.constraints import all_of, form, length, one_of, opaque_id
from pixgen_common.idempotency import key_table
from pixgen_common.ids import MODEL_NAME
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pixgen_catalog.accounts_tables import METADATA, SCHEMA

# The fields that a person may change after the upload; whatever else stands in the record stays.
EDITABLE = (
    "acquisition_day",
    "access",
    "age_approx",
    "anatom_site_general",
    "attribution",
    "case_id",
    "condition_duration",
    "condition_symptoms",
    "copyright_license",
    "country",
    "diagnosis",
    "fitzpatrick_skin_type",
    "image_type",
    "monk_skin_tone",
    "notes",
    "recognizable_visual_features",
    "sex",
    "shot_type",
    "textures",
)
_EVENTS = ("registered", "edited", "published", "rejected", "held", "withdrawn", "deleted", "erased")


def _now(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


consents = Table(
    "consents",
    METADATA,
    Column("consent_id", Text, primary_key=True),
    Column("contributor_id", Text, nullable=False),
    Column("patient_id", Text),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    _now("given_at"),
    # Stays when the consent is given anew: pictures uploaded before it remain withdrawn.
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawal_reason", Text),
    opaque_id("consent_id", "con"),
    length("contributor_id", 255),
    opaque_id("patient_id", "pat"),
    CheckConstraint("cardinality(scopes) > 0", name="scopes_some"),
    all_of("scopes", v.CONSENT_SCOPES),
    one_of("status", v.CONSENT_STATUSES),
    CheckConstraint("status <> 'withdrawn' OR withdrawn_at IS NOT NULL", name="withdrawn_has_time"),
    length("withdrawal_reason", 1000),
    Index(None, "contributor_id", "given_at", "consent_id"),
)

reviews = Table(
    "reviews",
    METADATA,
    Column("review_id", BigInteger, Identity(always=True), primary_key=True),
    Column("image_id", Text, nullable=False),
    Column("reviewer_id", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text),
    _now("created_at"),
    opaque_id("image_id", "img"),
    one_of("decision", ("publish", "reject", "hold")),
    CheckConstraint("decision = 'publish' OR reason IS NOT NULL", name="refusal_has_reason"),
    length("reason", 1000),
    Index(None, "image_id", "review_id"),
)

edits = Table(
    "edits",
    METADATA,
    Column("edit_id", BigInteger, Identity(always=True), primary_key=True),
    Column("image_id", Text, nullable=False),
    Column("editor_id", Text, nullable=False),
    # New values by column of the index; null empties one.
    Column("changes", JSONB, nullable=False),
    _now("created_at"),
    opaque_id("image_id", "img"),
    CheckConstraint(
        f"changes <> '{{}}'::jsonb AND changes - ARRAY[{', '.join(repr(name) for name in EDITABLE)}] "
        "= '{}'::jsonb",
        name="changes_allowed",
    ),
    Index(None, "image_id", "edit_id"),
)

# A picture that stands here is gone for everybody and for good; upload, reindex and restore obey it.
tombstones = Table(
    "tombstones",
    METADATA,
    Column("image_id", Text, primary_key=True),
    # consent: its own was withdrawn; parent: that of a picture it was made from; deleted: by its owner.
    Column("cause", Text, nullable=False),
    # The consent whose withdrawal began it.
    Column("consent_id", Text),
    Column("actor_id", Text, nullable=False),
    _now("created_at"),
    opaque_id("image_id", "img"),
    one_of("cause", ("consent", "parent", "deleted")),
    CheckConstraint("(cause = 'deleted') = (consent_id IS NULL)", name="withdrawn_by_consent"),
    Index(None, "consent_id"),
)

erasures = Table(
    "erasures",
    METADATA,
    Column("image_id", Text, primary_key=True),
    _now("requested_at"),
    Column("confirmed_at", DateTime(timezone=True)),
    opaque_id("image_id", "img"),
    Index("erasures_open_idx", "requested_at", "image_id", postgresql_where=text("confirmed_at IS NULL")),
)

events = Table(
    "events",
    METADATA,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True),
    Column("image_id", Text, nullable=False),
    _now("at"),
    Column("event", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    # contributor, curator, service or system: what others than curators are told.
    Column("actor_role", Text, nullable=False),
    Column("detail", Text),
    opaque_id("image_id", "img"),
    one_of("event", _EVENTS),
    one_of("actor_role", ("contributor", "curator", "service", "system")),
    Index(None, "image_id", "event_id"),
    # A picture is registered once, however often the index is rebuilt.
    Index("events_registered_once", "image_id", unique=True, postgresql_where=text("event = 'registered'")),
)

snapshots = Table(
    "snapshots",
    METADATA,
    Column("snapshot_id", Text, primary_key=True),
    Column("created_by", Text, nullable=False),
    _now("created_at"),
    Column("idempotency_key", Text),
    # sha256 of what was asked for, to tell a repetition from another wish under the same key.
    Column("request_sha256", Text, nullable=False),
    Column("request", JSONB, nullable=False),
    Column("purpose", Text),
    Column("image_count", Integer, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    opaque_id("snapshot_id", "snp"),
    length("idempotency_key", 200),
    length("purpose", 1000),
    form("request_sha256", "[0-9a-f]{64}"),
    form("manifest_sha256", "[0-9a-f]{64}"),
    Index("snapshots_idempotency_idx", "created_by", "idempotency_key", unique=True),
)

snapshot_items = Table(
    "snapshot_items",
    METADATA,
    Column("snapshot_id", Text, ForeignKey(f"{SCHEMA}.snapshots.snapshot_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("image_id", Text, nullable=False),
    Column("split", Text, nullable=False),
    opaque_id("image_id", "img"),
    form("split", "[a-z][a-z0-9_-]{0,31}"),
    Index(None, "snapshot_id", "image_id", unique=True),
    Index(None, "image_id"),
)

models = Table(
    "models",
    METADATA,
    Column("model", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("snapshot_id", Text, ForeignKey(f"{SCHEMA}.snapshots.snapshot_id"), nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("measures", JSONB, nullable=False),
    Column("recorded_by", Text, nullable=False),
    _now("recorded_at"),
    # Set when a picture it was trained on was withdrawn.
    Column("affected_at", DateTime(timezone=True)),
    form("model", MODEL_NAME),
    length("version", 64),
    form("manifest_sha256", "[0-9a-f]{64}"),
    Index(None, "snapshot_id"),
)

idempotency_keys = key_table(METADATA)
