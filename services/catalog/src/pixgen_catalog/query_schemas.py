"""What the lists may be asked, and the filter that it makes."""

from typing import Annotated, Literal

from pixgen_common import vocabularies as words
from pixgen_common.field_types import ConditionId, OneOf
from pixgen_common.schema import StrictModel
from pydantic import Field

from pixgen_catalog.filters import Filter

_STATUSES = ("pending", "published", "rejected")
ToneGroup = Annotated[str, OneOf(words.TONE_GROUPS)]
Fitzpatrick = Annotated[str, OneOf(words.FITZPATRICK)]
Monk = Annotated[int, Field(ge=1, le=10)]
Site = Annotated[str, OneOf(words.ANATOM_SITES)]
ImageType = Annotated[str, OneOf(words.IMAGE_TYPES)]
Manipulation = Annotated[str, OneOf(words.MANIPULATIONS)]
Status = Annotated[str, OneOf(_STATUSES)]
License = Annotated[str, OneOf(words.LICENSES)]
Scope = Annotated[str, OneOf(words.CONSENT_SCOPES)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Cursor = Annotated[str, Field(min_length=1, max_length=1024)]
ImageId = Annotated[str, Field(max_length=100)]


class FilterIn(StrictModel):
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

    def filter(self, account_id: str = "") -> Filter:
        """The filter. Args: only pictures of this account, if given. Returns: the filter."""
        lists = {
            name: tuple(getattr(self, name)) for name in FilterIn.model_fields if name not in {"q", "mine"}
        }
        return Filter(**lists, q=self.q, account_id=account_id)


class FacetsQuery(FilterIn):
    """A filter over pictures."""

    mine: bool = Field(False, description="Only your own pictures.")


class ImagesQuery(FacetsQuery):
    """A page of pictures."""

    sort: Literal["newest", "oldest", "ita_asc", "ita_desc"] = Field(
        "newest", description="ita_asc begins with the darkest skin measured."
    )
    cursor: Cursor | None = Field(None, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=100)


class PageQuery(StrictModel):
    """A page of a list."""

    cursor: Cursor | None = None
    limit: int = Field(50, ge=1, le=100)


class SimilarQuery(StrictModel):
    """How alike."""

    max_distance: int = Field(7, ge=0, le=7, description="Bits in which the perceptual hashes differ.")
    limit: int = Field(20, ge=1, le=100)


class ContentQuery(StrictModel):
    """How the bytes are sent."""

    redirect: Literal["presigned"] | None = Field(
        None, description="For an open picture: 302 to a link of the object store, good for 60 seconds."
    )


class ThumbnailQuery(StrictModel):
    """Which thumbnail."""

    edge: Literal["256", "1024"] = Field("256", description="Long edge in pixels.")


class CoverageQuery(StrictModel):
    """What is counted against what."""

    rows: Literal["condition", "site", "image_type"] = "condition"
    cols: Literal["tone_group", "fitzpatrick", "monk"] = "tone_group"
