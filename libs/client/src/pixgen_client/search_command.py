"""`pixgen search`."""

import json
from collections.abc import Iterable
from typing import Any

import click
from rich.table import Table

from pixgen_client.filters import chosen, filter_options, pages
from pixgen_client.invocation import Invocation, shared_options
from pixgen_client.plain import cell

_SORTS = ("newest", "oldest", "ita_asc", "ita_desc")


@click.command()
@filter_options
@click.option("--sort", type=click.Choice(_SORTS), help="Order; ita is the measured tone in degrees.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="Pictures per page."
)
@click.option("--cursor", help="Go on where the last page ended.")
@click.option("--all", "everything", is_flag=True, help="All pages, not only the first.")
@shared_options()
@click.pass_context
def search(
    context: click.Context, sort: str | None, limit: int, cursor: str | None, *, everything: bool
) -> None:
    """Find pictures.

    With --quiet only their ids are printed, one per line.

    \b
    Examples:
      pixgen search --tone brown --tone dark --condition psoriasis
      pixgen search --manipulation "instrument only" --all --json > pictures.json
    """  # noqa: D301
    invocation = context.ensure_object(Invocation)
    query: dict[str, Any] = {**chosen(context), "limit": 100 if everything else limit}
    query |= {name: value for name, value in (("sort", sort), ("cursor", cursor)) if value}
    with invocation.connect() as transport:
        if everything:
            _print_all(invocation, pages(transport, query))
        else:
            _print_page(invocation, transport.get("/v1/images", query))


def _print_page(invocation: Invocation, page: dict[str, Any]) -> None:
    if invocation.json:
        invocation.print_json(page)
        return
    _print_items(invocation, page["items"])
    shown, count = len(page["items"]), page.get("count")
    if count:
        total = f"{count['value']:,}" if count.get("is_exact") else f"more than {count['value']:,}"
        invocation.note(f"{shown} of {total} pictures.")
    if page.get("next_cursor"):
        invocation.note(f"More: --all, or --cursor {page['next_cursor']}")


def _print_all(invocation: Invocation, found: Iterable[dict[str, Any]]) -> None:
    """Prints page by page: a search may find more than fits into memory."""
    count = 0
    for page in found:
        if invocation.json:
            for item in page["items"]:
                click.echo('{"items": [' if count == 0 else ",")
                click.echo(json.dumps(item, ensure_ascii=False), nl=False)
                count += 1
        else:
            _print_items(invocation, page["items"], heading=count == 0)
            count += len(page["items"])
    if invocation.json:
        click.echo('{"items": [' if count == 0 else "", nl=bool(count))
        click.echo('], "next_cursor": null}')
    invocation.note(f"{count:,} pictures.")


def _print_items(invocation: Invocation, items: list[dict[str, Any]], *, heading: bool = True) -> None:
    if invocation.quiet:
        for item in items:
            click.echo(item["image_id"])
        return
    if not items:
        return
    table = Table(show_edge=False, pad_edge=False, show_header=heading, box=None, padding=(0, 2, 0, 0))
    # Fixed widths: the pages of --all are separate tables and must still line up.
    for name, width in (("image", 20), ("tone", 12), ("ITA", 6), ("condition", 28), ("site", 16)):
        table.add_column(name, width=width, justify="right" if name == "ITA" else "left", no_wrap=True)
    for name, width in (("type", 19), ("made", 15), ("status", 9)):
        table.add_column(name, width=width, no_wrap=True)
    for item in items:
        table.add_row(*map(cell, _row(item)))
    invocation.out.print(table)


def _row(item: dict[str, Any]) -> list[object]:
    ita = item.get("ita_deg")
    diagnoses = [entry.get("condition_id", "") for entry in item.get("diagnosis") or ()]
    return [
        item["image_id"],
        item.get("tone_group") or "not measured",
        "" if ita is None else f"{round(ita, 1) + 0.0:.1f}",
        diagnoses,
        item.get("anatom_site_general"),
        item.get("image_type"),
        item.get("image_manipulation"),
        item.get("status"),
    ]
