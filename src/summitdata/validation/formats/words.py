"""An error in words for a person: the value, what was expected, what would fit, and what to do.

frictionless' note and message name rows by their number, and say what was expected as the schema does; in JSON both
stay as they are. Here lines are named, and the file is read again for those of the rows that a key was in before.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.errors import PackageError, shown
from summitdata.tabular.schema_parts import key_fields, missing_texts_by_field
from summitdata.validation.formats.cell_words import constraint_words, type_words
from summitdata.validation.formats.first_rows import FirstRows
from summitdata.validation.formats.note_words import NOTE_WORDS, empty_words, scheme_words
from summitdata.validation.header_causes import NO_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitdata.validation.report import Error, Task

__all__ = ["Words"]

KEY_TYPES = frozenset(("primary-key", "unique-error", "foreign-key"))
"""The types of errors whose words name the fields."""
EMPTY_KEY = re.compile(r'^cells composing the primary keys are all "None"|^every field of a primary key is required')
ROW_RULE = re.compile(r'the row constraint to conform is "(.*)"$', re.DOTALL)
NAME = re.compile(r"[^\W\d]\w*")
UNREAD = "has a value that cannot be read: correct that first"
MISSING = "needs a value in each of its fields: write those that are missing"


class Words:
    """The words on the errors of one table.

    Parameters
    ----------
    task : Task
        The table: its schema says what was expected.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.schema = schema = task.schema or {}
        fields = schema.get("fields")
        listed = [field for field in (fields if isinstance(fields, list) else ()) if isinstance(field, dict)]
        self.fields: dict[Any, dict[str, Any]] = {str(field.get("name")): field for field in listed}
        key = schema.get("primaryKey") or []
        self.key = key_fields(key) if isinstance(key, str | list) else []
        self._readers: dict[str, tuple[Callable[[Any], Any], frozenset[str]]] = {}

    @cached_property
    def _first_rows(self) -> FirstRows:
        return FirstRows(self.task)

    def of(self, error: Error) -> str:
        """Return an error in words, without its place; frictionless' note where there are no better ones."""
        if error.type == "source-error" and error.note == NO_ROWS:
            return empty_words(self.task)
        say: Callable[[Error], str] | None = {
            "type-error": self._type,
            "constraint-error": self._constraint,
            "primary-key": self._key,
            "unique-error": self._key,
            "foreign-key": self._reference,
            "row-constraint": self._rule,
            "extra-cell": self._length,
            "missing-cell": self._length,
            "scheme-error": self._scheme,
            **NOTE_WORDS,
        }.get(error.type)
        return (say(error) if say else "") or error.note or error.message

    def sentence(self, error: Error) -> str:
        """Return an error in words, after its field, and after its row or sheet where no line is known."""
        words = self.of(error)
        if words in (error.note, error.message):  # frictionless' message says more than its note
            return error.placed_message
        return ": ".join(filter(None, (error.where, self.field(error), words)))

    def field(self, error: Error) -> str:
        """Return the field to name before the words on an error; "" where its place or its words name it."""
        is_named = error.type in KEY_TYPES or error.label is not None or (error.where and error.row_position is None)
        return f"field {error.field_name}" if error.field_name and not is_named else ""

    def _scheme(self, error: Error) -> str:
        return scheme_words(error, self.task)

    def _type(self, error: Error) -> str:
        field = self.fields.get(error.field_name)
        return type_words(error, field) if field is not None else ""

    def _constraint(self, error: Error) -> str:
        return constraint_words(error, self.fields.get(error.field_name, {}))

    def _key(self, error: Error) -> str:
        place = self._first_rows.place(error)
        if not place:
            return self._empty_key(error) if EMPTY_KEY.search(error.note) and self.key else ""
        what = "the primary key" if error.type == "primary-key" else "the value"
        names = self.key
        if error.type == "unique-error":
            names = next(filter(None, (self._unique_key(error), [error.field_name or ""])))
            what = "the unique key" if len(names) > 1 else what
        if without := self._without_value(error, names):  # frictionless compares such cells as if all were the same
            return f"the primary key ({', '.join(names)}) {without}"
        key = ", ".join(self._values(error, names)) or ", ".join(names)
        return f"{what} {key} is there already, {place}: correct one of the two, or remove one row"

    def _empty_key(self, error: Error) -> str:
        return f"the primary key ({', '.join(self.key)}) {self._without_value(error, self.key) or MISSING}"

    def _without_value(self, error: Error, names: Iterable[str]) -> str:
        """Return the words on a key that has a cell without a value; "" where all its cells have one."""
        states = {
            UNREAD
            if (error.place, error.part_row or error.row_number, name) in self._unread
            else self._state(name, cell)
            for name, cell in self._cells(error, names)
        }
        return next((state for state in (UNREAD, MISSING) if state in states), "")

    @cached_property
    def _unread(self) -> set[tuple[Any, ...]]:
        """The cells that have a type error which is listed: the part of the table, its row, and the field."""
        return {
            (error.place, error.part_row or error.row_number, error.field_name)
            for error in self.task.errors
            if error.type == "type-error"
        }

    def _state(self, name: str, cell: Any) -> str:
        """Return the words on a cell that cannot be read or is missing; "" for one that has a value."""
        from summitdata.tabular.field_reader import cell_reader  # only an error of a key needs frictionless here

        if name not in self._readers:
            field = self.fields.get(name, {"name": name, "type": "any"})
            (missing,) = missing_texts_by_field([field], dict(self.schema))
            read: Callable[[Any], Any] = str
            with suppress(PackageError):
                read = cell_reader(field)
            self._readers[name] = read, frozenset(["", *missing])
        read, empty = self._readers[name]
        if cell is None or (isinstance(cell, str) and cell in empty):
            return MISSING
        # Of typed values the report has texts, which their fields may not read.
        return UNREAD if self.task.dialect is not None and read(cell) is None else ""

    def _unique_key(self, error: Error) -> list[str]:
        """Return the unique key of a note by the names of its fields, which may have commas in them."""
        keys = self.schema.get("uniqueKeys")
        listed = [key_fields(key) for key in (keys if isinstance(keys, list) else ()) if isinstance(key, str | list)]
        names = (list(dict.fromkeys(map(str, key))) for key in listed)
        return next((key for key in names if error.note.startswith(f'the unique key "{", ".join(key)}" is')), [])

    def _cells(self, error: Error, names: Iterable[str]) -> list[tuple[str, Any]]:
        """Return fields with their cells in the row, as far as their columns are known."""
        cells, fields, found = error.cells or (), list(self.fields), []
        labels = list(self.task.labels)
        folded = [label.casefold() for label in labels]
        for name in names:
            if name in labels:
                column = labels.index(name)
            elif name.casefold() in folded:
                column = folded.index(name.casefold())
            elif name in fields and len(fields) == len(cells) and not set(labels) & set(fields):
                column = fields.index(name)
            else:
                continue
            if column < len(cells):
                found.append((name, cells[column]))
        return found

    def _values(self, error: Error, names: Iterable[str]) -> list[str]:
        return [f"{name} = {shown('' if cell is None else str(cell))}" for name, cell in self._cells(error, names)]

    def _reference(self, error: Error) -> str:
        if not error.field_cells or not error.reference_field_names or not error.field_names:
            return ""
        if self._without_value(error, error.field_names) == UNREAD:
            return f"the foreign key ({', '.join(error.field_names)}) {UNREAD}"
        pairs = zip(error.field_names, error.field_cells, strict=False)
        values = ", ".join(f"{name} = {shown(cell)}" for name, cell in pairs)
        other = f"the table {error.reference_name!r}" if error.reference_name else "this table"
        return (
            f"{values} is not in {', '.join(error.reference_field_names)} of {other}: correct it, or add that row there"
        )

    def _rule(self, error: Error) -> str:
        found = ROW_RULE.search(error.note)
        if not found:
            return ""
        names = [name for name in dict.fromkeys(NAME.findall(found[1])) if name in self.fields]
        values = ", ".join(self._values(error, names))
        where = f" where {values}" if values else ""
        return f"the rule {found[1]} does not hold{where}: correct the row, or the formula in the checklist"

    def _length(self, error: Error) -> str:
        if not error.cells or not self.task.labels:
            return ""
        cells, labels = count(len(error.cells), "cell"), count(len(self.task.labels), "column")
        has_delimiters = self.task.dialect is not None
        if error.type == "extra-cell":
            step = "put quotes around a value with a delimiter in it" if has_delimiters else "remove what is too many"
            return f"the row has {cells}, the header {labels}: {step}"
        step = "an empty value needs its delimiter" if has_delimiters else "write one"
        return f"the row has no cell for this column, one of {len(self.task.labels)}: {step}"
