"""A table in several files: validated as one, and each error at its line of the part that it is in."""

from __future__ import annotations

import gzip
import json
import lzma
import zipfile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import compare
from parts_cases import CASES as TABLES
from parts_cases import write_package
from profiles import examples
from summitdata.tabular import unpacking
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.parts import Part, joined_pieces
from summitdata.upkeep.sync import sync
from summitdata.validation.baseline import baseline
from summitdata.validation.formats import text_parts

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

SCHEMA = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}],
    "uniqueKeys": [["id"]],
}
MARK = b"\xef\xbb\xbf"
CASES: dict[str, tuple[dict[str, bytes], list[tuple[str, str, int]]]] = {
    "plain": ({"a.csv": b"id,note\n1,x\n", "b.csv": b"id,note\n2,y\nz,y\n"}, [("type-error", "b.csv", 3)]),
    "cells of several lines": (
        {"one/t.csv": b'id,note\n1,"x\ny"\nq,x\n', "two/t.csv": b'id,note\n2,"a\n\nb"\nw,b\n'},
        [("type-error", "one/t.csv", 4), ("type-error", "two/t.csv", 5)],
    ),
    "compressed, with marks, and other line ends": (
        {"a.csv.gz": MARK + b"id,note\r\n1,x\r\n", "b.csv.xz": MARK + b'"id",note\r\nz,x\r\n', "c.csv": b"id,note\n"},
        [("type-error", "b.csv.xz", 2)],
    ),
    "without a line end": (
        {"a.csv": b"id,note\n1,x", "b.csv": b"id,note\n2,y\nz,y", "d.csv": b"id,note\nw,x"},
        [("type-error", "b.csv", 3), ("type-error", "d.csv", 2)],
    ),
}  # fmt: skip
BY_FRICTIONLESS = ("another encoding in one part",)
"""The tables in parts that the screen does not read."""
PACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress}


def write(folder: Path, files: dict[str, bytes], **resource: Any) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(PACK.get(file.suffix, bytes)(content))
    target = folder / "datapackage.json"
    table = {"name": "t", "path": list(files), "schema": SCHEMA, **resource}
    target.write_text(json.dumps({"name": "p", "resources": [table]}), "utf-8")
    return target


def found(report: sd.Report, folder: Path) -> list[tuple[str, str | None, int | None]]:
    return [
        (error.type, error.place and Path(error.place).relative_to(folder).as_posix(), error.line_number)
        for error in report.errors
    ]


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize("name", CASES)
def test_an_error_is_at_its_line_of_its_part(name: str, engine: str, tmp_path: Path) -> None:
    files, errors = CASES[name]
    report = sd.validate(write(tmp_path, files), engine=engine)
    assert found(report, tmp_path) == errors
    assert report.tasks[0].engine == ("screen" if engine == "auto" else engine)


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "junit", "markdown", "html", "json", "jsonl"])
@pytest.mark.parametrize("name", CASES)
def test_every_format_names_the_part(name: str, form: str, tmp_path: Path) -> None:
    files, errors = CASES[name]
    text = "".join(text_parts(form, sd.validate(write(tmp_path, files))))
    for _, part, line in errors:
        assert Path(part).name in text
        assert str(line) in text


def test_the_text_shows_the_line_of_the_part(tmp_path: Path) -> None:
    files, _ = CASES["cells of several lines"]
    text = "".join(text_parts("text", sd.validate(write(tmp_path, files))))
    assert f"{tmp_path}/two/t.csv:5:1: type-error" in text
    assert "           5 | w,b\n" in text
    assert "           4 | q,x\n" in text


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize(
    ("files", "dialect", "line"),
    [
        ({"a.csv": b"\nid,note\n1,x\n", "b.csv": b"\r\n,\r\nid,note\r\nz,y\r\n"}, {}, 4),
        ({"a.csv": b"id,note\n1,x\n", "b.csv": b"#made\n\n#by hand\nid,note\nz,y\n"}, {"commentChar": "#"}, 5),
        ({"a.csv": b"of 2023\nid,note\n1,x\n", "b.csv": b"of 2024\nid,note\nz,y\n"}, {"headerRows": [2]}, 3),
        ({"a.csv": b"of 2023\n1,x\n", "b.csv": b"of 2024\nz,y\n"}, {"header": False, "commentRows": [1]}, 2),
    ],
)
def test_what_is_above_the_header_of_a_part_is_left_out_with_it(
    files: dict[str, bytes], dialect: dict[str, Any], line: int, engine: str, tmp_path: Path
) -> None:
    report = sd.validate(write(tmp_path, files, dialect=dialect), engine=engine)
    assert found(report, tmp_path) == [("type-error", "b.csv", line)]
    assert report.tasks[0].stats.rows == 2


def test_the_header_of_a_part_is_in_its_first_line_as_frictionless_has_it(tmp_path: Path) -> None:
    files = {"a.csv": b"id,note\n1,x\n", "b.csv": b"id,note\n\n2,y\n"}
    package = write(tmp_path, files)
    assert found(sd.validate(package, as_frictionless=["header"]), tmp_path) == [("blank-row", "b.csv", 2)]
    (tmp_path / "b.csv").write_bytes(b"\nid,note\n2,y\n")
    assert sd.validate(package).valid
    assert not sd.validate(package, as_frictionless=["header"]).valid


def test_a_key_is_one_of_all_parts(tmp_path: Path) -> None:
    files = {"a.csv": b"id,note\n1,x\n2,x\n", "b.csv": b"id,note\n3,x\n2,y\n"}
    assert found(sd.validate(write(tmp_path, files)), tmp_path) == [("unique-error", "b.csv", 3)]


def test_a_table_without_a_header_has_none_in_its_parts(tmp_path: Path) -> None:
    files = {"a.csv": b"1,x\n", "b.csv": b"2,y\nz,y\n"}
    report = sd.validate(write(tmp_path, files, dialect={"header": False}))
    assert found(report, tmp_path) == [("type-error", "b.csv", 2)]
    assert report.tasks[0].stats.rows == 3


@pytest.mark.parametrize(
    ("files", "more", "error_type", "words"),
    [
        ({"a.csv": b"id,note\n1,x\n", "b.csv": b"note,id\nx,2\n"}, {}, "path-error", "the header of the part"),
        ({"a.csv": b"id,note\n1,x\n", "b.csv": b"2,x\n"}, {}, "path-error", "the header of the part"),
        ({"a.csv": b"id,note\n", "b.csv": b"id,note\n"}, {"encoding": "utf-16"}, "path-error", "save them as UTF-8"),
        ({"a.csv": b"id,note\n", "b.csv": b"id" * 2_000_000}, {}, "path-error", "longer than"),
        ({"a.csv": b"id,note\n"}, {"path": ["a.csv", "none.csv"]}, "scheme-error", "none.csv"),
        ({"a.csv": b"id,note\n1,x\n", "b.csv": b""}, {}, "source-error", "b.csv is empty: write the header"),
        ({"a.csv": MARK, "b.csv": b"id,note\n1,x\n"}, {}, "source-error", "a.csv is empty: write the header"),
        ({"a.csv": b"id,note\n1,x\n", "b.csv.gz": b""}, {}, "source-error", "b.csv.gz is empty: write the header"),
        ({"a.csv": b"1,x\n", "b.csv": b""}, {"dialect": {"header": False}}, "source-error", "b.csv is empty"),
    ],
)
def test_parts_that_do_not_fit_are_one_error_of_their_table(
    files: dict[str, bytes], more: dict[str, Any], error_type: str, words: str, tmp_path: Path
) -> None:
    report = sd.validate(write(tmp_path, files, **more))
    assert [error.type for error in report.errors] == [error_type]
    assert words in report.errors[0].note


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, {"a.csv": b"id,note\n"}, path=["a.csv", "none.csv"]))
    assert f"the part {tmp_path / 'none.csv'} is not there: correct its path" in "".join(text_parts("text", report))


def test_a_part_may_be_in_a_zip_file_without_the_name_of_a_format(tmp_path: Path) -> None:
    package = write(tmp_path, {"a.csv": b"id,note\n1,x\n", "b.zip": b""})
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("inner.csv", "id,note\nz,y\n")
    assert found(sd.validate(package), tmp_path) == [("type-error", "b.zip", 2)]


def test_where_reading_stops_does_not_depend_on_how_fast_the_parts_are_joined(tmp_path: Path) -> None:
    goes_on = Event()

    def slowly(files: list[Path], *_: Any) -> Iterator[bytes]:
        yield files[0].read_bytes()
        goes_on.wait()
        yield files[1].read_bytes()

    contents = {"a.csv": b"1,x\n", "b.csv": b"2,y\n", "c.csv.gz": b"3,z\n" * 99}
    write(tmp_path, contents)
    files = [tmp_path / name for name in contents]
    plain = unpacking.Copy.of_parts(files[:2], {}, 8, join=slowly)
    packed = unpacking.Copy.of_parts([files[0], files[2]], {}, 8, join=slowly)
    assert unpacking.expected_size(plain.file, None) == 8
    sizes = {unpacking.expected_size(packed.file, None)}
    goes_on.set()
    plain.finish()
    packed.finish()
    assert unpacking.expected_size(plain.file, None) == plain.file.stat().st_size
    assert sizes == {unpacking.expected_size(packed.file, None)} == {4 + 4 * files[2].stat().st_size}


def test_a_file_that_is_named_often_gives_no_more_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = write(tmp_path, {"a.csv": b"id,note\n,x\n"}, path=["a.csv", "./a.csv"] * 20)
    report = sd.validate(package)
    assert report.valid
    assert report.tasks[0].stats.rows == 40
    monkeypatch.setattr(unpacking, "FREE_BYTES", 50)
    monkeypatch.setattr(unpacking, "MAX_RATIO", 5)
    assert [error.type for error in sd.validate(package).errors] == ["compression-error"]


def test_the_format_of_a_table_is_looked_up_no_more_often_where_it_has_more_parts(tmp_path: Path) -> None:
    looked_up = []
    for number in (2, 40):
        folder = tmp_path / str(number)
        package = write(folder, {f"{at}.csv": b"id,note\nx,y\n" for at in range(number)})
        with patch("summitdata.tabular.file_formats._unpacked", side_effect=lambda path, _: path) as suffix:
            assert len(sd.validate(package).errors) == number
        looked_up.append(suffix.call_count / number)
    assert looked_up[0] == looked_up[1]  # each time at the paths of all parts


def test_a_damaged_part_is_an_error_of_the_table(tmp_path: Path) -> None:
    package = write(tmp_path, {"a.csv": b"id,note\n1,x\n", "b.csv.gz": b"id,note\n2,x\n" * 999})
    (tmp_path / "b.csv.gz").write_bytes((tmp_path / "b.csv.gz").read_bytes()[:-9])
    (error,) = sd.validate(package).errors
    assert error.type == "compression-error"
    assert error.note.startswith(f"the part {tmp_path / 'b.csv.gz'}: the gz file is damaged: ")


def test_a_pattern_in_a_list_stands_for_parts(tmp_path: Path) -> None:
    files = {"first.csv": b"id,note\n1,x\n", "more-2.csv": b"id,note\n2,y\n", "more-1.csv": b"id,note\nz,y\n"}
    report = sd.validate(write(tmp_path, files, path=["first.csv", "more-*.csv", "first*"]))
    assert found(report, tmp_path) == [("type-error", "more-1.csv", 2)]
    assert report.tasks[0].stats.rows == 3


def test_size_and_hash_are_those_of_the_joined_parts_as_frictionless_has_them(tmp_path: Path) -> None:
    files = {"a.csv": b"id,note\n1,x\n", "b.csv": b"id,note\n2,y\n"}
    theirs = frictionless.Package(str(write(tmp_path, files))).validate().tasks[0].stats
    ours = sd.validate(write(tmp_path, files, bytes=theirs["bytes"], hash=f"sha256:{theirs['sha256']}"))
    assert ours.valid
    assert (ours.tasks[0].stats.bytes, ours.tasks[0].stats.sha256) == (theirs["bytes"], theirs["sha256"])
    wrong = sd.validate(write(tmp_path, files, bytes=5, hash="sha256:00"))
    assert [error.type for error in wrong.errors] == ["hash-count", "byte-count"]


def test_a_baseline_and_a_split_know_the_parts(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    package = write(tmp_path, CASES["plain"][0])
    entry = json.loads("".join(baseline(sd.validate(package))))[0]
    assert entry["place"] == str(tmp_path / "b.csv")
    (tmp_path / "split").mkdir()
    run("validate", package, "--split", tmp_path / "split")
    assert (tmp_path / "split" / "a.valid.csv").read_text("utf-8") == "id,note\n1,x\n2,y\n"
    assert (tmp_path / "split" / "a.invalid.csv").read_text("utf-8").endswith(",z,y\n")


@pytest.mark.parametrize("name", TABLES)
def test_the_screen_reports_parts_as_frictionless_does(name: str, tmp_path: Path) -> None:
    package = write_package(tmp_path, name, *TABLES[name]())
    report = compare(package)
    assert (report.tasks[0].engine == "screen") == (name not in BY_FRICTIONLESS)
    if not name.startswith("a flood"):
        compare(package, limit=3)


CELLS = st.sampled_from(["1", "2", "x", "", '"a\nb"', '"c,d"', "é"])
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=3).map(",".join), max_size=4)


@given(parts=st.lists(ROWS, min_size=1, max_size=4), end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=examples(40))
def test_the_report_is_that_of_frictionless(
    parts: list[list[str]], end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    files = {
        f"{number}.csv": "".join(row + end for row in ["id,note", *rows]).encode() for number, rows in enumerate(parts)
    }
    package = write(folder, files)
    resource = json.loads(package.read_text("utf-8"))["resources"][0]
    explicit = {**make_explicit({**resource, "path": "0.csv"}), "path": "0.csv", "extrapaths": resource["path"][1:]}
    theirs = frictionless.Resource.from_descriptor(explicit, basepath=str(folder)).validate()
    keys = ["type", "rowNumber", "fieldName", "note"]
    report = sd.validate(package)
    ours = [error for error in report.flatten(tuple(keys)) if error[0] != "unique-error"]
    assert ours == theirs.flatten(keys)
    for error in report.errors:
        assert error.place is not None
        assert error.line_number is not None
        line = Path(error.place).read_bytes().decode().split("\n")[error.line_number - 1]
        assert str(error.cell or "").split("\n")[0] in line


def test_lines_are_counted_whatever_ends_them(tmp_path: Path) -> None:
    contents = {"a.csv": b"id\r1\r2", "b.csv": b"id\r\n3\r\n", "c.csv": b"id\n4"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    parts: list[Part] = []
    resource = make_explicit({"path": "a.csv", "schema": SCHEMA})
    joined = b"".join(joined_pieces([tmp_path / name for name in contents], resource, parts))
    assert joined == b"id\r1\r2\n3\r\n4"
    assert [(part.first_line, part.own_line(part.first_line)) for part in parts] == [(1, 1), (4, 2), (5, 2)]


@pytest.mark.parametrize("name", CASES)
def test_sync_writes_the_size_and_the_hash_that_check_asks_for(name: str, tmp_path: Path) -> None:
    files, errors = CASES[name]
    package = write(tmp_path, files)
    assert {"byte-count", "hash-count"} <= {error.type for error in sd.check(package).errors}
    sync(package)
    assert found(sd.check(package), tmp_path) == errors
    assert sync(package) == []


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({"skip": ["file=b.csv"]}, [("a.csv", "error"), ("c.csv", "error")]),
        ({"skip": ["type-error,file=*a.csv", "field=id,file=c.csv"]}, [("b.csv", "error")]),
        ({"only": ["file=c.csv"]}, [("c.csv", "error")]),
        ({"warn": ["file=a.csv"]}, [("a.csv", "warning"), ("b.csv", "error"), ("c.csv", "error")]),
        ({"skip": ["file=datapackage.json"]}, []),
    ],
)
def test_a_selector_takes_one_part(options: dict[str, Any], left: list[tuple[str, str]], tmp_path: Path) -> None:
    package = write(tmp_path, dict.fromkeys(("a.csv", "b.csv", "c.csv"), b"id,note\nx,y\n"))
    report = sd.validate(package, **options)
    assert [(Path(error.place or "").name, error.severity) for error in report.errors] == left
    assert report.valid is all(severity == "warning" for _, severity in left)
