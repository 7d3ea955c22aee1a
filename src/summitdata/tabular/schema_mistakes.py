"""What is wrong with a Table Schema itself, whatever the data are: each mistake with the way to its part.

A schema without a mistake may still be one that only some callers take: what is here, nobody can follow.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.tabular.field_reader import cell_reader
from summitdata.tabular.mistakes import Keys, Mistake, did_you_mean, missing, must_be, wrong_type
from summitdata.tabular.pattern_cost import compile_pattern
from summitdata.tabular.schema_parts import FIELDS_MATCH, fields_match, key_fields
from summitdata.tabular.types.field_type import BOUNDS
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summitdata.tabular.text_places import Origin
    from summitdata.tabular.types.field_type import FieldType

__all__ = ["CONSTRAINT_NAMES", "refuse_mistakes", "schema_mistakes"]

CONSTRAINT_NAMES = ("required", "unique", "pattern", "enum", "minLength", "maxLength", *BOUNDS, "jsonSchema")
ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")
MOST_LISTED = 10
MOST_SHOWN = 60

TYPE_WORDS = {
    "integer": "bigint int int32 int64 long smallint",
    "number": "decimal double float float64 numeric real",
    "string": "char str text uuid varchar",
    "boolean": "bit bool flag logical",
    "datetime": "timestamp",
}
"""What other languages call the types of the standard."""
_TYPE_OF = {word: name for name, words in TYPE_WORDS.items() for word in words.split()}

_PROPERTY_TYPES: dict[str, type] = {
    "bareNumber": bool,
    "floatNumber": bool,
    "decimalChar": str,
    "groupChar": str,
    "trueValues": list,
    "falseValues": list,
    "delimiter": str,
    "itemType": str,
    "arrayItem": dict,
}
"""What the properties of cells must be, in the types that have them."""
_PROPERTIES_OF = {
    "integer": ("bareNumber",),
    "number": ("bareNumber", "floatNumber", "decimalChar", "groupChar"),
    "boolean": ("trueValues", "falseValues"),
    "list": ("delimiter", "itemType"),
    "array": ("arrayItem",),
}
_CHECKED_FORMATS = {"string": ("wkt",), "geojson": (), "geopoint": (), "date": (), "datetime": (), "time": ()}
"""The types in which another format is a mistake, with formats that only frictionless reads; others leave it aside."""


_DIRECTIVES = "aAbBcdfGHIjmMpSuUVwWxXyYzZ%"
"""The letters that `strptime` reads after a percent sign."""
_RIGHT = "write it as in %d.%m.%Y, or %% for a percent sign"
_NOT_EMPTY = ("decimalChar", "delimiter")


def schema_mistakes(schema: Any) -> list[Mistake]:
    """Return what is wrong with a Table Schema, at most ten mistakes.

    Parameters
    ----------
    schema : dict
        A Table Schema, or anything that stands in its place.

    Examples
    --------
    >>> for mistake in schema_mistakes({"fields": [{"name": "id", "type": "int"}], "primaryKey": "ID"}):
    ...     print(mistake.keys, mistake.note)
    ('fields', 0, 'type') unknown type 'int' of the field 'id': did you mean 'integer'?
    ('primaryKey',) the primary key names 'ID', which is not a field: did you mean 'id'?
    """
    return list(islice(_of_schema(schema), MOST_LISTED))


def refuse_mistakes(schema: dict[str, Any], origin: Origin) -> None:
    """Raise for the mistakes in a Table Schema that was read from a file: it is wrong, whatever the data are.

    Raises
    ------
    UnknownNameError
        The first of them is a word that does not exist. The message has the line and the column of each mistake.
    PackageError
        The first of them is another mistake.
    """
    if mistakes := schema_mistakes(schema):
        error = UnknownNameError if mistakes[0].is_unknown else PackageError
        raise error("; ".join(mistake.said(origin) for mistake in mistakes))


def _of_schema(schema: Any) -> Iterator[Mistake]:
    if not isinstance(schema, dict):
        yield Mistake((), must_be("the schema", schema, dict, '{"fields": []}'))
        return
    fields: Any = schema.get("fields")
    if "fields" not in schema:
        yield missing(schema, "fields", "the schema", '[{"name": "id", "type": "integer"}]')
        return
    if wrong_type(fields, list):
        yield Mistake(("fields",), must_be('"fields"', fields, list, '[{"name": "id", "type": "integer"}]'))
        return
    names: dict[str, int] = {}
    for at, field in enumerate(fields):
        for mistake in _of_field(field, f"fields[{at}]"):
            yield mistake.below("fields", at)
        name = field.get("name") if isinstance(field, dict) else None
        if isinstance(name, str):
            if name in names:
                yield Mistake(("fields", at, "name"), f"two fields have the name {shown(name)}: give each its own")
            names.setdefault(name, at)
    yield from _of_missing_values(schema, "the schema")
    match = fields_match(schema)
    if match not in FIELDS_MATCH:
        note = f'"fieldsMatch" is {shown(match)}: it must be one of {", ".join(FIELDS_MATCH)}'
        yield Mistake(("fieldsMatch",), note + did_you_mean(match, FIELDS_MATCH))
    yield from _of_keys(schema, names)


# Fields


def _of_field(field: Any, place: str) -> Iterator[Mistake]:
    if wrong_type(field, dict):
        example = f'{{"name": {shown(field)}}}' if isinstance(field, str) else '{"name": "id", "type": "integer"}'
        yield Mistake((), must_be(place, field, dict, example))
        return
    name, type_name = field.get("name"), field.get("type", "string")
    where = f"the field {shown(name)}" if isinstance(name, str) else place
    if "name" not in field:
        yield missing(field, "name", place, '"id"')
    elif wrong_type(name, str):
        yield Mistake(("name",), must_be(f"the name of {place}", name, str))
    if wrong_type(type_name, str):
        yield Mistake(("type",), must_be(f"the type of {where}", type_name, str, '"string"'))
        return
    if type_name not in FIELD_TYPES:
        meant = _TYPE_OF.get(type_name.casefold())
        near = f": did you mean {meant!r}?" if meant else did_you_mean(type_name, FIELD_TYPES)
        known = "" if near else f": it must be one of {', '.join(FIELD_TYPES)}"
        yield Mistake(("type",), f"unknown type {shown(type_name)} of {where}{near or known}", is_unknown=True)
        return
    yield from _of_format(field, FIELD_TYPES[type_name], where)
    yield from _of_cells(field, FIELD_TYPES[type_name], where)
    yield from _of_misplaced_constraints(field, where)
    yield from _of_constraints(field, FIELD_TYPES[type_name], where)


def _of_format(field: dict[str, Any], field_type: FieldType, where: str) -> Iterator[Mistake]:
    form = field.get("format", "default")
    if wrong_type(form, str):
        yield Mistake(("format",), must_be(f"the format of {where}", form, str, '"default"'))
        return
    formats = [*field_type.formats, *_CHECKED_FORMATS.get(field_type.name, ())]
    is_known = field_type.format(form.removeprefix("fmt:")) is not None or form in formats
    if field_type.name in _CHECKED_FORMATS and not is_known:
        own = ", or the parts of a date or a time, such as %d.%m.%Y" if field_type.strptime else ""
        known = f": formats of the type {field_type.name} are {', '.join(formats)}{own}"
        note = f"unknown format {shown(form)} of {where}{did_you_mean(form, formats) or known}"
        yield Mistake(("format",), note, is_unknown=True)
    elif form not in formats and (wrong := _unknown_directive(form)):
        yield Mistake(("format",), f"the format of {where} is {shown(form)}: {wrong}")


def _unknown_directive(form: str) -> str:
    """Say which part of a format stands for no part of a date or a time; "" if none is so.

    Examples
    --------
    >>> _unknown_directive("%Y-%q"), _unknown_directive("%d.%m.%Y")
    ('%q is not a part of a date or a time: write it as in %d.%m.%Y, or %% for a percent sign', '')
    """
    wrong = [f"%{letter}" for letter in re.findall("(?s)%(.?)", form) if letter not in _DIRECTIVES or not letter]
    return f"{wrong[0]} is not a part of a date or a time: {_RIGHT}" if wrong else ""


def _of_cells(field: dict[str, Any], field_type: FieldType, where: str) -> Iterator[Mistake]:
    """Yield the mistakes in what is said of how a field's cells are written."""
    for name in _PROPERTIES_OF.get(field_type.name, ()):
        if name in field and wrong_type(field[name], _PROPERTY_TYPES[name]):
            yield Mistake((name,), must_be(f'"{name}" of {where}', field[name], _PROPERTY_TYPES[name]))
        elif name in _NOT_EMPTY and (wrong := _wrong_sign(name, field.get(name, "."))):
            yield Mistake((name,), f'"{name}" of {where} is {wrong}')
        elif name == "itemType" and field.get(name, "string") not in ITEM_TYPES:
            note = f'"itemType" of {where} is {shown(field[name])}: it must be one of {", ".join(ITEM_TYPES)}'
            yield Mistake((name,), note + did_you_mean(field[name], ITEM_TYPES))
        elif name in field and isinstance(field[name], list):
            for at, text in enumerate(field[name]):
                if wrong_type(text, str):
                    yield Mistake((name, at), must_be(f'a text in "{name}" of {where}', text, str))
    categories = field.get("categories", ["a"])
    if wrong_type(categories, list) or not categories:
        yield Mistake(("categories",), must_be(f'"categories" of {where}', categories, list, '["low", "high"]'))
    yield from _of_missing_values(field, where)


def _wrong_sign(name: str, sign: str) -> str:
    if name == "decimalChar" and len(sign) > 1:
        return f'{shown(sign)}: it must be one character, as in ","'
    return "" if sign else "empty: leave it out, or write one"


def _of_missing_values(part: dict[str, Any], where: str) -> Iterator[Mistake]:
    values = part.get("missingValues", [])
    if wrong_type(values, list):
        yield Mistake(("missingValues",), must_be(f'"missingValues" of {where}', values, list, '["", "NA"]'))
        return
    for at, value in enumerate(values):
        text = value.get("value") if isinstance(value, dict) else value
        if wrong_type(text, str):
            yield Mistake(("missingValues", at), must_be(f"a missing value of {where}", value, str, '"-99"'))


# Constraints


def _of_misplaced_constraints(field: dict[str, Any], where: str) -> Iterator[Mistake]:
    for name in CONSTRAINT_NAMES:
        if name in field:
            value = json.dumps(field[name], ensure_ascii=False, default=str)
            written = value if len(value) <= MOST_SHOWN else "..."
            note = f'"{name}" of {where} is a constraint: write "constraints": {{"{name}": {written}}}'
            yield Mistake((name,), note)


def _of_constraints(field: dict[str, Any], field_type: FieldType, where: str) -> Iterator[Mistake]:
    constraints = field.get("constraints", {})
    if wrong_type(constraints, dict):
        yield Mistake(("constraints",), must_be(f"the constraints of {where}", constraints, dict, '{"required": true}'))
        return
    allowed = ("required", "unique", *field_type.constraints)
    right = True
    for name, value in constraints.items():
        note = ""
        if name not in CONSTRAINT_NAMES:
            note = f"unknown constraint {shown(name)} of {where}"
            note += did_you_mean(name, allowed) or f": it must be one of {', '.join(allowed)}"
        elif name not in allowed and name != "jsonSchema":
            note = f"the constraint {name} does not go with the type {field_type.name}: "
            if "type" in field:
                note += f"remove it from {where}, or change the type; {', '.join(allowed)} go with it"
            else:
                note += f"{where} has no type, so its cells are texts: write one"
        else:
            note = _wrong_constraint(name, value, field, field_type, f"the constraint {name} of {where}")
        if note:
            right = False
            yield Mistake(("constraints", str(name)), note, is_unknown=name not in CONSTRAINT_NAMES)
    if right:
        yield from _of_limits(constraints, field, field_type, where)


_CONSTRAINT_TYPES: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("required", "unique"), (bool, "")),
    **dict.fromkeys(("minLength", "maxLength"), (int, "5")),
    "enum": (list, '["a", "b"]'),
    "pattern": (str, '"[A-Z]{3}"'),
}


def _wrong_constraint(name: str, value: Any, field: dict[str, Any], field_type: FieldType, what: str) -> str:
    """Return what is wrong with the value of a constraint; nothing if it may be one."""
    json_type, example = _CONSTRAINT_TYPES.get(name, (object, ""))
    if wrong_type(value, json_type) or (json_type is list and not value):
        return must_be(what, value, json_type, example)
    note = ""
    if json_type is int and value < 0:
        note = f"{what} is {shown(value)}: a length is 0 or more"
    elif name == "pattern":
        note = _wrong_pattern(value, what)
    elif name in BOUNDS and value is not None and _bound(value, field, field_type) is None:
        note = f"{what} is {shown(value)}: it must be a value of its type, {field_type.name}, as its cells are written"
    return note


def _wrong_pattern(pattern: str, what: str) -> str:
    try:
        compile_pattern(pattern)
    except re.error as error:
        return f"{what} is {shown(pattern)}, which is not a regular expression: {error}"
    except (ValueError, OverflowError, RecursionError):
        return ""  # a pattern that is costly is refused where it is matched
    return ""


def _bound(value: Any, field: dict[str, Any], field_type: FieldType) -> Any:
    """Return the value of a bound; None if no cell could have it."""
    form = field_type.format(field.get("format", "default"))
    if form is not None and not form.values_by_frictionless:
        try:
            return field_type.read_value(value)
        except (TypeError, ValueError, OverflowError, RecursionError):
            pass  # frictionless may read it, as the field's cells are written
    try:
        return cell_reader(field)(value)
    except (PackageError, TypeError, ValueError, OverflowError, RecursionError):
        return None


_LIMITS = (
    ("minLength", "maxLength", False),
    ("minimum", "maximum", False),
    ("exclusiveMinimum", "maximum", True),
    ("minimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "exclusiveMaximum", True),
)
"""Two limits of which the first may not be above the second, and whether they may not be equal either."""


def _of_limits(
    constraints: Mapping[str, Any], field: dict[str, Any], field_type: FieldType, where: str
) -> Iterator[Mistake]:
    """Yield the limits that no value can be between."""
    for low, high, strictly in _LIMITS:
        if low not in constraints or high not in constraints:
            continue
        pair = constraints[low], constraints[high]
        values = pair if low == "minLength" else [_bound(value, field, field_type) for value in pair]
        try:
            empty = values[0] >= values[1] if strictly else values[0] > values[1]
        except TypeError:  # one with a time zone and one without, or null
            continue
        if empty:
            note = f"no value of {where} can be between {low} {shown(pair[0])} and {high} {shown(pair[1])}"
            yield Mistake(("constraints", low), f"{note}: correct one of them")


# Keys


def _of_keys(schema: dict[str, Any], names: Mapping[str, int]) -> Iterator[Mistake]:
    if "primaryKey" in schema:
        yield from _of_key(schema["primaryKey"], names, "the primary key", ("primaryKey",))
    unique_keys = schema.get("uniqueKeys") or []
    if wrong_type(unique_keys, list):
        yield Mistake(("uniqueKeys",), must_be('"uniqueKeys"', unique_keys, list, '[["id"]]'))
    else:
        for at, key in enumerate(unique_keys):
            yield from _of_key(key, names, "a unique key", ("uniqueKeys", at), may_be_empty=False)
    foreign_keys = schema.get("foreignKeys") or []
    if wrong_type(foreign_keys, list):
        yield Mistake(("foreignKeys",), must_be('"foreignKeys"', foreign_keys, list))
        return
    for at, key in enumerate(foreign_keys):
        for mistake in _of_foreign_key(key, names):
            yield mistake.below("foreignKeys", at)


def _of_key(
    key: Any, names: Mapping[str, int] | None, what: str, keys: Keys, *, may_be_empty: bool = True
) -> Iterator[Mistake]:
    """Yield the mistakes in a key; `names` are those of its table, as far as they are known."""
    if not isinstance(key, str | list) or (not key and not may_be_empty):
        yield Mistake(keys, f'{what} is {shown(key)}: it must be the name of a field or a list of them, as in ["id"]')
        return
    for at, name in enumerate(key_fields(key)):
        place = (*keys, at) if isinstance(key, list) else keys
        if wrong_type(name, str):
            yield Mistake(place, must_be(f"a name in {what}", name, str))
        elif names is not None and name not in names:
            known = did_you_mean(name, names) or ": name one of the schema's fields"
            yield Mistake(place, f"{what} names {shown(name)}, which is not a field{known}")


def _of_foreign_key(key: Any, names: Mapping[str, int]) -> Iterator[Mistake]:
    example = '{"fields": ["shop"], "reference": {"resource": "shops", "fields": ["id"]}}'
    if wrong_type(key, dict):
        yield Mistake((), must_be("a foreign key", key, dict, example))
        return
    reference = key.get("reference")
    if wrong_type(reference, dict):
        place: Keys = ("reference",) if "reference" in key else ()
        yield Mistake(place, must_be('"reference" of a foreign key', reference, dict, example))
        return
    misspelt = missing(reference, "resource", "the reference of a foreign key", "")
    if "resource" not in reference and misspelt.keys:  # without one, the key refers to its own table
        yield misspelt.below("reference")
        return
    other = reference.get("resource", "")
    if wrong_type(other, str):
        yield Mistake(("reference", "resource"), must_be("the table of a foreign key", other, str, '"shops"'))
        return
    pairs = ((key, (), names), (reference, ("reference",), None if other else names))
    wrong = False
    for part, above, known in pairs:
        if "fields" not in part:
            wrong = True
            yield Mistake(above, f'a foreign key has no "fields" in {shown(part)}: write {example}')
            continue
        for mistake in _of_key(part["fields"], known, "a foreign key", (*above, "fields"), may_be_empty=False):
            wrong = True
            yield mistake
    if not wrong and len(ours := key_fields(key["fields"])) != len(theirs := key_fields(reference["fields"])):
        note = f"a foreign key has the fields {shown(ours)}, and refers to {shown(theirs)}: name one for each"
        yield Mistake(("fields",), note)
