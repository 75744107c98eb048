"""The process list behind `make run`: what runs, as whom, with which settings, and how it ends."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pixgen_local import databases, model_programs, objectstore, postgres, style_module
from pixgen_local.places import CHECKOUT, Places
from pixgen_local.settings import StackSettings
from pixgen_local.vault import DATASETS, IMAGES, Vault

_BIN = Path(sys.executable).parent
PAGES = CHECKOUT / "services" / "web" / "ui" / "dist"


@dataclass(frozen=True)
class Program:
    """One process that is started again whenever it ends.

    Attributes:
        name: Its name in `make status` and of its log.
        command: Command line.
        environment: Its settings; it gets the secrets that it needs and no others.
        account: System account to run as; None is whoever we are.
        stop_signal: What ends it in good order.
        stop_seconds: After so long it is killed; together under the 20 s that Ctrl-C may take.
        rank: Stopped from high to low, those of one rank side by side.
    """

    name: str
    command: list[str]
    rank: int
    environment: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 4


def process_list(
    settings: StackSettings, places: Places, vault: Vault, cluster: postgres.Cluster
) -> list[Program]:
    """Name every process of the stack."""
    account = cluster.account.name if cluster.account else None
    store = objectstore.command(places.objects, vault.identities, settings.store_ports)
    common, synthesis = _common(settings, vault), _synthesis(settings, places, vault)
    programs = [
        # In good order the store takes 15 s to end and writes nothing more by it; it survives being killed.
        Program("objectstore", store, 10, objectstore.ENVIRONMENT, stop_signal="KILL"),
        # INT disconnects everybody at once; TERM would wait for them.
        Program("postgres", postgres.command(cluster), 10, account=account, stop_signal="INT"),
        Program("catalog", _script("catalog", "serve"), 20, common | _catalog(settings, vault)),
        Program("upload", _script("pixgen-upload", "serve"), 30, common | _upload(settings, places, vault)),
        Program("synthesis", _script("pixgen-synthesis", "serve"), 30, common | synthesis),
        Program("synthesis-worker", _script("pixgen-synthesis", "work"), 30, common | synthesis),
        Program("edge", _script("pixgen-edge"), 40, _edge(settings, places), stop_seconds=3),
    ]
    if settings.style_transfer:
        command = _script("pixgen-augment", "serve")
        programs.append(Program("augment", command, 30, common | _augment(settings)))
    if settings.models:
        command = _script("pixgen-model-server", *model_programs.server_flags(settings))
        environment = common | model_programs.server_environment(places, vault)
        programs.append(Program("model-server", command, 30, environment))
        environment = common | model_programs.trainer_environment(settings, places, vault)
        command = _script("pixgen-gan-trainer", "serve")
        programs.append(Program("gan-trainer", command, 30, environment, stop_seconds=6))
    return programs


def migration_environment(settings: StackSettings, vault: Vault) -> dict[str, str]:
    """Give the commands that migrate the owner's rights, which the servers do not have."""
    password = vault.secrets.postgres_owner
    url = databases.url(settings.postgres_port, databases.OWNER, password, databases.NAME)
    return {
        "PIXGEN_CATALOG_MIGRATION_URL": url,
        "PIXGEN_CATALOG_APP_ROLE": databases.APP,
        "PIXGEN_SYNTHESIS_MIGRATION_URL": url,
        "PIXGEN_SYNTHESIS_APP_ROLE": databases.SYNTHESIS,
    }


def _script(name: str, *arguments: str) -> list[str]:
    return [str(_BIN / name), *arguments]


def _common(settings: StackSettings, vault: Vault) -> dict[str, str]:
    return {
        "PIXGEN_ENVIRONMENT": "local",
        "PIXGEN_DEMO": "1",
        "PIXGEN_LOG_FORMAT": "console",
        "PIXGEN_PUBLIC_ORIGIN": settings.origin,
        "PIXGEN_SHUTDOWN_SECONDS": "3",
        "PIXGEN_S3_ENDPOINT": settings.s3_endpoint,
        "PIXGEN_S3_REGION": objectstore.REGION,
        "PIXGEN_IMAGES_BUCKET": IMAGES,
        "PIXGEN_DATASETS_BUCKET": DATASETS,
        "PIXGEN_AUTH_JWKS_URL": f"http://{settings.catalog_bind}/.well-known/jwks.json",
        "PIXGEN_SERVICE_KEYS_FILE": str(vault.service_keys),
    }


def _catalog(settings: StackSettings, vault: Vault) -> dict[str, str]:
    words = vault.secrets
    return {
        "PIXGEN_CATALOG_BIND": settings.catalog_bind,
        "PIXGEN_CATALOG_GRPC_BIND": settings.catalog_grpc_bind,
        "PIXGEN_CATALOG_DATABASE_URL": databases.url(
            settings.postgres_port, databases.APP, words.postgres_app, databases.NAME
        ),
        "PIXGEN_CATALOG_KEY_SECRET": words.catalog_key_secret,
        # A consent may be recorded before its first picture; its id is made with this key too.
        "PIXGEN_IDENTITY_KEY": words.identity_key,
        "PIXGEN_S3_ACCESS_KEY": words.s3_catalog_access,
        "PIXGEN_S3_SECRET_KEY": words.s3_catalog_secret,
        "PIXGEN_SERVICE_KEY_FILE": str(vault.service_key("catalog")),
    }


def _upload(settings: StackSettings, places: Places, vault: Vault) -> dict[str, str]:
    words = vault.secrets
    return {
        "PIXGEN_UPLOAD_BIND": settings.upload_bind,
        "PIXGEN_CATALOG_GRPC": settings.catalog_grpc_bind,
        "PIXGEN_IDENTITY_KEY": words.identity_key,
        "PIXGEN_S3_ACCESS_KEY": words.s3_upload_access,
        "PIXGEN_S3_SECRET_KEY": words.s3_upload_secret,
        "PIXGEN_SERVICE_KEY_FILE": str(vault.service_key("upload")),
        "PIXGEN_AUTH_JWKS_CACHE": str(places.local / "upload-jwks.json"),
    }


def _synthesis(settings: StackSettings, places: Places, vault: Vault) -> dict[str, str]:
    words = vault.secrets
    return {
        "PIXGEN_SYNTHESIS_BIND": settings.synthesis_bind,
        "PIXGEN_SYNTHESIS_DATABASE_URL": databases.url(
            settings.postgres_port, databases.SYNTHESIS, words.postgres_synthesis, databases.NAME
        ),
        "PIXGEN_SYNTHESIS_KEY_SECRET": words.synthesis_key_secret,
        "PIXGEN_CATALOG_GRPC": settings.catalog_grpc_bind,
        "PIXGEN_UPLOAD_URL": f"http://{settings.upload_bind}",
        "PIXGEN_AUGMENT_GRPC": settings.augment_bind,
        "PIXGEN_TRAINER_GRPC": settings.trainer_bind,
        "PIXGEN_SERVING_URL": f"http://{settings.serving_rest_bind}",
        "PIXGEN_SERVICE_KEY_FILE": str(vault.service_key("synthesis")),
        "PIXGEN_AUTH_JWKS_CACHE": str(places.local / "synthesis-jwks.json"),
    }


def _augment(settings: StackSettings) -> dict[str, str]:
    return {
        "PIXGEN_AUGMENT_BIND": settings.augment_bind,
        "PIXGEN_STYLE_MODULE": str(style_module.folder()),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def _edge(settings: StackSettings, places: Places) -> dict[str, str]:
    return {
        "PIXGEN_EDGE_BIND": settings.edge_bind,
        "PIXGEN_EDGE_STATIC": str(PAGES),
        "PIXGEN_EDGE_STATUS_FILE": str(places.status),
        "PIXGEN_EDGE_UPLOAD": f"http://{settings.upload_bind}",
        "PIXGEN_EDGE_CATALOG": f"http://{settings.catalog_bind}",
        "PIXGEN_EDGE_SYNTHESIS": f"http://{settings.synthesis_bind}",
    }
