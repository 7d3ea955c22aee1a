"""A Table Schema as a pandera schema for pandas frames."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from summitdata.schemas.checks import COMPARED, UNIQUE, checks_of, codes, plain, text_rules, words
from summitdata.schemas.foreign import refers, said
from summitdata.schemas.schema_info import about_field
from summitdata.schemas.table_checks import keys_by_value, whole_table
from summitdata.tabular.schema_rules import SPELLED
from summitdata.tabular.types import PANDAS_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    import pandera.pandas as pa

    from summitdata.schemas.foreign import ForeignKey, Known
    from summitdata.schemas.schema_info import Words
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["pandas_schema"]


def pandas_schema(rules: TableRules, about: Words, known: Mapping[int, Known]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table; `known` are the values that foreign keys may have, by the key's number."""
    import pandera.pandas as pa

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
    import pandera.pandas as pa

    checks = [_check(check, arguments) for check, arguments in checks_of(field).items()]
    checks += [_on_texts(rule.check, rule.arguments, rule.holds) for rule in text_rules(field)]
    by_value = field.type in SPELLED
    if field.unique and (by_value or not field.required):
        # The `unique` of a column takes nulls for duplicates; from a check, pandera keeps them away.
        checks.append(pa.Check(_unique_values(field) if by_value else _unique, name=UNIQUE, error=UNIQUE))
    return pa.Column(
        _dtype(field.type),
        checks,
        nullable=not field.required,
        unique=field.unique and field.required and not by_value,
        title=field.title,
        description=field.description,
        metadata=about_field(field),
    )


def _dtype(kind: str) -> Any:
    """Return the dtype of a type; pandera knows those that Arrow brings to pandas by their objects alone."""
    import pandas as pd

    name = PANDAS_TYPES[kind]
    return pd.api.types.pandas_dtype(name) if name.endswith("[pyarrow]") else name


def _check(check: str, arguments: dict[str, Any]) -> pa.Check:
    import pandera.pandas as pa

    if check == "str_matches" and not plain(arguments["pattern"].removeprefix("^(?:").removesuffix(r")\Z")):
        import re

        compiled = re.compile(arguments["pattern"])
        return _on_texts(check, arguments, lambda text: compiled.match(text) is not None)
    if any(isinstance(value, time) for value in _flat(arguments)):
        return _on_times(check, arguments)
    made: pa.Check = getattr(pa.Check, check)(**{name: _for_pandas(value) for name, value in arguments.items()})
    return made


def _flat(arguments: dict[str, Any]) -> list[Any]:
    return [one for value in arguments.values() for one in (value if isinstance(value, list) else [value])]


def _for_pandas(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list):
        return [_for_pandas(item) for item in value]
    return pd.Timestamp(value) if isinstance(value, date | datetime) else value


def _on_texts(check: str, arguments: dict[str, Any], holds: Callable[[str], bool]) -> pa.Check:
    """Make a check of what is asked once of each text, however often it stands in the column."""
    import pandas as pd
    import pandera.pandas as pa

    def compare(values: pd.Series) -> Any:
        numbers, texts = pd.factorize(values)
        fine = [isinstance(text, str) and holds(text) for text in texts]
        # One truth value for a whole column that is fine spares pandera the search for what is not.
        return all(fine) or pd.Series([number < 0 or fine[number] for number in numbers], values.index, bool)

    return pa.Check(compare, name=check, statistics=arguments, error=words(check, arguments))


def _on_times(check: str, arguments: dict[str, Any]) -> pa.Check:
    """Make a check of times of the day, which pandas compares with nothing but each other."""
    import pandas as pd
    import pandera.pandas as pa

    constraint = {
        "isin": "enum",
        "greater_than_or_equal_to": "minimum",
        "less_than_or_equal_to": "maximum",
        "greater_than": "exclusiveMinimum",
        "less_than": "exclusiveMaximum",
    }[check]
    (bound,) = arguments.values()

    def compare(values: pd.Series) -> Any:
        return pd.Series([COMPARED[constraint](value, bound) for value in values], values.index, bool)

    return pa.Check(compare, name=check, statistics=arguments, error=words(check, arguments))


def _unique(values: pd.Series) -> pd.Series:
    return ~values.duplicated(keep=False)


def _unique_values(field: FieldRules) -> Callable[[pd.Series], pd.Series]:
    def compare(values: pd.Series) -> pd.Series:
        coded = values.map(codes(field, values.unique()))
        return coded.isna() | ~coded.duplicated(keep=False)

    return compare


def _by_value(frame: pd.DataFrame, key: tuple[str, ...], spelled: dict[str, FieldRules]) -> pd.DataFrame:
    """Return the columns of a key, with a number for each value where only the texts of the values are at hand."""
    found = frame[[*key]]
    for name in spelled.keys() & set(key):
        found = found.assign(**{name: found[name].map(codes(spelled[name], found[name].dropna().unique()))})
    return found


def _unique_together(key: tuple[str, ...], spelled: dict[str, FieldRules], *, primary: bool) -> pa.Check:
    def compare(frame: pd.DataFrame) -> Any:
        values = _by_value(frame, key, spelled)
        return _cells(frame, key, values.isna().any(axis="columns") | ~values.duplicated(keep=False))

    return _frame_check(
        compare,
        f"{'primary_key' if primary else 'unique'}({', '.join(key)})",
        {"primary_key" if primary else "unique_key": key},
    )


def _refers(key: ForeignKey, known: Known, spelled: dict[str, FieldRules]) -> pa.Check:
    import pandas as pd

    def compare(frame: pd.DataFrame) -> Any:
        return _cells(frame, key[0], pd.Series(refers(frame, key, known, spelled), frame.index, bool))

    return _frame_check(compare, said(key), {"foreign_key": key})


def _frame_check(compare: Callable[[pd.DataFrame], Any], name: str, statistics: dict[str, Any]) -> pa.Check:
    import pandera.pandas as pa

    return pa.Check(compare, name=name, error=name, statistics=statistics)


def _cells(frame: pd.DataFrame, key: tuple[str, ...], fine: pd.Series) -> Any:
    """Return a truth value for each cell: with one for each row, pandera reports every column of the row."""
    import pandas as pd

    if fine.all():
        return True
    cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
    for part in key:
        cells[part] = fine
    return cells
