"""The gRPC face: PredictionService and ModelService, by the stubs of tensorflow-serving-api."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pixgen_common.logging import logger
from tensorflow_serving.apis import (
    model_management_pb2,
    model_service_pb2_grpc,
    prediction_service_pb2_grpc,
)

from pixgen_model_server import model_info
from pixgen_model_server.core import Core
from pixgen_model_server.inference import infer
from pixgen_model_server.options import Options
from pixgen_model_server.status import Code, ServingError, invalid

_THREADS, _WAITING = 16, 256


class PredictionService(prediction_service_pb2_grpc.PredictionServiceServicer):  # type: ignore[misc]
    """Predict, Classify, Regress and GetModelMetadata."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def Predict(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, D102
        return _answer(context, lambda: infer(self._core, "predict", request, _left(context)))

    def Classify(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, D102
        return _answer(context, lambda: infer(self._core, "classify", request, _left(context)))

    def Regress(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, D102
        return _answer(context, lambda: infer(self._core, "regress", request, _left(context)))

    def GetModelMetadata(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, D102
        return _answer(context, lambda: model_info.metadata(self._core, request))


class ModelService(model_service_pb2_grpc.ModelServiceServicer):  # type: ignore[misc]
    """GetModelStatus and HandleReloadConfigRequest."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def GetModelStatus(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, D102
        return _answer(context, lambda: model_info.status(self._core, request))

    def HandleReloadConfigRequest(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, D102
        return _answer(context, lambda: self._reload(request, context))

    def _reload(self, request: Any, context: grpc.ServicerContext) -> Any:
        if request.config.WhichOneof("config") != "model_config_list":
            raise invalid(
                "ServerModelConfig type not supported by HandleReloadConfigRequest."
                " Only ModelConfigList is currently supported"
            )
        self._core.reload(request.config, context.is_active)
        return model_management_pb2.ReloadConfigResponse(status={"error_code": 0})


def serve(core: Core, options: Options) -> tuple[grpc.Server, int]:
    """Opens the gRPC port. Args: the core and the flags. Returns: the running server and its port."""
    server = grpc.server(
        ThreadPoolExecutor(_THREADS, thread_name_prefix="grpc"),
        maximum_concurrent_rpcs=_WAITING,
        options=[
            ("grpc.max_receive_message_length", options.max_body_bytes),
            ("grpc.max_send_message_length", -1),
            ("grpc.so_reuseport", 0),
        ],
    )
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(PredictionService(core), server)
    model_service_pb2_grpc.add_ModelServiceServicer_to_server(ModelService(core), server)
    port = server.add_insecure_port(f"{options.host}:{options.port}")
    server.start()
    return server, port


def _answer(context: grpc.ServicerContext, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except ServingError as error:
        failed = error
    except Exception as error:  # whatever it is, the client is told and the server goes on
        logger().error("rpc.failed", error=type(error).__name__)
        failed = ServingError(Code.INTERNAL, type(error).__name__)
    return context.abort(failed.grpc_code, failed.grpc_message)


def _left(context: grpc.ServicerContext) -> int:
    """Milliseconds to the caller's deadline; 0 when there is none."""
    seconds = context.time_remaining()
    return 0 if seconds is None else min(max(1, int(seconds * 1000)), (1 << 31) - 1)
