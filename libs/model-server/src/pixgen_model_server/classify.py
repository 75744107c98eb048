"""Classify (classifier.cc)."""

from typing import Any

import numpy as np
from tensorflow_serving.apis import classification_pb2

from pixgen_model_server.bundle import Bundle
from pixgen_model_server.examples import check_shape, serialized, signature_for
from pixgen_model_server.predict import fill_model_spec
from pixgen_model_server.status import Code, ServingError, invalid


def run(bundle: Bundle, version: int | None, request: Any, timeout_ms: int) -> Any:
    """Answers one request. Args: as predict.run, with a ClassificationRequest. Returns: its response."""
    name, signature = signature_for(bundle, request, "classify")
    wanted = [key for key in ("classes", "scores") if key in signature.outputs]
    if not wanted:
        message = (
            'Expected classification signature outputs to contain at least one of "classes" or "scores".'
        )
        raise ServingError(Code.FAILED_PRECONDITION, message)
    if "inputs" not in signature.inputs:
        raise ServingError(Code.FAILED_PRECONDITION, "No classification inputs found in SignatureDef")
    examples = serialized(request.input)
    fetches = [signature.outputs[key].name for key in wanted]
    feeds = [(signature.inputs["inputs"].name, examples)]
    found = dict(zip(wanted, bundle.run(feeds, fetches, timeout_ms), strict=True))
    classes, scores = found.get("classes"), found.get("scores")
    if classes is not None:
        check_shape("classes", classes, len(examples), np.object_, "DT_STRING")
    if scores is not None:
        check_shape("scores", scores, len(examples), np.float32, "DT_FLOAT")
    if classes is not None and scores is not None and classes.shape != scores.shape:
        raise invalid("Tensors class and score should match in dim_size(1).")
    response = classification_pb2.ClassificationResponse()
    fill_model_spec(response.model_spec, request.model_spec.name, name, version)
    for row in range(len(examples)):
        one = response.result.classifications.add()
        for column in range(next(iter(found.values())).shape[1]):
            entry = one.classes.add()
            if classes is not None:
                entry.label = classes[row, column].decode("utf-8", "replace")
            if scores is not None:
                entry.score = float(scores[row, column])
    return response
