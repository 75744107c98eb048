"""Settings of the gan-trainer service."""

from pathlib import Path

from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings, StoreSettings
from pydantic import Field

NAME = "gan-trainer"


class CatalogSettings(CommonSettings, AuthSettings, GrpcSettings):
    """What reading a snapshot needs."""

    catalog_grpc: str = Field("127.0.0.1:9002", description="Host and port of the catalog over gRPC.")
    catalog_seconds: float = Field(5, gt=0, le=60, description="Longest wait for one answer of the catalog.")
    trainer_patience_seconds: float = Field(
        900,
        ge=0,
        le=86400,
        description="How long a training run waits for a catalog or an object store that is away.",
    )


class Settings(CatalogSettings, StoreSettings):
    """Everything the gan-trainer service and its runs read from their environment."""

    trainer_bind: str = Field(
        "127.0.0.1:9004", description="Address of the gan-trainer service's gRPC interface."
    )
    trainer_metrics_bind: str = Field(
        "",
        description="Address of the gan-trainer's metrics for Prometheus over HTTP; none when empty.",
        pattern=r"^([^:]+:\d+)?$",
    )
    trainer_callers: str = Field(
        "synthesis", description="Services that may call the gan-trainer, separated by commas.", min_length=1
    )
    runs_bucket: str = Field("pixgen-runs", description="Bucket of training runs.")
    models_bucket: str = Field("pixgen-models", description="Bucket of stored and published models.")
    trainer_scratch: Path | None = Field(
        None,
        description="Folder for pictures while they are trained on, emptied at each start; "
        "a temporary one when empty.",
    )
    trainer_places: int = Field(
        0,
        ge=0,
        le=64,
        description="Runs trained at a time; 0 means one for each GPU, one where there is none.",
    )
    trainer_queue: int = Field(50, ge=1, le=1000, description="Runs that may wait; more are refused.")
    trainer_watchers: int = Field(16, ge=1, le=200, description="Callers that may watch runs at a time.")
    trainer_resumes: int = Field(
        3,
        ge=0,
        le=100,
        description="Times that a run whose process died is taken up again without having come further.",
    )
    trainer_stop_seconds: float = Field(
        45, gt=0, le=3600, description="Time that a run gets to keep its state when the service is to end."
    )
    trainer_checkpoint_every: int = Field(
        250, ge=1, le=1_000_000, description="Steps between two checkpoints of a run."
    )
    trainer_samples: int = Field(
        512, ge=32, le=10_000, description="Pictures that are drawn for an evaluation of a run."
    )
    trainer_deterministic: bool = Field(
        False, description="Makes equal runs equal to the last bit, and slower."
    )

    @property
    def callers(self) -> tuple[str, ...]:
        """The services that may call."""
        return tuple(name.strip() for name in self.trainer_callers.split(",") if name.strip())
