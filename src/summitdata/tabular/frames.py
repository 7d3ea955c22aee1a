"""An Arrow table as a frame of pandas or polars, with the dtypes of its schema."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError
from summitdata.tabular.types import PANDAS_TYPES

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["attrs_of", "to_pandas", "to_polars"]


def to_polars(table: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as a polars frame.

    Raises
    ------
    MissingDependencyError
        polars is not installed.
    """
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("polars", "polars") from error
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - a table gives a frame, only an array gives a series
    return found


def to_pandas(table: pa.Table, descriptor: dict[str, Any]) -> pd.DataFrame:
    """Return an Arrow table as a pandas frame with the dtypes of its resource's schema, and the words of it."""
    import pandas as pd
    import pyarrow as pa

    dtypes = {pa.string(): pd.StringDtype(na_value=float("nan")), pa.int64(): pd.Int64Dtype()}
    dtypes |= {pa.bool_(): pd.BooleanDtype(), pa.time64("us"): pd.ArrowDtype(pa.time64("us"))}
    frame: pd.DataFrame = table.to_pandas(types_mapper=dtypes.get, date_as_object=False)
    for field in descriptor["schema"]["fields"]:
        if field.get("type") == "date":
            frame[field["name"]] = frame[field["name"]].astype(PANDAS_TYPES["date"])
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
