"""`pixgen runs`: training runs."""

import sys
from typing import Any

import click

from pixgen_client.errors import Misused
from pixgen_client.invocation import Invocation, pass_invocation, patience_option, shared_options
from pixgen_client.names import is_id
from pixgen_client.plain import cell, new_table, print_pairs
from pixgen_client.run_view import PATH, measures_in_words, print_end
from pixgen_client.run_view import watch as watch_run


@click.group()
def runs() -> None:
    """Look after training runs. For curators.

    \b
    Examples:
      pixgen runs list
      pixgen runs watch run_abcdefghij234567
      pixgen runs cancel run_abcdefghij234567
    """  # noqa: D301


@runs.command(name="list")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@shared_options()
@pass_invocation
def list_(invocation: Invocation, limit: int) -> None:
    """Show the newest runs."""
    with invocation.connect() as transport:
        found = transport.get(PATH, {"limit": limit})
    if invocation.json:
        invocation.print_json(found)
        return
    table = new_table("run", "state", ">step", ">of", "profile", "model", ">version", "begun")
    for run in found["items"]:
        asked = run["spec"]
        words = (run["run_id"], run["state"], run["step"], run["steps"], asked["profile"], asked["model"])
        table.add_row(*map(cell, (*words, run["version"], run["started_at"] or run["created_at"])))
    invocation.out.print(table)


@runs.command()
@click.argument("run_id")
@shared_options()
@pass_invocation
def show(invocation: Invocation, run_id: str) -> None:
    """Show a run: what was asked, how far it is, what was measured."""
    with invocation.connect() as transport:
        run = transport.get(_address(run_id))
        report = f"{transport.server}{_address(run_id)}/report"
    if invocation.json:
        invocation.print_json(run)
        return
    asked: dict[str, Any] = {name: value for name, value in run["spec"].items() if value is not None}
    print_pairs(
        invocation.out,
        {
            "run": run["run_id"],
            "state": run["state"] + (f": {run['reason']}" if run["reason"] else ""),
            "step": f"{run['step']} of {run['steps']}",
            **{name.replace("_", " "): value for name, value in asked.items()},
            "resumed": run["resumed"],
            "measured": measures_in_words(run["measures"] or {}),
            "alarms": ", ".join(run["alarms"]),
            "version": run["version"],
            "report": report if run["measures"] else "none yet",
        },
    )


@runs.command()
@click.argument("run_id")
@patience_option
@shared_options()
@pass_invocation
def watch(invocation: Invocation, run_id: str, patience: int) -> None:
    """Show how far a run is until it ends; a broken line is waited for. Ctrl-C ends only the watching."""
    _address(run_id)
    with invocation.connect() as transport:
        transport.patience.seconds = patience
        sys.exit(print_end(invocation, watch_run(invocation, transport, run_id)))


@runs.command()
@click.argument("run_id")
@shared_options()
@pass_invocation
def cancel(invocation: Invocation, run_id: str) -> None:
    """End a run; what it has made stays."""
    with invocation.connect() as transport:
        run = transport.json("POST", f"{_address(run_id)}/cancel")
    invocation.answer(run, f"{run['run_id']}: {run['state']}")


def _address(run_id: str) -> str:
    if not is_id("run", run_id):
        raise Misused(f"{run_id!r} is no run's id.", todo="`pixgen runs list` shows them.")
    return f"{PATH}/{run_id}"
