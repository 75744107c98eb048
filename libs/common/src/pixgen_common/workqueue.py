"""Work queues as rows: an item's row is its queue entry, so enqueueing is one transaction with the order.

A worker leases due rows (``FOR UPDATE SKIP LOCKED``), works outside the transaction, and finishes with the
lease's token: only the holder of the current lease can finish, so an effect written in the same
transaction happens once, however often the work itself was tried.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    Table,
    Text,
    func,
    or_,
    select,
    update,
)

WAITING, LEASED, DONE, FAILED, CANCELLED = "waiting", "leased", "done", "failed", "cancelled"
STATES = (WAITING, LEASED, DONE, FAILED, CANCELLED)


def queue_columns() -> tuple[Column[Any], ...]:
    """The columns that make a table a queue; give them to the Table beside its own.

    Returns:
        queue_state, queue_attempts, queue_due_at, queue_lease and queue_error.
    """
    return (
        Column("queue_state", Text, nullable=False, server_default=WAITING),
        Column("queue_attempts", Integer, nullable=False, server_default="0"),
        Column("queue_due_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("queue_lease", Text),
        Column("queue_error", Text),
    )


@dataclass(frozen=True)
class Lease:
    """One row that this worker may work on until the lease runs out.

    Args:
        key: the row's primary key.
        token: proves that the lease is still ours.
        attempts: how often the row was leased, this time included.
    """

    key: Any
    token: str
    attempts: int


@dataclass(frozen=True)
class Queue:
    """A table with `queue_columns` and one primary key column.

    Args:
        table: the table.
        lease_seconds: time a worker gets before others may take the row.
        max_attempts: tries after which a row is failed for good.
        first_delay_seconds: wait after the first failure; it doubles each time.
        longest_delay_seconds: up to this.
    """

    table: Table
    lease_seconds: float = 60
    max_attempts: int = 8
    first_delay_seconds: float = 1
    longest_delay_seconds: float = 3600

    def lease(self, connection: Connection, limit: int = 1) -> Sequence[Lease]:
        """Takes rows that are due, oldest first; rows of dead workers come back when their lease ends.

        Args:
            connection: a transaction; commit it before working.
            limit: rows at most.

        Returns:
            What was taken.
        """
        columns, key = self.table.c, self._key
        due = (
            select(key)
            .where(or_(columns.queue_state == WAITING, columns.queue_state == LEASED))
            .where(columns.queue_due_at <= func.clock_timestamp())
            .order_by(columns.queue_due_at, key)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        token = secrets.token_hex(16)
        taken = connection.execute(
            update(self.table)
            .where(key.in_(select(due.c[key.name])))
            .values(
                queue_state=LEASED,
                queue_lease=token,
                queue_attempts=columns.queue_attempts + 1,
                queue_due_at=func.clock_timestamp() + timedelta(seconds=self.lease_seconds),
            )
            .returning(key, columns.queue_attempts)
        )
        return [Lease(row[0], token, row[1]) for row in taken]

    def finish(self, connection: Connection, lease: Lease, **also: Any) -> bool:
        """Marks a row as done; write the effect in the same transaction, only when this is true.

        Args:
            connection: the transaction of the effect.
            lease: what `lease` gave.
            also: further columns of the row, such as its result.

        Returns:
            False when the lease ran out and somebody else has the row now.
        """
        return self._settle(connection, lease, queue_state=DONE, queue_error=None, **also)

    def retry(self, connection: Connection, lease: Lease, error: str, **also: Any) -> bool:
        """Gives a row back after a failure, with back-off, or fails it for good after the last try.

        Args:
            connection: a transaction.
            lease: what `lease` gave.
            error: a reason word, kept with the row.
            also: further columns of the row, such as a sentence on what is wrong.

        Returns:
            False when the lease ran out and somebody else has the row now.
        """
        if lease.attempts >= self.max_attempts:
            return self.fail(connection, lease, error, **also)
        delay = min(self.longest_delay_seconds, self.first_delay_seconds * 2.0 ** (lease.attempts - 1))
        due = func.clock_timestamp() + timedelta(seconds=delay)
        return self._settle(
            connection, lease, queue_state=WAITING, queue_error=error, queue_due_at=due, **also
        )

    def fail(self, connection: Connection, lease: Lease, error: str, **also: Any) -> bool:
        """Fails a row for good: no further try would change the outcome.

        Args:
            connection: a transaction.
            lease: what `lease` gave.
            error: a reason word, kept with the row.
            also: further columns of the row, such as a sentence on what is wrong.

        Returns:
            False when the lease ran out and somebody else has the row now.
        """
        return self._settle(connection, lease, queue_state=FAILED, queue_error=error, **also)

    def release(self, connection: Connection, lease: Lease) -> bool:
        """Gives a row back at once and unblamed, as a worker that is asked to end does.

        Args:
            connection: a transaction.
            lease: what `lease` gave.

        Returns:
            False when the lease ran out and somebody else has the row now.
        """
        return self._settle(
            connection,
            lease,
            queue_state=WAITING,
            queue_attempts=self.table.c.queue_attempts - 1,
            queue_due_at=func.clock_timestamp(),
        )

    def renew(self, connection: Connection, lease: Lease) -> bool:
        """Makes a lease last for another `lease_seconds` from now.

        Args:
            connection: a transaction.
            lease: what `lease` gave.

        Returns:
            False when the lease ran out and somebody else has the row now.
        """
        until = func.clock_timestamp() + timedelta(seconds=self.lease_seconds)
        result = connection.execute(update(self.table).where(*self._mine(lease)).values(queue_due_at=until))
        return result.rowcount == 1

    def cancel(self, connection: Connection, *which: ColumnElement[bool]) -> int:
        """Cancels rows that nobody works on just now; begun ones go on.

        Args:
            connection: a transaction.
            which: conditions on the table.

        Returns:
            How many were cancelled.
        """
        waiting = self.table.c.queue_state == WAITING
        return connection.execute(
            update(self.table).where(waiting, *which).values(queue_state=CANCELLED)
        ).rowcount

    @property
    def _key(self) -> Column[Any]:
        return next(iter(self.table.primary_key.columns))

    def _settle(self, connection: Connection, lease: Lease, **values: Any) -> bool:
        result = connection.execute(
            update(self.table).where(*self._mine(lease)).values(queue_lease=None, **values)
        )
        return result.rowcount == 1

    def _mine(self, lease: Lease) -> tuple[ColumnElement[bool], ...]:
        columns = self.table.c
        return self._key == lease.key, columns.queue_lease == lease.token, columns.queue_state == LEASED
