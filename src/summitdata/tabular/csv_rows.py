"""The rows of a CSV file by Python's csv module, in the encoding and the dialect that its resource states."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from summitdata.errors import DataFileError, PackageError
from summitdata.tabular.dialect import CSV_FIELD_LIMIT, without_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["csv_rows", "unsupported_property"]

SUPPORTED = ("delimiter", "quoteChar", "doubleQuote", "escapeChar", "skipInitialSpace", "header")
"""The properties of a dialect that decide how the csv module cuts a file into cells, and whether it has a header."""

IRRELEVANT = ("$schema", "name", "title", "description", "type", "lineTerminator", "nullSequence", "headerCase")
"""The properties of a dialect that change nothing here."""


def csv_rows(place: str | Path, content: bytes, resource: dict[str, Any]) -> Iterator[tuple[int, list[str]]]:
    r"""Yield the rows of a CSV file with their numbers, the header among them.

    Parameters
    ----------
    place : str or pathlib.Path
        The file, for messages.
    content : bytes
        Its content.
    resource : dict
        Its resource, as `summitdata.tabular.dialect.make_explicit` returns it.

    Yields
    ------
    tuple of int and list of str
        The number of a row, the first row of the file being 1, and its cells.

    Raises
    ------
    DataFileError
        The content is not in its encoding, or is not CSV.
    PackageError
        There is no such encoding, or the dialect has a property that only frictionless reads.

    Examples
    --------
    >>> from summitdata.tabular.dialect import make_explicit
    >>> resource = make_explicit({"path": "prices.csv", "dialect": {"delimiter": ";"}})
    >>> list(csv_rows("prices.csv", b"item;eur\ntea;2,50\n", resource))
    [(1, ['item', 'eur']), (2, ['tea', '2,50'])]
    """
    dialect, encoding = resource["dialect"], str(resource["encoding"])
    if name := unsupported_property(dialect):
        raise PackageError(f"{place}: the property {name!r} of its dialect is not supported here")
    csv.field_size_limit(CSV_FIELD_LIMIT)
    try:
        text = content.decode(without_mark(encoding))
        reader = csv.reader(
            StringIO(text, newline=""),
            delimiter=dialect["delimiter"],
            quotechar=dialect["quoteChar"],
            doublequote=dialect["doubleQuote"],
            escapechar=dialect.get("escapeChar"),
            skipinitialspace=dialect["skipInitialSpace"],
        )
        yield from enumerate(reader, start=1)
    except UnicodeDecodeError as error:
        encoding = encoding.upper()
        raise DataFileError(f"{place}: not {encoding} at byte {error.start}: save the file as {encoding}") from error
    except csv.Error as error:
        raise DataFileError(f"{place}: not valid CSV: {error}") from error
    except (LookupError, TypeError, ValueError) as error:  # a codec may raise any UnicodeError, as "undefined" does
        raise PackageError(f"{place}: encoding or dialect: {error}") from error


def unsupported_property(dialect: dict[str, Any]) -> str:
    """Return the first property of a dialect that `csv_rows` does not support, or an empty text.

    Examples
    --------
    >>> unsupported_property({"delimiter": ";", "commentChar": "#"})
    'commentChar'
    """
    if dialect.get("header", True) and dialect.get("headerRows", [1]) != [1]:
        return "headerRows"
    return next((name for name in dialect if name not in (*SUPPORTED, *IRRELEVANT, "headerRows")), "")
