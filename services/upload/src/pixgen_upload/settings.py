"""What the upload service reads from its environment."""

from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings, StoreSettings
from pydantic import Field, SecretStr

NAME = "upload"


class Settings(CommonSettings, StoreSettings, AuthSettings, GrpcSettings):
    """Everything that can be set; read once, in the app factory and the command line."""

    upload_bind: str = Field("127.0.0.1:8001", description="Host and port of the REST server.")
    upload_threads: int = Field(
        8,
        ge=1,
        le=64,
        description="Requests one worker handles at a time; each holds at most one picture's file in memory.",
    )
    upload_decodes_at_once: int = Field(
        2,
        ge=1,
        le=64,
        description="Pictures one worker decodes at a time. The largest ones take up to 850 MiB each.",
    )
    upload_workers: int = Field(
        1,
        ge=1,
        le=64,
        description="Worker processes. One uses little more than one core; limits per account count in each.",
    )
    catalog_grpc: str = Field("127.0.0.1:9002", description="Host and port of the catalog over gRPC.")
    catalog_seconds: float = Field(
        5, gt=0, le=60, description="Longest wait for the catalog before an upload is answered with 202."
    )
    identity_key: SecretStr = Field(
        min_length=32,
        description="Secret that image, patient, lesion and consent ids are made with. Never change it: the "
        "same picture would get another id.",
    )
    upload_read_seconds: float = Field(
        300, gt=0, le=3600, description="Longest time one upload may take to arrive."
    )
    upload_idle_seconds: float = Field(20, gt=0, le=600, description="Longest pause while an upload arrives.")
    uploads_per_minute: int = Field(
        600, ge=1, description="Uploads one account may begin in a minute, per process."
    )
    uploads_at_once: int = Field(
        6, ge=1, description="Uploads one account may have in progress, per process."
    )
    reconcile_seconds: float = Field(
        10, gt=0, le=3600, description="Pause between two rounds of registering what is outstanding."
    )
    abandoned_seconds: float = Field(
        3600,
        ge=60,
        description="Age after which an upload that was never finished is cleared away. Keep it well above "
        "PIXGEN_UPLOAD_READ_SECONDS.",
    )

    @property
    def identity_key_bytes(self) -> bytes:
        """The identity key as HMAC takes it."""
        return self.identity_key.get_secret_value().encode()
