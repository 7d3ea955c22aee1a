"""The rows of a table by their key, and what is wrong with a table that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from summitdata.errors import DataFileError, PackageError
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.inputs import InputTable
from summitdata.upkeep.keyed_rows import KeyedRows

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = [{"name": "a"}, {"name": "b", "missingValues": ["-"]}, {"name": "c"}]
SCHEMA: dict[str, Any] = {"fields": FIELDS, "primaryKey": ["a", "b"], "missingValues": ["", "NA"]}


def keyed(folder: Path, text: str, *, any_columns: bool = False, **more: Any) -> KeyedRows:
    """Return the rows of a text."""
    (folder / "t.csv").write_text(text, "utf-8")
    resource = make_explicit({"name": "t", "path": "t.csv", "schema": SCHEMA, **more})
    table = InputTable(resource, folder, "the place")
    return KeyedRows(table, any_columns=True) if any_columns else KeyedRows(table)


def test_each_row_is_found_by_its_key(tmp_path: Path) -> None:
    rows = keyed(tmp_path, "a,b,c\n1,,x\n1,y,NA\n")
    assert rows.key == ("a", "b")
    assert rows.columns == ("a", "b", "c")
    assert rows.rows == {("1", ""): ("1", "", "x"), ("1", "y"): ("1", "y", None)}
    assert rows.content == b"a,b,c\n1,,x\n1,y,NA\n"


def test_a_field_has_its_own_missing_values_and_a_column_without_a_field_those_of_the_schema(tmp_path: Path) -> None:
    rows = keyed(tmp_path, "d,b,c,a\n-,x,-,-\nNA,NA,NA,1\n", any_columns=True)
    assert rows.columns == ("d", "b", "c", "a")
    assert rows.rows == {("-", "x"): ("-", "x", "-", "-"), ("1", "NA"): (None, "NA", None, "1")}


def test_a_table_without_a_header_has_the_columns_of_the_schema(tmp_path: Path) -> None:
    rows = keyed(tmp_path, "1,x,2\n3,y,4\n", dialect={"header": False})
    assert rows.columns == ("a", "b", "c")
    assert list(rows.rows) == [("1", "x"), ("3", "y")]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert keyed(tmp_path, "a,b,c\n").rows == {}


def test_the_rows_by_other_columns_if_these_identify_them(tmp_path: Path) -> None:
    rows = keyed(tmp_path, "a,b,c\n1,x,p\n1,y,q\n")
    assert rows.by(("a", "b")) is rows.rows
    assert rows.by(("c",)) == {("p",): ("1", "x", "p"), ("q",): ("1", "y", "q")}
    assert rows.by(("c", "b", "a")) == {("p", "x", "1"): ("1", "x", "p"), ("q", "y", "1"): ("1", "y", "q")}
    assert rows.by(("a",)) is None
    assert rows.by(("c", "d")) is None


WRONG: dict[str, tuple[str, bool, str]] = {
    "another header": ("a,b,d\n", False, "the header is not that of the schema: 'a, b, d'"),
    "an empty file": ("", False, "the header is not that of the schema: ''"),
    "another order": ("b,a,c\n", False, "the header is not that of the schema: 'b, a, c'"),
    "a column twice": ("a,b,b\n", True, "the header is not that of the schema: 'a, b, b'"),
    "no column of the key": ("a,c\n", True, "no column 'b', which is in the primary key"),
    "an empty file of any columns": ("", True, "no column 'a', which is in the primary key"),
    "a short row": ("a,b,c\n1,x,y\n2,x\n", False, "row 3 has 2 cells, the header has 3"),
    "a key without a part": ("a,b,c\n1,-,y\n", False, "row 2 lacks a part of its key: a='1', b=None"),
    "a key twice": ("a,b,c\n1,x,y\n2,x,y\n1,x,z\n", False, "rows 2 and 4 have the same key: a='1', b='x'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file(name: str, tmp_path: Path) -> None:
    text, any_columns, message = WRONG[name]
    with pytest.raises(DataFileError) as caught:
        keyed(tmp_path, text, any_columns=any_columns)
    assert str(caught.value) == f"the place: {message}"


def test_text_that_cannot_be_decoded_is_named_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"^the place: not"):
        keyed(tmp_path, "a,b,c\n1,é,2\n", encoding="ascii")


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (None, "its schema is not a Table Schema with named fields"),
        ({}, "its schema is not a Table Schema with named fields"),
        ({"fields": [{}]}, "its schema is not a Table Schema with named fields"),
        ({"fields": [5]}, "its schema is not a Table Schema with named fields"),
        ({"fields": FIELDS}, "its schema has no primary key, by which rows are matched"),
    ],
    ids=range(5),
)
def test_what_is_wrong_with_a_schema(schema: Any, message: str, tmp_path: Path) -> None:
    resource = {"path": "t.csv", "schema": schema, "dialect": {"header": True}}
    with pytest.raises(PackageError) as caught:
        KeyedRows(InputTable(resource, tmp_path, "the place"))
    assert str(caught.value) == f"the place: {message}"


def test_a_table_of_more_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError) as caught:
        KeyedRows(InputTable({"path": ["a.csv", "b.csv"], "schema": SCHEMA}, tmp_path, "the place"))
    assert str(caught.value) == "the place: a table must be one CSV file"


def test_a_table_that_is_not_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError) as caught:
        KeyedRows(InputTable({"path": "t.xlsx", "format": "xlsx", "schema": SCHEMA}, tmp_path, "the place"))
    message = "not a CSV file by its name or format: only CSV files are compared"
    assert str(caught.value) == f"the place: {message}"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    resource = make_explicit({"name": "t", "path": "t.csv", "schema": SCHEMA})
    with pytest.raises(PackageError) as caught:
        KeyedRows(InputTable(resource, tmp_path, "the place"))
    assert str(caught.value) == f"{tmp_path / 't.csv'}: cannot read the table: No such file or directory"


def test_missing_values_that_are_not_a_list_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError) as caught:
        keyed(tmp_path, "a,b,c\n", schema=SCHEMA | {"missingValues": 5})
    assert str(caught.value) == "the place: the missing values of its schema are not a list of texts"


def test_a_table_may_be_of_any_size(tmp_path: Path) -> None:
    with patch("summitdata.upkeep.keyed_rows.read_file", return_value=b"a,b,c\n") as read:
        keyed(tmp_path, "a,b,c\n")
    assert read.call_args.kwargs == {"limit": None}
