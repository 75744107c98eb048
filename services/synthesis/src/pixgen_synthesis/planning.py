"""What an augmentation order makes, and placing it."""

from collections.abc import Sequence

from pixgen_common.errors import Code, PixGenError
from sqlalchemy import Connection

from pixgen_synthesis import filling, orders, sources, store
from pixgen_synthesis.context import Context
from pixgen_synthesis.orders import Order
from pixgen_synthesis.schemas import OrderIn
from pixgen_synthesis.sources import Planned


def plan(parts: Context, connection: Connection, account_id: str, order: OrderIn) -> list[Planned]:
    """What an order would make; nothing is written.

    Args:
        parts: the catalog and the limits.
        connection: the database, for what was ordered before.
        account_id: who asks.
        order: the order.

    Returns:
        One entry for each picture, at least one.

    Raises:
        PixGenError: UNPROCESSABLE when the order is not as it should be, or would make nothing.
    """
    most = parts.settings.order_items_most
    order = order.checked()
    if order.image_ids is not None:
        planned = sources.by_ids(parts.catalog, account_id, order, most)
    elif order.filter is not None:
        planned = sources.by_filter(parts.catalog, account_id, order, most)
    else:

        def before(image_ids: Sequence[str]) -> set[tuple[str, str]]:
            return store.ordered_before(connection, account_id, image_ids)

        planned = filling.fill(parts.catalog, account_id, order, most, before)
    if not planned:
        raise PixGenError(
            Code.UNPROCESSABLE,
            "There is nothing to make: no picture that you may see fits, is a plain capture, and was given "
            "for generated pictures. Nothing was ordered.",
            reason="order.empty",
        )
    return planned


def place(parts: Context, connection: Connection, account_id: str, order: OrderIn) -> Order:
    """Places an order.

    Args:
        parts: the catalog and the limits.
        connection: the transaction that the order is written in.
        account_id: who orders.
        order: the order.

    Returns:
        The order as it stands.

    Raises:
        PixGenError: as `plan` and `orders.place`.
    """
    planned = plan(parts, connection, account_id, order)
    new = [store.NewItem(entry.source_image_id, entry.wish.as_json()) for entry in planned]
    request = order.model_dump(mode="json", exclude_defaults=True)
    most_open = parts.settings.orders_open_most
    return orders.place(connection, orders.AUGMENTATION, account_id, request, new, most_open=most_open)
