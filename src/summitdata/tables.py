"""load(): a table of the package as a typed frame, with its units and sources."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.errors import DataFileError, MissingDependencyError, UnknownNameError
from summitdata.package import locate, resource, typed_rows
from summitdata.table_schema import SPELLED

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from summitdata._names import TableName

__all__ = ["ARROW_TYPES", "PANDAS_TYPES", "POLARS_TYPES", "load", "read_table", "select", "to_pandas", "to_polars"]

PANDAS_TYPES = {
    "string": "str",
    "integer": "Int64",
    "year": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "datetime64[us]",
    "time": "time64[us][pyarrow]",
    **dict.fromkeys(("any", *SPELLED), "str"),
}
"""The pandas dtype that each Table Schema type is read into."""

ARROW_TYPES = {
    "string": "string",
    "integer": "int64",
    "year": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "date32",
    "datetime": "timestamp[us]",
    "time": "time64[us]",
    **dict.fromkeys(("any", *SPELLED), "string"),
}
"""The Arrow type of each, by its alias."""

POLARS_TYPES = {
    "string": "String",
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "Boolean",
    "date": "Date",
    "datetime": "Datetime",
    "time": "Time",
    **dict.fromkeys(("any", *SPELLED), "String"),
}
"""The polars dtype of each, by its name."""

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
    return table if backend == "pyarrow" else to_polars(table)


def to_polars(table: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as a polars frame.

    Raises
    ------
    MissingDependencyError
        polars is not installed.
    """
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("polars", "polars") from error
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - a table gives a frame, only an array gives a series
    return found


def to_pandas(table: pa.Table, descriptor: dict[str, Any]) -> pd.DataFrame:
    """Return an Arrow table as a pandas frame with the dtypes of its resource's schema, and the words of it."""
    import pandas as pd
    import pyarrow as pa

    dtypes = {pa.string(): pd.StringDtype(na_value=float("nan")), pa.int64(): pd.Int64Dtype()}
    dtypes |= {pa.bool_(): pd.BooleanDtype(), pa.time64("us"): pd.ArrowDtype(pa.time64("us"))}
    frame: pd.DataFrame = table.to_pandas(types_mapper=dtypes.get, date_as_object=False)
    for field in descriptor["schema"]["fields"]:
        if field.get("type") == "date":
            frame[field["name"]] = frame[field["name"]].astype(PANDAS_TYPES["date"])
    frame.attrs.update(_words(descriptor))
    return frame


def _words(descriptor: dict[str, Any]) -> dict[str, Any]:
    fields = descriptor["schema"]["fields"]
    return {
        "title": descriptor.get("title", ""),
        "units": {f["name"]: f.get("unit") or f["unitField"] for f in fields if "unit" in f or "unitField" in f},
        "sources": deepcopy(descriptor.get("sources", [])),
        "licenses": deepcopy(descriptor.get("licenses", [])),
    }


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
    frame.attrs.update(_words(descriptor))
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
