"""What people met in files of their own: for each kind some files, with errors, place, first lines and exit code.

Each is run as the command. What goes deeper into a kind has tests of its own: compressed files `test_compressed.py`,
causes `test_damaged_files.py`, options `test_wrong_options.py`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import unicodedata
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pytest
from click.testing import CliRunner

from summitdata.cli import app
from summitdata.validation import worker

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "città", "type": "string"},
        {"name": "price", "type": "number"},
    ]
}
LABELS = "id,città,price\n"
KEYED = {**SCHEMA, "primaryKey": ["id", "città"]}
GOOD = LABELS + "1,Rome,1.5\n2,Bari,2.5\n3,Lecce,3.5\n"
BAD = GOOD.replace("2.5", "x")


@dataclass(frozen=True)
class Case:
    """Files beside the schema, the words after `validate`, and what comes.

    `types` are those of the errors, once each; `says` are in the first lines; `code` is the exit code.
    """

    files: dict[str, str | bytes]
    types: set[str]
    says: tuple[str, ...]
    words: str = "t.csv --schema s.json"
    schema: dict[str, Any] = field(default_factory=lambda: SCHEMA)
    resources: list[dict[str, Any]] = field(default_factory=list)
    code: int = 1


def one(content: str | bytes, error_type: str | set[str], *says: str, **more: Any) -> Case:
    """Return the case of one CSV file."""
    types = {error_type} if isinstance(error_type, str) else error_type
    return Case({"t.csv": content}, types, says, **more)


def package(files: dict[str, str | bytes], error_type: str, *says: str, **resource: Any) -> Case:
    """Return the case of a data package with one resource."""
    resources = [{"name": "t", "schema": SCHEMA, **resource}]
    return Case(files, {error_type}, says, words="datapackage.json", resources=resources)


def zipped(**files: str) -> bytes:
    """Return a ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return file.getvalue()


def workbook(rows: str) -> bytes:
    """Return an Excel file with these rows, the numbers among them as numbers."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in rows.splitlines():
        sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row.split(",")])
    book.save(file)
    return file.getvalue()


def packed(suffix: str, content: bytes, *says: str) -> Case:
    """Return the case of a compressed file."""
    name = f"t.csv.{suffix}"
    return Case({name: content}, {"type-error"}, (f"{name}:3:8", *says), words=f"{name} --schema s.json")


PEOPLE = {"fields": [{"name": "n"}, {"name": "town"}, {"name": "id"}]}
TOWNS = {"fields": [{"name": "id"}]}


def keyed(*fields: str, rows: str) -> Case:
    """Return the case of a foreign key that some fields are in."""
    names = [each["name"] for each in PEOPLE["fields"]]
    other = {"fields": [{"name": name} for name in fields]}
    key = {"fields": list(fields), "reference": {"resource": "others", "fields": list(fields)}}
    resources = [
        {"name": "people", "path": "t.csv", "schema": {**PEOPLE, "foreignKeys": [key]}},
        {"name": "others", "path": "o.csv", "schema": other},
    ]
    column = sum(len(cell) + 1 for cell in rows.split(",")[: names.index(fields[0])]) + 1
    files: dict[str, str | bytes] = {"t.csv": f"n,town,id\n{rows}\n", "o.csv": ",".join(fields) + "\n"}
    return Case(files, {"foreign-key"}, (f"t.csv:2:{column}",), words="datapackage.json", resources=resources)


MANY = LABELS + "".join(f"{number},Rome,1\n" for number in range(3000))
ROWS = GOOD.removeprefix(LABELS)
FINDINGS: dict[str, dict[str, Case]] = {
    "a header that was not read": {
        "a blank line above": one("\n" + GOOD.replace("price", "cost"), "incorrect-label", "t.csv:2:10", "price"),
        "several blank lines": one("\n\n\n" + GOOD.replace("id", "nr", 1), "incorrect-label", "t.csv:4:1", "id"),
        "blank cells above": one(",,\n" + GOOD.replace("price", "cost"), "incorrect-label", "t.csv:2:10"),
        "a comment above": package(
            {"t.csv": "# of 2024\n" + GOOD.replace("price", "cost")},
            "incorrect-label",
            "t.csv:2:10",
            path="t.csv",
            dialect={"commentChar": "#"},
        ),
        "only blank lines": one("\n\n\n", {"blank-header", "blank-row"}, "t.csv"),
        "nothing": one("", "source-error", "t.csv: source-error: the file is empty"),
        "a row that is not there": package(
            {"t.csv": GOOD},
            "source-error",
            "the file ends above the header",
            "the header should be in row 9, and the file has 4 lines",
            path="t.csv",
            dialect={"headerRows": [9]},
        ),
        "comments alone": package(
            {"t.csv": "# a\n# b\n"},
            "source-error",
            "all lines are comments",
            "each line begins with '#', the commentChar",
            path="t.csv",
            dialect={"commentChar": "#"},
        ),
    },
    "wrong quotes": {
        "never closed": one(
            GOOD.replace("Bari", '"Bari'), {"quote-error", "missing-cell"}, "unclosed quote", "t.csv:3:3"
        ),
        "never closed, in the last row": one(
            GOOD.replace("Lecce", '"Lecce'), {"quote-error", "missing-cell"}, "unclosed quote", "t.csv:4:3"
        ),
        "never closed, in the header": one(
            GOOD.replace("città", '"città'),
            {"quote-error", "missing-label", "incorrect-label"},
            "unclosed quote",
            "t.csv:1:4",
        ),
        "text after it": one(GOOD.replace("Bari", '"Bari" (BA)'), "quote-error", "text after the quote", "t.csv:3:3"),
        "a blank after it": one(GOOD.replace("Bari", '"Bari" '), "quote-error", "text after the quote", "t.csv:3:3"),
        "a quote within it": one(GOOD.replace("Bari", '"Ba"r"i"'), "quote-error", "text after the quote", "t.csv:3:3"),
    },
    "a part of a key is missing": {
        "the second": one(GOOD.replace("Bari", ""), "primary-key", "t.csv:3:", "città", schema=KEYED),
        "the first": one(GOOD.replace("2,Bari", ",Bari"), "primary-key", "t.csv:3:1", "id", schema=KEYED),
        "by a word for missing values": one(
            GOOD.replace("Bari", "NA"), "primary-key", "t.csv:3:", schema={**KEYED, "missingValues": ["NA"]}
        ),
        "of three": one(
            GOOD.replace("2.5", ""),
            "primary-key",
            "t.csv:3:",
            "price",
            schema={**SCHEMA, "primaryKey": ["id", "città", "price"]},
        ),
    },
    "compressed files": {
        "gzip": packed("gz", gzip.compress(BAD.encode())),
        "ZIP": packed("zip", zipped(t=BAD)),
        "bzip2": packed("bz2", bz2.compress(BAD.encode())),
        "XZ": packed("xz", lzma.compress(BAD.encode())),
        "Zstandard": packed("zst", pa.compress(BAD.encode(), "zstd", asbytes=True)),
        "two in one ZIP": Case(
            {"t.csv.zip": zipped(t=BAD, u=GOOD)},
            {"compression-error"},
            ("t.csv.zip", "t.csv"),
            words="t.csv.zip --schema s.json",
        ),
        "cut": Case(
            {"t.csv.gz": gzip.compress(BAD.encode())[:-12]},
            {"compression-error"},
            ("t.csv.gz", "damaged"),
            words="t.csv.gz --schema s.json",
        ),
        "a bad one beside another table": Case(
            {"a.csv.zip": b"PK", "t.csv": BAD},
            {"compression-error", "type-error"},
            ("a.csv.zip",),
            words="datapackage.json",
            resources=[
                {"name": name, "path": path, "schema": SCHEMA} for name, path in (("a", "a.csv.zip"), ("t", "t.csv"))
            ],
        ),
    },
    "no place": {
        "a part": package({"a.csv": GOOD, "b.csv": BAD}, "type-error", "b.csv:3:8", path=["a.csv", "b.csv"]),
        "the first part": package({"a.csv": BAD, "b.csv": GOOD}, "type-error", "a.csv:3:8", path=["a.csv", "b.csv"]),
        "a part by a pattern": package(
            {"a1.csv": GOOD, "a2.csv": BAD}, "type-error", "a1.csv", "a2.csv", path="a*.csv"
        ),
        "rows in the descriptor": package(
            {}, "type-error", "row 2", "price", data=[["id", "città", "price"], [1, "a", "x"]]
        ),
        "objects in the descriptor": package(
            {}, "type-error", "row 2", "price", data=[{"id": 1, "città": "a", "price": "x"}]
        ),
        "Excel": Case(
            {"t.xlsx": workbook(BAD)},
            {"type-error"},
            ("t.xlsx", "sheet `Sheet`, cell `C3`"),
            words="t.xlsx --schema s.json",
        ),
        "JSON lines": Case(
            {"t.jsonl": '{"id": 1, "città": "a", "price": 1}\n{"id": 2, "città": "b", "price": "x"}\n'},
            {"type-error"},
            ("t.jsonl:2:",),
            words="t.jsonl --schema s.json",
        ),
    },
    "the column of a key": {
        "the third": keyed("id", rows="Ann,Rome,7"),
        "the second": keyed("town", rows="Ann,Rome,7"),
        "the first": keyed("n", rows="Ann,Rome,7"),
        "two": keyed("town", "id", rows="Ann,Rome,7"),
        "a primary key": one(
            GOOD + "4,Bari,1\n", "primary-key", "t.csv:5:3", "line 3", schema={**SCHEMA, "primaryKey": ["città"]}
        ),
    },
    "another encoding": {
        "a byte far down": one(
            MANY.encode() + "3000,Zürich,1\n".encode("cp1252"), "encoding-error", "t.csv:3002:7", "in cp1252"
        ),
        "all of it": one(GOOD.encode("latin-1"), "encoding-error", "t.csv:1:8", "--encoding cp1252"),
        "UTF-16": one(GOOD.encode("utf-16"), "encoding-error", "another encoding", "--encoding utf-16"),
        "UTF-16 without a mark": one(GOOD.encode("utf-16-le"), {"encoding-error"}, "another encoding", "utf-16"),
        "UTF-8 read as UTF-16": one(
            GOOD.encode() + b" ",
            "source-error",
            "another encoding",
            "--encoding utf-8",
            words="t.csv --schema s.json --encoding utf-16",
        ),
        "UTF-8 read as UTF-32": one(
            GOOD.encode(),
            "encoding-error",
            "another encoding",
            "--encoding utf-8",
            words="t.csv --schema s.json --encoding utf-32",
        ),
        "Excel by another name": one(workbook(GOOD), "encoding-error", "an Excel file"),
        "ZIP by another name": one(zipped(t=GOOD), "encoding-error", "a ZIP file"),
        "marks of a merge": one(
            LABELS + "<<<<<<< HEAD\n1,Rome,1\n=======\n1,Roma,1\n>>>>>>> other\n",
            {"missing-cell", "type-error"},
            "merge conflict",
            "t.csv:2:1",
        ),
    },
    "the line as it was read": {
        encoding: one(
            f"id,citta,price\n2,{town},x\n".encode(encoding),
            {"incorrect-label", "type-error"},
            f"2,{town},x",
            words=f"t.csv --schema s.json --encoding {encoding}",
        )
        for encoding, town in {"cp1252": "Zürich", "cp1251": "Томск", "shift_jis": "東京", "utf-16": "Łódź"}.items()
    },
    "one cause": {
        "semicolons": one(
            GOOD.replace(",", ";"),
            {"missing-label", "incorrect-label", "type-error"},
            "another delimiter",
            "--delimiter",
        ),
        "decimal commas": one(
            BAD.replace("x", '"2,5"').replace("1.5", '"1,5"').replace("3.5", '"3,5"'), "type-error", "decimal commas"
        ),
        "Unicode forms": one(unicodedata.normalize("NFD", GOOD), "incorrect-label", "Unicode form", "t.csv:1:"),
        "a delimiter too few": one(
            GOOD.replace("Bari,", "Bari "), "missing-cell", "a delimiter is missing", "t.csv:3:"
        ),
        "capitals": one(GOOD.replace("price", "PRICE"), "incorrect-label", "labels differ in case", "t.csv:1:"),
        "blanks in labels": one(GOOD.replace("price", "pri ce"), "incorrect-label", "labels differ in blanks"),
        "units": one(GOOD.replace(".5", ".5 EUR"), "type-error", "units of numbers"),
    },
}
CASES = [(kind, name) for kind, cases in FINDINGS.items() for name in cases]


def run(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str], dict[str, Any]]:
    """Return the exit code, the lines and the report of the command."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(worker, "can_start", lambda: False)
    for name, content in case.files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "s.json").write_text(json.dumps(case.schema), "utf-8")
    if case.resources:
        (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": case.resources}), "utf-8")
    words = ["validate", *case.words.split(), "-f", "json", "-o", "report.json", "-f", "text"]
    done = CliRunner().invoke(app, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output.splitlines(), json.loads((folder / "report.json").read_text("utf-8"))


def test_each_kind_has_the_example_and_three_others() -> None:
    assert {kind for kind, cases in FINDINGS.items() if len(cases) < 4} == set()


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_the_error_its_place_and_its_cause_come_first(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = FINDINGS[kind][name]
    code, lines, report = run(case, tmp_path, monkeypatch)
    assert {error["type"] for task in report["tasks"] for error in task["errors"]} == case.types
    first = "\n".join(lines[: 9 if kind == "the line as it was read" else 2])
    assert [text for text in case.says if text not in first] == []
    assert code == case.code


LAXER = {"a header that was not read": "header", "wrong quotes": "quotes", "a part of a key is missing": "keys"}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name in CASES if kind in LAXER])
def test_the_closer_look_can_be_switched_off(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = FINDINGS[kind][name]
    words = f"{case.words} --as-frictionless {LAXER[kind]}"
    _, _, report = run(Case(case.files, set(), (), words, case.schema, case.resources), tmp_path, monkeypatch)
    types = {error["type"] for task in report["tasks"] for error in task["errors"]}
    assert not types & {"quote-error", "blank-header", "primary-key"}
