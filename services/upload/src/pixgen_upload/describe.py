"""From what a contributor said to the fields of the record; whatever could name a patient is hashed here."""

from dataclasses import dataclass

from pixgen_common.auth import Principal
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.field_types import as_json
from pixgen_common.ids import keyed_id
from pixgen_common.records import SCHEMA_VERSION
from pixgen_protos.catalog.v1.record_pb2 import Diagnosis, Generator, ImageRecord, SkinType

from pixgen_upload.metadata import Metadata

# The record's fields that come from the metadata: where a second upload of the same bytes may say otherwise.
DESCRIBED = (
    "patient_id",
    "lesion_id",
    "case_id",
    "shot_type",
    "image_type",
    "age_approx",
    "sex",
    "anatom_site_general",
    "diagnosis",
    "fitzpatrick_skin_type",
    "condition_duration",
    "condition_symptoms",
    "textures",
    "acquisition_day",
    "country",
    "recognizable_visual_features",
    "notes",
    "consent_id",
    "consent_scopes",
    "copyright_license",
    "attribution",
    "access",
    "image_manipulation",
    "digital_source_type",
    "parents",
    "generator",
)


@dataclass(frozen=True)
class Owner:
    """Whose picture it is.

    Args:
        account_id: ``acc_...`` of the person, also when a service brings it for them; else ``svc:<name>``.
        is_service: whether one of PixGen's services brings it.
    """

    account_id: str
    is_service: bool

    @classmethod
    def of(cls, principal: Principal) -> "Owner":
        """The owner of what this caller uploads. Args: the caller. Returns: the owner."""
        return cls(principal.on_behalf_of or principal.account_id, principal.is_service)


def image_id(key: bytes, owner: Owner, source_sha256: str, order_item: str | None = None) -> str:
    """The identity of a picture: nobody can compute it without the key, or learn what others uploaded.

    Args:
        key: the identity key.
        owner: whose picture.
        source_sha256: of the bytes as received, hexadecimal.
        order_item: what a service made it for; stands in the place of account and bytes: an item that was
            made twice, with other bytes each time, is one picture. Its prefix keeps it from ever being
            taken for an account.

    Returns:
        ``img_...``.
    """
    if order_item:
        return keyed_id("img", key, f"order:{order_item}")
    return keyed_id("img", key, owner.account_id, source_sha256)


def check_caller(metadata: Metadata, owner: Owner) -> None:
    """Refuses what this kind of caller may not say, and asks services for what they must say.

    Args:
        metadata: the metadata.
        owner: who uploads.

    Raises:
        PixGenError: UNPROCESSABLE with one entry per field.
    """
    wrong: list[FieldError] = []
    if owner.is_service:
        if metadata.order_item is None:
            wrong.append(FieldError("metadata.order_item", "is needed from a service"))
        if metadata.generator and metadata.generator.kind == "augment" and not metadata.parents:
            wrong.append(FieldError("metadata.parents", "is needed: an augmentation has a source"))
    else:
        message = "may only be given by PixGen's own services"
        if metadata.order_item is not None:
            wrong.append(FieldError("metadata.order_item", message))
        if metadata.parents:
            wrong.append(FieldError("metadata.parents", message))
    if wrong:
        raise PixGenError(
            Code.UNPROCESSABLE,
            "Some of what was sent is not as it should be; nothing was stored.",
            reason="fields.invalid",
            fields=tuple(wrong),
        )


def describe(metadata: Metadata, owner: Owner, key: bytes) -> ImageRecord:
    """The record as far as the contributor's words go.

    Args:
        metadata: validated metadata.
        owner: whose picture.
        key: the identity key, with which patient and lesion codes are hashed.

    Returns:
        A record without what is measured.
    """
    account, patient = owner.account_id, metadata.consent.patient
    record = ImageRecord(
        schema_version=SCHEMA_VERSION,
        account_id=account,
        patient_id=keyed_id("pat", key, account, patient) if patient else "",
        lesion_id=keyed_id("les", key, account, metadata.lesion) if metadata.lesion else "",
        case_id=metadata.case_id or "",
        shot_type=metadata.shot_type or "",
        image_type=metadata.image_type,
        age_approx=_age_approx(metadata.age),
        sex=metadata.sex or "",
        anatom_site_general=metadata.anatom_site_general or "",
        condition_duration=metadata.condition_duration or "",
        condition_symptoms=sorted(metadata.condition_symptoms),
        textures=sorted(metadata.textures),
        acquisition_day=metadata.acquisition_day,
        country=metadata.country or "",
        recognizable_visual_features=metadata.recognizable_visual_features,
        notes=metadata.notes or "",
        # One consent per contributor and patient, without the patient's code being kept anywhere.
        consent_id=keyed_id("con", key, account, patient or ""),
        consent_scopes=sorted(metadata.consent.scopes),
        copyright_license=metadata.copyright_license,
        attribution=metadata.attribution or "",
        access=metadata.access,
        image_manipulation=metadata.image_manipulation,
        digital_source_type=metadata.source_type,
        parents=metadata.parents,
        generator=_generator(metadata),
    )
    _add_opinions(record, metadata, account)
    return record


def differing(said: ImageRecord, stored: ImageRecord) -> list[str]:
    """The described fields in which a second upload says something else than the stored record.

    Args:
        said: what was said now.
        stored: the stored record.

    Returns:
        Field names, never values.
    """
    return [name for name in DESCRIBED if getattr(said, name) != getattr(stored, name)]


def _add_opinions(record: ImageRecord, metadata: Metadata, account: str) -> None:
    for entry in metadata.diagnosis:
        record.diagnosis.append(
            Diagnosis(
                condition_id=entry.condition_id,
                confidence=entry.confidence or 0,
                rater=account,
                confirm_type=entry.confirm_type or "",
            )
        )
    for skin in metadata.fitzpatrick_skin_type:
        record.fitzpatrick_skin_type.append(SkinType(value=skin.value, source=skin.source))


def _age_approx(age: int | None) -> int | None:
    """Years to the nearest multiple of 5, capped at 85 as ISIC does: high ages name people."""
    return None if age is None else min((age + 2) // 5 * 5, 85)


def _generator(metadata: Metadata) -> Generator | None:
    given = metadata.generator
    if given is None:
        return None
    return Generator(
        kind=given.kind,
        model=given.model or "",
        version=given.version or "",
        method=given.method or "",
        seed="" if given.seed is None else str(given.seed),
        parameters_json=as_json(given.parameters),
        measures_json=as_json(given.measures),
    )
