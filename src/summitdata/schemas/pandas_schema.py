"""A Table Schema as a pandera schema for pandas frames."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from summitdata.schemas.checks import (
    COMPARED,
    UNIQUE,
    check_label,
    checks_of,
    is_portable,
    matches,
    text_rules,
    value_numbers,
)
from summitdata.schemas.references import foreign_key_label, rows_with_target
from summitdata.schemas.row_rules import GroupCheck, RowRule, group_checks, row_rules
from summitdata.schemas.schema_info import field_metadata
from summitdata.schemas.table_checks import key_label, keys_by_value, text_backed_fields, whole_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    import pandera.pandas as pa

    from summitdata.schemas.references import ForeignKey, Keys
    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["pandas_schema"]

PANDAS_TAKES_END = 3
r"""The first version of pandas that translates `\Z` for Arrow."""


def pandas_schema(rules: TableRules, info: SchemaInfo, referenced: Mapping[int, Keys]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table; `referenced` are the keys that a foreign key may have, by its number."""
    from summitdata.schemas.pandas_table import DataFrameSchema

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
    import pandera.pandas as pa

    checks = [_check(check, arguments) for check, arguments in checks_of(field).items()]
    checks += [_on_texts(rule.check, rule.arguments, rule.holds) for rule in text_rules(field)]
    by_value = field.field_type.text_backed
    if field.unique and (by_value or not field.required):
        # The `unique` of a column takes nulls for duplicates; from a check, pandera keeps them away.
        checks.append(pa.Check(partial(_unique_values, field) if by_value else _unique, name=UNIQUE, error=UNIQUE))
    return pa.Column(
        _dtype(field.field_type.dtypes.pandas),
        checks,
        nullable=not field.required,
        unique=field.unique and field.required and not by_value,
        title=field.title,
        description=field.description,
        metadata=field_metadata(field),
    )


def _dtype(name: str) -> Any:
    """Return the dtype of a name; pandera knows those that Arrow brings to pandas by their objects alone."""
    import pandas as pd

    return pd.api.types.pandas_dtype(name) if name.endswith("[pyarrow]") else name


def _check(check: str, arguments: dict[str, Any]) -> pa.Check:
    import pandera.pandas as pa

    if check == "str_matches" and not _is_for_pandas(arguments["pattern"]):
        return _on_texts(check, arguments, partial(matches, re.compile(arguments["pattern"])))
    if any(isinstance(value, time) for value in _flat(arguments)):
        return _on_times(check, arguments)
    pandera_check: pa.Check = getattr(pa.Check, check)(
        **{name: _for_pandas(value) for name, value in arguments.items()}
    )
    return pandera_check


def _is_for_pandas(pattern: str) -> bool:
    r"""Tell whether pandas reads a pattern as Python does; before version 3 it hands `\Z` to Arrow, which has none."""
    import pandas as pd

    takes_end = pd.Series(dtype="str").dtype == object or int(pd.__version__.partition(".")[0]) >= PANDAS_TAKES_END
    return takes_end and is_portable(pattern.removeprefix("^(?:").removesuffix(r")\Z"))


def _flat(arguments: dict[str, Any]) -> list[Any]:
    return [item for value in arguments.values() for item in (value if isinstance(value, list) else [value])]


def _for_pandas(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list):
        return [_for_pandas(item) for item in value]
    return pd.Timestamp(value) if isinstance(value, date | datetime) else value


def _on_texts(check: str, arguments: dict[str, Any], holds: Callable[[str], bool]) -> pa.Check:
    """Make a check of what is asked once of each text, however often it stands in the column."""
    import pandera.pandas as pa

    compare = partial(_texts_hold, holds)
    return pa.Check(compare, name=check, statistics=arguments, error=check_label(check, arguments))


def _texts_hold(holds: Callable[[str], bool], values: pd.Series) -> Any:
    import pandas as pd

    numbers, texts = pd.factorize(values)
    valid = [isinstance(text, str) and holds(text) for text in texts]
    # One boolean for a whole column that is valid spares pandera the search for what is not.
    return all(valid) or pd.Series([number < 0 or valid[number] for number in numbers], values.index, bool)


def _on_times(check: str, arguments: dict[str, Any]) -> pa.Check:
    """Make a check of times of the day, which pandas compares with nothing but each other."""
    import pandera.pandas as pa

    constraint = {
        "isin": "enum",
        "greater_than_or_equal_to": "minimum",
        "less_than_or_equal_to": "maximum",
        "greater_than": "exclusiveMinimum",
        "less_than": "exclusiveMaximum",
    }[check]
    (bound,) = arguments.values()

    compare = partial(_times_hold, constraint, bound)
    return pa.Check(compare, name=check, statistics=arguments, error=check_label(check, arguments))


def _times_hold(constraint: str, bound: Any, values: pd.Series) -> pd.Series:
    import pandas as pd

    return pd.Series([COMPARED[constraint](value, bound) for value in values], values.index, bool)


def _unique(values: pd.Series) -> pd.Series:
    return ~values.duplicated(keep=False)


def _unique_values(field: FieldRules, values: pd.Series) -> pd.Series:
    numbers = values.map(value_numbers(field, values.unique()))
    return numbers.isna() | ~numbers.duplicated(keep=False)


def _by_value(frame: pd.DataFrame, key: tuple[str, ...], text_backed: dict[str, FieldRules]) -> pd.DataFrame:
    """Return the columns of a key, with a number for each value where only the texts of the values are at hand."""
    columns = frame[[*key]]
    for name in text_backed.keys() & set(key):
        numbers = value_numbers(text_backed[name], columns[name].dropna().unique())
        columns = columns.assign(**{name: columns[name].map(numbers)})
    return columns


def _unique_together(key: tuple[str, ...], text_backed: dict[str, FieldRules], *, primary: bool) -> pa.Check:
    compare = partial(_are_unique, key, text_backed)
    return _frame_check(compare, key_label(key, primary=primary), {"primary_key" if primary else "unique_key": key})


def _are_unique(key: tuple[str, ...], text_backed: dict[str, FieldRules], frame: pd.DataFrame) -> Any:
    values = _by_value(frame, key, text_backed)
    return _cells(frame, key, values.isna().any(axis="columns") | ~values.duplicated(keep=False))


def _refers(key: ForeignKey, keys: Keys, text_backed: dict[str, FieldRules]) -> pa.Check:
    compare = partial(_have_target, key, keys, text_backed)
    return _frame_check(compare, foreign_key_label(key), {"foreign_key": key})


def _have_target(key: ForeignKey, keys: Keys, text_backed: dict[str, FieldRules], frame: pd.DataFrame) -> Any:
    import pandas as pd

    return _cells(frame, key[0], pd.Series(rows_with_target(frame, key, keys, text_backed), frame.index, bool))


def _satisfies(rule: RowRule | GroupCheck) -> pa.Check:
    import pandera.pandas as pa

    compare = partial(_satisfy, rule)  # in which a null counts, too
    return pa.Check(compare, name=rule.label, error=rule.label, statistics=rule.statistics, ignore_na=False)


def _satisfy(rule: RowRule | GroupCheck, frame: pd.DataFrame) -> Any:
    import pandas as pd

    if not len(frame):
        return rule.holds_without_rows
    satisfied = rule.satisfied(frame, "pandas")
    cells = _cells(frame, tuple(rule.names), pd.Series(satisfied, frame.index, bool))
    if cells is not True:
        # pandera lists no null, so of a row that breaks the rule by nulls alone, the other cells stand for it.
        cells[~satisfied & frame[rule.names].isna().all(axis="columns").to_numpy()] = False
    return cells


def _frame_check(compare: Callable[[pd.DataFrame], Any], name: str, statistics: dict[str, Any]) -> pa.Check:
    import pandera.pandas as pa

    return pa.Check(compare, name=name, error=name, statistics=statistics)


def _cells(frame: pd.DataFrame, key: tuple[str, ...], valid: pd.Series) -> Any:
    """Return a boolean for each cell: with one for each row, pandera reports every column of the row."""
    import pandas as pd

    if valid.all():
        return True
    cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
    for part in key:
        cells[part] = valid
    return cells
