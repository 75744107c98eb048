"""The coverage matrix: which skin tones and conditions there are pictures of, and which are missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixgen_common import vocabularies
from sqlalchemy import Connection, or_, select

from pixgen_catalog.image_tables import coverage_cells as cells

# Fewer than so many pictures in a cell may point to a person.
SMALLEST_SHOWN = 5
KINDS = {"instrument only": "real", "altered": "altered", "synthetic": "synthetic"}
ROWS: Mapping[str, tuple[str, ...]] = {
    "condition": (),
    "site": vocabularies.ANATOM_SITES,
    "image_type": vocabularies.IMAGE_TYPES,
}
COLS: Mapping[str, tuple[str, ...]] = {
    "tone_group": vocabularies.TONE_GROUPS,
    "fitzpatrick": vocabularies.FITZPATRICK,
    "monk": tuple(map(str, vocabularies.MONK)),
}


@dataclass(frozen=True)
class Cell:
    """Counts of one cell; None stands for a number from 1 to 4 that is not told.

    Args:
        row: value of the row.
        col: value of the column.
        real: instrument only.
        altered: altered pictures.
        synthetic: synthetic pictures.
    """

    row: str
    col: str
    real: int | None
    altered: int | None
    synthetic: int | None

    @property
    def masked(self) -> bool:
        """Whether a number was left out."""
        return None in (self.real, self.altered, self.synthetic)


@dataclass(frozen=True)
class Matrix:
    """The matrix.

    Args:
        rows: values of the rows, in the vocabulary's order.
        cols: values of the columns.
        cells: one for each row and column, empty ones too: the gaps are what people look for.
        totals: of all pictures that count, with row and column empty.
    """

    rows: tuple[str, ...]
    cols: tuple[str, ...]
    cells: tuple[Cell, ...]
    totals: Cell


def matrix(connection: Connection, rows: str, cols: str, *, mask: bool) -> Matrix:
    """Reads the matrix.

    Args:
        connection: the database.
        rows: condition, site or image_type.
        cols: tone_group, fitzpatrick or monk.
        mask: leave out numbers from 1 to 4.

    Returns:
        The matrix.
    """
    query = select(cells.c.row_value, cells.c.col_value, cells.c.image_manipulation, cells.c.n).where(
        or_(
            (cells.c.row_kind == rows) & (cells.c.col_kind == cols),
            (cells.c.row_kind == "all") & (cells.c.col_kind == "all"),
        )
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row, col, manipulation, n in connection.execute(query):
        found.setdefault((row, col), {})[KINDS[manipulation]] = n
    row_values = ROWS[rows] or _conditions({row for row, _ in found})
    col_values = COLS[cols]
    made = tuple(_cell(found, row, col, mask=mask) for row in row_values for col in col_values)
    return Matrix(row_values, col_values, made, _cell(found, "", "", mask=mask))


def _cell(found: Mapping[tuple[str, str], Mapping[str, int]], row: str, col: str, *, mask: bool) -> Cell:
    counts = found.get((row, col), {})
    shown = {kind: _shown(counts.get(kind, 0), mask=mask) for kind in KINDS.values()}
    return Cell(row, col, **shown)


def _shown(n: int, *, mask: bool) -> int | None:
    return None if mask and 0 < n < SMALLEST_SHOWN else n


def _conditions(there: set[str]) -> tuple[str, ...]:
    """Conditions of which there is a picture: two hundred empty rows would help nobody."""
    return tuple(condition_id for condition_id in vocabularies.conditions() if condition_id in there)
