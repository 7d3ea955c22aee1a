"""frictionless' table resource with a header and rows that take linear time and memory, however wide they are.

No class or function of frictionless is changed: a resource that was made for a table becomes one of the class here.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Self

from frictionless import FrictionlessException, system
from frictionless.fields import AnyField
from frictionless.formats.csv import CsvParser
from frictionless.resources import TableResource
from frictionless.table.header import Header

from summitdata.validation.budget import StopError
from summitdata.validation.explicit_parser import ExplicitCsvParser, PassOn
from summitdata.validation.header import HeaderCheck
from summitdata.validation.linear_rows import LinearRow, RowReader
from summitdata.validation.lookups import WrongReference, wrong_references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import frictionless

    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_rows import UnlistedErrors

__all__ = ["LinearTable", "extra_field", "make_linear"]


LIMITS = ("time-limit", "memory-limit", "file-changed")
"""What ends a run whatever table is being read."""
MANY_TEXTS = 16
"""A longer list of missing values is searched by hash."""


class HashedTexts(list[str]):
    """Missing values, in which frictionless looks for each cell."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(texts)
        self._set = frozenset(self)

    def __contains__(self, text: object) -> bool:
        return text in self._set


@dataclass(frozen=True, slots=True)
class ExtraField:
    """The field of a label that the schema lacks: it takes every text. frictionless' own takes long to make."""

    name: str
    read: Callable[[Any], Any]
    constraints: dict[str, Any] = field(default_factory=dict)

    def create_cell_reader(self) -> Callable[[Any], Any]:
        """Return what reads the cells."""
        return self.read


def extra_field(name: str) -> Any:
    """Return the field of a label that the schema lacks, as far as anything is asked of it."""
    return ExtraField(name, _read_any())


@cache
def _read_any() -> Callable[[Any], Any]:
    return AnyField(name="").create_cell_reader()


def _whole_numbers(numbers: Iterable[Any]) -> tuple[int, ...]:
    """Return the numbers that a record can have: frictionless takes any JSON value for the number of a header row."""
    return tuple(int(number) for number in numbers if isinstance(number, (int, float)) and number % 1 == 0)


class LinearHeader:
    """What frictionless asks of its own header."""

    def __init__(self, resource: TableResource) -> None:
        schema, dialect = resource.schema, resource.dialect
        self.labels = resource.labels
        self.fields = schema.fields
        self.row_numbers = dialect.header_rows
        self._check = HeaderCheck(
            self.labels, schema.field_names, schema.fields_match, ignore_case=not dialect.header_case
        )

    @property
    def missing(self) -> bool:
        """Whether there is no header."""
        return not self.labels

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong with the header."""
        return next(self.errors, None) is None

    @property
    def errors(self) -> Iterator[LightError]:
        """What is wrong with the header."""
        return self._check.errors(_whole_numbers(self.row_numbers), self._is_required)

    def _is_required(self, column: int) -> bool:
        own = self.fields[column]
        return bool(own.required) or (own.schema is not None and own.name in own.schema.primary_key)

    @cached_property
    def _expected_fields(self) -> list[frictionless.Field]:
        check = self._check
        if self.missing:
            return self.fields
        if check.by_name and (ambiguous := check.ambiguous_columns):
            self._refuse(check.labels[:1], [self.fields[column] for column in ambiguous])
        if check.by_name and (label := check.repeated_label) is not None:
            self._refuse([label, label], [])
        return [
            extra_field(name) if column is None else self.fields[column]
            for name, column in zip(check.expected_names, check.columns, strict=True)
        ]

    def _refuse(self, labels: Any, fields: list[frictionless.Field]) -> None:
        """Let frictionless refuse the least of a header that it cannot match, in its own words."""
        options: Any = {"fields_match": self._check.fields_match, "ignore_case": self._check.ignore_case}
        Header(list(labels), fields=fields, row_numbers=self.row_numbers, **options).get_expected_fields()

    def get_expected_fields(self) -> list[frictionless.Field]:
        """Return the field of each label.

        Raises
        ------
        frictionless.FrictionlessException
            The labels cannot be matched with the fields.
        """
        return self._expected_fields


class LinearTable(TableResource):
    """A table resource whose header is a `LinearHeader` and whose rows are of the class `LinearRow`."""

    _whole_keys = False
    _pass_on: PassOn = staticmethod(iter)
    _original: LinearTable | None = None
    _opened: LinearTable | None = None
    _make_row: Callable[[RowReader, list[Any], int], LinearRow] = LinearRow

    def pass_records_through(self, pass_on: PassOn) -> None:
        """Let a function see the records of a CSV file, the header included, before anything else does."""
        self._pass_on = pass_on

    def make_rows_with(self, make_row: Callable[[RowReader, list[Any], int], LinearRow]) -> None:
        """Let another function make the rows, of what they share, their cells and their number."""
        self._make_row = make_row

    def refuse_partial_keys(self) -> None:
        """Let a row that lacks some fields of the primary key have an error; frictionless lets it pass."""
        self._whole_keys = True

    def list_errors(self, room: Callable[[], int], wrong: list[WrongReference]) -> None:
        """Let the rows list as many errors as there is room for, and count the others; before the table is opened.

        The tables of foreign keys in which nothing can be looked up are added to `wrong`.
        """
        self._room, self._wrong = room, wrong

    @property
    def unlisted(self) -> UnlistedErrors:
        """The number of errors of the rows so far that are not listed."""
        unlisted: UnlistedErrors = self._row_reader.unlisted
        return unlisted

    def _TableResource__open_parser(self) -> None:  # noqa: N802 - the parser has no public entrance
        parser: Any = system.create_parser(self)
        is_plain = type(parser) is CsvParser
        if is_plain:
            parser.__class__ = ExplicitCsvParser
            parser.pass_on = self._pass_on
        self._TableResource__parser = parser
        parser.open()

    def _TableResource__open_header(self) -> None:  # noqa: N802 - the header has no public entrance
        self._TableResource__header = LinearHeader(self)
        if self._original is not None:
            self._original.note_opened(self)

    def note_opened(self, copy: LinearTable) -> None:
        """Keep the copy of this table that is opened: frictionless makes one for each foreign key, and opens some."""
        self._opened = copy

    def _TableResource__open_lookup(self) -> None:  # noqa: N802 - nor has what foreign keys refer to
        others = {key["reference"]["resource"] for key in self.schema.foreign_keys} - {"", self.name}
        package: Any = self.package
        try:
            super()._TableResource__open_lookup()  # type: ignore[misc] # it is there, under its private name
        except (FrictionlessException, StopError) as error:
            failed = next(reversed(self.lookup or {"": {}}))
            if failed in others and all(map(package.has_resource, others)):
                self._refuse_reference(failed, error)
            raise
        if others and (wrong := getattr(self, "_wrong", None)) is not None:
            opened = {name: package.get_resource(name)._opened for name in others}  # noqa: SLF001 - of this class
            wrong.extend(wrong_references(self.schema.foreign_keys, opened, self.lookup))

    def _refuse_reference(self, name: str, error: FrictionlessException | StopError) -> None:
        """Note that another table cannot be read; raise a stop without its line, which is not of this."""
        kind = error.error_type if isinstance(error, StopError) else error.error.type
        if kind in LIMITS:
            return
        getattr(self, "_wrong", []).append(WrongReference(name, error_type=kind))
        if isinstance(error, StopError):
            self.close()  # frictionless does so for exceptions, and a stop is none
            raise StopError(kind, f"the table {name!r}: {error.note}") from error

    def _TableResource__open_row_stream(self) -> None:  # noqa: N802 - nor have the rows
        fields = self.header.get_expected_fields()
        self._row_reader = RowReader(fields, getattr(self, "_room", _room_for_all))
        records = self.dialect.read_enumerated_content_stream(self.cell_stream)
        self._TableResource__row_stream = self._read_rows(fields, records)

    def _read_rows(self, fields: Any, records: Iterable[tuple[int, list[Any]]]) -> Iterator[LinearRow]:
        """Yield the rows, and add the errors of their keys as frictionless does: unique, primary, foreign."""
        reader = self._row_reader
        unique = _unique_positions(fields)
        rows_by_value: dict[int, dict[Any, int]] = {position: {} for position in unique}
        primary_key, rows_by_key = self._primary_key_names(reader), dict[Any, int]()
        foreign_keys = self._foreign_keys(reader)
        self.stats.rows = 0
        for row_number, cells in records:
            self.stats.rows += 1
            row = self._make_row(reader, cells, row_number)
            # The fields of cells that the row lacks have no value; they are only read to have the errors in order.
            asked = unique if reader.room() > 0 else unique[: bisect_left(unique, len(cells))]
            for position in asked:
                value = row[reader.names[position]]
                if value is not None:
                    earlier = rows_by_value[position].get(value)
                    rows_by_value[position][value] = row_number
                    if earlier:
                        note = f"the same as in the row at position {earlier}"
                        row.errors.append(row.error("unique-error", note, reader.names[position]))
            if primary_key is not None:
                self._check_primary_key(row, primary_key, rows_by_key)
            for key in foreign_keys:
                self._check_foreign_key(row, key)
            yield row

    def _foreign_keys(self, reader: RowReader) -> list[dict[str, Any]]:
        """Return the foreign keys of which the table has all fields."""
        if not self.lookup:
            return []
        return [key for key in self.schema.foreign_keys if set(key["fields"]) <= reader.positions.keys()]

    def read_first(self) -> list[int]:
        """Return the positions of the fields of keys, as their cells are read before the others of a row."""
        reader = self._row_reader
        names = [*(self._primary_key_names(reader) or [])]
        for key in self._foreign_keys(reader):
            names += key["fields"] if self.lookup.get(key["reference"]["resource"]) else []
        return [*_unique_positions(self.header.get_expected_fields()), *(reader.positions[name] for name in names)]

    def _primary_key_names(self, reader: RowReader) -> list[str] | None:
        """Return the names of the fields of the primary key if the table has one and all of its fields."""
        names = self.schema.primary_key
        if not names or not set(names) <= reader.positions.keys():
            return None
        labels = self.primary_key_labels(LinearRow(reader, [], 0), self.dialect.header_case)  # type: ignore[arg-type] # it only has names
        return list(dict.fromkeys(labels))  # a name may stand there a hundred thousand times

    def _check_primary_key(self, row: LinearRow, names: list[str], rows_by_key: dict[Any, int]) -> None:
        key = tuple(row[name] for name in names)
        if set(key) == {None}:
            note = 'cells composing the primary keys are all "None"'
            row.errors.append(row.error("primary-key", note, key_column=row.column(names[0])))
            return
        if None in key and self._whole_keys and (lacking := row.missing_without_error(names)):
            fields = ", ".join(f'"{name}"' for name in lacking)
            note = f'every field of a primary key is required: cells composing it, of {fields}, are "None"'
            row.errors.append(row.error("primary-key", note, key_column=row.column(lacking[0])))
        earlier = rows_by_key.get(key)
        rows_by_key[key] = row.row_number
        if earlier:
            note = f"the same as in the row at position {earlier}"
            row.errors.append(row.error("primary-key", note, key_column=row.column(names[0])))

    def _check_foreign_key(self, row: LinearRow, foreign_key: dict[str, Any]) -> None:
        reference, names = foreign_key["reference"], foreign_key["fields"]
        lookup = self.lookup.get(reference["resource"])
        if not lookup:
            return
        key = tuple(row[name] for name in names)
        if set(key) == {None} or key in lookup.get(tuple(reference["fields"]), set()):
            return
        note = 'for "{}": values "{}" not found in the lookup table "{}" as "{}"'.format(
            ", ".join(names), ", ".join(map(str, key)), reference["resource"], ", ".join(reference["fields"])
        )
        values: dict[str, Any] = {
            "field_names": tuple(names),
            "field_cells": tuple("" if value is None else str(value) for value in key),
            "reference_name": reference["resource"],
            "reference_field_names": tuple(reference["fields"]),
            "key_column": row.column(names[0]),
        }
        row.errors.append(row.error("foreign-key", note, **values))

    def to_copy(self, **options: Any) -> Self:
        """Return a copy of the same class: frictionless opens one to look up foreign keys."""
        copy: Self = make_linear(super().to_copy(**options))
        copy._original = self
        return copy


def _unique_positions(fields: Any) -> list[int]:
    return [position for position, each in enumerate(fields) if each.constraints.get("unique")]


def _room_for_all() -> int:
    return sys.maxsize


def make_linear(resource: Any) -> Any:
    """Return a resource that frictionless made; if it is a table, it is a `LinearTable` from now on."""
    if type(resource) is TableResource:
        resource.__class__ = LinearTable
        for part in (resource.schema, *(resource.schema.fields if resource.schema else ())):
            if part and len(part.missing_values) > MANY_TEXTS:
                # Their own way to set it makes a plain list again.
                object.__setattr__(part, "missing_values", HashedTexts(part.missing_values))
    return resource
