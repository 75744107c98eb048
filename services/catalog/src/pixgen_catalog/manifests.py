"""manifest.jsonl: one line a picture, written once, the same bytes for the same pictures."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, cast

from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_common.records import object_key

COLUMNS = (
    "image_id",
    "sha256",
    "format",
    "size_bytes",
    "image_manipulation",
    "image_type",
    "tone_group",
    "ita_deg",
    "diagnosis",
    "consent_scopes",
    "copyright_license",
    "attribution",
)
_IN_MEMORY = 8 << 20


@dataclass(frozen=True)
class Item:
    """One picture of a snapshot.

    Args:
        split: its split.
        row: its `COLUMNS`.
    """

    split: str
    row: dict[str, Any]


def key(snapshot_id: str) -> str:
    """Where a snapshot's manifest lies. Args: its id. Returns: the object's key."""
    return f"snapshots/{snapshot_id}/manifest.jsonl"


def write(store: ObjectStore, bucket: str, snapshot_id: str, items: Sequence[Item]) -> str:
    """Writes a manifest.

    Args:
        store: the object store.
        bucket: bucket of data sets.
        snapshot_id: whose.
        items: the pictures, in order.

    Returns:
        sha256 of the manifest.

    Raises:
        PixGenError: INTERNAL when one is there already: ids are random, so this cannot be ours.
    """
    digest = sha256()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        size = 0
        for item in items:
            line = _line(item)
            digest.update(line)
            size += file.write(line)
        file.seek(0)
        fresh = store.put(
            bucket,
            key(snapshot_id),
            cast("BinaryIO", file),
            length=size,
            content_type="application/x-ndjson",
        )
    # False may also be the work of our own try whose answer was lost: then the bytes are the same.
    if not fresh and sha256(store.get(bucket, key(snapshot_id))).digest() != digest.digest():
        raise PixGenError(Code.INTERNAL, "Another manifest is there already.", reason="manifest.taken")
    return digest.hexdigest()


def _line(item: Item) -> bytes:
    shown = {"split": item.split, **item.row, "key": object_key(item.row["image_id"], item.row["format"])}
    # Raters are people: what they said goes on, who they are does not.
    shown["diagnosis"] = [
        {name: value for name, value in entry.items() if name != "rater"} for entry in item.row["diagnosis"]
    ]
    return (json.dumps(shown, sort_keys=True, ensure_ascii=False) + "\n").encode()
