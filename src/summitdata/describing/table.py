"""One file to the descriptor of its resource: all rows are read, as blocks, in a few threads."""

from __future__ import annotations

import re
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.describing.blocks import blocks_of, columns_of
from summitdata.describing.bounds import bounds_of
from summitdata.describing.column import Column, look_at
from summitdata.describing.guess import BAD_QUOTES, BLANK_LABELS, BLANK_ROWS, RAGGED, Guess
from summitdata.describing.layout import find_layout
from summitdata.errors import PackageError
from summitdata.tabular.arrow_files import csv_pieces
from summitdata.tabular.dialect import ENCODING
from summitdata.tabular.file_formats import ARROW_FORMATS, TABLE_FORMATS, other_format
from summitdata.tabular.packings import packing_of, unpacked_name
from summitdata.tabular.quotes import find_bad_quotes
from summitdata.tabular.text_options import DELIMITERS
from summitdata.tabular.unpacking import Copy, unpack_file
from summitdata.validation.screen.scan import WORKERS

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.describing.column import BlockColumn
    from summitdata.describing.layout import Layout
    from summitdata.tabular.csv_blocks import Block

__all__ = ["Table", "describe_table"]

MIN_ROWS, MIN_TIMES = 50, 10
"""An enumeration is written where a column has so many rows, and each of its values so many times on average."""
KEY_TYPES = ("integer", "string", "date")
KEY_LABEL = "(^|[^a-z])(id|key|code|no|nr|number|uuid|iso)([^a-z]|$)"
"""The labels that keys often have."""
MOST_FIELDS = 5000


@dataclass
class Table:
    """What was found in one file."""

    file: Path
    name: str
    layout: Layout
    columns: list[Column]
    keys: list[str] = field(default_factory=list)
    """The labels of the columns that identify the rows, that of the primary key first."""
    rows: int = 0
    ragged: int = 0
    bad_quotes: int = 0
    marked: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """The rows that have nothing but markers, and how often each is there."""
    guesses: list[Guess] = field(default_factory=list)
    resource: dict[str, Any] = field(default_factory=dict)
    copy: Copy | None = None
    """What the file is, if it is an unpacked copy."""


@dataclass(frozen=True)
class _BlockOfTable:
    """What one block says of a table."""

    rows: int
    ragged: int
    bad_quotes: int
    marked: Counter[tuple[str, ...]]
    columns: list[BlockColumn]


def describe_table(  # noqa: PLR0913 - each is a choice of the caller, given by name
    file: Path, name: str, path: str, *, encoding: str | None, delimiter: str | None, bounds: bool
) -> Table:
    """Return what a file is described by.

    Raises
    ------
    PackageError
        The file cannot be read as a table.
    """
    file_format = other_format({"path": file.name})
    if file_format in ARROW_FORMATS and packing_of({"path": file.name}) is None:
        copy: Copy | None = Copy.of_pieces(file, csv_pieces(file, file_format, {}))
        encoding, delimiter = ENCODING, ","
    elif file_format in TABLE_FORMATS:
        raise PackageError(f"{file}: a file of the format {file_format!r} is not described: save it as CSV")
    else:
        copy = unpack_file(file)
    if copy is None:
        return _describe(file, name, path, encoding, delimiter, bounds=bounds)
    try:
        copy.finish()
        table = _describe(copy.file, name, path, encoding, delimiter, bounds=bounds)
    except PackageError as error:
        text = str(error).replace(str(copy.file), str(file))
        raise PackageError(text if str(file) in text else f"{file}: {text}") from error
    table.copy = copy
    if copy.file.suffix.lower() == ".tsv" and not unpacked_name(path).lower().endswith(".tsv"):
        table.resource["format"] = "tsv"
    return table


def _describe(  # noqa: PLR0913 - those of `describe_table`
    file: Path, name: str, path: str, encoding: str | None, delimiter: str | None, *, bounds: bool
) -> Table:
    """Return what a plain file is described by."""
    layout = find_layout(file, encoding, delimiter)
    if len(layout.labels) > MOST_FIELDS:
        raise PackageError(f"{file}: it has {len(layout.labels)} columns: at most {MOST_FIELDS} are described")
    table = Table(file, name, layout, [Column(label) for label in layout.labels])
    try:
        _read(table)
    except (OSError, UnicodeError, pa.ArrowException) as error:
        raise PackageError(f"{file}: cannot be read as {layout.encoding}: {error}") from error
    _say_layout(table)
    fields = [_field(table, column) for column in table.columns]
    _say_blanks(table, fields)
    if bounds:
        for one, limits in zip(fields, bounds_of(table.file, layout, fields), strict=True):
            one["constraints"] = {**one.get("constraints", {}), **limits}
            if not one["constraints"]:
                del one["constraints"]
    schema: dict[str, Any] = {"fields": fields}
    if key := _primary_key(table, fields):
        schema["primaryKey"] = key
    table.resource = {"name": name, "type": "table", "path": path}
    if layout.encoding != "utf-8":
        table.resource["encoding"] = layout.encoding
    if layout.delimiter != ("\t" if file.suffix.lower() == ".tsv" else ","):
        table.resource["dialect"] = {"delimiter": layout.delimiter}
    table.resource["schema"] = schema
    return table


def _read(table: Table) -> None:
    """Read all blocks of a file, in threads, and add them up in their order."""

    def process(block: Block) -> _BlockOfTable:
        cells, ragged = columns_of(block, table.layout)
        looked = [look_at(one, column) for one, column in zip(cells, table.columns, strict=True)]
        bad_quotes = len(find_bad_quotes(block, table.layout.dialect))
        return _BlockOfTable(len(cells[0]), ragged, bad_quotes, _marked(cells, looked), looked)

    pending = deque[Future[_BlockOfTable]]()

    def merge() -> None:
        found = pending.popleft().result()
        looked = found.columns
        table.rows += found.rows
        table.ragged += found.ragged
        table.bad_quotes += found.bad_quotes
        table.marked.update(found.marked)
        for column, block in zip(table.columns, looked, strict=True):
            column.add(block)

    with ThreadPoolExecutor(WORKERS) as pool:
        for block in blocks_of(table.file, table.layout):
            pending.append(pool.submit(process, block))
            # The first block leaves few candidates: the others wait for it.
            while pending and (block.offset == 0 or len(pending) > WORKERS):
                merge()
        while pending:
            merge()


def _marked(cells: list[pa.Array], looked: list[BlockColumn]) -> Counter[tuple[str, ...]]:
    """Return the rows that have nothing but markers."""
    mask = looked[0].is_marker
    for column in looked[1:]:
        if not mask.true_count:
            return Counter()
        mask = pc.and_(mask, column.is_marker)
    return Counter(zip(*(column.filter(mask).to_pylist() for column in cells), strict=True))


def _say_layout(table: Table) -> None:
    layout, name = table.layout, table.name
    if not layout.is_sure:
        why = "the bytes are not UTF-8, and other encodings of one byte would read them too"
        table.guesses.append(Guess(name, "", f"encoding {layout.encoding}", "guess", table.rows, why))
    if layout.delimiter != ",":
        names = {character: name for name, character in DELIMITERS.items()}
        word = names.get(layout.delimiter, repr(layout.delimiter))
        table.guesses.append(Guess(name, "", f"delimiter {word}", "likely", table.rows))
    if table.bad_quotes:
        quotes = "quote is" if table.bad_quotes == 1 else "quotes are"
        why = f"{table.bad_quotes} {quotes} never closed, or closed within a cell, which is an error, quote-error"
        table.guesses.append(Guess(name, "", BAD_QUOTES, "every value", table.rows, why))
    if table.ragged:
        have = "row has" if table.ragged == 1 else "rows have"
        why = f"{table.ragged} {have} too few or too many cells, so the file is not valid by any schema"
        table.guesses.append(Guess(name, "", RAGGED, "every value", table.rows, why))


def _say_blanks(table: Table, fields: list[dict[str, Any]]) -> None:
    """Note the rows without a value, and the columns without a label."""
    missing = [frozenset(one.get("missingValues", [""])) for one in fields]
    blank = sum(
        times
        for row, times in table.marked.items()
        if all(text in markers for text, markers in zip(row, missing, strict=True))
    )
    if blank:
        have = "row has" if blank == 1 else "rows have"
        why = f"{blank} {have} no value, which is an error, blank-row: remove them, or validate with --skip blank-row"
        table.guesses.append(Guess(table.name, "", BLANK_ROWS, "every value", table.rows, why))
    if unnamed := [at for at, column in enumerate(table.columns, start=1) if not column.label]:
        why = f"{' and '.join(map(str, unnamed))}: an error, blank-label: give each a label in the file"
        table.guesses.append(Guess(table.name, "", BLANK_LABELS, "every value", table.rows, f"column {why}"))


def _field(table: Table, column: Column) -> dict[str, Any]:
    """Return the field of a column, and note how sure it is."""
    types = column.types()
    descriptor: dict[str, Any] = {"name": column.label, **(types[0].descriptor if types else {"type": "string"})}
    others = [one.name for one in types[1:] if one.reads_otherwise(types[0])]
    is_typed = bool(types)
    markers = sorted(text for text in column.markers if text) if is_typed else []
    if markers:
        descriptor["missingValues"] = ["", *markers]
    missing = column.markers.total() if is_typed else column.markers[""]
    constraints: dict[str, Any] = {}
    if not missing and column.rows:
        constraints["required"] = True
    if choices := _choices(column, is_string=descriptor["type"] == "string" and "format" not in descriptor):
        constraints["enum"] = choices
    if constraints:
        descriptor["constraints"] = constraints
    _say_field(table, column, descriptor, others)
    return descriptor


def _choices(column: Column, *, is_string: bool) -> list[str]:
    """Return the values of an enumeration, if the column is one."""
    values = sorted((column.choices or frozenset()) - {""})
    cells = column.rows - column.markers[""]
    recurs = len(values) > 1 and cells >= max(MIN_ROWS, MIN_TIMES * len(values))
    return values if is_string and recurs else []


def _say_field(table: Table, column: Column, descriptor: dict[str, Any], others: list[str]) -> None:
    form = descriptor.get("format", "")
    what = f"type {descriptor['type']}{' ' + form if form else ''}"
    add = table.guesses.append
    if not column.values:
        add(Guess(table.name, column.label, what, "guess", 0, "no cell has a value"))
    elif others:
        add(Guess(table.name, column.label, what, "guess", column.values, f"the values also fit {', '.join(others)}"))
    else:
        add(Guess(table.name, column.label, what, "every value", column.values))
    constraints = descriptor.get("constraints", {})
    if "required" in constraints:
        add(Guess(table.name, column.label, "required", "likely", column.rows, "no cell is missing"))
    if "enum" in constraints:
        why = f"{len(constraints['enum'])} values recur: others may come"
        add(Guess(table.name, column.label, "enum", "guess", column.values, why))
    if "missingValues" in descriptor:
        seen = ", ".join(f"{text!r} {column.markers[text]} times" for text in descriptor["missingValues"] if text)
        why = f"{seen}; the other cells have a type"
        add(Guess(table.name, column.label, "missingValues", "likely", column.rows, why))


def _primary_key(table: Table, fields: list[dict[str, Any]]) -> str | None:
    """Return the column that identifies the rows; note the others that could.

    It is called like a key, or the first of the file: no value may stand twice in a measurement of few rows, too.
    """
    keys = [
        column
        for column, one in zip(table.columns, fields, strict=True)
        if one["type"] in KEY_TYPES and one.get("constraints", {}).get("required") and column.is_unique
    ]
    if not keys or table.rows <= 1:
        return None
    named = [column for column in keys if re.search(KEY_LABEL, column.label, re.IGNORECASE)]
    best = next((column for column in (*named, table.columns[0]) if column in keys), None)
    for column in keys:
        if column is best:
            why = "" if named else "no value stands twice"
            guess = Guess(table.name, column.label, "primaryKey", "likely" if named else "guess", table.rows, why)
        else:
            guess = Guess(table.name, column.label, "unique, not written", "guess", table.rows)
        table.guesses.append(guess)
    order = {column.label: at for at, column in enumerate(table.columns)}
    table.guesses.sort(key=lambda guess: order.get(guess.field, -1))
    table.keys = [column.label for column in sorted(keys, key=lambda column: column is not best)]
    return best.label if best else None
