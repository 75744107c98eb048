"""The metadata.csv beside downloaded pictures: whose they are, their licences, and how they were made."""

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from pixgen_client.downloading import file_name

FILE = "metadata.csv"
COLUMNS = (
    "file",
    "image_id",
    "attribution",
    "copyright_license",
    "image_manipulation",
    "digital_source_type",
    "generator_kind",
    "image_type",
    "diagnosis",
    "tone_group",
    "ita_deg",
    "ita_quality",
    "fitzpatrick_skin_type",
    "monk_skin_tone",
    "anatom_site_general",
    "age_approx",
    "sex",
    "patient_id",
    "lesion_id",
    "country",
    "pixels_x",
    "pixels_y",
    "sha256",
    "source_url",
)
# A spreadsheet would run such text as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Listing:
    """One row per picture in a folder; rows of earlier downloads are kept. It appears whole, by a rename.

    Args:
        folder: where the pictures are.
        server: where they come from.
    """

    def __init__(self, folder: Path, server: str) -> None:
        self._file = folder / FILE
        self._part = folder / f".{FILE}.{os.getpid()}"
        self._server = server
        self._listed: set[str] = set()

    def __enter__(self) -> Self:
        self._out = self._part.open("w", encoding="utf-8", newline="")
        self._writer = csv.DictWriter(
            self._out, COLUMNS, extrasaction="ignore", restval="", lineterminator="\n"
        )
        self._writer.writeheader()
        return self

    def __exit__(self, *_: object) -> None:
        # Also after a failure or an interruption: no picture must lie there without its licence.
        with self._out:
            self._writer.writerows(self._earlier())
        if self._listed:
            self._part.replace(self._file)
        else:
            self._part.unlink()

    def add(self, image: Mapping[str, Any]) -> None:
        """Adds a picture. Args: its record."""
        row = {name: _text(image.get(name)) for name in COLUMNS}
        row["file"] = file_name(image)
        row["generator_kind"] = _text((image.get("generator") or {}).get("kind"))
        row["source_url"] = f"{self._server}/v1/images/{image['image_id']}"
        self._writer.writerow(row)
        self._listed.add(row["image_id"])

    def _earlier(self) -> Iterator[dict[str, str]]:
        if not self._file.exists():
            return
        with self._file.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("image_id") not in self._listed:
                    yield row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_entry(entry) for entry in value)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _entry(entry: Any) -> str:
    """A diagnosis, a skin type: what it says, without who said it."""
    if isinstance(entry, dict):
        return str(entry.get("condition_id") or entry.get("value") or "")
    return str(entry)
