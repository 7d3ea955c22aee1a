"""The type time: a time of the day, with a zone or without."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import time, timedelta
from typing import Any

from summitdata.tabular.types.date import OTHER_FORMAT
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

__all__ = ["CLOCK", "FIELD_TYPE", "ZONE"]

CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
ZONE = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"
MILLISECOND = 1000


def read_value(value: Any) -> time:
    """Return a value of a descriptor that must be a time of the day."""
    text = read_text(value)
    with suppress(ValueError):
        if re.match(CLOCK, text):  # Python reads 10:00 and 1000, too, frictionless does not
            return time.fromisoformat(text)
    raise ValueError("not a time as hh:mm:ss")


def read_cell(cell: str) -> str:
    """Return a time as it is written, which is as ISO 8601 writes it."""
    read_value(cell)
    return cell


def excel_value(cell: str) -> time | str:
    """Return a time, as text where Excel cannot hold it: it has no zones and counts milliseconds."""
    moment = time.fromisoformat(cell)
    return moment if moment.tzinfo is None and not moment.microsecond % MILLISECOND else cell


def code_of(moment: time) -> int:
    """Return a number for a time of the day: equal times, such as 12:00+02:00 and 10:00Z, have the same."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    if offset := moment.utcoffset():
        seconds -= offset // timedelta(seconds=1)
    return seconds * 1_000_000 + moment.microsecond


FIELD_TYPE = FieldType(
    name="time",
    formats={
        "default": Format(predicate=AcceptedPattern(rf"{CLOCK}(\.[0-9]{{1,6}})?{ZONE}", ordered=CLOCK)),
        "any": OTHER_FORMAT,
    },
    strptime=OTHER_FORMAT,
    constraints=(*BOUNDS, "enum"),
    read_value=read_value,
    python=time,
    read_cell=read_cell,
    dtypes=Dtypes(
        pandas="time64[us][pyarrow]",
        arrow="time64[us]",
        polars="Time",
        spark=NotExpressible("Spark has no time of the day"),
        annotation='pd.ArrowDtype(pyarrow.time64("us"))',
        pandera=NotExpressible("pandera has no family of times of the day"),
        own="time64.*|Time",
    ),
    arrow_readable=NotExpressible("Arrow reads other texts as times than frictionless does"),
    choices=NotExpressible("a time can be written in several ways"),
    key_hash=ValueHash(lambda text, _: time.fromisoformat(text), code_of),
    canonical_pattern=NotExpressible("a time can be written in several ways"),
    sql="TIME",
    json_schema={"type": "string"},
    csvw={"base": "time"},
    croissant="sc:Time",
    excel=Excel("hh:mm:ss", excel_value),
)
