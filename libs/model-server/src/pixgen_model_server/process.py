"""The server's process: loads the models, opens the ports, ends in good order."""

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

from pixgen_common.ending import ending
from pixgen_common.logging import logger
from pixgen_model_sync.settings import Settings as SyncSettings
from pixgen_model_sync.syncing import Sync

from pixgen_model_server import config, grpc_service
from pixgen_model_server.core import Core
from pixgen_model_server.http_server import HttpServer
from pixgen_model_server.options import Options
from pixgen_model_server.rest import Rest
from pixgen_model_server.status import ServingError


def run(options: Options) -> None:
    """Serves until SIGTERM or SIGINT.

    As in TensorFlow Serving, the ports open when every model of the first configuration is available.

    Args:
        options: the flags.

    Raises:
        ServingError: the configuration cannot be, or a first model could not be loaded.
        OSError: a port cannot be had.
    """
    ended = ending()
    following = _follow_store(ended) if options.sync else None
    core = Core(options)
    try:
        core.reload(config.from_options(options), lambda: not ended.is_set(), "servable")
        if not ended.is_set():
            _serve(core, options, ended)
    except ServingError:
        if not ended.is_set():
            raise
    finally:
        ended.set()
        core.stop()
        if following is not None:
            following.join(options.shutdown_seconds)


def _serve(core: Core, options: Options, ended: threading.Event) -> None:
    server, port = grpc_service.serve(core, options)
    http = None
    rest_port = 0
    if options.rest_api_port:
        http = HttpServer(options, Rest(core, options.rest_api_timeout_in_ms).answer)
        rest_port = http.start()
    if options.ports_file is not None:
        _write_whole(options.ports_file, f"{port} {rest_port}\n")
    logger().info("server.listening", port=port, rest_api_port=rest_port)
    _wait(ended, options, lambda: _reload_file(core, options, ended))
    stopping = server.stop(options.shutdown_seconds)
    if http is not None:
        http.stop(options.shutdown_seconds)
    stopping.wait(options.shutdown_seconds + 1)


def _wait(ended: threading.Event, options: Options, reload: Callable[[], None]) -> None:
    pause = options.model_config_file_poll_wait_seconds
    while not ended.wait(pause if pause > 0 else None):
        reload()


def _reload_file(core: Core, options: Options, ended: threading.Event) -> None:
    try:
        core.reload(config.from_options(options), lambda: not ended.is_set())
    except ServingError as error:
        logger().error("config.refused", code=error.code.name)


def _follow_store(ended: threading.Event) -> threading.Thread:
    """Runs model-sync in this process, as locally there is no sidecar."""
    sync = Sync(SyncSettings())
    thread = threading.Thread(target=sync.run, args=(ended,), name="sync", daemon=True)
    thread.start()
    return thread


def _write_whole(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="ascii")
    partial.replace(path)


def synced(options: Options) -> Options:
    """The flags of a server that follows the store: one model's base path lies in model-sync's directory.

    Args:
        options: the flags as given.

    Returns:
        The same with model_base_path, unless base path or config file were given.
    """
    if not options.sync or options.model_config_file or options.model_base_path:
        return options
    base = SyncSettings().sync_directory.resolve() / options.model_name
    return dataclasses.replace(options, model_base_path=str(base))
