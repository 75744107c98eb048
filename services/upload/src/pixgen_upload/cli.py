"""The command line: serve, and the two jobs for operators."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from typing import TypeVar

import click
from pixgen_common import logging
from pixgen_common.errors import PixGenError
from pydantic import ValidationError

from pixgen_upload.settings import NAME, Settings

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixgen-upload")
def main() -> None:
    """The one way in for every picture. Settings come from the environment (PIXGEN_...)."""


@main.command()
def serve() -> None:
    """Serve REST, reconcile and erase until asked to end."""
    settings = _settings()
    if settings.upload_workers == 1 or "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        _serve(settings)
        return
    # Before anything imports prometheus_client, which looks for the folder only then.
    metrics, us = tempfile.mkdtemp(prefix="pixgen-upload-metrics-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
    try:
        _serve(settings)
    finally:
        # Workers are forks that leave through here too, and must not take the others' metrics along.
        if os.getpid() == us:
            shutil.rmtree(metrics, ignore_errors=True)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def reconcile(*, dry_run: bool) -> None:
    """Register stored pictures that the catalog does not have yet; clear abandoned tries. One round."""
    from pixgen_upload import background

    reconciler, _ = background.parts(_settings())
    done = _or_exit(lambda: reconciler.run(dry_run=dry_run))
    verb = "would be " if dry_run else ""
    click.echo(
        f"{done.registered} {verb}registered, {done.refused} refused and erased, "
        f"{done.cleared} abandoned tries {verb}cleared, {done.failed} failed, {done.waiting} in progress"
    )
    if done.failed:
        sys.exit(1)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only list what would be erased.")
def erase(*, dry_run: bool) -> None:
    """Erase the pictures that the catalog lists: withdrawn, or deleted by their owners."""
    from pixgen_upload import background

    _, erasure = background.parts(_settings())
    erased = _or_exit(lambda: erasure.run(dry_run=dry_run))
    for image_id in erased:
        click.echo(image_id)
    click.echo(f"{len(erased)} {'would be erased' if dry_run else 'erased'}", err=True)


def _serve(settings: Settings) -> None:
    from pixgen_common import server, telemetry

    from pixgen_upload import background

    server.run(
        "pixgen_upload.app:from_environment",
        settings.upload_bind,
        threads=settings.upload_threads,
        workers=settings.upload_workers,
        shutdown_seconds=settings.shutdown_seconds,
        on_start=[lambda: telemetry.start(settings, NAME), lambda: background.start(settings)],
    )


def _settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as error:
        for entry in error.errors(include_input=False, include_url=False):
            name = ".".join(map(str, entry["loc"])).upper()
            click.echo(f"PIXGEN_{name}: {entry['msg']}", err=True)
        sys.exit(2)
    logging.configure(settings, NAME)
    return settings


def _or_exit(action: Callable[[], T]) -> T:
    """Runs a job; what stands in its way is said in one line. Args: the job. Returns: its result."""
    try:
        return action()
    except PixGenError as error:
        click.echo(f"{error.detail} ({error.reason})", err=True)
        sys.exit(2)
