"""Text from files and servers, made safe to print."""

import re
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Control characters move the cursor, rename windows and hide text: a terminal must not get them from others.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_KIB = 1024


def plain(text: str, keep: str = "") -> str:
    """Text without control characters.

    Args:
        text: anything that came from outside.
        keep: control characters that are meant.

    Returns:
        The text, each other control character replaced by U+FFFD.
    """
    return _CONTROL.sub(lambda found: found[0] if found[0] in keep else "\N{REPLACEMENT CHARACTER}", text)


def size(count: float) -> str:
    """Bytes in words. Args: how many. Returns: e.g. ``1.4 MiB``."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < _KIB:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= _KIB
    return f"{count:.1f} TiB"


def plural(count: int, word: str, words: str = "") -> str:
    """A count and its word. Args: how many; the word; its plural. Returns: e.g. ``1 file``."""
    return f"{count:,} {word if count == 1 else words or word + 's'}"


def cell(value: object, style: str = "") -> Text:
    """A table cell. Args: what to show; nothing is shown as such. Returns: text without markup."""
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return Text(plain("" if value is None else str(value)), style=style)


def print_pairs(console: Console, pairs: Mapping[str, object]) -> None:
    """Prints names and what they stand for, one pair per line, never cut or wrapped.

    Args:
        console: where to.
        pairs: name to value.
    """
    width = max(map(len, pairs), default=0)
    for name, value in pairs.items():
        console.print(cell(f"{name:<{width}}", "dim"), cell(value), sep="  ", soft_wrap=True)


def new_table(*headings: str, title: str | None = None) -> Table:
    """A table without lines, as it is read best in a terminal and in a file.

    Args:
        headings: of its columns; one that begins with ``>`` is set to the right.
        title: above it.

    Returns:
        The table, without rows.
    """
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        right = heading.startswith(">")
        table.add_column(heading.lstrip(">"), justify="right" if right else "left", overflow="fold")
    return table
