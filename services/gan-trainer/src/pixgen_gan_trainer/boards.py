"""TensorBoard's logs of a run, kept with its other pieces: they go wherever the run goes on."""

from typing import Any
from uuid import uuid4

import tensorflow as tf

from pixgen_gan_trainer.store import RunStore

BOARDS = "tensorboard/"
# A piece is written anew at each checkpoint; one that holds so much is followed by the next.
_PIECE_BYTES = 4 << 20


class Boards:
    """Logs as far as the checkpoints go: what a killed run logged since its last one, it logs again.

    Pieces are named by the step that they begin at, since TensorBoard reads a folder's files by name.

    Args:
        store: of the run.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._open(0)

    def begin(self, step: int) -> None:
        """Goes on from a step, and drops what was logged after it. Args: the next step to take."""
        for name in self._store.names(BOARDS):
            if name >= _named(step):
                self._store.delete(name)
        self._close()
        self._open(step)

    def numbers(self, step: int, kind: str, fields: dict[str, Any]) -> None:
        """Logs the numbers of an event. Args: steps taken, the event's kind and fields."""
        with self._writer.as_default(step=step):
            for name, value in fields.items():
                if isinstance(value, int | float) and name != "step":
                    tf.summary.scalar(f"{kind}/{name}", value)

    def picture(self, step: int, sheet: Any) -> None:
        """Logs a sheet. Args: steps taken, uint8 [H, W, 3], sRGB."""
        with self._writer.as_default(step=step):
            tf.summary.image("samples", sheet[None])

    def keep(self, step: int) -> None:
        """Makes what was logged so far part of the run. Args: the next step to take."""
        self._writer.flush()
        (name,) = tf.io.gfile.listdir(self._folder)
        with tf.io.gfile.GFile(f"{self._folder}/{name}", "rb") as file:
            data = file.read()
        self._store.write(self._name, data)
        if len(data) >= _PIECE_BYTES:
            self._close()
            self._open(step)

    def _open(self, step: int) -> None:
        self._name = _named(step)
        # TensorFlow's writer wants a file system; memory is one, and no killed process leaves anything there.
        self._folder = f"ram://boards-{uuid4()}"
        self._writer = tf.summary.create_file_writer(self._folder)

    def _close(self) -> None:
        self._writer.close()
        tf.io.gfile.rmtree(self._folder)


def _named(step: int) -> str:
    return f"{BOARDS}events.out.tfevents.{step:09d}"
