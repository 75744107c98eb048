"""`pixgen train`."""

import secrets
import sys

import click

from pixgen_client.errors import Misused
from pixgen_client.invocation import Invocation, pass_invocation, patience_option, shared_options
from pixgen_client.names import is_id, is_model
from pixgen_client.run_view import PATH, print_end, watch

PROFILES = ("smoke", "fast", "quality", "seed-2020")
SIZES = ("32", "64", "128", "224")


@click.command()
@click.option(
    "--snapshot", required=True, metavar="SNAPSHOT_ID", help="The snapshot of pictures to train on."
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="fast",
    show_default=True,
    help="How long and how large; seed-2020 is the first PixGen's recipe.",
)
@click.option(
    "--size", type=click.Choice(SIZES), help="Edge of its pictures, pixels. [default: the profile's]"
)
@click.option("--steps", type=click.IntRange(1, 10_000_000), help="[default: the profile's]")
@click.option("--seed", type=click.IntRange(0, (1 << 53) - 1), default=0, show_default=True)
@click.option("--conditional", is_flag=True, help="A generator that can be asked for a tone group.")
@click.option(
    "--model", default="dcgan", show_default=True, help="Name under which its version is registered."
)
@click.option("--publish", is_flag=True, help="Publish its version at the end, if its measures let it pass.")
@click.option("--watch", "watching", is_flag=True, help="Stay and show how far it is.")
@patience_option
@shared_options()
@pass_invocation
def train(  # noqa: PLR0913 - one for each option
    invocation: Invocation,
    snapshot: str,
    profile: str,
    size: str | None,
    steps: int | None,
    *,
    seed: int,
    conditional: bool,
    model: str,
    publish: bool,
    watching: bool,
    patience: int,
) -> None:
    """Train a generator on a snapshot of pictures. For curators.

    The run goes on on the server, whether or not you watch it: Ctrl-C ends only the watching.

    \b
    Examples:
      pixgen train --snapshot snp_abcdefghij234567 --profile smoke --watch
      pixgen train --snapshot snp_abcdefghij234567 --profile quality --conditional --publish
    """  # noqa: D301
    if not is_id("snp", snapshot):
        raise Misused(f"{snapshot!r} is no snapshot's id.", todo="One looks like snp_abcdefghij234567.")
    if not is_model(model):
        raise Misused(f"{model!r} is no name of a model.", todo="Use a-z, 0-9, - and _; begin with a letter.")
    body = {
        "snapshot_id": snapshot, "profile": profile, "seed": seed, "conditional": conditional,
        "model": model, "publish": publish,
    }  # fmt: skip
    body |= {"image_size": int(size)} if size else {}
    body |= {"steps": steps} if steps else {}
    with invocation.connect() as transport:
        transport.patience.seconds = patience
        # A lost answer may be asked for again without a second run.
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        run = transport.json("POST", PATH, json=body, headers=headers)
        if watching:
            invocation.note(f"{run['run_id']}: queued. Ctrl-C ends the watching, not the run.")
            sys.exit(print_end(invocation, watch(invocation, transport, run["run_id"])))
    invocation.answer(run, run["run_id"])
    invocation.note(f"Queued; `pixgen runs watch {run['run_id']}` shows how far it is.")
