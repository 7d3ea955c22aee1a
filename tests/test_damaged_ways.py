"""The damaged files in every way that a file comes in: the first line that the gate says of each names the cause."""

from __future__ import annotations

import gzip
import hashlib
import html
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from damaged_files import DAMAGED, GOOD, LABELS, SCHEMA, content_of
from summitdata.validation import worker
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OTHER_PART = LABELS + "".join(f"{n},Rome {n},2024-03-{n - 10},{n}234.50,true\n" for n in range(20, 26))
QUICK = ("semicolons", "one byte of cp1252", "a merge", "an unclosed quote", "labels in capitals")
"""What the quick run tries in each way."""


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker, as where there are no processes: it takes long."""
    monkeypatch.setattr(worker, "can_start", lambda: False)


def named(name: str, pack: Callable[[bytes], bytes], **options: Any) -> Callable[[bytes, Path], sd.Report]:
    def validate(content: bytes, folder: Path) -> sd.Report:
        (folder / name).write_bytes(pack(content))
        return sd.validate(folder / name, SCHEMA, **options)

    return validate


def piped(content: bytes, _: Path) -> sd.Report:
    return sd.validate(io.BytesIO(content), SCHEMA)


def package(folder: Path, **resource: Any) -> Path:
    table = {"name": "prices", "schema": SCHEMA, **resource}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [table]}), "utf-8")
    return folder / "datapackage.json"


def in_a_package(dialect: dict[str, Any], **options: Any) -> Callable[[bytes, Path], sd.Report]:
    def validate(content: bytes, folder: Path) -> sd.Report:
        (folder / "prices.csv").write_bytes(content)
        stated = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        return sd.validate(package(folder, path="prices.csv", dialect=dialect, **stated), **options)

    return validate


def as_a_part(names: list[str], **options: Any) -> Callable[[bytes, Path], sd.Report]:
    """Return the way of a table in parts: the damaged file is the one that has `bad` in its name."""

    def validate(content: bytes, folder: Path) -> sd.Report:
        for name in names:
            part = content if "bad" in name else OTHER_PART.encode()
            (folder / name).write_bytes(gzip.compress(part) if name.endswith(".gz") else part)
        return sd.validate(package(folder, path=names), **options)

    return validate


BY_FRICTIONLESS = {"engine": "frictionless"}
WAYS: dict[str, Callable[[bytes, Path], sd.Report]] = {
    "by frictionless": named("prices.csv", bytes, **BY_FRICTIONLESS),
    "compressed": named("prices.csv.gz", gzip.compress),
    "compressed, by frictionless": named("prices.csv.gz", gzip.compress, **BY_FRICTIONLESS),
    "piped": piped,
    "in a package with size and hash": in_a_package({}),
    "in a package, by frictionless": in_a_package({}, **BY_FRICTIONLESS),
    "in a package, with comments": in_a_package({"commentChar": "#"}),
    "the first part": as_a_part(["bad.csv", "good.csv"]),
    "the first part, by frictionless": as_a_part(["bad.csv", "good.csv"], **BY_FRICTIONLESS),
    "another part": as_a_part(["good.csv", "bad.csv"]),
    "another part, compressed": as_a_part(["good.csv.gz", "bad.csv.gz"]),
}
READ_AS_IT_IS = {"piped": ("a ZIP file", "a gzip file", "an Excel workbook", "JSON")}
"""What is not damaged: the first bytes of a stream say what it is, since it has no name."""


def assert_named(way: str, name: str, folder: Path) -> None:
    report = WAYS[way](content_of(name), folder)
    first = FORMATS["text"](report).splitlines()[0]
    if name not in READ_AS_IT_IS.get(way, ()):
        assert not report.valid
        assert DAMAGED[name][1] in first


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("way", WAYS)
def test_the_first_line_names_the_cause(way: str, name: str, tmp_path: Path) -> None:
    assert_named(way, name, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in DAMAGED if name not in QUICK])
@pytest.mark.parametrize("way", WAYS)
def test_the_first_line_names_every_cause(way: str, name: str, tmp_path: Path) -> None:
    assert_named(way, name, tmp_path)


@pytest.mark.parametrize("way", WAYS)
def test_the_good_file_is_valid_in_every_way(way: str, tmp_path: Path) -> None:
    report = WAYS[way](GOOD.encode(), tmp_path)
    assert report.valid
    assert report.tasks[0].causes == ()


@pytest.mark.parametrize("form", ["text", "github", "markdown", "junit", "html"])
@pytest.mark.parametrize("names", [["bad.csv", "good.csv"], ["good.csv", "bad.csv"], ["good.csv", "bad.csv.gz"]])
def test_formats_for_people_name_the_part_of_a_cause(names: list[str], form: str, tmp_path: Path) -> None:
    report = as_a_part(names)(content_of("semicolons"), tmp_path)
    written = FORMATS[form](report)
    bad = next(name for name in names if "bad" in name)
    assert f"{tmp_path}/{bad}" in html.unescape(written)
    assert "give --delimiter" in html.unescape(written)
    (cause,) = report.tasks[0].causes
    assert (cause.place, cause.line) == (f"{tmp_path}/{bad}", 1)


def test_a_cause_in_all_parts_is_said_once(tmp_path: Path) -> None:
    bad = content_of("day-first dates")
    (tmp_path / "a.csv").write_bytes(bad)
    (tmp_path / "b.csv").write_bytes(bad.replace("Zürich".encode(), b"Rome"))
    report = sd.validate(package(tmp_path, path=["a.csv", "b.csv"]))
    causes, others = report.tasks[0].errors_by_cause()
    assert [(cause.title, cause.place, len(errors)) for cause, errors in causes] == [
        ("day-first dates", f"{tmp_path}/a.csv", 18)
    ]
    assert others == []


def test_errors_of_another_part_do_not_follow_from_a_cause(tmp_path: Path) -> None:
    conflict = content_of("a merge")
    (tmp_path / "a.csv").write_bytes(conflict)
    (tmp_path / "b.csv").write_text(OTHER_PART.replace("true", "7", 1), "utf-8")
    report = sd.validate(package(tmp_path, path=["a.csv", "b.csv"]))
    ((cause, errors),), others = report.tasks[0].errors_by_cause()
    assert "merge" in cause.title
    assert {error.place for error in errors} == {f"{tmp_path}/a.csv"}
    assert [(error.type, error.place, error.line_number) for error in others] == [
        ("type-error", f"{tmp_path}/b.csv", 2)
    ]


def test_the_line_of_a_cause_is_shown_unless_it_was_left_out(tmp_path: Path) -> None:
    text = FORMATS["text"](as_a_part(["good.csv", "bad.csv"])(content_of("an unclosed quote"), tmp_path))
    assert f"{tmp_path}/bad.csv:5:3: an unclosed quote" in text
    assert '           5 | 4,"Zürich 4,2024-03-14' in text
    header = FORMATS["text"](as_a_part(["good.csv", "bad.csv"])(content_of("labels in capitals"), tmp_path))
    assert f"{tmp_path}/bad.csv:1:1: labels differ in case" in header
    assert " | " not in header
