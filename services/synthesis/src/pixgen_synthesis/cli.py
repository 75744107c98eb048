"""`pixgen-synthesis`: serve, work, migrate."""

import click
from pixgen_common import logging
from pixgen_common.command_line import settings_from_environment, with_exit_codes

from pixgen_synthesis.migrate import migrate
from pixgen_synthesis.settings import NAME, Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixgen-synthesis")
def main() -> None:
    """Orders for pictures that do not exist. Settings come from the environment (PIXGEN_...)."""


@main.command()
@with_exit_codes
def serve() -> None:
    """Serve REST (PIXGEN_SYNTHESIS_BIND) until asked to end; run `pixgen-synthesis migrate` first."""
    from pixgen_common import server, telemetry

    settings = _settings()
    server.run(
        "pixgen_synthesis.app:from_environment",
        settings.synthesis_bind,
        threads=settings.synthesis_threads,
        shutdown_seconds=settings.shutdown_seconds,
        on_start=[lambda: telemetry.start(settings, NAME)],
    )


@main.command()
@with_exit_codes
def work() -> None:
    """Work on the items of orders until asked to end. Any number of these may run, anywhere."""
    from pixgen_synthesis.work import work as run

    run(_settings())


main.add_command(migrate)


def _settings() -> Settings:
    settings = settings_from_environment(Settings)
    logging.configure(settings, NAME)
    return settings
