"""What Classify and Regress share: tf.Examples in, one run of the graph (util.cc)."""

from typing import Any

import numpy as np

from pixgen_model_server.bundle import Bundle
from pixgen_model_server.predict import DEFAULT_SIGNATURE
from pixgen_model_server.status import invalid


def signature_for(bundle: Bundle, request: Any, method: str) -> tuple[str, Any]:
    """The signature that a request names.

    Args:
        bundle: the model.
        request: a classification or regression request.
        method: ``classify`` or ``regress``.

    Returns:
        Its name and definition.

    Raises:
        ServingError: INVALID_ARGUMENT: there is none of this name, or it is for another method.
    """
    name = request.model_spec.signature_name or DEFAULT_SIGNATURE
    if name not in bundle.signatures:
        raise invalid(f"No signature was found with the name: {name}")
    signature = bundle.signatures[name]
    expected = f"tensorflow/serving/{method}"
    if signature.method_name != expected:
        kind = {"classify": "classification", "regress": "regression"}[method]
        raise invalid(f"Expected {kind} signature method_name to be {expected}. Was: {signature.method_name}")
    if len(signature.inputs) != 1:
        raise invalid("Expected one input Tensor.")
    return name, signature


def serialized(request_input: Any) -> Any:
    """The examples of a request.

    Args:
        request_input: an Input; a context's features are merged into each example.

    Returns:
        Array of bytes objects [examples].

    Raises:
        ServingError: INVALID_ARGUMENT when it is empty.
    """
    kind = request_input.WhichOneof("kind")
    held = getattr(request_input, kind) if kind else None
    if held is None or not held.examples:
        raise invalid("Input is empty.")
    # Serialized messages that are joined parse as one that is merged.
    context = held.context.SerializeToString() if kind == "example_list_with_context" else b""
    return np.array([context + example.SerializeToString() for example in held.examples], dtype=object)


def check_shape(name: str, array: Any, rows: int, dtype: Any, type_word: str) -> None:
    """Checks an output that has one row an example.

    Args:
        name: ``classes`` or ``scores``.
        array: the output.
        rows: examples.
        dtype: NumPy type it must have.
        type_word: that type in messages.

    Raises:
        ServingError: INVALID_ARGUMENT.
    """
    if array.ndim != 2:
        shape = "[" + ",".join(map(str, array.shape)) + "]"
        raise invalid(f"Expected Tensor shape: [batch_size num_classes] but got {shape}")
    if array.dtype != dtype:
        raise invalid(f"Expected {name} Tensor of {type_word}. Got: {array.dtype}")
    if array.shape[0] != rows:
        raise invalid(f"Expected {name} output batch size of {rows}. Got: {array.shape[0]}")
