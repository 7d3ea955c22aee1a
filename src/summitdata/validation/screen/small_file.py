"""Small files that are surely valid, found by the standard library alone: in less time than it takes to import Arrow.

A file with anything that is not plain is left to the other engines: so there is nothing here to report.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
from functools import lru_cache
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from summitdata.opening import open_file
from summitdata.tabular.dialect import is_explicit, read_dialect, rows_before_data
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import key_fields, missing_texts_by_field
from summitdata.validation.findings import Findings
from summitdata.validation.screen.descriptors import has_stated_stats, is_surely_valid_resource
from summitdata.validation.screen.text_screen import TextColumn
from summitdata.validation.standard import read_unique_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.meter import Progress

__all__ = ["MOST_BYTES", "valid_small_file"]

FORMATS = ("csv", "tsv")
MOST_BYTES = 1 << 17
"""How long a small file may be."""
MOST_MISSING = 10_000
"""How many missing values all columns may have: each column has them in a set of its own."""
FIRST_RECORDS = 20
"""So many records are looked at before the others are read."""


def valid_small_file(table: InputTable, max_cell: int, progress: Progress) -> Findings | None:
    """Return what was found in a small file that is surely valid; None of every other table.

    Parameters
    ----------
    table : InputTable
        The table.
    max_cell : int
        How long a cell may be, in bytes.
    progress : callable
        Is called with the number of rows once they are read, and their share of the bytes.
    """
    resource, content = table.resource, _content(table)
    if content is None or len(content) > max_cell or table.packed or not _is_plain(resource):
        return None
    schema = resource["schema"]
    try:
        columns = _columns(schema)
        records = _records(content.decode(), read_dialect(resource, any_header=True))
        header, *rows = islice(records, FIRST_RECORDS)
        labels = [label.strip() for label in header]
        if not _are_valid(schema, columns, labels, rows):  # a file full of errors is soon seen to be one
            return None
        rows += records
    except (ValueError, TypeError, csv.Error):  # also of a text in another encoding, and of a column without rules
        return None
    if len(rows) >= FIRST_RECORDS - 1 and not _are_valid(schema, columns, labels, rows):
        return None
    md5, sha256 = hashlib.md5(content, usedforsecurity=False), hashlib.sha256(content)
    stats = {"md5": md5.hexdigest(), "sha256": sha256.hexdigest(), "bytes": len(content)}
    stats |= {"fields": len(labels), "rows": len(rows)}
    if not has_stated_stats(resource, stats):
        return None
    progress(len(rows), 1.0)
    return Findings(0, labels=labels, stats=stats)


def _content(table: InputTable) -> bytes | None:
    """Return what is in the file of a table, None if it is not small or not there."""
    try:
        if table.file is None or not table.file.is_file() or table.file.stat().st_size > MOST_BYTES:
            return None
        with open_file(table.file) as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MOST_BYTES and not content.startswith(codecs.BOM_UTF8) else None


def _is_plain(resource: dict[str, Any]) -> bool:
    """Whether frictionless surely accepts a descriptor, with a file in UTF-8, its header first, and rules of cells."""
    dialect, schema = resource.get("dialect"), resource.get("schema")
    return (
        isinstance(dialect, dict)
        and isinstance(schema, dict)
        and is_explicit(resource)
        and resource.get("format") in FORMATS
        and str(resource["encoding"]).lower() in ("utf-8", "utf8")
        and dialect["header"] is True
        and rows_before_data(dialect) == 1
        and is_surely_valid_resource(resource)
        and not schema.get("foreignKeys")
        and not read_row_rules(resource)
    )


def _records(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """Return the records of a text with usual line ends; csv.Error is raised by quotes that are not closed well."""
    if "\0" in text or text.count("\r") != text.count("\r\n"):
        raise ValueError
    lines = StringIO(text, newline=None if dialect.universal_newlines else "")
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)


def _columns(schema: dict[str, Any]) -> list[TextColumn]:
    missing = missing_texts_by_field(schema["fields"], schema)
    if sum(map(len, missing)) > MOST_MISSING:
        raise ValueError
    return _columns_of(json.dumps([schema["fields"], missing]))


@lru_cache(maxsize=8)
def _columns_of(text: str) -> list[TextColumn]:
    """Compile the rules of fields and their missing values that stand in JSON: files of one schema share them."""
    return [TextColumn.of(field, missing) for field, missing in zip(*json.loads(text), strict=True)]


def _are_valid(schema: dict[str, Any], columns: list[TextColumn], labels: list[str], rows: list[list[str]]) -> bool:
    """Whether the header and all cells, rows and keys are surely valid."""
    names = [field["name"] for field in schema["fields"]]
    if labels != names or not all(names) or {*map(len, rows)} != {len(names)}:
        return False
    cells = list(zip(*rows, strict=True))
    texts = [frozenset(column) for column in cells]
    if not all(column.accepts(distinct) for column, distinct in zip(columns, texts, strict=True)):
        return False
    empty = [column.missing | {""} for column in columns]
    if not any(each.isdisjoint(distinct) for each, distinct in zip(empty, texts, strict=True)) and any(
        all(cell in each for cell, each in zip(row, empty, strict=True)) for row in rows
    ):
        return False  # a blank row
    places = {name: place for place, name in enumerate(names)}
    keys: list[tuple[int, ...]] = [
        (place,) for place, field in enumerate(schema["fields"]) if field.get("constraints", {}).get("unique")
    ]
    named = [key_fields(schema.get("primaryKey")), *read_unique_keys(schema)]
    keys += [tuple(sorted({places[name] for name in key})) for key in named if key]
    return all(_are_different([columns[at] for at in key], [cells[at] for at in key]) for key in dict.fromkeys(keys))


def _are_different(columns: Sequence[TextColumn], cells: Sequence[tuple[str, ...]]) -> bool:
    """Whether each row has a value of each column of a key, and no two rows have the same."""
    values = []
    for column, texts in zip(columns, cells, strict=True):
        if column.value is None or not column.missing.isdisjoint(texts):
            return False
        values.append(map(column.value, texts))
    return len(set(zip(*values, strict=True))) == len(cells[0])
