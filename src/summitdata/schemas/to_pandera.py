"""`schema`: the Table Schema of a table as a pandera schema, which guards a frame as the table is guarded.

There is a file for each backend; `from_pandera.py` goes the other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.arguments import check_choice, check_flag
from summitdata.errors import UnknownNameError, shown
from summitdata.schemas.references import referenced_keys
from summitdata.schemas.schema_info import SchemaInfo
from summitdata.tabular.given_schema import given_schema, titled_schema
from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.property_names import warn_of_misspelt
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import WHOLE
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

    import frictionless
    import pandera.pandas as pa
    import pandera.polars as pa_polars
    import pandera.pyspark as pa_pyspark

    from summitdata._names import TableName

__all__ = ["BACKENDS", "from_table_schema", "make_schema", "schema"]

Backend = Literal["pandas", "polars", "pyspark"]
BACKENDS = ("pandas", "polars", "pyspark")


@overload
def schema(
    name: TableName | str | Path | dict[str, Any] | frictionless.Schema,
    backend: Literal["pandas"] = "pandas",
    *,
    foreign: Mapping[str, Any] | None = None,
    coerce: bool = False,
) -> pa.DataFrameSchema: ...
@overload
def schema(
    name: TableName | str | Path | dict[str, Any] | frictionless.Schema,
    backend: Literal["polars"],
    *,
    foreign: Mapping[str, Any] | None = None,
    coerce: bool = False,
) -> pa_polars.DataFrameSchema: ...
@overload
def schema(
    name: TableName | str | Path | dict[str, Any] | frictionless.Schema,
    backend: Literal["pyspark"],
    *,
    foreign: Mapping[str, Any] | None = None,
    coerce: bool = False,
) -> pa_pyspark.DataFrameSchema: ...
def schema(
    name: TableName | str | Path | dict[str, Any] | frictionless.Schema,
    backend: Backend = "pandas",
    *,
    foreign: Mapping[str, Any] | None = None,
    coerce: bool = False,
) -> Any:
    """Return the pandera schema of a table, for frames as `load` and `read_csv` give them.

    The schema has what the Table Schema says of the table: columns and their order, dtypes, nulls, bounds (in the unit
    of the column), enumerations, patterns, lengths, unique columns and keys. Except for Spark, it also has the formulas
    in the checklist of the table. A foreign key is about two tables: it is a check where the other one is
    given.

    Parameters
    ----------
    name : str, pathlib.Path, dict or frictionless.Schema
        A table (see `summitdata.package().resource_names`), the file of a Table Schema (JSON or YAML), or a Table
        Schema; or the descriptor of a resource, with a Table Schema and a checklist.
    backend : {"pandas", "polars", "pyspark"}, default "pandas"
        Whose frames the schema is for.
    foreign : mapping of str to frame, optional
        The tables that foreign keys refer to, by name: frames of pandas, polars or Arrow.
    coerce : bool, default False
        Whether `validate` of the schema first converts a frame of pandas or polars to the dtypes of the columns, and
        returns it so. A value that would lose something, such as 2.5 for an integer, is an error of its own.

    Returns
    -------
    pandera.pandas.DataFrameSchema, pandera.polars.DataFrameSchema or pandera.pyspark.DataFrameSchema
        A new object at each call: `strict` and `ordered`. `metadata["table_schema"]` is the Table
        Schema.

    Raises
    ------
    UnknownNameError
        There is no such table, backend or foreign key.
    PackageError
        The Table Schema contradicts itself or the standard.
    MissingDependencyError
        The backend is not installed.

    Examples
    --------
    >>> from summitdata.tables import load
    >>> frame = load("summits")
    >>> schema("summits").validate(frame).shape == frame.shape
    True
    >>> schema("summits").validate(frame.assign(city="Almaty"))
    Traceback (most recent call last):
    pandera.errors.SchemaError: Column 'city' failed element-wise validator number 0: isin(['Astana', "Xi'an"]) ...
    """
    given = given_schema(name)
    warn_of_misspelt(given.descriptor, 2, given.origin)
    table = titled_schema(given)
    label, title, description = (table.get(key) for key in ("name", "title", "description"))
    info = SchemaInfo(table["schema"], label, title, description, read_row_rules(table), read_group_rules(table))
    return make_schema(info, backend, foreign=foreign, coerce=coerce)


def from_table_schema(  # noqa: PLR0913 - what a schema is called, and by name how it is made
    descriptor: dict[str, Any] | Any,
    name: str | None = None,
    title: str | None = None,
    description: str | None = None,
    *,
    backend: Backend = "pandas",
    foreign: Mapping[str, Any] | None = None,
    coerce: bool = False,
) -> Any:
    """Make a pandera schema of a Table Schema.

    Parameters
    ----------
    descriptor : dict
        Or whatever `schema` takes: a Table Schema of the Data Package standard, version 2. By its `fieldsMatch`, a
        table must have a column for each field: "exact", "equal" or "subset".
    name, title, description : str, optional
        What the pandera schema is called.
    backend : {"pandas", "polars", "pyspark"}, default "pandas"
        Whose frames the schema is for.
    foreign : mapping of str to frame, optional
        The tables that foreign keys refer to, by name. A foreign key whose table is not given is not checked; it stays
        in the metadata. One that refers to its own table is always checked.
    coerce : bool, default False
        As in `schema`.

    Returns
    -------
    pandera.pandas.DataFrameSchema, or that of the backend
        Nulls are compared with nothing: neither in a unique column nor in a unique key. A frame keeps a missing
        number and a `NaN` alike, so both count as missing.

    Raises
    ------
    UnknownNameError
        A type, format, constraint or backend that this function cannot express, or a key with a field that does not
        exist.
    PackageError
        The Table Schema contradicts itself or the standard: a bound that is not of the field's type, a pattern that
        is not a regular expression, two fields of one name, a key on lists or objects.
    MissingDependencyError
        The backend is not installed.

    Examples
    --------
    >>> share = from_table_schema({"fields": [{"name": "share", "type": "number", "constraints": {"maximum": 1}}]})
    >>> share.columns["share"].checks
    [<Check less_than_or_equal_to: less_than_or_equal_to(1.0)>]
    >>> from_table_schema({"fields": [{"name": "share", "type": "numeric"}]})
    Traceback (most recent call last):
    summitdata.errors.UnknownNameError: unknown type 'numeric': did you mean 'number'? ... of the field 'share'
    """
    given = given_schema(descriptor)
    warn_of_misspelt(given.descriptor, 2, given.origin)
    table = {"name": name, "schema": given.descriptor} | given.checklist
    info = SchemaInfo(given.descriptor, name, title, description, read_row_rules(table), read_group_rules(table))
    return make_schema(info, backend, foreign=foreign, coerce=coerce)


def make_schema(
    info: SchemaInfo, backend: Backend, *, foreign: Mapping[str, Any] | None = None, coerce: bool = False
) -> Any:
    """Make a pandera schema of what `from_table_schema` is given; it raises the same, and warns of nothing."""
    check_choice("backend", backend, BACKENDS)
    check_flag("coerce", coerce)
    if foreign is not None and not isinstance(foreign, Mapping):
        raise UnknownNameError(f"foreign must be a dict of frames by the names of their tables, not {shown(foreign)}")
    rules = read_rules(info.table_schema, WHOLE)
    referenced = referenced_keys(rules, foreign)
    if backend == "polars":
        from summitdata.schemas.polars_schema import polars_schema

        made = polars_schema(rules, info, referenced)
        return _coercing(made, backend) if coerce else made
    if backend == "pyspark":
        from summitdata.schemas.pyspark_schema import pyspark_schema

        if coerce:
            raise UnknownNameError("coerce is for pandas and polars: convert the columns of a Spark frame before")
        return pyspark_schema(rules, info, referenced)
    from summitdata.schemas.pandas_schema import pandas_schema

    schema_of_pandas = pandas_schema(rules, info, referenced)
    return _coercing(schema_of_pandas, backend) if coerce else schema_of_pandas


def _coercing(made: Any, backend: Backend) -> Any:
    """Return a schema as one that converts what it validates."""
    if backend == "polars":
        from summitdata.schemas.polars_coercion import CoercingSchema
    else:
        from summitdata.schemas.pandas_coercion import CoercingSchema  # type: ignore[assignment] # the same for pandas
    made.__class__ = CoercingSchema
    return made
