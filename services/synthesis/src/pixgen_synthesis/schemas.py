"""What people send and what they are answered, as the OpenAPI document shows it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pixgen_common import vocabularies as words
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.field_types import ConditionId, ImageId, OneOf, UniqueWords
from pixgen_common.filter_schema import FilterFields, PageQuery, ToneGroup
from pixgen_common.schema import StrictModel
from pixgen_common.workqueue import CANCELLED, DONE, FAILED, LEASED, WAITING
from pydantic import BaseModel, Field, StringConstraints

from pixgen_synthesis.augment import METHODS, Wish

# What the queue's words are called outside.
STATES = {WAITING: "waiting", LEASED: "running", DONE: "done", FAILED: "failed", CANCELLED: "cancelled"}
Method = Annotated[str, OneOf(METHODS)]
StyleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$")]


class TargetIn(StrictModel):
    """What the skin is to look like; exactly one of the three."""

    ita_deg: float | None = Field(None, ge=-90, le=90, description="Degrees; darker skin has fewer.")
    tone_group: ToneGroup | None = Field(None, description="Del Bino.")
    style: StyleName | None = Field(None, description="A name out of GET /v1/augmentations/styles.")

    def given(self) -> dict[str, Any]:
        """The one that was given.

        Raises:
            PixGenError: UNPROCESSABLE when there is none, or more than one.
        """
        found = self.model_dump(exclude_none=True)
        if len(found) != 1:
            raise unprocessable(FieldError("target", "must say exactly one of ita_deg, tone_group and style"))
        return found


class WishIn(StrictModel):
    """How the result is to be made."""

    target: TargetIn
    method: Method = Field("TONE", description="TONE invents nothing; NEURAL and HYBRID use a network.")
    strength: float = Field(1.0, ge=0, le=1, description="0 is the source, 1 the target.")

    def wish(self) -> Wish:
        """The wish. Raises: PixGenError UNPROCESSABLE when the target is none."""
        return Wish(self.target.given(), self.method, self.strength)


class PreviewIn(WishIn):
    """One picture, made at once and kept nowhere."""

    max_edge: int = Field(2048, ge=32, le=4096, description="Longest edge of the result, pixels.")


class OrderIn(StrictModel):
    """Which pictures, and what is to be made of them: image_ids, a filter, or fill."""

    image_ids: Annotated[list[ImageId], UniqueWords] | None = Field(
        None, min_length=1, max_length=5000, description="Sources: your own pictures, or ones that you see."
    )
    filter: FilterFields | None = Field(None, description="Sources: what a search with these fields finds.")
    fill: Literal["coverage"] | None = Field(
        None, description="Sources and targets for cells of condition and tone that coverage shows empty."
    )
    target: TargetIn | None = Field(None, description="Needed but with fill, which chooses it.")
    method: Method = Field("TONE", description="TONE invents nothing; NEURAL and HYBRID use a network.")
    strength: float = Field(1.0, ge=0, le=1, description="0 is the source, 1 the target.")
    limit: int | None = Field(None, ge=1, le=5000, description="With filter or fill: no more than so many.")
    per_cell: int = Field(5, ge=1, le=50, description="With fill: pictures for each empty cell.")
    conditions: Annotated[list[ConditionId], UniqueWords] = Field(
        [], max_length=200, description="With fill: only these conditions."
    )
    tone_groups: Annotated[list[ToneGroup], UniqueWords] = Field(
        [], max_length=len(words.TONE_GROUPS), description="With fill: only these tone groups."
    )
    include_altered: bool = Field(False, description="Take altered pictures for sources too.")
    include_synthetic: bool = Field(False, description="Take synthetic pictures for sources too.")
    dry_run: bool = Field(False, description="Only say what would be made.")

    def checked(self) -> "OrderIn":
        """The order, when its parts fit together.

        Raises:
            PixGenError: UNPROCESSABLE with the fields that do not.
        """
        chosen = [name for name in ("image_ids", "filter", "fill") if getattr(self, name) is not None]
        wrong: list[FieldError] = []
        if len(chosen) != 1:
            wrong.append(FieldError("image_ids", "give exactly one of image_ids, filter and fill"))
        elif self.fill and self.target:
            wrong.append(FieldError("target", "is chosen by fill; tone_groups narrows it"))
        elif not self.fill and self.target is None:
            wrong.append(FieldError("target", "is needed"))
        if wrong:
            raise unprocessable(*wrong)
        if self.target is not None:
            self.target.given()
        return self

    @property
    def manipulations(self) -> list[str]:
        """Which kinds of pictures may be sources."""
        more = {"altered": self.include_altered, "synthetic": self.include_synthetic}
        return ["instrument only", *(name for name, taken in more.items() if taken)]


class OrderQuery(PageQuery):
    """A page of an order's items."""

    state: Annotated[str, OneOf(tuple(STATES.values()))] | None = Field(None, description="Only such items.")


class Counts(BaseModel):
    """Items by state."""

    total: int
    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0


class OrderOut(BaseModel):
    """An order and how far it is."""

    order_id: str
    url: str
    state: str = Field(description="running, done or cancelled: nothing more will happen in the last two.")
    created_at: datetime
    cancelled_at: datetime | None
    request: dict[str, Any] = Field(description="What was asked for.")
    counts: Counts


class WarningOut(BaseModel):
    """Something to know of a result."""

    code: str
    message: str


class ItemOut(BaseModel):
    """One picture of an order."""

    item_id: str
    position: int
    source_image_id: str | None
    target: dict[str, Any] | None
    method: str | None
    strength: float | None
    state: str = Field(description="waiting, running, done, failed or cancelled.")
    attempts: int
    result_image_id: str | None
    measures: dict[str, float] | None
    warnings: list[WarningOut]
    module: dict[str, str] | None = Field(description="The style module that had a part in it.")
    reason: str | None = Field(description="Why it failed, or why it is being tried again: a stable word.")
    message: str | None = Field(description="The same in a sentence.")
    finished_at: datetime | None


class OrderPage(OrderOut):
    """An order with a page of its items."""

    items: list[ItemOut]
    next_cursor: str | None


class OrderList(BaseModel):
    """Your orders, newest first."""

    items: list[OrderOut]
    next_cursor: str | None


class PlannedOut(BaseModel):
    """One picture that would be made."""

    source_image_id: str
    target: dict[str, Any]


class PlanOut(BaseModel):
    """What an order would make; nothing was ordered."""

    dry_run: bool = True
    total: int
    items: list[PlannedOut]


class PreviewOut(BaseModel):
    """A result that is kept nowhere. The picture says inside itself that it is altered."""

    image: str = Field(description="Base64.")
    media_type: str
    image_manipulation: str
    digital_source_type: str
    method: str
    method_version: str
    measures: dict[str, float]
    warnings: list[WarningOut]
    module: dict[str, str] | None


class StylesOut(BaseModel):
    """Named targets, the methods, and the style module that is loaded."""

    styles: list[dict[str, Any]]
    methods: list[dict[str, Any]]
    module: dict[str, str] | None = None


def unprocessable(*fields: FieldError, reason: str = "fields.invalid") -> PixGenError:
    """The answer for an order that is not as it should be. Args: fields; reason. Returns: the error."""
    return PixGenError(
        Code.UNPROCESSABLE,
        "Some of what was sent is not as it should be; nothing was ordered.",
        reason=reason,
        fields=fields,
    )
