"""The `pixgen` command: its commands, and the one place where failures end."""

import errno
from typing import Any

import click

from pixgen_client import __version__
from pixgen_client.account_commands import login, logout, whoami
from pixgen_client.augment_command import augment
from pixgen_client.augmentations_command import augmentations
from pixgen_client.conditions_command import conditions
from pixgen_client.coverage_command import coverage
from pixgen_client.download_command import download
from pixgen_client.errors import ClientError
from pixgen_client.generate_command import generate
from pixgen_client.invocation import Invocation, shared_options
from pixgen_client.models_command import models
from pixgen_client.runs_command import runs
from pixgen_client.search_command import search
from pixgen_client.show_command import show
from pixgen_client.train_command import train
from pixgen_client.upload_command import upload


class _Cli(click.Group):
    """Shows expected failures as the user asked for them: in words or as JSON."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ClientError as error:
            error.as_json = ctx.ensure_object(Invocation).json
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:  # `pixgen search | head`: click ends quietly
                raise
            named = f"{error.filename}: " if error.filename else ""
            failure = ClientError(f"{named}{error.strerror or error}.")
            failure.as_json = ctx.ensure_object(Invocation).json
            raise failure from error


@click.group(cls=_Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@shared_options(from_environment=True)
@click.version_option(__version__, prog_name="pixgen")
def cli() -> None:
    """Add pictures of skin to PixGen, find them, and download those you may use.

    \b
    Examples:
      pixgen login --server https://pixgen.example
      pixgen upload pictures/ --image-type dermoscopic --license CC-BY --consent share,ml_training
      pixgen upload pictures/ --metadata pictures.csv
      pixgen search --tone dark --condition psoriasis
      pixgen download --tone dark --to dark-skin/
      pixgen coverage
      pixgen augment lesion.jpg --tone-group dark
      pixgen generate --model dcgan --preview

    `pixgen COMMAND --help` says more. Exit codes: 0 all is well, 1 something was refused or could not be
    done, 2 the command was used wrongly.
    """  # noqa: D301 - \b is click's mark for lines that are not to be wrapped


_PICTURES = (upload, search, show, download, coverage, conditions)
_MODELS = (train, runs, models, generate)
for command in (login, logout, whoami, *_PICTURES, augment, augmentations, *_MODELS):
    cli.add_command(command)
