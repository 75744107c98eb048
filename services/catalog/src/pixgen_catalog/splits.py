"""Splitting pictures so that no patient and no lesion is in two splits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Split:
    """A part of a snapshot.

    Args:
        name: lower-case word.
        share: its share of the patients, above 0; shares are scaled to sum to 1.
    """

    name: str
    share: float


class Kinship:
    """Which pictures belong together: union-find over everything they have in common."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Says that two names belong together. Args: ids of pictures, patients or lesions."""
        a, b = self.root(one), self.root(other)
        if a != b:
            # The smaller name leads, so that the outcome does not depend on the order of joining.
            self._parent[max(a, b)] = min(a, b)

    def root(self, name: str) -> str:
        """The name that stands for all that belong to this one. Args: a name. Returns: the leader."""
        self._parent.setdefault(name, name)
        top = name
        while self._parent[top] != top:
            top = self._parent[top]
        while self._parent[name] != top:
            self._parent[name], name = top, self._parent[name]
        return top


def assign(
    image_ids: Iterable[str],
    kin: Iterable[tuple[str, str]],
    splits: Sequence[Split],
    seed: int,
) -> dict[str, str]:
    """Gives each picture a split; pictures that belong together get the same one.

    Args:
        image_ids: the pictures.
        kin: pairs of a picture and something it shares with others: patient, lesion, ancestor.
        splits: the splits, at least one.
        seed: another seed shuffles the groups otherwise; the same one gives the same splits.

    Returns:
        Split name by picture.
    """
    families = Kinship()
    for image_id, shared in kin:
        families.join(image_id, shared)
    groups: dict[str, list[str]] = defaultdict(list)
    for image_id in image_ids:
        groups[families.root(image_id)].append(image_id)
    # Named by its first picture: a patient who leaves the platform does not move the others' groups.
    order = sorted(groups.values(), key=lambda members: _shuffled(min(members), seed))
    bounds = _bounds(splits, len(order))
    return {
        image_id: name
        for name, (start, end) in bounds.items()
        for members in order[start:end]
        for image_id in members
    }


def _bounds(splits: Sequence[Split], groups: int) -> Mapping[str, tuple[int, int]]:
    """Where each split begins and ends in the shuffled list of groups."""
    total = sum(split.share for split in splits)
    bounds: dict[str, tuple[int, int]] = {}
    start, share = 0, 0.0
    for split in splits:
        share += split.share
        end = groups if split is splits[-1] else round(groups * share / total)
        bounds[split.name] = (start, end)
        start = end
    return bounds


def _shuffled(name: str, seed: int) -> bytes:
    return sha256(f"{seed} {name}".encode()).digest()
