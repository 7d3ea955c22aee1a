"""Rules of rows on frames: pandera finds the rows that `validate` finds in the CSV file of the frame."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from pandera.errors import SchemaErrors

import summitdata as sd
from profiles import examples
from random_formulas import FORMULAS
from summitdata.errors import PackageError
from summitdata.schemas import from_table_schema, to_table_schema
from test_row_rules import write_package
from test_sql_formulas import FIELDS, PRICES, ROWS

ROW = {"kind": "x", "low": 1.0, "value": 2.0, "high": 3.0, "count": 1, "end": None, "when": None, "opened": None}


def resource_of(fields: list[dict[str, Any]], formulas: list[str]) -> dict[str, Any]:
    checks = [{"type": "row-constraint", "formula": formula} for formula in formulas]
    return {"name": "t", "schema": {"fields": fields}, "checklist": {"checks": checks}}


def refused(made: Any, frame: Any) -> set[tuple[str, int]]:
    """Return the rules that a frame breaks, with the row."""
    try:
        made.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        cases = cases.to_dict("records") if isinstance(cases, pd.DataFrame) else cases.to_dicts()
        return {(str(case["check"]), int(case["index"])) for case in cases}
    return set()


@settings(max_examples=examples(60), deadline=None)
@given(FORMULAS, ROWS)
def test_pandera_refuses_the_rows_that_break_a_formula(formula: str, rows: list[list[str]]) -> None:
    resource = resource_of(FIELDS, [formula])
    with TemporaryDirectory() as name:
        write_package(Path(name), FIELDS, [formula], [[field["name"] for field in FIELDS], *rows])
        try:
            report = sd.validate(name)
        except PackageError:
            assume(condition=False)
        found = {(f"row_rule({formula})", error.row_number - 2) for error in report.errors if error.row_number}
        file = Path(name) / "table.csv"
        assert refused(sd.schema(resource), sd.read_csv(file, resource)) == found
        assert refused(sd.schema(resource, "polars"), sd.read_csv(file, resource, "polars")) == found


@pytest.fixture(params=["pandas", "polars"])
def library(request: pytest.FixtureRequest) -> Any:
    return request.param


def frame_of(library: Any, **columns: list[Any]) -> Any:
    """Return a frame of prices with some other columns."""
    length = max(map(len, columns.values()), default=1)
    frame = pl.DataFrame({name: columns.get(name, [value] * length) for name, value in ROW.items()})
    with TemporaryDirectory() as folder:
        frame.write_csv(Path(folder) / "t.csv")
        return sd.read_csv(Path(folder) / "t.csv", {"fields": PRICES}, library)


def test_a_broken_rule_is_named_with_its_row(library: Any) -> None:
    made: Any = sd.schema(resource_of(PRICES, ["low <= value <= high", "count is None or count > 0"]), library)
    frame = frame_of(library, low=[1.0, 9.0, 1.0], count=[1, 1, 0])
    assert refused(made, frame) == {("row_rule(low <= value <= high)", 1), ("row_rule(count is None or count > 0)", 2)}
    assert refused(made, frame_of(library)) == set()


def test_a_missing_operand_breaks_a_rule(library: Any) -> None:
    made: Any = sd.schema(resource_of(PRICES, ["count > 0"]), library)
    assert refused(made, frame_of(library, count=[1, None])) == {("row_rule(count > 0)", 1)}


def test_a_schema_with_rules_can_be_pickled_and_copied(library: Any) -> None:
    made: Any = sd.schema(resource_of(PRICES, ["low < high"]), library)
    for other in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):  # noqa: S301 - of our own
        assert refused(other, frame_of(library, low=[1.0, 4.0])) == {("row_rule(low < high)", 1)}


def test_a_frame_without_a_column_of_a_rule_lacks_the_column_alone(library: Any) -> None:
    made: Any = sd.schema(resource_of(PRICES, ["low < high"]), library)
    frame = frame_of(library)
    frame = frame.drop(columns="high") if library == "pandas" else frame.drop("high")
    with pytest.raises(SchemaErrors) as errors:
        made.validate(frame, lazy=True)
    assert "row_rule" not in str(errors.value)


@pytest.mark.slow
def test_rules_are_checked_in_rows_beyond_a_block(library: Any) -> None:
    made: Any = from_table_schema(resource_of(PRICES, ["low < high"]), backend=library)
    frame = frame_of(library, low=[1.0, 4.0])
    many = pd.concat([frame] * 40_000, ignore_index=True) if library == "pandas" else pl.concat([frame] * 40_000)
    assert len(refused(made, many)) == 40_000
    assert len(sd.validate(many, resource_of(PRICES, ["low < high"]), limit_errors=50_000).errors) == 40_000


def test_the_way_back_from_a_schema_with_rules_gives_its_table_schema() -> None:
    assert to_table_schema(sd.schema(resource_of(PRICES, ["low < high"])))["fields"] == PRICES
