"""The columns of a frame as the text of a CSV file, every cell in quotes."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv

from summitdata.errors import PackageError
from summitdata.tabular.frame_cells import cells_of, fields_of_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitdata.tabular.frame_columns import Column

__all__ = ["header_line", "write_rows"]


def header_line(labels: Sequence[str]) -> bytes:
    r"""Return the line of the header.

    Raises
    ------
    PackageError
        A file cannot hold the text of a label.

    Examples
    --------
    >>> header_line(["id", "note"])
    b'"id","note"\n'
    """
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(labels)
    try:
        return text.getvalue().encode()
    except UnicodeEncodeError as error:
        raise PackageError(f"a label has half of a surrogate pair: {error}") from error


def write_rows(stream: IO[bytes], columns: Sequence[Column], schema: dict[str, Any]) -> None:
    """Write the rows of columns as the fields of a schema have them.

    Raises
    ------
    PackageError
        A file cannot hold the text of a value.
    """
    fields = fields_of_columns([column.label for column in columns], schema)
    cells = [cells_of(column, *field) for column, field in zip(columns, fields, strict=True)]
    if cells:
        options = pa.csv.WriteOptions(include_header=False, quoting_style="all_valid")
        names = [str(number) for number in range(len(cells))]
        pa.csv.write_csv(pa.Table.from_arrays(cells, names), stream, options)
