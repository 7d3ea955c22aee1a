"""Whether the screen can take a table, and how its file is laid out if so.

What the screen takes is one CSV or TSV file with its header in the first row, or none, in any encoding, with any
fields: what it has no predicate for goes to frictionless' cell reader. What it does not take is for frictionless alone.
"""

from __future__ import annotations

import codecs
import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from summitdata.validation.metadata import surely_valid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import frictionless

    from summitdata.validation.appeal import Appeal
    from summitdata.validation.blocks import Dialect
    from summitdata.validation.sources import Table

__all__ = ["CannotScreenError", "Plan", "dialect_of", "labels_of", "plan_of", "texts_of"]

FORMATS = ("csv", "tsv")
PLAIN = {"doubleQuote": True, "skipInitialSpace": False, "headerRows": [1], "headerCase": True, "header": None}
"""The parts of a dialect that the screen knows, with the values that they must have, or None for any."""
IGNORED = (
    "delimiter",
    "quoteChar",
    "lineTerminator",
    "nullSequence",
    "name",
    "type",
    "title",
    "description",
    "$schema",
)
UNHASHABLE = ("array", "object", "geojson", "list")
"""Types whose values frictionless cannot compare in keys: it crashes, and must be let."""


class CannotScreenError(Exception):
    """The screen does not take a table; the text says why."""


@dataclass(frozen=True)
class Plan:
    """How a table's file is laid out: its text, its columns with their fields, and the keys over them."""

    table: Table
    file: Path
    encoding: str
    dialect: Dialect
    labels: list[str]
    fields: list[dict[str, Any]]
    header: bool

    @property
    def schema(self) -> dict[str, Any]:
        """The Table Schema as it was given."""
        schema: dict[str, Any] = self.table.resource["schema"]
        return schema

    @property
    def clean_header(self) -> bool:
        """Whether frictionless surely finds nothing wrong with the header."""
        names = [field["name"] for field in self.schema["fields"]]
        return not self.header or (self.labels == names and all(names))

    @property
    def missing_values(self) -> list[str]:
        """The texts that stand for no value, where a field has none of its own."""
        return texts_of(self.schema.get("missingValues", [""]))

    def missing_of(self, column: int) -> list[str]:
        """Return the texts that stand for no value in a column."""
        own = self.fields[column].get("missingValues")
        return self.missing_values if own is None else texts_of(own)

    @cached_property
    def hashed(self) -> frozenset[int]:
        """The columns whose values are compared, for a key or a reference."""
        schema = self.schema
        keys = [schema.get("primaryKey"), *(schema.get("uniqueKeys") or [])]
        keys += [key.get("fields") for key in schema.get("foreignKeys") or []]
        named = {name for key in keys for name in names_of(key)}
        unique = {field["name"] for field in self.fields if field.get("constraints", {}).get("unique")}
        return frozenset(at for at, field in enumerate(self.fields) if field["name"] in named | unique)

    def appeal(self) -> Appeal:
        """Make what decides on the cells that the screen does not clear."""
        from summitdata.validation.appeal import Appeal
        from summitdata.validation.engine import CRASHES

        resource = _prepared(self.table)
        try:
            return Appeal(_fields(resource.schema, self.fields), resource.schema, self.schema, self.hashed)
        except CRASHES as crash:
            raise CannotScreenError(f"the schema cannot be used: {type(crash).__name__}") from crash


def plan_of(table: Table) -> Plan:
    """Return how a table is screened.

    Raises
    ------
    CannotScreenError
        It is for frictionless alone.
    """
    resource = table.resource
    if table.file is None or not table.file.is_file():
        raise CannotScreenError("the table is not one file")
    if resource.get("format") not in FORMATS:
        raise CannotScreenError(f"the format {resource.get('format')!r} is not screened")
    if not isinstance(resource.get("schema"), dict) or not resource["schema"].get("fields"):
        raise CannotScreenError("there is no schema with fields")
    dialect = dialect_of(resource)
    if not surely_valid(resource):
        _ask_frictionless(table)
    try:
        encoding = codecs.lookup(str(resource.get("encoding"))).name
        labels = labels_of(table.file, encoding, dialect)
    except (LookupError, UnicodeError, OSError) as error:
        raise CannotScreenError(f"the file cannot be read: {type(error).__name__}") from error
    header = bool(resource["dialect"].get("header", True))
    if not labels:
        raise CannotScreenError("the first row is blank")
    labels = [label.strip() for label in labels] if header else []
    fields = resource["schema"]["fields"]
    if header and labels != [field["name"] for field in fields]:
        fields = _expected(table, fields)
    plan = Plan(table, table.file, encoding, dialect, labels, fields, header)
    if any(fields[at].get("type") in UNHASHABLE for at in plan.hashed):
        raise CannotScreenError("a key has values that cannot be compared")
    return plan


def dialect_of(resource: dict[str, Any]) -> Dialect:
    """Return how the cells of a resource are delimited.

    Raises
    ------
    CannotScreenError
        In a way that the screen does not know.
    """
    from summitdata.validation.blocks import Dialect

    said = resource["dialect"]
    if odd := set(said) - {*PLAIN, *IGNORED}:
        raise CannotScreenError(f"the dialect has {', '.join(sorted(odd))}")
    for key, value in PLAIN.items():
        if value is not None and key in said and said[key] != value:
            raise CannotScreenError(f"the dialect has {key} {said[key]!r}")
    marks = said["delimiter"], said["quoteChar"]
    if not all(isinstance(mark, str) and (mark == "\t" or (len(mark) == 1 and " " < mark < "\x7f")) for mark in marks):
        raise CannotScreenError("the dialect has other than one character of ASCII for delimiter and quote")
    if marks[0] == marks[1]:
        raise CannotScreenError("delimiter and quote are the same")
    return Dialect(*marks, universal=resource["format"] == "tsv")


def labels_of(file: Path, encoding: str, dialect: Dialect) -> list[str]:
    """Return the cells of a file's first record, none if it is blank."""
    from summitdata.validation import blocks

    with blocks.utf8(file, encoding) as stream:
        for block in blocks.blocks(stream, dialect, 1 << 12):
            for _, _, text in blocks.records(block, dialect, [0]):
                return next(dialect.reader(text), [])
    return []


def _ask_frictionless(table: Table) -> None:
    from frictionless import FrictionlessException

    from summitdata.validation.engine import CRASHES

    try:
        _prepared(table).to_descriptor(validate=True)
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("its descriptor is not valid") from error


def _prepared(table: Table) -> Any:
    from frictionless import FrictionlessException

    from summitdata.validation.engine import CRASHES, prepare

    try:
        return prepare(table.resource, table.folder, table.others)
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("its descriptor cannot be read") from error


def _expected(table: Table, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the field of each label of a header that is not the schema's, as frictionless pairs them."""
    from frictionless import FrictionlessException

    from summitdata.validation.engine import CRASHES, prepare

    # Without its references, which are no matter of the header and may be long to read.
    bare = copy.deepcopy(table.resource)
    bare["schema"].pop("foreignKeys", None)
    try:
        with prepare(bare, table.folder, ()) as resource:
            expected = resource.header.get_expected_fields()
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("its header cannot be paired with the schema") from error
    known = {field["name"]: field for field in fields}
    return [known.get(one.name) or {"name": one.name, "type": "any", "missingValues": [""]} for one in expected]


def _fields(schema: frictionless.Schema, fields: Iterable[dict[str, Any]]) -> list[frictionless.Field]:
    from frictionless import Field

    known = {field.name: field for field in schema.fields}
    return [known.get(one["name"]) or Field.from_descriptor(one) for one in fields]


def names_of(key: Any) -> list[str]:
    """Return the names of a key's fields; one may stand without a list."""
    return [key] if isinstance(key, str) else list(key or [])


def texts_of(missing_values: Iterable[Any]) -> list[str]:
    """Return missing values as texts; since version 2 of the standard they may have labels."""
    return [str(one["value"]) if isinstance(one, dict) else str(one) for one in missing_values]
