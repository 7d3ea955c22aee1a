"""schema(): the Table Schema of a table as a pandera schema, which guards a frame as the table is guarded."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

from summitdata.package import resource
from summitdata.table_schema import TYPES, FieldRules, read_rules
from summitdata.tables import PANDAS_TYPES

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

    from summitdata._names import TableName

__all__ = ["CHECKS", "checks_of", "from_table_schema", "grouped", "schema"]

CHECKS = {
    "enum": ("isin", "allowed_values"),
    "pattern": ("str_matches", "pattern"),
    "minimum": ("greater_than_or_equal_to", "min_value"),
    "maximum": ("less_than_or_equal_to", "max_value"),
    "exclusiveMinimum": ("greater_than", "min_value"),
    "exclusiveMaximum": ("less_than", "max_value"),
    "minLength": ("str_length", "min_value"),
    "maxLength": ("str_length", "max_value"),
}
"""For each constraint of Table Schema, pandera's check and the argument of it that the constraint gives."""


def schema(name: TableName | str) -> pa.DataFrameSchema:
    """Return the pandera schema of a table, for pandas frames as `load` gives them.

    The schema says what the Table Schema in the descriptor says of the table on its own: columns and their order,
    dtypes, nulls, bounds (in the unit of the column), enumerations, patterns, lengths, unique columns and keys. A
    foreign key is about two tables, so no frame's schema holds it: `check` tests those.

    Parameters
    ----------
    name : str
        A table: see `summitdata.package().resource_names`.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        A new object at each call: `strict`, `ordered`, without coercion. `metadata["table_schema"]` is the Table
        Schema.

    Raises
    ------
    UnknownNameError
        There is no such table.

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
    table = resource(name)
    return from_table_schema(table["schema"], table["name"], table["title"], table["description"])


def from_table_schema(
    descriptor: dict[str, Any], name: str | None = None, title: str | None = None, description: str | None = None
) -> pa.DataFrameSchema:
    """Make a pandera schema of a Table Schema.

    Parameters
    ----------
    descriptor : dict
        A Table Schema of the Data Package standard, version 2, with the types string, integer, year, number, boolean
        and date. Foreign keys are not part of a frame's schema.
    name, title, description : str, optional
        What the pandera schema is called.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Nulls are compared with nothing: neither in a unique column nor in a unique key. A frame keeps a missing
        number and a `NaN` alike, so both count as missing.

    Raises
    ------
    UnknownNameError
        A type, format or constraint that this function cannot express, or a key with a field that there is not.
    PackageError
        The Table Schema contradicts itself or the standard: a bound that is not of the field's type, a pattern that
        is no regular expression, two fields of one name.

    Examples
    --------
    >>> made = from_table_schema({"fields": [{"name": "share", "type": "number", "constraints": {"maximum": 1}}]})
    >>> made.columns["share"].checks
    [<Check less_than_or_equal_to: less_than_or_equal_to(1.0)>]
    >>> from_table_schema({"fields": [{"name": "share", "type": "numeric"}]})
    Traceback (most recent call last):
    summitdata.errors.UnknownNameError: unknown type 'numeric': did you mean 'number'? ... of the field 'share'
    """
    import pandera.pandas as pa

    rules = read_rules(descriptor)
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in rules.fields},
        checks=[_unique_together(key) for key in rules.unique_keys],
        unique=list(rules.primary_key) or None,
        strict=True,
        ordered=True,
        coerce=False,
        name=name,
        title=title,
        description=description,
        metadata={"table_schema": copy.deepcopy(descriptor)},
    )


def checks_of(field: FieldRules) -> dict[str, dict[str, Any]]:
    """Return the checks of a field: for the name of each, its arguments (a day is a `datetime.date`).

    Examples
    --------
    >>> field, = read_rules({"fields": [{"name": "year", "type": "year"}]}).fields
    >>> checks_of(field)
    {'greater_than_or_equal_to': {'min_value': 0}, 'less_than_or_equal_to': {'max_value': 9999}}
    """
    checks: dict[str, dict[str, Any]] = {}
    for constraint, value in field.constraints.items():
        check, argument = CHECKS[constraint]
        # Two lengths make one check: pandera's YAML has room for one of a name.
        checks.setdefault(check, {})[argument] = grouped(value) if constraint == "pattern" else value
    if pattern := TYPES[field.type].formats[field.format]:
        checks["str_contains"] = {"pattern": pattern}
    return checks


def grouped(pattern: str) -> str:
    r"""Return a pattern as one that only a whole string matches.

    Without the group, the anchors of `x|yz` would belong to one alternative each; with `$` instead of `\Z`, a line
    break could follow.

    Examples
    --------
    >>> grouped("x|yz")
    '^(?:x|yz)\\Z'
    """
    return rf"^(?:{pattern})\Z"


def _column(field: FieldRules) -> pa.Column:
    import pandera.pandas as pa

    checks = [
        getattr(pa.Check, check)(**{argument: _for_pandas(value) for argument, value in given.items()})
        for check, given in checks_of(field).items()
    ]
    if field.unique and not field.required:
        # The `unique` of a column takes nulls for duplicates; from a check, pandera keeps them away.
        checks.append(pa.Check(lambda values: ~values.duplicated(keep=False), name="unique", error="unique"))
    return pa.Column(
        PANDAS_TYPES[field.type],
        checks,
        nullable=not field.required,
        unique=field.unique and field.required,
        title=field.title,
        description=field.description,
    )


def _for_pandas(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list):
        return [_for_pandas(item) for item in value]
    return pd.Timestamp(value) if isinstance(value, date) else value


def _unique_together(key: tuple[str, ...]) -> pa.Check:
    import pandas as pd
    import pandera.pandas as pa

    def compare(frame: pd.DataFrame) -> pd.DataFrame:
        missing = frame[[*key]].isna().any(axis="columns")
        fine = missing | ~frame.duplicated([*key], keep=False)
        # A truth value for each cell: with one for each row, pandera reports every column of the row.
        cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
        for part in key:
            cells[part] = fine
        return cells

    words = f"unique({', '.join(key)})"
    return pa.Check(compare, name=words, error=words)
