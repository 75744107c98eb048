"""`pixgen-gan-trainer`: trains a generator from the command line."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from pixgen_common.command_line import with_exit_codes

from pixgen_gan_trainer.config import RunConfig, configure
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
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Folder of pictures.")
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
def train(
    folder: Path, run_folder: Path, profile: str, *, dry_run: bool, is_exported: bool, **given: Any
) -> None:
    """Trains on a folder of pictures; the same command goes on where a stopped run was left."""
    precision = given.pop("precision")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from pixgen_gan_trainer.precision import probed

    config = configure(profile, precision=probed() if precision == "auto" else precision, **given)
    _train(config, folder, run_folder, dry_run=dry_run, is_exported=is_exported)


def _train(config: RunConfig, folder: Path, run_folder: Path, *, dry_run: bool, is_exported: bool) -> None:
    from pixgen_gan_trainer import dataset, export
    from pixgen_gan_trainer.events import Events
    from pixgen_gan_trainer.pictures import Folder
    from pixgen_gan_trainer.progress import Terminal
    from pixgen_gan_trainer.run import Run
    from pixgen_gan_trainer.store import LocalStore, ReadOnly, RunStore
    from pixgen_gan_trainer.strategies import chosen

    source = Folder(folder)
    if dry_run:
        click.echo(f"{source.count()} files; {config.model_dump_json(indent=1)}")
        return
    among, local = chosen(), LocalStore(run_folder)
    store: RunStore = ReadOnly(local) if among.worker else local
    # Workers may share the run's folder; each keeps a cache of its own.
    pictures = run_folder / (f"cache-{among.worker}" if among.worker else "cache")
    cache = dataset.build(source, pictures, config.image_size)
    click.echo(f"{cache.train} pictures to learn from, {cache.held_out} held out, left out: {cache.skipped}")
    with Terminal(config.steps) as terminal:
        events = Events(store, terminal, None if among.worker else run_folder / "tensorboard")
        run = Run(config, store, cache, dataset.place_of(cache, pictures), events, among)
        with run.stopping_on_signals():
            state = run.go()
    if state == "completed" and is_exported and not among.worker:
        click.echo(f"exported: manifest {export.export(run)}")
    click.echo(f"{state} at step {run.step}; see report.html in the run's folder")
    if state != "completed":
        sys.exit(_FAILED)
