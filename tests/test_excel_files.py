"""Excel files: sheets, formats, formulas and cells as real workbooks have them, each error at its cell."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata.cli import app
from summitdata.tabular.excel_rows import open_sheet
from summitdata.tabular.json_rows import RowsError
from typed_files import ROWS, SCHEMA, by_frictionless, found, package, write, write_excel

pytestmark = pytest.mark.usefixtures("in_this_process")


def test_the_sheet_is_named_or_counted(tmp_path: Path) -> None:
    write(tmp_path, "table.xlsx", ROWS["valid"])
    table = {"path": "table.xlsx"}
    for dialect in ({"excel": {"sheet": "Other"}}, {"excel": {"sheet": 2}}, {"sheetName": "Other"}, {"sheetNumber": 2}):
        report = sd.validate(package(tmp_path, {**table, "dialect": dialect}))
        assert {error.type for error in report.errors} == {"missing-label"}
        assert {error.sheet for error in report.errors} == {"Other"}
    (error,) = sd.validate(package(tmp_path, {**table, "dialect": {"excel": {"sheet": "Gone"}}})).errors
    assert (error.type, error.note) == ("source-error", "the file has no sheet 'Gone': it has 'Data', 'Other'")
    with pytest.raises(sd.PackageError, match="'fillMergedCells' in the 'excel' of its dialect is not read"):
        sd.validate(package(tmp_path, {**table, "dialect": {"excel": {"fillMergedCells": True}}}))


def test_rows_above_the_header_are_skipped(tmp_path: Path) -> None:
    file = write(tmp_path, "table.xlsx", [["Prices of 2024"], [], *ROWS["numbers as texts"]])
    report = sd.validate(file, SCHEMA, skip_rows=2)
    assert [error.where for error in report.errors] == [
        *(f"sheet `Data`, cell `{letter}5`" for letter in "ABD"),
        "sheet `Data`, row 5",
    ]


def test_without_openpyxl_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(RowsError, match=r"pip install 'summitdata\[excel\]'") as caught:
        open_sheet(io.BytesIO(b"PK\3\4"), {})
    assert caught.value.error_type == "format-error"  # so that the command exits with 2


@pytest.mark.parametrize("suffix", ["xls", "xlsb", "ods", "fods", "numbers"])
def test_another_spreadsheet_is_a_wrong_option_that_says_the_next_step(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"table.{suffix}").write_bytes(b"x")
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    done = CliRunner().invoke(app, ["validate", f"{tmp_path}/table.{suffix}", "--schema", f"{tmp_path}/s.json"])
    assert done.exit_code == 2
    assert f'format "{suffix}" is not supported: save it as .xlsx or CSV' in done.output


def test_the_command_validates_an_excel_file(tmp_path: Path) -> None:
    file = write(tmp_path, "table.xlsx", ROWS["numbers as texts"])
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    done = CliRunner().invoke(app, ["validate", str(file), "--schema", str(tmp_path / "s.json"), "--format", "text"])
    assert done.exit_code == 1
    assert f"{file}: sheet `Data`, cell `B3`: decimal commas: field price" in done.output


SPREADSHEETS = Path(__file__).parent / "spreadsheets"
"""Written by LibreOffice in the form of several countries: `make.py` in that folder."""
OF_COUNTRIES: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "price", "type": "number"},
        {"name": "day", "type": "date"},
        {"name": "note", "type": "string"},
    ],
}


@pytest.mark.parametrize("name", ["en-US", "de", "fr", "ja", "sv"])
def test_a_file_of_any_country_has_the_same_values(name: str) -> None:
    file = SPREADSHEETS / f"{name}.xlsx"
    assert sd.validate(file, OF_COUNTRIES).valid
    texts = {"fields": [{"name": field["name"], "type": "string"} for field in OF_COUNTRIES["fields"]]}
    cells = [error.cells for error in sd.validate(file, texts).errors if error.field_name == "id"]
    assert [cell[1:3] for cell in cells if cell] == [
        ("1234.5", "2025-06-17 00:00:00"), ("-0.25", "2024-02-29 00:00:00"), ("100", "2023-12-01 00:00:00"),
    ]  # fmt: skip


def test_numbers_and_dates_that_excel_took_for_texts_are_errors_at_their_cells() -> None:
    errors = sd.validate(SPREADSHEETS / "de-as-en.xlsx", OF_COUNTRIES).errors
    assert [(error.type, error.cell, error.where) for error in errors if error.row_number == 2] == [
        ("type-error", "1234,5", "sheet `de-as-en`, cell `B2`"),
        ("type-error", "17.06.2025", "sheet `de-as-en`, cell `C2`"),
    ]


REAL = Path(__file__).parents[2] / "shared" / "corpus"
EXPORTS = sorted(REAL.rglob("*.xlsx"))


@pytest.mark.skipif(not EXPORTS, reason=f"there are no Excel files of the world in {REAL}")
@pytest.mark.parametrize("file", EXPORTS, ids=lambda file: file.name)
def test_a_real_excel_file_has_the_errors_that_frictionless_finds(file: Path) -> None:
    schema = frictionless.Schema.describe(str(file)).to_descriptor()
    fields = [{**field, "constraints": {"required": True}} for field in schema["fields"]]
    theirs = by_frictionless(file, {"fields": fields}).flatten(["type", "rowNumber", "fieldName", "note"])
    errors = sd.validate(file, {"fields": fields}, limit_errors=0).errors
    assert [list(one) for one in found(errors)][: len(theirs)] == theirs


def odd_workbook(path: Path) -> None:
    """Write what real workbooks have: a hidden sheet, merged cells, and formats of empty cells."""
    book = openpyxl.Workbook()
    hidden: Any = book.active
    hidden.title, hidden.sheet_state = "Lists", "hidden"
    hidden.append(["x"])
    sheet: Any = book.create_sheet("Data")
    for row in (
        ["id", "share", "day", "note"],
        [1.0, 0.25, datetime(2024, 1, 2), "007"],  # noqa: DTZ001 - Excel has no zones
        [2, "#N/A", datetime(2024, 1, 3), "b"],  # noqa: DTZ001 - the same
        [3, 0.5, date(2024, 1, 4), "c"],
        ["4", 1, datetime(2024, 1, 5, 6, 7), "merged"],  # noqa: DTZ001 - the same
        [5.5, None, None, None],
    ):
        sheet.append(row)
    sheet["B2"].number_format, sheet["B3"].data_type = "0%", "e"
    sheet.merge_cells("D5:D6")
    sheet["E1"].number_format = sheet["A8"].number_format = "0.00"
    book.save(path)


ODD: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "share", "type": "number"},
        {"name": "day", "type": "date"},
        {"name": "note", "type": "string", "constraints": {"required": True}},
    ]
}


def test_what_real_workbooks_have_is_read_at_its_cells(tmp_path: Path) -> None:
    odd_workbook(tmp_path / "odd.xlsx")
    resource = {"path": "odd.xlsx", "schema": ODD, "dialect": {"sheetName": "Data"}}
    (task,) = sd.validate(package(tmp_path, resource)).tasks
    assert [(error.type, error.where) for error in task.errors] == [
        ("extra-label", "sheet `Data`, cell `E1`"),  # the format of an empty cell makes it one of the sheet
        ("type-error", "sheet `Data`, cell `B3`"),
        ("type-error", "sheet `Data`, cell `C5`"),
        ("type-error", "sheet `Data`, cell `A6`"),
        ("constraint-error", "sheet `Data`, cell `D6`"),  # of merged cells the first has the value
        ("blank-row", "sheet `Data`, row 7"),
        ("blank-row", "sheet `Data`, row 8"),
    ]
    assert [cause.title for cause in task.causes] == [
        "a column without a label",
        "an error of a spreadsheet",
        "dates with a time",
        "decimal places in a field of integers",
    ]


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([[1, 0.5, "a", None], [2, "=1/2", "a", None]], "B3"),
        ([[1, None, "=A2", None]], "C2"),
        ([["=1", 1, "", None]], "A2"),
    ],
)
def test_a_formula_that_no_program_has_calculated_is_an_error(
    rows: list[list[Any]], cell: str, engine: str, tmp_path: Path
) -> None:
    write_excel([["id", "price", "note", "day"], *rows], tmp_path / "a.xlsx")
    (error,) = sd.validate(tmp_path / "a.xlsx", SCHEMA, engine=engine).errors
    assert error.type == "source-error"
    assert error.note.startswith(f"the formula in cell {cell} of the sheet 'Data' is not calculated: open")


def test_a_formula_with_an_empty_text_is_calculated(tmp_path: Path) -> None:
    write_excel([["id", "price", "note", "day"], [1, 2, '=""', None]], tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as made, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as stored:
        for name in made.namelist():
            text = made.read(name)
            stored.writestr(name, text.replace(b'<c r="C2"', b'<c r="C2" t="str"') if "sheet" in name else text)
    assert sd.validate(tmp_path / "b.xlsx", {**SCHEMA, "primaryKey": []}).valid


def test_a_sheet_without_values_beside_another_names_that(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Blank")
    book.create_sheet("The data").append(["id", "price", "note", "day"])
    book.save(tmp_path / "a.xlsx")
    (error,) = sd.validate(tmp_path / "a.xlsx", SCHEMA).errors
    assert error.note == (
        "the sheet 'Sheet' has no values, 'The data' has some: name that in the dialect, as in "
        '{"sheetName": "The data"}'
    )


def test_the_first_sheet_is_read_also_if_it_is_hidden(tmp_path: Path) -> None:
    odd_workbook(tmp_path / "odd.xlsx")
    assert {error.sheet for error in sd.validate(tmp_path / "odd.xlsx", ODD).errors} == {"Lists"}
