"""The type date: a day of the calendar."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types.field_type import (
    BOUNDS,
    LETTERS,
    Choices,
    Dtypes,
    Excel,
    FieldType,
    Format,
    NotExpressible,
    NumberHash,
)
from summitdata.tabular.types.string import read_text

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["DAY", "FIELD_TYPE", "FIRST_IN_EXCEL", "OTHER_FORMAT"]

DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
EPOCH = date(1970, 1, 1).toordinal()
FIRST_IN_EXCEL = date(1900, 3, 1)
"""Excel has no day before 1900, and one too many in the February after."""

OTHER_FORMAT = Format(
    predicate=NotExpressible("only frictionless reads dates and times that ISO 8601 writes otherwise"),
    values_by_frictionless=True,
    csvw=NotExpressible("CSVW has no word for the format"),
    croissant="sc:Text",
)
"""Of a date or a time: the format "any", and those of `strptime`."""


def read_value(value: Any) -> date:
    """Return a value of a descriptor that must be a date."""
    try:
        return datetime.strptime(read_text(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise ValueError("not a date as YYYY-MM-DD") from None


def read_cell(cell: str) -> str:
    """Return a day as it is written, which is as the standard writes it."""
    if len(cell) != len("2025-06-17"):
        raise ValueError(cell)
    return date.fromisoformat(cell).strftime("%Y-%m-%d")


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept the days of the calendar, from year 1 on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from summitdata.tabular import predicates
    from summitdata.tabular.arrow_arrays import scalar

    del field
    limits = []
    for name, bound in constraints.items():
        if not isinstance(bound, str) or not re.fullmatch(DAY, bound):
            raise predicates.UnscreenableError
        limits.append((predicates.bound(name), scalar(predicates.day_number(bound), pa.date32())))

    def accepted(cells: Any) -> Any:
        mask, days = predicates.real_days(cells)
        for compare, limit in limits:
            mask = pc.and_(mask, compare(days, limit))
        return mask

    return accepted


def excel_value(cell: str) -> date | str:
    """Return a day, as text where Excel has no such day."""
    day = date.fromisoformat(cell)
    return day if day >= FIRST_IN_EXCEL else cell


FIELD_TYPE = FieldType(
    name="date",
    formats={"default": Format(predicate=predicate, never_contains=LETTERS), "any": OTHER_FORMAT},
    strptime=OTHER_FORMAT,
    constraints=(*BOUNDS, "enum"),
    read_value=read_value,
    python=date,
    read_cell=read_cell,
    dtypes=Dtypes(
        pandas="datetime64[s]",
        arrow="date32",
        polars="Date",
        spark="DateType",
        annotation='np.dtype("datetime64[s]")',
        pandera="is_datetime",
        own=r"Date|date|DateType\(\)|date32.*",
        arrow_alike=("is_date",),
    ),
    arrow_readable="[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
    choices=Choices(DAY),
    key_hash=NumberHash("date32", "2000-01-01", lambda day: day.toordinal() - EPOCH),
    canonical_pattern=DAY,
    sql="DATE",
    json_schema={"type": "string", "format": "date"},
    csvw={"base": "date", "format": "yyyy-MM-dd"},
    croissant="sc:Date",
    excel=Excel("yyyy-mm-dd", excel_value),
)
