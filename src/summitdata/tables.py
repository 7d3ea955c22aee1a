"""load(): a table of the package as a typed frame, with its units and sources."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.errors import DataFileError, MissingDependencyError, UnknownNameError
from summitdata.package import locate, resource, typed_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from summitdata._names import TableName

__all__ = ["ARROW_TYPES", "PANDAS_TYPES", "load", "read_table", "select"]

PANDAS_TYPES = {
    "string": "str",
    "integer": "Int64",
    "year": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
"""The pandas dtype that each Table Schema type of the package is read into."""

ARROW_TYPES = {
    "string": "string",
    "integer": "int64",
    "year": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "date32",
}
"""The Arrow type of each, by its alias."""

Backend = Literal["pandas", "polars", "pyarrow"]


@overload
def load(name: TableName, backend: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
@overload
def load(name: TableName, backend: Literal["polars"]) -> pl.DataFrame: ...
@overload
def load(name: TableName, backend: Literal["pyarrow"]) -> pa.Table: ...
def load(name: TableName, backend: Backend = "pandas") -> pd.DataFrame | pl.DataFrame | pa.Table:
    """Return a table of the package as a typed frame.

    Parameters
    ----------
    name : str
        A table: see `summitdata.package().resource_names`.
    backend : {"pandas", "polars", "pyarrow"}, default "pandas"
        What the frame is.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or pyarrow.Table
        One row of the table a row, the columns in the order of the schema. pandas: strings are `str`, whole numbers
        `Int64`, other numbers `float64`, truth values `boolean`, dates `datetime64[s]`; title, units, sources and
        licences are in `attrs`. Arrow: each field carries its title and unit as metadata.

    Raises
    ------
    UnknownNameError
        There is no such table or backend.
    DataFileError
        The file does not hold what its schema says.
    MissingDependencyError
        The backend is not installed.

    Examples
    --------
    >>> load("summits")[["ordinal", "city", "start_date"]]
       ordinal    city start_date
    0        1   Xi'an 2023-05-18
    1        2  Astana 2025-06-17
    >>> load("projects").attrs["units"]["capacity"]
    'capacity_unit'
    >>> load("summits", "pyarrow").schema.field("start_date").type
    DataType(date32[day])
    """
    descriptor = resource(name)
    if backend not in ("pandas", "polars", "pyarrow"):
        raise UnknownNameError.of("backend", backend, ["pandas", "polars", "pyarrow"])
    frame = read_table(locate().parent, descriptor)
    if backend == "pandas":
        return frame
    table = _to_arrow(frame, descriptor)
    if backend == "pyarrow":
        return table
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("polars", "polars") from error
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - a table gives a frame, only an array gives a series
    return found


def read_table(basepath: Path, descriptor: dict[str, Any]) -> pd.DataFrame:
    """Read a resource's file into a pandas frame with the dtypes of its schema.

    Raises
    ------
    DataFileError
        A cell is not of its field's type; the text names file, row and field.
    """
    import pandas as pd

    fields = descriptor["schema"]["fields"]
    typed = [row for _, row in typed_rows(basepath, descriptor)]
    columns = {}
    for field in fields:
        name = field["name"]
        try:
            columns[name] = pd.Series(
                [row.get(name) for row in typed], dtype=PANDAS_TYPES[field.get("type", "string")], name=name
            )
        except OverflowError as error:
            path = basepath / descriptor["path"]
            raise DataFileError(f"{path}: field {name}: a number that 64 bits cannot hold") from error
    frame = pd.DataFrame(columns)
    frame.attrs = {
        "title": descriptor.get("title", ""),
        "units": {f["name"]: f.get("unit") or f["unitField"] for f in fields if "unit" in f or "unitField" in f},
        "sources": deepcopy(descriptor.get("sources", [])),
        "licenses": deepcopy(descriptor.get("licenses", [])),
    }
    return frame


def select(frame: pd.DataFrame, **equal: object) -> pd.DataFrame:
    """Return the rows of a frame whose columns equal the given values; `None` asks for nothing.

    Raises
    ------
    UnknownNameError
        No row has the value; the text lists those that there are.
    """
    for column, value in equal.items():
        if value is not None:
            known = list(frame[column].dropna().unique())
            if value not in known:
                raise UnknownNameError.of(column, value, known)
            frame = frame[frame[column] == value].reset_index(drop=True)
    return frame


def _to_arrow(frame: pd.DataFrame, descriptor: dict[str, Any]) -> pa.Table:
    import pyarrow as pa

    fields = []
    for field in descriptor["schema"]["fields"]:
        words = {key: str(field[key]) for key in ("title", "unit", "unitField") if key in field}
        kind = pa.type_for_alias(ARROW_TYPES[field["type"]])
        fields.append(pa.field(field["name"], kind, metadata=words))
    words = {"title": descriptor.get("title", ""), "description": descriptor["description"]}
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False).replace_schema_metadata(words)
