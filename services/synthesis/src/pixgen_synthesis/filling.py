"""Which sources and targets fill the cells that coverage shows empty."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from pixgen_common.vocabularies import TONE_GROUPS
from pixgen_protos.catalog.v1 import catalog_pb2 as pb

from pixgen_synthesis.augment import Wish
from pixgen_synthesis.catalog import Catalog
from pixgen_synthesis.schemas import OrderIn
from pixgen_synthesis.sources import SCOPE, Planned, obstacle

# Pairs of source and tone group that were ordered before, out of those asked about.
Ordered = Callable[[Sequence[str]], set[tuple[str, str]]]
# Conditions looked at in one order, and pictures of each; both bound the time that a request takes.
_CONDITIONS, _PICTURES = 40, 200


def empty_cells(cells: Iterable[pb.CoverageCell], order: OrderIn) -> dict[str, list[str]]:
    """Tone groups without a picture, by condition.

    Args:
        cells: of the coverage matrix, in its order.
        order: narrows conditions and tone groups.

    Returns:
        Lighter groups first; conditions that lack none are left out.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        # Of a cell whose number is not told there are 1 to 4.
        empty = cell.HasField("pictures") and cell.pictures == 0
        asked = cell.condition in (order.conditions or (cell.condition,))
        if empty and asked and cell.tone_group in (order.tone_groups or TONE_GROUPS):
            found[cell.condition].append(cell.tone_group)
    return dict(found)


def fill(catalog: Catalog, account_id: str, order: OrderIn, most: int, ordered: Ordered) -> list[Planned]:
    """What an order that fills coverage makes.

    Each cell gets up to ``per_cell`` published pictures of its condition whose skin is lighter, the nearest
    tone first: the less is changed, the less is invented. What was ordered before for the same tone is not
    ordered again, for its results are not counted before somebody has published them.

    Args:
        catalog: coverage and pictures.
        account_id: who orders.
        order: the order, checked.
        most: pictures that an order may have.
        ordered: says what was ordered before.

    Returns:
        No more than may be.
    """
    most = min(order.limit or most, most)
    planned: list[Planned] = []
    cells = list(empty_cells(catalog.coverage(account_id), order).items())
    for condition, tones in cells[:_CONDITIONS]:
        sources = _sources(catalog, account_id, order, condition)
        before = ordered([image_id for ids in sources.values() for image_id in ids])
        for tone in tones:
            chosen = _nearest(sources, tone, before)[: order.per_cell]
            wish = Wish({"tone_group": tone}, order.method, order.strength)
            planned += [Planned(image_id, wish) for image_id in chosen]
            if len(planned) >= most:
                return planned[:most]
    return planned


def _sources(catalog: Catalog, account_id: str, order: OrderIn, condition: str) -> Mapping[str, list[str]]:
    """Pictures of a condition itself by their tone group."""
    wanted = {
        "condition": [condition],
        "manipulation": order.manipulations,
        "status": ["published"],
        "consent_scopes": [SCOPE],
    }
    found: dict[str, list[str]] = defaultdict(list)
    for image in catalog.search(account_id, wanted, _PICTURES):
        # A search for a condition also finds those under it, which have cells of their own.
        named = any(entry.condition_id == condition for entry in image.record.diagnosis)
        if named and obstacle(image, order.manipulations) is None:
            found[image.record.tone_group].append(image.record.image_id)
    return found


def _nearest(sources: Mapping[str, list[str]], tone: str, before: set[tuple[str, str]]) -> list[str]:
    """Sources lighter than a tone, the nearest first."""
    lighter = reversed(TONE_GROUPS[: TONE_GROUPS.index(tone)])
    every = [image_id for group in lighter for image_id in sources.get(group, ())]
    return [image_id for image_id in every if (image_id, tone) not in before]
