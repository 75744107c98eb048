"""REST: snapshots."""

from datetime import datetime

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import require, signed_in
from pixgen_common.errors import not_found
from pixgen_common.idempotency import given_key
from pixgen_common.schema import StrictModel
from pydantic import BaseModel, Field

from pixgen_catalog import freezing, snapshots
from pixgen_catalog.context import context
from pixgen_catalog.edge import SIGNED_IN, answer, looking
from pixgen_catalog.freezing import Wish
from pixgen_catalog.query_schemas import FilterIn, Scope, Words
from pixgen_catalog.snapshots import Snapshot
from pixgen_catalog.splits import Split

blueprint = APIBlueprint("snapshots", __name__, tag="Snapshots")


class SplitIn(StrictModel):
    """A part."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$", examples=["train"])
    share: float = Field(gt=0, le=1_000_000, description="Of the patients; shares are scaled to sum to 1.")


class SnapshotIn(StrictModel):
    """What shall be frozen."""

    filter: FilterIn = FilterIn()
    required_scopes: list[Scope] = Field([], max_length=4, description="Scopes that each picture must have.")
    splits: list[SplitIn] = Field(
        [],
        max_length=10,
        description="No patient or lesion is in two of them; one called all when empty.",
    )
    seed: int = Field(0, ge=0, lt=1 << 64, description="Another seed divides otherwise.")
    include_altered: bool = False
    include_synthetic: bool = False
    purpose: Words = ""

    def wish(self) -> Wish:
        """The wish."""
        return Wish(
            filter=self.filter.filter(),
            scopes=tuple(sorted(self.required_scopes)),
            splits=tuple(Split(split.name, split.share) for split in self.splits),
            seed=self.seed,
            altered=self.include_altered,
            synthetic=self.include_synthetic,
            purpose=self.purpose,
        )


class SnapshotOut(BaseModel):
    """A snapshot."""

    snapshot_id: str
    created_at: datetime
    image_count: int
    split_counts: dict[str, int]
    manifest_sha256: str
    withdrawn_count: int = Field(description="Pictures in it that were withdrawn since.")

    @classmethod
    def of(cls, snapshot: Snapshot) -> "SnapshotOut":
        """A snapshot as REST shows it. Args: the snapshot. Returns: the model."""
        return cls(**{name: getattr(snapshot, name) for name in cls.model_fields})


@blueprint.post("/v1/snapshots")
@signed_in("researcher", "curator", "admin")
@blueprint.input(SnapshotIn, arg_name="body")
@blueprint.output(SnapshotOut, status_code=201)
@blueprint.doc(summary="Freeze a set of pictures", security=SIGNED_IN, responses=[401, 403, 422, 503])
def create(body: SnapshotIn) -> Response:
    """Freezes what the filter finds now, among published pictures whose consent allows it."""
    parts = context()
    made = freezing.create(
        parts.engine,
        parts.store,
        parts.settings.datasets_bucket,
        require(),
        body.wish(),
        given_key(),
    )
    return answer(SnapshotOut.of(made), 201)


@blueprint.get("/v1/snapshots/<snapshot_id>")
@signed_in("researcher", "curator", "admin")
@blueprint.output(SnapshotOut)
@blueprint.doc(summary="One snapshot", security=SIGNED_IN, responses=[401, 403, 404])
def get(snapshot_id: str) -> Response:
    """What a snapshot of yours holds; curators see everybody's."""
    with looking() as (connection, viewer):
        found = snapshots.get(connection, snapshot_id)
    if found.created_by != viewer.account_id and not viewer.sees_all:
        raise not_found("snapshot")
    return answer(SnapshotOut.of(found))
