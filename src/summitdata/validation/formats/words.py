"""An error in words for a person: the value, what was expected, what would fit, and what to do.

frictionless' note and message name rows by their number, and say what was expected as the schema does; in JSON both
stay as they are. Here lines are named, and the file is read again for those of the rows that a key was in before.
"""

from __future__ import annotations

import csv
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.opening import open_text
from summitdata.tabular.positions import locate_cells
from summitdata.tabular.schema_parts import key_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.validation.report import Error, Task

__all__ = ["Words"]

TYPES = {
    "integer": ("an integer", "1234"),
    "number": ("a number", "1234.5"),
    "boolean": ("a boolean", "true"),
    "date": ("a date", "2025-06-17"),
    "time": ("a time", "09:30:00"),
    "datetime": ("a date with a time", "2025-06-17T09:30:00"),
    "year": ("a year", "2025"),
    "yearmonth": ("a month", "2025-06"),
    "duration": ("a duration", "P1Y2M"),
    "geopoint": ("a point", "76.9, 43.2"),
    "object": ("a JSON object", '{"a": 1}'),
    "array": ("a JSON array", '["a", "b"]'),
    "list": ("a list", "1,2,3"),
    "email": ("an e-mail address", "name@example.org"),
    "uri": ("an address", "https://example.org/"),
    "uuid": ("a UUID", "123e4567-e89b-12d3-a456-426614174000"),
}
"""What a value of a type, or a text of a format, is called, and one that fits."""

CONSTRAINTS = {
    "minimum": "is less than the minimum, {0}",
    "maximum": "is greater than the maximum, {0}",
    "exclusiveMinimum": "must be greater than {0}",
    "exclusiveMaximum": "must be less than {0}",
    "minLength": "is shorter than the minLength, {0}",
    "maxLength": "is longer than the maxLength, {0}",
    "pattern": "does not match the pattern {0}",
    "enum": "is not one of {0}",
}
"""What a value that breaks a constraint does; `{0}` is the constraint in the schema."""

EARLIER = re.compile(r"the same as in the row at position (\d+)$")
EMPTY_KEY = re.compile(r'^cells composing the primary keys are all "None"|^every field of a primary key is required')
CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"( and must match the whole value)?$', re.DOTALL)
EXAMPLE_DAY = datetime(2025, 6, 17, 9, 30)  # noqa: DTZ001 - an example of a format


class Words:
    """The words on the errors of one table.

    Parameters
    ----------
    task : Task
        The table: its schema says what was expected.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        schema = task.schema or {}
        fields = schema.get("fields")
        self.fields: dict[Any, dict[str, Any]] = {
            str(field.get("name")): field
            for field in (fields if isinstance(fields, list) else ())
            if isinstance(field, dict)
        }
        key = schema.get("primaryKey") or []
        self.key = key_fields(key) if isinstance(key, str | list) else []
        self._lines = self._lines_of_earlier_rows()

    def of(self, error: Error) -> str:
        """Return an error in words, without its place; frictionless' note where there are no better ones."""
        say: Callable[[Error], str] | None = {
            "type-error": self._type,
            "constraint-error": self._constraint,
            "primary-key": self._key,
            "unique-error": self._key,
            "foreign-key": self._reference,
            "extra-cell": self._length,
            "missing-cell": self._length,
        }.get(error.type)
        return (say(error) if say else "") or error.note or error.message

    def sentence(self, error: Error) -> str:
        """Return an error in words, after its field, and after its row or sheet where no line is known."""
        words = self.of(error)
        if words in (error.note, error.message):  # frictionless' message says more than its note
            return error.placed_message
        place = error.where or (f"field {error.field_name}" if error.field_name else "")
        return f"{place}: {words}" if place else words

    def _type(self, error: Error) -> str:
        field = self.fields.get(error.field_name)
        if field is None or not isinstance(error.cell, str):
            return ""
        form = str(field.get("format", "default"))
        type = str(field.get("type", "string"))
        name, example = TYPES.get(form if type == "string" else type, ("", ""))
        if type in ("date", "time", "datetime") and "%" in form:
            example = EXAMPLE_DAY.strftime(form)
        elif type == "number":
            example = example.replace(".", str(field.get("decimalChar", ".")))
        elif type == "boolean" and isinstance(words := field.get("trueValues"), list) and words:
            example = str(words[0])
        elif (type in ("date", "time", "datetime") and form == "any") or (type == "geopoint" and form != "default"):
            return f"{error.cell!r} is not {name}"
        return f"{error.cell!r} is not {name}: write one as in {example}" if name else ""

    def _constraint(self, error: Error) -> str:
        found = CONSTRAINT.match(error.note)
        if not found or (error.cell is not None and not isinstance(error.cell, str)):
            return ""
        if found[1] == "required":
            return "the cell is empty, and the schema requires a value: write one"
        words = CONSTRAINTS.get(found[1], "").format(repr(found[2]) if found[1] == "pattern" else found[2][:200])
        whole = " as a whole" if found[3] else ""
        next_step = f"correct the value, or the {found[1]} in the schema"
        return f"{error.cell or ''!r} {words}{whole}: {next_step}" if words else ""

    def _key(self, error: Error) -> str:
        if EMPTY_KEY.search(error.note) and self.key:
            fields = ", ".join(self.key)
            return f"the primary key ({fields}) needs a value in each of its fields: write those that are missing"
        names = self.key if error.type == "primary-key" else [error.field_name or ""]
        labels = list(self.task.labels)
        cells = error.cells or ()
        values = [
            f"{name} = {cells[labels.index(name)]!r}"
            for name in names
            if name in labels and labels.index(name) < len(cells)
        ]
        found = EARLIER.search(error.note)
        if not found or not values or "unique key" in error.note:
            return ""
        what = "the primary key" if error.type == "primary-key" else "the value"
        row = self._lines.get(int(found[1]))
        where = f"in line {row}" if row else "in an earlier row" if error.line_number else f"in row {found[1]}"
        return f"{what} {', '.join(values)} is there already, {where}: correct one of the two, or remove one row"

    @staticmethod
    def _reference(error: Error) -> str:
        if not error.field_cells or not error.reference_field_names or not error.field_names:
            return ""
        pairs = zip(error.field_names, error.field_cells, strict=False)
        values = ", ".join(f"{name} = {cell!r}" for name, cell in pairs)
        other = f"the table {error.reference_name!r}" if error.reference_name else "this table"
        return (
            f"{values} is not in {', '.join(error.reference_field_names)} of {other}: correct it, or add that row there"
        )

    def _length(self, error: Error) -> str:
        if not error.cells or not self.task.labels:
            return ""
        cells, labels = count(len(error.cells), "cell"), count(len(self.task.labels), "column")
        if error.type == "extra-cell":
            return f"the row has {cells}, the header {labels}: put quotes around a value with a delimiter in it"
        return (
            f"the row has no cell for this column, one of {len(self.task.labels)}: an empty value needs its delimiter"
        )

    def _lines_of_earlier_rows(self) -> dict[int, int]:
        """Return the line of each row that a key was in before, by its number, where both can be known."""
        lines: dict[int, int] = {}
        unknown: set[int] = set()
        for error in self.task.errors:
            if error.place is None and error.line_number and (found := EARLIER.search(error.note)):
                number = int(found[1])
                if error.line_number == error.row_number:  # so far each row is one line
                    lines[number] = number
                else:
                    unknown.add(number)
        file, dialect = self.task.unchanged_file, self.task.dialect
        if not unknown or file is None or dialect is None or not file.is_file():
            return lines
        encoding = "utf-8-sig" if self.task.encoding.lower() in ("utf-8", "utf8") else self.task.encoding
        try:
            with open_text(file, encoding) as text:
                places = locate_cells(text, {number: [1] for number in unknown}, dialect.delimiter, dialect.quote)
        except (OSError, UnicodeError, LookupError, csv.Error):
            return lines
        return lines | {number: line for (number, _), (line, _) in places.items()}
