"""What a person may change about the stack, by environment: where each process listens."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from pixgen_local.objectstore import StorePorts
from pixgen_local.places import CHECKOUT
from pixgen_local.ports import LOOPBACK, is_free

_BIND = r"^127\.0\.0\.1:[1-9][0-9]{0,4}$"


class StackSettings(BaseSettings):
    """Ports and the directory of the local stack. Loopback only: its accounts have a known password."""

    model_config = SettingsConfigDict(
        env_prefix="PIXGEN_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    edge_bind: str = Field("127.0.0.1:8080", pattern=_BIND, description="What the browser opens.")
    upload_bind: str = Field("127.0.0.1:8001", pattern=_BIND, description="REST of the upload service.")
    catalog_bind: str = Field("127.0.0.1:8002", pattern=_BIND, description="REST of the catalog.")
    catalog_grpc_bind: str = Field("127.0.0.1:9002", pattern=_BIND, description="gRPC of the catalog.")
    synthesis_bind: str = Field("127.0.0.1:8003", pattern=_BIND, description="REST of the synthesis service.")
    augment_bind: str = Field("127.0.0.1:9003", pattern=_BIND, description="gRPC of the augment service.")
    trainer_bind: str = Field("127.0.0.1:9004", pattern=_BIND, description="gRPC of the gan-trainer service.")
    serving_bind: str = Field("127.0.0.1:8500", pattern=_BIND, description="gRPC of the model server.")
    serving_rest_bind: str = Field("127.0.0.1:8501", pattern=_BIND, description="REST of the model server.")
    postgres_port: int = Field(15432, gt=0, le=65535, description="The local PostgreSQL.")
    s3_port: int = Field(
        8333,
        gt=0,
        le=55532,
        description="The local S3 server: this port, the next three, and the same four plus 10,000.",
    )
    local_dir: Path = Field(CHECKOUT / ".local", description="Where the local stack keeps its data.")
    pages: bool = Field(True, description="Build the browser pages; REST works without them.")
    style_transfer: bool = Field(
        True, description="Run the augment service; it takes 1 GB of memory and is the last to be ready."
    )
    models: bool = Field(
        True, description="Run the trainer and the model server, which takes half a GB of memory."
    )
    demo_pictures: int = Field(60, ge=0, le=1000, description="Phantoms that the first start loads.")

    @property
    def origin(self) -> str:
        """The address that people open."""
        return f"http://{self.edge_bind}"

    @property
    def store_ports(self) -> StorePorts:
        """The object store's four ports."""
        return StorePorts.from_first(self.s3_port)

    @property
    def s3_endpoint(self) -> str:
        """The object store as services reach it."""
        return f"http://{LOOPBACK}:{self.s3_port}"


@dataclass(frozen=True)
class TakenPort:
    """A port that somebody else listens on, and what to set to take another."""

    port: int
    purpose: str
    variable: str
    example: str

    def __str__(self) -> str:
        return (
            f"Port {self.port} ({self.purpose}) is taken. Free it, or choose another: "
            f"{self.variable}={self.example} make run"
        )


def taken_ports(settings: StackSettings) -> list[TakenPort]:
    """Find the ports of the stack that something else listens on."""
    return [
        TakenPort(port, purpose, variable, example)
        for port, purpose, variable, example in _wanted(settings)
        if not is_free(port)
    ]


def _wanted(settings: StackSettings) -> list[tuple[int, str, str, str]]:
    wanted = []
    for name in (name for name in StackSettings.model_fields if name.endswith("_bind")):
        host, _, port = getattr(settings, name).partition(":")
        purpose = str(StackSettings.model_fields[name].description).rstrip(".").lower()
        wanted.append((int(port), purpose, f"PIXGEN_{name.upper()}", f"{host}:{int(port) + 100}"))
    postgres = settings.postgres_port
    wanted.append((postgres, "the local PostgreSQL", "PIXGEN_POSTGRES_PORT", str(postgres + 1)))
    example = str(settings.s3_port + 10)
    wanted += [(p, "the local S3 server", "PIXGEN_S3_PORT", example) for p in settings.store_ports.all()]
    return wanted
