"""`pixgen generate`."""

import base64
import binascii
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from pixgen_client.contact_sheet import draw_contact_sheet
from pixgen_client.errors import ClientError, Misused
from pixgen_client.fields import IMAGE_TYPES, LICENSES, TONE_GROUPS
from pixgen_client.invocation import Invocation, pass_invocation, patience_option, shared_options
from pixgen_client.names import is_model
from pixgen_client.ordering import explain, in_words, wait_for, whole
from pixgen_client.plain import plural
from pixgen_client.transport import Transport
from pixgen_client.whole_file import write_whole

PATH = "/v1/generations"
_MOST_PREVIEWED = 64
_GONE = 404


@click.command()
@click.option("--model", required=True, help="A model that is served; `pixgen models list` shows them.")
@click.option("--count", type=click.IntRange(1, 256), default=16, show_default=True)
@click.option("--seed", type=click.IntRange(0, (1 << 53) - 1), help="The same seed gives the same pictures.")
@click.option("--only-version", metavar="VERSION", help="Refuse when another version is served by now.")
@click.option("--tone-group", type=click.Choice(TONE_GROUPS), help="Only of this skin tone.")
@click.option("--preview", is_flag=True, help="Only look: at most 64 pictures, and nothing is stored.")
@click.option(
    "--pick",
    "picked",
    metavar="NUMBER",
    multiple=True,
    type=click.IntRange(0, 255),
    help="Take this picture of the preview with this seed, and no others; may be given again.",
)
@click.option(
    "--image-type", type=click.Choice(IMAGE_TYPES), default="dermoscopic", show_default=True,
    help="What they show, which is what the model was trained on.",
)  # fmt: skip
@click.option(
    "--license", "license_", type=click.Choice(LICENSES), default="CC-BY-NC", show_default=True,
    help="As the model's card allows.",
)  # fmt: skip
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("pixgen-synthetic.png"),
    show_default=True,
    help="Where the sheet that shows them is written.",
)
@click.option("--no-wait", is_flag=True, help="Only order; print the order's id.")
@patience_option
@shared_options()
@pass_invocation
def generate(  # noqa: PLR0913 - one for each option
    invocation: Invocation,
    model: str,
    count: int,
    seed: int | None,
    *,
    only_version: str | None,
    tone_group: str | None,
    preview: bool,
    picked: tuple[int, ...],
    image_type: str,
    license_: str,
    sheet: Path,
    no_wait: bool,
    patience: int,
) -> None:
    """Order synthetic pictures from a published generator. For curators.

    They enter PixGen as synthetic and wait for a review like every picture. What comes too near to a picture
    that the model was trained on is refused. Without --pick, what misses the tone is drawn anew; with --pick
    you take exactly what a preview with the same seed showed. Ctrl-C ends only the waiting.

    \b
    Examples:
      pixgen generate --model dcgan --count 20 --tone-group dark
      pixgen generate --model dcgan --preview --seed 7
      pixgen generate --model dcgan --seed 7 --only-version 2 --pick 3 --pick 11
    """  # noqa: D301
    asked = _asked(model, count, seed, preview=preview, picked=picked)
    asked |= {"tone_group": tone_group} if tone_group else {}
    asked |= {"version": only_version} if only_version else {}
    with invocation.connect() as transport:
        transport.patience.seconds = patience
        if preview:
            _preview(invocation, transport, asked, sheet)
            return
        body = {**asked, "image_type": image_type, "copyright_license": license_}
        # A lost answer may be asked for again without a second order.
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        order = transport.json("POST", PATH, json=body, headers=headers)
        if no_wait:
            invocation.answer(order, order["order_id"])
            return
        invocation.note(f"{order['order_id']}: ordered. Ctrl-C ends the waiting, not the order.")
        wait_for(invocation, transport, order["url"])
        found = whole(transport, order["url"])
        _write_sheet(invocation, transport, found, sheet)
    explain(invocation, found)
    refused = ", ".join(f"{number} {reason}" for reason, number in found["refused"].items())
    invocation.answer(found, in_words(found) + (f"; not taken: {refused}" if refused else ""))
    sys.exit(0 if found["counts"]["done"] == found["counts"]["total"] else 1)


def _asked(
    model: str, count: int, seed: int | None, *, preview: bool, picked: Sequence[int]
) -> dict[str, Any]:
    """What was asked for, as the server takes it. Raises: when it does not fit together."""
    if not is_model(model):
        raise Misused(f"{model!r} is no name of a model.", todo="`pixgen models list` shows them.")
    if preview and picked:
        raise click.UsageError("Either look (--preview) or take (--pick).")
    if preview and count > _MOST_PREVIEWED:
        raise click.UsageError(f"A preview has at most {_MOST_PREVIEWED} pictures (--count).")
    if picked and seed is None:
        raise click.UsageError("--pick needs the --seed of the preview.")
    body: dict[str, Any] = {"model": model, "count": count}
    body |= {"seed": seed} if seed is not None else {}
    if picked:
        positions = sorted(set(picked))
        body |= {"accept": "curated", "positions": positions, "count": positions[-1] + 1}
    return body


def _preview(invocation: Invocation, transport: Transport, asked: Mapping[str, Any], sheet: Path) -> None:
    found = transport.json("POST", f"{PATH}/preview", json=asked)
    try:
        pictures = [base64.b64decode(one, validate=True) for one in found["images"]]
    except binascii.Error as error:
        words = f"{transport.server} sent pictures that cannot be read."
        raise ClientError(words, reason="garbled") from error
    captions = [
        f"{position}  {_degrees(tone)}"
        for position, tone in zip(found["positions"], found["tones"], strict=True)
    ]
    made_by = f"{found['model']} {found['version']}"
    heading = f"{made_by}, seed {found['seed']}: nothing is stored. Below each: its number, ITA in degrees"
    write_whole(sheet, draw_contact_sheet(list(zip(captions, pictures, strict=True)), heading, made_by))
    said = {name: value for name, value in found.items() if name != "images"} | {"sheet": str(sheet)}
    hidden, shown = sum(found["refused"].values()), plural(len(pictures), "picture")
    told = f"; {hidden} not shown, for they are nearly copies" if hidden else ""
    invocation.answer(
        said,
        f"{sheet}: {shown} of version {found['version']}, seed {found['seed']}{told}",
    )


def _write_sheet(invocation: Invocation, transport: Transport, order: Mapping[str, Any], sheet: Path) -> None:
    """Fetches what was made and shows it; a picture that is not registered yet is left out."""
    made = [item for item in order["items"] if item["result_image_id"] and item["state"] == "done"]
    pictures = [(item, _thumbnail(transport, item["result_image_id"])) for item in made]
    shown = [(f"{item['position']}  {_degrees(item)}", data) for item, data in pictures if data is not None]
    if len(shown) < len(made):
        left = plural(len(made) - len(shown), "picture")
        invocation.note(f"{left} stored and not registered yet: not on the sheet.")
    if shown:
        made_by = f"{made[0]['model']} {made[0]['version']}"
        heading = f"{made_by}, {order['order_id']}. Below each: its number, ITA in degrees"
        write_whole(sheet, draw_contact_sheet(shown, heading, made_by))
        invocation.note(f"{sheet} shows them.")


def _thumbnail(transport: Transport, image_id: str) -> bytes | None:
    def once() -> bytes:
        with transport.stream(f"/v1/images/{image_id}/thumbnail?edge=256") as response:
            return response.read()

    try:
        return transport.patience.keep_trying(once)
    except ClientError as error:
        if error.status == _GONE:
            return None
        raise


def _degrees(tone: Mapping[str, Any]) -> str:
    return "ITA unknown" if tone["ita_deg"] is None else f"{tone['ita_deg']:.0f}"
