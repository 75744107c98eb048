"""Small builders of check constraints, so that tables read as lists of rules."""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A column holds one of these words, or nothing where it may be null.

    Args:
        column: the column.
        values: the closed list.

    Returns:
        The constraint.
    """
    return CheckConstraint(f"{column} IN ({quoted(values)})", name=f"{column}_known")


def all_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """An array column holds only these words. Args: column and closed list. Returns: the constraint."""
    return CheckConstraint(f"{column} <@ ARRAY[{quoted(values)}]", name=f"{column}_known")


def form(column: str, pattern: str) -> CheckConstraint:
    """A column matches a pattern. Args: column and POSIX pattern. Returns: the constraint."""
    return CheckConstraint(f"{column} ~ '^{pattern}$'", name=f"{column}_form")


def opaque_id(column: str, prefix: str) -> CheckConstraint:
    """A column is an identifier of this kind. Args: column and prefix. Returns: the constraint."""
    return form(column, f"{prefix}_[a-z2-7]{{16}}")


def length(column: str, most: int) -> CheckConstraint:
    """A text is neither empty nor longer than this. Args: column and characters. Returns: the constraint."""
    return CheckConstraint(f"char_length({column}) BETWEEN 1 AND {most}", name=f"{column}_length")


def quoted(values: Iterable[str]) -> str:
    """Words as SQL text literals with commas between. Args: words of a closed list. Returns: SQL."""
    return ", ".join(f"'{value}'::text" for value in values)
