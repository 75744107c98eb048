"""Serving REST: gunicorn with threads, nothing connected before the fork, a graceful end."""

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from gunicorn.app.base import BaseApplication

Hook = Callable[[], Callable[[], None] | None]


def run(
    app_factory: str,
    bind: str,
    *,
    threads: int,
    workers: int = 1,
    shutdown_seconds: float = 10,
    on_start: Sequence[Hook] = (),
) -> None:
    """Serves an app until the process is asked to end.

    Args:
        app_factory: ``module:function`` that makes the app; it runs in the worker, after the fork.
        bind: ``host:port``.
        threads: requests handled at a time by one worker.
        workers: worker processes.
        shutdown_seconds: time that requests in progress get at the end.
        on_start: run in each worker when it starts (jobs, gRPC servers, tracing); what each returns is
            called when the worker ends.
    """
    _Server(app_factory, _options(bind, threads, workers, shutdown_seconds), on_start).run()


def _options(bind: str, threads: int, workers: int, shutdown_seconds: float) -> dict[str, Any]:
    return {
        "bind": bind,
        "worker_class": "gthread",
        "threads": threads,
        "workers": workers,
        "graceful_timeout": int(shutdown_seconds),
        "timeout": 120,
        "keepalive": 5,
        "max_requests": 0,
        "preload_app": False,
        # As a user without a home, gunicorn 27's control socket only logs errors.
        "control_socket_disable": True,
        "worker_tmp_dir": None,
        "limit_request_line": 8190,
        "errorlog": "-",
        "loglevel": "warning",
    }


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured in code."""

    def __init__(self, app_factory: str, options: dict[str, Any], on_start: Sequence[Hook]) -> None:
        self._app_factory = app_factory
        self._options = options
        self._on_start = on_start
        self._on_end: list[Callable[[], None]] = []
        super().__init__()

    def load_config(self) -> None:
        for key, value in self._options.items():
            if key in self.cfg.settings:
                self.cfg.set(key, value)
        self.cfg.set("post_worker_init", self._start_worker)
        self.cfg.set("worker_exit", self._end_worker)

    def load(self) -> Any:
        module, function = self._app_factory.split(":")
        return getattr(importlib.import_module(module), function)()

    def _start_worker(self, _: Any) -> None:
        for hook in self._on_start:
            end = hook()
            if end is not None:
                self._on_end.append(end)

    def _end_worker(self, _: Any, __: Any) -> None:
        for end in reversed(self._on_end):
            end()
