"""Secrets of one stack: random, made at the first start, readable by their owner alone."""

import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pixgen_common.service_keys import ensure_service_keys, write_private

from pixgen_local.identities import Identity, actions, administrator, as_json
from pixgen_local.places import make_private

SERVICES = ("upload", "catalog", "synthesis", "augment", "gan-trainer")
IMAGES, DATASETS, RUNS, MODELS = "pixgen-images", "pixgen-datasets", "pixgen-runs", "pixgen-models"
BUCKETS = (IMAGES, DATASETS, RUNS, MODELS)


@dataclass(frozen=True)
class Secrets:
    """Every random word of the stack; a field added later is made at the next start."""

    postgres_superuser: str
    postgres_owner: str
    postgres_app: str
    postgres_synthesis: str
    s3_admin_access: str
    s3_admin_secret: str
    s3_upload_access: str
    s3_upload_secret: str
    s3_catalog_access: str
    s3_catalog_secret: str
    s3_trainer_access: str
    s3_trainer_secret: str
    s3_serving_access: str
    s3_serving_secret: str
    identity_key: str
    catalog_key_secret: str
    synthesis_key_secret: str


@dataclass(frozen=True)
class Vault:
    """The secrets and the files beside them."""

    directory: Path
    secrets: Secrets

    @property
    def identities(self) -> Path:
        """The object store's identities."""
        return self.directory / "s3.json"

    @property
    def service_keys(self) -> Path:
        """Public keys of all services, a JWKS."""
        return self.directory / "service-keys.json"

    def service_key(self, service: str) -> Path:
        """Name the file with a service's private key."""
        return self.directory / f"{service}.key.json"


def open_vault(directory: Path) -> Vault:
    """Read the secrets, making what is not there yet.

    Args:
        directory: Where they are kept; made with mode 0700.
    """
    make_private(directory)
    vault = Vault(directory, _ensure_secrets(directory / "secrets.json"))
    write_private(vault.identities, as_json(identities(vault.secrets)))
    private = {service: vault.service_key(service) for service in SERVICES}
    ensure_service_keys(SERVICES, private, vault.service_keys)
    return vault


def identities(words: Secrets) -> list[Identity]:
    """Give each service only what it does in the store; the administrator creates the buckets, no more."""
    upload = actions(IMAGES, "Read", "Write", "List")
    catalog = actions(IMAGES, "Read", "List") + actions(DATASETS, "Read", "Write", "List")
    trainer = actions(RUNS, "Read", "Write", "List") + actions(MODELS, "Read", "Write", "List")
    serving = actions(MODELS, "Read", "List")
    return [
        administrator(words.s3_admin_access, words.s3_admin_secret),
        Identity("upload", words.s3_upload_access, words.s3_upload_secret, upload),
        Identity("catalog", words.s3_catalog_access, words.s3_catalog_secret, catalog),
        Identity("gan-trainer", words.s3_trainer_access, words.s3_trainer_secret, trainer),
        Identity("serving", words.s3_serving_access, words.s3_serving_secret, serving),
    ]


def _ensure_secrets(path: Path) -> Secrets:
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    words = Secrets(
        **{field.name: kept.get(field.name) or secrets.token_urlsafe(36) for field in fields(Secrets)}
    )
    if asdict(words) != kept:
        write_private(path, json.dumps(asdict(words), indent=2))
    return words
