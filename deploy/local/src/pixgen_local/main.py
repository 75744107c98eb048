"""The command behind the Makefile: run, stop, status, logs, reset."""

import os
import shutil
import signal
import sys
from pathlib import Path

import click
import psycopg2
import stamina.instrumentation
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from pixgen_local import demo, leftovers, pages, processes, startup
from pixgen_local.objectstore import ObjectStoreError
from pixgen_local.places import Places, make_private
from pixgen_local.postgres import PostgresError
from pixgen_local.preflight import StackError, check_machine, interruptible, only_one
from pixgen_local.public_api import DEMO_PASSWORD
from pixgen_local.settings import StackSettings
from pixgen_local.stack import supervised
from pixgen_local.steps import unfinished
from pixgen_local.supervisord import Supervisor, SupervisorError
from pixgen_local.watching import watch

_EXPECTED = (StackError, SupervisorError, PostgresError, ObjectStoreError, psycopg2.Error, PermissionError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """PixGen on this machine. `make` calls this; its settings come from the environment (PIXGEN_...)."""
    # Waiting for a service that starts is no news on a person's terminal.
    stamina.instrumentation.set_on_retry_hooks(())
    try:
        context.obj = StackSettings()
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        raise click.ClickException(f"PIXGEN_{str(found['loc'][0]).upper()}: {found['msg']}") from error


@cli.command()
@click.pass_obj
def run(settings: StackSettings) -> None:
    """Start everything and stay in the foreground until Ctrl-C."""
    places = Places(settings.local_dir)
    make_private(places.local)
    try:
        with only_one(places), interruptible():
            stray = leftovers.stop_all(places, settings.store_ports)
            if stray:
                click.echo(f"Ended {len(stray)} processes that an earlier run had left behind.")
            check_machine(settings, places)
            with supervised(settings, places) as stack:
                startup.start(stack)
                _greet(settings)
                watch(stack)
    except KeyboardInterrupt:
        return
    except _EXPECTED as error:
        raise click.ClickException(str(error)) from error


def _greet(settings: StackSettings) -> None:
    origin = settings.origin
    people = "\n".join(f"    {person}" for person in demo.PEOPLE)
    click.echo(f"""
PixGen runs: {origin}/
  Sign in as one of these, password {DEMO_PASSWORD}:
{people}
  Or from a terminal:
    token=$(curl -s {origin}/v1/tokens -H 'Content-Type: application/json' \\
      -d '{{"email": "{demo.CONTRIBUTOR}", "password": "{DEMO_PASSWORD}"}}' | {sys.executable} -c \\
      'import json, sys; print(json.load(sys.stdin)["access_token"])')
    curl -s "{origin}/v1/images?tone_group=dark&limit=3" -H "Authorization: Bearer $token"
  Folders of pictures: {Path(sys.executable).parent}/pixgen --help
Ctrl-C stops it; `make status` and `make logs` say more.""")


@cli.command()
@click.pass_obj
def stop(settings: StackSettings) -> None:
    """Stop what runs, from another terminal."""
    places = Places(settings.local_dir)
    runner = leftovers.recorded(places, "runner")
    if runner:
        if processes.end([runner], signal.SIGTERM, leftovers.STOP_SECONDS + 10):
            raise click.ClickException(f"Process {runner.pid} does not end; see {places.logs}")
        click.echo("Stopped.")
    elif stray := leftovers.stop_all(places, settings.store_ports):
        click.echo(f"Ended {len(stray)} processes that an earlier run had left behind.")
    else:
        click.echo("PixGen does not run.")


@cli.command()
@click.pass_obj
def status(settings: StackSettings) -> None:
    """Show each process, and where to open PixGen."""
    places = Places(settings.local_dir)
    if not leftovers.recorded(places, "supervisor"):
        click.echo("PixGen does not run.")
        sys.exit(3)
    try:
        states = Supervisor(places).states()
    except SupervisorError as error:
        raise click.ClickException(str(error)) from error
    table = Table("process", "state", "", box=None)
    for state in states:
        table.add_row(state.name, state.state.lower(), state.detail)
    Console().print(table)
    for step in unfinished(places.status):
        click.echo(f"{step['name']}: {step['detail'] or step['state']}")
    click.echo(f"{settings.origin}/")


@cli.command()
@click.pass_obj
def logs(settings: StackSettings) -> None:
    """Follow the logs of all processes."""
    found = sorted(Places(settings.local_dir).logs.glob("*.log"))
    if not found:
        raise click.ClickException("There are no logs yet: `make run` first.")
    os.execvp("tail", ["tail", "-n", "20", "-F", *map(str, found)])  # noqa: S606 - becomes tail


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reset(settings: StackSettings, *, yes: bool) -> None:
    """Delete all local data: pictures, database, accounts, secrets."""
    places = Places(settings.local_dir)
    if leftovers.recorded(places, "runner"):
        raise click.ClickException("PixGen runs: `make stop` first.")
    leftovers.stop_all(places, settings.store_ports)
    doomed = [place for place in (places.local, places.database_home) if place.exists()]
    if not doomed:
        click.echo("There is nothing to delete.")
        return
    if not yes:
        click.confirm(f"Delete {' and '.join(map(str, doomed))} with every picture in it?", abort=True)
    for place in doomed:
        shutil.rmtree(place, onerror=_unless_gone)
    click.echo("Deleted. `make run` starts anew.")


def _unless_gone(_: object, __: str, failure: tuple[type[BaseException], BaseException, object]) -> None:
    """What was removed meanwhile is no failure: a process that is ending cleans up its own files."""
    if not isinstance(failure[1], FileNotFoundError):
        raise failure[1]


@cli.command("build-ui")
@click.pass_obj
def build_ui(settings: StackSettings) -> None:
    """Build the pages unless they are fresh."""
    make_private(settings.local_dir)
    try:
        pages.build(settings.local_dir / "pages-built-from", None)
    except pages.PagesError as error:
        raise click.ClickException(str(error)) from error


@cli.command("npm", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def npm(arguments: tuple[str, ...]) -> None:
    """Run npm for the pages, with their packages installed."""
    try:
        pages.install(None)
        sys.exit(pages.npm(*arguments))
    except pages.PagesError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    cli()
