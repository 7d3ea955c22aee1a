"""Why the cells of a field are not of its type: written as in another country, or by a program for people."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.errors import shown
from summitdata.validation.cause import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata.validation.report_error import Error

__all__ = ["cell_causes"]

NUMBERS, DAYS, ALL = ("integer", "number", "year"), ("date", "datetime", "yearmonth"), ()
_SPACE = r"[ \u00a0\u2009\u202f]"


class _Habit(NamedTuple):
    """A way to write values that a type does not read: of which types, what it looks like, and what to do.

    One cell at least must look like `proof`, which distinguishes it from ways that look alike.
    """

    types: tuple[str, ...]
    pattern: str
    title: str
    advice: str
    proof: str = ".*"


HABITS = (
    _Habit(ALL, r"\s*(N/?A|n/?a|NULL|null|None|none|nan|-+|\.+|\?+|\\N)\s*", "a sign for missing values",
           "list it in the missingValues of the schema, or leave the cell empty"),
    _Habit(ALL, r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)", "an error of a spreadsheet",
           "correct the formula there, and save the file again"),
    _Habit(NUMBERS, r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", "thousands separators",
           'write the numbers without them, or say "groupChar": "," in the field of the schema'),
    _Habit(NUMBERS, r"[-+]?\d{1,3}(\.\d{3})+(,\d*)?", "thousands separators",
           'write the numbers without them, or say "groupChar": "." and "decimalChar": "," in the field of the schema'),
    _Habit(NUMBERS, rf"[-+]?\d{{1,3}}({_SPACE}|['’])\d{{3}}(({_SPACE}|['’])\d{{3}})*([.,]\d*)?", "thousands separators",  # noqa: RUF001 - as people write them
           'write the numbers without them, or say the sign as "groupChar" in the field of the schema'),
    _Habit(NUMBERS, r"[-+]?\d*,\d+", "decimal commas",
           'write a point, or say "decimalChar": "," in the field of the schema'),
    _Habit(NUMBERS, r"[-+]?[\d.,]+\s*%", "percent signs",
           'remove them, or say "bareNumber": false in the field of the schema'),
    _Habit(NUMBERS, r"([€$£¥]|[A-Z]{3})\s*[-+]?[\d.,]+|[-+]?[\d.,]+\s*([€$£¥]|[A-Za-z°µ]{1,5})", "units of numbers",
           'remove them, or say "bareNumber": false in the field of the schema'),
    _Habit(("integer", "year"), r"[-+]?\d+\.\d+", "decimal places in a field of integers",
           "write integers, or make the field a number in the schema"),
    _Habit(DAYS, r"\d{1,2}[./-](0?[1-9]|1[0-2])[./-]\d{2,4}.*", "day-first dates",
           'write year-month-day, or say "format": "%d.%m.%Y" in the field of the schema', r"(1[3-9]|[23]\d)\D.*"),
    _Habit(DAYS, r"(0?[1-9]|1[0-2])[./-]\d{1,2}[./-]\d{2,4}.*", "month-first dates",
           'write year-month-day, or say "format": "%m/%d/%Y" in the field of the schema', r"\d+\D(1[3-9]|[23]\d)\D.*"),
    _Habit(DAYS, r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*", "dates that begin with the day or the month",
           'write year-month-day, or say the order in the field of the schema, as "format": "%d.%m.%Y"'),
    _Habit(DAYS, r"\d{4}[./]\d{1,2}[./]\d{1,2}.*", "dates without hyphens",
           'write hyphens, or say "format": "%Y/%m/%d" in the field of the schema'),
    _Habit(("date",), r"\d{4}-\d{2}-\d{2}[T ].+", "dates with a time",
           "remove the time, or make the field a datetime in the schema"),
    _Habit(DAYS, r"[2-5]\d{4}(\.\d+)?", "dates as numbers of days, as Excel stores them",
           "give the column the format of a date in Excel, and save the file again"),
    _Habit(("boolean",), r"(?i)(yes|no|y|n|t|f|on|off|ja|nein|oui|non|да|нет)", "other words for true and false",
           'say them as "trueValues" and "falseValues" in the field of the schema'),
    _Habit(ALL, r"\s.*|.*\s", "blanks around the values", "remove them"),
)  # fmt: skip
"""The first that fits most cells counts."""
_COMPILED = [(habit, re.compile(habit.pattern, re.DOTALL), re.compile(habit.proof, re.DOTALL)) for habit in HABITS]


def cell_causes(errors: Iterable[Error], fields: list[dict[str, Any]]) -> Iterator[Cause]:
    """Yield a cause for each field whose cells with an error of their type are mostly written in one way."""
    types = {field.get("name"): field.get("type", "string") for field in fields}
    groups: dict[str, list[Error]] = defaultdict(list)
    for error in errors:
        if error.type == "type-error" and error.field_name and isinstance(error.cell, str):
            groups[error.field_name].append(error)
    for name, group in groups.items():
        for habit, pattern, proof in _COMPILED:
            if habit.types and types.get(name) not in habit.types:
                continue
            fitting = [error for error in group if pattern.fullmatch(error.cell)]
            is_common = len(fitting) * 5 >= len(group) * 4
            if is_common and any(proof.fullmatch(error.cell) for error in fitting):
                first = fitting[0]
                example = f"{shown(first.cell)} is not of the type {types.get(name)}"
                rows = frozenset(error.row_number for error in fitting if error.row_number)
                yield Cause(
                    habit.title, f"field {name}: {example}: {habit.advice}", first.line_number, first.column_number,
                    frozenset(("type-error",)), frozenset((name,)), rows, first.place or "",
                )  # fmt: skip
                break
