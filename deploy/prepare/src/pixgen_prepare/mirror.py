"""Copies buckets to a folder and back. A copy is made of new objects only: objects are written once.

In the folder: ``<bucket>/index.jsonl`` (key, size, SHA-256, content type) and ``<bucket>/objects/<sha256>``,
so that keys need no translation into file names and equal bytes lie there once.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from minio import Minio
from pixgen_common.service_keys import write_private

from pixgen_prepare.policies import BUCKETS

_CHUNK = 1 << 20
_SMALLEST_PART = 5 << 20


@dataclass(frozen=True)
class Copied:
    """An object in the folder.

    Args:
        key: its key in the bucket.
        etag: what the store called these bytes; tells whether they changed.
        size: bytes.
        sha256: of its bytes, and its file's name.
        content_type: media type it is served with.
    """

    key: str
    etag: str
    size: int
    sha256: str
    content_type: str


def save(store: Minio, folder: Path, buckets: Iterable[str] = BUCKETS) -> int:
    """Copies what is new or changed, and drops from the index what is gone.

    Args:
        store: the object store.
        folder: where the copy is; one made earlier is continued.
        buckets: which ones.

    Returns:
        Objects copied now.
    """
    return sum(_save_bucket(store, bucket, folder / bucket) for bucket in buckets)


def restore(store: Minio, folder: Path, buckets: Iterable[str] = BUCKETS) -> int:
    """Puts back every object that the store does not have with these bytes.

    Args:
        store: the object store.
        folder: a copy.
        buckets: which ones; they must be there.

    Returns:
        Objects put back.

    Raises:
        ValueError: a file is not what the index says; nothing of it was put.
    """
    return sum(_restore_bucket(store, bucket, folder / bucket) for bucket in buckets)


def _save_bucket(store: Minio, bucket: str, folder: Path) -> int:
    (folder / "objects").mkdir(parents=True, exist_ok=True)
    known = {entry.key: entry for entry in _index(folder)}
    entries, copied = [], 0
    for found in store.list_objects(bucket, recursive=True):
        key, etag = str(found.object_name), str(found.etag).strip('"')
        entry = known.get(key)
        if entry is None or entry.etag != etag or not (folder / "objects" / entry.sha256).exists():
            entry = _fetch(store, bucket, key, etag, folder)
            copied += 1
        entries.append(entry)
    text = "".join(json.dumps(asdict(entry)) + "\n" for entry in entries)
    write_private(folder / "index.jsonl", text)
    return copied


def _fetch(store: Minio, bucket: str, key: str, etag: str, folder: Path) -> Copied:
    part, digest, size = folder / "objects" / ".part", hashlib.sha256(), 0
    answer = store.get_object(bucket, key)
    try:
        with part.open("wb") as file:
            for piece in answer.stream(_CHUNK):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
    finally:
        answer.close()
        answer.release_conn()
    sha256 = digest.hexdigest()
    part.rename(folder / "objects" / sha256)
    return Copied(key, etag, size, sha256, answer.headers.get("Content-Type", "application/octet-stream"))


def _restore_bucket(store: Minio, bucket: str, folder: Path) -> int:
    there = {
        str(found.object_name): str(found.etag).strip('"')
        for found in store.list_objects(bucket, recursive=True)
    }
    restored = 0
    for entry in _index(folder):
        if there.get(entry.key) == entry.etag:
            continue
        path = folder / "objects" / entry.sha256
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
                message = f"{bucket}: the copy of one object is damaged ({entry.sha256})"
                raise ValueError(message)
            file.seek(0)
            # In one piece, as services put them: in several, equal bytes would get another etag.
            store.put_object(
                bucket,
                entry.key,
                file,
                entry.size,
                entry.content_type,
                part_size=max(entry.size, _SMALLEST_PART),
            )
        restored += 1
    return restored


def _index(folder: Path) -> Iterator[Copied]:
    index = folder / "index.jsonl"
    if index.exists():
        with index.open(encoding="utf-8") as lines:
            yield from (Copied(**json.loads(line)) for line in lines)
