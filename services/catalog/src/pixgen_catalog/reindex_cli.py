"""`catalog reindex`: rebuilds the index of pictures."""

import sys
import time

import click
from pixgen_common.errors import Code, PixGenError
from pixgen_common.ids import is_id
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pixgen_catalog import context
from pixgen_catalog.bucket_records import Source
from pixgen_catalog.command_line import read_settings, with_exit_codes
from pixgen_catalog.reindex import Report, prune, reindex

_LINE_SECONDS = 5.0
_SHOWN = 20


@click.command("reindex", short_help="Rebuild the index of pictures from the bucket.")
@click.option("--dry-run", is_flag=True, help="Do everything, then take it back; say what would change.")
@click.option("--start-after", default="", metavar="IMAGE_ID", help="Go on after this picture.")
@click.option("--prune", "pruning", is_flag=True, help="Also take out pictures whose record is gone.")
@click.option("--readers", default=16, show_default=True, type=click.IntRange(1, 64), help="Parallel reads.")
@with_exit_codes
def reindex_command(*, dry_run: bool, start_after: str, pruning: bool, readers: int) -> None:
    """Rebuilds the index from the records in the bucket; reviews, edits and withdrawals are replayed.

    Safe while the catalog serves, and safe to repeat. After an interruption it names the picture to go
    on after. A record that cannot be used is named at the end and the exit code is 2; all others are in.

    \b
      catalog reindex --dry-run
      catalog reindex --start-after img_abcdefghijklmnop
    """  # noqa: D301 - click wants the character itself
    if start_after and not is_id("img", start_after):
        message = f"{start_after!r} is no picture's id; it looks like img_abcdefghijklmnop"
        raise click.UsageError(message)
    settings = read_settings()
    parts = context.build(settings)
    source = Source(parts.store, settings.images_bucket, readers)
    with _Told() as told:
        try:
            done = reindex(parts.engine, source, start_after=start_after, dry_run=dry_run, told=told)
        except (PixGenError, KeyboardInterrupt) as error:
            raise _interrupted(told.last, error) from error
        if pruning:
            done = prune(parts.engine, source, done, dry_run=dry_run)
    _conclude(done, dry_run=dry_run)


class _Told:
    """Shows progress: a moving line on a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self.last = ""
        self._console = Console(stderr=True)
        self._spoke = time.monotonic()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(*columns, console=self._console, disable=not self._console.is_terminal)
        self._task = self._progress.add_task("Reading records", total=None)

    def __enter__(self) -> "_Told":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, done: Report) -> None:
        self.last = done.last
        text = f"{done.read} records read, {done.added} added"
        self._progress.update(self._task, description=text)
        if not self._console.is_terminal and time.monotonic() - self._spoke > _LINE_SECONDS:
            self._spoke = time.monotonic()
            click.echo(text, err=True)


def _interrupted(last: str, error: BaseException) -> PixGenError:
    detail = str(error) or "Interrupted."
    on = f" Go on with: catalog reindex --start-after {last}" if last else ""
    return PixGenError(Code.UNAVAILABLE, f"{detail}{on}", reason="reindex.interrupted")


def _conclude(done: Report, *, dry_run: bool) -> None:
    verb = "would be" if dry_run else "were"
    click.echo(
        f"{done.read} records read; {done.added} pictures {verb} added, {done.withdrawn} stay withdrawn, "
        f"{done.pruned} {verb} taken out."
    )
    if done.unusable:
        click.echo(f"{len(done.unusable)} records cannot be used:", err=True)
        for key, why in list(done.unusable.items())[:_SHOWN]:
            click.echo(f"  {key}: {why}", err=True)
        sys.exit(2)
