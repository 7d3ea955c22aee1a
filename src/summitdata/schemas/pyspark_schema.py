"""A Table Schema as a pandera schema for frames of Spark.

pandera's backend for Spark says of a whole column whether it passes, has no unique columns, and compares the order of
columns in an order of its own; so the checks are made here, each one Spark query.
"""

from __future__ import annotations

import functools
import importlib
import operator
import re
import sys
import warnings
from types import ModuleType
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError
from summitdata.schemas.checks import (
    UNIQUE,
    LossyConversionWarning,
    check_label,
    checks_of,
    text_rules,
    value_numbers,
)
from summitdata.schemas.references import foreign_key_label, rows_with_target
from summitdata.schemas.schema_info import field_metadata, table_metadata
from summitdata.schemas.table_checks import key_label, text_backed_fields
from summitdata.tabular.types.field_type import NotExpressible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandera.pyspark as pa

    from summitdata.schemas.references import ForeignKey, Keys
    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["pyspark_schema"]


def pyspark_schema(rules: TableRules, info: SchemaInfo, referenced: Mapping[int, Keys]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table; `referenced` are the keys that a foreign key may have, by its number."""
    module = _pandera()
    text_backed = text_backed_fields(rules)
    names = [field.name for field in rules.fields]
    ordered = [_check("column_order", {"order": names}, functools.partial(_has_columns, names))]
    keys = [(rules.primary_key, "primary_key")] if rules.primary_key else []
    keys += [(key, "unique_key") for key in rules.unique_keys]
    schema: pa.DataFrameSchema = module.DataFrameSchema(
        {field.name: _column(field) for field in rules.fields},
        checks=[
            *(ordered if rules.is_ordered else []),
            *(_unique(key, statistic, text_backed) for key, statistic in keys),
            *(_refers(rules.foreign_keys[number], targets, text_backed) for number, targets in referenced.items()),
        ],
        strict=rules.is_strict,
        coerce=False,
        metadata=table_metadata(info),
        name=info.name,
        title=info.title,
        description=info.description,
    )
    return schema


STAND_IN = "pyspark.pandas"


def _pandera() -> Any:
    """Return pandera's module for Spark.

    It names, and uses for nothing else, classes of `pyspark.pandas`, which PySpark 4.3 cannot import beside pandas 3.1.
    Where that is so, empty classes stand in their place.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark warns of every pandas 3
        try:
            importlib.import_module("pyspark")
            try:
                importlib.import_module(STAND_IN)
            except ImportError:
                lent = ModuleType(STAND_IN)
                for name in ("DataFrame", "Series", "Index", "MultiIndex"):
                    setattr(lent, name, type(name, (), {}))
                extensions = ModuleType(f"{STAND_IN}.extensions")
                for name in ("register_dataframe_accessor", "register_series_accessor", "register_index_accessor"):
                    setattr(extensions, name, lambda _: lambda accessor: accessor)
                lent.__path__ = []
                sys.modules |= {STAND_IN: lent, extensions.__name__: extensions}
            return importlib.import_module("pandera.pyspark")
        except ImportError as error:
            raise MissingDependencyError.of(f"pyspark ({error})", "pyspark") from error


def _check(name: str, arguments: dict[str, Any], holds: Callable[[Any], bool]) -> pa.Check:
    import pandera.pyspark as pa

    return pa.Check(holds, name=name, error=check_label(name, arguments), statistics=arguments)


def _has_columns(names: list[str], frame: Any) -> bool:
    return bool(frame.columns == names)


def _column(field: FieldRules) -> pa.Column:
    import pandera.pyspark as pa
    from pyspark.sql import types

    spark = field.field_type.dtypes.spark
    if isinstance(spark, NotExpressible):
        warnings.warn(
            LossyConversionWarning(f"{spark.reason}: the column {field.name!r} holds ISO 8601 texts"), stacklevel=5
        )
        spark = "StringType"
    checks = [_on_values(field, check, arguments) for check, arguments in checks_of(field).items()]
    checks += [
        _check(rule.check, rule.arguments, functools.partial(_texts_hold, field.name, rule.holds))
        for rule in text_rules(field)
    ]
    if field.unique:
        alone = {field.name: field} if field.field_type.text_backed else {}
        checks.append(_unique((field.name,), "unique", alone, name=UNIQUE))
    return pa.Column(
        getattr(types, spark)(),
        checks,
        nullable=not field.required,
        title=field.title,
        description=field.description,
        metadata=field_metadata(field),
    )


COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "greater_than_or_equal_to": operator.ge,
    "less_than_or_equal_to": operator.le,
    "greater_than": operator.gt,
    "less_than": operator.lt,
    "isin": lambda column, values: column.isin(values),
}


def _on_values(field: FieldRules, check: str, arguments: dict[str, Any]) -> pa.Check:
    """Make a check of a column's values; a null passes all of them, and so does a NaN, which counts as missing."""
    if check in ("str_matches", "str_contains"):
        contains = functools.partial(_contains, re.compile(arguments["pattern"]))
        return _check(check, arguments, functools.partial(_texts_hold, field.name, contains))
    return _check(check, arguments, functools.partial(_values_hold, field, check, arguments))


def _contains(compiled: re.Pattern[str], text: str) -> bool:
    return compiled.search(text) is not None


def _values_hold(field: FieldRules, check: str, arguments: dict[str, Any], frame: Any) -> bool:
    from pyspark.sql import functions

    column = functions.col(f"`{field.name.replace('`', '``')}`")
    if check == "str_length":
        length = functions.length(column)
        valid = length >= arguments.get("min_value", 0)
        valid = valid & (length <= arguments["max_value"]) if "max_value" in arguments else valid
    else:
        (bound,) = arguments.values()
        valid = COMPARED[check](column, _for_spark(bound, field))
    if field.field_type.dtypes.is_float:
        valid = valid | functions.isnan(column)
    return bool(frame.filter(~valid).limit(1).count() == 0)


def _for_spark(bound: Any, field: FieldRules) -> Any:
    if isinstance(bound, list):
        return [_for_spark(item, field) for item in bound]
    return bound.isoformat() if isinstance(field.field_type.dtypes.spark, NotExpressible) else bound


def _texts_hold(name: str, holds: Callable[[str], bool], frame: Any) -> bool:
    """Ask Python of each text of a column, once, as no other engine reads patterns and values as it does."""
    column = frame.select(f"`{name.replace('`', '``')}`").distinct()
    return all(row[0] is None or holds(row[0]) for row in column.toLocalIterator())


def _unique(
    key: tuple[str, ...], statistic: str, text_backed: dict[str, FieldRules], *, name: str | None = None
) -> pa.Check:
    """Make a check that no two rows have the same values in a key; a row with a null in it is not compared."""
    holds = functools.partial(_are_unique, key, text_backed)
    return _check(name or key_label(key, primary=statistic == "primary_key"), {statistic: key}, holds)


def _are_unique(key: tuple[str, ...], text_backed: dict[str, FieldRules], frame: Any) -> bool:
    from pyspark.sql import functions

    columns = [f"`{part.replace('`', '``')}`" for part in key]
    whole = frame.select(*columns).dropna()
    if text_backed.keys() & set(key):
        rows = [tuple(row) for row in whole.toLocalIterator()]
        numbers = {
            at: value_numbers(text_backed[part], {row[at] for row in rows})
            for at, part in enumerate(key)
            if part in text_backed
        }
        keys = [tuple(numbers[at][cell] if at in numbers else cell for at, cell in enumerate(row)) for row in rows]
        return len(set(keys)) == len(keys)
    return bool(whole.groupBy(*columns).count().filter(functions.col("count") > 1).limit(1).count() == 0)


def _refers(key: ForeignKey, keys: Keys, text_backed: dict[str, FieldRules]) -> pa.Check:
    holds = functools.partial(_have_target, key, keys, text_backed)
    return _check(foreign_key_label(key), {"foreign_key": key}, holds)


def _have_target(key: ForeignKey, keys: Keys, text_backed: dict[str, FieldRules], frame: Any) -> bool:
    columns = list(dict.fromkeys([*key[0], *(key[2] if keys is None else ())]))
    distinct = frame.select(*[f"`{part.replace('`', '``')}`" for part in columns]).distinct().toArrow()
    return all(rows_with_target(distinct, key, keys, text_backed))
