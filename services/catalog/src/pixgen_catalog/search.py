"""Pages of pictures in a total order: each goes on exactly where the one before ended, at the same cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pixgen_common.cursors import Position
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, literal_column, select, tuple_
from sqlalchemy.sql.elements import UnaryExpression

from pixgen_catalog.filters import Filter
from pixgen_catalog.viewer import Viewer
from pixgen_catalog.visible import visible_images as v

# Counting stops here: people want to know "many", and a count of all reads all.
COUNT_LIMIT = 10_000
# Computed columns that no answer shows.
_HIDDEN = {"terms", "phash_bands"}
EVERYTHING = Filter()
COLUMNS = [column for column in v.columns if column.name not in _HIDDEN]


@dataclass(frozen=True)
class Order:
    """One way to sort; with the id at its end, so that no two pictures tie.

    Args:
        name: as asked for.
        keys: what is sorted by, the id last; exactly the columns of an index.
        names: column of the row that holds each key's value.
        descending: which way.
    """

    name: str
    keys: tuple[ColumnElement[Any], ...]
    names: tuple[str, ...]
    descending: bool

    def sorting(self) -> list[UnaryExpression[Any]]:
        """The ORDER BY list."""
        return [key.desc() if self.descending else key.asc() for key in self.keys]

    def after(self, position: Position) -> ColumnElement[bool]:
        """What comes after a position: one row comparison, which an index answers at any depth."""
        here = tuple_(*self.keys)
        there = tuple_(*map(_literal, self.keys, position))
        return here < there if self.descending else here > there

    def position(self, row: RowMapping) -> Position:
        """Where a row stands. Args: a row of `page`. Returns: its position."""
        return tuple(_plain(row[name]) for name in self.names)


def _ita(missing: str) -> ColumnElement[Any]:
    # Unmeasured pictures come last either way. The constant must stand in the SQL as in the index.
    return func.coalesce(v.c.ita_deg, literal_column(f"'{missing}'::float8"))


ORDERS = {
    order.name: order
    for order in (
        Order("newest", (v.c.uploaded_at, v.c.image_id), ("uploaded_at", "image_id"), True),
        Order("oldest", (v.c.uploaded_at, v.c.image_id), ("uploaded_at", "image_id"), False),
        Order("ita_asc", (_ita("Infinity"), v.c.image_id), ("sort_key", "image_id"), False),
        Order("ita_desc", (_ita("-Infinity"), v.c.image_id), ("sort_key", "image_id"), True),
    )
}


@dataclass(frozen=True)
class Count:
    """How many pictures match.

    Args:
        value: the number, at most `COUNT_LIMIT`.
        is_exact: whether there are no more.
    """

    value: int
    is_exact: bool


def page(
    connection: Connection,
    viewer: Viewer,
    wanted: Filter,
    order: Order,
    limit: int,
    after: Position | None = None,
) -> tuple[Sequence[RowMapping], Position | None]:
    """Some pictures and where to go on.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the same; only chooses the index.
        wanted: the filter.
        order: the order.
        limit: how many at most.
        after: position at which the page before ended.

    Returns:
        Rows, and the position of the last one when there are more.
    """
    query = statement(viewer, wanted, order, after).limit(limit + 1)
    rows = connection.execute(query).mappings().all()
    shown = rows[:limit]
    return shown, order.position(shown[-1]) if len(rows) > limit else None


def statement(viewer: Viewer, wanted: Filter, order: Order, after: Position | None) -> Select[Any]:
    """The query of a page, without its limit. Args: as for `page`. Returns: the statement."""
    query = select(*COLUMNS, order.keys[0].label("sort_key")).order_by(*order.sorting())
    query = query.where(*wanted.conditions(), *hints(viewer))
    return query if after is None else query.where(order.after(after))


def hints(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Conditions that the view implies already, in a form that an index can begin with.

    Args:
        viewer: who looks.

    Returns:
        For visitors their only audience; open pictures may be a small part of all.
    """
    return [] if viewer.account_id else [v.c.audience == "everyone"]


def count(connection: Connection, viewer: Viewer, wanted: Filter) -> Count:
    """How many pictures match, counted no further than `COUNT_LIMIT`.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the same.
        wanted: the filter.

    Returns:
        The count.
    """
    some = select(v.c.image_id).where(*wanted.conditions(), *hints(viewer)).limit(COUNT_LIMIT + 1).subquery()
    found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return Count(min(found, COUNT_LIMIT), found <= COUNT_LIMIT)


def _literal(key: ColumnElement[Any], value: Any) -> ColumnElement[Any]:
    from sqlalchemy import cast, literal

    return cast(literal(value), key.type)


def _plain(value: Any) -> str | int | float | bool:
    """A sort value as JSON; times by their exact text."""
    return value.isoformat() if hasattr(value, "isoformat") else value  # type: ignore[no-any-return]
