"""`schema_text`: the schema of a table as text, for another tool; each format is a file beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.arguments import check_choice
from summitdata.errors import PackageError
from summitdata.schema_formats.json_schema import json_schema_text
from summitdata.schema_formats.pandera_model import pandera_model_text
from summitdata.schema_formats.pandera_script import pandera_text
from summitdata.schema_formats.pandera_yaml import pandera_yaml_text
from summitdata.schema_formats.sql import sql_text
from summitdata.schema_formats.table_schema import table_schema_text
from summitdata.tabular.given_schema import given_schema, titled_schema
from summitdata.tabular.property_names import warn_of_misspelt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import frictionless

    from summitdata._names import TableName

__all__ = ["FORMATS", "schema_text"]

FORMATS: dict[str, Callable[[dict[str, Any]], str]] = {
    "table-schema": table_schema_text,
    "pandera": pandera_text,
    "pandera-model": pandera_model_text,
    "pandera-yaml": pandera_yaml_text,
    "json-schema": json_schema_text,
    "sql": sql_text,
}
"""What writes each format, given the descriptor of a table."""


def schema_text(
    name: TableName | str | Path | dict[str, Any] | frictionless.Schema, format: str = "table-schema"
) -> str:
    """Return the schema of a table as text.

    All formats are written from the Table Schema in the descriptor. What a format cannot express stands in it as a
    comment.

    Parameters
    ----------
    name : str, pathlib.Path, dict or frictionless.Schema
        A table (see `summitdata.package().resource_names`), the file of a Table Schema, or a Table Schema.
    format : {"table-schema", "pandera", "pandera-model", "pandera-yaml", "json-schema", "sql"}, default "table-schema"
        table-schema: the JSON of the descriptor. pandera: a Python module with a `schema` for pandas frames.
        pandera-model: the same as a class, a pandera `DataFrameModel`.
        pandera-yaml: the same for `pandera.pandas.DataFrameSchema.from_yaml`. json-schema: JSON Schema 2020-12 for
        the rows as `summitdata show TABLE --format json` prints them. sql: a CREATE TABLE statement.

    Returns
    -------
    str
        The text, with a line break at its end.

    Raises
    ------
    UnknownNameError
        There is no such table or format.
    PackageError
        The Table Schema contradicts itself, or has what the format cannot have.

    Examples
    --------
    >>> print(schema_text("project_countries", "sql"))
    -- Projects in countries: One row is a role that a country has in a project.
    CREATE TABLE "project_countries" (
    ...
        PRIMARY KEY ("project", "country", "role"),
    ...
    >>> schema_text("topics", "yaml")
    Traceback (most recent call last):
    summitdata.errors.UnknownNameError: unknown format 'yaml': did you mean 'pandera-yaml'? ...
    """
    given = given_schema(name)
    warn_of_misspelt(given.descriptor, 2, given.origin)
    table = titled_schema(given)
    check_choice("format", format, FORMATS)
    text = FORMATS[format](table)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        part = error.object[error.start : error.end]
        raise PackageError(f"the Table Schema has {part!a} in a name or text, half a character: remove it") from error
    return text
