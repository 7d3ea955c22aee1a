"""A Table Schema as a pandera schema for polars frames.

The checks have the names and arguments of pandera's own, but the expressions are made here: pandera's take a NaN for
the greatest number, and give a pattern to an engine that reads some otherwise than Python does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError
from summitdata.schemas.checks import UNIQUE, checks_of, codes, text_rules, words
from summitdata.schemas.foreign import refers, said
from summitdata.schemas.schema_info import about_field
from summitdata.schemas.table_checks import keys_by_value, whole_table
from summitdata.tabular.schema_rules import SPELLED
from summitdata.tabular.types import POLARS_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandera.polars as pa
    import polars as pl

    from summitdata.schemas.foreign import ForeignKey, Known
    from summitdata.schemas.schema_info import Words
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["polars_schema", "polars_type"]


def polars_type(kind: str) -> pl.DataType:
    """Return the polars dtype of a Table Schema type.

    Examples
    --------
    >>> polars_type("datetime")
    Datetime(time_unit='us', time_zone=None)
    """
    import polars as pl

    made: pl.DataType = getattr(pl, POLARS_TYPES[kind])()
    return made


def polars_schema(rules: TableRules, about: Words, known: Mapping[int, Known]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table; `known` are the values that foreign keys may have, by the key's number."""
    try:
        import pandera.polars as pa
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("polars", "polars") from error

    spelled = {field.name: field for field in rules.fields if field.type in SPELLED}
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in rules.fields},
        checks=[
            *(_unique_together(key, spelled, primary=key is rules.primary_key) for key in keys_by_value(rules)),
            *(_refers(rules.foreign_keys[number], values, spelled) for number, values in known.items()),
        ],
        **whole_table(rules, about),
    )


def _column(field: FieldRules) -> pa.Column:
    import pandera.polars as pa

    number = field.type == "number"
    checks = [_check(check, arguments, number=number) for check, arguments in checks_of(field).items()]
    checks += [_on_texts(rule.check, rule.arguments, rule.holds) for rule in text_rules(field)]
    by_value = field.type in SPELLED
    if field.unique and (by_value or number or not field.required):
        checks.append(_unique_values(field) if by_value else _unique(number=number))
    return pa.Column(
        polars_type(field.type),
        checks,
        nullable=not field.required,
        unique=field.unique and field.required and not by_value and not number,
        title=field.title,
        description=field.description,
        metadata=about_field(field),
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


def _check(check: str, arguments: dict[str, Any], *, number: bool) -> pa.Check:
    import pandera.polars as pa

    if check == "str_matches":
        return _matches(arguments)
    express = EXPRESSIONS[check]

    def compare(data: Any) -> pl.LazyFrame:
        found: pl.LazyFrame = data.lazyframe.select(express(_values(data.key, number=number), **arguments))
        return found

    return pa.Check(compare, name=check, statistics=arguments, error=words(check, arguments))


def _values(name: str, *, number: bool) -> pl.Expr:
    """Return a column, in which a NaN counts as missing, as it does in pandas."""
    import polars as pl

    return pl.col(name).fill_nan(None) if number else pl.col(name)


def _texts(data: Any) -> pl.Series:
    found: pl.Series = data.lazyframe.select(data.key).collect()[data.key]
    return found


def _on_texts(check: str, arguments: dict[str, Any], holds: Callable[[str], bool]) -> pa.Check:
    """Make a check of what is asked once of each text, however often it stands in the column."""
    import pandera.polars as pa

    def compare(data: Any) -> Any:
        column = _texts(data)
        texts = column.unique().drop_nulls().to_list()
        bad = [text for text in texts if not holds(text)]
        return not bad or _frame(~column.is_in(bad))

    return pa.Check(compare, name=check, statistics=arguments, error=words(check, arguments))


def _matches(arguments: dict[str, Any]) -> pa.Check:
    """Make a check of a pattern: polars clears what surely matches, Python decides on the rest."""
    import pandera.polars as pa

    from summitdata.tabular.re2 import to_re2

    compiled = re.compile(arguments["pattern"])
    fast = to_re2(arguments["pattern"].removeprefix("^(?:").removesuffix(r")\Z"))

    def compare(data: Any) -> Any:
        column = _texts(data)
        left = column.drop_nulls()
        if fast is not None:
            left = left.filter(~_contains(left, fast))
        bad = [text for text in left.unique().to_list() if not compiled.match(text)]
        return not bad or _frame(~column.is_in(bad))

    return pa.Check(compare, name="str_matches", statistics=arguments, error=words("str_matches", arguments))


def _contains(column: pl.Series, pattern: str) -> pl.Series:
    import polars as pl

    try:
        return column.str.contains(pattern)
    except pl.exceptions.ComputeError:  # too large for polars' engine
        return pl.Series([False] * len(column), dtype=pl.Boolean)


def _frame(fine: pl.Series) -> pl.LazyFrame:
    return fine.alias("fine").to_frame().lazy()


def _unique(*, number: bool) -> pa.Check:
    import pandera.polars as pa

    def compare(data: Any) -> pl.LazyFrame:
        values = _values(data.key, number=number)
        # Minus zero is zero.
        compared = values + 0.0 if number else values
        found: pl.LazyFrame = data.lazyframe.select(values.is_null() | ~compared.is_duplicated())
        return found

    return pa.Check(compare, name=UNIQUE, error=UNIQUE)


def _unique_values(field: FieldRules) -> pa.Check:
    import pandera.polars as pa

    def compare(data: Any) -> pl.LazyFrame:
        coded = _coded(_texts(data), field)
        return _frame(coded.is_null() | ~coded.is_duplicated())

    return pa.Check(compare, name=UNIQUE, error=UNIQUE)


def _coded(column: pl.Series, field: FieldRules) -> pl.Series:
    import polars as pl

    numbers = codes(field, column.unique().drop_nulls().to_list())
    return pl.Series(column.name, [None if text is None else numbers[text] for text in column], dtype=pl.Int64)


def _unique_together(key: tuple[str, ...], spelled: dict[str, FieldRules], *, primary: bool) -> pa.Check:
    import pandera.polars as pa
    import polars as pl

    def compare(data: Any) -> pl.LazyFrame:
        frame: pl.DataFrame = data.lazyframe.select(key).collect()
        frame = frame.with_columns(
            [
                *(_coded(frame[name], spelled[name]) for name in spelled.keys() & set(key)),
                *(pl.col(name).fill_nan(None) + 0.0 for name, kind in frame.schema.items() if kind.is_float()),
            ]
        )
        missing = frame.select(pl.any_horizontal(pl.all().is_null())).to_series()
        return _frame(missing | ~frame.is_duplicated())

    name = f"{'primary_key' if primary else 'unique'}({', '.join(key)})"
    statistics = {"primary_key" if primary else "unique_key": key}
    return pa.Check(compare, name=name, error=name, statistics=statistics)


def _refers(key: ForeignKey, known: Known, spelled: dict[str, FieldRules]) -> pa.Check:
    import pandera.polars as pa
    import polars as pl

    def compare(data: Any) -> pl.LazyFrame:
        columns = list(dict.fromkeys([*key[0], *(key[2] if known is None else ())]))
        frame = data.lazyframe.select(columns).collect()
        return _frame(pl.Series(refers(frame, key, known, spelled), dtype=pl.Boolean))

    return pa.Check(compare, name=said(key), error=said(key), statistics={"foreign_key": key})
