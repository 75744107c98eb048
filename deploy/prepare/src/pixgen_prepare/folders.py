"""The folders of secrets: one for each container, which holds what that container needs and nothing else.

``words.json`` keeps every random word; the folders are written from it, again at each run. To change a word,
remove it there and run this again.
"""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from pixgen_common.service_keys import ensure_service_keys, write_private

from pixgen_prepare.policies import STORE_USERS

WORDS = "words.json"
# Services with a key of their own; augment only checks others' tokens.
SIGNING = ("upload", "catalog", "synthesis", "gan-trainer")
CHECKING = (*SIGNING, "augment")
ROLES = {"owner": "pixgen_owner", "app": "pixgen_app", "synthesis": "pixgen_synthesis"}
# The top folder keeps others out; in a container another account than the one that made them reads them.
_READABLE = 0o444


def make(folder: Path, database: str) -> None:
    """Makes what is missing and writes all folders.

    Args:
        folder: the top folder; made with mode 0700.
        database: ``host:port/name`` of PostgreSQL as the containers reach it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    words = _Words(folder / WORDS)
    for place, files in _layout(words, database).items():
        for name, text in files.items():
            _write(folder / place / name, text)
    words.save()
    private = {service: folder / service / "service-key.json" for service in SIGNING}
    for service in CHECKING:
        (folder / service).mkdir(exist_ok=True)
        ensure_service_keys(SIGNING, private, folder / service / "service-keys.json", _READABLE)


class _Words:
    """Random words by name, made when they are first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def __call__(self, name: str) -> str:
        return self._kept.setdefault(name, secrets.token_urlsafe(36))

    def short(self, name: str) -> str:
        """An access key: MinIO takes at most 20 characters of these."""
        return self._kept.setdefault(name, secrets.token_hex(10))

    def save(self) -> None:
        """Keeps them."""
        write_private(self._path, json.dumps(self._kept, indent=2, sort_keys=True))


def _layout(words: _Words, database: str) -> Mapping[str, Mapping[str, str]]:
    def url(role: str) -> str:
        password = quote(words(f"database.{role}"), safe="")
        return f"postgresql+psycopg2://{ROLES[role]}:{password}@{database}"

    def store(user: str) -> dict[str, str]:
        return {
            "pixgen_s3_access_key": words.short(f"store.{user}.access"),
            "pixgen_s3_secret_key": words(f"store.{user}.secret"),
        }

    owner = url("owner")
    return {
        "postgres": {"password": words("database.superuser")},
        "minio": {"root_user": words.short("store.root.access"), "root_password": words("store.root.secret")},
        "prepare": {
            "pixgen_prepare_superuser_password": words("database.superuser"),
            **{f"pixgen_prepare_{role}_password": words(f"database.{role}") for role in ROLES},
            **store("root"),
            "pixgen_prepare_store_users": json.dumps(
                {user: list(store(user).values()) for user in STORE_USERS}
            ),
        },
        "migrate": {"pixgen_catalog_migration_url": owner, "pixgen_synthesis_migration_url": owner},
        "catalog": {
            "pixgen_catalog_database_url": url("app"),
            "pixgen_catalog_key_secret": words("catalog.key_secret"),
            "pixgen_identity_key": words("identity_key"),
            **store("catalog"),
        },
        "upload": {"pixgen_identity_key": words("identity_key"), **store("upload")},
        "synthesis": {
            "pixgen_synthesis_database_url": url("synthesis"),
            "pixgen_synthesis_key_secret": words("synthesis.key_secret"),
        },
        "gan-trainer": store("gan-trainer"),
        "model-sync": store("model-sync"),
        "grafana": {"admin_password": words("grafana.admin")},
        "backup": {"password": words("database.owner"), **store("backup")},
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_text() != text:
        write_private(path, text, _READABLE)
