"""What can go wrong, said as: what happened, what was kept, what to do."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

import click

from pixgen_client.plain import plain


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one field.

    Args:
        field: its name, e.g. ``diagnosis.0.condition_id`` or ``row 4, column sex``.
        message: what is wrong with it.
    """

    field: str
    message: str


class ClientError(click.ClickException):
    """An expected failure: shown in words, never as a traceback.

    Args:
        what: what happened.
        kept: what was kept, or that nothing was.
        todo: what to do next.
        status: HTTP status, when a server said so.
        reason: the server's stable word for it.
        request_id: what the server's operator can look up.
        findings: what is wrong, field by field.
    """

    def __init__(
        self,
        what: str,
        *,
        kept: str = "",
        todo: str = "",
        status: int | None = None,
        reason: str = "",
        request_id: str = "",
        findings: Sequence[Finding] = (),
    ) -> None:
        super().__init__(what)
        self.what, self.kept, self.todo = what, kept, todo
        self.status, self.reason, self.request_id = status, reason, request_id
        self.findings = tuple(findings)
        self.as_json = False

    def to_json(self) -> dict[str, Any]:
        """The failure for programs. Returns: only the parts that are there."""
        parts = {
            "what": self.what,
            "kept": self.kept,
            "todo": self.todo,
            "status": self.status,
            "reason": self.reason,
            "request_id": self.request_id,
            "errors": [vars(finding) for finding in self.findings],
        }
        return {name: value for name, value in parts.items() if value}

    def format_message(self) -> str:
        """The failure for people. Returns: a few short lines."""
        lines = [self.what]
        lines += [f"  {finding.field}: {finding.message}" for finding in self.findings]
        lines += [part for part in (self.kept, self.todo) if part]
        if self.request_id and (self.status or 0) >= 500:
            lines.append(f"Request id for the operator: {self.request_id}")
        return plain("\n".join(lines), keep="\n")

    def show(self, file: IO[Any] | None = None) -> None:
        """Writes the failure to standard error. Args: another file to write to."""
        out = file or sys.stderr
        if self.as_json:
            click.echo(json.dumps({"error": self.to_json()}, ensure_ascii=False), file=out)
            return
        click.secho("Error: ", fg="red", bold=True, nl=False, file=out)
        click.echo(self.format_message(), file=out)


class Misused(ClientError):  # noqa: N818 - says who has to mend something: the caller
    """The command was used wrongly: an option, a name or the CSV has to be mended first."""

    exit_code = 2


class Unavailable(ClientError):  # noqa: N818 - it is a state that passes, and reads as one
    """The network or the server is away for now: trying again later may help.

    Args:
        what: what happened.
        retry_after: seconds that the server asks to wait, if it does.
        others: as in ClientError.
    """

    def __init__(self, what: str, *, retry_after: float | None = None, **others: Any) -> None:
        super().__init__(what, **others)
        self.retry_after = retry_after


class Stopped(Exception):  # noqa: N818 - not an error: the user, or another file's failure, ended the run
    """Work was given up because the whole run is being stopped."""
