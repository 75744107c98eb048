"""`pixgen augmentations`: orders over pictures that are in PixGen."""

import secrets
from typing import Any

import click

from pixgen_client.errors import Misused
from pixgen_client.filters import chosen, filter_options
from pixgen_client.invocation import Invocation, pass_invocation, shared_options
from pixgen_client.ordering import COUNTS, explain, in_words, wait_for, whole
from pixgen_client.plain import cell, new_table
from pixgen_client.show_command import image_id
from pixgen_client.wishes import METHODS, target_of

PATH = "/v1/augmentations"


@click.group()
def augmentations() -> None:
    """Order altered pictures of skin lesions on darker skin, and look after orders.

    \b
    Examples:
      pixgen augmentations order img_abcdefghij234567 --to-tone dark
      pixgen augmentations order --condition psoriasis --tone light --to-tone brown --dry-run
      pixgen augmentations order --fill coverage
      pixgen augmentations watch ord_abcdefghij234567
    """  # noqa: D301


@augmentations.command()
@click.argument("images", metavar="[IMAGE_ID]...", nargs=-1)
@filter_options
@click.option("--fill", type=click.Choice(["coverage"]), help="Fill what coverage shows empty.")
@click.option("--to-ita", type=click.FloatRange(-90, 90), help="Target skin tone in degrees (ITA).")
@click.option("--to-tone", help="Target skin tone as a group, such as dark.")
@click.option("--to-style", help="Target by the name of a style.")
@click.option("--method", type=click.Choice(METHODS, case_sensitive=False), default="TONE", show_default=True)
@click.option("--strength", type=click.FloatRange(0, 1), default=1.0, show_default=True)
@click.option("--limit", type=click.IntRange(1), help="With filters or --fill: at most so many pictures.")
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
@shared_options()
@click.pass_context
def order(  # noqa: PLR0913 - one for each option
    context: click.Context,
    images: tuple[str, ...],
    fill: str | None,
    to_ita: float | None,
    to_tone: str | None,
    to_style: str | None,
    *,
    method: str,
    strength: float,
    limit: int | None,
    dry_run: bool,
) -> None:
    """Order results for pictures by id, by filter, or to fill coverage; they enter like any upload."""
    invocation = context.ensure_object(Invocation)
    filters = chosen(context)
    if sum(map(bool, (images, filters, fill))) != 1:
        raise click.UsageError("Say which pictures: ids, filters, or --fill coverage.")
    body: dict[str, Any] = {"method": method.upper(), "strength": strength, "dry_run": dry_run}
    body |= {"image_ids": [image_id(one) for one in images]} if images else {}
    body |= {"filter": filters} if filters else {}
    body |= {"fill": fill} if fill else {}
    body |= {"limit": limit} if limit else {}
    if target := target_of(to_ita, to_tone, to_style):
        body["target"] = target
    with invocation.connect() as transport:
        # A lost answer may be asked for again without a second order.
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        answer = transport.json("POST", PATH, json=body, headers=headers)
    if invocation.json:
        invocation.print_json(answer)
    elif dry_run:
        for item in answer["items"]:
            wanted = ", ".join(f"{name} {value}" for name, value in item["target"].items())
            invocation.out.print(cell(f"{item['source_image_id']}  {wanted}"))
        invocation.note(f"{answer['total']} pictures would be made; nothing was ordered.")
    else:
        invocation.out.print(cell(answer["order_id"]))
        total = answer["counts"]["total"]
        invocation.note(
            f"{total} pictures ordered; `pixgen augmentations watch {answer['order_id']}` waits for them."
        )


@augmentations.command()
@click.argument("order_id", required=False)
@shared_options()
@pass_invocation
def show(invocation: Invocation, order_id: str | None) -> None:
    """Show an order and what became of its pictures; without an id, your newest orders."""
    with invocation.connect() as transport:
        orders = transport.get(PATH)["items"] if order_id is None else [whole(transport, _address(order_id))]
    if invocation.json:
        invocation.print_json({"items": orders} if order_id is None else orders[0])
        return
    table = new_table("order", "state", *(f">{name}" for name in COUNTS))
    for one in orders:
        table.add_row(
            cell(one["order_id"]), cell(one["state"]), *(cell(one["counts"][name]) for name in COUNTS)
        )
    invocation.out.print(table)
    if order_id is not None:
        _print_items(invocation, orders[0]["items"])


@augmentations.command()
@click.argument("order_id")
@shared_options()
@pass_invocation
def watch(invocation: Invocation, order_id: str) -> None:
    """Wait until an order is finished. Ctrl-C ends only the waiting."""
    address = _address(order_id)
    with invocation.connect() as transport:
        found = wait_for(invocation, transport, address)
        if found["counts"]["failed"] and not invocation.json:
            explain(invocation, whole(transport, address))
    invocation.answer({name: found[name] for name in ("order_id", "state", "counts")}, in_words(found))


@augmentations.command()
@click.argument("order_id")
@shared_options()
@pass_invocation
def cancel(invocation: Invocation, order_id: str) -> None:
    """Cancel what was not begun of an order; results that are there stay."""
    with invocation.connect() as transport:
        found = transport.json("POST", f"{_address(order_id)}/cancel")
    counts = found["counts"]
    invocation.answer(found, f"{counts['cancelled']} cancelled, {counts['done']} done")


def _address(order_id: str) -> str:
    if not (order_id.startswith("ord_") and order_id[4:].isalnum() and order_id.isascii()):
        raise Misused(f"{order_id!r} is no order's id.", todo="`pixgen augmentations show` lists yours.")
    return f"{PATH}/{order_id}"


def _print_items(invocation: Invocation, items: list[dict[str, Any]]) -> None:
    table = new_table("source", "state", "result", "to be known")
    for item in items:
        warned = " ".join(entry["message"] for entry in item["warnings"])
        table.add_row(
            cell(item["source_image_id"]),
            cell(item["state"]),
            cell(item["result_image_id"]),
            cell(item["message"] or item["reason"] or warned),
        )
    invocation.out.print(table)
