"""Predict: named tensors in, named tensors out (predict_util.cc)."""

from typing import Any

from tensorflow_serving.apis import predict_pb2

from pixgen_model_server.bundle import Bundle
from pixgen_model_server.status import Code, ServingError, invalid
from pixgen_model_server.tensors import to_array, to_proto

DEFAULT_SIGNATURE = "serving_default"
_METHODS = ("tensorflow/serving/predict", "tensorflow/serving/classify", "tensorflow/serving/regress")


def run(bundle: Bundle, version: int | None, request: Any, timeout_ms: int) -> Any:
    """Answers one request.

    Args:
        bundle: the model.
        version: its version, for the answer.
        request: a PredictRequest.
        timeout_ms: longest time; 0 is no limit.

    Returns:
        A PredictResponse.

    Raises:
        ServingError: as TensorFlow Serving words it.
    """
    name = request.model_spec.signature_name or DEFAULT_SIGNATURE
    signature = bundle.signatures.get(name)
    if signature is None:
        raise ServingError(Code.FAILED_PRECONDITION, f'Serving signature key "{name}" not found.')
    _check_method(signature)
    _check_inputs(signature, request)
    feeds = _feeds(signature, request)
    aliases = _outputs(signature, list(request.output_filter))
    arrays = bundle.run(feeds, [signature.outputs[alias].name for alias in aliases], timeout_ms)
    response = predict_pb2.PredictResponse()
    fill_model_spec(response.model_spec, request.model_spec.name, name, version)
    for alias, array in zip(aliases, arrays, strict=True):
        response.outputs[alias].CopyFrom(to_proto(array))
    return response


def fill_model_spec(spec: Any, model: str, signature: str, version: int | None) -> None:
    """Says who answered. Args: the ModelSpec to fill, model, signature and version."""
    spec.name = model
    spec.signature_name = signature
    if version is not None:
        spec.version.value = version


def _check_method(signature: Any) -> None:
    if signature.method_name not in _METHODS:
        message = "Expected prediction signature method_name to be one of {%s}. Was: %s"
        raise ServingError(Code.INTERNAL, message % (", ".join(_METHODS), signature.method_name))


def _check_inputs(signature: Any, request: Any) -> None:
    sent, wanted = set(request.inputs), set(signature.inputs)
    if len(sent) > len(wanted) or (len(sent) < len(wanted) and not signature.defaults):
        raise invalid(
            f"input size does not match signature: {len(sent)}!={len(wanted)} "
            f"len({_braced(sent)}) != len({_braced(wanted)}). "
            f"Sent extra: {_braced(sent - wanted)}. Missing but required: {_braced(wanted - sent)}."
        )


def _feeds(signature: Any, request: Any) -> list[tuple[str, Any]]:
    feeds, used = [], set()
    for alias in sorted(signature.inputs):
        feed = signature.inputs[alias].name
        if alias in request.inputs:
            proto = request.inputs[alias]
            used.add(alias)
        elif alias in signature.defaults:
            proto = signature.defaults[alias]
        else:
            raise invalid(
                f"Signature input alias: {alias}(feed name: {feed}) not found in request and no default "
                f"value provided. Inputs expected to be in the request {_braced(request.inputs)}, "
                f"or default input alias set: {','.join(sorted(signature.defaults))}"
            )
        feeds.append((feed, to_array(alias, proto)))
    if len(used) != len(request.inputs):
        raise invalid(
            f"Inputs contains invalid name. Used request inputs: {','.join(sorted(used))}, "
            f"request input: {','.join(sorted(request.inputs))}"
        )
    return feeds


def _outputs(signature: Any, wanted: list[str]) -> list[str]:
    for index, alias in enumerate(wanted):
        if alias not in signature.outputs:
            raise invalid(
                f"output tensor alias not found in signature: {alias} "
                f"Outputs expected to be in the set {_braced(signature.outputs)}."
            )
        if alias in wanted[:index]:
            raise invalid(f"duplicate output tensor alias: {alias}")
    return wanted or sorted(signature.outputs)


def _braced(names: Any) -> str:
    return "{" + ",".join(sorted(names)) + "}"
