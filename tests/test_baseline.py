"""A baseline: what is written of a report, what is read again, and what a report is without the errors in it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from report_example import cell_error, problems
from summitdata.errors import PackageError
from summitdata.validation.baseline import accept, baseline, read_baseline
from summitdata.validation.report import Error, Report, TaskStats, Totals

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.report import Task

X = ("table.csv", "type-error", "id", "x", "not an integer")
Y = ("table.csv", "type-error", "id", "y", "not an integer")
ENTRY: dict[str, Any] = {
    "place": "table.csv",
    "type": "type-error",
    "fieldName": "id",
    "cell": "x",
    "note": "not an integer",
    "count": 2,
}


def table(folder: Path, *cells: str, **more: Any) -> Task:
    """Return the second task of the example, with an error for each of these cells instead."""
    errors = tuple(
        cell_error("type-error", row, 1, (cell, "a", "b"), note="not an integer", **more)
        for row, cell in enumerate(cells, start=2)
    )
    warned = len(errors) if more.get("severity") == "warning" else 0
    return replace(
        problems(folder).tasks[1],
        place="table.csv",
        errors=errors,
        warnings=(),
        stats=TaskStats(len(errors) - warned, warned, 0.5),
        totals=Totals({"type-error": len(errors)}, {"id": len(errors)}),
    )


def test_a_baseline_has_each_error_once_with_its_count_in_order(tmp_path: Path) -> None:
    report = Report((table(tmp_path, "x", "é", "x"), table(tmp_path, "w", severity="warning")))
    written = "".join(baseline(report))
    assert json.loads(written) == [ENTRY, ENTRY | {"cell": "é", "count": 1}]
    assert written.startswith('[\n  {\n    "place": "table.csv",\n    "type"')
    assert written.endswith('    "count": 1\n  }\n]\n')
    assert '"cell": "é"' in written


def test_what_an_error_does_not_have_is_empty_in_a_baseline(tmp_path: Path) -> None:
    error = Error("row-error", "Row Error", "", "The row is wrong.", subject="file")
    (entry,) = json.loads("".join(baseline(Report((replace(table(tmp_path), errors=(error,)),)))))
    assert entry == {"place": "table.csv", "type": "row-error", "fieldName": "", "cell": "", "note": "", "count": 1}


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    report = Report((table(tmp_path, "x", "y", "x"),))
    file.write_text("".join(baseline(report)), "utf-8-sig")
    assert read_baseline(file) == Counter({X: 2, Y: 1})
    assert accept(report, read_baseline(file)).valid


def test_the_counts_of_an_entry_that_occurs_twice_are_added(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text(json.dumps([ENTRY, ENTRY | {"count": 1}]), "utf-8")
    assert read_baseline(file) == Counter({X: 3})


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "{}",
        "5",
        "[5]",
        "[{}]",
        *(json.dumps([ENTRY | {"count": count}]) for count in (0, -1, True, 1.5, "1", None)),
        *(json.dumps([{key: value for key, value in ENTRY.items() if key != left_out}]) for left_out in ENTRY),
        json.dumps([ENTRY | {"cell": "\ud800"}]),
        "[" * 100_000,
    ],
    ids=range(19),
)
def test_another_file_is_not_a_baseline(content: str, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text(content, "utf-8")
    with pytest.raises(PackageError) as caught:
        read_baseline(file)
    assert str(caught.value) == f"{file}: not a baseline: write one with --format baseline --output {file}"


def test_a_baseline_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackageError) as caught:
        read_baseline(tmp_path / "none.json")
    assert str(caught.value) == f"{tmp_path / 'none.json'}: cannot read the baseline: No such file or directory"


def test_known_errors_leave_the_report_and_new_ones_stay(tmp_path: Path) -> None:
    task = replace(table(tmp_path, "x", "x", "x", "y"), warnings=("a note",))
    report = accept(Report((task,), seconds=1.5), Counter({X: 2}))
    (left,) = report.tasks
    assert [error.cell for error in left.errors] == ["x", "y"]
    assert left.totals == Totals({"type-error": 2}, {"id": 2})
    assert left.stats == replace(task.stats, errors=2, warnings=1)
    assert (report.package_errors, report.seconds) == ((), 1.5)


def test_a_warning_stays_and_its_entry_is_used(tmp_path: Path) -> None:
    error = Error("row-error", "Row Error", "", "The row is wrong.", subject="file")
    task = table(tmp_path, "x", "y", severity="warning")
    task = replace(task, errors=(*task.errors, error), stats=TaskStats(1, 2, 0.5))
    (left,) = accept(Report((task,)), Counter({X: 1})).tasks
    assert left.errors == task.errors
    assert (left.stats.errors, left.stats.warnings) == (1, 2)
    assert left.totals == Totals({"type-error": 2, "row-error": 1}, {"id": 2})


def test_errors_that_are_not_listed_stay_in_the_totals(tmp_path: Path) -> None:
    task = table(tmp_path, "x", "y", "x")
    error = Error("row-error", "Row Error", "", "The row is wrong.", subject="file")
    task = replace(
        task,
        errors=(*task.errors, error),
        stats=TaskStats(8, 0, 0.5),
        totals=Totals({"type-error": 6, "row-error": 2}, {"id": 5, "name": 1}),
    )
    accepted: Counter[tuple[str, ...]] = Counter({X: 2, ("table.csv", "row-error", "", "", ""): 1})
    (left,) = accept(Report((task,)), accepted).tasks
    assert [error.cell for error in left.errors] == ["y"]
    assert left.stats.errors == 5
    assert left.totals == Totals({"type-error": 4, "row-error": 1}, {"id": 3, "name": 1})


def test_a_warning_among_errors_that_are_not_listed_stays(tmp_path: Path) -> None:
    task = table(tmp_path, "x", severity="warning")
    task = replace(task, stats=TaskStats(1, 1, 0.5), totals=Totals({"type-error": 1, "row-error": 1}, {"id": 1}))
    (left,) = accept(Report((task,)), Counter({X: 1})).tasks
    assert (left.errors, left.stats.errors, left.stats.warnings) == (task.errors, 1, 1)
    assert left.totals == task.totals


def test_an_error_that_no_longer_occurs_has_to_leave_the_baseline(tmp_path: Path) -> None:
    accepted: Counter[tuple[str, ...]] = Counter({Y: 2, X: 3})
    first = Error("package-error", "Package Error", "", "The package is wrong.")
    report = accept(Report((table(tmp_path, "x", "x"),), (first,)), accepted)
    often = "(not an integer) is listed 2 times too often: remove it from the baseline, or write the baseline again"
    note = f"table.csv: type-error of 'y' {often}"
    first_note = note.replace("2 times", "1 time").replace("'y'", "'x'")
    once = Error(
        type="baseline-error",
        title="Baseline Error",
        description="An error of the baseline does not occur any more.",
        message=f"The baseline is out of date: {first_note}",
        note=first_note,
    )
    twice = replace(once, message=f"The baseline is out of date: {note}", note=note)
    assert report.package_errors == (first, once, twice)
    assert accepted == Counter({Y: 2, X: 3})
    assert report.tasks[0].valid


def test_an_error_of_one_table_is_not_accepted_in_another(tmp_path: Path) -> None:
    other = replace(table(tmp_path, "x"), place="other.csv")
    report = accept(Report((other, table(tmp_path, "x"))), Counter({X: 1}))
    assert [task.valid for task in report.tasks] == [False, True]
    assert report.package_errors == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"a": 1}, "a list of errors, not dict"),
        ([ENTRY | {"count": "1"}], "a count is a positive integer, not '1'"),
    ],
    ids=["dict", "count"],
)
def test_a_traceback_says_what_is_wrong_with_a_baseline(content: Any, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(PackageError) as caught:
        read_baseline(file)
    assert str(caught.value.__cause__) == reason


KEYED = {
    "fields": [{"name": "id", "constraints": {"unique": True}}, {"name": "year"}, {"name": "name"}],
    "primaryKey": ["id", "year"],
    "uniqueKeys": [["year", "name"]],
}


@pytest.mark.parametrize("engine", ["screen", "frictionless"])
def test_a_repeated_key_is_known_wherever_its_rows_are(engine: str, tmp_path: Path) -> None:
    file, known = tmp_path / "t.csv", tmp_path / "known.json"

    def left(rows: str) -> list[tuple[str, str]]:
        file.write_text(f"id,year,name\n{rows}", "utf-8")
        report = sd.validate(file, KEYED, limit_errors=0, engine=engine)
        if not known.exists():
            known.write_text("".join(baseline(report)), "utf-8")
        report = accept(report, read_baseline(known))
        return [
            *((error.type, "") for task in report.tasks for error in task.errors),
            *(("stale", e.note) for e in report.package_errors),
        ]

    assert left("1,2020,a\n2,2020,b\n1,2020,a\n") == []
    assert left("0,2020,c\n1,2020,a\n3,2020,d\n2,2020,b\n1,2020,a\n") == []
    other = left("1,2020,a\n2,2020,b\n2,2020,b\n")
    assert sorted(kind for kind, _ in other) == ["primary-key", *["stale"] * 3, *["unique-error"] * 2]
    assert all(
        "the same as in an earlier row) is listed 1 time too often" in note for kind, note in other if kind == "stale"
    )


def test_entries_of_files_that_are_not_validated_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    accepted: Counter[tuple[str, ...]] = Counter(
        {X: 1, ("other.csv", *X[1:]): 1, ("gone.csv", *X[1:]): 1, ("x" * 5000, *X[1:]): 1}
    )
    (tmp_path / "other.csv").write_text("id\nx\n", "utf-8")
    report = accept(Report((table(tmp_path, "x"),)), accepted)
    assert [error.note.partition(":")[0] for error in report.package_errors] == ["gone.csv", "x" * 5000]
