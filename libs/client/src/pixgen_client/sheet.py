"""A metadata CSV: one row per file, read and checked whole before anything is sent."""

import csv
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixgen_client.cells import CellError, Conditions, read_cell
from pixgen_client.errors import ClientError, Finding, Misused
from pixgen_client.fields import BY_NAME, FILE
from pixgen_client.metadata import REQUIRED, assemble, missing
from pixgen_client.plain import plural

_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """One row.

    Args:
        number: as a spreadsheet counts it; the heading is row 1.
        cells: column name to text, empty cells left out.
    """

    number: int
    cells: Mapping[str, str]


def read_rows(path: Path) -> list[Row]:
    """Reads a CSV with commas, semicolons or tabs, as spreadsheets write it.

    Args:
        path: the file, in UTF-8.

    Returns:
        Its rows.

    Raises:
        ClientError: it cannot be read as such, or a column is unknown.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(path, file))
    except UnicodeDecodeError as error:
        raise _refused(
            path, [Finding("text", "is not UTF-8; in the spreadsheet choose to save as CSV UTF-8")]
        ) from error
    except csv.Error as error:
        raise _refused(path, [Finding("text", f"is no CSV: {error}")]) from error


def read_values(
    path: Path, rows: Iterable[Row], defaults: Mapping[str, Any], conditions: Conditions | None
) -> dict[int, dict[str, Any]]:
    """Checks every cell of every row.

    Args:
        path: the CSV, for messages.
        rows: its rows.
        defaults: what holds where a cell says nothing.
        conditions: the vocabulary.

    Returns:
        The metadata of each row, by the row's number.

    Raises:
        ClientError: naming row and column of all that is wrong.
    """
    found: list[Finding] = []
    metadata: dict[int, dict[str, Any]] = {}
    for row in rows:
        values, wrong = _read_row(row, defaults, conditions)
        found += wrong
        if not wrong:
            metadata[row.number] = values
    if found:
        raise _refused(path, found)
    return metadata


def refuse(path: Path, findings: list[Finding]) -> None:
    """Raises when there is something wrong. Args: the CSV; what is wrong. Raises: ClientError."""
    if findings:
        raise _refused(path, findings)


def at(row: Row, column: str) -> str:
    """How messages name a cell. Args: its row; its column. Returns: e.g. ``row 4, column sex``."""
    return f"row {row.number}, column {column}"


def _rows(path: Path, file: Iterable[str]) -> Iterator[Row]:
    lines = iter(file)
    heading_line = next(lines, "")
    delimiter = max(",;\t", key=heading_line.count)
    # The heading goes through the reader too: it may be quoted.
    names = [name.strip() for name in next(csv.reader([heading_line], delimiter=delimiter), [])]
    while names and not names[-1]:
        names.pop()
    refuse(path, _check_heading(names))
    for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=2):
        if any(cell.strip() for cell in cells[len(names) :]):
            raise _refused(path, [Finding(f"row {number}", "has more cells than the heading has columns")])
        given = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()}
        if given:
            yield Row(number, given)


def _check_heading(names: list[str]) -> list[Finding]:
    found = [Finding("heading", f"has no column {FILE!r}")] if FILE not in names else []
    for name in sorted(set(names)):
        if names.count(name) > 1:
            found.append(Finding(f"column {name}", "is there twice"))
        if name not in BY_NAME and name != FILE:
            near = difflib.get_close_matches(name, [FILE, *BY_NAME], n=1)
            hint = f"did you mean {near[0]!r}?" if near else "--metadata-template shows all there are"
            found.append(Finding(f"column {name!r}", f"is unknown; {hint}"))
    return found


def _read_row(
    row: Row, defaults: Mapping[str, Any], conditions: Conditions | None
) -> tuple[dict[str, Any], list[Finding]]:
    values, found = dict(defaults), []
    for name, text in row.cells.items():
        if name == FILE:
            continue
        try:
            values[name] = read_cell(BY_NAME[name], text, conditions)
        except CellError as error:
            found.append(Finding(at(row, name), str(error)))
    absent = [name for name in missing(values) if name not in row.cells]
    found += [Finding(at(row, name), f"is needed; fill it in or give {REQUIRED[name]}") for name in absent]
    try:
        return ({} if found else assemble(values)), found
    except CellError as error:
        return {}, [Finding(f"row {row.number}", str(error))]


def _refused(path: Path, findings: list[Finding]) -> ClientError:
    shown = findings[:_SHOWN]
    if len(findings) > _SHOWN:
        shown.append(Finding("...", f"and {len(findings) - _SHOWN} more"))
    return Misused(
        f"{plural(len(findings), 'mistake')} in {path.name}:",
        kept="Nothing was sent.",
        todo="Mend the file and run the same command again.",
        reason="metadata.invalid",
        findings=shown,
    )
