"""Tables in parts on Spark itself: the report is that of the local engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from parts_cases import CASES, comparable, flood, write_package
from spark_sessions import MARKS, make_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [*MARKS, pytest.mark.slow]

NAMES = (
    "clean",
    "wrong cells",
    "blank and ragged rows",
    "a key in two parts",
    "+5 and 5 in a key",
    "unique days and pairs",
    "references to another table",
    "references to another part",
    "quoted line breaks",
    "another encoding in one part",
    "Latin-1",
)
"""The cases that are run on Spark; all of them are run part by part without it."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = make_session("local[2]")
    yield session
    session.stop()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("spark")
def test_the_report_is_that_of_the_local_engine(name: str, tmp_path: Path) -> None:
    package = write_package(tmp_path, name, *CASES[name]())
    on_spark = sd.validate(package, engine="spark")
    assert comparable(on_spark) == comparable(sd.validate(package))
    assert (on_spark.tasks[0].engine == "spark") == (name != "another encoding in one part")


@pytest.mark.parametrize("limit", [5, 0])
@pytest.mark.usefixtures("spark")
def test_a_limit_stops_where_the_local_engine_does(limit: int, tmp_path: Path) -> None:
    package = write_package(tmp_path, "flood", *flood(40_000, 4600))
    on_spark, local = (sd.validate(package, engine=name, limit_errors=limit) for name in ("spark", "auto"))
    assert comparable(on_spark) == comparable(local)
    assert (on_spark.tasks[0].engine, on_spark.tasks[0].partial) == ("spark", bool(limit))
