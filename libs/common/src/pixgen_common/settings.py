"""Settings that every service shares; each service's own class adds to these."""

import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

SECRETS_DIR = "PIXGEN_SECRETS_DIR"
# For .env.example: what is read before any settings class is.
VARIABLES: tuple[tuple[str, str, str], ...] = (
    (
        SECRETS_DIR,
        "",
        "Folder with a file for each secret, named like its variable in small letters; variables win.",
    ),
)


class FromEnvironment(BaseSettings):
    """Settings named PIXGEN_..., from the environment and from a folder of secrets. Frozen.

    ``PIXGEN_SECRETS_DIR`` names a folder that holds a file for each secret (`VARIABLES`).
    """

    model_config = SettingsConfigDict(
        env_prefix="PIXGEN_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Says where values come from, the strongest first; files only when a folder is named."""
        folder = os.environ.get(SECRETS_DIR)
        files = [SecretsSettingsSource(settings_cls, secrets_dir=folder)] if folder else []
        return (init_settings, env_settings, *files)


class CommonSettings(FromEnvironment):
    """What every process needs to know; read once in the app factory."""

    environment: Literal["production", "local"] = Field(
        "production", description="`local` allows what only a loopback demo may do."
    )
    demo: bool = Field(False, description="Demo accounts with a known password; loopback only.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe level logged."
    )
    log_format: Literal["json", "console"] = Field(
        "json", description="One JSON object a line, or text for people."
    )
    public_origin: str = Field(
        "http://127.0.0.1:8080",
        description="Scheme, host and port that browsers see; requests with a cookie must come from it.",
        pattern=r"^https?://[^/]+$",
    )
    otlp_endpoint: str | None = Field(
        None,
        description="Where traces go (OTLP over HTTP), e.g. http://collector:4318; off when empty.",
    )
    shutdown_seconds: float = Field(
        10,
        ge=0,
        le=300,
        description="Seconds that requests in progress get to finish when the process is asked to end.",
    )

    @model_validator(mode="after")
    def _demo_is_local(self) -> Self:
        host = self.public_origin.split("://")[1].rsplit(":", 1)[0]
        if self.demo and (self.environment != "local" or host not in {"127.0.0.1", "localhost", "[::1]"}):
            message = "PIXGEN_DEMO=1 needs PIXGEN_ENVIRONMENT=local and a loopback PIXGEN_PUBLIC_ORIGIN"
            raise ValueError(message)
        return self


class StoreSettings(BaseModel):
    """Where the pictures are: any S3 endpoint."""

    s3_endpoint: str = Field(
        description="The object store as services reach it.", pattern=r"^https?://[^/]+$"
    )
    s3_public_endpoint: str | None = Field(
        None,
        description="The object store as browsers reach it, for presigned links; no such links when empty.",
        pattern=r"^https?://[^/]+$",
    )
    s3_access_key: str = Field(description="Access key of this service's own identity.")
    s3_secret_key: SecretStr = Field(description="Secret key of this service's own identity.")
    s3_region: str = Field("us-east-1", description="Region that requests are signed for.")
    s3_timeout_seconds: float = Field(
        10, gt=0, le=300, description="Longest wait for one answer of the object store."
    )
    s3_attempts: int = Field(
        4, ge=1, le=10, description="Tries of one object store call before it counts as failed."
    )
    images_bucket: str = Field("pixgen-images", description="Bucket of pictures, records and thumbnails.")
    datasets_bucket: str = Field("pixgen-datasets", description="Bucket of snapshots and exports.")


class AuthSettings(BaseModel):
    """Whose tokens are believed."""

    auth_issuer: str = Field(
        "pixgen", description="`iss` of people's tokens: the catalog's, or an OIDC issuer's."
    )
    auth_audience: str = Field("pixgen", description="`aud` of people's tokens.")
    auth_jwks_url: str = Field(
        "http://127.0.0.1:8002/.well-known/jwks.json",
        description="Where the issuer publishes its public keys.",
    )
    auth_jwks_cache: Path | None = Field(
        None,
        description="File that keeps the issuer's keys over restarts, so that a service starts without it.",
    )
    auth_roles_claim: str = Field(
        "roles", description="Claim that carries the roles; dots reach into objects."
    )
    service_keys_file: Path | None = Field(
        None, description="JWKS file with the services' public keys; `kid` is the service's name."
    )
    service_key_file: Path | None = Field(
        None, description="This service's own private key, an Ed25519 JWK; `kid` is its name."
    )

    @model_validator(mode="after")
    def _keys_come_safely(self) -> Self:
        """Keys read over plain HTTP could be anybody's; an OIDC issuer is somewhere on a network."""
        keys = urlsplit(self.auth_jwks_url)
        is_safe = keys.scheme == "https" or keys.hostname in {"127.0.0.1", "localhost", "::1"}
        if self.auth_issuer.startswith("https://") and not is_safe:
            message = "PIXGEN_AUTH_JWKS_URL must be https:// like PIXGEN_AUTH_ISSUER"
            raise ValueError(message)
        return self


class GrpcSettings(BaseModel):
    """How gRPC is carried: plaintext only on loopback or a declared internal network."""

    grpc_internal_network: bool = Field(
        False,
        description="Says that gRPC runs on a closed network, so that plaintext is allowed off loopback.",
    )
    grpc_tls_ca: Path | None = Field(
        None, description="CA file that gRPC servers are verified with; TLS when given."
    )
    grpc_tls_cert: Path | None = Field(None, description="Certificate chain of this service's gRPC server.")
    grpc_tls_key: Path | None = Field(None, description="Private key of this service's gRPC server.")
