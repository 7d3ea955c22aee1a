"""read_csv(): a CSV file as a frame with the dtypes of its Table Schema, each cell read as frictionless reads it."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.errors import DataFileError, PackageError, UnknownNameError
from summitdata.tabular.frames import to_pandas, to_polars
from summitdata.tabular.schema_parts import missing_texts
from summitdata.tabular.schema_rules import SPELLED, SPELLING, FieldRules, cell_reader, read_rules
from summitdata.tabular.types import ARROW_TYPES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from summitdata._names import TableName
    from summitdata.tabular.csv_blocks import Block, Parsed
    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.inputs import Table

__all__ = ["read_csv"]

KEPT = ("string", "any", *SPELLED)
"""The types whose columns hold the texts of the cells."""

FAST = {
    "integer": r"^-?[0-9]{1,18}$",
    "year": r"^[0-9]{4}$",
    "number": r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$",
    "date": r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    "boolean": r"^(true|false)$",
}
"""The spellings that Arrow reads as frictionless does; it reads millions a second."""


@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | None = None,
    backend: Literal["pandas"] = "pandas",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pd.DataFrame: ...
@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | None = None,
    *,
    backend: Literal["polars"],
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pl.DataFrame: ...
@overload
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | None = None,
    *,
    backend: Literal["pyarrow"],
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pa.Table: ...
def read_csv(
    path: str | Path,
    schema: TableName | str | Path | dict[str, Any] | None = None,
    backend: Literal["pandas", "polars", "pyarrow"] = "pandas",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pd.DataFrame | pl.DataFrame | pa.Table:
    """Read a CSV file into a frame with the dtypes of its Table Schema.

    A cell is read as frictionless reads it, missing values and formats included. Constraints and keys are not looked
    at: `summitdata.schema` makes the pandera schema that does. What a frame cannot hold is an error at the first such
    place: a cell that is no value of its column's dtype, a row with too few or too many cells, a blank row, a header
    that is not the schema's. `summitdata.validate` lists all errors of a file.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.
    schema : str, pathlib.Path or dict, optional
        A table of this package, the file of a Table Schema, or a Table Schema. Without it: the nearest
        `datapackage.json` that lists the file, or the table of this package that has the file's name.
    backend : {"pandas", "polars", "pyarrow"}, default "pandas"
        What the frame is.
    encoding, delimiter : str, optional
        Of the file; without them UTF-8 and a comma. A descriptor says its own.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or pyarrow.Table
        The dtypes are those of `summitdata.tables.PANDAS_TYPES`, `POLARS_TYPES` and `ARROW_TYPES`. A type without a
        dtype keeps the texts of its cells; pandera looks whether they are values of it.

    Raises
    ------
    DataFileError
        The file does not hold what its schema says; the text names file, row and field.
    PackageError
        The file cannot be read, or no schema is known.
    UnknownNameError
        There is no such schema or backend, or the schema has a type that there is not.
    MissingDependencyError
        The backend is not installed.

    Examples
    --------
    >>> from summitdata.datapackage import locate
    >>> frame = read_csv(locate().parent / "resources" / "summits.csv", "summits")
    >>> frame.dtypes["start_date"]
    dtype('<M8[s]')
    """
    from summitdata.tabular.inputs import batches

    if backend not in ("pandas", "polars", "pyarrow"):
        raise UnknownNameError.of("backend", backend, ["pandas", "polars", "pyarrow"])
    found = [table for batch in batches(path, schema, encoding=encoding, delimiter=delimiter) for table in batch.tables]
    if len(found) != 1:
        raise PackageError(f"{path}: {len(found)} tables: name the file of one")
    table = _read(found[0])
    if backend == "pyarrow":
        return table
    return to_polars(table) if backend == "polars" else to_pandas(table, found[0].resource)


def _read(source: Table) -> pa.Table:
    import pyarrow as pa

    schema = source.resource.get("schema")
    if source.file is None or not isinstance(schema, dict):
        raise PackageError(f"{source.place}: not one file with a schema")
    rules = read_rules(schema)
    texts, first = _texts(source, [field.name for field in rules.fields])
    columns, fields = [], []
    missing = [_missing(field, schema) for field in rules.fields]
    _refuse_blank(source.place, texts, missing, first)
    for at, field in enumerate(rules.fields):
        columns.append(_typed(source.place, field, texts.column(at), missing[at], first))
        words = {key: str(field.descriptor[key]) for key in ("title", "unit", "unitField") if key in field.descriptor}
        fields.append(pa.field(field.name, columns[-1].type, metadata=words))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _missing(field: FieldRules, schema: dict[str, Any]) -> list[str]:
    own = field.descriptor.get("missingValues")
    return missing_texts(schema.get("missingValues", [""]) if own is None else own)


def _texts(source: Table, names: list[str]) -> tuple[pa.Table, int]:
    """Return the cells of a file as texts, and the number of the first row of them."""
    import pyarrow as pa

    from summitdata.tabular import csv_blocks as blocks
    from summitdata.tabular.dialect import UnsupportedDialectError, dialect_of

    place = source.place
    assert source.file is not None  # noqa: S101 - the caller has looked
    try:
        dialect = dialect_of(source.resource)
    except UnsupportedDialectError as error:
        raise PackageError(f"{place}: it cannot be read into a frame: {error}") from error
    header = bool(source.resource["dialect"].get("header", True))
    kind = pa.schema([(name, pa.string()) for name in blocks.columns_of(len(names))])
    parts: list[pa.Table] = []
    row = 1
    try:
        with blocks.utf8(source.file, str(source.resource["encoding"])) as stream:
            for block in blocks.blocks(stream, dialect):
                parsed = blocks.parse(block, dialect, len(names))
                head = header and row == 1
                if head:
                    _look_at_header(place, block, dialect, names)
                for position, cells in sorted(parsed.ragged.items()):
                    if head and position == 0:
                        continue
                    raise DataFileError(f"{place}: row {row + position}: {_of_cells(cells, len(names))}")
                if len(names) == 1:
                    _refuse_blank_lines(place, block, parsed, dialect, row)
                parts.append(parsed.table.slice(1) if head else parsed.table)
                row += parsed.size
    except (UnicodeError, pa.ArrowInvalid) as error:
        raise DataFileError(f"{place}: not in its encoding: {error}") from error
    except (OSError, LookupError) as error:
        raise PackageError(f"{place}: cannot read the table: {error}") from error
    if row == 1 and header:
        raise DataFileError(f"{place}: no header: the file is empty")
    return pa.concat_tables(parts) if parts else kind.empty_table(), 2 if header else 1


def _refuse_blank_lines(place: str, block: Block, parsed: Parsed, dialect: Dialect, row: int) -> None:
    """Tell a blank line from an empty cell in quotes, which is the same text to Arrow where there is one column."""
    import pyarrow.compute as pc

    from summitdata.tabular import csv_blocks as blocks

    empty = pc.indices_nonzero(pc.equal(parsed.table.column(0), "")).to_pylist()
    positions = parsed.positions()
    for position, _, text in blocks.records(block, dialect, [int(positions[at]) for at in empty]):
        if not text.strip("\r\n"):
            raise DataFileError(f"{place}: row {row + position}: it is blank")


def _of_cells(cells: list[str], count: int) -> str:
    return f"{len(cells)} cells where the schema has {count} fields" if any(cells) else "it is blank"


def _look_at_header(place: str, block: Any, dialect: Dialect, names: list[str]) -> None:
    from summitdata.tabular import csv_blocks as blocks

    ((_, _, text),) = blocks.records(block, dialect, [0])
    labels = [label.strip() for label in next(dialect.reader(text), [])]
    for number, (label, name) in enumerate(zip(labels, names, strict=False), start=1):
        if label != name:
            raise DataFileError(f"{place}: row 1, field {name}: the label of column {number} is {label!r}")
    if len(labels) != len(names):
        raise DataFileError(f"{place}: row 1: {len(labels)} labels where the schema has {len(names)} fields")


def _refuse_blank(place: str, texts: pa.Table, missing: list[list[str]], first: int) -> None:
    """Refuse a row in which every cell is missing: the standard has no such row, only blank lines."""
    import pyarrow as pa
    import pyarrow.compute as pc

    blank = None
    for column, values in zip(texts.columns, missing, strict=True):
        none = pc.is_in(column, value_set=pa.array(values, pa.string()))
        blank = none if blank is None else pc.and_(blank, none)
        if not pc.any(blank).as_py():
            return
    if blank is not None:
        raise DataFileError(f"{place}: row {pc.index(blank, value=True).as_py() + first}: it is blank")


def _typed(place: str, field: FieldRules, texts: pa.ChunkedArray, missing: list[str], first: int) -> pa.ChunkedArray:
    """Return the values of a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    none = pc.is_in(texts, value_set=pa.array(missing, pa.string()))
    texts = pc.if_else(none, pa.scalar(None, pa.string()), texts)
    wanted = pa.type_for_alias(ARROW_TYPES[field.type])
    if field.type in KEPT:
        return texts
    plain = field.format == "default" and not SPELLING & field.descriptor.keys()
    if plain and field.type in FAST and pc.all(pc.match_substring_regex(texts, FAST[field.type])).as_py() is not False:
        return pc.cast(texts, wanted)
    read = cell_reader(field.descriptor)
    coded = texts.combine_chunks().dictionary_encode() if texts.num_chunks != 1 else texts.chunk(0).dictionary_encode()
    values = []
    for number, text in enumerate(coded.dictionary.to_pylist()):
        why = ""
        try:
            value = read(text)
            why = f"no {field.type}" if value is None else ""
            value, why = (value, why) if why else _held(value)
        except ArithmeticError as error:
            why = f"no {field.type}: {type(error).__name__}"
        if why:
            row = pc.index(coded.indices, value=pa.scalar(number, pa.int32())).as_py() + first
            raise DataFileError(f"{place}: row {row}, field {field.name}: {text!r} is {why}")
        values.append(value)
    return pa.chunked_array([pa.array(values, wanted).take(coded.indices)])


WIDEST = 1 << 63


def _held(value: Any) -> tuple[Any, str]:
    """Return a value as a frame holds it, or why it cannot."""
    if isinstance(value, Decimal):
        return (None, "a number that compares with nothing") if value.is_snan() else (float(value), "")
    if isinstance(value, int) and not -WIDEST <= value < WIDEST:
        return None, "a number that 64 bits cannot hold"
    if isinstance(value, datetime | time) and value.tzinfo is not None:
        return None, "a time with a zone, which a column of times without one cannot hold"
    return value, ""
