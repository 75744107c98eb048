"""Which program a container runs, and which settings that program has."""

import importlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pixgen_common.settings import SECRETS_DIR, FromEnvironment
from pixgen_web.nginx import VARIABLES as NGINX

# Image and first argument -> settings class. An image that is not ours, such as postgres, has none.
ALL = {
    "catalog": "pixgen_catalog.settings:Settings",
    "catalog migrate": "pixgen_catalog.migration_settings:MigrationSettings",
    "upload": "pixgen_upload.settings:Settings",
    "synthesis": "pixgen_synthesis.settings:Settings",
    "synthesis migrate": "pixgen_synthesis.settings:MigrationSettings",
    "augment": "pixgen_augment.settings:Settings",
    "gan-trainer": "pixgen_gan_trainer.settings:Settings",
    # Works on folders, and asks the catalog when a snapshot is named.
    "gan-trainer train": "pixgen_gan_trainer.settings:CatalogSettings",
    "model-sync": "pixgen_model_sync.settings:Settings",
    "prepare database": "pixgen_prepare.settings:DatabaseSettings",
    "prepare store": "pixgen_prepare.settings:StoreSettings",
    "prepare save": "pixgen_prepare.settings:ConnectionSettings",
    "prepare restore": "pixgen_prepare.settings:ConnectionSettings",
}
_WITH_COMMANDS = {"migrate", "train", "database", "store", "save", "restore"}
# One folder of secrets serves both of prepare's commands.
PREPARE_ALL = {
    "PIXGEN_PREPARE_SUPERUSER_PASSWORD",
    "PIXGEN_PREPARE_OWNER_PASSWORD",
    "PIXGEN_PREPARE_APP_PASSWORD",
    "PIXGEN_PREPARE_SYNTHESIS_PASSWORD",
    "PIXGEN_PREPARE_STORE_USERS",
    "PIXGEN_S3_ACCESS_KEY",
    "PIXGEN_S3_SECRET_KEY",
}


@dataclass(frozen=True)
class Settings:
    """Names of a program's variables."""

    known: frozenset[str]
    required: frozenset[str]
    # Addresses of others that are on the same machine unless they are given: in a container nobody is there.
    elsewhere: frozenset[str]
    reads_secrets: bool


def of(image: str, command: list[str] | None) -> str | None:
    """The program of a container, or None when its settings are none of ours."""
    name = re.sub(r"^.*/|[:@].*$", "", image)
    words = [word for word in (command or [])[1:2] if word in _WITH_COMMANDS]
    program = " ".join([name, *words])
    return program if program in {*ALL, "web"} and "pixgen/" in image else None


@cache
def settings(program: str) -> Settings:
    """A program's settings."""
    if program == "web":
        return Settings(frozenset(NGINX), frozenset(), frozenset(), reads_secrets=True)
    module, name = ALL[program].split(":")
    found = getattr(importlib.import_module(module), name)
    fields = {f"PIXGEN_{field}".upper(): info for field, info in found.model_fields.items()}
    required = frozenset(name for name, info in fields.items() if info.is_required())
    elsewhere = frozenset(
        name
        for name, info in fields.items()
        if "127.0.0.1" in str(info.default) and not name.endswith("_BIND")
    )
    if program == "gan-trainer train":  # of a folder: it asks nobody
        elsewhere = frozenset()
    return Settings(frozenset(fields), required, elsewhere, issubclass(found, FromEnvironment))


def strangers(names: Iterable[str], mine: Settings | set[str]) -> list[str]:
    """Variables of ours that a program does not have."""
    known = mine.known if isinstance(mine, Settings) else mine
    return [name for name in names if name.startswith("PIXGEN_") and name not in {*known, SECRETS_DIR}]
