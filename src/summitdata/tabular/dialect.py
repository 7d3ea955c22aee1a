"""How a file is read: by the standard's defaults, unless its descriptor or an option says otherwise; never guessed.

Left to itself frictionless guesses encoding, delimiter and header row from a sample. Here every part that it would
guess is given: UTF-8, comma, double quote, the header in the first row.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ENCODING", "Dialect", "UnsupportedDialectError", "dialect_of", "explicit", "versioned"]

ENCODING = "utf-8"

DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
DELIMITERS = {"tsv": "\t"}


def explicit(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the descriptor of a CSV resource with nothing left to guess.

    Examples
    --------
    >>> explicit({"name": "prices", "path": "prices.csv", "dialect": {"delimiter": ";"}})["dialect"]["delimiter"]
    ';'
    >>> explicit({"name": "prices", "path": "prices.csv"})["encoding"]
    'utf-8'
    """
    given = dict(resource.get("dialect") or {})
    nested = given.pop("csv", None)  # frictionless writes the parts of a CSV dialect one level down
    given |= nested if isinstance(nested, dict) else {}
    kind = str(resource.get("format") or "") or str(resource.get("path")).rpartition(".")[2].lower()
    dialect = DIALECT | ({"delimiter": DELIMITERS[kind]} if kind in DELIMITERS else {}) | given
    dialect.setdefault("header", True)
    if dialect["header"]:
        dialect.setdefault("headerRows", [1])
    return {"encoding": ENCODING, **resource, "type": "table", "format": kind, "dialect": dialect}


def versioned(resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return a resource on its own, with the version of the standard that its package has.

    frictionless asks the outermost object for the version; alone, the resource is that.

    Examples
    --------
    >>> profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    >>> versioned({"name": "prices"}, {"$schema": profile})["$schema"]
    'https://datapackage.org/profiles/2.0/dataresource.json'
    """
    version = str(package.get("$schema", "")).replace("datapackage.json", "dataresource.json")
    return {"$schema": version, **resource} if version else dict(resource)


LONGEST = (1 << 31) - 2
"""How long a cell may be for the csv module; frictionless sets the same."""


PLAIN = {"doubleQuote": True, "skipInitialSpace": False, "headerRows": [1], "headerCase": True, "header": None}
"""The parts of a dialect that the screen knows, with the values that they must have, or None for any."""
IGNORED = (
    "delimiter",
    "quoteChar",
    "lineTerminator",
    "nullSequence",
    "name",
    "type",
    "title",
    "description",
    "$schema",
)


class UnsupportedDialectError(ValueError):
    """The block reader does not take a dialect; the text says why."""


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are delimited; a quote in a cell is doubled.

    `universal` turns every line end into a line feed first, also in quoted cells, as frictionless reads TSV.
    """

    delimiter: str = ","
    quote: str = '"'
    universal: bool = False

    def reader(self, text: str) -> Iterator[list[str]]:
        """Return Python's reader of a text."""
        return self.read(io.StringIO(text, newline=None if self.universal else ""))

    def read(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return Python's reader of lines."""
        csv.field_size_limit(LONGEST)
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote)


def dialect_of(resource: dict[str, Any]) -> Dialect:
    """Return how the cells of a resource are delimited.

    Raises
    ------
    UnsupportedDialectError
        In a way that the screen does not know.
    """
    said = resource["dialect"]
    if odd := set(said) - {*PLAIN, *IGNORED}:
        raise UnsupportedDialectError(f"the dialect has {', '.join(sorted(odd))}")
    for key, value in PLAIN.items():
        if value is not None and key in said and said[key] != value:
            raise UnsupportedDialectError(f"the dialect has {key} {said[key]!r}")
    marks = said["delimiter"], said["quoteChar"]
    if not all(isinstance(mark, str) and (mark == "\t" or (len(mark) == 1 and " " < mark < "\x7f")) for mark in marks):
        raise UnsupportedDialectError("the dialect has other than one character of ASCII for delimiter and quote")
    if marks[0] == marks[1]:
        raise UnsupportedDialectError("delimiter and quote are the same")
    return Dialect(*marks, universal=resource["format"] == "tsv")
