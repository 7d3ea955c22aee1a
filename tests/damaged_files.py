"""Files made from one good file, each damaged in one way, with what the first line of the gate says of each."""

from __future__ import annotations

import gzip
import io
import json
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DAMAGED", "GOOD", "LABELS", "SCHEMA", "content_of", "workbook"]

SCHEMA: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "città", "type": "string"},
        {"name": "day", "type": "date"},
        {"name": "price", "type": "number"},
        {"name": "open", "type": "boolean"},
    ],
    "primaryKey": ["id", "città"],
}
LABELS = "id,città,day,price,open\n"
ROWS = "".join(f"{n},Zürich {n},2024-03-{n + 10},{n}234.50,true\n" for n in range(1, 10))
GOOD = LABELS + ROWS


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("data.csv", GOOD)
    return file.getvalue()


def each(change: Callable[[list[str]], list[str]]) -> str:
    """Return the good file with the cells of each row changed."""
    return LABELS + "".join(",".join(change(row.split(","))) + "\n" for row in ROWS.splitlines())


def cell(column: int, change: Callable[[str], str]) -> str:
    return each(lambda cells: [*cells[:column], change(cells[column]), *cells[column + 1 :]])


def day(text: str, order: str) -> str:
    year, month, number = text.split("-")
    return order.format(y=year, m=month, d=number)


ROW = ROWS.splitlines()[3]
DAMAGED: dict[str, tuple[str | bytes, str]] = {
    "semicolons": (GOOD.replace(",", ";"), "another delimiter"),
    "tabs": (GOOD.replace(",", "\t"), "another delimiter"),
    "bars": (GOOD.replace(",", "|"), "another delimiter"),
    "cp1252": (GOOD.encode("cp1252"), "another encoding"),
    "one byte of cp1252": (GOOD.encode().replace("Zürich 9".encode(), b"Z\xfcrich 9"), "another encoding"),
    "UTF-16": (GOOD.encode("utf-16"), "another encoding"),
    "an Excel workbook": (workbook(), "an Excel file"),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Excel file"),
    "a ZIP file": (archive(), "a ZIP file"),
    "a gzip file": (gzip.compress(GOOD.encode()), "a gzip file"),
    "a page": ("<!DOCTYPE html>\n<html><body>404, not found</body></html>\n", "an HTML page"),
    "JSON": (json.dumps([{"id": 1, "città": "a"}], indent=1), "a JSON file"),
    "a merge": (GOOD.replace(ROW, f"<<<<<<< HEAD\n{ROW}\n=======\n{ROW}x\n>>>>>>> branch"), "merge conflict"),
    "decimal commas in quotes": (cell(3, lambda text: f'"{text.replace(".", ",")}"'), "decimal commas"),
    "decimal commas": (cell(3, lambda text: text.replace(".", ",")), "decimal commas"),
    "thousands separators": (cell(3, lambda text: f'"{text[0]},{text[1:]}"'), "thousands separators"),
    "thousands with blanks": (cell(3, lambda text: f"{text[0]}\u202f{text[1:]}"), "thousands separators"),
    "day-first dates": (cell(2, lambda text: day(text, "{d}.{m}.{y}")), "day-first dates"),
    "month-first dates": (cell(2, lambda text: day(text, "{m}/{d}/{y}")), "month-first dates"),
    "labels in capitals": (GOOD.replace("price", "Price"), "labels differ in case"),
    "an underscore in a label": (GOOD.replace("price", "pri_ce"), "labels differ in underscores"),
    "a blank in a label": (GOOD.replace("price", "pri ce"), "labels differ in blanks"),
    "decomposed letters": (GOOD.replace("città", unicodedata.normalize("NFD", "città")), "Unicode form"),
    "a missing delimiter": (GOOD.replace("Zürich 4,", "Zürich 4 "), "a delimiter is missing"),
    "an extra delimiter": (GOOD.replace("Zürich 4,", "Zürich, 4,"), "a delimiter too many"),
    "delimiters at the ends": (LABELS + ROWS.replace("\n", ",\n"), "a delimiter at the end"),
    "an unclosed quote": (GOOD.replace("Zürich 4,", '"Zürich 4,'), "an unclosed quote"),
    "text after a quote": (GOOD.replace("Zürich 4,", '"Zürich" 4,'), "text after the quote"),
    "empty rows": (GOOD.replace("\n", "\n\n"), "empty rows"),
    "a carriage return too many": (GOOD.replace("\n", "\r\r\n"), "empty rows"),
    "an end of a merge": (GOOD.replace(ROW, f"{ROW}\n>>>>>>> branch"), "a mark of a merge conflict"),
    "a ruled line": (GOOD.replace(ROW, f"{ROW}\n======="), "a line without letters or digits"),
    "a note": (GOOD + "Source: a survey\n", "a line with one cell"),
    "a line in quotes": (GOOD.replace(ROW, f'"{ROW}"'), "whole lines in quotes"),
    "a row shifted to the left": (
        GOOD.replace("4,Zürich 4,", "Zürich 4,").replace("4234.50,true", "4234.50,true,"),
        "cells shifted to the left",
    ),
    "a row shifted to the left from its middle": (
        GOOD.replace("4,Zürich 4,", "4,").replace("4234.50,true", "4234.50,true,"),
        "cells shifted to the left",
    ),
    "rows shifted to the right": (each(lambda cells: ["", *cells[:-1]]), "cells shifted to the right"),
    "a title above the header": ("Prices of 2024\n" + GOOD, "the header is in another row"),
    "titles above a header with a wrong label": (
        'Prices\n"of ""2024"""\n,,,,\n' + GOOD.replace("price", "cost", 1),
        "the header is in another row",
    ),
    "forty titles above the header": ("A title\n" * 40 + GOOD, "the header is in another row"),
    "semicolons below a title": ("Prices\n" + GOOD.replace(",", ";"), "another delimiter"),
    "semicolons below what Excel reads": ("sep=;\n" + GOOD.replace(",", ";"), "another delimiter"),
    "tabs below a title with a comma": ("Prices, 2024\n\n" + GOOD.replace(",", "\t"), "another delimiter"),
    "lines in quotes": ("".join(f'"{line}"\n' for line in GOOD.splitlines()), "whole lines in quotes"),
    "quoted lines in quotes": (
        "".join('"""' + line.replace(",", '"",""') + '"""\n' for line in GOOD.splitlines()),
        "whole lines in quotes",
    ),
    "an index of pandas": (
        "\n".join(f"{n - 1 if n else ''},{line}" for n, line in enumerate(GOOD.splitlines())) + "\n",
        "a first column without a label",
    ),
    "a delimiter after the labels": (GOOD.replace("open\n", "open,\n"), "a delimiter at the end"),
    "a column without a label": (
        "\n".join(line.replace(",", f",{n or ''},", 1) for n, line in enumerate(GOOD.splitlines())) + "\n",
        "a column without a label",
    ),
    "no header": (ROWS, "no header"),
    "columns in another order": (
        "\n".join(",".join([c[1], c[0], *c[2:]]) for c in (line.split(",") for line in GOOD.splitlines())) + "\n",
        "in another order",
    ),
    "a column missing": (
        "\n".join(",".join([c[0], *c[2:]]) for c in (line.split(",") for line in GOOD.splitlines())) + "\n",
        "a column is missing",
    ),
    "a column too many": (
        "\n".join(f"{n},{line}" if n else f"n,{line}" for n, line in enumerate(GOOD.splitlines())) + "\n",
        "a column too many",
    ),
    "signs for missing values": (cell(3, lambda _: "n/a"), "a sign for missing values"),
    "currencies": (cell(3, lambda text: f"{text} €"), "units of numbers"),
    "words for true": (cell(4, lambda _: "yes"), "other words for true and false"),
    "days of Excel": (cell(2, lambda text: f"453{text[-2:]}"), "as Excel stores them"),
    "errors of a spreadsheet": (cell(3, lambda _: "#DIV/0!"), "an error of a spreadsheet"),
}
"""By what was done to each: the file, and what the first line says."""


def content_of(name: str) -> bytes:
    """Return the bytes of a damaged file."""
    content = DAMAGED[name][0]
    return content.encode() if isinstance(content, str) else content
