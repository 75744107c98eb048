"""From flat columns to the JSON that goes with a picture."""

import itertools
from collections.abc import Mapping
from typing import Any

from pixgen_client.cells import CellError

REQUIRED = {
    "image_type": "--image-type",
    "copyright_license": "--license",
    "consent_scopes": "--consent",
}
_NESTED = ("diagnosis", "fitzpatrick", "generator", "consent_scopes", "patient")


def assemble(values: Mapping[str, Any]) -> dict[str, Any]:
    """Builds the metadata of one picture.

    Args:
        values: column name to what its cell says; columns that say nothing are left out.

    Returns:
        The object for ``POST /v1/uploads``.

    Raises:
        CellError: columns that belong together do not fit each other.
    """
    flat = {name: value for name, value in values.items() if not name.startswith(_NESTED)}
    consent = {"scopes": values.get("consent_scopes", [])}
    if "patient" in values:
        consent["patient"] = values["patient"]
    nested = {
        "consent": consent,
        "diagnosis": _listed(
            values,
            condition_id="diagnosis",
            confidence="diagnosis_confidence",
            confirm_type="diagnosis_confirm_type",
        ),
        "fitzpatrick_skin_type": _listed(values, value="fitzpatrick", source="fitzpatrick_source"),
        "generator": {
            part: values[f"generator_{part}"]
            for part in ("kind", "model", "version", "method", "seed")
            if f"generator_{part}" in values
        },
    }
    return {**flat, **{name: value for name, value in nested.items() if value}}


def missing(values: Mapping[str, Any]) -> list[str]:
    """Required columns that say nothing. Args: as assemble. Returns: their names."""
    return [name for name in REQUIRED if not values.get(name)]


def _listed(values: Mapping[str, Any], **columns: str) -> list[dict[str, Any]]:
    """Zips columns whose cells hold lists: the first one leads, the others follow it entry by entry."""
    (_, leader), *followers = columns.items()
    count = len(values.get(leader, ()))
    for _, column in followers:
        if len(values.get(column, ())) > count:
            message = f"{column} says more than {leader} does"
            raise CellError(message)
    entries = itertools.zip_longest(*(values.get(column, ()) for column in columns.values()))
    return [
        {part: value for part, value in zip(columns, entry, strict=True) if value is not None}
        for entry in entries
    ]
