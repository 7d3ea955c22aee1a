"""A Table Schema, read strictly: what it demands of a table, as rules that every schema format is written from.

Each word that restricts a table has a place in the rules, or reading it is an error. Only the standard library is
needed here, but for the values of a field whose cells are not written in the default way: frictionless reads those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.tabular.field_reader import cell_reader
from summitdata.tabular.pattern_cost import compile_pattern
from summitdata.tabular.schema_parts import WHOLE, category_values, fields_match, key_fields, text_of
from summitdata.tabular.types.field_type import BOUNDS
from summitdata.tabular.types.integer import read_integer
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.tabular.types.field_type import FieldType, Format

__all__ = ["CONSTRAINTS", "FieldRules", "TableRules", "read_rules", "unread_bound"]


@dataclass(frozen=True)
class FieldRules:
    """What a Table Schema demands of one field.

    `required` is also true of the parts of a primary key. `constraints` holds the others, their values parsed to the
    field's type (a date is a `datetime.date`), with the bounds that a type brings along, such as those of a year; those
    of a text-backed type stay as they are. `categories` are an `enum` here, or narrow one. `descriptor` is the field as
    it was given.
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

    @property
    def field_type(self) -> FieldType:
        """The record of the field's type."""
        return FIELD_TYPES[self.type]

    @property
    def choices(self) -> list[Any]:
        """The values of the enumeration that a cell may have: where cells are texts, no others equal one."""
        values: list[Any] = self.constraints["enum"]
        return [value for value in values if isinstance(value, str)] if self.field_type.dtypes.is_text else values

    @property
    def field_format(self) -> Format:
        """The record of the field's format."""
        record = self.field_type.format(self.format)
        assert record is not None  # noqa: S101 - read_rules refuses other formats
        return record


@dataclass(frozen=True)
class TableRules:
    """What a Table Schema demands of a table. A foreign key is (fields, referenced table, its fields)."""

    fields: tuple[FieldRules, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
    match: str = "exact"
    """Which columns a table may have: `fieldsMatch`."""

    @property
    def is_strict(self) -> bool:
        """Whether a table has no other columns than the fields."""
        return self.match in ("exact", "equal", "superset")

    @property
    def is_ordered(self) -> bool:
        """Whether the columns of a table are in the order of the fields."""
        return self.match == "exact"

    @property
    def is_whole(self) -> bool:
        """Whether a table has a column for each field."""
        return self.match in WHOLE


def read_rules(descriptor: dict[str, Any], matches: Collection[str] = ("exact",)) -> TableRules:
    """Read a Table Schema of the Data Package standard, version 2.

    Parameters
    ----------
    descriptor : dict
        Its fields are of the types of `FIELD_TYPES`, their constraints those of `CONSTRAINTS`, `required` and `unique`.
    matches : collection of str
        What its `fieldsMatch` may be.

    Returns
    -------
    TableRules
        In a foreign key, the table "" is the table itself.

    Raises
    ------
    UnknownNameError
        A type, format or constraint that the rules have no place for, or a key with a field that does not exist.
    PackageError
        The Table Schema contradicts itself or the standard: a bound that is not of the field's type, a pattern that
        is not a regular expression, two fields of one name.

    Examples
    --------
    >>> rules = read_rules({"fields": [{"name": "year", "type": "year"}], "primaryKey": "year"})
    >>> rules.primary_key, rules.fields[0].required, rules.fields[0].constraints
    (('year',), True, {'minimum': 0, 'maximum': 9999})
    """
    if (match := fields_match(descriptor)) not in matches:
        raise UnknownNameError.of("fieldsMatch", match, matches, "validate takes the others: remove it here")
    if "fields" not in descriptor:
        raise PackageError('a Table Schema needs "fields": fields must be a list with a JSON object for each column')
    fields = [_expect(dict, given, "a field") for given in _expect(list, descriptor["fields"], "fields")]
    names = [_expect(str, given.get("name"), "the name of a field") for given in fields]
    if repeated := [name for name, uses in Counter(names).items() if uses > 1]:
        raise PackageError(f"the Table Schema has two fields named {repeated[0]!r}")
    _check_missing_values(descriptor, "of the Table Schema")
    primary_key = _key(key, names, "primaryKey") if (key := descriptor.get("primaryKey", [])) != [] else ()
    unique_keys = tuple(
        _key(key, names, "a unique key") for key in _expect(list, descriptor.get("uniqueKeys", []), "uniqueKeys")
    )
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
        match=str(match),
    )


def _expect(json_type: type, value: Any, what: str) -> Any:
    if not isinstance(value, json_type):
        raise PackageError(f"in a Table Schema, {what} must be a {_JSON_NAMES[json_type]}: {value!r}")
    return value


_JSON_NAMES: dict[type, str] = {dict: "JSON object", list: "list", str: "string", bool: "boolean"}


def _key(key: Any, names: list[str] | None, what: str) -> tuple[str, ...]:
    """Read the fields of a key, of which there is one at least; `names` are those of its table, if it is this one."""
    parts = tuple(key_fields(key if isinstance(key, str) else _expect(list, key, what)))
    for part in parts:
        if names is not None and part not in names:
            raise UnknownNameError.of("field", part, names, "in a key of the Table Schema")
        _expect(str, part, f"each of {what}")
    if not parts or len({*parts}) < len(parts):
        raise PackageError(f"in a Table Schema, {what} must be one field or more, each once: {list(parts)!r}")
    return parts


def _foreign_key(key: dict[str, Any], names: list[str]) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    reference = _expect(dict, key.get("reference"), "the reference of a foreign key")
    other = _expect(str, reference.get("resource", ""), "the resource of a foreign key")
    parts = _key(key.get("fields"), names, "the fields of a foreign key")
    their_parts = _key(reference.get("fields"), None if other else names, "the fields that a foreign key refers to")
    if len(parts) != len(their_parts):
        raise PackageError(
            f"a foreign key of the Table Schema has {len(parts)} fields, {list(parts)!r}, and refers to "
            f"{len(their_parts)}, {list(their_parts)!r}: name one for each"
        )
    return parts, other, their_parts


def _read_field(descriptor: dict[str, Any], primary_key: tuple[str, ...], keyed: set[str]) -> FieldRules:
    name, type_name, form = descriptor["name"], descriptor.get("type", "any"), descriptor.get("format", "default")
    where = f"of the field {name!r}"
    if type_name not in FIELD_TYPES:
        raise UnknownNameError.of("type", type_name, FIELD_TYPES, where)
    field_type = FIELD_TYPES[type_name]
    if field_type.format(form) is None:
        raise UnknownNameError.of("format", form, field_type.formats, where)
    _check_missing_values(descriptor, where)
    if not isinstance(field_type.properties, Mapping):  # only frictionless knows what they may be
        cell_reader(descriptor)
    others = dict(_expect(dict, descriptor.get("constraints", {}), f"the constraints {where}"))
    required = _expect(bool, others.pop("required", False), f"required {where}")
    unique = _expect(bool, others.pop("unique", False), f"unique {where}")
    constraints = dict(field_type.bounds)
    reader = _value_reader(descriptor, field_type)
    for constraint, value in others.items():
        read = _read_constraint(constraint, value, field_type, where, reader)
        # A bound of the type and one of the field both hold: the narrower one decides.
        narrower = {"minimum": max, "maximum": min}.get(constraint)
        constraints[constraint] = narrower(read, constraints.get(constraint, read)) if narrower else read
    if (categories := _categories(descriptor, field_type, where)) is not None:
        constraints["enum"] = [value for value in constraints.get("enum", categories) if value in categories]
    if (unique or name in keyed) and not field_type.hashable:
        raise PackageError(f"a key {where}: values of its type, {type_name}, cannot be compared")
    return FieldRules(
        name=name,
        type=type_name,
        format=form,
        title=text_of(descriptor.get("title")),
        description=text_of(descriptor.get("description")),
        required=required or name in primary_key,
        unique=unique,
        constraints=constraints,
        descriptor=descriptor,
    )


def _check_missing_values(descriptor: dict[str, Any], where: str) -> None:
    """Check that missing values are texts, or JSON objects with a text as their value."""
    for item in _expect(list, descriptor.get("missingValues", []), f"missingValues {where}"):
        _expect(str, item.get("value") if isinstance(item, dict) else item, f"a missing value {where}")


def _categories(descriptor: dict[str, Any], field_type: FieldType, where: str) -> list[Any] | None:
    if "categories" not in descriptor:
        return None
    if field_type.categories is None:
        raise PackageError(f"the categories {where} do not go with its type, {field_type.name}")
    values = category_values(_expect(list, descriptor["categories"], "categories"))
    for value in values:
        if not isinstance(value, field_type.categories) or isinstance(value, bool):
            raise PackageError(f"the categories {where} are not of its type, {field_type.name}: {value!r}")
    return values


def _value_reader(descriptor: dict[str, Any], field_type: FieldType) -> Callable[[Any], Any]:
    """Return what reads the values of a field's constraints: they are written as its cells are."""
    form = field_type.format(descriptor.get("format", "default"))
    if not (form and form.values_by_frictionless) and not field_type.parsing_properties(descriptor):
        return field_type.read_value
    read = cell_reader(descriptor)

    def reader(value: Any) -> Any:
        if not isinstance(value, str):
            return field_type.read_value(value)
        cell = read(value)
        if cell is None:
            raise ValueError("not a value of the field")
        return field_type.read_value(cell) if field_type.python in (int, float) else cell

    return reader


def unread_bound(descriptor: dict[str, Any]) -> str | None:
    """Say which bound of a Table Schema is not a value of its field; None if each one is.

    Examples
    --------
    >>> unread_bound({"fields": [{"name": "at", "type": "datetime", "constraints": {"minimum": "2024-01-01"}}]})
    "the constraint minimum of the field 'at' is '2024-01-01': not a value of its type, datetime"
    """
    for field in descriptor["fields"]:
        constraints = field.get("constraints", {})
        for constraint in BOUNDS:
            bound = constraints.get(constraint)
            if isinstance(bound, str) and cell_reader(field)(bound) is None:
                where = f"the constraint {constraint} of the field {shown(field['name'])}"
                return f"{where} is {shown(bound)}: not a value of its type, {field['type']}"
    return None


def _read_constraint(
    constraint: str, value: Any, field_type: FieldType, where: str, reader: Callable[[Any], Any]
) -> Any:
    if constraint not in CONSTRAINTS:
        raise UnknownNameError.of("constraint", constraint, ["required", "unique", *CONSTRAINTS], where)
    if constraint not in field_type.constraints:
        raise PackageError(f"the constraint {constraint} {where} does not go with its type, {field_type.name}")
    try:
        return CONSTRAINTS[constraint](value, reader)
    except (TypeError, ValueError, OverflowError, RecursionError, re.error) as error:
        raise PackageError(f"the constraint {constraint} {where} is {value!r}: {error}") from error


def _bound(value: Any, read: Callable[[Any], Any]) -> Any:
    return read(value)


def _members(value: Any, read: Callable[[Any], Any]) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise TypeError("not a list of at least one value")
    return [read(member) for member in value]


def _length(value: Any, _: Callable[[Any], Any]) -> int:
    if (length := read_integer(value)) < 0:
        raise ValueError("a length cannot be negative")
    return length


def _pattern(value: Any, read: Callable[[Any], Any]) -> str:
    compile_pattern(read(value))
    compile_pattern(f"(?:{value})")  # fails for flags at the start of a pattern: they cannot stand in a group
    return str(value)


CONSTRAINTS: dict[str, Callable[[Any, Callable[[Any], Any]], Any]] = {
    "enum": _members,
    "pattern": _pattern,
    **dict.fromkeys(BOUNDS, _bound),
    "minLength": _length,
    "maxLength": _length,
}
"""For each constraint of Table Schema apart from `required` and `unique`, how its value is read by the reader of the
field's type. The record of a type names those that go with it."""
