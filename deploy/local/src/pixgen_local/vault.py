"""Secrets of one stack: random, made at the first start, readable by their owner alone."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey

from pixgen_local.identities import Identity, actions, administrator, as_json
from pixgen_local.places import make_private

SERVICES = ("upload", "catalog", "synthesis", "augment")
IMAGES, DATASETS = "pixgen-images", "pixgen-datasets"


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
    public = [_ensure_key(vault.service_key(service), service) for service in SERVICES]
    write_private(vault.service_keys, json.dumps({"keys": public}))
    return vault


def identities(words: Secrets) -> list[Identity]:
    """Give each service only what it does in the store; the administrator creates the buckets, no more."""
    upload = actions(IMAGES, "Read", "Write", "List")
    catalog = actions(IMAGES, "Read", "List") + actions(DATASETS, "Read", "Write", "List")
    return [
        administrator(words.s3_admin_access, words.s3_admin_secret),
        Identity("upload", words.s3_upload_access, words.s3_upload_secret, upload),
        Identity("catalog", words.s3_catalog_access, words.s3_catalog_secret, catalog),
    ]


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, all of it or nothing."""
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)


def _ensure_secrets(path: Path) -> Secrets:
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    words = Secrets(
        **{field.name: kept.get(field.name) or secrets.token_urlsafe(36) for field in fields(Secrets)}
    )
    if asdict(words) != kept:
        write_private(path, json.dumps(asdict(words), indent=2))
    return words


def _ensure_key(path: Path, service: str) -> dict[str, Any]:
    """Make a service's Ed25519 key unless it is there, and give its public half."""
    if not path.exists():
        made = OKPKey.generate_key("Ed25519", {"kid": service, "use": "sig", "alg": "EdDSA"}, private=True)
        write_private(path, json.dumps(made.as_dict(private=True)))
    key = OKPKey.import_key(json.loads(path.read_text()))
    return dict(key.as_dict(private=False))
