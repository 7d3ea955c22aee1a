"""A Table Schema, read strictly: what it demands of a table, as rules that every schema format is written from.

Each word that restricts a table has a place in the rules, or reading it is an error. Only the standard library is
needed here, but for the values of a field whose cells have a spelling of their own: those, frictionless reads.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.errors import PackageError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CONSTRAINTS",
    "SPELLED",
    "SPELLED_FORMATS",
    "TYPES",
    "FieldRules",
    "TableRules",
    "cell_reader",
    "read_rules",
]


@dataclass(frozen=True)
class FieldRules:
    """What a Table Schema demands of one field.

    `required` is also true of the parts of a primary key. `constraints` holds the others, their values parsed to the
    field's type (a date is a `datetime.date`), with the bounds that a type brings along, such as those of a year; those
    of a type of `SPELLED` stay as they are. `categories` are an `enum` here, or narrow one. `descriptor` is the field
    as it was given.
    """

    name: str
    type: str
    format: str
    title: str | None
    description: str | None
    required: bool
    unique: bool
    constraints: dict[str, Any]
    descriptor: dict[str, Any]


@dataclass(frozen=True)
class TableRules:
    """What a Table Schema demands of a table. A foreign key is (fields, referenced table, its fields)."""

    fields: tuple[FieldRules, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]


def read_rules(descriptor: dict[str, Any]) -> TableRules:
    """Read a Table Schema of the Data Package standard, version 2.

    Parameters
    ----------
    descriptor : dict
        Its fields are of the types of `TYPES`, their constraints those of `CONSTRAINTS`, `required` and `unique`.

    Returns
    -------
    TableRules
        In a foreign key, the table "" is the table itself.

    Raises
    ------
    UnknownNameError
        A type, format or constraint that the rules have no place for, or a key with a field that there is not.
    PackageError
        The Table Schema contradicts itself or the standard: a bound that is not of the field's type, a pattern that
        is no regular expression, two fields of one name.

    Examples
    --------
    >>> rules = read_rules({"fields": [{"name": "year", "type": "year"}], "primaryKey": "year"})
    >>> rules.primary_key, rules.fields[0].required, rules.fields[0].constraints
    (('year',), True, {'minimum': 0, 'maximum': 9999})
    """
    if (match := descriptor.get("fieldsMatch", "exact")) != "exact":
        raise UnknownNameError.of("fieldsMatch", match, ["exact"])
    fields = [_expect(dict, given, "a field") for given in _expect(list, descriptor.get("fields"), "fields")]
    names = [_expect(str, given.get("name"), "the name of a field") for given in fields]
    for name in names:
        if names.count(name) > 1:
            raise PackageError(f"the Table Schema has two fields named {name!r}")
    primary_key = _key(descriptor.get("primaryKey", []), names)
    unique_keys = tuple(_key(key, names) for key in _expect(list, descriptor.get("uniqueKeys", []), "uniqueKeys"))
    foreign_keys = tuple(
        _foreign_key(_expect(dict, key, "a foreign key"), names)
        for key in _expect(list, descriptor.get("foreignKeys", []), "foreignKeys")
    )
    keyed = {part for key in (primary_key, *unique_keys, *(key for key, _, _ in foreign_keys)) for part in key}
    return TableRules(
        fields=tuple(_read_field(given, primary_key, keyed) for given in fields),
        primary_key=primary_key,
        unique_keys=unique_keys,
        foreign_keys=foreign_keys,
    )


def _expect(kind: type, value: Any, what: str) -> Any:
    if not isinstance(value, kind):
        raise PackageError(f"in a Table Schema, {what} must be a {_JSON_WORDS[kind]}: {value!r}")
    return value


_JSON_WORDS: dict[type, str] = {dict: "JSON object", list: "list", str: "string", bool: "truth value"}


def _key(key: Any, names: list[str] | None = None) -> tuple[str, ...]:
    parts = (key,) if isinstance(key, str) else tuple(_expect(list, key, "a key"))
    for part in parts:
        if names is not None and part not in names:
            raise UnknownNameError.of("field", part, names, "in a key of the Table Schema")
    return parts


def _foreign_key(key: dict[str, Any], names: list[str]) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    reference = _expect(dict, key.get("reference"), "the reference of a foreign key")
    return _key(key.get("fields"), names), str(reference.get("resource", "")), _key(reference.get("fields"))


def _read_field(given: dict[str, Any], primary_key: tuple[str, ...], keyed: set[str]) -> FieldRules:
    name, kind, form = given["name"], given.get("type", "any"), given.get("format", "default")
    where = f"of the field {name!r}"
    if kind not in TYPES:
        raise UnknownNameError.of("type", kind, TYPES, where)
    if form not in TYPES[kind].formats and not (TYPES[kind].patterns and isinstance(form, str) and "%" in form):
        raise UnknownNameError.of("format", form, TYPES[kind].formats, where)
    others = dict(_expect(dict, given.get("constraints", {}), f"the constraints {where}"))
    required = _expect(bool, others.pop("required", False), f"required {where}")
    unique = _expect(bool, others.pop("unique", False), f"unique {where}")
    constraints = dict(TYPES[kind].bounds)
    reader = _value_reader(given, kind)
    for constraint, value in others.items():
        read = _read_constraint(constraint, value, kind, where, reader)
        # A bound of the type and one of the field both hold: the narrower says all.
        narrower = {"minimum": max, "maximum": min}.get(constraint)
        constraints[constraint] = narrower(read, constraints.get(constraint, read)) if narrower else read
    if (categories := _categories(given, kind, where)) is not None:
        constraints["enum"] = [one for one in constraints.get("enum", categories) if one in categories]
    if (unique or name in keyed) and kind in UNHASHED:
        raise PackageError(f"a key {where}: values of its type, {kind}, cannot be compared")
    return FieldRules(
        name=name,
        type=kind,
        format=form,
        title=given.get("title"),
        description=given.get("description"),
        required=required or name in primary_key,
        unique=unique,
        constraints=constraints,
        descriptor=given,
    )


def _categories(given: dict[str, Any], kind: str, where: str) -> list[Any] | None:
    if "categories" not in given:
        return None
    if kind not in ("string", "integer"):
        raise PackageError(f"the categories {where} do not go with its type, {kind}")
    items = [
        one.get("value") if isinstance(one, dict) else one for one in _expect(list, given["categories"], "categories")
    ]
    for one in items:
        if not isinstance(one, str if kind == "string" else int) or isinstance(one, bool):
            raise PackageError(f"the categories {where} are not of its type, {kind}: {one!r}")
    return items


SPELLING = {"trueValues", "falseValues", "groupChar", "decimalChar", "bareNumber", "floatNumber"}
"""The properties of a field that change how a value of it is spelled."""


def _value_reader(given: dict[str, Any], kind: str) -> Callable[[Any], Any]:
    """Return what reads the values of a field's constraints: they are spelled as its cells are."""
    if not SPELLING & given.keys() and given.get("format", "default") in TYPES[kind].formats.keys() - {"any"}:
        return TYPES[kind].read
    read = cell_reader(given)

    def reader(value: Any) -> Any:
        if not isinstance(value, str):
            return TYPES[kind].read(value)
        found = read(value)
        if found is None:
            raise ValueError("it is no value of the field")
        return TYPES[kind].read(found) if kind in ("integer", "number") else found

    return reader


def cell_reader(descriptor: dict[str, Any]) -> Callable[[str], Any]:
    """Return frictionless' reader of the values of a field: the value of a text, or None if it is no such value.

    Raises
    ------
    PackageError
        frictionless cannot make a reader of the field.

    Examples
    --------
    >>> read = cell_reader({"name": "day", "type": "date", "format": "%d.%m.%Y"})
    >>> read("17.06.2025"), read("2025-06-17")
    (datetime.date(2025, 6, 17), None)
    """
    import frictionless

    bare = {key: value for key, value in descriptor.items() if key not in ("constraints", "missingValues")}
    try:
        made = frictionless.Field.from_descriptor(bare).create_value_reader()
    except frictionless.FrictionlessException as error:
        raise PackageError(
            f"frictionless cannot read the field {descriptor.get('name')!r}: {error.error.note}"
        ) from error
    reader: Callable[[str], Any] = made
    return reader


def _read_constraint(constraint: str, value: Any, kind: str, where: str, reader: Callable[[Any], Any]) -> Any:
    if constraint not in CONSTRAINTS:
        raise UnknownNameError.of("constraint", constraint, ["required", "unique", *CONSTRAINTS], where)
    if kind not in CONSTRAINTS[constraint].types:
        raise PackageError(f"the constraint {constraint} {where} does not go with its type, {kind}")
    try:
        return CONSTRAINTS[constraint].read(value, reader)
    except (TypeError, ValueError, OverflowError, RecursionError, re.error) as error:
        raise PackageError(f"the constraint {constraint} {where} is {value!r}: {error}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("it is no string")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("it is no whole number")
    return int(value)


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not math.isfinite(float(value)):
        raise ValueError("it is no finite number")
    return float(value)


def _truth(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise TypeError("it is neither true nor false")
    return value


def _day(value: Any) -> date:
    return datetime.strptime(_text(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone


def _moment(value: Any) -> datetime:
    return datetime.fromisoformat(_text(value))


def _clock(value: Any) -> time:
    return time.fromisoformat(_text(value))


def _as_given(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class _Type:
    """A type: how a value of it is read in a descriptor, its formats (with a pattern, if any), its own bounds.

    `patterns` says that a format may also be one of `strptime`.
    """

    read: Callable[[Any], Any]
    formats: dict[str, str | None] = field(default_factory=lambda: {"default": None})
    bounds: dict[str, Any] = field(default_factory=dict)
    patterns: bool = False


_MOMENTS: dict[str, str | None] = {"default": None, "any": None}

TYPES = {
    # A URI is known by its scheme: frictionless asks no more of it.
    "string": _Type(
        _text,
        {"default": None, "uri": r"^[a-zA-Z][a-zA-Z0-9+.-]*:", **dict.fromkeys(("email", "uuid", "binary"))},
    ),
    "integer": _Type(_whole),
    "year": _Type(_whole, bounds={"minimum": 0, "maximum": 9999}),
    "number": _Type(_finite),
    "boolean": _Type(_truth),
    "date": _Type(_day, _MOMENTS, patterns=True),
    "datetime": _Type(_moment, _MOMENTS, patterns=True),
    "time": _Type(_clock, _MOMENTS, patterns=True),
    "yearmonth": _Type(_text),
    "duration": _Type(_text),
    "geopoint": _Type(_as_given, dict.fromkeys(("default", "array", "object"))),
    "geojson": _Type(_as_given, dict.fromkeys(("default", "topojson"))),
    "array": _Type(_as_given),
    "object": _Type(_as_given),
    "list": _Type(_as_given),
    "any": _Type(_as_given),
}
"""The types of Table Schema that the rules have a place for."""

SPELLED = ("yearmonth", "duration", "geopoint", "geojson", "array", "object", "list")
"""The types that a frame has no dtype for: it keeps the text of a cell, which is read where a rule needs its value."""

UNHASHED = ("geojson", "array", "object", "list")
"""Those of them whose values cannot be compared in a key."""

SPELLED_FORMATS = ("email", "uuid", "binary")
"""The formats of a string that frictionless' reader knows, and no pattern."""


def _bound(value: Any, read: Callable[[Any], Any]) -> Any:
    return read(value)


def _members(value: Any, read: Callable[[Any], Any]) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise TypeError("it is no list of values")
    return [read(member) for member in value]


def _length(value: Any, _: Callable[[Any], Any]) -> int:
    if _whole(value) < 0:
        raise ValueError("a length is not negative")
    return _whole(value)


def _pattern(value: Any, read: Callable[[Any], Any]) -> str:
    re.compile(read(value))
    re.compile(f"(?:{value})")  # fails for flags at the start of a pattern: they cannot stand in a group
    return str(value)


class _Constraint(NamedTuple):
    """A constraint: the types it goes with, and how its value is read by the reader of the field's type."""

    types: frozenset[str]
    read: Callable[[Any, Callable[[Any], Any]], Any]


_ORDERED = frozenset({"integer", "year", "number", "date", "datetime", "time", "yearmonth"})
_COUNTED = frozenset({"string", "array", "object", "list"})

CONSTRAINTS = {
    "enum": _Constraint(frozenset(TYPES) - {"list"}, _members),
    "pattern": _Constraint(frozenset({"string"}), _pattern),
    "minimum": _Constraint(_ORDERED, _bound),
    "maximum": _Constraint(_ORDERED, _bound),
    "exclusiveMinimum": _Constraint(_ORDERED, _bound),
    "exclusiveMaximum": _Constraint(_ORDERED, _bound),
    "minLength": _Constraint(_COUNTED, _length),
    "maxLength": _Constraint(_COUNTED, _length),
}
"""The constraints of Table Schema that the rules have a place for, apart from `required` and `unique`."""
