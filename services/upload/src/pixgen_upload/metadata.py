"""What a contributor says of a picture: the multipart part ``metadata``, validated strictly."""

from typing import Annotated

from pixgen_common import vocabularies as words
from pixgen_common.field_types import (
    Attribution,
    CaseId,
    ConditionId,
    Country,
    ImageId,
    JsonObject,
    Notes,
    OneOf,
    OrderItem,
    OwnCode,
    UniqueWords,
    Word,
)
from pixgen_common.schema import StrictModel
from pydantic import Field, ValidationInfo, field_validator

_SOURCE_TYPES = {
    "instrument only": ("digitalCapture",),
    "altered": ("algorithmicallyEnhanced", "compositeWithTrainedAlgorithmicMedia"),
    "synthetic": (
        "trainedAlgorithmicMedia",
        "algorithmicMedia",
        "compositeWithTrainedAlgorithmicMedia",
    ),
}
Manipulation = Annotated[str, OneOf(words.MANIPULATIONS)]
Scope = Annotated[str, OneOf(words.CONSENT_SCOPES)]
Symptom = Annotated[str, OneOf(words.SYMPTOMS)]
Texture = Annotated[str, OneOf(words.TEXTURES)]


class Consent(StrictModel):
    """What the patient agreed to."""

    scopes: Annotated[list[Scope], UniqueWords] = Field(
        min_length=1, max_length=4, description="What the patient agreed to."
    )
    patient: OwnCode | None = Field(
        None, description="Your own code for the patient; only a keyed hash of it is kept."
    )


class Diagnosis(StrictModel):
    """One diagnosis by the contributor."""

    condition_id: ConditionId = Field(description="Out of the vocabulary `conditions`.")
    confidence: int | None = Field(None, ge=1, le=5, description="1 (a guess) to 5 (certain).")
    confirm_type: Annotated[str, OneOf(words.CONFIRM_TYPES)] | None = Field(
        None, description="How it was confirmed."
    )


class SkinType(StrictModel):
    """A Fitzpatrick skin type and who says so."""

    value: Annotated[str, OneOf(words.FITZPATRICK)] = Field(description="I to VI.")
    source: Annotated[str, OneOf(("patient", "contributor"))] = Field(
        "contributor", description="Who says so."
    )


class Generator(StrictModel):
    """How an altered or synthetic picture was made."""

    kind: Annotated[str, OneOf(words.GENERATOR_KINDS)] = Field(description="What made it.")
    model: Word | None = None
    version: Word | None = None
    method: Word | None = Field(None, description="E.g. TONE, NEURAL, HYBRID.")
    seed: int | Word | None = None
    parameters: JsonObject | None = None
    measures: JsonObject | None = None

    @field_validator("seed")
    @classmethod
    def _bounded(cls, seed: int | str | None) -> int | str | None:
        if isinstance(seed, int) and not -(1 << 63) <= seed < 1 << 64:
            message = "must fit into 64 bits"
            raise ValueError(message)
        return seed


class Metadata(StrictModel):
    """The contributor's words about one picture. Field names are the image record's."""

    image_type: Annotated[str, OneOf(words.IMAGE_TYPES)]
    copyright_license: Annotated[str, OneOf(words.LICENSES)]
    consent: Consent
    attribution: Attribution | None = None
    access: Annotated[str, OneOf(words.ACCESS)] = "controlled"
    lesion: OwnCode | None = Field(
        None, description="Your own code for the lesion; only a keyed hash of it is kept."
    )
    case_id: CaseId | None = None
    shot_type: Annotated[str, OneOf(words.SHOT_TYPES)] | None = None
    age: int | None = Field(
        None, ge=0, le=120, description="Years; kept as a multiple of 5, 85 for all above."
    )
    sex: Annotated[str, OneOf(words.SEXES)] | None = None
    anatom_site_general: Annotated[str, OneOf(words.ANATOM_SITES)] | None = None
    diagnosis: list[Diagnosis] = Field([], max_length=10)
    fitzpatrick_skin_type: list[SkinType] = Field([], max_length=2)
    condition_duration: Annotated[str, OneOf(words.DURATIONS)] | None = None
    condition_symptoms: Annotated[list[Symptom], UniqueWords] = Field([], max_length=len(words.SYMPTOMS))
    textures: Annotated[list[Texture], UniqueWords] = Field([], max_length=len(words.TEXTURES))
    acquisition_day: int | None = Field(
        None, ge=0, le=43830, description="Days since the patient's first picture; never a date."
    )
    country: Country | None = Field(None, description="ISO 3166 alpha-2.")
    recognizable_visual_features: Annotated[str, OneOf(words.RECOGNIZABLE)] = Field(
        "UNKNOWN", description="A face, tattoo, text or jewellery can be seen."
    )
    notes: Notes | None = Field(None, description="Private to you and the curators; never exported.")
    image_manipulation: Manipulation = Field(
        "instrument only", description="Say here that a picture was altered or made by a program."
    )
    generator: Generator | None = Field(
        None, validate_default=True, description="Needed when the picture is altered or synthetic."
    )
    digital_source_type: Annotated[str, OneOf(words.SOURCE_TYPES)] | None = Field(
        None, description="IPTC digital source type; follows from the rest when left out."
    )
    parents: Annotated[list[ImageId], UniqueWords] = Field(
        [], max_length=16, description="Pictures it was made from. For PixGen's services."
    )
    order_item: OrderItem | None = Field(None, description="What it was made for. For PixGen's services.")

    @field_validator("diagnosis")
    @classmethod
    def _each_condition_once(cls, given: list[Diagnosis]) -> list[Diagnosis]:
        if len({entry.condition_id for entry in given}) != len(given):
            message = "names a condition twice"
            raise ValueError(message)
        return given

    @field_validator("fitzpatrick_skin_type")
    @classmethod
    def _each_source_once(cls, given: list[SkinType]) -> list[SkinType]:
        if len({entry.source for entry in given}) != len(given):
            message = "has two values from one source"
            raise ValueError(message)
        return given

    @field_validator("generator")
    @classmethod
    def _generator_belongs(cls, given: Generator | None, info: ValidationInfo) -> Generator | None:
        manipulation = info.data.get("image_manipulation")
        if given is None and manipulation in {"altered", "synthetic"}:
            message = "is needed: say how this altered or synthetic picture was made"
            raise ValueError(message)
        if given is not None and manipulation == "instrument only":
            message = "only belongs to a picture whose image_manipulation is altered or synthetic"
            raise ValueError(message)
        return given

    @field_validator("digital_source_type")
    @classmethod
    def _source_type_agrees(cls, given: str | None, info: ValidationInfo) -> str | None:
        manipulation = info.data.get("image_manipulation")
        if given is not None and manipulation in _SOURCE_TYPES and given not in _SOURCE_TYPES[manipulation]:
            message = f"does not fit image_manipulation {manipulation!r}"
            raise ValueError(message)
        return given

    @property
    def source_type(self) -> str:
        """The IPTC digital source type, given or following from how the picture was made."""
        if self.digital_source_type:
            return self.digital_source_type
        if self.generator is None:
            return "digitalCapture"
        if self.image_manipulation == "altered":
            neural = (self.generator.method or "").upper() in {"NEURAL", "HYBRID"}
            return "compositeWithTrainedAlgorithmicMedia" if neural else "algorithmicallyEnhanced"
        return "algorithmicMedia" if self.generator.kind == "phantom" else "trainedAlgorithmicMedia"
