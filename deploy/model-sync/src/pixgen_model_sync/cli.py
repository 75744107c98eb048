"""`pixgen-model-sync`: runs until it is asked to end."""

import signal
import sys
from threading import Event

import click
from pixgen_common import logging
from pixgen_common.errors import PixGenError
from pydantic import ValidationError

from pixgen_model_sync.settings import Settings
from pixgen_model_sync.syncing import Sync


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--once", is_flag=True, help="Look once and end: 0 when all is as published, else 1.")
@click.version_option(package_name="pixgen-model-sync", prog_name="pixgen-model-sync")
def main(once: bool) -> None:
    """Brings published models from the object store to the directory that TensorFlow Serving reads.

    Settings come from the environment: PIXGEN_S3_..., PIXGEN_MODELS_BUCKET, PIXGEN_SYNC_MODELS,
    PIXGEN_SYNC_DIRECTORY, PIXGEN_SYNC_POLL_SECONDS, PIXGEN_SYNC_VERSIONS; see .env.example.
    """
    try:
        settings = Settings()
    except (ValidationError, PixGenError) as error:
        raise click.UsageError(_told(error)) from error
    logging.configure(settings, "model-sync")
    sync = Sync(settings)
    if once:
        sys.exit(0 if sync.once() else 1)
    ended = Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: ended.set())
    try:
        sync.run(ended)
    except PixGenError as error:
        raise click.ClickException(error.detail) from error


def _told(error: ValidationError | PixGenError) -> str:
    if isinstance(error, PixGenError):
        return error.detail
    return "; ".join(
        f"PIXGEN_{str(entry['loc'][0]).upper() if entry['loc'] else '...'}: {entry['msg']}"
        for entry in error.errors(include_input=False, include_url=False)
    )
