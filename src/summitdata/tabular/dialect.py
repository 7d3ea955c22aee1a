"""How the text of a CSV file is split into cells: as its descriptor or the options say, else as the standard does.

frictionless guesses encoding, delimiter and header row from a sample of the file. Nothing is guessed here: what a
descriptor leaves open is filled in with UTF-8, a comma, double quotes and one header row; `header_row` finds which.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.tabular.packings import packing_of, unpacked_name
from summitdata.tabular.schema_parts import FIELDS_MATCH, fields_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "CSV_FIELD_LIMIT",
    "ENCODING",
    "LAST_HEADER_ROW",
    "Dialect",
    "UnsupportedDialectError",
    "first_row",
    "is_explicit",
    "make_explicit",
    "read_cell_dialect",
    "read_dialect",
    "rows_before_data",
    "with_package_version",
    "with_plain_match",
    "without_mark",
]

ENCODING = "utf-8"

DEFAULTS = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
DEFAULT_DELIMITERS = {"tsv": "\t"}
"""The delimiter of each format that has another default than the comma."""

CSV_FIELD_LIMIT = (1 << 31) - 2
"""The longest cell, in characters, that the `csv` module may read; frictionless sets the same limit."""

REQUIRED_VALUES = {"doubleQuote": True, "skipInitialSpace": False, "headerRows": [1], "headerCase": True}
"""Dialect properties that are supported with one value only."""
SUPPORTED_PROPERTIES = {*REQUIRED_VALUES, "delimiter", "quoteChar", "header"}
ROW_PROPERTIES = {"header", "headerRows", "headerJoin", "headerCase", "commentRows", "commentChar", "skipBlankRows"}
"""Dialect properties that say what the rows are, and nothing of how a text is split into them."""
IGNORED_PROPERTIES = {"lineTerminator", "nullSequence", "name", "type", "title", "description", "$schema"}
"""Dialect properties that change nothing when frictionless reads a CSV file."""


def without_mark(encoding: str) -> str:
    """Return the encoding that reads a text of another without the byte order mark that it may begin with.

    Examples
    --------
    >>> without_mark("UTF_8"), without_mark("cp1252"), without_mark("utf-16")
    ('utf-8-sig', 'cp1252', 'utf-16')
    """
    try:
        return "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    except LookupError:  # whoever opens the file says so
        return encoding


def make_explicit(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the descriptor of a CSV resource with nothing left to guess.

    Examples
    --------
    >>> make_explicit({"name": "prices", "path": "prices.csv", "dialect": {"delimiter": ";"}})["dialect"]["delimiter"]
    ';'
    >>> make_explicit({"name": "prices", "path": "prices.csv"})["encoding"]
    'utf-8'
    """
    declared = dict(resource.get("dialect") or {})
    nested = declared.pop("csv", None)
    if isinstance(nested, dict):  # so frictionless writes the properties of a CSV dialect, and reads others before them
        declared = nested | {name: value for name, value in declared.items() if value is not None}
    file_format = str(resource.get("format") or "") or _format_of(resource)
    defaults = {**DEFAULTS, "delimiter": DEFAULT_DELIMITERS.get(file_format, ",")}
    dialect = defaults | declared
    dialect.setdefault("header", True)
    plain = with_plain_match(resource)
    return {"encoding": ENCODING, **plain, "type": "table", "format": file_format, "dialect": dialect}


def with_plain_match(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource whose schema has `fieldsMatch` as a text; as a list, frictionless refuses it.

    Examples
    --------
    >>> with_plain_match({"schema": {"fields": [], "fieldsMatch": ["subset"]}})["schema"]["fieldsMatch"]
    'subset'
    """
    schema = resource.get("schema")
    if not isinstance(schema, dict) or "fieldsMatch" not in schema or fields_match(schema) not in FIELDS_MATCH:
        return resource
    return {**resource, "schema": {**schema, "fieldsMatch": fields_match(schema)}}


def _format_of(resource: dict[str, Any]) -> str:
    """Return the format of a CSV resource by its name; in a compressed file, anything that is not TSV is CSV."""
    if packing_of(resource) is None:
        return str(resource.get("path")).rpartition(".")[2].lower()
    name = str(resource.get("innerpath") or unpacked_name(str(resource.get("path"))))
    return "tsv" if name.lower().endswith(".tsv") else "csv"


def is_explicit(resource: dict[str, Any]) -> bool:
    """Return whether a resource says how its text is split into cells, as one that is a CSV file does here.

    Examples
    --------
    >>> is_explicit(make_explicit({"path": "prices.csv"})), is_explicit({"path": "prices.xlsx"})
    (True, False)
    """
    dialect = resource.get("dialect")
    return "encoding" in resource and isinstance(dialect, dict) and dialect.keys() >= {*DEFAULTS, "header"}


def with_package_version(resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return a resource that declares the version of the standard that its package declares.

    frictionless reads the version from the outermost object, which a resource is when it is read on its own.

    Examples
    --------
    >>> profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    >>> with_package_version({"name": "prices"}, {"$schema": profile})["$schema"]
    'https://datapackage.org/profiles/2.0/dataresource.json'
    """
    version = str(package.get("$schema", "")).replace("datapackage.json", "dataresource.json")
    return {"$schema": version, **resource} if version else dict(resource)


class UnsupportedDialectError(ValueError):
    """The block reader (`csv_blocks`) cannot read files of this dialect; the text says why."""


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are delimited; a quote character inside a quoted cell is doubled.

    With `universal_newlines`, every line end is read as a line feed, also inside quoted cells: so frictionless reads
    TSV.
    """

    delimiter: str = ","
    quote: str = '"'
    universal_newlines: bool = False

    def read_text(self, text: str) -> Iterator[list[str]]:
        """Return the cells of each record of a text."""
        return self.read_lines(io.StringIO(text, newline=None if self.universal_newlines else ""))

    def read_lines(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the cells of each record of a text that is given line by line."""
        csv.field_size_limit(CSV_FIELD_LIMIT)
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote)


LAST_HEADER_ROW = 100
"""frictionless looks for the header in so many rows."""


def rows_before_data(dialect: dict[str, Any]) -> int | None:
    """Return how many records stand before the first row of data: the header, if there is one, and what is above it.

    None if other rows are left out, or if the header is in several rows.

    Examples
    --------
    >>> rows_before_data({"headerRows": [3]}), rows_before_data({"header": False, "commentRows": [1, 2]})
    (3, 2)
    >>> rows_before_data({"headerRows": [1, 2]}), rows_before_data({"commentRows": [7]})
    (None, None)
    """
    comments = dialect.get("commentRows", [])
    if not dialect.get("header", True):
        rows = comments if isinstance(comments, list) else None
        return None if rows is None or rows != list(range(1, len(rows) + 1)) else len(rows)
    match dialect.get("headerRows", [1]):
        case [int(row)] if 1 <= row <= LAST_HEADER_ROW and comments == [] and not isinstance(row, bool):
            return row
    return None


def first_row(text: str, dialect: dict[str, Any]) -> int | None:
    r"""Return the number of the first record that is neither blank nor a comment, None if there is none near.

    A record of delimiters alone is blank, as a spreadsheet writes an empty row.

    Parameters
    ----------
    text : str
        The first characters of a file.
    dialect : dict
        Its dialect, which is explicit.

    Examples
    --------
    >>> first_row("\n,,\nid,name\n", {"delimiter": ",", "quoteChar": '"'})
    3
    """
    comment, comment_rows = dialect.get("commentChar"), dialect.get("commentRows", [])
    csv.field_size_limit(CSV_FIELD_LIMIT)
    lines = io.StringIO(text, newline="")
    records = csv.reader(lines, delimiter=dialect["delimiter"], quotechar=dialect["quoteChar"])
    for number, cells in zip(range(1, LAST_HEADER_ROW + 1), records, strict=False):
        is_comment = number in comment_rows or bool(comment and cells and cells[0].startswith(comment))
        if not is_comment and any(cell.strip() for cell in cells):
            return number
    return None


def read_dialect(resource: dict[str, Any], *, any_header: bool = False) -> Dialect:
    """Return how the cells of a resource are delimited; its descriptor is explicit (`make_explicit`).

    With `any_header`, the caller leaves out the rows before the data (`rows_before_data`), and compares labels with or
    without their case as `headerCase` says.

    Raises
    ------
    UnsupportedDialectError
        The dialect has a property or a value that the block reader does not support.
    """
    declared = dict(resource["dialect"])
    if any_header and rows_before_data(declared) is not None and isinstance(declared.get("headerCase", True), bool):
        for name in ("headerRows", "headerCase", "commentRows"):
            declared.pop(name, None)
    if unsupported := sorted(set(declared) - SUPPORTED_PROPERTIES - IGNORED_PROPERTIES):
        verb = "is" if len(unsupported) == 1 else "are"
        raise UnsupportedDialectError(f"the dialect's {', '.join(unsupported)} {verb} not supported here")
    for name, value in REQUIRED_VALUES.items():
        if name in declared and declared[name] != value:
            raise UnsupportedDialectError(
                f"the dialect's {name} is {declared[name]!r}: only {value!r} is supported here"
            )
    delimiter, quote = declared["delimiter"], declared["quoteChar"]
    for name, character in (("delimiter", delimiter), ("quoteChar", quote)):
        if not isinstance(character, str) or not _is_supported_character(character):
            raise UnsupportedDialectError(
                f"the dialect's {name} is {character!r}: only one visible ASCII character or a tab is supported here"
            )
    if delimiter == quote:
        raise UnsupportedDialectError(f"the dialect's delimiter and quoteChar are both {quote!r}: they must differ")
    return Dialect(delimiter, quote, universal_newlines=resource["format"] == "tsv")


def read_cell_dialect(resource: dict[str, Any]) -> Dialect:
    """Return how the cells of a resource are delimited, whatever its dialect says of the rows.

    Raises
    ------
    UnsupportedDialectError
        As `read_dialect` raises it.
    """
    dialect = {name: value for name, value in resource["dialect"].items() if name not in ROW_PROPERTIES}
    return read_dialect({**resource, "dialect": dialect})


def _is_supported_character(text: str) -> bool:
    return text == "\t" or (len(text) == 1 and " " < text < "\x7f")
