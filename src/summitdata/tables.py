"""The tables of the package: rows() as plain Python values, load() as a typed frame with units and sources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.arguments import check_choice, check_flag
from summitdata.datapackage import locate, resource
from summitdata.errors import DataFileError
from summitdata.frozen import FrozenDict
from summitdata.tabular.categories import arrow_categories, enumerations, pandas_categories
from summitdata.tabular.frames import CannotHoldError, attrs_of, frame_value, to_polars
from summitdata.tabular.typed_rows import typed_rows
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from summitdata._names import TableName

__all__ = ["load", "read_table", "rows"]

Backend = Literal["pandas", "polars", "pyarrow"]


@overload
def load(name: TableName | str, backend: Literal["pandas"] = "pandas", *, categories: bool = False) -> pd.DataFrame: ...
@overload
def load(name: TableName | str, backend: Literal["polars"], *, categories: bool = False) -> pl.DataFrame: ...
@overload
def load(name: TableName | str, backend: Literal["pyarrow"], *, categories: bool = False) -> pa.Table: ...
def load(
    name: TableName | str, backend: Backend = "pandas", *, categories: bool = False
) -> pd.DataFrame | pl.DataFrame | pa.Table:
    """Return a table of the package as a typed frame.

    Parameters
    ----------
    name : str
        A table: see `summitdata.package().resource_names`.
    backend : {"pandas", "polars", "pyarrow"}, default "pandas"
        The library of the frame.
    categories : bool, default False
        Whether a string field that lists its values (`enum`) is a column of categories: all listed values in their
        order, also those that no row has. pandas: `category`; polars: `Enum`; Arrow: a dictionary. `validate` and
        `schema(name, coerce=True)` take such columns.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or pyarrow.Table
        One row per row of the table, the columns in the order of the schema. pandas: strings are `str` (`object`
        before pandas 3), integers `Int64`, other numbers `float64`, booleans `boolean`, dates `datetime64[s]`; title,
        units, sources and licences are in `attrs`. Arrow: each field has its title and unit as metadata.

    Raises
    ------
    UnknownNameError
        There is no such table or backend.
    DataFileError
        The file does not match its schema.
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
    >>> load("trade", categories=True)["flow"].cat.categories.to_list()
    ['total', 'exports', 'imports']
    """
    descriptor = resource(name)
    check_choice("backend", backend, ("pandas", "polars", "pyarrow"))
    check_flag("categories", categories)
    frame = read_table(locate().parent, descriptor)
    listed = enumerations(descriptor) if categories else {}
    if backend == "pandas":
        return pandas_categories(frame, listed)
    table = arrow_categories(_to_arrow(frame, descriptor), listed)
    return table if backend == "pyarrow" else to_polars(table, listed)


@cache
def rows(name: TableName | str) -> tuple[dict[str, Any], ...]:
    """Return the rows of a table of this package, typed by its schema; dates stay text."""
    return tuple(FrozenDict(row) for _, row in typed_rows(locate().parent, resource(name)))


def read_table(basepath: Path, descriptor: dict[str, Any]) -> pd.DataFrame:
    """Read the file of a resource into a pandas frame with the dtypes of its schema.

    Raises
    ------
    DataFileError
        A cell is not of its field's type; the message names file, row and field.
    """
    import pandas as pd

    fields = descriptor["schema"]["fields"]
    table_rows = [row for _, row in typed_rows(basepath, descriptor)]
    columns = {}
    for field in fields:
        name, field_type = field["name"], FIELD_TYPES[field.get("type", "string")]
        values = [row.get(name) for row in table_rows]
        try:
            if field_type.may_have_zone:
                values = [None if value is None else frame_value(field_type.read_value(value)) for value in values]
            columns[name] = pd.Series(values, dtype=field_type.dtypes.pandas, name=name)
        except (OverflowError, TypeError) as error:  # pandas: TypeError from 2**63 on, OverflowError from 2**64 on
            path = basepath / descriptor["path"]
            raise DataFileError(f"{path}: field {name}: a number does not fit into 64 bits") from error
        except CannotHoldError as error:
            raise DataFileError(f"{basepath / descriptor['path']}: field {name}: a value {error}") from error
    frame = pd.DataFrame(columns)
    frame.attrs.update(attrs_of(descriptor))
    return frame


def _to_arrow(frame: pd.DataFrame, descriptor: dict[str, Any]) -> pa.Table:
    import pyarrow as pa

    fields = []
    for field in descriptor["schema"]["fields"]:
        field_metadata = {key: str(field[key]) for key in ("title", "unit", "unitField") if key in field}
        arrow_type = pa.type_for_alias(FIELD_TYPES[field["type"]].dtypes.arrow)
        fields.append(pa.field(field["name"], arrow_type, metadata=field_metadata))
    table = pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)
    metadata = {"title": descriptor.get("title", ""), "description": descriptor["description"]}
    return table.replace_schema_metadata(metadata)
