"""Writes .env.example from the settings classes: ``python -m pixgen_common.env_example [--check]``."""

import importlib
import sys
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings

SETTINGS = {
    "upload": "pixgen_upload.settings:Settings",
    "catalog": "pixgen_catalog.settings:Settings",
    "edge": "pixgen_web.settings:Settings",
}
_HEAD = "# Every setting of every service, with its default. Generated: `make env-example`; do not edit.\n"


def render() -> str:
    """The text of .env.example: each variable once, with the services that read it.

    Returns:
        The whole file.
    """
    readers: dict[str, list[str]] = {}
    lines: dict[str, str] = {}
    for service, place in SETTINGS.items():
        module, name = place.split(":")
        settings: type[BaseSettings] = getattr(importlib.import_module(module), name)
        prefix = settings.model_config.get("env_prefix", "")
        for field, info in settings.model_fields.items():
            variable = f"{prefix}{field}".upper()
            readers.setdefault(variable, []).append(service)
            lines[variable] = _lines(variable, info.description or "", info.is_required(), info.default)
    parts = [f"# [{', '.join(readers[variable])}] {lines[variable]}" for variable in lines]
    return _HEAD + "\n" + "\n".join(parts)


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
