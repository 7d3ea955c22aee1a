"""An Arrow table as a frame of pandas or polars, with the dtypes of its schema."""

from __future__ import annotations

import math
from copy import deepcopy
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["CannotHoldError", "attrs_of", "frame_value", "pandas_dtype", "to_pandas", "to_polars"]

LARGEST_INTEGER = (1 << 63) - 1


class CannotHoldError(ValueError):
    """A value that a column of a frame cannot hold; the text says why, and goes on after the value."""


def frame_value(value: Any) -> Any:
    """Return a value of frictionless' as a column of a frame holds it.

    Raises
    ------
    CannotHoldError
        A column cannot hold it.

    Examples
    --------
    >>> from decimal import Decimal
    >>> frame_value(Decimal("1.5")), frame_value("x")
    (1.5, 'x')
    """
    if isinstance(value, Decimal):
        if value.is_snan():
            raise CannotHoldError("is a signalling NaN, which a frame cannot hold")
        if value.is_finite() and math.isinf(float(value)):
            raise CannotHoldError("is a number that does not fit into 64 bits")
        return float(value)
    if isinstance(value, int) and not -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER:
        raise CannotHoldError("is an integer that does not fit into 64 bits")
    if isinstance(value, datetime | time) and value.tzinfo is not None:
        raise CannotHoldError("has a time zone, which this column cannot hold")
    return value


def to_polars(table: pa.Table, listed: Mapping[str, list[str]] | None = None) -> pl.DataFrame:
    """Return an Arrow table as a polars frame; the columns with `listed` values are enumerations.

    Raises
    ------
    MissingDependencyError
        polars is not installed.
    """
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("polars", "polars") from error
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table gives a frame, only an array gives a series
    return frame.cast({name: pl.Enum(values) for name, values in (listed or {}).items()})


def pandas_dtype(name: str) -> Any:
    """Return the dtype of a new column, by its name: "str" is a dtype of its own in pandas 3, and `object` before.

    `pd.api.types.pandas_dtype("str")` and `astype("str")` mean numpy's before pandas 3, which makes a text of None.

    Examples
    --------
    >>> pandas_dtype("Int64")
    Int64Dtype()
    """
    import pandas as pd

    return pd.Series(dtype=name).dtype


def to_pandas(table: pa.Table, descriptor: dict[str, Any]) -> pd.DataFrame:
    """Return an Arrow table as a pandas frame with the dtypes of its resource's schema, and its title, units, ..."""
    import pandas as pd

    dtypes = {
        field["name"]: pandas_dtype(FIELD_TYPES[field.get("type", "any")].dtypes.pandas)
        for field in descriptor["schema"]["fields"]
    }
    extensions = {
        table.schema.field(name).type: dtype
        for name, dtype in dtypes.items()
        if isinstance(dtype, pd.api.extensions.ExtensionDtype)
    }
    frame: pd.DataFrame = table.to_pandas(types_mapper=extensions.get, date_as_object=False)
    for name, dtype in dtypes.items():
        if frame[name].dtype != dtype:  # Arrow counts days in milliseconds
            frame[name] = frame[name].astype(dtype)
    frame.attrs.update(attrs_of(descriptor))
    return frame


def attrs_of(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return what a frame's `attrs` hold: title, units, sources and licences of its resource."""
    fields = descriptor["schema"]["fields"]
    return {
        "title": descriptor.get("title", ""),
        "units": {f["name"]: f.get("unit") or f["unitField"] for f in fields if "unit" in f or "unitField" in f},
        "sources": deepcopy(descriptor.get("sources", [])),
        "licenses": deepcopy(descriptor.get("licenses", [])),
    }
