"""`pixgen-model-sync`: runs until it is asked to end."""

import sys

import click
from pixgen_common import logging
from pixgen_common.command_line import settings_from_environment
from pixgen_common.ending import ending
from pixgen_common.errors import PixGenError

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
        settings = settings_from_environment(Settings)
    except PixGenError as error:
        raise click.UsageError(error.detail) from error
    logging.configure(settings, "model-sync")
    sync = Sync(settings)
    if once:
        sys.exit(0 if sync.once() else 1)
    try:
        sync.run(ending())
    except PixGenError as error:
        raise click.ClickException(error.detail) from error
