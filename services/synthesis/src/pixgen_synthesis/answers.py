"""From orders and rows to what the routes answer."""

from collections.abc import Mapping
from typing import Any

from pixgen_common.workqueue import DONE
from sqlalchemy import RowMapping

from pixgen_synthesis.generation_schemas import GenerationItemOut
from pixgen_synthesis.orders import AUGMENTATION, GENERATION, Order, shown
from pixgen_synthesis.schemas import STATES, Counts, ItemOut, OrderOut, WarningOut

PATH, GENERATIONS = "/v1/augmentations", "/v1/generations"
_PATHS = {AUGMENTATION: PATH, GENERATION: GENERATIONS}


def order_fields(order: Order) -> dict[str, Any]:
    """An order's fields. Args: the order. Returns: those of OrderOut by name."""
    return {
        "order_id": order.order_id,
        "url": f"{_PATHS[order.kind]}/{order.order_id}",
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
    """An item of an augmentation as REST shows it. Args: its row. Returns: the model."""
    result: Mapping[str, Any] = row["result"] or {}
    wish: Mapping[str, Any] = row["parameters"]
    return ItemOut(
        **_fate(row),
        source_image_id=row["source_image_id"],
        target=wish.get("target"),
        method=wish.get("method"),
        strength=wish.get("strength"),
        measures=result.get("measures"),
        warnings=[WarningOut(**entry) for entry in result.get("warnings", ())],
        module=result.get("module"),
    )


def generation_item_out(row: RowMapping) -> GenerationItemOut:
    """An item of a generation as REST shows it. Args: its row. Returns: the model."""
    result: Mapping[str, Any] = row["result"] or {}
    wish: Mapping[str, Any] = row["parameters"]
    return GenerationItemOut(
        **_fate(row) | {"position": wish["position"]},
        model=wish["model"],
        version=wish["version"],
        seed=result.get("seed"),
        ita_deg=result.get("ita_deg"),
        tone_group=result.get("tone_group"),
        nearest_ratio=result.get("nearest_ratio"),
        refused=row["refused"] or {},
    )


def _fate(row: RowMapping) -> dict[str, Any]:
    """What became of an item, of whatever kind."""
    done = row["queue_state"] == DONE
    return {
        "item_id": row["item_id"],
        "position": row["position"],
        "state": STATES[row["queue_state"]],
        "attempts": row["queue_attempts"],
        "result_image_id": row["result_image_id"],
        "reason": None if done else row["queue_error"],
        "message": None if done else row["message"],
        "finished_at": row["finished_at"],
    }
