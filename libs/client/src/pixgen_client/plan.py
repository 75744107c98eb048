"""What an upload will do: which files, and what is said of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixgen_client.cells import CellError, Conditions, read_cell
from pixgen_client.errors import ClientError, Finding, Misused
from pixgen_client.fields import BY_NAME, FILE
from pixgen_client.metadata import REQUIRED, assemble, missing
from pixgen_client.pictures import Picture, find
from pixgen_client.plain import plural
from pixgen_client.sheet import Row, at, read_rows, read_values, refuse


@dataclass(frozen=True)
class Item:
    """One picture and what is said of it.

    Args:
        picture: the file.
        metadata: the object that goes with it.
    """

    picture: Picture
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """All that an upload will do.

    Args:
        items: in the order in which they are sent.
        remarks: what the user should know before.
    """

    items: tuple[Item, ...]
    remarks: tuple[str, ...]


def make_plan(
    paths: list[Path],
    csv: Path | None,
    given: Mapping[str, str],
    fetch_conditions: Callable[[], Conditions],
    *,
    recursive: bool,
) -> Plan:
    """Checks everything that can be checked before anything is sent.

    Args:
        paths: files and folders; none means the files that the CSV names.
        csv: metadata, one row per file.
        given: what options say, by column; holds where the CSV says nothing.
        fetch_conditions: gets the vocabulary; only called when a diagnosis is given.
        recursive: look into folders inside folders too.

    Returns:
        The plan.

    Raises:
        ClientError: naming all that is wrong.
    """
    rows = read_rows(csv) if csv else []
    needs_conditions = "diagnosis" in given or any("diagnosis" in row.cells for row in rows)
    conditions = fetch_conditions() if needs_conditions else None
    defaults = _read_options(given, conditions)
    if csv is None:
        return _without_sheet(paths, defaults, recursive=recursive)
    places = _places(csv, paths)
    files = _match(csv, rows, places)
    metadata = read_values(csv, rows, defaults, conditions)
    found = find(paths or list(files), recursive=recursive)
    items, bare = [], []
    for picture in found.pictures:
        row = files.get(picture.path.resolve())
        if row is None:
            bare.append(picture)
        items.append(Item(picture, metadata[row.number] if row else assemble(defaults)))
    if bare and missing(defaults):
        names = [Finding(picture.name, f"has no row in {csv.name}") for picture in bare[:20]]
        raise _usage(f"{plural(len(bare), 'file')} without a row:", names, defaults)
    remarks = _passed_over(found.passed_over)
    if bare:
        remarks.append(
            f"{plural(len(bare), 'file')} without a row in {csv.name}: what the options say is used."
        )
    return Plan(tuple(items), tuple(remarks))


def _without_sheet(paths: list[Path], defaults: Mapping[str, Any], *, recursive: bool) -> Plan:
    if absent := missing(defaults):
        names = [Finding(REQUIRED[name], "is needed, or a CSV by --metadata") for name in absent]
        raise _usage("Not everything that a picture needs was said:", names, defaults)
    try:
        metadata = assemble(defaults)
    except CellError as error:
        raise Misused(
            f"{error}.",
            kept="Nothing was sent.",
        ) from error
    found = find(paths, recursive=recursive)
    items = tuple(Item(picture, metadata) for picture in found.pictures)
    return Plan(items, tuple(_passed_over(found.passed_over)))


def _read_options(given: Mapping[str, str], conditions: Conditions | None) -> dict[str, Any]:
    values, findings = {}, []
    for name, text in given.items():
        try:
            values[name] = read_cell(BY_NAME[name], text, conditions)
        except CellError as error:
            findings.append(Finding(REQUIRED.get(name, f"--set {name}"), str(error)))
    if findings:
        raise Misused(
            "Not everything that was given can be read:",
            kept="Nothing was sent.",
            findings=findings,
        )
    return values


def _places(csv: Path, paths: Iterable[Path]) -> list[Path]:
    """Where a row's file may lie: beside the CSV, in a folder that was given, or where the user stands."""
    return [csv.parent, *(path for path in paths if path.is_dir()), Path()]


def _match(csv: Path, rows: Iterable[Row], places: list[Path]) -> dict[Path, Row]:
    files: dict[Path, Row] = {}
    findings = []
    for row in rows:
        name = row.cells.get(FILE)
        if name is None:
            findings.append(Finding(at(row, FILE), "is needed"))
            continue
        file = next((place / name for place in places if (place / name).is_file()), None)
        if file is None:
            findings.append(Finding(at(row, FILE), f"there is no file {name!r}"))
        elif (first := files.setdefault(file.resolve(), row)) is not row:
            findings.append(Finding(at(row, FILE), f"{name!r} has row {first.number} already"))
    refuse(csv, findings)
    return files


def _passed_over(count: int) -> list[str]:
    return [f"{plural(count, 'file')} passed over: no picture by name."] if count else []


def _usage(what: str, findings: list[Finding], defaults: Mapping[str, Any]) -> ClientError:
    options = ", ".join(REQUIRED[name] for name in missing(defaults))
    return Misused(
        what,
        kept="Nothing was sent.",
        todo=f"Give {options} for all of them, or a CSV (see `pixgen upload --metadata-template`).",
        findings=findings,
    )
