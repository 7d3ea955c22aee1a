"""The rows of a JSON or JSON lines file, typed as JSON has them: a list of lists, or of objects with the same keys."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from summitdata.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LINE", "RowsError", "json_lines", "json_rows", "rows_of_data", "rows_of_items"]

LINE = "line {}"
"""Where an item is that stands in a line of its own."""
_ARRAY = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*([\[{]|$)")
"""How the first line of an array of rows begins: a list in it is one of rows, as no label is a list or an object."""


class RowsError(PackageError):
    """The rows of a file cannot be read, or not to its end; the text says why."""

    def __init__(self, note: str, error_type: str = "source-error", line: int | None = None) -> None:
        super().__init__(note, error_type, line)  # so that it can be sent from process to process
        self.note, self.error_type, self.line = note, error_type, line

    def __str__(self) -> str:
        """Return the text."""
        return self.note


def json_lines(stream: IO[bytes]) -> Iterator[Any]:
    """Yield the value in each line of a file.

    Raises
    ------
    RowsError
        A line is not JSON in UTF-8; blank lines may only end the file.
    """
    blank = 0
    for number, line in enumerate(stream, start=1):
        if number == 1 and _ARRAY.match(line):
            raise RowsError(
                "it is a JSON array of rows, not a row in each line: call it .json, or write each row in a line", line=1
            )
        if not line.strip():
            blank = blank or number
            continue
        if blank:
            raise RowsError(f"line {blank} is blank: remove it, each line has one row", line=blank)
        try:
            yield json.loads(line.rstrip().removeprefix(b"\xef\xbb\xbf" if number == 1 else b""))
        except (ValueError, RecursionError) as error:
            raise RowsError(f"line {number} is not JSON: {_reason(error)}: correct it", line=number) from error


def json_rows(stream: IO[bytes], path: str = "") -> list[Any]:
    """Return the list in a JSON file; `path` has the keys that lead to it, with dots between them.

    Raises
    ------
    RowsError
        The file is not JSON in UTF-8, or has no list there.
    """
    try:
        value = json.loads(stream.read().decode("utf-8-sig"), parse_float=Decimal)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RowsError(f"it is not JSON at {place}: {error.msg}: correct it", line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise RowsError(f"it is not JSON: {_reason(error)}: correct it") from error
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, list):
        where = f" at {path}" if path else ""
        raise RowsError(
            f"it has no list of rows{where}: name the key of the list as the dialect's property, or write a list of "
            "lists or of objects"
        )
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


def rows_of_data(data: list[Any], schema: Any) -> Iterator[list[Any]]:
    """Yield the labels and the cells of inline data; those of objects are the names of the fields, in any order.

    Raises
    ------
    RowsError
        A row is not a list or an object, or not like the first one.
    """
    fields = schema.get("fields") if isinstance(schema, dict) else None
    names = [str(field.get("name")) for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    first = data[0] if data and isinstance(data[0], dict) else {}
    keys = [*names, *(key for key in first if key not in names)]
    return rows_of_items(iter(data), keys, 'item {} of "data"')


def rows_of_items(
    items: Iterator[Any], keys: list[str] | None = None, place: str = "item {} of the list"
) -> Iterator[list[Any]]:
    """Yield the labels and the cells of rows, which are lists or objects.

    The labels are the keys of the first object, or `keys`; `place` says where an item is, by its number.

    A value of another key, which frictionless leaves out, is a
    cell after those of the labels, so that it is found to be one too many.

    Raises
    ------
    RowsError
        A row is something else, or not like the first one.

    Examples
    --------
    >>> list(rows_of_items(iter([{"id": 1, "note": "x"}, {"id": 2, "more": 5}])))
    [['id', 'note'], [1, 'x'], [2, None, 5]]
    """
    labels: list[str] | None = None
    known = set[str]()
    for number, item in enumerate(items, start=1):
        if number == 1 and isinstance(item, dict):
            labels = keys or list(item)
            known = {*labels, *item}
            yield labels
        if labels is not None and isinstance(item, dict):
            more = [value for name, value in item.items() if name not in known and value is not None]
            yield [item.get(name) for name in labels] + more
        elif labels is None and isinstance(item, list):
            yield item
        else:
            wanted = "a list or an object" if number == 1 else "a list" if labels is None else "an object"
            like = "" if number == 1 else ", as the first one"
            note = f"{place.format(number)} is not {wanted}{like}: write all rows alike"
            raise RowsError(note, line=number if place == LINE else None)
