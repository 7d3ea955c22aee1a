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

from summitdata.tabular.csv_records import read_labels
from summitdata.tabular.dialect import UnsupportedDialectError, read_dialect
from summitdata.tabular.schema_parts import key_fields, missing_texts
from summitdata.validation.screen.descriptors import is_surely_valid_resource

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.inputs import InputTable

__all__ = ["CannotScreenError", "Plan", "make_plan", "prepared"]

FORMATS = ("csv", "tsv")
UNHASHABLE = ("array", "object", "geojson", "list")
"""Types whose values frictionless cannot compare in keys: it crashes, and must be let."""


class CannotScreenError(Exception):
    """The screen does not take a table; the text says why."""


@dataclass(frozen=True)
class Plan:
    """How a table's file is laid out: its text, its columns with their fields, and the keys over them."""

    table: InputTable
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
        return missing_texts(self.schema.get("missingValues", [""]))

    def missing_of(self, column: int) -> list[str]:
        """Return the texts that stand for no value in a column."""
        own = self.fields[column].get("missingValues")
        return self.missing_values if own is None else missing_texts(own)

    @cached_property
    def hashed(self) -> frozenset[int]:
        """The columns whose values are compared, for a key or a reference."""
        schema = self.schema
        keys = [schema.get("primaryKey"), *(schema.get("uniqueKeys") or [])]
        keys += [key.get("fields") for key in schema.get("foreignKeys") or []]
        named = {name for key in keys for name in key_fields(key)}
        unique = {field["name"] for field in self.fields if field.get("constraints", {}).get("unique")}
        return frozenset(at for at, field in enumerate(self.fields) if field["name"] in named | unique)


def make_plan(table: InputTable) -> Plan:
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
    try:
        dialect = read_dialect(resource)
    except UnsupportedDialectError as error:
        raise CannotScreenError(str(error)) from error
    if not is_surely_valid_resource(resource):
        _ask_frictionless(table)
    try:
        encoding = codecs.lookup(str(resource.get("encoding"))).name
        labels = read_labels(table.file, encoding, dialect)
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


def _ask_frictionless(table: InputTable) -> None:
    from frictionless import FrictionlessException

    from summitdata.validation.frictionless_engine import CRASHES

    try:
        prepared(table).to_descriptor(validate=True)
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("its descriptor is not valid") from error


def prepared(table: InputTable) -> Any:
    """Return frictionless' resource of a table.

    Raises
    ------
    CannotScreenError
        frictionless cannot read the descriptor.
    """
    from frictionless import FrictionlessException

    from summitdata.validation.frictionless_engine import CRASHES, make_resource

    try:
        return make_resource(table.resource, table.folder, table.other_resources)
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("its descriptor cannot be read") from error


def _expected(table: InputTable, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the field of each label of a header that is not the schema's, as frictionless pairs them."""
    from frictionless import FrictionlessException

    from summitdata.validation.frictionless_engine import CRASHES, make_resource

    # Without its references, which are no matter of the header and may be long to read.
    bare = copy.deepcopy(table.resource)
    bare["schema"].pop("foreignKeys", None)
    try:
        with make_resource(bare, table.folder, ()) as resource:
            expected = resource.header.get_expected_fields()
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("its header cannot be paired with the schema") from error
    known = {field["name"]: field for field in fields}
    return [known.get(one.name) or {"name": one.name, "type": "any", "missingValues": [""]} for one in expected]
