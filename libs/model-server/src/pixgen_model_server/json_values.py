"""JSON values into tensors, with all of TensorFlow Serving's complaints (json_tensor.cc)."""

import base64
import binascii
import math
from typing import Any

import numpy as np
from tensorflow.core.framework import tensor_pb2, types_pb2

from pixgen_model_server.json_text import problem, shown, type_word
from pixgen_model_server.status import Code, ServingError, invalid
from pixgen_model_server.tensors import type_name

_SMALL = (-(1 << 31), (1 << 31) - 1)
_INTEGERS = {
    types_pb2.DT_INT32: ("int_val", _SMALL),
    types_pb2.DT_INT16: ("int_val", _SMALL),
    types_pb2.DT_INT8: ("int_val", _SMALL),
    types_pb2.DT_UINT8: ("int_val", _SMALL),
    types_pb2.DT_INT64: ("int64_val", (-(1 << 63), (1 << 63) - 1)),
    types_pb2.DT_UINT32: ("uint32_val", (0, (1 << 32) - 1)),
    types_pb2.DT_UINT64: ("uint64_val", (0, (1 << 64) - 1)),
}
_FLOATS = {
    types_pb2.DT_FLOAT: ("float_val", "float", 1 << 24, float(np.finfo(np.float32).max)),
    types_pb2.DT_DOUBLE: ("double_val", "double", 1 << 53, float(np.finfo(np.float64).max)),
}


def is_base64(value: Any) -> bool:
    """Says whether a value is ``{"b64": "..."}``. Args: parsed JSON."""
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get("b64"), str)


def decoded(value: Any) -> bytes:
    """The bytes of ``{"b64": "..."}``. Args: parsed JSON. Returns: bytes. Raises: ServingError."""
    if not is_base64(value):
        raise problem(value, "not formatted correctly for base64 data")
    try:
        return base64.b64decode("".join(value["b64"].split()) + "==", validate=False)
    except (binascii.Error, ValueError) as error:
        raise invalid("Unable to base64 decode") from error


def tensor(value: Any, dtype: int) -> Any:
    """One JSON value or nested list as a tensor.

    Args:
        value: parsed JSON.
        dtype: the DataType wanted.

    Returns:
        A TensorProto.

    Raises:
        ServingError: INVALID_ARGUMENT: ragged, of another type, or not to be had without loss.
    """
    proto = tensor_pb2.TensorProto(dtype=dtype)
    shape, inner = [], value
    while isinstance(inner, list):
        shape.append(len(inner))
        if not inner:
            break
        inner = inner[0]
    for size in shape:
        proto.tensor_shape.dim.add(size=size)
    flat: list[Any] = []
    _flatten(value, 0, shape, dtype, flat)
    getattr(proto, _field(dtype, value)).extend(flat)
    return proto


def _flatten(value: Any, level: int, shape: list[int], dtype: int, flat: list[Any]) -> None:
    if not isinstance(value, list):
        if level != len(shape):
            raise invalid(
                f"JSON Value: {shown(value)} found at incorrect level: {level + 1} in the JSON DOM. "
                f"Expected at level: {len(shape)}"
            )
        flat.append(_scalar(value, dtype))
        return
    if level >= len(shape):
        raise invalid(f"Encountered list at unexpected level: {level} expected < {len(shape)}")
    if len(value) != shape[level]:
        raise invalid(
            f"Encountered list at unexpected size: {len(value)} at level: {level} "
            f"expected size: {shape[level]}"
        )
    for one in value:
        _flatten(one, level + 1, shape, dtype, flat)


def _scalar(value: Any, dtype: int) -> Any:
    if isinstance(value, dict):
        if dtype != types_pb2.DT_STRING:
            raise _wrong_type(value, dtype)
        return decoded(value)
    if dtype in _FLOATS:
        return _decimal(value, dtype)
    if dtype in _INTEGERS:
        low, high = _INTEGERS[dtype][1]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _wrong_type(value, dtype)
        return value
    wanted = {types_pb2.DT_STRING: str, types_pb2.DT_BOOL: bool}.get(dtype)
    if wanted is None:
        raise _not_covered(value, dtype)
    if not isinstance(value, wanted):
        raise _wrong_type(value, dtype)
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def _decimal(value: Any, dtype: int) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong_type(value, dtype)
    _, word, exact, largest = _FLOATS[dtype]
    is_integer = isinstance(value, int) and -(1 << 63) <= value < (1 << 64)
    lossless = abs(value) < exact if is_integer else not math.isfinite(value) or abs(value) <= largest
    if not lossless:
        raise invalid(f"Cannot convert JSON value: {shown(value)} to {word} without loss of precision.")
    return value


def _field(dtype: int, value: Any) -> str:
    if dtype in _FLOATS:
        return _FLOATS[dtype][0]
    if dtype in _INTEGERS:
        return _INTEGERS[dtype][0]
    names = {types_pb2.DT_STRING: "string_val", types_pb2.DT_BOOL: "bool_val"}
    if dtype not in names:
        raise _not_covered(value, dtype)
    return names[dtype]


def _wrong_type(value: Any, dtype: int) -> ServingError:
    return problem(value, f"Type: {type_word(value)} is not of expected type: {type_name(dtype)}")


def _not_covered(value: Any, dtype: int) -> ServingError:
    message = f"Conversion of JSON Value: {shown(value)} to type: {type_name(dtype)}"
    return ServingError(Code.UNIMPLEMENTED, message)
