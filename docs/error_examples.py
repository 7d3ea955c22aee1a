"""A small file for each type of error of `validate`, and what to do about it; the pages on errors run them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import summitdata as sd
from summitdata.tabular.long_cells import MAX_CELL_BYTES, LongCellError
from summitdata.upkeep.check_errors import file_error, pandera_error
from summitdata.validation.baseline import accept, read_baseline
from summitdata.validation.budget import StopError
from summitdata.validation.frictionless_errors import from_frictionless
from summitdata.validation.long_cell_errors import long_cell
from summitdata.validation.report import Error, TaskStats, Totals
from summitdata.validation.stop_errors import stop_error
from summitdata.validation.table_files import file_changed
from summitdata.validation.table_task import internal_error
from summitdata.validation.worker import BASE_MEMORY, MEMORY_PER_BYTE, memory_over

if TYPE_CHECKING:
    from summitdata.validation.report import Report

VERSION = "https://datapackage.org/profiles/2.0/"
PRICES: dict[str, Any] = {
    "$schema": f"{VERSION}tableschema.json",
    "fields": [{"name": "item", "type": "string"}, {"name": "eur", "type": "number"}],
}
GOOD = "item,eur\ntea,2.50\nrice,1.20\n"


def _of_frictionless(error_type: str, note: str) -> Error:
    from frictionless import system

    return from_frictionless(system.select_error_class(error_type)(note=note), subject="file")


@dataclass(frozen=True)
class Example:
    """A file that has the error, and how to fix it.

    `package` is what a `datapackage.json` beside the file says of it; without one, the file is validated against
    `schema` alone. `others` are further tables of the package. `known` is a baseline. `stop` is the error where no
    small file has it: then the output is that of a run which ended so. `command` is the command where it is another.
    """

    fix: str
    content: bytes | str = GOOD
    schema: dict[str, Any] | None = field(default_factory=lambda: PRICES)
    package: dict[str, Any] | None = None
    others: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    time_limit: float | None = None
    stop: StopError | Error | None = None
    known: list[dict[str, Any]] | None = None
    command: str = ""

    def report(self, folder: Path) -> Report:
        """Write the example into a folder and return the report of it."""
        report = sd.validate(*self.written(folder), time_limit=self.time_limit)
        if self.known is not None:
            (folder / "known.json").write_text(json.dumps(self.known), "utf-8")
            return accept(report, read_baseline(folder / "known.json"))
        if self.stop is None:
            return report
        (task,) = report.tasks
        error = self.stop if isinstance(self.stop, Error) else stop_error(self.stop)
        stats, totals = TaskStats(errors=1, warnings=0, seconds=0.0), Totals({error.type: 1}, {})
        return replace(report, tasks=(replace(task, partial=True, errors=(error,), stats=stats, totals=totals),))

    def written(self, folder: Path) -> tuple[Path, Any]:
        """Write the example into a folder; return what to validate, and the schema."""
        data = self.content.encode() if isinstance(self.content, str) else self.content
        (folder / "prices.csv").write_bytes(data)
        if self.package is None:
            (folder / "schema.json").write_text(json.dumps(self.schema), "utf-8")
            return folder / "prices.csv", str(folder / "schema.json")
        for name, (_, content) in self.others.items():
            (folder / f"{name}.csv").write_text(content, "utf-8")
        (folder / "datapackage.json").write_text(json.dumps(self.descriptor()), "utf-8")
        return folder / "datapackage.json", None

    def descriptor(self) -> dict[str, Any]:
        """Return the descriptor of the package that the file is in."""
        table = {"name": "prices", "path": "prices.csv", "schema": self.schema, **(self.package or {})}
        tables = [table] if self.schema else [{name: value for name, value in table.items() if name != "schema"}]
        tables += [{"name": name, "path": f"{name}.csv", "schema": schema} for name, (schema, _) in self.others.items()]
        return {"$schema": f"{VERSION}datapackage.json", "name": "shop", "resources": tables}


def _schema(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"$schema": f"{VERSION}tableschema.json", "fields": list(fields), **more}


ITEM = {"name": "item", "type": "string"}
EUR = {"name": "eur", "type": "number"}

EXAMPLES: dict[str, Example] = {
    "type-error": Example(
        "Write the value as the type requires: a number has a point and no thousands separator, a date is "
        "year-month-day. If the values are right and the type is not, change the type in the schema.",
        "item,eur\ntea,2.50\nrice,1.20 EUR\n",
    ),
    "constraint-error": Example(
        "Correct the value. The note names the constraint that it breaks; if it is too narrow, widen it.",
        "item,eur\ntea,2.50\nrice,-1.20\n",
        _schema(ITEM, {**EUR, "constraints": {"minimum": 0}}),
    ),
    "unique-error": Example(
        "Remove the row that occurs twice, or correct the value that two rows share.",
        "item,eur\ntea,2.50\ntea,2.60\n",
        _schema({**ITEM, "constraints": {"unique": True}}, EUR),
    ),
    "primary-key": Example(
        "Remove the row that occurs twice, or correct the key. If rows may share it, it is not a primary key.",
        "item,eur\ntea,2.50\ntea,2.60\n",
        _schema(ITEM, EUR, primaryKey=["item"]),
    ),
    "foreign-key": Example(
        "Correct the value, or add the row that it points to to the other table.",
        "item,eur\ntea,2.50\nrise,1.20\n",
        _schema(ITEM, EUR, foreignKeys=[{"fields": ["item"], "reference": {"resource": "items", "fields": ["id"]}}]),
        {},
        {"items": (_schema({"name": "id", "type": "string"}), "id\ntea\nrice\n")},
    ),
    "row-constraint": Example(
        "Correct the row, or the formula. One that cannot be calculated in a row, since a value is missing, is broken "
        "there: allow it with `eur is None or ...`.",
        "item,eur,paid\ntea,2.50,2.50\nrice,1.20,1.00\n",
        _schema(ITEM, EUR, {"name": "paid", "type": "number"}),
        {"checklist": {"checks": [{"type": "row-constraint", "formula": "paid >= eur"}]}},
    ),
    "group-constraint": Example(
        "Correct the rows of the group, or the formula. The line is that of the first row, and the error says what "
        "each function of the formula gives. A group in which the formula cannot be calculated breaks it.",
        "item,eur,paid\ntea,2.50,2.00\nrice,1.20,1.20\ntea,2.50,2.50\n",
        _schema(ITEM, EUR, {"name": "paid", "type": "number"}),
        {"checklist": {"checks": [{"type": "group-constraint", "by": ["item"], "formula": "sum(paid) == sum(eur)"}]}},
    ),
    "quote-error": Example(
        "Close the quote at the end of the cell, right before the delimiter. A quote that is text is written "
        'as two in a quoted cell: `"5"" wide"`. If the file has no quotes at all but as text, name a character that it '
        "lacks with `--quote`.",
        'item,eur\n"tea,2.50\nrice,1.20\n',
    ),
    "extra-cell": Example(
        "Put quotes around a value that has a comma in it, or remove what is too much.", "item,eur\ntea,2,50\n"
    ),
    "missing-cell": Example(
        "Add the missing values; an empty one still needs its comma. A quote that is not closed has the same effect.",
        "item,eur\ntea,2.50\nrice\n",
    ),
    "blank-row": Example("Remove the line.", "item,eur\ntea,2.50\n,\nrice,1.20\n"),
    "unmatched-header": Example(
        "Name the columns as the schema does. `fieldsMatch` asks for one of its fields at least.",
        "a,b\ntea,2.50\n",
        {**PRICES, "fieldsMatch": "partial"},
    ),
    "blank-header": Example(
        "Write the labels into its row. A header in another row is found if what stands above is blank, or "
        "a comment by the `commentChar` of the dialect; else give its row by `headerRows` or `--skip-rows`.",
        "\n\n",
    ),
    "blank-label": Example("Give the column the name that the schema has for it.", "item,\ntea,2.50\n"),
    "duplicate-label": Example("Rename one of the columns, or remove it.", "item,item\ntea,2.50\n"),
    "extra-label": Example("Remove the column, or describe it in the schema.", "item,eur,colour\ntea,2.50,green\n"),
    "missing-label": Example("Add the column. If it may be left out, set `fieldsMatch` in the schema.", "item\ntea\n"),
    "incorrect-label": Example(
        "Rename the column, or put the columns into the order of the schema; `fieldsMatch` in the schema can say that "
        "their order is free.",
        "item,price\ntea,2.50\n",
    ),
    "byte-count": Example(
        "If the file is the right one, `summitdata sync` writes its size and hash into the descriptor. Else get the "
        "file again: it is cut or was changed on its way.",
        package={"bytes": 10},
    ),
    "hash-count": Example(
        "If the file is the right one, `summitdata sync` writes its size and hash into the descriptor. Else get the "
        "file again: it is not the one that was described.",
        package={"hash": "sha256:" + "0" * 64},
    ),
    "row-count": Example(
        "Count again: if the file is the right one, correct `rows` in the descriptor. Else get the file again.",
        package={"rows": 9},
    ),
    "field-count": Example(
        "Count again: if the file is the right one, correct `fields` in the descriptor. Else get the file again.",
        package={"fields": 9},
    ),
    "encoding-error": Example(
        "Save the file as UTF-8, or name its encoding: in the descriptor, or with `--encoding`.",
        "item,eur\nthé,2.50\n".encode("latin-1"),
    ),
    "source-error": Example(
        "Let the file have a row of labels at least. A file in another format than CSV must be whole: write it again.",
        "",
    ),
    "scheme-error": Example(
        "Put the file where the descriptor says, or correct its path. `validate` reads nothing from the network.",
        package={"path": "price.csv"},
    ),
    "field-error": Example(
        "Correct the field in the schema; the note says what is wrong. The command exits with 2.",
        schema=_schema(ITEM, EUR | {"example": "cheap"}),
        package={},
    ),
    "schema-error": Example(
        "Correct the schema; the note names the place. What a schema may hold is in the "
        "[standard](https://datapackage.org/standard/table-schema/).",
        schema=_schema(ITEM, EUR, missingValues=[{"value": "-", "label": "none"}, {"value": "-", "label": "lost"}]),
    ),
    "control-error": Example(
        "Correct the dialect of the resource in the descriptor; the note names the property.",
        package={"dialect": {"csv": {"delimiter": 5}}},
    ),
    "resource-error": Example(
        "Correct the resource in the descriptor; the note names the property.", package={"licenses": "CC0"}
    ),
    "package-error": Example(
        "Correct the descriptor; the note says what is wrong.", package={}, others={"prices": (PRICES, GOOD)}
    ),
    "time-limit": Example(
        "If the note names a pattern, simplify it: without back-references and look-around, its time grows only with "
        "the length of the cells. If the file and the schema are honest and large, allow more with `--time-limit`.",
        f"item,eur\n{'te' * 30}a,2.50\n",
        _schema({**ITEM, "constraints": {"pattern": r"((te)+)+\1$"}}, EUR),
        time_limit=3,
    ),
    "memory-limit": Example(
        "Look for a row or a schema that is much longer than the others; a quote that is not closed makes one row of "
        "all that follow. A file that is honest and that large has to be split.",
        stop=memory_over(BASE_MEMORY + MEMORY_PER_BYTE * len(GOOD)),
    ),
    "long-cell": Example(
        "Look at the line where the cell begins: mostly a quote is opened there and never closed, so that the rest of "
        "the file is one cell. Close it, or write a quote that is text twice. Where cells really are that long, "
        "`--max-cell-bytes` allows longer ones.",
        stop=long_cell(LongCellError(MAX_CELL_BYTES, 12, is_quoted=True, is_open=True), (2, 3)),
    ),
    "file-changed": Example(
        "Validate the file again when nothing writes to it. A program that writes it in one step, to another name "
        "first, does not disturb its readers.",
        stop=file_changed(Path("prices.csv")),
    ),
    "compression-error": Example(
        "Compress the file anew, or leave it plain. Of a ZIP archive one file is read: name it with `innerpath` in the "
        "descriptor if there are several. Encrypted files are not read.",
        package={"path": "prices.csv", "compression": "gz"},
    ),
    "path-error": Example(
        "Several files that match a pattern are several tables: leave out `bytes` and `hash`, which are those of one "
        "file, or write a resource for each file.",
        package={"path": "price*.csv", "bytes": 31},
        others={"prices-2025": (PRICES, GOOD)},
    ),
    "descriptor-error": Example(
        "Correct the descriptor, or the file of the schema that it names, at the line and the column of the error. All "
        "other tables are still validated. The command exits with 2, since the data may be right. What is "
        "wrong in a file that `--schema` names is said likewise, without a report.",
        schema=_schema(ITEM, {"name": "eur", "type": "money"}),
        package={},
    ),
    "no-file": Example(
        "Correct the name, or the pattern, on the command line or in the configuration. The other files "
        "are still validated. The command exits with 2.",
        stop=StopError("no-file", "no such file: did you mean 'prices.csv'?"),
    ),
    "no-schema": Example(
        "Name a schema with `--schema`, or list the file in a `datapackage.json`; `summitdata describe` makes one from "
        "the file. The other files are still validated. The command exits with 2.",
        stop=StopError("no-schema", "no schema is known for this file: name one with --schema"),
    ),
    "no-reference": Example(
        "Give the file of that table with `--reference NAME=FILE`, or leave out what foreign keys refer to with "
        "`--skip foreign-key`. The other files are still validated. The command exits with 2.",
        stop=StopError(
            "no-reference",
            "a foreign key refers to the table 'items', which is not known here: give its file with --reference "
            "items=FILE (references=), or leave out what it refers to with --skip foreign-key",
        ),
    ),
    "unlisted-file": Example(
        "List the file in the descriptor, or move it to a folder that has none of the files of the package. `--skip "
        "unlisted-file,file=old/*.csv` leaves out some files.",
        stop=StopError(
            "unlisted-file",
            "no resource of the data package in . lists this file: list it, or move the file",
        ),
    ),
    "format-error": Example(
        "Save the file as CSV. Which other formats are read, and with which extra, is in "
        "[files of other formats](../../how-to-gate.md#parquet-excel-and-json).",
        package={"format": "ods"},
    ),
    "file-error": Example(
        "Put the file where the descriptor says, and let the user who runs the check read it.",
        stop=file_error("file-error", "prices.csv: No such file or directory"),
        package={},
        command="summitdata check .",
    ),
    "baseline-error": Example(
        "Take the entry out of the baseline, or write the baseline again: `summitdata validate ... --format baseline "
        "--output known.json`. An entry that stays would let the same error pass when it comes back.",
        known=[
            {
                "place": "prices.csv",
                "type": "type-error",
                "fieldName": "eur",
                "cell": "1.20 EUR",
                "note": 'type is "number/default"',
                "count": 1,
            }
        ],
    ),
    "pandera": Example(
        "Report it, with the smallest table that shows it: the schema for pandera and the Table Schema are to accept "
        "the same tables.",
        stop=pandera_error("the column does not have the dtype Float64", None, "eur", ("item", "eur")),
        package={},
        command="summitdata check . --pandera",
    ),
    "dialect-error": Example(
        "Correct the `dialect` of the resource; the note says what is wrong.",
        stop=_of_frictionless("dialect-error", "'comment' is not of type 'array' at property 'commentRows'"),
        package={},
    ),
    "checklist-error": Example(
        "Correct the `checklist` of the resource; the note says what is wrong. Only checks of the types "
        "`row-constraint` and `group-constraint` are read.",
        stop=_of_frictionless("checklist-error", "'checks' is a required property"),
        package={},
    ),
    "check-error": Example(
        "Correct the check in the `checklist` of the resource; the note says what is wrong.",
        stop=_of_frictionless("check-error", "'formula' is a required property"),
        package={},
    ),
    "metadata-error": Example(
        "Correct the descriptor, or the file of the schema that it names; the note says what is wrong.",
        stop=_of_frictionless("metadata-error", "the descriptor is not a mapping"),
        package={},
    ),
    "table-error": Example(
        "The note says what is wrong with the table: correct the file, or what the descriptor says of it.",
        stop=_of_frictionless("table-error", "the rows of the table cannot be read"),
    ),
    "error": Example(
        "frictionless has no type for it: the note says what is wrong. Correct the file, or what the descriptor says "
        "of it.",
        stop=_of_frictionless("error", "the table cannot be opened"),
    ),
    "internal-error": Example(
        "Report it, with the smallest file that shows it. It says nothing about the data, which are not valid until "
        "they are read to the end.",
        stop=internal_error(ZeroDivisionError("division by zero")),
    ),
}


CAUSES: dict[str, str] = {
    "Semicolons between the cells": "item;eur\ntea;2.50\nrice;1.20\n",
    "Commas as decimal points": 'item,eur\ntea,"2,50"\nrice,"1,20"\n',
    "A decimal comma without quotes": "item,eur\ntea,2.50\nrice,1,20\n",
    "A quote that is never closed": 'item,eur\n"tea,2.50\nrice,1.20\n',
    "Labels in capitals": "Item,EUR\ntea,2.50\nrice,1.20\n",
    "No header": "tea,2.50\nrice,1.20\n",
    "A merge that was not finished": "item,eur\n<<<<<<< ours\ntea,2.50\n=======\ntea,2.60\n>>>>>>> theirs\n",
}
"""Files that have one mistake, which causes all their errors; the page on causes shows what is said of them."""


def text_on(content: str) -> str:
    """Return what the command prints on a file."""
    return _text(Example("", content))[1]


@cache
def report(type: str) -> tuple[tuple[Error, ...], str]:
    """Return the errors of an example and what the command prints."""
    result, text = _text(EXAMPLES[type])
    return result.errors, text


def _text(example: Example) -> tuple[Report, str]:
    from summitdata.validation.formats import FORMATS

    with TemporaryDirectory() as name:
        result = example.report(Path(name))
        text = FORMATS["text"](result).replace(f"{Path(name)}/", "").replace(str(Path(name)), ".")
    return result, text
