"""The REST face (http_rest_api_handler.cc)."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pixgen_common.logging import logger
from tensorflow_serving.apis import (
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    predict_pb2,
    regression_pb2,
)

from pixgen_model_server import json_in, json_out, model_info
from pixgen_model_server.core import Core
from pixgen_model_server.inference import infer
from pixgen_model_server.predict import DEFAULT_SIGNATURE
from pixgen_model_server.status import Code, ServingError, invalid

_ANY = re.compile(r"/v1/.*", re.IGNORECASE | re.ASCII)
_WHICH = r"(?:/versions/(\d+)|/labels/([^/:]+))?"
_INFER = re.compile(rf"/v1/models/([^/:]+){_WHICH}:(classify|regress|predict)", re.IGNORECASE | re.ASCII)
_LOOK = re.compile(rf"/v1/models(?:/([^/:]+))?{_WHICH}(?:/(metadata))?", re.IGNORECASE | re.ASCII)
_LARGEST = (1 << 63) - 1


@dataclass(frozen=True)
class Answer:
    """An HTTP status and a JSON body."""

    status: int
    body: str


class Rest:
    """Answers requests under /v1/.

    Args:
        core: the server's core.
        timeout_ms: longest time that one run of a model may take; 0 is no limit.
    """

    def __init__(self, core: Core, timeout_ms: int) -> None:
        self._core = core
        self._timeout_ms = max(0, timeout_ms)

    def answer(self, method: str, path: str, body: bytes) -> Answer | None:
        """Answers one request.

        Args:
            method: GET, POST or another.
            path: without the query.
            body: the request's bytes.

        Returns:
            Status and JSON; None when the path is not ours.
        """
        if not _ANY.fullmatch(path):
            return None
        try:
            return Answer(200, self._dispatch(method, path, body))
        except ServingError as error:
            failed = error
        except Exception as error:  # whatever it is, the client is told and the server goes on
            logger().error("rest.failed", error=type(error).__name__)
            failed = ServingError(Code.INTERNAL, type(error).__name__)
        return Answer(failed.http_status, json_out.error(failed))

    def _dispatch(self, method: str, path: str, body: bytes) -> str:
        if method == "POST" and (found := _INFER.fullmatch(path)):
            return self._infer(found, body)
        if method == "GET" and (found := _LOOK.fullmatch(path)):
            return self._look(found)
        raise invalid(f"Malformed request: {method} {path}")

    def _infer(self, found: re.Match[str], body: bytes) -> str:
        match found[4]:
            case "predict":
                request = _addressed(predict_pb2.PredictRequest(), found)
                rows = json_in.fill_predict(body, request, lambda name: self._inputs(request, name))
                return json_out.predictions(self._run("predict", request).outputs, rows)
            case "classify":
                request = _addressed(classification_pb2.ClassificationRequest(), found)
                json_in.fill_examples(body, request)
                return json_out.classifications(self._run("classify", request).result)
            case "regress":
                request = _addressed(regression_pb2.RegressionRequest(), found)
                json_in.fill_examples(body, request)
                return json_out.regressions(self._run("regress", request).result)
        # The pattern ignores case, the methods do not.
        raise invalid(f"Malformed request: POST {found[0]}")

    def _look(self, found: re.Match[str]) -> str:
        if not found[1]:
            raise invalid("Missing model name in request.")
        if found[4] == "metadata":
            asked = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=[model_info.SIGNATURES])
            return json_out.metadata(model_info.metadata(self._core, _addressed(asked, found)))
        request = _addressed(get_model_status_pb2.GetModelStatusRequest(), found)
        return json_out.status(model_info.status(self._core, request))

    def _run(self, method: str, request: Any) -> Any:
        return infer(self._core, method, request, self._timeout_ms)

    def _inputs(self, request: Any, name: str) -> Any:
        name = name or DEFAULT_SIGNATURE
        with self._core.serving(request.model_spec) as (_, bundle):
            if name not in bundle.signatures:
                raise invalid(f'Serving signature name: "{name}" not found in signature def')
            return bundle.signatures[name].inputs


def _addressed(request: Any, found: re.Match[str]) -> Any:
    """Fills the ModelSpec from a path."""
    name, version, label = found[1], found[2], found[3]
    request.model_spec.name = unquote(name)
    if version:
        if int(version) > _LARGEST:
            raise invalid(f"Failed to convert version: {version} to numeric.")
        request.model_spec.version.value = int(version)
    if label:
        request.model_spec.version_label = unquote(label)
    return request
