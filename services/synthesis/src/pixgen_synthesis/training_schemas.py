"""What people send and are answered about training runs and models, as the OpenAPI document shows it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pixgen_common.filter_schema import Cursor
from pixgen_common.ids import MODEL_NAME
from pixgen_common.schema import StrictModel
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

PROFILES = ("smoke", "fast", "quality", "seed-2020")
# As the trainer counts them.
VERSION = "[1-9][0-9]{0,17}"
ModelName = Annotated[str, StringConstraints(pattern=f"^{MODEL_NAME}$")]
Version = Annotated[str, StringConstraints(pattern=f"^{VERSION}$")]
SnapshotId = Annotated[str, StringConstraints(pattern=r"^snp_[a-z2-7]{16}$")]


def _plain(text: str) -> str:
    if not text.strip() or any(ord(character) < 32 and character not in "\n\t" for character in text):
        message = "must be words, without control characters"
        raise ValueError(message)
    return text.strip()


Reason = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_plain)]


class RunIn(StrictModel):
    """A training run to be."""

    snapshot_id: SnapshotId = Field(description="The catalog's snapshot to train on.")
    profile: Literal["smoke", "fast", "quality", "seed-2020"] = Field(
        "fast", description="Network and length; seed-2020 is the first PixGen's."
    )
    image_size: Literal[32, 64, 128, 224] | None = Field(
        None,
        description="Edge of its pictures, pixels; the profile's own when left out. "
        "Of 32 there are previews alone.",
    )
    steps: int | None = Field(None, ge=1, le=10_000_000, description="The profile's own when left out.")
    batch_size: int | None = Field(None, ge=1, le=4096, description="The profile's own when left out.")
    seed: int = Field(0, ge=0, lt=1 << 63, description="The same seed gives the same run.")
    conditional: bool = Field(False, description="A generator that can be asked for a tone group.")
    model: ModelName = Field("dcgan", description="Name under which its version is registered.")
    publish: bool = Field(False, description="Publish at the end if the gate lets it pass.")


class RunOut(BaseModel):
    """A training run and how far it is."""

    run_id: str
    url: str
    state: str = Field(description="queued, running, completed, failed or cancelled.")
    reason: str | None = Field(description="Why it failed or was stopped.")
    spec: dict[str, Any] = Field(description="What was asked for.")
    step: int
    steps: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    resumed: int = Field(description="How often its process died and was resumed.")
    images_per_second: float | None
    measures: dict[str, Any] | None = Field(description="The newest evaluation.")
    sample_steps: list[int] = Field(description="Steps of which there is a sheet under `/samples/`.")
    version: str | None = Field(description="The version of the model that was exported.")
    account_id: str
    alarms: list[str]


class RunQuery(StrictModel):
    """A page of runs."""

    cursor: Cursor | None = None
    limit: int = Field(20, ge=1, le=100)


class RunList(BaseModel):
    """Training runs, newest first."""

    items: list[RunOut]
    next_cursor: str | None


class ModelOut(BaseModel):
    """A version of a model."""

    model: str
    version: str
    url: str
    run_id: str
    snapshot_id: str | None
    created_at: datetime
    published: bool
    retracted_at: datetime | None
    retracted_reason: str | None
    measures: dict[str, Any] | None
    manifest_sha256: str
    image_size: int
    conditional: bool
    card: str = Field(description="The model card, Markdown.")


class ModelQuery(StrictModel):
    """Which models."""

    model: ModelName | None = Field(None, description="Only versions of this one.")


class ModelList(BaseModel):
    """Versions of models, published or not."""

    items: list[ModelOut]
    next_cursor: str | None = None


class PublishIn(StrictModel):
    """Having a version served."""

    override_reason: Reason | None = Field(
        None, description="Publishes although the gate says no; the reason is kept."
    )


class PublishOut(ModelOut):
    """The version that is served now."""

    findings: list[str] = Field(description="What the gate said, heeded or overridden.")


class RetractIn(StrictModel):
    """Taking a version back."""

    reason: Reason


class RetractOut(ModelOut):
    """The version that was taken back."""

    serving_version: str | None = Field(description="The version that is served now, if one is.")
