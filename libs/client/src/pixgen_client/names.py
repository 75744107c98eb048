"""Names and ids that people type, checked before they become part of an address."""

import re

from pixgen_client.errors import Misused

_MODEL = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_VERSION = re.compile(r"[1-9][0-9]{0,17}")


def is_id(prefix: str, value: str) -> bool:
    """Whether this is an id of a kind. Args: its prefix; what was typed. Returns: whether."""
    return re.fullmatch(rf"{prefix}_[a-z2-7]{{16}}", value) is not None


def is_model(value: str) -> bool:
    """Whether this can be a model's name. Args: what was typed. Returns: whether."""
    return _MODEL.fullmatch(value) is not None


def version_address(model: str, version: str) -> str:
    """Where a version of a model is.

    Args:
        model: its name.
        version: its number.

    Returns:
        The path.

    Raises:
        Misused: it can be none.
    """
    if not (is_model(model) and _VERSION.fullmatch(version)):
        raise Misused(
            f"{model!r} {version!r} is no version of a model.", todo="`pixgen models list` shows them."
        )
    return f"/v1/models/{model}/versions/{version}"
