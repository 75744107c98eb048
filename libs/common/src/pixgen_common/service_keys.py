"""Making what services identify themselves with: a private key each, and the public ones of all."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Writes a file durably, all of it or nothing.

    Args:
        path: the file.
        text: its content.
        mode: who may read it; its owner alone unless the folder keeps others out.
    """
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)


def ensure_service_keys(
    services: Iterable[str], private: dict[str, Path], public: Path, mode: int = 0o600
) -> None:
    """Makes an Ed25519 key for each service that has none yet, and writes the public ones of all.

    Args:
        services: their names.
        private: file of each service's private JWK.
        public: file of the JWKS with the public ones.
        mode: who may read the files.
    """
    keys = [_ensure_key(private[service], service, mode) for service in services]
    write_private(public, json.dumps({"keys": keys}), mode)


def _ensure_key(path: Path, service: str, mode: int) -> dict[str, Any]:
    """Makes a service's key unless it is there. Returns: its public half."""
    if not path.exists():
        made = OKPKey.generate_key("Ed25519", {"kid": service, "use": "sig", "alg": "EdDSA"}, private=True)
        write_private(path, json.dumps(made.as_dict(private=True)), mode)
    key = OKPKey.import_key(json.loads(path.read_text()))
    return dict(key.as_dict(private=False))
