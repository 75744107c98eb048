"""The network that repaints, computed on blocks of 4x4 pixels: the same numbers, in less processor time.

At full size the network has 8 or 16 channels, with which a processor's matrix unit has little to do; in
blocks it has 128. Each picture goes through alone, so that its numbers do not depend on its neighbours in a
batch.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from pixgen_augment.blocks import bordered, rearranged

EDGE = 4
_EPSILON = 1e-5
Array = NDArray[np.float32]

_FORMS: Mapping[str, Mapping[str, Any]] = {
    "contract/conv1": {"pixels": 4, "made": 4},
    "contract/conv2": {"pixels": 4, "made": 2, "stride": 2},
    "contract/conv3": {"pixels": 2, "made": 1, "stride": 2},
    **{f"residual{n}/conv{c}": {"pixels": 1, "made": 1} for n in range(1, 6) for c in (1, 2)},
    "expand/conv1": {"pixels": 1, "made": 2, "doubled": True},
    "expand/conv2": {"pixels": 2, "made": 4, "doubled": True},
    "expand/conv3": {"pixels": 4, "made": 4},
}
_STYLED = tuple(name for name in _FORMS if not name.startswith("contract"))
# Deviation and mean that a style wants of each layer.
_MAPS = tuple(f"{name}/{part}" for name in _STYLED for part in ("gamma", "beta"))


class BlockNetwork:
    """Encoder, residual blocks and decoder.

    Args:
        weights: as style_network's.
        kind: TensorFlow's type to compute in; statistics are float32 in any.
    """

    def __init__(self, weights: Mapping[str, Array], kind: Any) -> None:
        self._kind = kind
        self._kernels = {
            name: rearranged(weights[f"{name}/weights"], **form) for name, form in _FORMS.items()
        }
        self._biases = {
            name: np.tile(weights[f"{name}/bias"], form["made"] ** 2)
            for name, form in _FORMS.items()
            if name not in _STYLED
        }
        self._maps = np.concatenate([weights[f"{name}/weights"][0, 0] for name in _MAPS], axis=1)
        self._offsets = np.concatenate([weights[f"{name}/bias"] for name in _MAPS])
        self._sizes = [len(weights[f"{name}/bias"]) for name in _MAPS]

    def repaint(self, contents: Any, bottlenecks: Any) -> Any:
        """Repaints a batch.

        Args:
            contents: float32 [B, H, W, 3], sRGB in 0..1, H and W multiples of 4 and at least 8.
            bottlenecks: float32 [B, 100].

        Returns:
            float32 [B, H, W, 3], sRGB in 0..1.
        """

        def alone(one: tuple[Any, Any]) -> Any:
            return self._picture(one[0][None], self._style(one[1][None]))[0]

        given = (contents, bottlenecks)
        return tf.map_fn(alone, given, fn_output_signature=tf.float32, parallel_iterations=1)

    def _style(self, bottleneck: Any) -> Mapping[str, Any]:
        """What a style wants of each layer. Args: [1, 100]. Returns: float32 [C] by each name in _MAPS."""
        wanted = (bottleneck @ tf.constant(self._maps) + tf.constant(self._offsets))[0]
        return dict(zip(_MAPS, tf.split(wanted, self._sizes), strict=True))

    def _picture(self, content: Any, style: Mapping[str, Any]) -> Any:
        x = tf.nn.space_to_depth(tf.cast(content, self._kind), EDGE)
        for name in self._biases:
            bias = tf.constant(self._biases[name], self._kind)
            x = tf.nn.relu(tf.nn.bias_add(self._convolved(x, name), bias))
        for number in range(1, 6):
            y = tf.nn.relu(self._styled(x, f"residual{number}/conv1", style))
            x = x + self._styled(y, f"residual{number}/conv2", style)
        for name in ("expand/conv1", "expand/conv2"):
            x = tf.nn.relu(self._styled(x, name, style))
        x = self._convolved(x, "expand/conv3")
        scale, shift = _scale_and_shift(x, style["expand/conv3/gamma"], style["expand/conv3/beta"])
        x = tf.sigmoid(tf.cast(x, tf.float32) * scale + shift)
        return tf.nn.depth_to_space(x, EDGE)

    def _convolved(self, x: Any, name: str) -> Any:
        """A convolution of a picture that goes on as its mirror image; halving needs no block after."""
        form = _FORMS[name]
        x = bordered(x, form["pixels"], after="stride" not in form, twice="doubled" in form)
        return tf.nn.conv2d(x, tf.constant(self._kernels[name], self._kind), 1, "VALID")

    def _styled(self, x: Any, name: str, style: Mapping[str, Any]) -> Any:
        """Convolution, then normalisation over the picture, scaled and shifted as the style says."""
        x = self._convolved(x, name)
        gamma, beta = style[f"{name}/gamma"], style[f"{name}/beta"]
        if _FORMS[name]["made"] == 1:
            return _normalised(x, gamma, beta)[0]
        scale, shift = _scale_and_shift(x, gamma, beta)
        still = tf.zeros_like(scale), tf.ones_like(scale) - _EPSILON
        return _normalised(x, scale, shift, still)[0]


def _scale_and_shift(x: Any, gamma: Any, beta: Any) -> tuple[Any, Any]:
    """What normalises a picture in blocks: each channel's statistics are those of all its places in a block.

    Args:
        x: [1, h, w, places C].
        gamma: float32 [C], wanted deviation.
        beta: float32 [C], wanted mean.

    Returns:
        float32 [places C], twice.
    """
    channels = x.shape[-1]
    places = channels // gamma.shape[-1]
    _, means, variances, *_ = _normalised(x, tf.ones(channels), tf.zeros(channels))
    count = tf.cast(tf.size(x) // channels, tf.float32)
    means = tf.reshape(means, [places, -1])
    # TensorFlow divides the sum by one less than the count.
    variances = tf.reshape(variances, [places, -1]) * ((count - 1) / count)
    mean = tf.reduce_mean(means, 0)
    variance = tf.reduce_mean(variances + tf.square(means - mean), 0)
    scale = gamma * tf.math.rsqrt(variance + _EPSILON)
    return tf.tile(scale, [places]), tf.tile(beta - mean * scale, [places])


def _normalised(x: Any, scale: Any, shift: Any, given: tuple[Any, Any] | None = None) -> Any:
    """TensorFlow's one pass over a picture; with its own statistics (float32) where none are given."""
    mean, variance = given or (tf.zeros(0), tf.zeros(0))
    return tf.raw_ops.FusedBatchNormV3(
        x=x,
        scale=scale,
        offset=shift,
        mean=mean,
        variance=variance,
        epsilon=_EPSILON,
        is_training=given is None,
    )
