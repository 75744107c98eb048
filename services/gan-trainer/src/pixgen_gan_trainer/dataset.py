"""The pictures that a run learns from, as sharded TFRecords of one size."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf
from pixgen_common.errors import Code, PixGenError

from pixgen_gan_trainer import scratch
from pixgen_gan_trainer.pictures import LEAST, UNKNOWN_TONE, Picture, Source, digest_of, is_held_out

_INDEX = "index.json"
_SHARD_PICTURES = 512


@dataclass(frozen=True)
class Cache:
    """Pictures of one size on this machine's disk; derived, hence never backed up.

    Args:
        image_size: edge, pixels.
        train: how many pictures are learned from.
        held_out: how many are only measured against.
        skipped: reasons why pictures were left out, and how many times.
        tone_counts: training pictures per tone class; the last class is unmeasured tone.
        digest: sha256 over all that went in.
        shards: sha256 of each file, by name.
    """

    image_size: int
    train: int
    held_out: int
    skipped: dict[str, int]
    tone_counts: list[int]
    digest: str
    shards: dict[str, str]


def build(source: Source, folder: Path, image_size: int) -> Cache:
    """Writes the cache unless it is there, whole and of the same pictures.

    Args:
        source: where the pictures come from.
        folder: where the cache is kept.
        image_size: edge, pixels.

    Returns:
        What is in the cache.

    Raises:
        PixGenError: INVALID ``training.too_few_pictures``; UNAVAILABLE ``run.disk_full``; the source's own.
    """
    digest = digest_of(source, image_size)
    place = folder / digest[:16]
    kept = read(place)
    if kept is not None and kept.digest == digest:
        return kept
    with scratch.writing():
        place.mkdir(parents=True, exist_ok=True)
        writer = _Writer(place, image_size)
        for picture in source.pictures(image_size):
            writer.add(picture)
        return writer.close(digest, source.skipped())


def place_of(cache: Cache, folder: Path) -> Path:
    """Where a cache lies. Args: the cache, what `build` was given. Returns: its directory."""
    return folder / cache.digest[:16]


def read(place: Path) -> Cache | None:
    """A cache whose files are all as they were written. Args: its directory. Returns: None when not."""
    try:
        cache = Cache(**json.loads((place / _INDEX).read_text()))
        is_whole = all(_sha256(place / name) == sha256 for name, sha256 in cache.shards.items())
    except (OSError, ValueError, TypeError):
        return None
    return cache if is_whole else None


class _Writer:
    def __init__(self, place: Path, image_size: int) -> None:
        self._place, self._size = place, image_size
        self._waiting: dict[str, list[bytes]] = {"train": [], "held-out": []}
        self._counts = {"train": 0, "held-out": 0}
        self._shards: dict[str, str] = {}
        self._tones = [0] * (UNKNOWN_TONE + 1)

    def add(self, picture: Picture) -> None:
        is_apart = is_held_out(picture.content) if picture.held_out is None else picture.held_out
        part = "held-out" if is_apart else "train"
        self._counts[part] += 1
        if part == "train":
            self._tones[picture.tone_class] += 1
        self._waiting[part].append(_record(picture))
        if len(self._waiting[part]) == _SHARD_PICTURES:
            self._flush(part)

    def close(self, digest: str, skipped: dict[str, int]) -> Cache:
        if sum(self._counts.values()) < LEAST or min(self._counts.values()) < 2:
            left_out = sum(skipped.values())
            raise PixGenError(
                Code.INVALID,
                f"There are {sum(self._counts.values())} usable pictures ({left_out} left out); training "
                f"needs at least {LEAST}, of which a fifth is kept apart for measuring.",
                reason="training.too_few_pictures",
            )
        for part in self._waiting:
            self._flush(part)
        counts = self._counts
        cache = Cache(
            self._size, counts["train"], counts["held-out"], skipped, self._tones, digest, self._shards
        )
        (self._place / _INDEX).write_text(json.dumps(asdict(cache), indent=1))
        return cache

    def _flush(self, part: str) -> None:
        records, self._waiting[part] = self._waiting[part], []
        if not records:
            return
        name = f"{part}-{len(self._shards):05d}.tfrecord"
        with tf.io.TFRecordWriter(str(self._place / name)) as out:
            for record in records:
                out.write(record)
        self._shards[name] = _sha256(self._place / name)


def _record(picture: Picture) -> bytes:
    def raw(value: bytes) -> Any:
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))

    tone = tf.train.Feature(int64_list=tf.train.Int64List(value=[picture.tone_class]))
    features = {"rgb": raw(picture.rgb.tobytes()), "tone_class": tone}
    return bytes(tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
