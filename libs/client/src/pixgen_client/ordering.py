"""What all commands about orders do alike: waiting for one, reading it whole, saying what became of it."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pixgen_client.invocation import Invocation
from pixgen_client.plain import plain
from pixgen_client.transport import Transport

COUNTS = ("waiting", "running", "done", "failed", "cancelled")
_PAUSE_SECONDS = 2.0
_MOST_REASONS = 5


def wait_for(invocation: Invocation, transport: Transport, address: str) -> dict[str, Any]:
    """Waits until an order is finished, with a bar on a terminal.

    Args:
        invocation: how to print.
        transport: the way to the server.
        address: the order's path.

    Returns:
        The order as it is then, without its items.
    """
    with invocation.progress() as progress:
        task = progress.add_task("pictures", total=None)
        while True:
            found = transport.get(address, {"limit": 1})
            counts = found["counts"]
            left = counts["waiting"] + counts["running"]
            progress.update(task, total=counts["total"], completed=counts["total"] - left)
            if found["state"] != "running":
                return found
            time.sleep(_PAUSE_SECONDS)


def whole(transport: Transport, address: str) -> dict[str, Any]:
    """An order with all its items. Args: the way to the server; the order's path. Returns: it."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = transport.get(address, {"limit": 100, **({"cursor": cursor} if cursor else {})})
        items += page["items"]
        if not (cursor := page["next_cursor"]):
            return {**page, "items": items}


def in_words(order: Mapping[str, Any]) -> str:
    """What became of an order. Args: it. Returns: e.g. ``done: 3 done, 1 failed``."""
    words = ", ".join(f"{order['counts'][name]} {name}" for name in COUNTS if order["counts"][name])
    return f"{order['state']}: {words}"


def explain(invocation: Invocation, order: Mapping[str, Any]) -> None:
    """Says why items failed, each reason once. Args: how to print; the order with its items."""
    failed = [item for item in order["items"] if item["state"] == "failed"]
    for message, number in Counter(item["message"] for item in failed).most_common(_MOST_REASONS):
        invocation.note(f"{number} failed: {plain(message)}")
