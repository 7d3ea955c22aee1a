"""Every parameter of every public function refuses what it cannot take: with an error of the library, in one line."""

from __future__ import annotations

import datetime as dt
import decimal
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import summitdata as sd


class Unprintable:
    """An object of a caller that has no text."""

    def __repr__(self) -> str:
        raise RuntimeError


class Incomparable:
    """An object of a caller that cannot be compared."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


ODD: dict[str, Any] = {
    "a negative number": -1,
    "a fraction": 1.5,
    "NaN": float("nan"),
    "bytes": b"x",
    "an empty text": "",
    "NUL": "a\0b",
    "half of a surrogate pair": "\ud800",
    "a long text": "x" * 5000,
    "many digits": "9" * 5000,
    "an object": object(),
    "a list of lists": [[]],
    "a list of numbers": [1],
    "a set of numbers": {1},
    "a dict": {"a": 1},
    "pd.NA": pd.NA,
    "pd.NaT": pd.NaT,
    "NaN of numpy": np.float64("nan"),
    "a text of numpy": np.str_("zzz"),
    "an array": np.array([1, 2]),
    "an array of texts": np.array(["a", "b"]),
    "a column": pd.Series([2024, 2023]),
    "a column of texts": pd.Series(["a"]),
    "a column of polars": pl.Series([1]),
    "a frame": pd.DataFrame({"a": [1]}),
    "a frame of polars": pl.DataFrame({"a": [1]}),
    "a lazy frame": pl.LazyFrame({"a": [1]}),
    "a table": pa.table({"a": [1]}),
    "a text of Arrow": pa.scalar("x"),
    "a decimal": decimal.Decimal("0.5"),
    "a complex number": 1j,
    "a slice": slice(1),
    "an error": ValueError("q"),
    "a range": range(3),
    "an object without text": Unprintable(),
    "an object that is not compared": Incomparable(),
    "a duration": dt.timedelta(1),
    "a module": inspect,
    "an ellipsis": ...,
    "a tuple": ("a", 1),
}

TABLES = {"a frame", "a frame of polars", "a lazy frame", "a table"}
LISTS = {"an array of texts", "a column of texts"}
TEXTS = {"half of a surrogate pair", "a long text", "many digits", "a text of numpy"}
TAKEN: dict[tuple[str, str], set[str]] = {
    ("validate", "source"): TABLES,
    ("validate", "warn"): LISTS,
    ("validate", "encoding"): TEXTS,  # the report says that the file cannot be read so
    ("validate", "delimiter"): TEXTS,
    ("validate", "quote"): TEXTS,
    ("validate", "schema"): {"a dict"},  # the report says what is wrong with it
    ("describe", "existing"): {"a dict"},
    ("export", "path"): {"a text of numpy"},
    ("check", "time_limit"): {"a fraction"},
    ("validate", "time_limit"): {"a fraction"},
}
"""What a parameter takes of that."""

WITH: dict[str, dict[str, Any]] = {
    "cagr": {"start": 2022, "end": 2024},
    "describe": {"source": "t.csv"},
    "diff": {"old": "t.csv", "new": "t.csv", "schema": {"fields": [{"name": "id"}]}},
    "export": {"format": "json"},
    "figure": {"id": "trade-2024"},
    "load": {"name": "topics"},
    "plot": {"name": "trade"},
    "read_csv": {"path": "t.csv", "schema": {"fields": [{"name": "id"}]}},
    "schema": {"name": "topics"},
    "validate": {"source": "t.csv", "schema": {"fields": [{"name": "id"}]}},
}
"""The other arguments of a call."""

PARAMETERS = [
    (name, parameter)
    for name in sd.__all__
    if callable(function := getattr(sd, name)) and not isinstance(function, type)
    for parameter in inspect.signature(function).parameters
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_an_odd_argument_is_an_error_of_the_library(
    name: str, parameter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("id\na\n", "utf-8")
    for what, value in ODD.items():
        if what in TAKEN.get((name, parameter), ()):
            continue
        raised: object = "nothing"
        try:
            getattr(sd, name)(**{**WITH.get(name, {}), parameter: value})
        except Exception as error:  # noqa: BLE001 - the assertions say what it must be
            raised = error
        assert isinstance(raised, sd.SummitDataError), f"{what}: {raised!r}"
        assert "\n" not in str(raised), what
    assert [file.name for file in Path.cwd().iterdir()] == ["t.csv"]


@pytest.mark.parametrize("what", ["an object", "a column", "a text of Arrow", "a dict", "a negative number"])
def test_the_table_of_a_foreign_key_is_a_frame(what: str) -> None:
    with pytest.raises(sd.UnknownNameError, match="the table 'sources' of the foreign keys must be a frame"):
        sd.schema("topics", foreign={"sources": ODD[what]})
