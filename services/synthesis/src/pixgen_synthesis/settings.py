"""What the synthesis service reads from its environment."""

from typing import Self

from pixgen_common.settings import AuthSettings, CommonSettings, FromEnvironment, GrpcSettings
from pydantic import Field, SecretStr, model_validator

NAME = "synthesis"


class Settings(CommonSettings, AuthSettings, GrpcSettings):
    """Everything that can be set; read once, in the app factory and the command line."""

    synthesis_database_url: SecretStr = Field(
        description="Database as the service's own role, "
        "e.g. postgresql+psycopg2://pixgen_synthesis:...@127.0.0.1/pixgen"
    )
    synthesis_key_secret: SecretStr = Field(
        min_length=32, description="Signs the cursors of lists; at least 32 random characters."
    )
    synthesis_bind: str = Field("127.0.0.1:8003", description="Host and port of the REST server.")
    synthesis_threads: int = Field(8, ge=1, le=64, description="REST requests answered at a time.")
    synthesis_pool_size: int = Field(5, ge=1, le=100, description="Database connections kept open.")
    catalog_grpc: str = Field("127.0.0.1:9002", description="Host and port of the catalog over gRPC.")
    catalog_seconds: float = Field(5, gt=0, le=60, description="Longest wait for one answer of the catalog.")
    augment_grpc: str = Field("127.0.0.1:9003", description="Host and port of the augment service over gRPC.")
    augment_seconds: float = Field(
        60, gt=0, le=600, description="Longest wait for one picture of the augment service."
    )
    trainer_grpc: str = Field("127.0.0.1:9004", description="Host and port of the gan-trainer over gRPC.")
    trainer_seconds: float = Field(
        20, gt=0, le=600, description="Longest wait for one answer of the gan-trainer."
    )
    trainer_file_seconds: float = Field(
        60, gt=0, le=600, description="Longest time that reading one file of a training run may take."
    )
    nearness_seconds: float = Field(
        60, gt=0, le=600, description="Longest wait for the gan-trainer's comparison with training pictures."
    )
    nearness_least: float = Field(
        0.5,
        ge=0,
        le=10,
        description="Least distance of a generated picture to the nearest training picture, as a share of "
        "that of held-out pictures; nearer ones are near-copies and are refused.",
    )
    serving_url: str = Field(
        "http://127.0.0.1:8501",
        description="TensorFlow Serving's REST interface, which generators are asked over.",
        pattern=r"^https?://[^/]+$",
    )
    serving_seconds: float = Field(
        20, gt=0, le=600, description="Longest wait for one answer of TensorFlow Serving."
    )
    generation_draws: int = Field(
        60, ge=1, le=1000, description="Pictures drawn for one that is ordered before it has failed."
    )
    events_at_once: int = Field(
        4, ge=1, le=63, description="Event streams of training runs open at a time; fewer than REST threads."
    )
    events_heartbeat_seconds: float = Field(
        15, gt=0, le=50, description="Longest silence in an event stream."
    )
    events_seconds: float = Field(
        300, gt=0, le=3600, description="Longest life of one event stream; readers go on with a new one."
    )
    upload_url: str = Field(
        "http://127.0.0.1:8001",
        description="The upload service's REST interface, through which results enter.",
        pattern=r"^https?://[^/]+$",
    )
    upload_seconds: float = Field(60, gt=0, le=600, description="Longest wait for one answer of upload.")
    fetch_seconds: float = Field(
        30, gt=0, le=600, description="Longest time that reading one source picture may take."
    )
    order_items_most: int = Field(500, ge=1, le=5000, description="Pictures that one order may ask for.")
    orders_open_most: int = Field(
        20, ge=1, le=1000, description="Orders of one account that may be unfinished at a time."
    )
    preview_at_once: int = Field(2, ge=1, le=64, description="Previews made at a time.")
    preview_seconds: float = Field(30, gt=0, le=110, description="Longest wait for a preview's picture.")
    preview_read_seconds: float = Field(
        60, gt=0, le=600, description="Longest time that a preview's picture may take to arrive."
    )
    preview_idle_seconds: float = Field(
        20, gt=0, le=600, description="Longest pause while a preview's picture arrives."
    )
    work_at_once: int = Field(2, ge=1, le=64, description="Items that one worker process works on at a time.")
    work_lease_seconds: float = Field(
        30, ge=1, le=3600, description="Time after which the items of a worker that died are taken up again."
    )
    work_attempts: int = Field(
        30,
        ge=1,
        le=1000,
        description="Tries of an item before it has failed; pauses double from one second to two minutes.",
    )
    work_idle_seconds: float = Field(1, gt=0, le=60, description="Pause of a worker without work.")
    work_metrics_port: int = Field(
        0, ge=0, le=65535, description="Port of the worker's /metrics on every address; none when 0."
    )

    @model_validator(mode="after")
    def _streams_leave_room(self) -> Self:
        """Each open stream holds a thread: with one for each, nothing else would be answered."""
        if self.events_at_once >= self.synthesis_threads:
            message = "PIXGEN_EVENTS_AT_ONCE must be less than PIXGEN_SYNTHESIS_THREADS"
            raise ValueError(message)
        return self


class MigrationSettings(FromEnvironment):
    """What changing the schema needs; given to `pixgen-synthesis migrate` alone."""

    synthesis_migration_url: SecretStr | None = Field(
        None, description="Database as the role that owns it; `pixgen-synthesis migrate` alone uses it."
    )
    synthesis_app_role: str = Field(
        "pixgen_synthesis",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$",
        description="Role that service and worker connect with; migrations grant it what it needs.",
    )
