"""`read_csv`: a CSV file as a frame with the dtypes of its Table Schema, each cell read as frictionless reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.arguments import check_choice
from summitdata.counting import count
from summitdata.errors import DataFileError, PackageError, SummitDataError
from summitdata.tabular.dialect import is_explicit
from summitdata.tabular.frames import to_pandas, to_polars
from summitdata.tabular.long_cells import LongCellError
from summitdata.tabular.property_names import warn_of_misspelt
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.unpacked_tables import unpacked_whole

if TYPE_CHECKING:
    from pathlib import Path

    import frictionless
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from summitdata._names import TableName
    from summitdata.tabular.csv_blocks import Block
    from summitdata.tabular.csv_records import ParsedBlock
    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.inputs import InputTable

__all__ = ["read_csv"]


@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None = None,
    backend: Literal["pandas"] = "pandas",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pd.DataFrame: ...
@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None,
    backend: Literal["polars"],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pl.DataFrame: ...
@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None = None,
    *,
    backend: Literal["polars"],
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pl.DataFrame: ...
@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None,
    backend: Literal["pyarrow"],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pa.Table: ...
@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None = None,
    *,
    backend: Literal["pyarrow"],
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pa.Table: ...
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None = None,
    backend: Literal["pandas", "polars", "pyarrow"] = "pandas",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pd.DataFrame | pl.DataFrame | pa.Table:
    """Read a CSV file into a frame with the dtypes of its Table Schema.

    A cell is read as frictionless reads it, missing values and formats included. Constraints and keys are not checked:
    the pandera schema that `summitdata.schema` makes does that. Reading stops at the first thing that a frame cannot
    hold. That is a header that differs from the schema, a cell that is not a value of its column's dtype, or a row
    that is blank or has too few or too many cells. `summitdata.validate` lists all errors of a file.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.
    schema : str, pathlib.Path, dict or frictionless.Schema, optional
        A table of this package, the file of a Table Schema (JSON or YAML), or a Table Schema. Without it: the nearest
        `datapackage.json` that lists the file, or the table of this package that has the file's name.
    backend : {"pandas", "polars", "pyarrow"}, default "pandas"
        The library whose frame is returned.
    encoding, delimiter : str, optional
        Of the file; without them UTF-8 and a comma. If a `datapackage.json` lists the file, it states both.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or pyarrow.Table
        One row for each row of the file. Integers and years have 64 bits, other numbers are doubles; dates, times and
        booleans have dtypes of their own. Any other column keeps the texts of its cells; a pandera schema checks them.

    Warns
    -----
    SchemaWarning
        The schema has a property that is nearly one of the standard, such as `constrains`.

    Raises
    ------
    DataFileError
        The file does not agree with its schema; the text names file, row and field.
    PackageError
        The file cannot be read, or no schema is known.
    UnknownNameError
        There is no such schema or backend, or the schema has an unknown type.
    MissingDependencyError
        The backend is not installed.

    Examples
    --------
    >>> from summitdata.datapackage import locate
    >>> frame = read_csv(locate().parent / "resources" / "summits.csv", "summits")
    >>> frame.dtypes["start_date"]
    dtype('<M8[s]')
    """
    from summitdata.tabular.inputs import resolve_inputs

    check_choice("backend", backend, ["pandas", "polars", "pyarrow"])
    batches = resolve_inputs(path, schema, encoding=encoding, delimiter=delimiter)
    inputs = [table for batch in batches for table in batch.tables]
    if len(inputs) != 1:
        raise PackageError(f"{path}: this matches {len(inputs)} tables: give one file")
    warn_of_misspelt(inputs[0].resource.get("schema"), 2)
    table = _read_table(unpacked_whole(inputs[0]))
    if backend == "pyarrow":
        return table
    return to_polars(table) if backend == "polars" else to_pandas(table, inputs[0].resource)


def _read_table(source: InputTable) -> pa.Table:
    from summitdata.tabular.read_columns import read_columns

    schema = source.resource.get("schema")
    if source.file is None or not isinstance(schema, dict):
        raise PackageError(f"{source.place}: cannot be read into a frame: its resource needs one file and a schema")
    if not is_explicit(source.resource):
        raise PackageError(f"{source.place}: not a CSV file by its name or format: only CSV files are read")
    rules = read_rules(schema)
    if not rules.fields:
        raise PackageError(f"{source.place}: cannot be read into a frame: its schema has no fields")
    try:
        texts, first_row = _read_texts(source, source.file, [field.name for field in rules.fields])
    except LongCellError as error:
        raise DataFileError(f"{source.place}: {error}") from error
    return read_columns(source.place, rules.fields, texts, schema, first_row)


def _read_texts(source: InputTable, file: Path, names: list[str]) -> tuple[pa.Table, int]:
    """Return the cells of a file as texts, and the row number of the first row among them."""
    import pyarrow as pa

    from summitdata.tabular.csv_blocks import open_utf8, read_blocks
    from summitdata.tabular.csv_records import column_names, parse_block
    from summitdata.tabular.dialect import UnsupportedDialectError, read_dialect

    place, encoding = source.place, str(source.resource["encoding"])
    try:
        dialect = read_dialect(source.resource)
    except UnsupportedDialectError as error:
        raise PackageError(f"{place}: cannot be read into a frame: {error}") from error
    has_header = bool(source.resource["dialect"].get("header", True))
    parts: list[pa.Table] = []
    row = 1
    try:
        with open_utf8(file, encoding) as stream:
            for block in read_blocks(stream, dialect):
                parsed = parse_block(block, dialect, len(names))
                starts_with_header = has_header and row == 1
                if starts_with_header:
                    _check_header(place, block, dialect, names)
                for position, cells in sorted(parsed.ragged.items()):
                    if not (starts_with_header and position == 0):
                        raise DataFileError(f"{place}: row {row + position}: {_wrong_length(cells, len(names))}")
                _refuse_blank_lines(place, block, parsed, dialect, row)
                parts.append(parsed.table.slice(1) if starts_with_header else parsed.table)
                row += parsed.size
    except SummitDataError:
        raise
    except (UnicodeError, pa.ArrowInvalid) as error:
        raise DataFileError(f"{place}: not in the encoding {encoding}: {error}: state the file's encoding") from error
    except (OSError, LookupError, ValueError) as error:
        raise PackageError(f"{place}: cannot read the file: {error}") from error
    if row == 1 and has_header:
        raise DataFileError(f"{place}: the file is empty: it needs a header row with the names of the fields")
    no_rows = pa.schema([(name, pa.string()) for name in column_names(len(names))]).empty_table()
    return pa.concat_tables(parts) if parts else no_rows, 2 if has_header else 1


def _check_header(place: str, block: Block, dialect: Dialect, names: list[str]) -> None:
    from summitdata.tabular.csv_records import select_records

    ((_, _, text),) = select_records(block, dialect, [0])
    labels = [label.strip() for label in next(dialect.read_text(text), [])]
    for number, (label, name) in enumerate(zip(labels, names, strict=False), start=1):
        if label != name:
            raise DataFileError(
                f"{place}: row 1, field {name}: the label of column {number} is {label!r}, not {name!r}"
            )
    if len(labels) != len(names):
        raise DataFileError(f"{place}: row 1: {_lengths(len(labels), 'label', len(names))}")


def _wrong_length(cells: list[str], width: int) -> str:
    return _lengths(len(cells), "cell", width) if any(cells) else "the row is blank"


def _lengths(length: int, noun: str, width: int) -> str:
    return f"{count(length, noun)}, but the schema has {count(width, 'field')}"


def _refuse_blank_lines(place: str, block: Block, parsed: ParsedBlock, dialect: Dialect, first_row: int) -> None:
    """Refuse a blank line, which Arrow reads like a row of empty cells."""
    import pyarrow.compute as pc

    from summitdata.tabular.csv_records import select_records

    is_empty = None
    for column in parsed.table.columns:
        is_empty_cell = pc.equal(column, "")
        is_empty = is_empty_cell if is_empty is None else pc.and_(is_empty, is_empty_cell)
        if not pc.any(is_empty).as_py():
            return
    positions = parsed.positions()[pc.indices_nonzero(is_empty).to_numpy()].tolist()
    for position, _, text in select_records(block, dialect, positions):
        if not text.strip("\r\n"):
            raise DataFileError(f"{place}: row {first_row + position}: the row is blank")
