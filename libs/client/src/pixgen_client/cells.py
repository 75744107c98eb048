"""One cell of the CSV, or one option's value, read by its column's rule."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pixgen_client.fields import Column, Kind


class CellError(ValueError):
    """A cell says something that its column does not take."""


class Conditions:
    """Finds conditions by what people write.

    Args:
        items: entries of the vocabulary: value, label, synonyms.
    """

    def __init__(self, items: Iterable[Mapping[str, Any]]) -> None:
        self._ids: dict[str, set[str]] = {}
        for item in items:
            names = (item["value"], item.get("label") or "", *(item.get("synonyms") or ()))
            for name in filter(None, names):
                self._ids.setdefault(_folded(name), set()).add(item["value"])

    def find(self, text: str) -> str:
        """The condition that a text names.

        Args:
            text: an id, a label or a synonym, in any case.

        Returns:
            The condition's id.

        Raises:
            CellError: none, or more than one, is called so.
        """
        found = self._ids.get(_folded(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            message = f"{text!r} is the name of several conditions: {', '.join(sorted(found))}"
            raise CellError(message)
        near = difflib.get_close_matches(_folded(text), self._ids, n=3)
        close = dict.fromkeys(condition for name in near for condition in sorted(self._ids[name]))
        hint = f"did you mean {' or '.join(close)}?" if close else "`pixgen conditions WORDS` finds them"
        message = f"{text!r} is not in the vocabulary of conditions; {hint}"
        raise CellError(message)


def read_cell(column: Column, text: str, conditions: Conditions | None) -> Any:
    """What a cell says.

    Args:
        column: its column.
        text: its content, not empty.
        conditions: the vocabulary; None reads condition ids as they stand.

    Returns:
        A string or an integer, or a list of them where the column takes many.

    Raises:
        CellError: the column does not take this.
    """
    if not column.many:
        return _one(column, text.strip(), conditions)
    values = [_one(column, part.strip(), conditions) for part in text.split(";") if part.strip()]
    if column.name in {"consent_scopes", "condition_symptoms", "textures"} and len(set(values)) < len(values):
        message = "says the same twice"
        raise CellError(message)
    return values


def _one(column: Column, text: str, conditions: Conditions | None) -> str | int:
    if column.kind is Kind.INTEGER:
        return _integer(column, text)
    if column.kind is Kind.CHOICE:
        return _choice(column, text)
    if column.kind is Kind.CONDITION and conditions is not None:
        return conditions.find(text)
    return text


def _integer(column: Column, text: str) -> int:
    low, high = column.bounds
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        message = f"{text!r} is not a whole number from {low} to {high}"
        raise CellError(message)
    return value


def _choice(column: Column, text: str) -> str:
    folded = {choice.lower(): choice for choice in column.choices}
    if (choice := folded.get(text.lower())) is not None:
        return choice
    near = difflib.get_close_matches(text.lower(), folded, n=1)
    hint = f"did you mean {folded[near[0]]!r}? " if near else ""
    message = f"{text!r} is not one of them; {hint}Allowed: {', '.join(column.choices)}"
    raise CellError(message)


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").lower().split())
