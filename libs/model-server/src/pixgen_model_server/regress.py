"""Regress (regressor.cc)."""

from typing import Any

import numpy as np
from tensorflow_serving.apis import regression_pb2

from pixgen_model_server.bundle import Bundle
from pixgen_model_server.examples import serialized, signature_for
from pixgen_model_server.predict import fill_model_spec
from pixgen_model_server.status import Code, ServingError, invalid


def run(bundle: Bundle, version: int | None, request: Any, timeout_ms: int) -> Any:
    """Answers one request. Args: as predict.run, with a RegressionRequest. Returns: its response."""
    name, signature = signature_for(bundle, request, "regress")
    if len(signature.outputs) != 1:
        raise invalid("Expected one output Tensor.")
    if "inputs" not in signature.inputs:
        raise ServingError(Code.FAILED_PRECONDITION, "No regression inputs found in SignatureDef")
    if "outputs" not in signature.outputs:
        raise ServingError(Code.FAILED_PRECONDITION, "No regression outputs found in SignatureDef")
    examples = serialized(request.input)
    feeds = [(signature.inputs["inputs"].name, examples)]
    [values] = bundle.run(feeds, [signature.outputs["outputs"].name], timeout_ms)
    if not (values.ndim == 1 or (values.ndim == 2 and values.shape[1] == 1)):
        shape = "[" + ",".join(map(str, values.shape)) + "]"
        raise invalid(
            f"Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got {shape}"
        )
    if values.shape[0] != len(examples):
        raise invalid(f"Expected output batch size to be {len(examples)}. Got: {values.shape[0]}")
    if values.dtype != np.float32:
        raise invalid(f"Expected output Tensor of DT_FLOAT. Got: {values.dtype}")
    response = regression_pb2.RegressionResponse()
    fill_model_spec(response.model_spec, request.model_spec.name, name, version)
    for value in values.ravel().tolist():
        response.result.regressions.add(value=value)
    return response
