"""How a table's file is laid out for the screen, and why the screen cannot read it if it cannot.

The *screen* accepts the cells of a file that are surely valid, so that frictionless only has to check the others
(`docs/screen.md`). It reads one CSV or TSV file, in any encoding, with its header in some of the first rows or without
one, with comments, and with fields of any type. Every other table is for frictionless alone.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from functools import cached_property
from itertools import filterfalse
from typing import TYPE_CHECKING, Any

from summitdata.tabular.csv_records import first_records
from summitdata.tabular.dialect import LAST_HEADER_ROW, read_cell_dialect, read_dialect
from summitdata.tabular.long_cells import MAX_CELL_BYTES
from summitdata.tabular.packings import UnpackError
from summitdata.tabular.row_layout import RowLayout, join_labels, read_row_layout
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import key_fields, missing_texts
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.budget import Budget
from summitdata.validation.header import HeaderCheck
from summitdata.validation.screen.descriptors import is_surely_valid_resource
from summitdata.validation.standard import read_unique_keys

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.formula import Formula
    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.frictionless_engine import GuardedResource

__all__ = ["CannotScreenError", "Plan", "frictionless_resource", "make_plan"]

FORMATS = ("csv", "tsv")


MAX_COLUMNS = 5000
"""How many columns the screen reads: Arrow takes some ten kilobytes for each, in each block."""


class CannotScreenError(Exception):
    """The screen cannot read a table; the text says why."""


@dataclass(frozen=True)
class Plan:
    """How a table's file is laid out.

    Parameters
    ----------
    table : InputTable
        The table.
    file : pathlib.Path
        Its file.
    encoding : str
        The encoding of the file, as Python names it.
    dialect : Dialect
        How the cells are delimited.
    labels : list of str
        The labels of the header; none without a header.
    fields : list of dict
        The field of each column of the file.
    layout : RowLayout
        Which records are the header, and which are left out.
    budget : Budget
        What the run may take.
    max_cell : int
        How long a cell may be, in bytes.
    row_rules : tuple of Formula
        What every row must satisfy.
    rows_before : int
        How many records stand before the first row of data, the header included; none in a part that is not the first.
    ignore_case : bool
        Whether labels and fields are matched without their case.
    is_surely_valid : bool
        Whether frictionless surely finds nothing wrong with the descriptor.
    """

    table: InputTable
    file: Path
    encoding: str
    dialect: Dialect
    labels: list[str]
    fields: list[dict[str, Any]]
    layout: RowLayout
    budget: Budget = field(default_factory=Budget, compare=False)
    max_cell: int = MAX_CELL_BYTES
    row_rules: tuple[Formula, ...] = ()
    rows_before: int = 1
    ignore_case: bool = False
    is_surely_valid: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The Table Schema before frictionless reads it."""
        schema: dict[str, Any] = self.table.resource["schema"]
        return schema

    @property
    def header_matches(self) -> bool:
        """Whether the header is the schema's, so that frictionless surely finds no error in it."""
        names = [field["name"] for field in self.schema["fields"]]
        if not self.layout.header or (self.labels == names and all(names)):
            return True
        lowered = [[text.lower() for text in texts] for texts in (self.labels, names)]
        return self.ignore_case and lowered[0] == lowered[1] and all(names)

    @cached_property
    def missing_values(self) -> list[str]:
        """The schema's missing values, for the columns whose field has none of its own."""
        return missing_texts(self.schema.get("missingValues", [""]))

    def missing_values_of(self, column: int) -> list[str]:
        """Return the missing values of a column."""
        own = self.fields[column].get("missingValues")
        return self.missing_values if own is None else missing_texts(own)

    @cached_property
    def key_columns(self) -> frozenset[int]:
        """The columns whose values are compared: they are unique or part of a primary, unique or foreign key."""
        schema = self.schema
        keys = [schema.get("primaryKey"), *read_unique_keys(schema)]
        keys += [key.get("fields") for key in schema.get("foreignKeys") or []]
        names = {name for key in keys for name in key_fields(key)}
        return frozenset(
            column
            for column, field in enumerate(self.fields)
            if field["name"] in names or field.get("constraints", {}).get("unique")
        )


def make_plan(table: InputTable, budget: Budget | None = None, max_cell: int = MAX_CELL_BYTES) -> Plan:
    """Return how a table's file is laid out.

    Raises
    ------
    CannotScreenError
        The screen cannot read the table.
    """
    resource, file, budget = table.resource, table.file, budget or Budget()
    if file is None or not file.is_file():
        raise CannotScreenError("the table is not in exactly one file")
    is_valid = is_surely_valid_resource(resource)
    dialect, layout = _read_descriptor(table, budget, is_valid=is_valid)
    try:
        encoding = codecs.lookup(str(resource.get("encoding"))).name
        most = layout.before if layout.header else LAST_HEADER_ROW if layout.comment else layout.before + 1
        first = _first_labels(first_records(file, encoding, dialect, max_cell, most), layout)
    except UnpackError:
        raise
    except (LookupError, ValueError, OSError) as error:  # a UnicodeError; a NUL in the name of the encoding
        raise CannotScreenError(f"the file cannot be read: {type(error).__name__}") from error
    if not first:
        raise CannotScreenError("the file is empty or its first row is blank")
    labels = first if layout.header else []
    fields = resource["schema"]["fields"]
    ignore_case = not resource["dialect"].get("headerCase", True)
    if layout.header and (ignore_case or labels != [field["name"] for field in fields]):
        fields = _match_fields(labels, resource["schema"], ignore_case=ignore_case)
    if len(fields) > MAX_COLUMNS:
        raise CannotScreenError(f"the table has {len(fields)} columns: the fast path reads up to {MAX_COLUMNS}")
    row_rules = read_row_rules(resource)
    plan = Plan(
        table, file, encoding, dialect, labels, fields, layout, budget, max_cell, row_rules, layout.before, ignore_case,
        is_valid,
    )  # fmt: skip
    for column in sorted(plan.key_columns):
        field_type = FIELD_TYPES[fields[column].get("type", "string")]
        if not field_type.hashable:  # frictionless raises TypeError on them, and the report has to say so
            raise CannotScreenError(f"a key has a field of the type {field_type.name}, whose values cannot be compared")
    return plan


def _first_labels(records: list[list[str]], layout: RowLayout) -> list[str]:
    """Return the labels of the header, or the cells of the first row without one; none if a record is not there."""
    if layout.header:
        rows = [records[number - 1] for number in layout.header if number <= len(records)]
        is_whole = len(rows) == len(layout.header)
        return join_labels(filterfalse(layout.is_comment, rows), layout.separator) if is_whole else []
    return next(filterfalse(layout.is_comment, records[layout.before :]), [])


def _read_descriptor(table: InputTable, budget: Budget, *, is_valid: bool) -> tuple[Dialect, RowLayout]:
    """Return dialect and rows of a table whose descriptor is valid and of a kind that the screen supports."""
    resource = table.resource
    if resource.get("format") not in FORMATS:
        raise CannotScreenError(f"the format is {resource.get('format')!r}, not 'csv' or 'tsv'")
    schema = resource.get("schema")
    if not isinstance(schema, dict) or not schema.get("fields"):
        raise CannotScreenError("the table has no schema with fields")
    try:
        layout = read_row_layout(resource["dialect"])
        dialect = read_cell_dialect(resource) if layout else read_dialect(resource, any_header=True)
        if not is_valid:
            _ask_frictionless(table, budget)
            read_unique_keys(schema)
    except ValueError as error:
        raise CannotScreenError(str(error)) from error
    if layout is None:
        raise CannotScreenError("the dialect leaves out rows")
    return dialect, layout


def _ask_frictionless(table: InputTable, budget: Budget) -> None:
    from frictionless import FrictionlessException

    from summitdata.validation.frictionless_engine import CRASHES

    try:
        frictionless_resource(table, budget, is_valid=False).resource.to_descriptor(validate=True)
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("frictionless finds the descriptor invalid") from error


def frictionless_resource(table: InputTable, budget: Budget, *, is_valid: bool) -> GuardedResource:
    """Return frictionless' resource of a table, whose descriptor may be surely valid.

    Raises
    ------
    CannotScreenError
        frictionless cannot read the descriptor.
    """
    from frictionless import FrictionlessException

    from summitdata.validation.frictionless_engine import CRASHES, make_resource

    try:
        return make_resource(table.resource, table.folder, table.other_resources, budget, is_valid=is_valid)
    except (FrictionlessException, *CRASHES) as error:
        raise CannotScreenError("frictionless cannot read the descriptor") from error


def _match_fields(labels: list[str], schema: dict[str, Any], *, ignore_case: bool) -> list[dict[str, Any]]:
    """Return the field of each label, as frictionless matches them if the header differs from the schema."""
    fields = schema["fields"]
    names = [field["name"] for field in fields]
    header = HeaderCheck(labels, names, schema.get("fieldsMatch", "exact"), ignore_case)
    if header.by_name and header.repeated_label is not None:
        raise CannotScreenError("frictionless cannot match the header with the schema")
    if ignore_case and any(
        len({name.lower() for name in found}) < len(found) for found in (names, header.expected_names)
    ):
        raise CannotScreenError("two fields differ in the case of their names alone")  # and keys are found without it
    return [
        {"name": name, "type": "any", "missingValues": [""]} if column is None else fields[column]
        for name, column in zip(header.expected_names, header.columns, strict=True)
    ]
