"""Each part of a table screened apart, and the report of one table: all of the engine on Spark but Spark."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import summitdata as sd
from parts_cases import CASES, HEADER, SCHEMA, comparable, flood, write_package
from profiles import examples
from summitdata.validation import spark_engine, spark_jobs
from summitdata.validation.screen.part_screen import screen_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summitdata.validation.screen.block_screen import BlockScreen
    from summitdata.validation.screen.part_screen import Part, PartResult

READ_WHOLE = (
    "a quote that a part does not close",
    "another encoding in one part",
    "another header",
    "an empty part",
    "line ends of returns",
)
"""What cannot be read part by part, or need not be."""


def run_here(
    parts: Sequence[Part], resource: dict[str, Any], block_screen: BlockScreen, time_limit: float | None
) -> tuple[list[PartResult], Mapping[int, Any]]:
    """Do in this process what the tasks and the shuffle do."""
    screened = [screen_part(part, resource, block_screen, time_limit) for part in reversed(parts)][::-1]
    repeated: dict[int, list[int]] = {}
    for key in range(len(block_screen.keys)):
        rows: dict[int, list[tuple[int, int]]] = {}
        for result, keys in screened:
            for codes, numbers in zip(keys[key].codes, keys[key].rows, strict=True) if keys else ():
                for code, row in zip(codes.tolist(), numbers.tolist(), strict=True):
                    rows.setdefault(code, []).append((result.number, row))
        for places in rows.values():
            for number, row in places if len(places) > 1 else ():
                repeated.setdefault(number, []).append(row)
    return [result for result, _ in screened], {part: np.array(some) for part, some in repeated.items()}


@pytest.fixture(autouse=True)
def without_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "run_parts", run_here)


@pytest.mark.parametrize("name", CASES)
def test_the_report_is_that_of_one_machine(name: str, tmp_path: Path) -> None:
    package = write_package(tmp_path, name, *CASES[name]())
    for limit in (3, 1000):  # with a low limit, a start that is full of errors may be all that is read
        of_parts = sd.validate(package, engine="spark", limit_errors=limit)
        assert comparable(of_parts) == comparable(sd.validate(package, limit_errors=limit))
    assert (of_parts.tasks[0].engine == "spark") == (name not in READ_WHOLE)


@pytest.mark.slow
@pytest.mark.parametrize("clean", [0, 4600])
def test_a_flood_ends_where_it_does_on_one_machine(clean: int, tmp_path: Path) -> None:
    package = write_package(tmp_path, "a flood of many texts", *flood(40_000, clean))
    of_parts, at_once = (sd.validate(package, engine=name, limit_errors=5) for name in ("spark", "auto"))
    assert of_parts.tasks[0].partial
    assert comparable(of_parts) == comparable(at_once)
    assert of_parts.tasks[0].engine == ("spark" if clean else "screen")


LINES = (
    *("1,2020-01-02,a\n", "2,,\n", "+1,2020-01-02,a\n", "x,y,z\n", "\n", ",,\n", "3\n", "4,2020-01-02,a,b\n", "\r\n"),
    *('5,,"a\nb"\n', '6,,"a', '"\n', '7,2020-01-02,"a"b\n', "8,,é", "\ufeff", "\r"),
)


@pytest.mark.slow
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=4), min_size=2, max_size=3), st.sampled_from([1000, 2, 0]))
@settings(max_examples=examples(20))
def test_of_any_lines(parts: list[list[str]], limit: int) -> None:
    with TemporaryDirectory() as folder:
        content = [(HEADER + "".join(lines)).encode() for lines in parts]
        package = write_package(Path(folder), "any", content, {"schema": SCHEMA})
        of_parts, at_once = (sd.validate(package, engine=name, limit_errors=limit) for name in ("spark", "auto"))
    assert comparable(of_parts) == comparable(at_once)


def test_files_and_one_schema_are_the_parts_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}1,2020-01-02,a\n")
    (tmp_path / "b.csv").write_text(f"{HEADER}2,2020-01-02,b\n+1,2020-01-02,c\n")
    for source in (tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"], str(tmp_path / "*.csv")):
        (task,) = sd.validate(source, SCHEMA, engine="spark").tasks
        assert [(error.type, error.place, error.line_number) for error in task.errors] == [
            ("primary-key", str(tmp_path / "b.csv"), 3)
        ]
        assert (task.place, task.engine) == (str(tmp_path), "spark")


def test_one_file_is_read_without_spark(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}1,2020-01-02,a\n")
    (task,) = sd.validate(tmp_path / "a.csv", SCHEMA, engine="spark").tasks
    assert task.engine == "screen"
    assert task.engine_note == "not on Spark: the table is in one file, not in several"


@pytest.mark.parametrize("wrong", [False, True])
def test_parquet_files_are_parts_as_well(tmp_path: Path, *, wrong: bool) -> None:
    columns = {"id": [1, 2], "day": [date(2020, 1, 2), None], "text": ["a", "b\nc"]}
    others = {"id": [2, None], "day": [date(2019, 1, 2), None], "text": ["d", ""]}
    parquet.write_table(pa.table(columns), tmp_path / "part-0.parquet")
    parquet.write_table(pa.table(others if not wrong else others | {"text": [1.5, 2.5]}), tmp_path / "part-1.parquet")
    (tmp_path / "_SUCCESS").write_bytes(b"")
    resource = {"name": "table", "path": ["part-0.parquet", "part-1.parquet"], "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "package", "resources": [resource]}))
    of_parts, at_once = (sd.validate(tmp_path / "datapackage.json", engine=name) for name in ("spark", "auto"))
    assert comparable(of_parts) == comparable(at_once)
    assert of_parts.tasks[0].engine == "spark"
    assert (of_parts.tasks[0].errors[0].place, of_parts.tasks[0].errors[0].part_row) == (
        str(tmp_path / "part-1.parquet"),
        2,
    )
    (tmp_path / "datapackage.json").unlink()
    (task,) = sd.validate(tmp_path, SCHEMA, engine="spark").tasks
    assert (task.engine, task.totals, len(task.parts)) == ("spark", of_parts.tasks[0].totals, 2)


def test_files_that_are_read_differently_are_tables_of_their_own(tmp_path: Path) -> None:
    for name, delimiter in (("a", ","), ("b", ","), ("c", ";")):
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}1,2020-01-02,{name}\n".replace(",", delimiter))
    files = {str(tmp_path / "c.csv"): {"delimiter": ";"}}
    report = sd.validate(tmp_path, SCHEMA, engine="spark", files=files)
    assert sorted((task.engine, len(task.parts), task.stats.errors) for task in report.tasks) == [
        ("screen", 0, 0),
        ("spark", 2, 1),
    ]


def test_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark_engine, "run_parts", spark_jobs.run_parts)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    package = write_package(tmp_path, "clean", *CASES["clean"]())
    with pytest.raises(sd.MissingDependencyError, match=r"pip install 'summitdata\[pyspark\]'"):
        sd.validate(package, engine="spark")


def test_the_message_names_java_where_spark_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PySpark raises this where it finds no Java; here it stands in for PySpark, which need not be installed."""

    class PySparkException(Exception):  # noqa: N818 - the name is PySpark's
        pass

    def no_java(*_: Any) -> Any:
        raise PySparkException("[JAVA_GATEWAY_EXITED] Java gateway process exited before sending its port number.")

    builder = SimpleNamespace(getOrCreate=no_java)
    builder.appName = builder.config = lambda *_: builder
    session = SimpleNamespace(getActiveSession=lambda: None, builder=builder)
    monkeypatch.setattr(spark_engine, "run_parts", spark_jobs.run_parts)
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    monkeypatch.setitem(sys.modules, "pyspark.errors", SimpleNamespace(PySparkException=PySparkException))
    monkeypatch.setitem(sys.modules, "pyspark.sql", SimpleNamespace(SparkSession=session))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    package = write_package(tmp_path, "clean", *CASES["clean"]())
    with pytest.raises(sd.MissingDependencyError, match=r"Spark does not start: \[JAVA.*: it needs Java .*JAVA_HOME"):
        sd.validate(package, engine="spark")
