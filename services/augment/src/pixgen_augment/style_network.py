"""Magenta's arbitrary style network (light form) in TensorFlow, with weights taken out of its ONNX files.

Golnaz Ghiasi et al., "Exploring the structure of a real-time, arbitrary neural artistic stylization network",
BMVC 2017: MobileNetV2 reads a style into a bottleneck of 100 numbers; a small encoder and decoder repaints a
content, each of its normalisations scaled and shifted by two linear maps of that bottleneck. In bfloat16 that
is computed in blocks of pixels.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from pixgen_augment.block_network import EDGE, BlockNetwork

Weights = Mapping[str, NDArray[np.float32]]

STYLE_EDGE, BOTTLENECK = 256, 100
_EPSILON = 1e-5
# Expansion blocks of MobileNetV2 whose depthwise convolution halves the size.
_HALVING = {1, 3, 6, 13}
_BLOCKS = 17


class StyleNetwork(tf.Module):  # type: ignore[misc]
    """Both networks, callable as the hub's module is, and in two steps so that the style's may be kept.

    Args:
        weights: by name; convolutions [height, width, in, out], depthwise ones [height, width, in, 1].
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__(name="style")
        self._weights = {
            name.replace("/", "."): tf.Variable(value, trainable=False, name=name)
            for name, value in weights.items()
        }
        self._fast = BlockNetwork(weights, tf.bfloat16)

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[
            tf.TensorSpec([None, None, None, 3], tf.float32, "content"),
            tf.TensorSpec([None, STYLE_EDGE, STYLE_EDGE, 3], tf.float32, "style"),
        ]
    )
    def __call__(self, content: Any, style: Any) -> list[Any]:
        """As the hub's module. Args: both in 0..1. Returns: a list with one batch, 0..1."""
        return [self._transformed(content, self._read(style))]

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[tf.TensorSpec([None, STYLE_EDGE, STYLE_EDGE, 3], tf.float32, "style")]
    )
    def bottleneck(self, style: Any) -> Any:
        """What the module sees in a style. Args: [B, 256, 256, 3], 0..1. Returns: float32 [B, 100]."""
        return self._read(style)

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[
            tf.TensorSpec([None, None, None, 3], tf.float32, "content"),
            tf.TensorSpec([None, BOTTLENECK], tf.float32, "bottleneck"),
        ]
    )
    def stylize(self, content: Any, bottleneck: Any) -> Any:
        """Repaints. Args: [B, H, W, 3] in 0..1; float32 [B, 100]. Returns: [B, H, W, 3] in 0..1."""
        return self._transformed(content, bottleneck)

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[
            tf.TensorSpec([None, None, None, 3], tf.float32, "content"),
            tf.TensorSpec([None, BOTTLENECK], tf.float32, "bottleneck"),
        ]
    )
    def stylize_bfloat16(self, content: Any, bottleneck: Any) -> Any:
        """As stylize, for processors that compute faster in bfloat16."""
        made = self._fast.repaint(_filled(content), bottleneck)
        return made[:, : tf.shape(content)[1], : tf.shape(content)[2]]

    def _w(self, name: str) -> Any:
        return self._weights[name.replace("/", ".")]

    def _read(self, style: Any) -> Any:
        x = self._plain(style, "predict/first", 2, clipped=True)
        for number in range(_BLOCKS):
            x = self._block(x, f"predict/block{number}", 2 if number in _HALVING else 1, expanded=number > 0)
        x = self._plain(x, "predict/last", 1, clipped=True)
        return self._linear(tf.reduce_mean(x, axis=(1, 2)), "predict/bottleneck")

    def _linear(self, x: Any, name: str) -> Any:
        """A convolution of one pixel. Args: [B, in]. Returns: [B, out]."""
        return x @ self._w(f"{name}/weights")[0, 0] + self._w(f"{name}/bias")

    def _plain(self, x: Any, name: str, stride: int, *, clipped: bool) -> Any:
        x = tf.nn.conv2d(x, self._w(f"{name}/weights"), stride, "SAME") + self._w(f"{name}/bias")
        return tf.nn.relu6(x) if clipped else x

    def _block(self, x: Any, name: str, stride: int, *, expanded: bool) -> Any:
        y = self._plain(x, f"{name}/expand", 1, clipped=True) if expanded else x
        kernel = self._w(f"{name}/depthwise/weights")
        y = tf.nn.depthwise_conv2d(y, kernel, [1, stride, stride, 1], "SAME")
        y = tf.nn.relu6(y + self._w(f"{name}/depthwise/bias"))
        y = self._plain(y, f"{name}/project", 1, clipped=False)
        return x + y if stride == 1 and x.shape[-1] == y.shape[-1] else y

    def _transformed(self, content: Any, bottleneck: Any) -> Any:
        x = _filled(content)
        for name, pad, stride in (("conv1", 4, 1), ("conv2", 1, 2), ("conv3", 1, 2)):
            weights, bias = (self._w(f"contract/{name}/{part}") for part in ("weights", "bias"))
            x = tf.nn.relu(_mirrored(x, weights, pad, stride) + bias)
        for number in range(1, 6):
            y = tf.nn.relu(self._styled(x, f"residual{number}/conv1", 1, bottleneck))
            x = x + self._styled(y, f"residual{number}/conv2", 1, bottleneck)
        for name in ("expand/conv1", "expand/conv2"):
            x = tf.nn.relu(self._styled(_doubled(x), name, 1, bottleneck))
        x = self._styled(x, "expand/conv3", 4, bottleneck)
        return tf.sigmoid(x)[:, : tf.shape(content)[1], : tf.shape(content)[2]]

    def _styled(self, x: Any, name: str, pad: int, bottleneck: Any) -> Any:
        """Convolution, then normalisation over the picture, scaled and shifted as the style says."""
        x = _mirrored(x, self._w(f"{name}/weights"), pad, 1)
        gamma, beta = (self._linear(bottleneck, f"{name}/{part}") for part in ("gamma", "beta"))
        mean, variance = _moments(x)
        scale = gamma * tf.math.rsqrt(variance + _EPSILON)
        shift = beta - mean * scale
        return x * scale[:, None, None] + shift[:, None, None]


def _moments(x: Any) -> tuple[Any, Any]:
    """Mean and variance of each channel over a picture. Args: [B, H, W, C]. Returns: [B, C], twice."""
    mean = tf.reduce_mean(tf.reduce_mean(x, axis=2), axis=1)
    return mean, tf.reduce_mean(tf.reduce_mean(tf.square(x - mean[:, None, None]), axis=2), axis=1)


def _filled(content: Any) -> Any:
    """The encoder halves twice: other sizes are padded to a multiple of 4, and cut again later."""
    size = tf.shape(content)
    return tf.pad(content, [[0, 0], [0, -size[1] % EDGE], [0, -size[2] % EDGE], [0, 0]], "SYMMETRIC")


def _mirrored(x: Any, weights: Any, pad: int, stride: int) -> Any:
    """A convolution of a picture that goes on as its mirror image."""
    return tf.nn.conv2d(
        tf.pad(x, [[0, 0], [pad, pad], [pad, pad], [0, 0]], "REFLECT"), weights, stride, "VALID"
    )


def _doubled(x: Any) -> Any:
    """Each pixel four times."""
    size = tf.shape(x)
    x = tf.reshape(x, [size[0], size[1], 1, size[2], 1, x.shape[-1]])
    x = tf.tile(x, [1, 1, 2, 1, 2, 1])
    return tf.reshape(x, [size[0], size[1] * 2, size[2] * 2, x.shape[-1]])


def names() -> Iterator[tuple[str, str]]:
    """Each convolution's name here and in Magenta's graph. Yields: ours, theirs."""
    yield "predict/first", "MobilenetV2/Conv"
    for number in range(_BLOCKS):
        theirs = "MobilenetV2/expanded_conv" + (f"_{number}" if number else "")
        for part in ("expand", "depthwise", "project")[0 if number else 1 :]:
            yield f"predict/block{number}/{part}", f"{theirs}/{part}"
    yield "predict/last", "MobilenetV2/Conv_1"
    yield "predict/bottleneck", "mobilenet_conv/Conv"
    for number in (1, 2, 3):
        yield f"contract/conv{number}", f"transformer/contract/conv{number}"
    styled = [(f"residual{n}/conv{c}", f"residual/residual{n}/conv{c}") for n in range(1, 6) for c in (1, 2)]
    styled += [(f"expand/conv{c}", f"expand/conv{c}/conv") for c in (1, 2, 3)]
    for ours, theirs in styled:
        yield ours, f"transformer/{theirs}"
        yield f"{ours}/beta", f"style_params/transformer/{theirs}/StyleNorm/Conv"
        yield f"{ours}/gamma", f"style_params/transformer/{theirs}/StyleNorm/Conv_1"
