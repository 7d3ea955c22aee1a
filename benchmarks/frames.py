"""What validating a frame costs with the schemas made of a Table Schema, beside pandera written by hand.

    python benchmarks/frames.py [--rows N] [--rounds N]

Both sides check the same rules on the same frame, in one process, in turns; the table shows medians and their ratio.
"""

from __future__ import annotations

import argparse
import random
import sys
from functools import partial
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa
import pandera.polars as pap
import polars as pl
from tabulate import tabulate

from summitdata.schemas import from_table_schema
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

PARTNERS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 0}},
        {"name": "year", "type": "integer", "constraints": {"required": True, "minimum": 1992, "maximum": 2030}},
        {"name": "partner", "type": "string", "constraints": {"required": True, "enum": PARTNERS}},
        {"name": "code", "type": "string", "constraints": {"pattern": "[A-Z]{2}[0-9]{4}|none", "maxLength": 6}},
        {"name": "value", "type": "number", "constraints": {"minimum": 0}},
        {"name": "day", "type": "date", "constraints": {"minimum": "1992-01-01"}},
    ],
    "primaryKey": "id",
}
PATTERN = r"^(?:[A-Z]{2}[0-9]{4}|none)"


def frame(rows: int) -> pd.DataFrame:
    """Make a valid frame of so many rows."""
    chance = random.Random(0)  # noqa: S311 - no secret
    codes = [None, "none", *(f"AB{number:04}" for number in range(1000))]
    columns = {
        "id": range(rows),
        "year": [chance.randint(1992, 2030) for _ in range(rows)],
        "partner": chance.choices(PARTNERS, k=rows),
        "code": chance.choices(codes, k=rows),
        "value": [chance.random() * 1e6 for _ in range(rows)],
        "day": pd.Timestamp("1992-01-01") + pd.to_timedelta([chance.randint(0, 9999) for _ in range(rows)], unit="D"),
    }
    types = {field["name"]: FIELD_TYPES[field["type"]].dtypes.pandas for field in SCHEMA["fields"]}  # type: ignore[index]
    return pd.DataFrame({name: pd.Series(values, dtype=types[name]) for name, values in columns.items()})


def by_hand_pandas() -> pa.DataFrameSchema:
    """Write the rules as a user of pandas would."""
    return pa.DataFrameSchema(
        {
            "id": pa.Column("Int64", pa.Check.ge(0)),
            "year": pa.Column("Int64", [pa.Check.ge(1992), pa.Check.le(2030)]),
            "partner": pa.Column("str", pa.Check.isin(PARTNERS)),
            "code": pa.Column(
                "str", [pa.Check.str_matches(rf"{PATTERN}\Z"), pa.Check.str_length(max_value=6)], nullable=True
            ),
            "value": pa.Column("float64", pa.Check.ge(0), nullable=True),
            "day": pa.Column("datetime64[s]", pa.Check.ge(pd.Timestamp("1992-01-01")), nullable=True),
        },
        unique=["id"],
        strict=True,
        ordered=True,
    )


def by_hand_polars() -> pap.DataFrameSchema:
    """Write the rules as a user of polars would."""
    return pap.DataFrameSchema(
        {
            "id": pap.Column(pl.Int64, pap.Check.ge(0)),
            "year": pap.Column(pl.Int64, [pap.Check.ge(1992), pap.Check.le(2030)]),
            "partner": pap.Column(pl.String, pap.Check.isin(PARTNERS)),
            "code": pap.Column(
                pl.String, [pap.Check.str_matches(f"{PATTERN}$"), pap.Check.str_length(max_value=6)], nullable=True
            ),
            "value": pap.Column(pl.Float64, pap.Check.ge(0), nullable=True),
            "day": pap.Column(pl.Date, pap.Check.ge(pd.Timestamp("1992-01-01").date()), nullable=True),
        },
        unique=["id"],
        strict=True,
        ordered=True,
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Time the validation of frames.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the frame (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each validates (default: %(default)s)")
    options = parser.parse_args()
    pandas = frame(options.rows)
    polars = pl.from_pandas(pandas).with_columns(pl.col("day").cast(pl.Date))
    sides: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {}
    kinds: list[tuple[str, Any, Any]] = [("pandas", pandas, by_hand_pandas()), ("polars", polars, by_hand_polars())]
    for name, data, by_hand in kinds:
        made = from_table_schema(SCHEMA, backend=name)  # type: ignore[arg-type]
        sides[name] = (partial(made.validate, data, lazy=True), partial(by_hand.validate, data, lazy=True))
    rows = []
    for name, pair in sides.items():
        taken: tuple[list[float], list[float]] = ([], [])
        for number in range(options.rounds + 1):
            for run, spent in zip(pair, taken, strict=True):
                start = perf_counter()
                run()
                if number:
                    spent.append(perf_counter() - start)
        ours, theirs = map(median, taken)
        rows.append((name, ours * 1000, theirs * 1000, ours / theirs))
    print(f"Python {sys.version.split()[0]}, {options.rows} rows, medians of {options.rounds}")
    headers = ["backend", "from the Table Schema, ms", "by hand, ms", "ratio"]
    print(tabulate(rows, headers=headers, floatfmt=("", ".0f", ".0f", ".2f")))


if __name__ == "__main__":
    main()
