"""Cells written in another way than their type reads: the cause is true, and what is proposed for the schema works."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.cause import Cause


def causes_of(folder: Path, field: dict[str, Any], cells: tuple[str, ...]) -> tuple[Cause, ...]:
    rows = "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    (folder / "t.csv").write_text(f"n,a\n{rows}", "utf-8")
    schema = {"fields": [{"name": "n", "type": "integer"}, {"name": "a", **field}]}
    return sd.validate(folder / "t.csv", schema).tasks[0].causes


def proposed(cause: Cause) -> dict[str, Any]:
    """Return the properties that a cause proposes for the field."""
    pairs = re.findall(r'("\w+"): ("(?:[^"\\]|\\.)*"|true|false)', cause.note)
    return {json.loads(name): json.loads(value) for name, value in reversed(pairs)}


DAY, TIME, INTEGER, NUMBER = ({"type": name} for name in ("date", "datetime", "integer", "number"))
CASES: dict[str, tuple[dict[str, Any], tuple[str, ...], str, dict[str, Any]]] = {
    "slashes": (DAY, ("31/12/2024", "01/02/2024"), "day-first dates", {"format": "%d/%m/%Y"}),
    "hyphens": (DAY, ("31-12-2024", "01-02-2024"), "day-first dates", {"format": "%d-%m-%Y"}),
    "points": (DAY, ("31.12.2024", "1.2.2024"), "day-first dates", {"format": "%d.%m.%Y"}),
    "short": (DAY, ("1/1/24", "31/1/24"), "day-first dates", {"format": "%d/%m/%y"}),
    "month first": (DAY, ("12/31/2024", "01/02/2024"), "month-first dates", {"format": "%m/%d/%Y"}),
    "either": (DAY, ("01/02/2024",), "dates that begin with the day or the month", {"format": "%d/%m/%Y"}),
    "with times": (TIME, ("31.12.2024 10:30",), "day-first dates", {"format": "%d.%m.%Y %H:%M"}),
    "slashes after the year": (DAY, ("2024/12/31",), "dates without hyphens", {"format": "%Y/%m/%d"}),
    "a time": (DAY, ("2024-01-01T10:00:00",), "dates with a time", {"type": "datetime"}),
    "a comma": (NUMBER, ("0,5", "1,25"), "decimal commas", {"decimalChar": ","}),
    "an integer with a comma": (INTEGER, ("0,5",), "decimal commas", {"type": "number", "decimalChar": ","}),
    "a comma that begins with zero": (NUMBER, ("0,125", "0,250"), "decimal commas", {"decimalChar": ","}),
    "thousands": (NUMBER, ("1,234", "5,678.5"), "thousands separators", {"groupChar": ","}),
    "thousands of people": (INTEGER, ("1’234",), "thousands separators", {"type": "number", "groupChar": "’"}),  # noqa: RUF001 - so written
    "both": (NUMBER, ("1.234,5",), "thousands separators", {"groupChar": ".", "decimalChar": ","}),
    "percent": (NUMBER, ("12,5 %",), "percent signs", {"bareNumber": False, "decimalChar": ","}),
    "currency": (NUMBER, ("€ 5.20",), "units of numbers", {"bareNumber": False}),
    "decimal places": (INTEGER, ("1.5",), "decimal places in a field of integers", {"type": "number"}),
    "year": ({"type": "year"}, ("2,024",), "thousands separators", {}),
}


@pytest.mark.parametrize("name", CASES)
def test_the_schema_that_is_proposed_reads_the_cells(name: str, tmp_path: Path) -> None:
    field, cells, title, change = CASES[name]
    (cause,) = causes_of(tmp_path, field, cells)
    assert cause.title == title
    assert change.items() <= proposed(cause).items()
    assert bool(change) == bool(proposed(cause))
    if change:
        assert sd.validate(tmp_path / "t.csv", {"fields": [{"name": "n"}, {"name": "a", **field, **change}]}).valid


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        (DAY, ("99/99/2024",)),
        (DAY, ("40/40/2024", "41/41/2024")),
        (DAY, ("13/13/2024",)),
        (DAY, ("2024/13/45",)),
        (INTEGER, (" x ",)),
        (INTEGER, ("1,a", ".,EUR", ",%")),
    ],
    ids=str,
)
def test_what_is_not_a_value_in_any_way_has_no_cause(
    field: dict[str, Any], cells: tuple[str, ...], tmp_path: Path
) -> None:
    assert causes_of(tmp_path, field, cells) == ()


def test_both_orders_are_named_where_both_read_the_days(tmp_path: Path) -> None:
    (cause,) = causes_of(tmp_path, DAY, ("01/02/2024", "03/04/2024"))
    assert '"format": "%d/%m/%Y" or "format": "%m/%d/%Y"' in cause.note


def test_an_impossible_day_among_days_does_not_follow_from_their_order(tmp_path: Path) -> None:
    (cause,) = causes_of(tmp_path, DAY, (*(f"{n}/12/2024" for n in range(13, 23)), "99/99/2024"))
    assert (cause.title, len(cause.rows)) == ("day-first dates", 10)


def test_where_most_cells_are_right_the_schema_is(tmp_path: Path) -> None:
    (cause,) = causes_of(tmp_path, DAY, (*["2024-01-01"] * 9, "31.12.2024"))
    assert cause.note.endswith("is not of the type date: write year-month-day")


def test_a_required_value_is_not_to_be_left_out(tmp_path: Path) -> None:
    (cause,) = causes_of(tmp_path, {**INTEGER, "constraints": {"required": True}}, ("n/a", "n/a"))
    assert "missingValues" not in cause.note
    assert "write the value, since the field is required" in cause.note
