"""The augment service's process: gRPC at once, ready when the style module is loaded."""

import threading

from pixgen_common import logging, processors, rpc, telemetry
from pixgen_common.auth import TokenVerifier
from pixgen_common.ending import ending
from pixgen_common.errors import PixGenError
from prometheus_client import start_http_server

from pixgen_augment.gate import Gate
from pixgen_augment.grpc_service import SERVICE_NAME, AugmentService, Parts
from pixgen_augment.settings import NAME, Settings
from pixgen_augment.worker_pool import WorkerPool


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT; calls in progress get the settings' seconds.

    A module that cannot be loaded leaves the service not ready, with the reason in its log and its answers.

    Args:
        settings: the service's settings.
    """
    logging.configure(settings, NAME)
    telemetry.start(settings, NAME)
    ended = ending()
    running = start(settings)
    if settings.augment_metrics_bind:
        host, port = settings.augment_metrics_bind.rsplit(":", 1)
        start_http_server(int(port), host)
    ended.wait()
    running.stop(settings.shutdown_seconds)


def start(settings: Settings) -> rpc.RunningServer:
    """Starts the server, then loads the module in the background.

    Args:
        settings: the service's settings.

    Returns:
        The server; its health says when it is ready.
    """
    places = settings.augment_threads or processors.count()
    # Enough that pictures meet before the network while others are measured.
    gate = Gate(places + 4, settings.augment_queue)
    parts = Parts(gate, places, WorkerPool(places))
    running = rpc.serve(
        settings,
        TokenVerifier(settings, NAME),
        [AugmentService(parts).add_to],
        settings.augment_bind,
        [SERVICE_NAME],
        threads=places + settings.augment_queue + 8,
        ready=False,
    )
    threading.Thread(target=_load, args=(settings, parts, running), name="load", daemon=True).start()
    return running


def _load(settings: Settings, parts: Parts, running: rpc.RunningServer) -> None:
    from pixgen_augment import style_module
    from pixgen_augment.batching import StyleQueue
    from pixgen_augment.stylize import Stylist

    try:
        module = style_module.load(settings)
    except PixGenError as error:
        parts.failure = error
        return
    queue = StyleQueue(module, parts.places, settings.style_batch_ms / 1000)
    parts.stylist = Stylist(module, queue, settings.style_edge, parts.pool)
    running.set_ready()
