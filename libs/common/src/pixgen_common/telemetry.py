"""Metrics for Prometheus and traces for OpenTelemetry."""

import os

from flask import Flask, g, request
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest, multiprocess

from pixgen_common.settings import CommonSettings

HTTP_SECONDS = Histogram(
    "pixgen_http_request_seconds", "Seconds a REST request took.", ["service", "method", "route", "status"]
)
GRPC_SECONDS = Histogram("pixgen_grpc_request_seconds", "Seconds an RPC took.", ["service", "method", "code"])


def exposition() -> bytes:
    """The metrics as Prometheus reads them: of all worker processes when they share a folder for them.

    prometheus_client takes the folder from ``PROMETHEUS_MULTIPROC_DIR``, set before it is imported.
    """
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    of_all = CollectorRegistry()
    multiprocess.MultiProcessCollector(of_all)  # type: ignore[no-untyped-call]
    return generate_latest(of_all)


def start(settings: CommonSettings, service: str) -> None:
    """Sends traces when an endpoint is configured; called in the worker, after the fork.

    The exporter's thread would not survive a fork, so this must never run at import.

    Args:
        settings: the endpoint.
        service: the service's name.
    """
    if settings.otlp_endpoint is None:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"pixgen-{service}"}))
    exporter = OTLPSpanExporter(endpoint=f"{settings.otlp_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def trace_flask(app: Flask) -> None:
    """One span a request, named by its route; free when no endpoint is configured. Args: the app."""
    tracer = trace.get_tracer("pixgen")

    @app.before_request
    def begin() -> None:
        route = str(request.url_rule) if request.url_rule else "unknown"
        context = propagate.extract(dict(request.headers))
        span = tracer.start_span(f"{request.method} {route}", context=context, kind=trace.SpanKind.SERVER)
        g.span_scope = trace.use_span(span, end_on_exit=True)
        g.span_scope.__enter__()

    @app.teardown_request
    def end(error: BaseException | None) -> None:
        if scope := g.pop("span_scope", None):
            scope.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)
