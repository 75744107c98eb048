"""What looks at pictures for the measures: VGG16 when its weights are installed, else the discriminator."""

from functools import cache
from pathlib import Path
from typing import Any, Protocol

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from pixgen_gan_trainer import vgg
from pixgen_gan_trainer.measures import OWN_EYES
from pixgen_gan_trainer.ranges import to_numbers

_BATCH = 64


class Eyes(Protocol):
    """Turns pictures into features."""

    name: str

    def features(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Args: uint8 [N, H, W, 3], sRGB. Returns: float32 [N, d]."""

    def look(self, rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
        """Args: uint8 [N, H, W, 3], sRGB. Returns: features; mean distance of neighbours in the list."""


def best(discriminator: Any) -> Eyes:
    """The best eyes that are installed.

    Args:
        discriminator: of the run, which serves when VGG16's weights are missing.

    Returns:
        Eyes whose name says which they are; figures of different eyes are not to be compared.
    """
    path = vgg.weights_path()
    return installed(path) if path else DiscriminatorEyes(discriminator)


@cache
def installed(path: Path) -> vgg.Vgg:
    """VGG16: sixty megabytes, read and checked once a process. Args: the weights. Returns: the eyes."""
    return vgg.Vgg(path)


class DiscriminatorEyes:
    """The discriminator's last maps, averaged over 2 x 2 fields; only good within one run.

    Args:
        discriminator: as built by ``networks``.
    """

    name = OWN_EYES

    def __init__(self, discriminator: Any) -> None:
        flat = next(layer for layer in discriminator.layers if isinstance(layer, keras.layers.Flatten))
        self._maps = keras.Model([discriminator.inputs[0]], flat.input)

    def features(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Args: uint8 [N, H, W, 3], sRGB. Returns: float32 [N, d]."""
        return np.concatenate(
            [self._see(rgb[start : start + _BATCH]) for start in range(0, len(rgb), _BATCH)]
        )

    def look(self, rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
        """Args: uint8 [N, H, W, 3], sRGB. Returns: features; mean distance of neighbours in the list."""
        features, even = self.features(rgb), len(rgb) // 2 * 2
        return features, float(np.linalg.norm(features[0:even:2] - features[1:even:2], axis=1).mean())

    def _see(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        maps = tf.cast(self._maps([to_numbers(rgb)], training=False), tf.float32)
        pooled = tf.nn.avg_pool2d(maps, 2, 2, "SAME")
        return np.asarray(tf.reshape(pooled, (len(rgb), -1)), dtype=np.float32)
