"""What the lists may be asked, and the filter that it makes."""

from typing import Annotated, Literal

from pixgen_common import vocabularies as words
from pixgen_common.field_types import OneOf
from pixgen_common.filter_schema import Cursor, FilterFields, PageQuery, Words
from pixgen_common.schema import StrictModel
from pydantic import Field

from pixgen_catalog.filters import Filter

__all__ = ["Cursor", "PageQuery", "Words"]

Scope = Annotated[str, OneOf(words.CONSENT_SCOPES)]
ImageId = Annotated[str, Field(max_length=100)]


class FilterIn(FilterFields):
    """Any of a field's values, and every field."""

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
