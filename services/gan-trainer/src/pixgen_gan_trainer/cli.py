"""`pixgen-gan-trainer`: trains a generator from the command line, or serves."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from pixgen_common.command_line import settings_from_environment, with_exit_codes

from pixgen_gan_trainer.config import RunConfig, configure
from pixgen_gan_trainer.pictures import Source
from pixgen_gan_trainer.recipes import PROFILES

_FAILED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixgen-gan-trainer", prog_name="pixgen-gan-trainer")
def main() -> None:
    """PixGen's trainer: makes a generator of synthetic skin pictures, and measures it.

    Commands end with 0 when all went well, 2 when what you gave cannot be right, and 1 when training failed
    or was stopped.
    """


@main.command()
@with_exit_codes
def serve() -> None:
    """Serve gRPC (PIXGEN_TRAINER_BIND) and train what is queued until asked to end."""
    from pixgen_gan_trainer.serve import serve as run
    from pixgen_gan_trainer.settings import Settings

    run(settings_from_environment(Settings))


@main.command(hidden=True)
@click.argument("run_id")
def run(run_id: str) -> None:
    """Train one queued run; the service starts this for each, and it ends with the service."""
    from pixgen_common import logging

    from pixgen_gan_trainer.child import main as train_run
    from pixgen_gan_trainer.settings import NAME, Settings

    settings = settings_from_environment(Settings)
    logging.configure(settings, NAME)
    if settings.trainer_scratch is None:
        message = "PIXGEN_TRAINER_SCRATCH is needed"
        raise click.UsageError(message)
    sys.exit(train_run(settings, run_id, settings.trainer_scratch / run_id))


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Folder of pictures.")
@click.option("--snapshot", help="Snapshot of the catalog (PIXGEN_CATALOG_GRPC), instead of a folder.")
@click.option("--run", "run_folder", type=click.Path(path_type=Path), required=True, help="The run's folder.")
@click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="fast",
    show_default=True,
    help="Recipe and length.",
)
@click.option("--steps", type=click.IntRange(1, 1_000_000), help="Steps; the profile's by default.")
@click.option("--image-size", type=int, help="Edge in pixels: 32, 64 or 128; the profile's by default.")
@click.option("--batch-size", type=click.IntRange(2, 1024), help="Pictures a step; the profile's by default.")
@click.option("--width", type=click.IntRange(4, 256), help="Channels next to the picture.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Of all chance."
)
@click.option("--conditional", is_flag=True, help="Make a generator that can be asked for a tone group.")
@click.option(
    "--precision",
    type=click.Choice(["auto", "float32", "bfloat16"]),
    default="auto",
    show_default=True,
    help="auto: bfloat16 where the processor has it.",
)
@click.option("--evaluate-every", type=click.IntRange(1), help="Steps between two evaluations.")
@click.option("--checkpoint-every", type=click.IntRange(1), default=250, show_default=True, help="Steps.")
@click.option(
    "--samples", type=click.IntRange(32, 10_000), default=512, show_default=True, help="To measure."
)
@click.option("--export/--no-export", "is_exported", default=True, help="Export a SavedModel at the end.")
@click.option("--dry-run", is_flag=True, help="Check all, say what would be done, train nothing.")
@with_exit_codes
def train(run_folder: Path, profile: str, *, dry_run: bool, is_exported: bool, **given: Any) -> None:
    """Trains on a folder or a snapshot; the same command goes on where a stopped run was left."""
    source = _source(given.pop("folder"), given.pop("snapshot"))
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if given["precision"] == "auto":
        from pixgen_gan_trainer.precision import probed

        given["precision"] = probed()
    config = configure(profile, **given)
    if dry_run:
        click.echo(f"{source.count()} pictures; {config.model_dump_json(indent=1)}")
        return
    _train(config, source, run_folder, is_exported=is_exported)


def _source(folder: Path | None, snapshot_id: str | None) -> Source:
    from pixgen_gan_trainer.catalog import Catalog
    from pixgen_gan_trainer.pictures import Folder
    from pixgen_gan_trainer.settings import CatalogSettings
    from pixgen_gan_trainer.snapshot import Snapshot

    if (folder is None) == (snapshot_id is None):
        message = "Give either --folder or --snapshot."
        raise click.UsageError(message)
    if folder is not None:
        return Folder(folder)
    settings = settings_from_environment(CatalogSettings)
    return Snapshot(
        Catalog(settings), snapshot_id or "", settings.trainer_patience_seconds, phantoms=settings.demo
    )


def _train(config: RunConfig, source: Source, run_folder: Path, *, is_exported: bool) -> None:
    from pixgen_gan_trainer import dataset, export
    from pixgen_gan_trainer.boards import Boards
    from pixgen_gan_trainer.events import Events
    from pixgen_gan_trainer.progress import Terminal
    from pixgen_gan_trainer.run import Run
    from pixgen_gan_trainer.store import LocalStore, ReadOnly, RunStore
    from pixgen_gan_trainer.strategies import chosen

    among, local = chosen(), LocalStore(run_folder)
    store: RunStore = ReadOnly(local) if among.worker else local
    # Workers may share the run's folder; each keeps a cache of its own.
    pictures = run_folder / (f"cache-{among.worker}" if among.worker else "cache")
    cache = dataset.build(source, pictures, config.image_size)
    click.echo(f"{cache.train} pictures to learn from, {cache.held_out} held out, left out: {cache.skipped}")
    with Terminal(config.steps) as terminal:
        events = Events(store, terminal, None if among.worker else Boards(store))
        place = dataset.place_of(cache, pictures)
        run = Run(config, store, cache, place, events, among, source.provenance())
        with run.stopping_on_signals():
            state = run.go()
    if state == "completed" and is_exported and not among.worker:
        click.echo(f"exported: manifest {export.export(run)}")
    click.echo(f"{state} at step {run.step}; see report.html in the run's folder")
    if state != "completed":
        sys.exit(_FAILED)
