"""What every command shares: which server, how to print, and the options that say so."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pixgen_client.credentials import CredentialStore, config_folder
from pixgen_client.errors import Misused
from pixgen_client.patience import Patience
from pixgen_client.plain import cell
from pixgen_client.transport import Transport

DEFAULT_SERVER = "http://127.0.0.1:8080"
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Invocation:
    """One call of `pixgen`.

    Args:
        server_given: the address from option or environment, if any.
        json: print JSON for programs.
        quiet: print results alone.
    """

    server_given: str | None = None
    json: bool = False
    quiet: bool = False
    store: CredentialStore = field(default_factory=lambda: CredentialStore(config_folder()))

    @cached_property
    def out(self) -> Console:
        """Standard output: results."""
        # A table in a file or a pipe must not be cut to the width of a terminal that is not there.
        width = None if sys.stdout.isatty() else 200
        return Console(width=width, highlight=False, soft_wrap=False)

    @cached_property
    def notes(self) -> Console:
        """Standard error: progress and remarks; silent with --quiet."""
        return Console(stderr=True, quiet=self.quiet, highlight=False)

    @property
    def server(self) -> str:
        """The server's address: given, else that of the last sign-in, else this machine's."""
        return _address(self.server_given or self.store.last_server() or DEFAULT_SERVER)

    def connect(self, patience: Patience | None = None) -> Transport:
        """A way to the server. Args: how long to keep trying. Returns: it; opened by the first request."""
        return Transport(self.server, self.store, patience or Patience(on_wait=self._tell_waiting))

    def print_json(self, document: Any) -> None:
        """Prints one JSON document. Args: the document."""
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def answer(self, document: Mapping[str, Any], words: str) -> None:
        """Prints a result: as JSON for programs, in words for people. Args: the result; the same in words."""
        if self.json:
            self.print_json(dict(document))
        else:
            # Not wrapped: ids are copied from here.
            self.out.print(cell(words), soft_wrap=True)

    def note(self, text: str) -> None:
        """Remarks something to people, never to programs. Args: plain text."""
        if not self.json:
            # Not wrapped: ids and cursors are copied from here.
            self.notes.print(text, markup=False, soft_wrap=True)

    def progress(self) -> Progress:
        """A bar on a terminal, for people alone. Returns: it, to be entered."""
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn())
        hidden = self.notes.quiet or not self.notes.is_terminal
        return Progress(*columns, console=self.notes, transient=True, disable=hidden)

    def _tell_waiting(self, reason: str, seconds: float) -> None:
        self.note(f"{reason} Trying again in {seconds:.0f} s ...")


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)


def leave(code: int, *, at_once: bool) -> NoReturn:
    """Ends the command.

    Args:
        code: exit code.
        at_once: the user asked to end it: do not wait for threads that wait for a dead network.
    """
    if at_once:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


patience_option = click.option(
    "--patience",
    type=click.IntRange(0, 86400),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a server or a network that is away.",
)


def shared_options(*, from_environment: bool = False) -> Callable[[Command], Command]:
    """The options that may stand before or after a command's name.

    Args:
        from_environment: read PIXGEN_SERVER here; once only, so that an option given earlier wins over it.

    Returns:
        A decorator for commands.
    """
    options = [
        click.option(
            "--server",
            metavar="URL",
            envvar="PIXGEN_SERVER" if from_environment else None,
            expose_value=False,
            callback=_remember("server_given"),
            help="Address of PixGen. [env: PIXGEN_SERVER; default: where you last signed in, "
            f"else {DEFAULT_SERVER}]",
        ),
        click.option(
            "--json",
            is_flag=True,
            expose_value=False,
            callback=_remember("json"),
            help="Print JSON for programs.",
        ),
        click.option(
            "--quiet",
            "-q",
            is_flag=True,
            expose_value=False,
            callback=_remember("quiet"),
            help="Print results alone: no progress, no remarks.",
        ),
    ]

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.ensure_object(Invocation), name, value)

    return callback


def _address(given: str) -> str:
    parts = urlsplit(given.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise Misused(
            f"{given!r} is no address of a server.",
            todo="Give one like https://pixgen.example or http://127.0.0.1:8080.",
        )
    if parts.username or parts.password:
        raise Misused(
            "The address of the server must not hold a password.",
            todo="Leave it out and sign in with `pixgen login`.",
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
