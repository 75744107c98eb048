"""What a search asks for, as SQL conditions over the view."""

import json
from dataclasses import asdict, dataclass
from functools import cache

from pixgen_common.vocabularies import conditions
from sqlalchemy import ColumnElement, Text, literal, true
from sqlalchemy.dialects.postgresql import ARRAY

from pixgen_catalog.visible import visible_images as v

# Facets by the name that filters, terms and answers share.
FACETS = (
    "tone_group",
    "fitzpatrick",
    "monk",
    "condition",
    "site",
    "image_type",
    "manipulation",
    "status",
    "license",
)
_NOTHING = ""


@dataclass(frozen=True)
class Filter:
    """Values by facet: any of a facet's values, and every facet.

    Args:
        tone_group: Del Bino groups from the measured ITA.
        fitzpatrick: I to VI, whoever said so.
        monk: 1 to 10.
        condition: condition ids; a group stands for all conditions in it.
        site: body sites.
        image_type: kinds of picture.
        manipulation: instrument only, altered, synthetic.
        status: pending, published, rejected.
        license: copyright licences.
        q: words looked for in condition names and their synonyms.
        account_id: only pictures of this account.
        consent_scopes: scopes that must all have been given.
    """

    tone_group: tuple[str, ...] = ()
    fitzpatrick: tuple[str, ...] = ()
    monk: tuple[int, ...] = ()
    condition: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    image_type: tuple[str, ...] = ()
    manipulation: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    license: tuple[str, ...] = ()
    q: str = ""
    account_id: str = ""
    consent_scopes: tuple[str, ...] = ()

    def conditions(self, *, without: str = "") -> list[ColumnElement[bool]]:
        """The conditions, to be joined by AND.

        Args:
            without: a facet that is left out, as its own counts need it.

        Returns:
            SQL conditions; none when everything is asked for.
        """
        found = [_any_of(facet, values) for facet, values in self._facets() if values and facet != without]
        if self.q.strip():
            found.append(_any_of("condition", named(self.q)))
        if self.account_id:
            found.append(v.c.account_id == self.account_id)
        if self.consent_scopes:
            found.append(v.c.consent_scopes.contains(list(self.consent_scopes)))
        return found

    def question(self) -> str:
        """The same text for the same filter: cursors and snapshots are bound to it."""
        given = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(given, sort_keys=True, default=list)

    def _facets(self) -> list[tuple[str, tuple[str, ...]]]:
        chosen = [(facet, tuple(map(str, getattr(self, facet)))) for facet in FACETS]
        return [
            (facet, _with_members(values) if facet == "condition" else values) for facet, values in chosen
        ]


def named(words: str) -> tuple[str, ...]:
    """Conditions whose label or a synonym holds all the words, and all that belongs to them.

    Args:
        words: what a person typed.

    Returns:
        Condition ids; a single empty one, which no picture has, when nothing is called so.
    """
    wanted = words.lower().split()
    hits = [
        entry.condition_id
        for entry in conditions().values()
        if any(all(word in name.lower() for word in wanted) for name in (entry.label, *entry.synonyms))
    ]
    return _with_members(tuple(hits)) or (_NOTHING,)


def _any_of(facet: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    terms = [f"{facet}:{value}" for value in values]
    return v.c.terms.overlap(literal(terms, ARRAY(Text))) if terms else true()


def _with_members(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member for group in groups for member in _members().get(group, (group,))))


@cache
def _members() -> dict[str, tuple[str, ...]]:
    """Every condition with all that lies under it; parents come before their children in the list."""
    under: dict[str, list[str]] = {}
    for entry in conditions().values():
        under[entry.condition_id] = [entry.condition_id]
        parent = entry.parent
        while parent is not None:
            under[parent].append(entry.condition_id)
            parent = conditions()[parent].parent
    return {group: tuple(members) for group, members in under.items()}
