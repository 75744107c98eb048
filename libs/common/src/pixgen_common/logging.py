"""Logs: event names with fields, one request id across HTTP and gRPC."""

import logging
import re
import secrets
import sys
from contextvars import ContextVar

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from pixgen_common.settings import CommonSettings

REQUEST_ID_HEADER = "X-Request-ID"
_request_id: ContextVar[str] = ContextVar("pixgen_request_id", default="")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def configure(settings: CommonSettings, service: str) -> None:
    """Sends structlog and the standard library's loggers to standard error in one format.

    Args:
        settings: level and format.
        service: name that every line carries.
    """
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        _Named(service),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def logger() -> FilteringBoundLogger:
    """The logger to use everywhere.

    Returns:
        A structlog logger; call it with an event name and fields: ``log.info("image.stored", sha256=...)``.
    """
    log: FilteringBoundLogger = structlog.get_logger()
    return log


def request_id() -> str:
    """The id of the request in progress, or an empty string outside one."""
    return _request_id.get()


def begin_request(offered: str | None) -> str:
    """Sets the id of the request in progress.

    Args:
        offered: what the caller sent; taken only when it is a plain word of 8 to 64 characters, so that
            nobody can write into our logs.

    Returns:
        The id now in force.
    """
    chosen = offered if offered and _ACCEPTABLE.fullmatch(offered) else secrets.token_hex(8)
    _request_id.set(chosen)
    return chosen


def _add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if current := _request_id.get():
        event["request_id"] = current
    return event


class _Named:
    """Adds the service's name to every line."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service"] = self._service
        return event
