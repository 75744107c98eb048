"""Every table of the schema ``synthesis``, and what the service's role may do with each.

An order is what somebody asked for; each of its items is one thing to be made, and at the same time its entry
in the queue. Kinds of orders differ in what their items' parameters say and in who works on them.
"""

from pixgen_common.constraints import form, length, one_of, opaque_id
from pixgen_common.idempotency import key_table
from pixgen_common.workqueue import LEASED, STATES, WAITING, queue_columns
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "synthesis"
METADATA = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)
_OPEN = f"queue_state IN ('{WAITING}', '{LEASED}')"

orders = Table(
    "orders",
    METADATA,
    Column("order_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("request", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("cancelled_at", DateTime(timezone=True)),
    opaque_id("order_id", "ord"),
    form("kind", "[a-z][a-z_]{0,31}"),
    length("account_id", 255),
    Index(None, "account_id", "kind", "created_at", "order_id"),
)

items = Table(
    "items",
    METADATA,
    Column("item_id", Text, primary_key=True),
    Column("order_id", Text, ForeignKey(f"{SCHEMA}.orders.order_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("source_image_id", Text),
    Column("parameters", JSONB, nullable=False),
    # What came of it: the picture and what was said of it, or a sentence on why there is none.
    Column("result_image_id", Text),
    Column("result", JSONB),
    Column("message", Text),
    # Pictures that were drawn for it and not taken: numbers by reason.
    Column("refused", JSONB(none_as_null=True)),
    Column("finished_at", DateTime(timezone=True)),
    *queue_columns(),
    opaque_id("item_id", "itm"),
    opaque_id("source_image_id", "img"),
    opaque_id("result_image_id", "img"),
    one_of("queue_state", STATES),
    CheckConstraint("(queue_state = 'done') = (result IS NOT NULL)", name="done_with_result"),
    length("message", 1000),
    Index(None, "order_id", "position", unique=True),
    Index("items_due_idx", "queue_due_at", "item_id", postgresql_where=text(_OPEN)),
    Index("items_open_idx", "order_id", postgresql_where=text(_OPEN)),
    Index(None, "source_image_id"),
)

idempotency_keys = key_table(METADATA)

GRANTS: dict[str, tuple[str, ...]] = {
    "orders": ("SELECT", "INSERT", "UPDATE"),
    "items": ("SELECT", "INSERT", "UPDATE"),
    "idempotency_keys": ("SELECT", "INSERT", "UPDATE", "DELETE"),
}
