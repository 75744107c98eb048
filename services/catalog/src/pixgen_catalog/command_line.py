"""What the operator's commands share: settings, errors as exit codes, tables or JSON."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from pixgen_common import logging
from pixgen_common.errors import Code, PixGenError
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from pixgen_catalog.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
WRONG_INPUT = 2
# A pipe has no width: each row stays one line.
_WIDE = 10_000
_OUR_SIDE = {Code.INTERNAL, Code.UNAVAILABLE, Code.DEADLINE}

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
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "\n".join(
            f"  PIXGEN_{'.'.join(map(str, entry['loc'])).upper()}: {entry['msg']}"
            for entry in error.errors(include_url=False, include_input=False)
        )
        message = f"The environment lacks something:\n{wrong}"
        raise click.UsageError(message) from error
    logging.configure(settings, "catalog")
    return settings


def with_exit_codes(command: Callable[P, R]) -> Callable[P, R]:
    """Lets a command end with 2 and a sentence on wrong input, and with 1 when our side fails.

    Args:
        command: raises PixGenError.

    Returns:
        The command to register.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except PixGenError as error:
            click.echo(f"Error: {error.detail}", err=True)
            for field in error.fields:
                click.echo(f"  {field.field} {field.message}", err=True)
            sys.exit(1 if error.code in _OUR_SIDE else WRONG_INPUT)

    return guarded


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
