"""The schema as SQL, written from the tables: migrations begin with it, and the check compares with it."""

from collections.abc import Iterator

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from pixgen_catalog.tables import METADATA


def statements() -> str:
    """CREATE statements of every table and index.

    Returns:
        SQL text, the same for the same tables.
    """
    tables = METADATA.sorted_tables
    return "\n".join(f"{statement};" for table in tables for statement in _of(table)) + "\n"


def _of(table: Table) -> Iterator[str]:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    yield str(CreateTable(table).compile(dialect=dialect)).strip().replace("\t", "    ").replace(" \n", "\n")
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        yield str(CreateIndex(index).compile(dialect=dialect)).strip()
