"""Why the labels of a file are not those of its schema: another delimiter, row, order, form or number of columns."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from summitdata.errors import shown
from summitdata.tabular.dialect import LAST_HEADER_ROW
from summitdata.validation.cause import Cause
from summitdata.validation.header import HEADER_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summitdata.tabular.dialect import Dialect

__all__ = ["NO_ROWS", "WHOLE_LINES", "header_causes", "label_causes", "no_row_causes"]

NO_ROWS = "the source is empty"
"""frictionless' note on a table of which no row was read."""
DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a vertical bar", ",": "a comma", ":": "a colon"}
ROWS = LAST_HEADER_ROW
"""In so many rows the labels are looked for."""
TRAILING_DELIMITER = (
    "a delimiter at the end",
    "the header has no label for its last cell: remove the delimiter at the end of the line",
)
INDEX_COLUMN = (
    "a first column without a label",
    "the header has no label for its first column, as where pandas writes an index: set index=False, or remove it",
)
EMPTY_COLUMN = "a column without a label"
WHOLE_LINES = "whole lines in quotes"
_IN_DIALECT = "or set it in the dialect of the descriptor"
UNICODE = "Unicode form (they look the same)"
_VALUE = re.compile(r"[-+]?\d[\d.,:/ -]*|true|false", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


def _form(text: str) -> str:
    """Return what two labels share that differ in case, blanks, underscores or Unicode form alone."""
    return _without_blanks(unicodedata.normalize("NFKC", text).casefold()).replace("_", "")


def _without_blanks(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _known(labels: Sequence[str], names: Sequence[str]) -> int:
    forms = set(map(_form, names))
    return len({form for label in labels if (form := _form(label)) in forms})


def header_causes(
    text: str, dialect: Dialect, labels: Sequence[str], names: Sequence[str], header_row: int
) -> Iterator[Cause]:
    """Yield why the labels are not the names of the fields.

    Parameters
    ----------
    text : str
        The first lines of the file.
    dialect : Dialect
        How it was read.
    labels, names : sequence of str
        The labels as they were read, and the names of the fields.
    header_row : int
        The record that they stand in.
    """
    known = _known(labels, names)
    if cause := _other_delimiter(text, dialect, names, header_row, known) or _whole_lines(
        labels, dialect, names, header_row, known
    ):
        yield cause
        return
    rows = dict(enumerate(_rows(text, dialect.delimiter, dialect.quote), start=1))
    yield from label_causes(rows, labels, names, header_row, is_delimited=True)


def label_causes(
    rows: Mapping[int, Sequence[str]],
    labels: Sequence[str],
    names: Sequence[str],
    header_row: int,
    *,
    is_delimited: bool = False,
) -> Iterator[Cause]:
    """Yield why the labels are not the names of the fields, where the cells are as the file has them.

    `rows` are rows of the file by their numbers, and `is_delimited` says whether it has delimiters; the others are
    those of `header_causes`.
    """
    known = _known(labels, names)
    if known < len(names) and (cause := _other_row(rows, names, header_row, known)):
        yield cause
        return
    # A title may have a number too: a row of values has one for each field.
    if not known and len(labels) == len(names) and any(_VALUE.fullmatch(label) for label in labels):
        note = f"row {header_row} has no label of the schema, but values: add the labels, or give --no-header"
        yield Cause("no header", note, header_row, 1)
        return
    if sorted(labels) == sorted(names):
        note = (
            f"the columns are {', '.join(labels)}, the fields {', '.join(names)}: put them into the order of the "
            "schema, or match them by their names with --labels name"
        )
        yield Cause("the columns are in another order", note, header_row, 1)
    elif _is_part(labels, names):
        lacking = [name for name in names if name not in labels]
        note = f"no column has the label {', '.join(map(shown, lacking))}: add it, or set fieldsMatch in the schema"
        yield Cause("a column is missing" if len(lacking) == 1 else "columns are missing", note, header_row, 1)
    elif _is_part(names, labels):
        extra = [label for label in labels if label not in names]
        if not any(extra):
            yield Cause(*_unlabelled(labels, names, is_delimited=is_delimited), header_row, 1)
            return
        note = (
            f"the schema has no field {', '.join(map(shown, extra))}: remove the column, or describe it in the schema"
        )
        yield Cause("a column too many" if len(extra) == 1 else "columns too many", note, header_row, 1)
    yield from _other_forms(labels, names, header_row)


def no_row_causes(text: str, dialect: Mapping[str, Any]) -> Iterator[Cause]:
    """Yield why no row of a text was read, as its dialect says; `text` is all of it."""
    lines, rows = text.splitlines(), [row for row in dialect.get("headerRows") or [] if isinstance(row, int)]
    sign = dialect.get("commentChar")
    if not text.strip():
        return
    if sign and all(line.startswith(sign) for line in lines if line.strip()):
        note = (
            f"each line begins with {shown(sign)}, the commentChar of the dialect: correct that, or write the header "
            "and the rows"
        )
        yield Cause("all lines are comments", note)
    elif rows and min(rows) > len(lines):
        note = f"the header should be in row {min(rows)}, and the file has {len(lines)} lines: correct headerRows"
        yield Cause("the file ends above the header", note)


def _unlabelled(labels: Sequence[str], names: Sequence[str], *, is_delimited: bool) -> tuple[str, str]:
    """Return what a header with all labels has, where the others are blank: what it is, and what to do."""
    blank = [number for number, label in enumerate(labels, start=1) if not label]
    if is_delimited and blank[0] > len(names):
        return TRAILING_DELIMITER
    if blank == [1]:
        return INDEX_COLUMN
    which = ", ".join(map(str, blank))
    if len(blank) == 1:
        return EMPTY_COLUMN, f"the header has no label for column {which}: add it, or remove the column"
    return (
        "columns without labels",
        f"the header has no labels for columns {which}: add them, or remove the columns",
    )


def _whole_lines(
    labels: Sequence[str], dialect: Dialect, names: Sequence[str], header_row: int, known: int
) -> Cause | None:
    """Return that the header is one cell and has the labels in it, where no delimiter splits it: it is in quotes."""
    if len(labels) != 1 or "\n" in labels[0]:
        return None
    for delimiter in DELIMITERS:
        inner = next(iter(_rows(labels[0], delimiter, dialect.quote)), [])
        if _known(inner, names) > max(known, min(1, len(names) - 1)):
            note = "each line is one cell, in quotes: remove the quotes around the lines, and halve those within them"
            return Cause(WHOLE_LINES, note, header_row, 1)
    return None


def _other_delimiter(text: str, dialect: Dialect, names: Sequence[str], header_row: int, known: int) -> Cause | None:
    """Return that another delimiter has more of the labels in the header, or most of them in a row below it."""
    by_delimiter = {
        delimiter: dict(enumerate(_rows(text, delimiter, dialect.quote), start=1))
        for delimiter in DELIMITERS
        if delimiter != dialect.delimiter
    }
    for delimiter, rows in by_delimiter.items():
        if _known(rows.get(header_row, ()), names) > max(known, min(1, len(names) - 1)):
            return Cause("another delimiter", f"{_separated(delimiter, dialect)}, {_IN_DIALECT}", header_row, 1)
    found = [(*_row_of_labels(rows, names, header_row), delimiter) for delimiter, rows in by_delimiter.items()]
    best, row, delimiter = max(found)
    own = dict(enumerate(_rows(text, dialect.delimiter, dialect.quote), start=1))
    if best <= max(known, 1, _row_of_labels(own, names, header_row)[0]) or best * 2 <= len(set(names)):
        return None
    note = f"{_separated(delimiter, dialect)}, and --skip-rows {-row - 1}, since the labels are in row {-row}"
    return Cause("another delimiter", note, header_row, 1)


def _separated(delimiter: str, dialect: Dialect) -> str:
    option = "tab" if delimiter == "\t" else f"'{delimiter}'"
    own = DELIMITERS.get(dialect.delimiter, dialect.delimiter)
    return f"the cells are separated by {DELIMITERS[delimiter]}, not by {own}: give --delimiter {option}"


def _row_of_labels(rows: Mapping[int, Sequence[str]], names: Sequence[str], header_row: int) -> tuple[int, int]:
    """Return the most labels that another row than the header has, and its number as a negative one."""
    return max(((_known(row, names), -number) for number, row in rows.items() if number != header_row), default=(0, 0))


def _other_row(rows: Mapping[int, Sequence[str]], names: Sequence[str], header_row: int, known: int) -> Cause | None:
    """Return that another row has most of the labels, and more than that of the header."""
    best, number = _row_of_labels(rows, names, header_row)
    if best <= known or best * 2 <= len(set(names)):
        return None
    note = f"the labels are in row {-number}: give --skip-rows {-number - 1}, or remove what is above them"
    return Cause("the header is in another row", note, header_row, 1)


def _rows(text: str, delimiter: str, quote: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    return [row for _, row in zip(range(ROWS), reader, strict=False)]


def _is_part(some: Sequence[str], all_of_them: Sequence[str]) -> bool:
    """Whether a list is another without some of its items."""
    rest = iter(all_of_them)
    return bool(some) and len(some) < len(all_of_them) and all(item in rest for item in some)


def _other_forms(labels: Sequence[str], names: Sequence[str], header_row: int) -> Iterator[Cause]:
    by_form = {_form(name): name for name in names if name not in labels}
    pairs = {label: by_form[_form(label)] for label in labels if label not in names and _form(label) in by_form}
    if not pairs:
        return
    kinds = dict.fromkeys(_difference(label, name) for label, name in pairs.items())
    show = ascii if UNICODE in kinds else shown
    texts = ", ".join(f"{show(label)} for {show(name)}" for label, name in pairs.items())
    option = ", or give --labels ignore-case" if [*kinds] == ["case"] else ""
    note = f"{texts}: write the labels as the schema does{option}"
    fields = frozenset((*pairs, *pairs.values()))
    yield Cause(f"labels differ in {' and '.join(kinds)}", note, header_row, 1, HEADER_ERRORS, fields)


def _difference(label: str, name: str) -> str:
    if unicodedata.normalize("NFC", label) == unicodedata.normalize("NFC", name):
        return UNICODE
    if label.casefold() == name.casefold():
        return "case"
    if _without_blanks(label) == _without_blanks(name):
        return "blanks"
    same = _without_blanks(label).replace("_", "") == _without_blanks(name).replace("_", "")
    return "underscores" if same else "form"
