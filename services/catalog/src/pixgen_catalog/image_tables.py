"""The index of pictures, rebuilt at any time from the records in the bucket and the decisions.

Nothing here refers to another table, and no decision refers to it: it may be emptied and filled again.
"""

from collections.abc import Iterable
from typing import Any

from pixgen_common import vocabularies as v
from pixgen_common.constraints import all_of, form, length, one_of, opaque_id, quoted
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Double,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pixgen_catalog.accounts_tables import METADATA

_SHA256 = "[0-9a-f]{64}"


def _list(name: str, kind: type[Text] | type[Integer] = Text) -> Column[list[object]]:
    return Column(name, ARRAY(kind), nullable=False, server_default="{}")


def _objects(name: str) -> Column[object]:
    return Column(name, JSONB, nullable=False, server_default=text("'[]'::jsonb"))


def _worked_out(name: str, kind: type[Text] | ARRAY[Any], formula: str) -> Column[Any]:
    return Column(name, kind, Computed(formula, persisted=True))


def _each_of(column: str, key: str, values: Iterable[str]) -> CheckConstraint:
    """Every object in a JSON array has one of these words under a key, or lacks the key.

    Args:
        column: a JSON array of objects.
        key: the key looked at.
        values: the closed list.

    Returns:
        The constraint.
    """
    return CheckConstraint(
        f"catalog.plucked({column}, '{key}') <@ ARRAY[{quoted(values)}]", name=f"{column}_{key}_known"
    )


images = Table(
    "images",
    METADATA,
    Column("image_id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("source_sha256", Text, nullable=False),
    # The 64 bits as a signed integer.
    Column("phash", BigInteger, nullable=False),
    Column("pixels_x", Integer, nullable=False),
    Column("pixels_y", Integer, nullable=False),
    Column("format", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    _list("thumbnail_edges", Integer),
    _list("removed"),
    Column("patient_id", Text),
    Column("lesion_id", Text),
    Column("case_id", Text),
    Column("shot_type", Text),
    Column("image_type", Text, nullable=False),
    Column("age_approx", SmallInteger),
    Column("sex", Text),
    Column("anatom_site_general", Text),
    _objects("diagnosis"),
    _objects("fitzpatrick_skin_type"),
    _objects("monk_skin_tone"),
    Column("condition_duration", Text),
    _list("condition_symptoms"),
    _list("textures"),
    Column("acquisition_day", Integer),
    Column("country", Text),
    Column("recognizable_visual_features", Text, nullable=False, server_default="UNKNOWN"),
    Column("notes", Text),
    # Degrees.
    Column("ita_deg", Double),
    Column("ita_quality", Text),
    Column("ita_reason", Text),
    Column("ita_method", Text),
    Column("tone_group", Text),
    Column("consent_id", Text),
    _list("consent_scopes"),
    Column("copyright_license", Text, nullable=False),
    Column("attribution", Text),
    Column("access", Text, nullable=False, server_default="controlled"),
    Column("image_manipulation", Text, nullable=False),
    Column("digital_source_type", Text),
    _list("parents"),
    Column("generator", JSONB),
    Column("hold_reason", Text),
    # What the decisions make of it: catalog.decided() alone works these out.
    Column("status", Text, nullable=False),
    Column("status_reason", Text),
    Column("consent_status", Text, nullable=False),
    # Number of decisions so far: the entity tag of edits, the same after a reindex.
    Column("revision", Integer, nullable=False, server_default="0"),
    # Who may find it: nobody, owner, members or everyone.
    _worked_out(
        "audience",
        Text,
        "catalog.audience(status, consent_status, consent_scopes, access, recognizable_visual_features)",
    ),
    # Every value that a filter or a facet asks for, as facet:value; one index serves any combination.
    _worked_out(
        "terms",
        ARRAY(Text),
        "catalog.terms(tone_group, fitzpatrick_skin_type, monk_skin_tone, diagnosis, anatom_site_general, "
        "image_type, image_manipulation, status, copyright_license)",
    ),
    _worked_out("phash_bands", ARRAY(Integer), "catalog.bands(phash)"),
    opaque_id("image_id", "img"),
    length("account_id", 255),
    form("sha256", _SHA256),
    form("source_sha256", _SHA256),
    CheckConstraint("pixels_x > 0 AND pixels_y > 0 AND size_bytes > 0", name="sizes_positive"),
    one_of("format", ("JPEG", "PNG")),
    opaque_id("patient_id", "pat"),
    opaque_id("lesion_id", "les"),
    length("case_id", 64),
    one_of("shot_type", v.SHOT_TYPES),
    one_of("image_type", v.IMAGE_TYPES),
    CheckConstraint("age_approx BETWEEN 0 AND 85 AND mod(age_approx, 5) = 0", name="age_approx_coarse"),
    one_of("sex", v.SEXES),
    one_of("anatom_site_general", v.ANATOM_SITES),
    _each_of("diagnosis", "confirm_type", v.CONFIRM_TYPES),
    _each_of("diagnosis", "confidence", map(str, range(1, 6))),
    _each_of("fitzpatrick_skin_type", "value", v.FITZPATRICK),
    _each_of("fitzpatrick_skin_type", "source", v.FITZPATRICK_SOURCES),
    _each_of("monk_skin_tone", "value", map(str, v.MONK)),
    one_of("condition_duration", v.DURATIONS),
    all_of("condition_symptoms", v.SYMPTOMS),
    all_of("textures", v.TEXTURES),
    form("country", "[A-Z]{2}"),
    one_of("recognizable_visual_features", v.RECOGNIZABLE),
    length("notes", 5000),
    CheckConstraint("ita_deg BETWEEN -180 AND 180", name="ita_deg_range"),
    one_of("ita_quality", ("ok", "unreliable")),
    CheckConstraint("ita_quality <> 'unreliable' OR ita_reason IS NOT NULL", name="unreliable_has_reason"),
    one_of("tone_group", v.TONE_GROUPS),
    CheckConstraint(
        "tone_group IS NULL OR (ita_quality IS NOT DISTINCT FROM 'ok' AND ita_deg IS NOT NULL)",
        name="tone_group_is_measured",
    ),
    opaque_id("consent_id", "con"),
    CheckConstraint(
        "consent_id IS NOT NULL OR image_manipulation <> 'instrument only'", name="capture_has_consent"
    ),
    all_of("consent_scopes", v.CONSENT_SCOPES),
    one_of("copyright_license", v.LICENSES),
    length("attribution", 500),
    one_of("access", v.ACCESS),
    one_of("image_manipulation", v.MANIPULATIONS),
    one_of("digital_source_type", v.SOURCE_TYPES),
    CheckConstraint(
        "image_manipulation <> 'synthetic' OR generator IS NOT NULL", name="synthetic_has_generator"
    ),
    CheckConstraint(
        "image_manipulation <> 'instrument only' OR generator IS NULL", name="capture_has_no_generator"
    ),
    CheckConstraint("NOT image_id = ANY (parents)", name="not_its_own_parent"),
    one_of("status", v.STATUSES),
    CheckConstraint("status <> 'rejected' OR status_reason IS NOT NULL", name="rejected_has_reason"),
    one_of("consent_status", v.CONSENT_STATUSES),
    # Pages are read in these orders; the id makes each order total, so that a cursor is exact.
    Index("images_newest_idx", "uploaded_at", "image_id"),
    # What most people may see is a small part of all when little is published or open.
    Index("images_audience_newest_idx", "audience", "uploaded_at", "image_id"),
    Index("images_account_newest_idx", "account_id", "uploaded_at", "image_id"),
    Index("images_ita_asc_idx", text("coalesce(ita_deg, 'Infinity'::float8)"), "image_id"),
    Index("images_ita_desc_idx", text("coalesce(ita_deg, '-Infinity'::float8)"), "image_id"),
    Index(
        "images_queue_idx",
        text("(status_reason IS NULL)"),
        "uploaded_at",
        "image_id",
        postgresql_where=text("status = 'pending'"),
    ),
    Index("images_terms_idx", "terms", postgresql_using="gin"),
    # Each upload asks this index for near duplicates: a pending list would be read each time.
    Index(
        "images_phash_bands_idx",
        "phash_bands",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    Index("images_parents_idx", "parents", postgresql_using="gin"),
    Index("images_consent_idx", "consent_id"),
    Index("images_patient_idx", "patient_id"),
    Index("images_lesion_idx", "lesion_id"),
)

# How many published pictures there are of each kind; triggers on images keep it (catalog.count_coverage).
# No check that n >= 0: an upsert checks the row it proposes, which carries a difference.
coverage_cells = Table(
    "coverage_cells",
    METADATA,
    Column("row_kind", Text, primary_key=True),
    Column("row_value", Text, primary_key=True),
    Column("col_kind", Text, primary_key=True),
    Column("col_value", Text, primary_key=True),
    Column("image_manipulation", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
    one_of("row_kind", ("all", "condition", "site", "image_type")),
    one_of("col_kind", ("all", "tone_group", "fitzpatrick", "monk")),
    one_of("image_manipulation", v.MANIPULATIONS),
)
