"""REST bodies into requests (json_tensor.cc)."""

from collections.abc import Callable
from typing import Any

from tensorflow.core.example import example_pb2

from pixgen_model_server.json_text import parse, problem, shown, type_word
from pixgen_model_server.json_values import decoded, is_base64, tensor
from pixgen_model_server.status import ServingError, invalid


def fill_predict(body: bytes, request: Any, inputs_of: Callable[[str], Any]) -> bool:
    """Fills a PredictRequest.

    Args:
        body: the JSON.
        request: the message; its model_spec says whom it is for.
        inputs_of: gives a signature's inputs (TensorInfo by name).

    Returns:
        True for ``instances`` (rows), False for ``inputs`` (columns).

    Raises:
        ServingError: what is wrong with it.
    """
    document = parse(body)
    _fill_signature(document, request)
    name = request.model_spec.signature_name
    inputs = inputs_of(name)
    if not inputs:
        raise invalid(f"Failed to get input map for signature: {name or 'DEFAULT'}")
    if "instances" in document and "inputs" in document:
        what = "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist "
        raise problem(document, what)
    if "instances" in document:
        _fill_rows(document, inputs, request)
        return True
    if "inputs" not in document:
        raise invalid("Missing 'inputs' or 'instances' key")
    _fill_columns(document["inputs"], inputs, request)
    return False


def fill_examples(body: bytes, request: Any) -> None:
    """Fills a classification or regression request. Args: the JSON; the message. Raises: ServingError."""
    document = parse(body)
    _fill_signature(document, request)
    if "context" in document:
        request.input.example_list_with_context.context.CopyFrom(_example(document["context"]))
        target = request.input.example_list_with_context.examples
    else:
        target = request.input.example_list.examples
    if "examples" not in document:
        raise problem(document, "When method is classify, key 'examples' is expected and was not found")
    examples = document["examples"]
    if not isinstance(examples, list):
        raise problem(document, "Expecting 'examples' value to be an list/array")
    if not examples:
        raise problem(document, "'examples' value is an empty array")
    target.extend(_example(one) for one in examples)


def _fill_signature(document: dict[str, Any], request: Any) -> None:
    name = document.get("signature_name", "")
    if not isinstance(name, str):
        raise problem(document, "not formatted correctly. 'signature_name' key must be a string value.")
    request.model_spec.signature_name = name


def _fill_rows(document: dict[str, Any], inputs: Any, request: Any) -> None:
    rows = _rows(document, inputs)
    named = _is_named(rows[0])
    columns: dict[str, Any] = {}
    for number, row in enumerate(rows):
        if _is_named(row) != named:
            got = "object but got list" if named else "value/list but got object"
            raise invalid(f"Expecting {got} at item {number} of input list")
        items = row if named else {next(iter(inputs)): row}
        for name, value in items.items():
            try:
                _add_row(columns, name, value, inputs)
            except ServingError as error:
                key = f" key: {name}" if named else ""
                raise invalid(
                    f"Failed to process element: {number}{key} of 'instances' list. Error: {error}"
                ) from error
        if set(items) != set(inputs):
            raise invalid(
                f"Failed to process element: {number} of 'instances' list. JSON object: {shown(row)} "
                f"keys must be equal to: {','.join(sorted(inputs))}"
            )
    for name, column in columns.items():
        sizes = [dim.size for dim in column.tensor_shape.dim]
        del column.tensor_shape.dim[:]
        for size in (len(rows), *sizes):
            column.tensor_shape.dim.add(size=size)
        request.inputs[name].CopyFrom(column)


def _rows(document: dict[str, Any], inputs: Any) -> list[Any]:
    rows = document["instances"]
    if not isinstance(rows, list):
        raise problem(document, "Excepting 'instances' to be an list/array")
    if not rows:
        raise problem(document, "No values in 'instances' array")
    if not isinstance(rows[0], dict) and len(inputs) > 1:
        raise invalid(
            "instances is a plain list, but expecting list of objects as multiple "
            "input tensors required as per tensorinfo_map"
        )
    return rows


def _add_row(columns: dict[str, Any], name: str, value: Any, inputs: Any) -> None:
    if name not in inputs:
        raise invalid(f"JSON object: does not have named input: {name}")
    row = tensor(value, inputs[name].dtype)
    column = columns.setdefault(name, row)
    if column is row:
        return
    before, after = _shape(column), _shape(row)
    if _elements(before) != _elements(after):
        raise invalid(f"Expecting tensor size: {_elements(before)} but got: {_elements(after)}")
    if before != after:
        raise invalid(f"Expecting shape {_shape_text(before)} but got: {_shape_text(after)}")
    shape = column.tensor_shape.SerializeToString()
    column.MergeFrom(row)
    column.tensor_shape.ParseFromString(shape)


def _fill_columns(value: Any, inputs: Any, request: Any) -> None:
    if not _is_named(value):
        if len(inputs) > 1:
            raise invalid(
                "inputs is a plain value/list, but expecting an object as multiple "
                "input tensors required as per tensorinfo_map"
            )
        name = next(iter(inputs))
        request.inputs[name].CopyFrom(tensor(value, inputs[name].dtype))
        return
    for name in sorted(inputs):
        if name not in value:
            raise invalid(f"Missing named input: {name} in 'inputs' object.")
        request.inputs[name].CopyFrom(tensor(value[name], inputs[name].dtype))


def _example(value: Any) -> Any:
    if not isinstance(value, dict):
        raise invalid(f"Example must be JSON object but got JSON {type_word(value)}")
    example = example_pb2.Example()
    for name, content in value.items():
        feature = example.features.feature[name]
        for one in content if isinstance(content, list) else [content]:
            _add_feature(name, one, feature)
    return example


def _add_feature(name: str, value: Any, feature: Any) -> None:
    if value is None or isinstance(value, list) or (isinstance(value, dict) and not is_base64(value)):
        raise invalid(f"Feature: {name} has element with unexpected JSON type: {type_word(value)}")
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1 << 63:
        raise invalid(f"Feature: {name} has uint64 element. Only int64 is supported.")
    kind = "bytes_list" if isinstance(value, str | dict) else "float_list"
    kind = "int64_list" if isinstance(value, int) else kind
    held = feature.WhichOneof("kind")
    if held not in {None, kind}:
        expected = held.removesuffix("_list")
        raise invalid(f"Unexpected element type in feature: {name} expecting type: {expected}")
    if isinstance(value, dict):
        value = decoded(value)
    getattr(feature, kind).value.append(value.encode() if isinstance(value, str) else value)


def _is_named(value: Any) -> bool:
    return isinstance(value, dict) and not is_base64(value)


def _shape(proto: Any) -> list[int]:
    return [dim.size for dim in proto.tensor_shape.dim]


def _elements(shape: list[int]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _shape_text(shape: list[int]) -> str:
    return f"[{','.join(map(str, shape))}]"
