"""`pixgen download`."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from pixgen_client.collecting import Collector, Result, Wanted
from pixgen_client.downloading import Got
from pixgen_client.filters import PAGE, chosen, filter_options, pages
from pixgen_client.invocation import Invocation, leave, patience_option, shared_options
from pixgen_client.listing import FILE
from pixgen_client.plain import cell, new_table
from pixgen_client.show_command import image_id
from pixgen_client.transport import Transport

_CAPTURES = "instrument only"


@click.command()
@click.argument("images", metavar="[IMAGE_ID]...", nargs=-1)
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("pixgen-download"),
    show_default=True,
    help="Made when it is not there.",
)
@filter_options
@click.option("--all", "everything", is_flag=True, help="All pictures that you may see, without a filter.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@click.option("--jobs", "-j", type=click.IntRange(1, 16), default=4, show_default=True, help="Files at once.")
@patience_option
@shared_options()
@click.pass_context
def download(
    context: click.Context,
    images: tuple[str, ...],
    folder: Path,
    *,
    everything: bool,
    limit: int | None,
    jobs: int,
    patience: int,
) -> None:
    """Fetch pictures by id or by filter, with their licences.

    A metadata.csv beside them names licence, attribution and how each was made. What is here already is
    skipped. Filters fetch plain captures only, unless --manipulation asks for altered
    or synthetic pictures; those carry the word in their file's name.

    \b
    Examples:
      pixgen download img_abcdefghij234567 --to pictures/
      pixgen download --tone dark --condition psoriasis --to dark-psoriasis/
      pixgen download --manipulation synthetic --limit 100 --to synthetic/
    """  # noqa: D301
    invocation = context.ensure_object(Invocation)
    filters = chosen(context)
    _check_usage(images, filters, everything=everything)
    with invocation.connect() as transport:
        transport.patience.seconds = patience
        wanted: Iterator[Wanted] = (
            iter(dict.fromkeys(images)) if images else _matching(invocation, transport, filters)
        )
        folder.mkdir(parents=True, exist_ok=True)
        with invocation.progress() as progress:
            task = progress.add_task("pictures", total=None)
            collector = Collector(transport, folder, jobs, lambda _: progress.advance(task))
            result = collector.collect(itertools.islice(wanted, limit))
    _print_result(invocation, result, folder)
    leave(result.exit_code, at_once=result.interrupted)


def _check_usage(images: tuple[str, ...], filters: dict[str, Any], *, everything: bool) -> None:
    if images and (filters or everything):
        raise click.UsageError("Give ids or filters, not both.")
    if not (images or filters or everything):
        raise click.UsageError("Say which: ids, filters, or --all.")
    for image in images:
        image_id(image)


def _matching(invocation: Invocation, transport: Transport, filters: dict[str, Any]) -> Iterator[Wanted]:
    if "manipulation" not in filters:
        filters = {**filters, "manipulation": [_CAPTURES]}
        invocation.note("Plain captures only; --manipulation synthetic or altered asks for the others.")
    for page in pages(transport, {**filters, "limit": PAGE}):
        yield from page["items"]


def _print_result(invocation: Invocation, result: Result, folder: Path) -> None:
    if invocation.json:
        invocation.print_json(_document(result, folder))
        return
    for file in result.files:
        if file.failure:
            invocation.out.print(cell(f"{file.image_id}: {file.failure.what}", "red"), soft_wrap=True)
    table = new_table("outcome", ">pictures", title="Download")
    for got in Got:
        if result.counts[got] or got is not Got.REFUSED:
            table.add_row(got, f"{result.counts[got]:,}")
    invocation.out.print(table)
    if result.ended_by:
        words = f"Ended early: {result.ended_by.what} {result.ended_by.todo}"
        invocation.out.print(cell(words, "red"), soft_wrap=True)
    if result.ended_by or result.interrupted:
        invocation.out.print("Run the same command again to go on: what is here is skipped.")
    elif not result.files:
        invocation.note("No picture that you may see fits; `pixgen search` with the same filters shows more.")
    if result.files:
        invocation.note(f"In {folder}, with their licences and attributions in {FILE}.")


def _document(result: Result, folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = {
        "folder": str(folder),
        "counts": {got.name.lower(): result.counts[got] for got in Got},
        "files": [file.to_json() for file in result.files],
    }
    if result.ended_by:
        document["ended_by"] = result.ended_by.to_json()
    return document
