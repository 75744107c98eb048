"""Weights out of quantised ONNX files. Only this file needs the onnx package, and only the converter this."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

Array = NDArray[np.float32]


def convolutions(path: Path) -> Iterator[tuple[str, Array, Array | None]]:
    """The convolutions of a graph in which weights lie as int8 before a DequantizeLinear node.

    Args:
        path: the ONNX file.

    Yields:
        The weights' name without its ending, the weights [height, width, in, out] (depthwise ones
        [height, width, in, 1]), and the bias [out] where there is one.
    """
    graph = onnx.load(str(path)).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    values = {each.output[0]: _value(each, constants) for each in graph.node if _is_constant(each, constants)}
    for node in graph.node:
        if node.op_type != "Conv":
            continue
        weights, *bias = (values[name] for name in node.input[1:])
        name = node.input[1].removesuffix("_dequant").removesuffix("weights").rstrip("/_")
        yield (
            name.removesuffix("/depthwise_weights").removesuffix("/depthwise"),
            _channels_last(node, weights),
            (bias[0] if bias else None),
        )


def _is_constant(node: Any, constants: dict[str, NDArray[Any]]) -> bool:
    return node.op_type == "DequantizeLinear" and node.input[0] in constants


def _value(node: Any, constants: dict[str, NDArray[Any]]) -> Array:
    """(q - zero point) scale, per output channel where there are several scales (ONNX, DequantizeLinear)."""
    quantised, scale, zero = (constants[name] for name in node.input)
    along = (-1, *[1] * (quantised.ndim - 1)) if scale.size > 1 else ()
    floating = quantised.astype(np.float32)
    value: Array = (floating - zero.reshape(along)) * scale.reshape(along)
    return value.astype(np.float32)


def _channels_last(node: Any, weights: Array) -> Array:
    """From [out, in, height, width] to TensorFlow's order."""
    group = next((each.i for each in node.attribute if each.name == "group"), 1)
    turned: Array = weights.transpose(2, 3, 0, 1) if group > 1 else weights.transpose(2, 3, 1, 0)
    return turned
