"""A filter over pictures at the REST edge: the same fields wherever pictures are chosen."""

from typing import Annotated

from pydantic import Field

from pixgen_common import vocabularies as words
from pixgen_common.field_types import ConditionId, OneOf
from pixgen_common.schema import StrictModel

_STATUSES = ("pending", "published", "rejected")
ToneGroup = Annotated[str, OneOf(words.TONE_GROUPS)]
Fitzpatrick = Annotated[str, OneOf(words.FITZPATRICK)]
Monk = Annotated[int, Field(ge=1, le=10)]
Site = Annotated[str, OneOf(words.ANATOM_SITES)]
ImageType = Annotated[str, OneOf(words.IMAGE_TYPES)]
Manipulation = Annotated[str, OneOf(words.MANIPULATIONS)]
Status = Annotated[str, OneOf(_STATUSES)]
License = Annotated[str, OneOf(words.LICENSES)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Cursor = Annotated[str, Field(min_length=1, max_length=1024)]


class FilterFields(StrictModel):
    """Any of a field's values, and every field."""

    tone_group: list[ToneGroup] = Field([], description="Measured from the picture (ITA, Del Bino).")
    fitzpatrick: list[Fitzpatrick] = Field([], description="As a person said.")
    monk: list[Monk] = Field([], description="1 to 10, by a reviewer.")
    condition: list[ConditionId] = Field([], description="A group stands for all conditions in it.")
    site: list[Site] = Field([])
    image_type: list[ImageType] = Field([])
    manipulation: list[Manipulation] = Field([])
    status: list[Status] = Field([])
    license: list[License] = Field([])
    q: Words = Field("", description="Words in the names and synonyms of conditions.")


class PageQuery(StrictModel):
    """A page of a list."""

    cursor: Cursor | None = None
    limit: int = Field(50, ge=1, le=100)
