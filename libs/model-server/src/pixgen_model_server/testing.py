"""Servers in the test's own process, on real ports, spoken to by the real stubs and over HTTP."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import json_format
from tensorflow_serving.apis import model_service_pb2_grpc, prediction_service_pb2_grpc
from tensorflow_serving.config import model_server_config_pb2

from pixgen_model_server import grpc_service
from pixgen_model_server.core import Core
from pixgen_model_server.http_server import HttpServer
from pixgen_model_server.options import Options
from pixgen_model_server.rest import Rest
from pixgen_model_server.servable import State


class Serving:
    """A running server, by its two faces.

    Args:
        core: its core.
        port: gRPC.
        http: REST.
    """

    def __init__(self, core: Core, port: int, http: HttpServer) -> None:
        self.core, self.http = core, http
        rest_port = http.start()
        self.address, self.url = f"127.0.0.1:{port}", f"http://127.0.0.1:{rest_port}"
        self.channel = grpc.insecure_channel(self.address)
        self.predictions = prediction_service_pb2_grpc.PredictionServiceStub(self.channel)
        self.models = model_service_pb2_grpc.ModelServiceStub(self.channel)

    def rest(self, method: str, path: str, body: Any = None, raw: bytes | None = None) -> tuple[int, Any]:
        """One REST call. Args: method, path, JSON or raw body. Returns: status and parsed JSON."""
        data = raw if raw is not None or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def post(self, path: str, body: Any = None, raw: bytes | None = None) -> tuple[int, Any]:
        """POST. Args: path, JSON or raw body. Returns: status and parsed JSON."""
        return self.rest("POST", path, body, raw)

    def get(self, path: str) -> tuple[int, Any]:
        """GET. Args: path. Returns: status and parsed JSON."""
        return self.rest("GET", path)

    def available(self, model: str) -> set[int]:
        """The versions that are AVAILABLE. Args: the model. Returns: their numbers."""
        states = self.core.manager.states(model)
        return {version for version, (state, _) in states.items() if state is State.AVAILABLE}


@contextmanager
def serving(config: Any = None, **flags: Any) -> Iterator[Serving]:
    """Runs a server.

    Args:
        config: a ModelServerConfig whose models are waited for; None serves nothing yet.
        flags: Options that differ from quick polling on free ports.

    Yields:
        The server.
    """
    quick = {"port": 0, "rest_api_port": -1, "file_system_poll_wait_seconds": 0.05}
    options = Options(**{**quick, "load_retry_interval_micros": 20_000, **flags})
    core = Core(options)
    if config is not None:
        core.reload(config, lambda: True)
    server, port = grpc_service.serve(core, options)
    http = HttpServer(options, Rest(core, options.rest_api_timeout_in_ms).answer)
    running = Serving(core, port, http)
    try:
        yield running
    finally:
        running.channel.close()
        server.stop(None).wait()
        http.stop(10)
        core.stop()


def model_config(**models: Any) -> Any:
    """A configuration.

    Args:
        models: by name, a base path or a dict of ModelConfig's fields (JSON names).

    Returns:
        A ModelServerConfig.
    """
    listed = []
    for name, given in models.items():
        more = given if isinstance(given, dict) else {"basePath": str(given)}
        listed.append({"name": name, "modelPlatform": "tensorflow", **more})
    document = {"modelConfigList": {"config": listed}}
    return json_format.ParseDict(document, model_server_config_pb2.ModelServerConfig())
