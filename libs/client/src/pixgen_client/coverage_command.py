"""`pixgen coverage`: which pictures there are, and which are missing."""

from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pixgen_client.invocation import Invocation, pass_invocation, shared_options
from pixgen_client.plain import cell

_ROWS = ("condition", "site", "image_type")
_MASKED = "< 5"
_COLS = ("tone_group", "fitzpatrick", "monk")
# One hue, even in lightness (never a skin colour); the number stands in every cell, colour only helps.
_SCALE = (
    (1, "#08306b on #deebf7"),
    (10, "#08306b on #9ecae1"),
    (50, "#ffffff on #4292c6"),
    (200, "#ffffff on #2171b5"),
    (1000, "#ffffff on #08306b"),
)


@click.command()
@click.option("--rows", type=click.Choice(_ROWS), default="condition", show_default=True)
@click.option("--cols", type=click.Choice(_COLS), default="tone_group", show_default=True)
@click.option("--all-rows", is_flag=True, help="Rows without any picture too.")
@shared_options()
@pass_invocation
def coverage(invocation: Invocation, rows: str, cols: str, *, all_rows: bool) -> None:
    """Show which pictures there are, and which are missing.

    Counts of published pictures for each condition and skin tone, or along other fields.

    \b
    Examples:
      pixgen coverage
      pixgen coverage --rows site --cols fitzpatrick
    """  # noqa: D301
    with invocation.connect() as transport:
        answer = transport.get("/v1/coverage", {"rows": rows, "cols": cols})
    if invocation.json:
        invocation.print_json(answer)
        return
    shown = _print_map(invocation.out, answer, all_rows=all_rows)
    if hidden := len(answer["rows"]) - shown:
        invocation.note(f"{hidden} rows without any picture are left out; --all-rows shows them.")
    invocation.note(
        "Plain captures; beside them +a altered, +s synthetic ones. < 5: one to four. \N{MIDDLE DOT}: none."
    )


def _print_map(console: Console, answer: dict[str, Any], *, all_rows: bool) -> int:
    cells = {(entry["row"], entry["col"]): entry for entry in answer["cells"]}
    table = Table(show_edge=False, pad_edge=False, box=None, padding=(0, 1, 0, 0))
    table.add_column("")
    for column in answer["cols"]:
        table.add_column(cell(column["label"]), justify="right", min_width=8)
    shown = 0
    for row in answer["rows"]:
        entries = [cells.get((row["value"], column["value"])) for column in answer["cols"]]
        if all_rows or any(entry and _has_any(entry) for entry in entries):
            table.add_row(cell(row["label"]), *map(_cell, entries))
            shown += 1
    console.print(table)
    return shown


def _has_any(entry: dict[str, Any]) -> bool:
    return any(entry[kind] != 0 for kind in ("real", "altered", "synthetic"))


def _cell(entry: dict[str, Any] | None) -> Text:
    if entry is None or not _has_any(entry):
        return Text("\N{MIDDLE DOT}", style="dim")
    text = Text(_count(entry["real"]), style=_shade(entry["real"]))
    for kind in ("altered", "synthetic"):
        if entry[kind] != 0:
            text.append(f" +{_count(entry[kind]).replace(' ', '')}{kind[0]}", style="dim")
    return text


def _count(count: int | None) -> str:
    """A count as it is shown; None stands for one to four, which may point to a person."""
    return _MASKED if count is None else f"{count:,}"


def _shade(count: int | None) -> str:
    styles = [style for least, style in _SCALE if (count or 0) >= least]
    return styles[-1] if styles else ""
