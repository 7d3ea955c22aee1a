"""read_csv(): what a frame cannot hold is refused, with file, row and field, what is wrong and what would be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}
ONE_FIELD: dict[str, Any] = {"fields": [{"name": "note", "type": "string"}]}
WITH_NA: dict[str, Any] = {**SCHEMA, "missingValues": ["", "NA"]}


def read(folder: Path, content: str | bytes, schema: dict[str, Any] = SCHEMA, **options: Any) -> list[dict[str, Any]]:
    file = folder / "table.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    rows: list[dict[str, Any]] = sd.read_csv(file, schema, backend="pyarrow", **options).to_pylist()
    return rows


BLANK = [
    ("id,note\n1,x\n\n2,y\n", SCHEMA, "row 3: the row is blank"),
    ("id,note\n1,x\n2,y\n\n", SCHEMA, "row 4: the row is blank"),
    ("id,note\n1,x\n,\n2,y\n", SCHEMA, "row 3: the row is blank: every cell is a missing value"),
    ("id,note\n1,x\nNA,\n", WITH_NA, "row 3: the row is blank: every cell is a missing value"),
    ("id,note\n1,x\n\n", {**SCHEMA, "missingValues": ["NA"]}, "row 3: the row is blank"),
    ("note\nx\n\ny\n", ONE_FIELD, "row 3: the row is blank"),
    ("note\r\nx\r\n\r\n", ONE_FIELD, "row 3: the row is blank"),
    ('note\nx\n""\n', ONE_FIELD, "row 3: the row is blank: every cell is a missing value"),
]


@pytest.mark.parametrize(("content", "schema", "message"), BLANK)
def test_a_blank_row_is_refused(content: str, schema: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(sd.DataFileError) as caught:
        read(tmp_path, content, schema)
    assert str(caught.value) == f"{tmp_path / 'table.csv'}: {message}"


@pytest.mark.parametrize("content", ["note\nx\n\ny\n", 'note\nx\n""\n', "id,note\n1,x\n\n"])
def test_validate_finds_a_blank_row_where_read_csv_does(content: str, tmp_path: Path) -> None:
    schema = SCHEMA if content.startswith("id") else ONE_FIELD
    with pytest.raises(sd.DataFileError):
        read(tmp_path, content, schema)
    report = sd.validate(tmp_path / "table.csv", schema)
    assert [(error.type, error.row_number) for error in report.errors] == [("blank-row", 3)]


def test_only_a_blank_line_is_blank_where_the_empty_text_is_a_value(tmp_path: Path) -> None:
    schema = {**ONE_FIELD, "missingValues": ["NA"]}
    assert read(tmp_path, 'note\nx\n""\n', schema) == [{"note": "x"}, {"note": ""}]
    with pytest.raises(sd.DataFileError, match="row 3: the row is blank"):
        read(tmp_path, "note\nx\n\n", schema)
    schema = {"fields": [{"name": "a"}, {"name": "b"}], "missingValues": ["NA"]}
    assert read(tmp_path, "a,b\nx,y\n,\n", schema)[1] == {"a": "", "b": ""}
    with pytest.raises(sd.DataFileError, match="row 3: the row is blank"):
        read(tmp_path, "a,b\nx,y\n\n", schema)


def one(field_type: str, **properties: Any) -> dict[str, Any]:
    return {"fields": [{"name": "a", "type": field_type, **properties}, {"name": "b"}]}


REFUSED: list[tuple[str | bytes, dict[str, Any], str]] = [
    ("", SCHEMA, "the file is empty: it needs a header row with the names of the fields"),
    ("id\n1\n", SCHEMA, "row 1: 1 label, but the schema has 2 fields"),
    ("id,remark\n1,x\n", SCHEMA, "row 1, field note: the label of column 2 is 'remark', not 'note'"),
    ("id,note\n1,x\n2\n", SCHEMA, "row 3: 1 cell, but the schema has 2 fields"),
    ("id,note\n1,x,y\n", SCHEMA, "row 2: 3 cells, but the schema has 2 fields"),
    (b"id,note\n1,\xe9\n", SCHEMA, "not in the encoding utf-8: "),
    ("a,b\n1,x\nx,y\n", one("integer"), "row 3, field a: 'x' is not a valid integer"),
    ("a,b\n1e5x,x\n", one("number"), "row 2, field a: '1e5x' is not a valid number"),
    ("a,b\nsNaN,x\n", one("number"), "row 2, field a: 'sNaN' is a signalling NaN, which a frame cannot hold"),
    ("a,b\n2020-02-30,x\n", one("date"), "row 2, field a: '2020-02-30' is not a valid date"),
    ("a,b\nyes,x\n", one("boolean"), "row 2, field a: 'yes' is not a valid boolean"),
    (
        "a,b\n9223372036854775808,x\n",
        one("integer"),
        "row 2, field a: '9223372036854775808' is an integer that does not fit into 64 bits",
    ),
    ("a,b\n10:00:00Z,x\n", one("time"), "row 2, field a: '10:00:00Z' has a time zone, which this column cannot hold"),
]


@pytest.mark.parametrize(("content", "schema", "message"), REFUSED)
def test_what_a_frame_cannot_hold_is_refused(
    content: str | bytes, schema: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(sd.DataFileError) as caught:
        read(tmp_path, content, schema)
    assert str(caught.value).startswith(f"{tmp_path / 'table.csv'}: {message}")


def test_the_largest_integers_are_read(tmp_path: Path) -> None:
    content = "a,b\n9223372036854775807,x\n-9223372036854775808,y\n"
    assert [row["a"] for row in read(tmp_path, content, one("integer"))] == [(1 << 63) - 1, -(1 << 63)]


def test_a_folder_with_several_tables_is_refused(tmp_path: Path) -> None:
    for name in ("summits", "topics"):
        (tmp_path / f"{name}.csv").write_text("", "utf-8")
    with pytest.raises(sd.PackageError, match="this matches 2 tables: give one file"):
        sd.read_csv(tmp_path)


def test_an_unsupported_dialect_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="cannot be read into a frame: the dialect's delimiter is 'é'"):
        read(tmp_path, "idénote\n", delimiter="é")
    with pytest.raises(sd.UnknownNameError, match="unknown delimiter ';;'"):
        read(tmp_path, "id;;note\n", delimiter=";;")


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"fields": []}, "cannot be read into a frame: its schema has no fields"),
        ({"fields": [{"name": "a"}], "missingValues": 1}, "missingValues of the Table Schema must be a list: 1"),
        ({"fields": [{"name": "a", "missingValues": [{}]}]}, "a missing value of the field 'a' must be a string: None"),
        ({"fields": [{"name": "a", "missingValues": [1]}]}, "a missing value of the field 'a' must be a string: 1"),
        ({"fields": [{"name": "a", "type": "list", "itemType": ["i"]}]}, "frictionless cannot read the field 'a'"),
        ({"fields": [{"name": "a", "type": "number", "groupChar": 1}]}, "frictionless cannot read the field 'a'"),
    ],
)
def test_a_schema_that_contradicts_the_standard_is_refused(
    schema: dict[str, Any], message: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n", "utf-8")
    with pytest.raises(sd.PackageError, match=re.escape(message)):
        sd.read_csv(tmp_path / "a.csv", schema)
