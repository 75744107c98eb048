"""Answers as REST bodies (json_tensor.cc, http_rest_api_util.cc)."""

import base64
import json
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from tensorflow_serving.apis import get_model_metadata_pb2

from pixgen_model_server.json_text import decimals
from pixgen_model_server.model_info import SIGNATURES
from pixgen_model_server.status import ServingError, invalid
from pixgen_model_server.tensors import type_name


def predictions(outputs: Any, rows: bool) -> str:
    """The outputs of Predict.

    Args:
        outputs: tensors by name.
        rows: ``predictions``, one entry a row, else ``outputs``, one a tensor.

    Returns:
        JSON; a single tensor drops its name; NaN and Infinity stand as such.

    Raises:
        ServingError: INVALID_ARGUMENT when it cannot be written so.
    """
    if not outputs:
        raise invalid("Cannot convert empty tensor map to JSON")
    if not rows:
        columns = {name: _nested(name, proto) for name, proto in outputs.items()}
        return _keyed("outputs", _named(columns) if len(columns) > 1 else next(iter(columns.values())))
    sizes: dict[str, int] = {}
    for name, proto in outputs.items():
        if not proto.tensor_shape.dim:
            raise invalid(f"Tensor name: {name} has no shape information ")
        size, first = proto.tensor_shape.dim[0].size, next(iter(sizes.values()), None)
        if first is not None and first != size:
            raise invalid(f"Tensor name: {name} has inconsistent batch size: {size} expecting: {first}")
        sizes[name] = size
    split = {name: _split(name, proto) for name, proto in outputs.items()}
    entries = [
        _named({name: column[row] for name, column in split.items()})
        if len(split) > 1
        else next(iter(split.values()))[row]
        for row in range(next(iter(sizes.values())))
    ]
    return _keyed("predictions", _listed(entries))


def classifications(result: Any) -> str:
    """The result of Classify. Args: a ClassificationResult. Returns: JSON."""
    entries = [
        _listed([_listed([json.dumps(one.label), _decimal(one.score)]) for one in entry.classes])
        for entry in result.classifications
    ]
    return _keyed("results", _listed(entries))


def regressions(result: Any) -> str:
    """The result of Regress. Args: a RegressionResult. Returns: JSON."""
    return _keyed("results", _listed([_decimal(one.value) for one in result.regressions]))


def status(response: Any) -> str:
    """The answer to GetModelStatus. Args: the message. Returns: JSON."""
    return _message(response, keep_names=False)


def metadata(response: Any) -> str:
    """The answer to GetModelMetadata. Args: the message. Returns: JSON."""
    signatures = get_model_metadata_pb2.SignatureDefMap()
    response.metadata[SIGNATURES].Unpack(signatures)
    spec = _message(response.model_spec, keep_names=True)
    told = _message(signatures, keep_names=True)
    return f'{{\n"model_spec":{spec},\n"metadata": {{"signature_def": {told}}}\n}}\n'


def error(failed: ServingError) -> str:
    """A status that is not OK. Args: the error. Returns: JSON."""
    return _keyed("error", json.dumps(failed.message, ensure_ascii=False))


def _message(message: Any, *, keep_names: bool) -> str:
    return json_format.MessageToJson(
        message,
        indent=1,
        always_print_fields_with_no_presence=True,
        preserving_proto_field_name=keep_names,
    )


def _nested(name: str, proto: Any) -> str:
    array = tf.make_ndarray(proto)
    tokens: list[Any] = _tokens(name, array)
    for size in reversed(array.shape):
        if size == 0:
            return _empty(array.shape)
        tokens = [_listed(tokens[start : start + size]) for start in range(0, len(tokens), size)]
    return str(tokens[0])


def _split(name: str, proto: Any) -> list[str]:
    """The rows of a tensor, each as JSON."""
    array = tf.make_ndarray(proto)
    if array.size == 0:
        return [_empty(array.shape[1:])] * int(array.shape[0])
    tokens: list[str] = _tokens(name, array)
    for size in reversed(array.shape[1:]):
        tokens = [_listed(tokens[start : start + size]) for start in range(0, len(tokens), size)]
    return tokens


def _tokens(name: str, array: Any) -> list[str]:
    flat = array.ravel()
    if flat.dtype in {np.dtype(np.float32), np.dtype(np.float64)}:
        return decimals(flat)
    if flat.dtype == np.float16:
        return decimals(flat.astype(np.float32))
    if flat.dtype == np.bool_ or np.issubdtype(flat.dtype, np.integer):
        return [json.dumps(value) for value in flat.tolist()]
    if flat.dtype == np.object_:
        as_bytes = name.endswith("_bytes")
        return [
            _base64(value) if as_bytes else json.dumps(value.decode("utf-8", "replace")) for value in flat
        ]
    dtype = type_name(tf.dtypes.as_dtype(flat.dtype).as_datatype_enum)
    raise invalid(f"Failed to write JSON value for tensor type: {dtype}")


def _base64(value: bytes) -> str:
    return json.dumps({"b64": base64.b64encode(value).decode()})


def _empty(shape: tuple[int, ...]) -> str:
    return json.dumps(np.zeros(shape).tolist())


def _decimal(value: float) -> str:
    return decimals(np.array([value], np.float32))[0]


def _listed(values: list[str]) -> str:
    return "[" + ", ".join(values) + "]"


def _named(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in values.items()) + "}"


def _keyed(key: str, value: str) -> str:
    return f'{{\n    "{key}": {value}\n}}'
