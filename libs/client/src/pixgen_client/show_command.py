"""`pixgen show`."""

import re
from typing import Any

import click

from pixgen_client.errors import Misused
from pixgen_client.invocation import Invocation, pass_invocation, shared_options
from pixgen_client.plain import cell, print_pairs

_ID = re.compile(r"img_[a-z2-7]{16}")


def image_id(text: str) -> str:
    """Checks an id before it becomes part of an address or of a file's name.

    Args:
        text: what was given.

    Returns:
        The id.

    Raises:
        ClientError: it is none.
    """
    if not _ID.fullmatch(text):
        raise Misused(
            f"{text!r} is no picture's id.",
            todo="An id is img_ and 16 letters or digits; `pixgen search` shows them.",
        )
    return text


@click.command()
@click.argument("image", metavar="IMAGE_ID")
@shared_options()
@pass_invocation
def show(invocation: Invocation, image: str) -> None:
    """Show all that is known of a picture.

    \b
    Example:
      pixgen show img_abcdefghij234567
    """  # noqa: D301
    with invocation.connect() as transport:
        found = transport.get(f"/v1/images/{image_id(image)}")
    if invocation.json:
        invocation.print_json(found)
        return
    manipulation = found.get("image_manipulation")
    if manipulation and manipulation != "instrument only":
        invocation.out.print(cell(f"This picture is {manipulation}: it is no plain capture.", "bold reverse"))
    known = {name: _words(value) for name, value in found.items() if value not in (None, "", [], {})}
    print_pairs(invocation.out, known)
    if found.get("tone_group"):
        invocation.note("tone_group is measured from the picture; it is no one's Fitzpatrick skin type.")


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name}: {_words(part)}" for name, part in value.items() if part not in (None, "", {})
        )
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    return str(value)
