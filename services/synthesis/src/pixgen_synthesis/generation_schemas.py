"""What people send and are answered about generations, as the OpenAPI document shows it."""

from datetime import datetime
from typing import Annotated, Literal

from pixgen_common import vocabularies as words
from pixgen_common.errors import FieldError
from pixgen_common.field_types import OneOf
from pixgen_common.filter_schema import ToneGroup
from pixgen_common.schema import StrictModel
from pydantic import AfterValidator, BaseModel, Field

from pixgen_synthesis.schemas import OrderOut, unprocessable
from pixgen_synthesis.training_schemas import ModelName, Version

MOST = 256
MOST_PREVIEWED = 64
SEED_BELOW = 1 << 53


def _each_once(positions: list[int]) -> list[int]:
    if len(set(positions)) != len(positions):
        message = "names a position twice"
        raise ValueError(message)
    return positions


Position = Annotated[int, Field(ge=0, lt=MOST)]
# Browsers count no further than 53 bits.
Seed = Annotated[int, Field(ge=0, lt=SEED_BELOW)]


class DrawIn(StrictModel):
    """Which pictures."""

    seed: Seed | None = Field(None, description="The same seed gives the same pictures; drawn when left out.")
    model: ModelName
    version: Version | None = Field(
        None,
        description="The version that is expected, as a preview named it; refused when another is served.",
    )
    tone_group: ToneGroup | None = Field(None, description="Del Bino; needed by a conditional model.")


class GenerationPreviewIn(DrawIn):
    """Pictures to look at; nothing is stored."""

    count: int = Field(16, ge=1, le=MOST_PREVIEWED)


class GenerationIn(DrawIn):
    """Pictures that are to enter the catalog."""

    count: int = Field(ge=1, le=MOST)
    accept: Literal["automatic", "curated"] = Field(
        "automatic",
        description="automatic: what misses the tone or comes too near to a training picture is drawn anew. "
        "curated: you have looked at the preview of this seed; its pictures enter as they are, but for "
        "near-copies. Both wait for a review like every picture.",
    )
    positions: Annotated[list[Position], AfterValidator(_each_once)] | None = Field(
        None,
        min_length=1,
        max_length=MOST,
        description="With curated: only these of the preview, below count.",
    )
    image_type: Annotated[str, OneOf(words.IMAGE_TYPES)] = Field(
        "dermoscopic", description="What the pictures show, which is what the model was trained on."
    )
    copyright_license: Annotated[str, OneOf(words.LICENSES)] = Field(
        "CC-BY-NC", description="As the model's card and its training pictures allow."
    )

    def chosen(self) -> list[int]:
        """Positions of the pictures that are to be made.

        Raises:
            PixGenError: UNPROCESSABLE when there are positions that do not fit.
        """
        if self.positions is None:
            return list(range(self.count))
        if self.accept != "curated":
            raise unprocessable(FieldError("positions", "belongs to curated"))
        if max(self.positions) >= self.count:
            raise unprocessable(FieldError("positions", f"must be below count, {self.count}"))
        return sorted(self.positions)


class ToneOut(BaseModel):
    """What was measured of a picture's skin."""

    ita_deg: float | None
    tone_group: str | None


class GenerationPreviewOut(BaseModel):
    """Pictures that are kept nowhere. Each says inside itself that it is synthetic."""

    images: list[str] = Field(description="Base64 PNG, without those that were refused.")
    positions: list[int] = Field(description="Of each of them, as an order takes them.")
    tones: list[ToneOut] = Field(description="Of each of them.")
    model: str
    version: str
    seed: int
    refused: dict[str, int] = Field(description="Pictures that are not shown, by reason.")


class GenerationItemOut(BaseModel):
    """One picture of a generation."""

    item_id: str
    position: int = Field(description="As in a preview with this seed.")
    model: str
    version: str
    seed: list[int] | None = Field(description="The two numbers that this very picture comes from.")
    state: str = Field(description="waiting, running, done, failed or cancelled.")
    attempts: int
    result_image_id: str | None
    ita_deg: float | None
    tone_group: str | None = Field(description="As measured.")
    nearest_ratio: float | None = Field(
        description="Distance to the nearest training picture, as a share of the usual."
    )
    refused: dict[str, int] = Field(description="Pictures drawn before it and not taken, by reason.")
    reason: str | None = Field(description="Why it failed, or why it is being tried again: a stable word.")
    message: str | None = Field(description="The same in a sentence.")
    finished_at: datetime | None


class GenerationPage(OrderOut):
    """A generation with a page of its items."""

    items: list[GenerationItemOut]
    next_cursor: str | None
    refused: dict[str, int] = Field(description="Pictures that were drawn in all and not taken, by reason.")
