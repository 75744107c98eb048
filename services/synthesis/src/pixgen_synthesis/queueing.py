"""The queue of all orders' items."""

from pixgen_common.workqueue import Queue

from pixgen_synthesis.tables import items

# Short enough that an order goes on soon after an outage; with the default number of tries an item survives
# one of three quarters of an hour.
_LONGEST_PAUSE = 120.0


def queue_of(lease_seconds: float, attempts: int) -> Queue:
    """The queue.

    Args:
        lease_seconds: time after which the items of a worker that died come back.
        attempts: tries of an item.

    Returns:
        The queue.
    """
    return Queue(
        items, lease_seconds=lease_seconds, max_attempts=attempts, longest_delay_seconds=_LONGEST_PAUSE
    )
