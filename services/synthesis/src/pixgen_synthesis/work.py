"""The worker's process: the parts put together, one clean-up beside them, and an end in good order."""

from collections.abc import Mapping

import prometheus_client
from pixgen_common import idempotency, telemetry
from pixgen_common.database import transaction
from pixgen_common.ending import ending
from pixgen_common.errors import PixGenError
from pixgen_common.logging import logger
from sqlalchemy import Engine

from pixgen_synthesis import orders
from pixgen_synthesis.augment import Augment
from pixgen_synthesis.augmenting import Augmenting
from pixgen_synthesis.catalog import Catalog
from pixgen_synthesis.context import engine_of
from pixgen_synthesis.drawing import Drawing
from pixgen_synthesis.generating import Generating
from pixgen_synthesis.queueing import queue_of
from pixgen_synthesis.serving import Serving
from pixgen_synthesis.settings import NAME, Settings
from pixgen_synthesis.tables import idempotency_keys
from pixgen_synthesis.trainer import Trainer
from pixgen_synthesis.upload import Upload
from pixgen_synthesis.working import Handler, Worker

_CLEAR_SECONDS = 600.0


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Who makes the items of each kind of order. Args: settings. Returns: by kind."""
    upload, augment = Upload(settings), Augment(settings)
    drawing = Drawing(settings, Serving(settings), augment, Trainer(settings))
    return {
        orders.AUGMENTATION: Augmenting(settings, Catalog(settings), augment, upload),
        orders.GENERATION: Generating(drawing, upload),
    }


def worker(settings: Settings, engine: Engine) -> Worker:
    """The worker, not begun yet. Args: settings; database. Returns: it."""
    queue = queue_of(settings.work_lease_seconds, settings.work_attempts)
    return Worker(
        engine,
        queue,
        handlers(settings),
        at_once=settings.work_at_once,
        idle_seconds=settings.work_idle_seconds,
    )


def work(settings: Settings) -> None:
    """Works until the process is asked to end.

    Args:
        settings: the service's settings.
    """
    ended = ending()
    telemetry.start(settings, f"{NAME}-worker")
    if settings.work_metrics_port:
        prometheus_client.start_http_server(settings.work_metrics_port)
    engine = engine_of(settings)
    running = worker(settings, engine)
    running.start()
    logger().info("worker.started", at_once=settings.work_at_once)
    while not ended.wait(_CLEAR_SECONDS):
        _clear(engine)
    running.stop(settings.shutdown_seconds)
    logger().info("worker.ended")


def _clear(engine: Engine) -> None:
    """Forgets keys of requests that were answered long ago."""
    try:
        with transaction(engine) as connection:
            idempotency.expire(connection, idempotency_keys)
    except PixGenError as error:
        logger().warning("worker.clearing_postponed", reason=error.reason)
