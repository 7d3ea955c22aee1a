"""Ways to write values that a type does not read: what they look like, what to do, and what a schema could say."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["DAY_FIRST", "HABITS", "MISSING", "MONTH_FIRST", "Habit"]

MISSING = "a sign for missing values"
DAY_FIRST, MONTH_FIRST = "day-first dates", "month-first dates"

NUMBERS, DAYS, ALL = ("integer", "number", "year"), ("date", "datetime"), ()
_SPACE = r"[ \u00a0\u2009\u202f]"
_NUMBER = r"[-+]?(\d+([.,]\d+)*|[.,]\d+)"
"""Digits with separators between them: `1,a` is two cells, and not a number with a unit."""
_GROUPS = " \u00a0\u2009\u202f'’"  # noqa: RUF001 - as people write them


class Habit(NamedTuple):
    """A way to write values that a type does not read.

    Attributes
    ----------
    types : tuple of str
        The types that do not read it; all if empty.
    pattern : str
        What such a cell looks like.
    title, advice : str
        What it is called, and how to write the values instead.
    changes : tuple of dict
        What the field could have in the schema instead; the first with which cells are read is named.
    only_read : bool
        Whether cells are of it only if a change reads them: 40/40/2024 is not a date in any order.
    removed : str
        What is removed from a cell; the type must read the rest.
    """

    types: tuple[str, ...]
    pattern: str
    title: str
    advice: str
    changes: tuple[dict[str, Any], ...] = ()
    only_read: bool = False
    removed: str = ""


def _numbers(*changes: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return changes of a field of numbers, which are those of one of integers if its type changes too."""
    return (*changes, *({"type": "number", **change} for change in changes))


def _formats(*orders: str) -> tuple[dict[str, Any], ...]:
    """Return the formats of days in an order, with each sign between the parts, and of times behind them."""
    days = [order.replace(" ", sign).replace("%Y", year) for order in orders for sign in "./-" for year in ("%Y", "%y")]
    times = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")
    return tuple({"format": day + time} for day in dict.fromkeys(days) for time in times)


_WRITE_DAYS = "write year-month-day"

HABITS = (
    Habit(ALL, r"\s*(N/?A|n/?a|NULL|null|None|none|nan|-+|\.+|\?+|\\N)\s*", MISSING,
          "list it in the missingValues of the schema, or leave the cell empty"),
    Habit(ALL, r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)", "an error of a spreadsheet",
          "correct the formula there, and save the file again"),
    Habit(NUMBERS, r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", "thousands separators", "write the numbers without them",
          _numbers({"groupChar": ","})),
    Habit(NUMBERS, r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?", "thousands separators", "write the numbers without them",
          _numbers({"groupChar": ".", "decimalChar": ","})),
    Habit(NUMBERS, rf"[-+]?\d{{1,3}}({_SPACE}|['’])\d{{3}}(({_SPACE}|['’])\d{{3}})*([.,]\d*)?", "thousands separators",  # noqa: RUF001 - as people write them
          "write the numbers without them",
          _numbers(*({"groupChar": sign} for sign in _GROUPS),
                   *({"groupChar": sign, "decimalChar": ","} for sign in _GROUPS))),
    Habit(NUMBERS, r"[-+]?\d*,\d+", "decimal commas", "write a point", _numbers({"decimalChar": ","})),
    Habit(NUMBERS, rf"{_NUMBER}\s*%", "percent signs", "remove them",
          _numbers({"bareNumber": False}, {"bareNumber": False, "decimalChar": ","})),
    Habit(NUMBERS, rf"([€$£¥]|[A-Z]{{3}})\s*{_NUMBER}|{_NUMBER}\s*([€$£¥]|[A-Za-z°µ]{{1,5}})", "units of numbers",
          "remove them",
          _numbers({"bareNumber": False}, {"bareNumber": False, "groupChar": ","},
                   {"bareNumber": False, "decimalChar": ","},
                   {"bareNumber": False, "groupChar": ".", "decimalChar": ","})),
    Habit(("integer", "year"), r"[-+]?\d+\.\d+", "decimal places in a field of integers", "write integers",
          ({"type": "number"},)),
    Habit(DAYS, r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*", DAY_FIRST, _WRITE_DAYS, _formats("%d %m %Y"),
          only_read=True),
    Habit(DAYS, r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*", MONTH_FIRST, _WRITE_DAYS, _formats("%m %d %Y"),
          only_read=True),
    Habit(DAYS, r"\d{4}[./]\d{1,2}[./]\d{1,2}.*", "dates without hyphens", "write hyphens", _formats("%Y %m %d"),
          only_read=True),
    Habit(("date",), r"\d{4}-\d{2}-\d{2}[T ].+", "dates with a time", "remove the time",
          ({"type": "datetime"}, *({"type": "datetime", **one} for one in _formats("%Y %m %d")))),
    Habit(DAYS, r"[2-5]\d{4}(\.\d+)?", "dates as numbers of days, as Excel stores them",
          "give the column the format of a date in Excel, and save the file again"),
    Habit(("boolean",), r"(?i)(yes|no|y|n|t|f|on|off|ja|nein|oui|non|да|нет)", "other words for true and false",
          'list them as "trueValues" and "falseValues" in the field of the schema'),
    Habit(ALL, r"\s.*|.*\s", "blanks around the values", "remove them", removed=r"^\s+|\s+$"),
)  # fmt: skip
"""The first that fits most cells counts."""
