"""to_table_schema(): the way back, from a pandera schema to a Table Schema."""

from __future__ import annotations

import copy
import re
import warnings
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from summitdata.schemas.checks import TYPE_CHECK, UNIQUE, LossyConversionWarning, checks_of, grouped, text_rules
from summitdata.tabular.schema_rules import SPELLED, TYPES, read_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["to_table_schema"]

REST = r"[\s\S]*"
"""A pattern that any text matches."""

INVERSE: dict[str, Callable[..., dict[str, Any]]] = {
    "isin": lambda allowed_values: {"enum": list(allowed_values)},
    "equal_to": lambda value: {"enum": [value]},
    "greater_than_or_equal_to": lambda min_value: {"minimum": min_value},
    "less_than_or_equal_to": lambda max_value: {"maximum": max_value},
    "greater_than": lambda min_value: {"exclusiveMinimum": min_value},
    "less_than": lambda max_value: {"exclusiveMaximum": max_value},
    "in_range": lambda min_value, max_value, include_min=True, include_max=True: {
        "minimum" if include_min else "exclusiveMinimum": min_value,
        "maximum" if include_max else "exclusiveMaximum": max_value,
    },
    "str_length": lambda min_value=None, max_value=None, exact_value=None: {
        "minLength": min_value if exact_value is None else exact_value,
        "maxLength": max_value if exact_value is None else exact_value,
    },
    "str_matches": lambda pattern: {"pattern": _whole(_source(pattern))},
    "str_contains": lambda pattern: {"pattern": f"{REST}(?:{_source(pattern)}){REST}"},
    "str_startswith": lambda string: {"pattern": f"{re.escape(string)}{REST}"},
    "str_endswith": lambda string: {"pattern": f"{REST}{re.escape(string)}"},
}
"""For each check of pandera, the constraints that say the same; a lambda, as the arguments have pandera's names."""

KINDS = {
    "is_bool": ("boolean",),
    "is_int": ("integer", "year"),
    "is_float": ("number",),
    "is_string": ("string", "any", *SPELLED),
    "is_datetime": ("datetime", "date"),
}
"""For each family of pandera's dtypes, the types that it may stand for, the likeliest first."""


def to_table_schema(schema: Any) -> dict[str, Any]:
    """Return the Table Schema that says what a pandera schema says.

    Columns, dtypes, checks and keys decide; the metadata that `from_table_schema` leaves is asked only for what pandera
    has no place for (type and format behind a dtype, missing values, units, references), and for the spelling of a
    value that is unchanged. So a schema may be made by hand, or changed on the way.

    Parameters
    ----------
    schema : DataFrameSchema or DataFrameModel
        Of pandera, for pandas, polars or pyspark.

    Returns
    -------
    dict
        A Table Schema of the Data Package standard, version 2.

    Warns
    -----
    LossyConversionWarning
        The schema has a check or an option that a Table Schema has no word for.

    Examples
    --------
    >>> import pandera.pandas as pa
    >>> made = pa.DataFrameSchema({"share": pa.Column(float, pa.Check.in_range(0, 1), title="Share")}, strict=True)
    >>> to_table_schema(made)["fields"]
    [{'name': 'share', 'type': 'number', 'title': 'Share',
      'constraints': {'required': True, 'minimum': 0, 'maximum': 1}}]
    """
    schema = schema.to_schema() if hasattr(schema, "to_schema") else schema
    given = copy.deepcopy((schema.metadata or {}).get("table_schema") or {})
    before = {field.name: field for field in read_rules(given).fields} if given else {}
    parts = [*schema.checks] if isinstance(schema.checks, list) else []
    primary, unique = _keys(schema, parts, given)
    made = {key: value for key, value in given.items() if key not in ("primaryKey", "uniqueKeys", "foreignKeys")}
    made["fields"] = [
        _field(name, column, before.get(name), keyed=name in _names(primary)) for name, column in schema.columns.items()
    ]
    made |= {"primaryKey": primary} if primary else {}
    made |= {"uniqueKeys": unique} if unique else {}
    foreign = [key for key in given.get("foreignKeys", []) if set(_names(key["fields"])) <= schema.columns.keys()]
    made |= {"foreignKeys": foreign} if foreign else {}
    return made | _match(schema, given)


def _match(schema: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return how the columns of a table must match the fields, where that is not exactly."""
    if given:
        return {}
    optional = any(not column.required for column in schema.columns.values())
    if schema.strict:
        said = "superset" if optional else "exact" if schema.ordered else "equal"
    else:
        said = "partial" if optional else "subset"
        if schema.ordered:
            _warn("a table whose columns are in order but may have others between them")
    return {} if said == "exact" else {"fieldsMatch": said}


def _names(key: Any) -> list[str]:
    return [key] if isinstance(key, str) else list(key or [])


def _keys(schema: Any, checks: list[Any], given: dict[str, Any]) -> tuple[Any, list[Any]]:
    """Return the primary key and the unique keys, in their first spelling where they are unchanged."""
    primary: list[str] = []
    unique: list[list[str]] = []
    sets = schema.unique or []
    for key in [sets] if isinstance(sets, str) or all(isinstance(part, str) for part in sets) else sets:
        if gone := [part for part in _names(key) if part not in schema.columns]:
            _warn(f"a key with columns that there are not, {gone}")
            continue
        whole = not any(schema.columns[part].nullable for part in _names(key))
        if _names(key) and whole and not primary:
            primary = _names(key)
        elif _names(key):
            unique.append(_names(key))
            if not whole:
                _warn(f"unique {_names(key)} where a null equals a null")
    for check in checks:
        said = check.statistics
        if said.get("primary_key"):
            primary = list(said["primary_key"])
        elif said.get("unique_key"):
            unique.append(list(said["unique_key"]))
        elif "foreign_key" not in said and "order" not in said:
            _warn(f"the check {check.name!r} on the table")
    (spelled,) = _as_before([primary], [given.get("primaryKey", [])])
    return spelled, _as_before(unique, given.get("uniqueKeys", []))


def _as_before(keys: list[list[str]], given: list[Any]) -> list[Any]:
    spelled = {tuple(_names(key)): key for key in given}
    return [spelled.get(tuple(key), key) for key in keys]


def _warn(what: str) -> None:
    warnings.warn(LossyConversionWarning(f"a Table Schema has no word for {what}: it is left out"), stacklevel=4)


def _field(name: str, column: Any, before: FieldRules | None, *, keyed: bool) -> dict[str, Any]:
    about = dict(column.metadata or {})
    kind = _kind(name, column, about, before)
    made: dict[str, Any] = {"name": name, **({"type": kind} if kind else {})}
    made |= {word: getattr(column, word) for word in ("title", "description") if getattr(column, word) is not None}
    made |= {key: copy.deepcopy(value) for key, value in about.items() if key != "type"}
    constraints = dict(_constraints(name, column, before, keyed=keyed))
    if "categories" in made:
        # Categories are an enumeration to pandera; one that is no longer theirs takes their place.
        if before is not None and constraints.get("enum") == before.constraints.get("enum"):
            del constraints["enum"]
        else:
            del made["categories"]
    said = before.descriptor.get("constraints", {}) if before is not None else {}
    spelled = {word: _spelled(word, value, before, said) for word, value in constraints.items()}
    spelled |= {word: False for word in ("required", "unique") if said.get(word) is False and word not in spelled}
    if "enum" in said and "categories" in made:
        spelled["enum"] = said["enum"]
    if spelled or (before is not None and "constraints" in before.descriptor):
        made["constraints"] = spelled
    return made


def _kind(name: str, column: Any, about: dict[str, Any], before: FieldRules | None) -> str | None:
    """Return the type of a column; nothing where the field had none and still needs none."""
    from pandera import dtypes

    families = [kinds for family, kinds in KINDS.items() if getattr(dtypes, family)(column.dtype)]
    if "time64" in str(column.dtype) or str(column.dtype) == "Time":
        families.append(("time",))
    if str(column.dtype) in ("Date", "date", "DateType()") or "date32" in str(column.dtype):
        families.insert(0, ("date",))
    kinds = [kind for family in families for kind in family]
    if about.get("type") in kinds:
        return str(about["type"])
    if before is not None and "type" not in before.descriptor and before.type in kinds:
        return None
    if not kinds:
        if column.dtype is not None and str(column.dtype) not in ("object", "Object"):
            _warn(f"the dtype {column.dtype} of the column {name!r}")
        return "any"
    return kinds[0]


def _constraints(name: str, column: Any, before: FieldRules | None, *, keyed: bool) -> Iterator[tuple[str, Any]]:
    """Yield the constraints that the checks of a column stand for, with the values that the checks have."""
    said = before.descriptor.get("constraints", {}) if before is not None else {}
    if not column.nullable and (not keyed or said.get("required")):
        yield "required", True
    if getattr(column, "unique", False):
        yield "unique", True
    own = TYPES[before.type] if before is not None else None
    for check in column.checks or []:
        if check.name == UNIQUE:
            yield "unique", True
            continue
        if check.name == TYPE_CHECK or (before is not None and _of_format(check, before)):
            continue  # the metadata has type and format
        if check.name not in INVERSE:
            _warn(f"the check {check.name!r} of the column {name!r}")
            continue
        for word, value in INVERSE[check.name](**check.statistics).items():
            # The bounds of a year are in its type.
            if value is None or (own is not None and word not in said and own.bounds.get(word) == value):
                continue
            yield word, _plain(value, before)


def _of_format(check: Any, field: FieldRules) -> bool:
    """Tell whether a check is what the format of a field asks of a text."""
    pattern = TYPES[field.type].formats.get(field.format)
    return bool(check.name == "str_contains" and pattern and check.statistics.get("pattern") == pattern)


def _plain(value: Any, before: FieldRules | None) -> Any:
    """Return a value as Python's standard library has it; pandas keeps a day as a moment."""
    if isinstance(value, list):
        return [_plain(one, before) for one in value]
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, datetime) and before is not None and before.type == "date":
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _spelled(word: str, value: Any, before: FieldRules | None, said: dict[str, Any]) -> Any:
    """Return a value as JSON has it: in its first spelling where it is unchanged."""
    if before is not None and word in said and _known(before).get(word) == value:
        return said[word]
    return _json(value)


def _known(field: FieldRules) -> dict[str, Any]:
    """Return the constraints of a field as the checks that are made of it have them."""
    found = {"required": field.required, "unique": field.unique}
    made = [*checks_of(field).items(), *((rule.check, rule.arguments) for rule in text_rules(field))]
    for check, arguments in made:
        found |= INVERSE[check](**arguments) if check in INVERSE and check != "str_contains" else {}
    return found


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _source(pattern: Any) -> str:
    return str(getattr(pattern, "pattern", pattern))


def _whole(pattern: str) -> str:
    """Return the pattern of a whole text that says what pandera says of a text's beginning."""
    inner = pattern.removeprefix("^(?:").removesuffix(r")\Z")
    return inner if grouped(inner) == pattern else f"(?:{pattern}){REST}"
