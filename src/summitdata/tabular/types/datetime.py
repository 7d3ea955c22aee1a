"""The type datetime: a day and a time of it, with a zone or without."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from summitdata.tabular.types.date import DAY, FIRST_IN_EXCEL, OTHER_FORMAT
from summitdata.tabular.types.field_type import (
    BOUNDS,
    AcceptedPattern,
    Dtypes,
    Excel,
    FieldType,
    Format,
    NotExpressible,
    ValueHash,
)
from summitdata.tabular.types.string import read_text
from summitdata.tabular.types.time import CLOCK, ZONE

__all__ = ["FIELD_TYPE"]

MILLISECOND = 1000
START, NO_OFFSET, MICROSECOND = datetime(1, 1, 1), timedelta(), timedelta(microseconds=1)  # noqa: DTZ001 - of any zone


def read_value(value: Any) -> datetime:
    """Return a value of a descriptor that must be a date and a time."""
    text = read_text(value)
    with suppress(ValueError):
        if re.match(f"{DAY}.{CLOCK}", text):  # Python reads a day alone as its midnight, frictionless does not
            return datetime.fromisoformat(text)
    raise ValueError("not a date and time as YYYY-MM-DDThh:mm:ss")


def read_cell(cell: str) -> str:
    """Return a date and a time as it is written, which is as ISO 8601 writes it."""
    read_value(cell)
    return cell


def excel_value(cell: str) -> datetime | str:
    """Return a date and a time, as text where Excel cannot hold it: it has no zones and counts milliseconds."""
    moment = datetime.fromisoformat(cell)
    fits = moment.tzinfo is None and moment.date() >= FIRST_IN_EXCEL and not moment.microsecond % MILLISECOND
    return moment if fits else cell


def code_of(moment: datetime) -> int:
    """Return a number for a date and time: equal ones, such as 12:00+02:00 and 10:00Z of a day, have the same."""
    first = moment.replace(fold=0)  # which of two equal times on a clock that is set back it is makes no difference
    return (first.replace(tzinfo=None) - START - (first.utcoffset() or NO_OFFSET)) // MICROSECOND


FIELD_TYPE = FieldType(
    name="datetime",
    formats={
        "default": Format(
            predicate=AcceptedPattern(
                rf"{DAY}[T ]{CLOCK}(\.[0-9]{{1,6}})?{ZONE}", ordered=rf"{DAY}T{CLOCK}", real_day=True
            )
        ),
        "any": OTHER_FORMAT,
    },
    strptime=OTHER_FORMAT,
    constraints=(*BOUNDS, "enum"),
    read_value=read_value,
    python=datetime,
    read_cell=read_cell,
    dtypes=Dtypes(
        pandas="datetime64[us]",
        arrow="timestamp[us]",
        polars="Datetime",
        spark="TimestampType",
        annotation='np.dtype("datetime64[us]")',
        pandera="is_datetime",
        arrow_alike=("is_timestamp",),
        likeliest=True,
    ),
    arrow_readable=NotExpressible("Arrow reads other texts as dates and times than frictionless does"),
    choices=NotExpressible("a date and time can be written in several ways"),
    key_hash=ValueHash(lambda text, _: datetime.fromisoformat(text), code_of),
    canonical_pattern=NotExpressible("a date and time can be written in several ways"),
    sql="TIMESTAMP",
    json_schema={"type": "string"},
    csvw={"base": "dateTime"},
    croissant="sc:DateTime",
    excel=Excel("yyyy-mm-dd hh:mm:ss", excel_value),
)
