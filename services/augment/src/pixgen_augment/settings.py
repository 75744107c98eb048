"""Settings of the augment service."""

from typing import Literal

from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings
from pydantic import Field

NAME = "augment"
MAGENTA = "https://tfhub.dev/google/magenta/arbitrary-image-stylization-v1-256/2"


class Settings(CommonSettings, AuthSettings, GrpcSettings):
    """Everything the augment service reads from its environment."""

    augment_bind: str = Field(
        "127.0.0.1:9003", description="Address of the augment service's gRPC interface."
    )
    augment_metrics_bind: str = Field(
        "",
        description="Address of the augment service's metrics for Prometheus over HTTP; none when empty.",
        pattern=r"^([^:]+:\d+)?$",
    )
    style_module: str = Field(
        MAGENTA,
        description="The style module: a hub address, or a folder that holds a module with its signature.",
    )
    style_precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="Precision of the style network; auto takes bfloat16 where the processor computes in it.",
    )
    style_edge: int = Field(
        512, ge=64, le=2048, description="Long edge at which the style network sees larger pictures, pixels."
    )
    style_batch: int = Field(8, ge=1, le=64, description="Pictures of equal size that it takes together.")
    style_batch_ms: float = Field(
        4, ge=0, le=1000, description="How long it waits for more pictures of a size, milliseconds."
    )
    augment_threads: int = Field(
        0,
        ge=0,
        le=256,
        description="Pictures worked on at a time; 0 means as many as processors may be used.",
    )
    augment_queue: int = Field(
        32, ge=1, le=200, description="Calls that may wait for their turn; more are refused."
    )
