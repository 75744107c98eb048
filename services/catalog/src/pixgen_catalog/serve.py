"""The catalog's process: REST by gunicorn, gRPC and small jobs beside it in the same worker."""

from collections.abc import Callable
from functools import cache

from apiflask import APIFlask
from pixgen_common import logging, rpc, server, telemetry

from pixgen_catalog.app import VERIFIER, create_app
from pixgen_catalog.context import EXTENSION, Context
from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
from pixgen_catalog.jobs import Jobs
from pixgen_catalog.settings import Settings


@cache
def application() -> APIFlask:
    """The worker's one app; gRPC and jobs share its connections."""
    return create_app()


def serve(settings: Settings) -> None:
    """Serves REST and gRPC until the process is asked to end.

    Args:
        settings: the catalog's settings.
    """
    logging.configure(settings, "catalog")
    server.run(
        "pixgen_catalog.serve:application",
        settings.catalog_bind,
        threads=settings.catalog_threads,
        # One worker: the gRPC port belongs to one process. More capacity is more replicas.
        workers=1,
        shutdown_seconds=settings.shutdown_seconds,
        on_start=[lambda: telemetry.start(settings, "catalog"), start_grpc, start_jobs],
    )


def start_grpc() -> Callable[[], None]:
    """Starts the gRPC server in this worker. Returns: what ends it."""
    parts: Context = application().extensions[EXTENSION]
    running = rpc.serve(
        parts.settings,
        application().extensions[VERIFIER],
        [CatalogService(parts).add_to],
        parts.settings.catalog_grpc_bind,
        [SERVICE_NAME],
    )
    return lambda: running.stop(parts.settings.shutdown_seconds)


def start_jobs() -> Callable[[], None]:
    """Starts the jobs in this worker. Returns: what ends them."""
    parts: Context = application().extensions[EXTENSION]
    jobs = Jobs(parts.engine)
    jobs.start()
    return jobs.stop
