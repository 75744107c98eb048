"""Files that a run writes to this machine's disk: its pictures, and its export before that is kept."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tensorflow as tf
from pixgen_common.disk import is_full

from pixgen_gan_trainer.store import disk_full

# What TensorFlow makes of ENOSPC and EDQUOT, and of EFBIG.
_FULL = (tf.errors.ResourceExhaustedError, tf.errors.OutOfRangeError)


@contextmanager
def writing() -> Iterator[None]:
    """While inside, files are written to the scratch disk and nothing else is done that may lack room.

    Raises:
        PixGenError: UNAVAILABLE ``run.disk_full``.
    """
    try:
        yield
    except (OSError, *_FULL) as error:
        if isinstance(error, OSError) and not is_full(error):
            raise
        words = (
            "The scratch disk is full (PIXGEN_TRAINER_SCRATCH of the service, the run's folder of the "
            "command). Make room there, then train again."
        )
        raise disk_full(words) from error


@contextmanager
def folder(place: Path) -> Iterator[Path]:
    """A folder on the scratch disk, removed at the end. Args: a place on it. Yields: the folder."""
    with writing(), tempfile.TemporaryDirectory(dir=place) as made:
        yield Path(made)
