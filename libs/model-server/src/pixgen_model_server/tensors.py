"""Tensors between protobuf and NumPy."""

import math
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import tensor_pb2, types_pb2

from pixgen_model_server.status import Code, ServingError, invalid

_MOST_ELEMENTS = 1 << 28
_INT, _HALF = "int_val", "half_val"
# Which field holds the values, as Tensor::AsProtoField writes them: clients read these fields directly.
_FIELDS = {
    types_pb2.DT_FLOAT: "float_val",
    types_pb2.DT_DOUBLE: "double_val",
    types_pb2.DT_INT32: _INT,
    types_pb2.DT_INT16: _INT,
    types_pb2.DT_INT8: _INT,
    types_pb2.DT_UINT8: _INT,
    types_pb2.DT_UINT16: _INT,
    types_pb2.DT_INT64: "int64_val",
    types_pb2.DT_UINT32: "uint32_val",
    types_pb2.DT_UINT64: "uint64_val",
    types_pb2.DT_BOOL: "bool_val",
    types_pb2.DT_STRING: "string_val",
    types_pb2.DT_HALF: _HALF,
    types_pb2.DT_BFLOAT16: _HALF,
}


def type_name(dtype: int) -> str:
    """What C++ calls a type in messages: ``float`` where Python says float32. Args: the DataType."""
    name = str(tf.dtypes.as_dtype(dtype).name)
    return {"float32": "float", "float64": "double", "float16": "half"}.get(name, name)


def to_array(alias: str, proto: Any) -> Any:
    """The values of a TensorProto.

    Args:
        alias: the input's name, for the message.
        proto: the tensor.

    Returns:
        An array of the tensor's own shape and type; strings as bytes objects.

    Raises:
        ServingError: INVALID_ARGUMENT when the message is none; RESOURCE_EXHAUSTED when it is huge.
    """
    elements = math.prod(dim.size for dim in proto.tensor_shape.dim)
    if elements > _MOST_ELEMENTS:
        raise ServingError(Code.RESOURCE_EXHAUSTED, f"tensor too large: {alias}")
    try:
        return np.asarray(tf.make_ndarray(proto))
    except (TypeError, ValueError, OverflowError) as error:
        raise invalid(f"tensor parsing error: {alias}") from error


def to_proto(array: Any) -> Any:
    """A tensor with its values in the typed field.

    Args:
        array: what a session returned.

    Returns:
        The TensorProto.
    """
    array = np.asarray(array)
    dtype = tf.dtypes.as_dtype(array.dtype)
    field = _FIELDS.get(dtype.as_datatype_enum)
    if field is None:
        return tf.make_tensor_proto(array)
    proto = tensor_pb2.TensorProto(dtype=dtype.as_datatype_enum)
    for size in array.shape:
        proto.tensor_shape.dim.add(size=size)
    flat = array.ravel()
    if field == _HALF:
        flat = flat.view(np.uint16)
    is_text = dtype == tf.string
    getattr(proto, field).extend(map(tf.compat.as_bytes, flat) if is_text else flat.tolist())
    return proto
