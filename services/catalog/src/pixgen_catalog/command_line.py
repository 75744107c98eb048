"""What the operator's commands share: settings, errors as exit codes, tables or JSON."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click
from pixgen_common import logging
from pixgen_common.command_line import settings_from_environment, with_exit_codes
from rich.console import Console
from rich.table import Table

from pixgen_catalog.settings import Settings

__all__ = ["as_json", "dry_run", "password_from", "read_settings", "show", "with_exit_codes"]

# A pipe has no width: each row stays one line.
_WIDE = 10_000

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
dry_run = click.option(
    "--dry-run", is_flag=True, help="Check everything and say what would be done; write nothing."
)


def read_settings() -> Settings:
    """The catalog's settings from the environment; logs go to standard error.

    Returns:
        The settings.

    Raises:
        click.UsageError: a setting is missing or wrong; each is named.
    """
    settings = settings_from_environment(Settings)
    logging.configure(settings, "catalog")
    return settings


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, json_wanted: bool) -> None:
    """Prints rows for people, or as a JSON array for programs.

    Args:
        rows: what to show.
        columns: the columns of the table.
        json_wanted: print JSON, with all there is.
    """
    if json_wanted:
        click.echo(json.dumps(rows, indent=2, default=str))
        return
    table = Table(box=None, pad_edge=False)
    for column in columns:
        # Folded, never cut: half an id is of no use.
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_text(row.get(column)) for column in columns))
    width = None if sys.stdout.isatty() else _WIDE
    Console(width=width, markup=False, highlight=False).print(table)


def password_from(source_is_stdin: bool) -> str:
    """A password, never from the command line, where others on the machine would read it.

    Args:
        source_is_stdin: read the first line of standard input; else ask twice.

    Returns:
        The password.

    Raises:
        click.UsageError: nothing came.
    """
    if not source_is_stdin:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        message = "--password-stdin was given, but no password came on standard input."
        raise click.UsageError(message)
    return line


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
