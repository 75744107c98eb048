"""From the cache to batches, in an order that is a function of the seed and the step."""

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from pixgen_gan_trainer.dataset import Cache
from pixgen_gan_trainer.ranges import to_codes, to_numbers

_BUFFER = 8192


def endless(cache: Cache, place: Path, *, batch_size: int, seed: int, step: int) -> Any:
    """Training pictures for ever, starting where a given step starts.

    Args:
        cache: what is there.
        place: its directory.
        batch_size: pictures a batch.
        seed: of the order; each epoch has its own.
        step: the first step that the batches are for.

    Returns:
        A tf.data.Dataset of pictures float32 [B, H, W, 3] in [-1, 1], sRGB, and tone classes int32 [B].
    """
    paths = _paths(cache, place, "train")
    first = step * batch_size

    def epoch(number: tf.Tensor) -> Any:
        records = tf.data.TFRecordDataset(paths)
        return records.shuffle(min(cache.train, _BUFFER), seed=seed * 1_000_003 + number)

    epochs = tf.data.Dataset.range(first // cache.train, np.iinfo(np.int64).max).flat_map(epoch)
    records = epochs.skip(first % cache.train)
    batches = records.batch(batch_size, drop_remainder=True).map(
        lambda batch: _parsed(batch, cache.image_size), num_parallel_calls=1, deterministic=True
    )
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return batches.prefetch(4).with_options(options)


def all_of(
    cache: Cache, place: Path, part: str, most: int = 4096
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Pictures of one part, as they are.

    Args:
        cache: what is there.
        place: its directory.
        part: ``train`` or ``held-out``.
        most: how many at most.

    Returns:
        uint8 [N, H, W, 3], sRGB, and tone classes int32 [N].
    """
    records = tf.data.TFRecordDataset(_paths(cache, place, part)).take(most).batch(most)
    pictures, classes = next(iter(records.map(lambda batch: _parsed(batch, cache.image_size))))
    rgb = to_codes(pictures)
    return rgb, np.asarray(classes, dtype=np.int32)


def _paths(cache: Cache, place: Path, part: str) -> list[str]:
    return [str(place / name) for name in sorted(cache.shards) if name.startswith(part)]


def _parsed(batch: tf.Tensor, image_size: int) -> tuple[tf.Tensor, tf.Tensor]:
    read = tf.io.parse_example(
        batch,
        {"rgb": tf.io.FixedLenFeature([], tf.string), "tone_class": tf.io.FixedLenFeature([], tf.int64)},
    )
    pixels = tf.reshape(tf.io.decode_raw(read["rgb"], tf.uint8), (-1, image_size, image_size, 3))
    return to_numbers(pixels), tf.cast(read["tone_class"], tf.int32)
