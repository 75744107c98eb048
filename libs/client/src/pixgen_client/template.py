"""The example CSV of `pixgen upload --metadata-template`."""

import csv
from collections.abc import Iterable, Mapping
from typing import TextIO

from pixgen_client.fields import COLUMNS, FILE
from pixgen_client.pictures import Picture

_EXAMPLE_FILES = ("picture-1.jpg", "picture-2.jpg")


def write_template(out: TextIO, pictures: Iterable[Picture], defaults: Mapping[str, str]) -> None:
    """Writes a CSV to fill in.

    Args:
        out: where to.
        pictures: one row for each; two example rows when there are none.
        defaults: what the options already say, by column.
    """
    writer = csv.DictWriter(out, [FILE, *(column.name for column in COLUMNS)], lineterminator="\n")
    writer.writeheader()
    rows = [{FILE: picture.name, **defaults} for picture in pictures]
    if not rows:
        example = {column.name: column.example for column in COLUMNS}
        rows = [{FILE: name, **example, **defaults} for name in _EXAMPLE_FILES]
    writer.writerows(rows)
