"""Why the labels of a file are not those of its schema: another delimiter, row, order, form or number of columns."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING

from summitdata.errors import shown
from summitdata.tabular.dialect import LAST_HEADER_ROW
from summitdata.validation.cause import Cause
from summitdata.validation.header import HEADER_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summitdata.tabular.dialect import Dialect

__all__ = ["header_causes", "label_causes"]

DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a vertical bar", ",": "a comma", ":": "a colon"}
ROWS = LAST_HEADER_ROW
"""In so many rows the labels are looked for."""
TRAILING_DELIMITER = (
    "a delimiter at the end",
    "the header has no label for its last cell: remove the delimiter at the end of the line",
)
EMPTY_COLUMN = (
    "a column without a label",
    "the header has no label for its last columns: add it, or remove the columns",
)
UNICODE = "Unicode form (they look the same)"
_VALUE = re.compile(r"[-+]?\d[\d.,:/ -]*|true|false", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\s_\u00ad\u200b-\u200f\u2060\ufeff]+")


def _form(text: str) -> str:
    """Return what two labels share that differ in case, blanks or Unicode form alone."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())


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
    if (other := _other_delimiter(text, dialect, names, header_row, _known(labels, names))) is not None:
        yield other
        return
    rows = dict(enumerate(_rows(text, dialect.delimiter, dialect.quote), start=1))
    yield from label_causes(rows, labels, names, header_row, TRAILING_DELIMITER)


def label_causes(
    rows: Mapping[int, Sequence[str]],
    labels: Sequence[str],
    names: Sequence[str],
    header_row: int,
    unlabelled: tuple[str, str] = EMPTY_COLUMN,
) -> Iterator[Cause]:
    """Yield why the labels are not the names of the fields, where the cells are as the file has them.

    `rows` are rows of the file by their numbers, and `unlabelled` is the cause of a last cell without a label; the
    others are those of `header_causes`.
    """
    known = _known(labels, names)
    if known < len(names) and (cause := _other_row(rows, names, header_row, known)):
        yield cause
        return
    if not known and any(_VALUE.fullmatch(label) for label in labels):
        note = f"row {header_row} has no label of the schema, but values: add the labels, or say --no-header"
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
        note = f"no column has the label {', '.join(map(shown, lacking))}: add it, or say fieldsMatch in the schema"
        yield Cause("a column is missing" if len(lacking) == 1 else "columns are missing", note, header_row, 1)
    elif _is_part(names, labels):
        extra = [label for label in labels if label not in names]
        if not any(extra):
            yield Cause(*unlabelled, header_row, 1)
            return
        note = (
            f"the schema has no field {', '.join(map(shown, extra))}: remove the column, or describe it in the schema"
        )
        yield Cause("a column too many" if len(extra) == 1 else "columns too many", note, header_row, 1)
    yield from _other_forms(labels, names, header_row)


def _other_delimiter(text: str, dialect: Dialect, names: Sequence[str], header_row: int, known: int) -> Cause | None:
    for delimiter, called in DELIMITERS.items():
        if delimiter == dialect.delimiter:
            continue
        rows = _rows(text, delimiter, dialect.quote)
        if len(rows) >= header_row and _known(rows[header_row - 1], names) > max(known, min(1, len(names) - 1)):
            option = "tab" if delimiter == "\t" else f"'{delimiter}'"
            note = (
                f"the cells are separated by {called}, not by {DELIMITERS.get(dialect.delimiter, dialect.delimiter)}: "
                f"give --delimiter {option}, or say it in the dialect of the descriptor"
            )
            return Cause("another delimiter", note, header_row, 1)
    return None


def _other_row(rows: Mapping[int, Sequence[str]], names: Sequence[str], header_row: int, known: int) -> Cause | None:
    """Return that another row has most of the labels, and more than that of the header."""
    found = [(_known(row, names), -number) for number, row in rows.items() if number != header_row]
    best, number = max(found, default=(0, 0))
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
    return "blanks" if _INVISIBLE.sub("", label) == _INVISIBLE.sub("", name) else "form"
