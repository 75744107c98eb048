"""A picture as REST shows it, and what may be changed of it."""

from datetime import datetime
from typing import Annotated, Any

from pixgen_common import vocabularies as words
from pixgen_common.field_types import Attribution, CaseId, ConditionId, Country, Notes, OneOf, UniqueWords
from pixgen_common.schema import StrictModel
from pydantic import BaseModel, Field

from pixgen_catalog.decision_tables import EDITABLE

Manipulation = Annotated[str, OneOf(words.MANIPULATIONS)]
Symptom = Annotated[str, OneOf(words.SYMPTOMS)]
Texture = Annotated[str, OneOf(words.TEXTURES)]


class DiagnosisOut(BaseModel):
    """One diagnosis."""

    condition_id: str
    confidence: int | None = Field(None, description="1 (a guess) to 5 (certain).")
    confirm_type: str | None = None
    rater: str | None = Field(None, description="Account id; shown to the owner and to curators.")


class SkinTypeOut(BaseModel):
    """A Fitzpatrick skin type and who says so."""

    value: str
    source: str | None = None


class MonkOut(BaseModel):
    """A Monk skin tone."""

    value: int
    gradable: bool | None = None
    rater: str | None = Field(None, description="Account id; shown to the owner and to curators.")


class GeneratorOut(BaseModel):
    """How an altered or synthetic picture was made."""

    kind: str
    model: str | None = None
    version: str | None = None
    method: str | None = None
    seed: str | None = None
    parameters: dict[str, Any] | None = None
    measures: dict[str, Any] | None = None


class Links(BaseModel):
    """Where the bytes are."""

    content: str
    thumbnail_256: str
    thumbnail_1024: str


class ImageOut(BaseModel):
    """The image record as it stands now, edits and decisions applied; null where nothing is known."""

    image_id: str
    mine: bool = Field(description="Whether you uploaded it.")
    status: str = Field(description="pending, published or rejected.")
    status_reason: str | None = Field(description="Why it is held or was rejected; for owner and curators.")
    consent_status: str
    uploaded_at: datetime
    sha256: str
    source_sha256: str | None = Field(description="Of the bytes as received; for the owner.")
    phash: str
    pixels_x: int
    pixels_y: int
    format: str
    size_bytes: int
    thumbnail_edges: list[int]
    removed: list[str] | None = Field(description="What de-identification removed; for the owner.")
    patient_id: str | None
    lesion_id: str | None
    case_id: str | None
    shot_type: str | None
    image_type: str
    age_approx: int | None
    sex: str | None
    anatom_site_general: str | None
    diagnosis: list[DiagnosisOut]
    fitzpatrick_skin_type: list[SkinTypeOut]
    monk_skin_tone: list[MonkOut]
    condition_duration: str | None
    condition_symptoms: list[str]
    textures: list[str]
    acquisition_day: int | None
    country: str | None
    recognizable_visual_features: str
    notes: str | None = Field(description="For the owner and curators.")
    ita_deg: float | None
    ita_quality: str | None
    ita_reason: str | None
    ita_method: str | None
    tone_group: str | None
    consent_id: str | None = Field(description="For the owner.")
    consent_scopes: list[str]
    copyright_license: str
    attribution: str | None
    access: str
    image_manipulation: str
    digital_source_type: str | None
    parents: list[str]
    generator: GeneratorOut | None
    links: Links


class DiagnosisIn(StrictModel):
    """One diagnosis; who says so is you."""

    condition_id: ConditionId
    confidence: int | None = Field(None, ge=1, le=5)
    confirm_type: Annotated[str, OneOf(words.CONFIRM_TYPES)] | None = None


class SkinTypeIn(StrictModel):
    """A Fitzpatrick skin type; without a source, you say so."""

    value: Annotated[str, OneOf(words.FITZPATRICK)]
    source: Annotated[str, OneOf(("patient", "contributor", "reviewer"))] | None = None


class MonkIn(StrictModel):
    """A Monk skin tone, by a curator."""

    value: int = Field(ge=1, le=10)
    gradable: bool = True


class ImageEdit(StrictModel):
    """What is changed; null empties a field, what is left out stays. The owner may while it is pending."""

    # A factory shows no default in the OpenAPI document: these four can be changed, never emptied.
    image_type: Annotated[str, OneOf(words.IMAGE_TYPES)] = Field(default_factory=str)
    copyright_license: Annotated[str, OneOf(words.LICENSES)] = Field(default_factory=str)
    access: Annotated[str, OneOf(words.ACCESS)] = Field(default_factory=str)
    recognizable_visual_features: Annotated[str, OneOf(words.RECOGNIZABLE)] = Field(default_factory=str)
    diagnosis: list[DiagnosisIn] = Field([], max_length=10)
    fitzpatrick_skin_type: list[SkinTypeIn] = Field([], max_length=6)
    monk_skin_tone: list[MonkIn] = Field([], max_length=10)
    condition_symptoms: Annotated[list[Symptom], UniqueWords] = Field([])
    textures: Annotated[list[Texture], UniqueWords] = Field([])
    attribution: Attribution | None = None
    notes: Notes | None = None
    case_id: CaseId | None = None
    shot_type: Annotated[str, OneOf(words.SHOT_TYPES)] | None = None
    age_approx: int | None = Field(None, ge=0, le=85, multiple_of=5)
    sex: Annotated[str, OneOf(words.SEXES)] | None = None
    anatom_site_general: Annotated[str, OneOf(words.ANATOM_SITES)] | None = None
    condition_duration: Annotated[str, OneOf(words.DURATIONS)] | None = None
    acquisition_day: int | None = Field(None, ge=0, le=43830)
    country: Country | None = None

    def changes(self) -> dict[str, Any]:
        """What was given, as the columns of the index hold it."""
        given = self.model_dump(include=self.model_fields_set)
        return {
            name: [_bare(entry) for entry in value] if isinstance(value, list) else value
            for name, value in given.items()
        }


def _bare(entry: Any) -> Any:
    return (
        {key: value for key, value in entry.items() if value is not None}
        if isinstance(entry, dict)
        else entry
    )


if set(ImageEdit.model_fields) != set(EDITABLE):  # pragma: no cover - a mistake in this file
    message = "ImageEdit and decision_tables.EDITABLE name different fields"
    raise TypeError(message)
