"""Writes .env.example from the settings classes: ``python -m pixgen_common.env_example [--check]``."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings

SETTINGS = {
    "upload": "pixgen_upload.settings:Settings",
    "augment": "pixgen_augment.settings:Settings",
    "gan-trainer": "pixgen_gan_trainer.settings:Settings",
    "catalog": "pixgen_catalog.settings:Settings",
    "model-sync": "pixgen_model_sync.settings:Settings",
    "catalog migrate": "pixgen_catalog.migration_settings:MigrationSettings",
    "synthesis": "pixgen_synthesis.settings:Settings",
    "synthesis migrate": "pixgen_synthesis.settings:MigrationSettings",
}
# What runs once, before the services.
JOBS = {
    "prepare database": "pixgen_prepare.settings:DatabaseSettings",
    "prepare store": "pixgen_prepare.settings:StoreSettings",
}
# The edge reads its few settings without Pydantic: it must answer before anything heavy is up.
PLAIN = {"every service": "pixgen_common.settings:VARIABLES", "edge": "pixgen_web.settings:VARIABLES"}
_HEAD = "# Every setting of every service, with its default. Generated: `make env-example`; do not edit.\n"


def render() -> str:
    """The text of .env.example: each variable once, with the services that read it.

    Returns:
        The whole file.
    """
    readers: dict[str, list[str]] = {}
    lines: dict[str, str] = {}
    for service, variable, text in (*_from_classes(), *_from_tables()):
        readers.setdefault(variable, []).append(service)
        lines.setdefault(variable, text)
    parts = [f"# [{', '.join(readers[variable])}] {text}" for variable, text in lines.items()]
    return _HEAD + "\n" + "\n".join(parts)


def _from_classes() -> Iterator[tuple[str, str, str]]:
    for service, place in (SETTINGS | JOBS).items():
        settings: type[BaseSettings] = _load(place)
        prefix = settings.model_config.get("env_prefix", "")
        for field, info in settings.model_fields.items():
            variable = f"{prefix}{field}".upper()
            yield (
                service,
                variable,
                _lines(variable, info.description or "", info.is_required(), info.default),
            )


def _from_tables() -> Iterator[tuple[str, str, str]]:
    for service, place in PLAIN.items():
        for variable, default, description in _load(place):
            yield service, variable, _lines(variable, description, False, default)


def _load(place: str) -> Any:
    module, name = place.split(":")
    return getattr(importlib.import_module(module), name)


def _lines(variable: str, description: str, required: bool, default: object) -> str:
    if required:
        return f"{description} Required.\n{variable}=\n"
    if isinstance(default, SecretStr):
        default = ""
    shown = "" if default is None else int(default) if isinstance(default, bool) else default
    return f"{description}\n# {variable}={shown}\n"


def main(arguments: list[str]) -> int:
    """Writes the file, or checks that it is fresh. Args: the command line. Returns: the exit code."""
    target = Path(".env.example")
    fresh = render()
    if "--check" not in arguments:
        target.write_text(fresh, encoding="utf-8")
        return 0
    if not target.exists() or target.read_text(encoding="utf-8") != fresh:
        sys.stderr.write(".env.example is not in step with the settings: run `make env-example`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
