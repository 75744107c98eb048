"""Lists of pictures and of what belongs to one, as REST shows them."""

from datetime import datetime

from pydantic import BaseModel, Field

from pixgen_catalog.image_schemas import ImageOut


class CountOut(BaseModel):
    """How many match."""

    value: int
    is_exact: bool = Field(description="False: there are more than this.")


class ImageList(BaseModel):
    """One page of pictures."""

    items: list[ImageOut]
    next_cursor: str | None
    count: CountOut | None = Field(None, description="On the first page.")


class SimilarOut(BaseModel):
    """A picture that looks like it."""

    image: ImageOut
    distance: int = Field(description="Bits in which the perceptual hashes differ.")


class SimilarList(BaseModel):
    """Pictures that look like one, the nearest first."""

    items: list[SimilarOut]


class NodeOut(BaseModel):
    """A picture in a lineage."""

    image_id: str
    image_manipulation: str
    status: str
    generator: dict[str, object] | None


class EdgeOut(BaseModel):
    """What was made from what."""

    parent: str
    child: str
    method: str | None


class Lineage(BaseModel):
    """Where a picture comes from and what came from it, as far as you may see."""

    nodes: list[NodeOut]
    edges: list[EdgeOut]


class EventOut(BaseModel):
    """Something that happened to a picture."""

    at: datetime
    event: str
    actor: str = Field(description="contributor, curator, service or system.")
    detail: str | None = Field(description="For the owner and curators.")


class History(BaseModel):
    """What happened to a picture, oldest first."""

    items: list[EventOut]
