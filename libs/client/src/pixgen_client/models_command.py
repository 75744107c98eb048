"""`pixgen models`: the register of models."""

from typing import Any

import click

from pixgen_client.errors import Misused
from pixgen_client.invocation import Invocation, pass_invocation, shared_options
from pixgen_client.names import is_model, version_address
from pixgen_client.plain import cell, new_table
from pixgen_client.run_view import measures_in_words

PATH = "/v1/models"


@click.group()
def models() -> None:
    """See which models there are, publish one, take one back. For curators.

    \b
    Examples:
      pixgen models list
      pixgen models publish dcgan 3
      pixgen models retract dcgan 3 --reason "A patient withdrew."
    """  # noqa: D301


@models.command(name="list")
@click.argument("model", required=False)
@shared_options()
@pass_invocation
def list_(invocation: Invocation, model: str | None) -> None:
    """Show versions of models, or of one alone."""
    if model is not None and not is_model(model):
        raise Misused(f"{model!r} is no name of a model.", todo="`pixgen models list` shows them.")
    with invocation.connect() as transport:
        found = transport.get(PATH, {"model": model} if model else None)
    if invocation.json:
        invocation.print_json(found)
        return
    table = new_table("model", ">version", "state", ">edge", "asked for a tone", "measured")
    for one in found["items"]:
        kind = "yes" if one["conditional"] else "no"
        row = (one["model"], one["version"], _state(one), one["image_size"], kind)
        table.add_row(*map(cell, (*row, measures_in_words(one["measures"] or {}))))
    invocation.out.print(table)


@models.command()
@click.argument("model")
@click.argument("version")
@click.option(
    "--override", metavar="REASON", help="Publish although its measures say no; the reason is kept."
)
@shared_options()
@pass_invocation
def publish(invocation: Invocation, model: str, version: str, override: str | None) -> None:
    """Have a version served, if its measures let it pass."""
    body = {"override_reason": override} if override else {}
    with invocation.connect() as transport:
        found = transport.json("POST", f"{version_address(model, version)}/publish", json=body)
    invocation.answer(found, f"{model} {version} is served now.")
    for finding in found["findings"]:
        invocation.note(finding)


@models.command()
@click.argument("model")
@click.argument("version")
@click.option("--reason", required=True, help="Why; it is kept.")
@shared_options()
@pass_invocation
def retract(invocation: Invocation, model: str, version: str, reason: str) -> None:
    """Take a published version back; the one before it is served again, if there is one."""
    with invocation.connect() as transport:
        path = f"{version_address(model, version)}/retract"
        found = transport.json("POST", path, json={"reason": reason})
    serving = found["serving_version"]
    now = f"Version {serving} is served now." if serving else "None is served now."
    invocation.answer(found, f"{model} {version} was taken back. {now}")


def _state(one: dict[str, Any]) -> str:
    if one["published"]:
        return "served"
    return f"taken back: {one['retracted_reason']}" if one["retracted_at"] else "not published"
