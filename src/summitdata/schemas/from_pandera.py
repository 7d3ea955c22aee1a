"""`to_table_schema`: from a pandera schema to a Table Schema."""

from __future__ import annotations

import copy
import re
import warnings
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from summitdata.schemas.checks import TYPE_CHECK, UNIQUE, LossyConversionWarning, checks_of, grouped, text_rules
from summitdata.tabular.schema_parts import WHOLE, key_fields
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.types.field_type import NotExpressible
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summitdata.tabular.schema_rules import FieldRules
    from summitdata.tabular.types.field_type import FieldType

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
    "str_matches": lambda pattern: {"pattern": _whole_text(_source(pattern))},
    "str_contains": lambda pattern: {"pattern": f"{REST}(?:{_source(pattern)}){REST}"},
    "str_startswith": lambda string: {"pattern": f"{re.escape(string)}{REST}"},
    "str_endswith": lambda string: {"pattern": f"{REST}{re.escape(string)}"},
}
"""For each check of pandera, the constraints that say the same; a lambda, as the arguments have pandera's names."""


def to_table_schema(schema: Any) -> dict[str, Any]:
    """Return the Table Schema that says what a pandera schema says.

    Columns, dtypes, checks and keys decide; the metadata that `from_table_schema` leaves is asked only for what pandera
    has no place for (type and format behind a dtype, missing values, units, references), and for how a value that is
    unchanged was written. So a schema may be made by hand, or changed on the way. Rules of rows stand in the checklist
    of a resource, and not in its Table Schema.

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
        The schema has a check or an option that a Table Schema cannot express.

    Examples
    --------
    >>> import pandera.pandas as pa
    >>> share = pa.DataFrameSchema({"share": pa.Column(float, pa.Check.in_range(0, 1), title="Share")}, strict=True)
    >>> to_table_schema(share)["fields"]
    [{'name': 'share', 'type': 'number', 'title': 'Share',
      'constraints': {'required': True, 'minimum': 0, 'maximum': 1}}]
    """
    schema = schema.to_schema() if hasattr(schema, "to_schema") else schema
    before = copy.deepcopy((schema.metadata or {}).get("table_schema") or {})
    fields_before = {field.name: field for field in read_rules(before, WHOLE).fields} if before else {}
    checks = [*schema.checks] if isinstance(schema.checks, list) else []
    primary, unique = _keys(schema, checks, before)
    descriptor = {key: value for key, value in before.items() if key not in ("primaryKey", "uniqueKeys", "foreignKeys")}
    descriptor["fields"] = [
        _field(name, column, fields_before.get(name), keyed=name in key_fields(primary))
        for name, column in schema.columns.items()
    ]
    descriptor |= {"primaryKey": primary} if primary else {}
    descriptor |= {"uniqueKeys": unique} if unique else {}
    foreign = [key for key in before.get("foreignKeys", []) if set(key_fields(key["fields"])) <= schema.columns.keys()]
    descriptor |= {"foreignKeys": foreign} if foreign else {}
    return descriptor | ({} if before else _fields_match(schema))


def _fields_match(schema: Any) -> dict[str, Any]:
    """Return how the columns of a table must match the fields, where that is not exactly."""
    optional = any(not column.required for column in schema.columns.values())
    if schema.strict:
        match = "superset" if optional else "exact" if schema.ordered else "equal"
    else:
        match = "partial" if optional else "subset"
        if schema.ordered:
            _warn("a table whose columns are in order but may have others between them")
    return {} if match == "exact" else {"fieldsMatch": match}


def _keys(schema: Any, checks: list[Any], before: dict[str, Any]) -> tuple[Any, list[Any]]:
    """Return the primary key and the unique keys, as they were written before where they are unchanged."""
    primary: list[str] = []
    unique: list[list[str]] = []
    sets = schema.unique or []
    for key in [sets] if isinstance(sets, str) or all(isinstance(part, str) for part in sets) else sets:
        names = key_fields(key)
        if missing := [name for name in names if name not in schema.columns]:
            _warn(f"a key with columns that do not exist, {missing}")
            continue
        complete = not any(schema.columns[name].nullable for name in names)
        if names and complete and not primary:
            primary = names
        elif names:
            unique.append(names)
            if not complete:
                _warn(f"unique {names} where a null equals a null")
    for check in checks:
        statistics = check.statistics
        if statistics.get("primary_key"):
            primary = list(statistics["primary_key"])
        elif statistics.get("unique_key"):
            unique.append(list(statistics["unique_key"]))
        elif not {"foreign_key", "group_rule", "order", "row_rule"} & set(statistics):
            _warn(f"the check {check.name!r} on the table")
    (primary_as_before,) = _keys_as_before([primary], [before.get("primaryKey", [])])
    return primary_as_before, _keys_as_before(unique, before.get("uniqueKeys", []))


def _keys_as_before(keys: list[list[str]], before: list[Any]) -> list[Any]:
    written = {tuple(key_fields(key)): key for key in before}
    return [written.get(tuple(key), key) for key in keys]


def _warn(what: str) -> None:
    warnings.warn(LossyConversionWarning(f"a Table Schema cannot express {what}: it is left out"), stacklevel=4)


def _field(name: str, column: Any, before: FieldRules | None, *, keyed: bool) -> dict[str, Any]:
    metadata = dict(column.metadata or {})
    type_name = _type_name(name, column, metadata, before)
    field: dict[str, Any] = {"name": name, **({"type": type_name} if type_name else {})}
    field |= {key: getattr(column, key) for key in ("title", "description") if getattr(column, key) is not None}
    field |= {key: copy.deepcopy(value) for key, value in metadata.items() if key != "type"}
    constraints = dict(_constraints(name, column, before, keyed=keyed))
    if "categories" in field:
        # Categories are an enumeration to pandera; one that is no longer theirs takes their place.
        if before is not None and constraints.get("enum") == before.constraints.get("enum"):
            del constraints["enum"]
        else:
            del field["categories"]
    written = before.descriptor.get("constraints", {}) if before is not None else {}
    values = {key: _as_before(key, value, before, written) for key, value in constraints.items()}
    values |= {key: False for key in ("required", "unique") if written.get(key) is False and key not in values}
    if "enum" in written and "categories" in field:
        values["enum"] = written["enum"]
    if values or (before is not None and "constraints" in before.descriptor):
        field["constraints"] = values
    return field


def _type_name(name: str, column: Any, metadata: dict[str, Any], before: FieldRules | None) -> str | None:
    """Return the type of a column; nothing where the field had none and still needs none."""
    candidates = _candidates(column.dtype)
    if metadata.get("type") in candidates:
        return str(metadata["type"])
    if before is not None and "type" not in before.descriptor and before.type in candidates:
        return None
    if not candidates:
        if column.dtype is not None and str(column.dtype) not in ("object", "Object"):
            _warn(f"the dtype {column.dtype} of the column {name!r}")
        return "any"
    return candidates[0]


def _candidates(dtype: Any) -> list[str]:
    """Return the types that a dtype may stand for, the likeliest first."""
    from pandera import dtypes

    def rank(field_type: FieldType) -> int | None:
        if re.fullmatch(field_type.dtypes.own, str(dtype)):
            return 0
        family = field_type.dtypes.pandera
        if isinstance(family, NotExpressible) or not getattr(dtypes, family)(dtype):
            return None
        return 1 if field_type.dtypes.likeliest else 2

    ranks = {name: rank(field_type) for name, field_type in FIELD_TYPES.items()}
    return sorted((name for name in ranks if ranks[name] is not None), key=lambda name: ranks[name] or 0)


def _constraints(name: str, column: Any, before: FieldRules | None, *, keyed: bool) -> Iterator[tuple[str, Any]]:
    """Yield the constraints that the checks of a column stand for, with the values that the checks have."""
    written = before.descriptor.get("constraints", {}) if before is not None else {}
    if not column.nullable and (not keyed or written.get("required")):
        yield "required", True
    if getattr(column, "unique", False):
        yield "unique", True
    bounds = before.field_type.bounds if before is not None else {}
    for check in column.checks or []:
        if check.name == UNIQUE:
            yield "unique", True
            continue
        if check.name == TYPE_CHECK or (before is not None and _of_format(check, before)):
            continue  # the metadata has type and format
        if check.name not in INVERSE:
            _warn(f"the check {check.name!r} of the column {name!r}")
            continue
        for constraint, value in INVERSE[check.name](**check.statistics).items():
            # The bounds of a year are in its type.
            if value is None or (constraint not in written and bounds.get(constraint) == value):
                continue
            yield constraint, _as_python(value, before)


def _of_format(check: Any, field: FieldRules) -> bool:
    """Tell whether a check is what the format of a field asks of a text."""
    pattern = field.field_format.contains
    return bool(check.name == "str_contains" and pattern and check.statistics.get("pattern") == pattern)


def _as_python(value: Any, before: FieldRules | None) -> Any:
    """Return a value as Python's standard library has it; pandas keeps a day as a moment."""
    if isinstance(value, list):
        return [_as_python(item, before) for item in value]
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, datetime) and before is not None and before.field_type.python is date:
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _as_before(constraint: str, value: Any, before: FieldRules | None, written: dict[str, Any]) -> Any:
    """Return a value as JSON has it: as it was written before where it is unchanged."""
    if before is not None and constraint in written and _checked(before).get(constraint) == value:
        return written[constraint]
    return _as_json(value)


def _checked(field: FieldRules) -> dict[str, Any]:
    """Return the constraints of a field as the checks that are made of it have them."""
    constraints = {"required": field.required, "unique": field.unique}
    checks = [*checks_of(field).items(), *((rule.check, rule.arguments) for rule in text_rules(field))]
    for check, arguments in checks:
        constraints |= INVERSE[check](**arguments) if check in INVERSE and check != "str_contains" else {}
    return constraints


def _as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _source(pattern: Any) -> str:
    return str(getattr(pattern, "pattern", pattern))


def _whole_text(pattern: str) -> str:
    """Return the pattern of a whole text that says what pandera says of a text's beginning."""
    inner = pattern.removeprefix("^(?:").removesuffix(r")\Z")
    return inner if grouped(inner) == pattern else f"(?:{pattern}){REST}"
