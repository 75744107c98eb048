"""From orders and rows to what the routes answer."""

from collections.abc import Mapping
from typing import Any

from pixgen_common.workqueue import DONE
from sqlalchemy import RowMapping

from pixgen_synthesis.orders import Order, shown
from pixgen_synthesis.schemas import STATES, Counts, ItemOut, OrderOut, WarningOut

PATH = "/v1/augmentations"


def order_fields(order: Order) -> dict[str, Any]:
    """An order's fields. Args: the order. Returns: those of OrderOut by name."""
    return {
        "order_id": order.order_id,
        "url": f"{PATH}/{order.order_id}",
        "state": order.state,
        "created_at": order.created_at,
        "cancelled_at": order.cancelled_at,
        "request": dict(order.request),
        "counts": Counts(**shown(order.counts)),
    }


def order_out(order: Order) -> OrderOut:
    """An order as REST shows it. Args: the order. Returns: the model."""
    return OrderOut(**order_fields(order))


def item_out(row: RowMapping) -> ItemOut:
    """An item as REST shows it. Args: its row. Returns: the model."""
    result: Mapping[str, Any] = row["result"] or {}
    wish: Mapping[str, Any] = row["parameters"]
    done = row["queue_state"] == DONE
    return ItemOut(
        item_id=row["item_id"],
        position=row["position"],
        source_image_id=row["source_image_id"],
        target=wish.get("target"),
        method=wish.get("method"),
        strength=wish.get("strength"),
        state=STATES[row["queue_state"]],
        attempts=row["queue_attempts"],
        result_image_id=row["result_image_id"],
        measures=result.get("measures"),
        warnings=[WarningOut(**entry) for entry in result.get("warnings", ())],
        module=result.get("module"),
        reason=None if done else row["queue_error"],
        message=None if done else row["message"],
        finished_at=row["finished_at"],
    )
