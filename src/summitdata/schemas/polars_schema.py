"""A Table Schema as a pandera schema for polars frames.

The checks have the names and arguments of pandera's own, but the expressions are made here: pandera's take a NaN for
the greatest number, and give a pattern to an engine that reads some otherwise than Python does.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError
from summitdata.schemas.checks import UNIQUE, check_label, checks_of, matches, text_rules, value_numbers
from summitdata.schemas.references import foreign_key_label, rows_with_target
from summitdata.schemas.row_rules import GroupCheck, RowRule, group_checks, row_rules
from summitdata.schemas.schema_info import field_metadata
from summitdata.schemas.table_checks import key_label, keys_by_value, text_backed_fields, whole_table
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandera.polars as pa
    import polars as pl

    from summitdata.schemas.references import ForeignKey, Keys
    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["polars_schema", "polars_type"]


def polars_type(name: str) -> pl.DataType:
    """Return the polars dtype of a Table Schema type.

    Examples
    --------
    >>> polars_type("datetime")
    Datetime(time_unit='us', time_zone=None)
    """
    import polars as pl

    dtype: pl.DataType = getattr(pl, FIELD_TYPES[name].dtypes.polars)()
    return dtype


def polars_schema(rules: TableRules, info: SchemaInfo, referenced: Mapping[int, Keys]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table; `referenced` are the keys that a foreign key may have, by its number."""
    try:
        from summitdata.schemas.polars_table import DataFrameSchema
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("polars", "polars") from error

    text_backed = text_backed_fields(rules)
    return DataFrameSchema(
        {field.name: _column(field) for field in rules.fields},
        checks=[
            *(_unique_together(key, text_backed, primary=key is rules.primary_key) for key in keys_by_value(rules)),
            *(_refers(rules.foreign_keys[number], keys, text_backed) for number, keys in referenced.items()),
            *map(_satisfies, row_rules(info)),
            *map(_satisfies, group_checks(info)),
        ],
        **whole_table(rules, info),
    )


def _column(field: FieldRules) -> pa.Column:
    import pandera.polars as pa

    is_float = field.field_type.dtypes.is_float
    checks = [_check(check, arguments, is_float=is_float) for check, arguments in checks_of(field).items()]
    checks += [_on_texts(rule.check, rule.arguments, rule.holds) for rule in text_rules(field)]
    by_value = field.field_type.text_backed
    if field.unique and (by_value or is_float or not field.required):
        checks.append(_unique_values(field) if by_value else _unique(is_float=is_float))
    return pa.Column(
        polars_type(field.type),
        checks,
        nullable=not field.required,
        unique=field.unique and field.required and not by_value and not is_float,
        title=field.title,
        description=field.description,
        metadata=field_metadata(field),
    )


EXPRESSIONS: dict[str, Callable[..., pl.Expr]] = {
    "isin": lambda column, allowed_values: column.is_in(allowed_values),
    "greater_than_or_equal_to": lambda column, min_value: column >= min_value,
    "less_than_or_equal_to": lambda column, max_value: column <= max_value,
    "greater_than": lambda column, min_value: column > min_value,
    "less_than": lambda column, max_value: column < max_value,
    "str_contains": lambda column, pattern: column.str.contains(pattern),
    "str_length": lambda column, min_value=0, max_value=None: column.str.len_chars().is_between(
        min_value, (1 << 32) - 1 if max_value is None else max_value
    ),
}
"""For each check, the expression of a column's values that pass."""


def _check(check: str, arguments: dict[str, Any], *, is_float: bool) -> pa.Check:
    import pandera.polars as pa

    if check == "str_matches":
        return _matches(arguments)
    compare = partial(_values_hold, check, arguments, is_float)
    return pa.Check(compare, name=check, statistics=arguments, error=check_label(check, arguments))


def _values_hold(check: str, arguments: dict[str, Any], is_float: bool, data: Any) -> pl.LazyFrame:  # noqa: FBT001 - of a partial
    valid: pl.LazyFrame = data.lazyframe.select(EXPRESSIONS[check](_values(data.key, is_float=is_float), **arguments))
    return valid


def _values(name: str, *, is_float: bool) -> pl.Expr:
    """Return a column, in which a NaN counts as missing, as it does in pandas."""
    import polars as pl

    return pl.col(name).fill_nan(None) if is_float else pl.col(name)


def _texts(data: Any) -> pl.Series:
    texts: pl.Series = data.lazyframe.select(data.key).collect()[data.key]
    return texts


def _on_texts(check: str, arguments: dict[str, Any], holds: Callable[[str], bool]) -> pa.Check:
    """Make a check of what is asked once of each text, however often it stands in the column."""
    import pandera.polars as pa

    compare = partial(_texts_hold, holds)
    return pa.Check(compare, name=check, statistics=arguments, error=check_label(check, arguments))


def _texts_hold(holds: Callable[[str], bool], data: Any) -> Any:
    column = _texts(data)
    texts = column.unique().drop_nulls().to_list()
    bad = [text for text in texts if not holds(text)]
    return not bad or _frame(~column.is_in(bad))


def _matches(arguments: dict[str, Any]) -> pa.Check:
    """Make a check of a pattern: polars accepts what surely matches, Python decides on the rest."""
    import pandera.polars as pa

    from summitdata.tabular.re2 import to_re2

    fast = to_re2(arguments["pattern"].removeprefix("^(?:").removesuffix(r")\Z"))
    compare = partial(_texts_match, re.compile(arguments["pattern"]), fast)
    return pa.Check(compare, name="str_matches", statistics=arguments, error=check_label("str_matches", arguments))


def _texts_match(compiled: re.Pattern[str], fast: str | None, data: Any) -> Any:
    column = _texts(data)
    unaccepted = column if fast is None else column.filter(~_contains(column, fast))
    bad = [text for text in unaccepted.drop_nulls().unique().to_list() if not matches(compiled, text)]
    return not bad or _frame(~column.is_in(bad))


def _contains(column: pl.Series, pattern: str) -> pl.Series:
    import polars as pl

    try:
        return column.str.contains(pattern)
    except pl.exceptions.ComputeError:  # too large for polars' engine
        return pl.Series([False] * len(column), dtype=pl.Boolean)


def _frame(valid: pl.Series) -> pl.LazyFrame:
    return valid.alias("valid").to_frame().lazy()


def _unique(*, is_float: bool) -> pa.Check:
    import pandera.polars as pa

    return pa.Check(partial(_are_unique, is_float), name=UNIQUE, error=UNIQUE)


def _are_unique(is_float: bool, data: Any) -> pl.LazyFrame:  # noqa: FBT001 - of a partial
    values = _values(data.key, is_float=is_float)
    # Minus zero is zero.
    compared = values + 0.0 if is_float else values
    valid: pl.LazyFrame = data.lazyframe.select(values.is_null() | ~compared.is_duplicated())
    return valid


def _unique_values(field: FieldRules) -> pa.Check:
    import pandera.polars as pa

    return pa.Check(partial(_are_unique_values, field), name=UNIQUE, error=UNIQUE)


def _are_unique_values(field: FieldRules, data: Any) -> pl.LazyFrame:
    numbers = _numbered(_texts(data), field)
    return _frame(numbers.is_null() | ~numbers.is_duplicated())


def _numbered(column: pl.Series, field: FieldRules) -> pl.Series:
    """Return a number for each value of a column of texts."""
    import polars as pl

    numbers = value_numbers(field, column.unique().drop_nulls().to_list())
    return pl.Series(column.name, [None if text is None else numbers[text] for text in column], dtype=pl.Int64)


def _unique_together(key: tuple[str, ...], text_backed: dict[str, FieldRules], *, primary: bool) -> pa.Check:
    import pandera.polars as pa

    name = key_label(key, primary=primary)
    statistics = {"primary_key" if primary else "unique_key": key}
    return pa.Check(partial(_are_unique_together, key, text_backed), name=name, error=name, statistics=statistics)


def _are_unique_together(key: tuple[str, ...], text_backed: dict[str, FieldRules], data: Any) -> pl.LazyFrame:
    import polars as pl

    frame: pl.DataFrame = data.lazyframe.select(key).collect()
    frame = frame.with_columns(
        [
            *(_numbered(frame[name], text_backed[name]) for name in text_backed.keys() & set(key)),
            *(pl.col(name).fill_nan(None) + 0.0 for name, dtype in frame.schema.items() if dtype.is_float()),
        ]
    )
    missing = frame.select(pl.any_horizontal(pl.all().is_null())).to_series()
    return _frame(missing | ~frame.is_duplicated())


def _refers(key: ForeignKey, keys: Keys, text_backed: dict[str, FieldRules]) -> pa.Check:
    import pandera.polars as pa

    name = foreign_key_label(key)
    compare = partial(_have_target, key, keys, text_backed)
    return pa.Check(compare, name=name, error=name, statistics={"foreign_key": key})


def _have_target(key: ForeignKey, keys: Keys, text_backed: dict[str, FieldRules], data: Any) -> pl.LazyFrame:
    import polars as pl

    columns = list(dict.fromkeys([*key[0], *(key[2] if keys is None else ())]))
    frame = data.lazyframe.select(columns).collect()
    return _frame(pl.Series(rows_with_target(frame, key, keys, text_backed), dtype=pl.Boolean))


def _satisfies(rule: RowRule | GroupCheck) -> pa.Check:
    import pandera.polars as pa

    compare = partial(_satisfy, rule)  # in which a null counts, too
    return pa.Check(compare, name=rule.label, error=rule.label, statistics=rule.statistics, ignore_na=False)


def _satisfy(rule: RowRule | GroupCheck, data: Any) -> Any:
    import polars as pl

    columns = set(data.lazyframe.collect_schema().names())
    if not set(rule.names) <= columns:
        return True  # that is an error of its own
    frame = data.lazyframe.select(rule.names).collect()
    if not len(frame):
        return rule.holds_without_rows
    satisfied = rule.satisfied(frame, "polars")
    return _frame(pl.Series(satisfied, dtype=pl.Boolean))
