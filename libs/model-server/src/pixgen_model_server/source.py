"""Which versions should be served: what lies in the base paths (file_system_storage_path_source.cc)."""

import re
from pathlib import Path
from typing import Any

from pixgen_common.logging import logger

from pixgen_model_server.status import invalid

_INTEGER = re.compile(r"\s*[+-]?\d+\s*")
_LARGEST = (1 << 63) - 1

Versions = dict[int, Path]


def aspired(models: list[Any]) -> dict[str, Versions]:
    """The versions of each model that its policy wants.

    Args:
        models: ModelConfig messages.

    Returns:
        Version numbers and directories, by model.

    Raises:
        ServingError: a base path cannot be read; then nothing at all is to be changed.
    """
    return {model.name: _versions(model) for model in models}


def _versions(model: Any) -> Versions:
    base = Path(model.base_path)
    try:
        names = sorted(entry.name for entry in base.iterdir())
    except OSError as error:
        raise invalid(
            f"Could not find base path {base} for servable {model.name} with error {error.strerror}"
        ) from error
    found = {int(name): base / name for name in names if _is_version(name)}
    policy = model.model_version_policy
    match policy.WhichOneof("policy_choice"):
        case "all":
            chosen = found
        case "specific":
            chosen = {number: found[number] for number in policy.specific.versions if number in found}
        case _:
            newest = sorted(found, reverse=True)[: max(policy.latest.num_versions, 1)]
            chosen = {number: found[number] for number in newest}
    if not chosen:
        logger().warning("source.no_versions", model=model.name)
    return chosen


def _is_version(name: str) -> bool:
    return name.isascii() and bool(_INTEGER.fullmatch(name)) and abs(int(name)) <= _LARGEST
