"""Files of typed rows by the screen: their rows as the text of a CSV file that is valid only if they are.

Every value becomes the text that its field reads as this value, with the same outcome of each constraint. Where that is
not sure, or anything is wrong with the text, frictionless reads the rows themselves.
"""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from summitdata.errors import SummitDataError
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.long_cells import LongCellError
from summitdata.tabular.row_files import row_file
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.types.boolean import FALSE, TRUE
from summitdata.tabular.unpacking import FREE_BYTES, MAX_RATIO
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.recheck import validate_by_screen
from summitdata.writing import temporary_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.budget import Budget
    from summitdata.validation.findings import Findings
    from summitdata.validation.meter import Progress

__all__ = ["valid_rows"]

ROWS_AT_ONCE = 1000
_PARSING = frozenset(("pattern", "decimalChar", "groupChar", "bareNumber", "floatNumber"))
"""What a text of a field is read by, and a value of another class is not."""
_LONGEST_INTEGER = 10**18


class _NotSureError(Exception):
    """A row may not be what its text says."""


def valid_rows(table: InputTable, budget: Budget, max_cell: int, progress: Progress) -> Findings | None:
    """Return what was found in a table of typed rows that is valid; None where only frictionless can tell.

    Parameters
    ----------
    table : InputTable
        The table, in a file of `ROW_FORMATS`.
    budget, max_cell, progress
        As `make_plan` and `validate_by_screen` take them.
    """
    rows, schema, file = row_file(table.resource, table.folder), table.resource.get("schema"), table.file
    if rows is None or file is None or not isinstance(schema, dict):
        return None
    most = max(FREE_BYTES, MAX_RATIO * file.stat().st_size)
    try:
        kept = {name: value for name, value in rows.inline().items() if name not in ("data", "dialect")}
        with temporary_file("rows.csv", b"") as copy:
            with copy.open("w", encoding="utf-8", newline="") as text:
                _write(text, rows(), schema, budget, most, progress)
            resource = make_explicit({**kept, "path": copy.name, "format": "csv"})
            plan = make_plan(replace(table, resource=resource, folder=copy.parent), budget, max_cell)
            findings = validate_by_screen(plan, 1, progress)
    except (_NotSureError, KeyError, CannotScreenError, LongCellError, SummitDataError, UnicodeEncodeError):
        return None
    if findings.total or findings.partial or findings.stop or findings.bad_quotes.total:
        return None
    findings.stats = {name: number for name, number in findings.stats.items() if name in ("fields", "rows")}
    findings.sheet = rows.sheet
    return findings


def _write(  # noqa: PLR0913, PLR0917 - what the writing of a copy has
    text: IO[str], rows: Iterator[list[Any]], schema: dict[str, Any], budget: Budget, most: int, progress: Progress
) -> None:
    """Write rows as CSV text."""
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    labels = next(rows, [])
    fields = schema.get("fields")
    names = [field.get("name") for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    if not labels or labels != names or not isinstance(fields, list):
        raise _NotSureError
    missing = missing_texts_by_field(fields, schema)
    writers = [_writers_of(field, texts) for field, texts in zip(fields, missing, strict=True)]
    writer.writerow(labels)
    for number, row in enumerate(rows):
        if len(row) != len(writers):
            raise _NotSureError
        writer.writerow(
            [
                cell if type(cell) is str else by_class[type(cell)](cell)
                for by_class, cell in zip(writers, row, strict=True)
            ]
        )
        if number % ROWS_AT_ONCE == 0:
            budget.check()
            progress(number, None)
            if text.tell() > most:
                raise _NotSureError


def _writers_of(field: dict[str, Any], missing: Sequence[str]) -> dict[type, Callable[[Any], str]]:
    """Return what writes the values of a field that are not texts, by their class."""
    constraints = field.get("constraints")
    parsed_by = _PARSING & {*field, *(constraints if isinstance(constraints, dict) else ())}
    is_plain = not parsed_by and field.get("format", "default") == "default"
    kind = field.get("type", "string")
    found = {cls: write for (cls, name), write in _WRITERS.items() if is_plain and name == kind}
    if "" in missing or missing:
        empty = "" if "" in missing else missing[0]
        found[type(None)] = lambda _: empty
    if kind == "boolean" and is_plain:
        true, false = (field.get(name) or usual for name, usual in (("trueValues", TRUE), ("falseValues", FALSE)))
        found[bool] = lambda value: str((true if value else false)[0])
    return found


def _integer_text(value: int) -> str:
    return str(_sure(value, is_sure=-_LONGEST_INTEGER < value < _LONGEST_INTEGER))


def _finite_text(value: float | Decimal) -> str:
    return str(_sure(value, is_sure=math.isfinite(value)))


def _moment_text(value: datetime | time) -> str:
    return str(_sure(value.isoformat(), is_sure=not value.microsecond and value.tzinfo is None))


def _day_text(value: datetime) -> str:
    return str(_sure(value.date().isoformat(), is_sure=value.time() == time() and value.tzinfo is None))


def _sure(value: Any, *, is_sure: bool) -> Any:
    if not is_sure:
        raise _NotSureError
    return value


_WRITERS: dict[tuple[type, str], Callable[[Any], str]] = {
    **{(int, name): _integer_text for name in ("integer", "number", "year")},
    **{(cls, "number"): _finite_text for cls in (float, Decimal)},
    (datetime, "date"): _day_text,
    (datetime, "datetime"): _moment_text,
    (date, "date"): date.isoformat,
    (time, "time"): _moment_text,
}
"""How a value of a class is written for a type of field; every other one is not sure."""
