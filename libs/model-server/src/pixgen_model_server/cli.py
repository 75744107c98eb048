"""`pixgen-model-server`: TensorFlow Serving's flags."""

import os
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click
from pixgen_common import logging
from pixgen_common.settings import CommonSettings

from pixgen_model_server.options import Options

_F = TypeVar("_F", bound=Callable[..., Any])
_FILE = click.Path(dir_okay=False, path_type=Path)
_DEFAULTS = {field.name: field.default for field in fields(Options)}


def _flag(name: str, help_text: str, kind: Any = None) -> Callable[[_F], _F]:
    default = _DEFAULTS[name]
    if isinstance(default, bool):  # both --flag and --flag=true, as TensorFlow Serving takes them
        return click.option(
            f"--{name}", type=bool, is_flag=False, flag_value="true", default=default, help=help_text
        )
    shown = default not in {None, ""}
    return click.option(f"--{name}", type=kind, default=default, show_default=shown, help=help_text)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@_flag("port", "gRPC port; 0 takes a free one.", click.IntRange(0, 65535))
@_flag("rest_api_port", "REST port; 0 offers no REST, -1 takes a free port.", click.IntRange(-1, 65535))
@_flag("host", "Address of both ports (ours).")
@_flag("model_name", "Name of the one model; not with --model_config_file.")
@_flag("model_base_path", "Absolute directory of the one model, with a directory for each version.")
@_flag("model_config_file", "ModelServerConfig in text format, for several models.", _FILE)
@_flag("model_config_file_poll_wait_seconds", "Seconds between two readings of it; 0 is never.", int)
@_flag("file_system_poll_wait_seconds", "Seconds between two looks for versions; 0 is once.", float)
@_flag("max_num_load_retries", "Further tries of a load that failed.", click.IntRange(0))
@_flag("load_retry_interval_micros", "Microseconds between two tries.", click.IntRange(0))
@_flag("rest_api_timeout_in_ms", "Longest time of one REST request.", int)
@_flag("rest_api_num_threads", "REST connections served at a time.", click.IntRange(1, 1024))
@_flag("allow_version_labels_for_unavailable_models", "Labels may point at versions still to be loaded.")
@_flag("saved_model_tags", "Tags of the graph to load, separated by commas.")
@_flag("max_body_bytes", "Longest request in bytes (ours).", click.IntRange(1))
@_flag("shutdown_seconds", "Seconds that requests in progress get at the end (ours).", click.FloatRange(0))
@_flag("ports_file", "File that receives both ports once they are open (ours).", _FILE)
@_flag("sync", "Bring published models from the object store, by PIXGEN_SYNC_... and PIXGEN_S3_... (ours).")
@click.version_option(package_name="pixgen-model-server", prog_name="pixgen-model-server")
def main(**flags: Any) -> None:
    """Serves SavedModels as TensorFlow Serving does, on machines that do not have it.

    Flags are TensorFlow Serving's own, except where they say "ours". With --sync and no base path, the
    model is served from the directory that it is brought to.
    """
    logging.configure(CommonSettings(), "model-server")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from pixgen_model_server import process  # TensorFlow: seconds, and nothing that --help needs
    from pixgen_model_server.status import ServingError

    try:
        process.run(process.synced(Options(**flags)))
    except ServingError as error:
        raise click.ClickException(f"Failed to start server. Error: {error}") from error
    except (OSError, RuntimeError) as error:
        raise click.ClickException(f"Failed to start server. Error: {error}") from error
    # All has been stopped in order. What is left are threads of TensorFlow and gRPC, which now and then abort
    # while Python takes itself apart around them.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
