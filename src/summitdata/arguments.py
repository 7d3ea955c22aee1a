"""What callers hand in by name: anything that is not what a call takes is refused with an error of the library."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from numbers import Real
from operator import index
from pathlib import Path
from typing import Any, Literal, get_args

from summitdata.errors import MOST_SHOWN, PackageError, UnknownNameError, shown

__all__ = [
    "Library",
    "as_path",
    "as_sources",
    "belongs_to",
    "check_choice",
    "check_flag",
    "check_schema",
    "check_text",
    "check_time_limit",
    "choice_of",
    "day_of",
    "library_of",
    "names_of",
    "same_in_any_case",
    "year_of",
]

Library = Literal["pandas", "polars", "pyspark", "arrow"]
"""Whose frame an object is."""


def library_of(source: object) -> Library | None:
    """Return whose frame an object is, or None if it is not a frame; a single column is not one.

    Examples
    --------
    >>> import pandas as pd
    >>> library_of(pd.DataFrame()), library_of(pd.Series()), library_of("table.csv")
    ('pandas', None, None)
    """
    for base in type(source).__mro__:
        name = base.__module__.partition(".")[0]
        for library in get_args(Library):
            if name == library and base.__name__ in ("DataFrame", "LazyFrame"):
                return library  # type: ignore[no-any-return] # one of the names of `Library`
    if isinstance(source, type) or not hasattr(source, "__arrow_c_stream__"):
        return None
    return "arrow" if any(hasattr(source, name) for name in ("column_names", "columns", "schema")) else None


def as_path(value: Any, noun: str = "the path") -> Path:
    """Return a caller's path.

    Parameters
    ----------
    value : str or os.PathLike of str
        What the caller gave.
    noun : str, default "the path"
        What it is, for the message.

    Raises
    ------
    PackageError
        It is neither, or no path of this system, as one that is empty, too long, or has a NUL.

    Examples
    --------
    >>> as_path("a/b.csv").name
    'b.csv'
    >>> as_path(5)
    Traceback (most recent call last):
    summitdata.errors.PackageError: the path must be a str or a pathlib.Path, not int
    """
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not isinstance(value, str):
        raise PackageError(f"{noun} must be a str or a pathlib.Path, not {type(value).__name__}")
    if not value:
        raise PackageError(f"{noun} is empty: name a file or a folder")
    try:
        os.lstat(value)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        pass  # whoever opens it says so
    except (OSError, ValueError) as error:  # too long; with a NUL or half of a surrogate pair
        reason = getattr(error, "strerror", "") or str(error)
        raise PackageError(f"{value:.{MOST_SHOWN}}: not a path of this system: {reason}") from error
    return Path(value)


def check_choice(noun: str, name: Any, choices: Iterable[str]) -> None:
    """Raise for a name that is not one of the choices, whatever it is.

    Raises
    ------
    UnknownNameError
        It is not; the message suggests similar names.
    """
    if not isinstance(name, str) or name not in choices:
        raise UnknownNameError.of(noun, name, choices)


def same_in_any_case(name: Any, choices: Iterable[str]) -> str | None:
    """Return the choice that is written like a name, in any case and without spaces around it; `None` for no choice.

    Examples
    --------
    >>> same_in_any_case(" GACC", ["gacc"]), same_in_any_case(5, ["5"])
    ('gacc', None)
    """
    if not isinstance(name, str):
        return None
    known, text = list(choices), name.strip().casefold()
    return str(name) if name in known else next((choice for choice in known if choice.casefold() == text), None)


Others = Mapping[str, "Callable[[Any], object]"]
"""The other parameters of a function, each with what reads its argument and raises an error for what is none."""


def choice_of(noun: str, name: Any, choices: Iterable[str], others: Others | None = None) -> str:
    """Return the choice that a caller means, in any case.

    Raises
    ------
    UnknownNameError
        It is none of them; the message says which of the other parameters it is an argument of.
    """
    known = list(choices)
    found = same_in_any_case(name, known)
    if found is None:
        raise UnknownNameError.of(noun, name, known, belongs_to(name, others))
    return found


def belongs_to(value: Any, others: Others | None) -> str:
    """Return which other parameter a value is an argument of, as a question; "" if it is of none.

    Examples
    --------
    >>> belongs_to("2024", {"year": year_of})
    'did you mean year=2024?'
    """
    for name, read in (others or {}).items():
        with suppress(UnknownNameError):
            return f"did you mean {name}={read(value)!r}?"
    return ""


def check_flag(name: str, value: Any) -> None:
    """Raise for an option that is neither true nor false; a boolean of numpy is one.

    Raises
    ------
    UnknownNameError
        It is something else.
    """
    if type(value).__name__ not in ("bool", "bool_"):
        raise UnknownNameError(f"{name} must be True or False, not {shown(value)}")


def check_text(name: str, value: Any) -> None:
    """Raise for an option that is neither a text nor `None`.

    Raises
    ------
    UnknownNameError
        It is something else, is empty or has a NUL.
    """
    if value is not None and not isinstance(value, str):
        raise UnknownNameError(f"{name} must be a str, not {type(value).__name__}")
    if value is not None and (not value or "\0" in value):
        raise UnknownNameError(f"{name} is {shown(value)}: leave it out, or give one")


def names_of(option: str, value: Any, example: str) -> list[str]:
    """Return the names in a list or another iterable of texts.

    Raises
    ------
    UnknownNameError
        It is something else: one text, a mapping, a frame, an open file, or an iterable of other objects.

    Examples
    --------
    >>> names_of("tables", ("trade", "gas"), "figures")
    ['trade', 'gas']
    >>> names_of("tables", "trade", "figures")
    Traceback (most recent call last):
    summitdata.errors.UnknownNameError: tables must be a list of names, such as ['figures'], not 'trade'
    """
    is_list = isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | Mapping)
    names = list(value) if is_list and library_of(value) is None and not hasattr(value, "read") else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise UnknownNameError(f"{option} must be a list of names, such as [{example!r}], not {shown(value)}")
    return names


def as_sources(source: Any) -> list[str | Path]:
    """Return a caller's paths and patterns: one, or several in a list or another iterable.

    Raises
    ------
    PackageError
        There is none, or something else among them.

    Examples
    --------
    >>> as_sources("data/*.csv")
    ['data/*.csv']
    >>> as_sources([None])
    Traceback (most recent call last):
    summitdata.errors.PackageError: the source must be a str or a pathlib.Path, not NoneType
    """
    if isinstance(source, str | os.PathLike):
        items: Iterable[Any] = [source]
    elif (
        isinstance(source, type | bytes | bytearray | dict)
        or library_of(source) is not None  # a DataFrame iterates over its labels
        or hasattr(source, "to_frame")
        or hasattr(source, "read")  # an open file iterates over its lines
        or not isinstance(source, Iterable)
    ):
        items = [as_path(source, "the source")]  # it raises: none of these is a path
    else:
        items = source
    sources: list[str | Path] = []
    for item in items:
        path = as_path(item, "the source")
        sources.append(item if isinstance(item, str) else path)
    if not sources:
        raise PackageError("no input: name a CSV file, a folder or a datapackage.json")
    return sources


def check_time_limit(seconds: Any) -> None:
    """Raise for a limit of time that is neither a number of seconds above 0 nor `None`.

    Raises
    ------
    UnknownNameError
        It is something else.
    """
    is_number = isinstance(seconds, Real) and not isinstance(seconds, bool)
    if seconds is not None and not (is_number and seconds > 0):  # nan is not above 0
        raise UnknownNameError(f"time_limit must be a number of seconds above 0, not {shown(seconds)}")


def day_of(value: Any, others: Others | None = None) -> date:
    """Return the day that a caller means, from whatever holds days.

    Parameters
    ----------
    value : str, datetime.date, datetime.datetime, pandas.Timestamp or numpy.datetime64
        A day, in text as ISO 8601 writes it. The time of a day does not matter.
    others : mapping, optional
        The other parameters of the function: the message says which of them the value is an argument of.

    Raises
    ------
    UnknownNameError
        It is something else, or a numpy date of a week, a month or a year.

    Examples
    --------
    >>> day_of("2025-06-17")
    datetime.date(2025, 6, 17)
    >>> day_of(2025)
    Traceback (most recent call last):
    ...
    summitdata.errors.UnknownNameError: a day is written as 2025-06-17, not as 2025
    """
    dtype: Any = getattr(value, "dtype", None)
    day: Any = None
    with suppress(TypeError, ValueError, OverflowError):
        if getattr(dtype, "kind", "") == "M":
            is_day = not getattr(value, "shape", ()) and not re.search(r"\[\d*[YMW]\]", dtype.str)
            day = value.astype("M8[D]").item() if is_day else None
        elif isinstance(value, datetime):
            day = value.date()
        elif isinstance(value, str):
            day = datetime.fromisoformat(value.strip()).date()
        else:
            day = value
    if type(day) is not date:
        hint = belongs_to(value, others)
        raise UnknownNameError(f"a day is written as 2025-06-17, not as {shown(value)}" + (f"; {hint}" if hint else ""))
    return day


def check_schema(schema: Any) -> None:
    """Raise for a schema that is neither a name, a path, a Table Schema as a dict, nor `None`.

    Raises
    ------
    UnknownNameError
        It is something else.
    """
    if schema is None:
        return
    if isinstance(schema, dict):
        _check_plain(schema)
        return
    if not isinstance(schema, str | os.PathLike):
        raise UnknownNameError(
            "the schema must be the name of a table, the path of a Table Schema, a dict or a frictionless.Schema, "
            f"not {type(schema).__name__}"
        )
    as_path(schema, "the path of the schema")


MOST_LEVELS = 100
"""How deeply a schema may be nested, as in a file."""
MOST_PARTS = 500_000
"""How many lists and dicts it may have on one level; one that is used twice counts twice, as in a file."""


def _check_plain(schema: dict[Any, Any]) -> None:
    """Raise for a schema that no JSON file could say: it has other objects, or contains itself."""
    from datetime import date, time
    from decimal import Decimal

    plain = (str, int, float, bool, type(None), date, time, Decimal)  # what JSON has, and what its texts stand for
    level: list[tuple[str, Any]] = [("", schema)]
    for _ in range(MOST_LEVELS):
        below: list[tuple[str, Any]] = []
        for place, part in level:
            for name, value in part.items() if isinstance(part, dict) else enumerate(part):
                if isinstance(part, dict) and not isinstance(name, str):
                    raise UnknownNameError(f"a name in the schema{place} must be a text, not {type(name).__name__}")
                if isinstance(value, dict | list | tuple):
                    below.append((f"{place}/{name:.50}" if isinstance(name, str) else f"{place}/{name}", value))
                elif not isinstance(value, plain):
                    raise UnknownNameError(
                        f"the schema has, at {place}/{name!s:.50}, an object of type {type(value).__name__}: use "
                        "texts, numbers, true and false, lists and dicts, as in a file"
                    )
            if len(below) > MOST_PARTS:
                break
        level = below
        if len(level) > MOST_PARTS:
            break
    if level:
        raise UnknownNameError(
            f"the schema is nested more than {MOST_LEVELS} levels deep, has more than {MOST_PARTS} parts on one level, "
            "or contains itself"
        )


def year_of(value: Any, others: Others | None = None) -> int:
    """Return the calendar year that a caller means, from whatever holds years.

    Parameters
    ----------
    value : int, str, float, datetime.date, pandas.Timestamp, pandas.Period or numpy number or date
        A year such as 2024, in any library's integers, in four digits, or as a whole float; or a date or period, which
        means its year.
    others : mapping, optional
        The other parameters of the function: the message says which of them the value is an argument of.

    Raises
    ------
    UnknownNameError
        It is something else: a boolean, a fraction, nothing, or another text.

    Examples
    --------
    >>> year_of("2024"), year_of(2024.0)
    (2024, 2024)
    >>> year_of(2024.5)
    Traceback (most recent call last):
    ...
    summitdata.errors.UnknownNameError: a year is written as 2024, not as 2024.5
    """
    year: Any = None
    with suppress(TypeError, ValueError, OverflowError):  # many values at once, and numbers that are none
        year = _year(value)
    if year is None:
        hint = belongs_to(value, others)
        raise UnknownNameError(f"a year is written as 2024, not as {shown(value)}" + (f"; {hint}" if hint else ""))
    return int(year)


def _year(value: Any) -> int | None:
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if isinstance(value, bool) or kind == "b":
        return None
    if isinstance(value, str) or kind == "M":  # numpy's dates have no attribute for their year, but a text
        match = re.fullmatch(r"([0-9]{4})(-.*)?" if kind == "M" else r"([0-9]{4})", str(value).strip())
        return int(match[1]) if match else None
    if isinstance(value, float) or kind == "f":
        return int(value) if value == int(value) else None
    year = getattr(value, "year", None)  # a date of the standard library, a Timestamp, a Period
    return year if isinstance(year, int) else index(value)
