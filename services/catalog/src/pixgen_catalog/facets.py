"""How many of the matching pictures there are of each kind."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, true

from pixgen_catalog.filters import FACETS, Filter
from pixgen_catalog.search import hints
from pixgen_catalog.viewer import Viewer
from pixgen_catalog.visible import visible_images as v

# Facets are counted on the newest matches up to here; beyond, they are a sample and say so.
SAMPLE = 10_000


@dataclass(frozen=True)
class Facets:
    """Counts by facet and value.

    Args:
        counts: facet -> value -> pictures.
        is_exact: False when more matched than were counted.
    """

    counts: dict[str, dict[str, int]]
    is_exact: bool


def facets(connection: Connection, viewer: Viewer, wanted: Filter) -> Facets:
    """Counts each facet as if it were not filtered on: what one more click would find.

    Args:
        connection: of a transaction that knows its viewer.
        viewer: the same.
        wanted: the filter.

    Returns:
        The counts.
    """
    chosen = [facet for facet in FACETS if getattr(wanted, facet)]
    counts, total = _count(connection, viewer, wanted, "")
    exact = total <= SAMPLE
    for facet in chosen:
        others, total = _count(connection, viewer, wanted, facet)
        counts[facet] = others.get(facet, {})
        exact = exact and total <= SAMPLE
    return Facets({facet: counts.get(facet, {}) for facet in FACETS}, exact)


def _count(
    connection: Connection, viewer: Viewer, wanted: Filter, without: str
) -> tuple[dict[str, dict[str, int]], int]:
    some = (
        select(v.c.terms)
        .where(*wanted.conditions(without=without), *hints(viewer))
        .order_by(v.c.uploaded_at.desc(), v.c.image_id.desc())
        .limit(SAMPLE + 1)
        .cte("some")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    each = func.unnest(some.c.terms).table_valued("term").render_derived().lateral("each")
    per_term = select(each.c.term, func.count()).select_from(some.join(each, true())).group_by(each.c.term)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for name, n in connection.execute(per_term):
        facet, _, value = name.partition(":")
        counts[facet][value] = n
    # Each picture has exactly one status: their sum is the number of pictures counted.
    return counts, sum(counts["status"].values())
