"""Where the values of the rows of a JSON lines file are: their line and their column."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["value_columns", "value_places"]

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def value_columns(line: str) -> Iterator[tuple[str | int, int]]:
    """Yield the key or the index of each value of an object or a list, and the column at which it begins, from 1.

    Raises
    ------
    ValueError, IndexError
        The line is not JSON.

    Examples
    --------
    >>> list(value_columns('{"id": 1, "tags": [2, 3], "note": "x"}'))
    [('id', 8), ('tags', 19), ('note', 35)]
    >>> list(value_columns("[1, 22, 3]"))
    [(0, 2), (1, 5), (2, 9)]
    """
    start = _skip(line, 0)
    is_object, position, index = line[start] == "{", _skip(line, start + 1), 0
    while line[position] not in "]}":
        key: str | int = index
        if is_object:
            key, position = _DECODER.raw_decode(line, position)
            position = _skip(line, _skip(line, position) + 1)
        yield key, position + 1
        position = _skip(line, _DECODER.raw_decode(line, position)[1])
        position = _skip(line, position + (line[position] == ","))
        index += 1


def _skip(line: str, position: int) -> int:
    match = _BLANK.match(line, position)
    return match.end() if match else position


def value_places(
    stream: IO[bytes], cells: Collection[tuple[int, int]], keys: list[str] | None = None
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return line and column of some cells, by the numbers of their record and their field; the header is record 1.

    Objects have their first line as record 2, lists as record 1. A cell without a value is at the start of its line.
    """
    by_record: dict[int, list[int]] = defaultdict(list)
    for record, field in cells:
        by_record[record].append(field)
    places: dict[tuple[int, int], tuple[int, int]] = {}
    before, labels = 0, keys
    for number, content in enumerate(stream, start=1):
        text = content.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
        if number == 1 and text.lstrip().startswith("{"):
            before, labels = 1, keys or [str(key) for key, _ in _columns(text)]
        records = [number + before, *([1] if number == 1 and before else [])]
        for record in [record for record in records if record in by_record]:
            columns = dict(_columns(text))
            for field in by_record[record]:
                key: str | int = field - 1
                if before and labels:
                    key = labels[field - 1] if 0 < field <= len(labels) else -1
                places[record, field] = (number, columns.get(key, 1))
    return places


def _columns(line: str) -> list[tuple[str | int, int]]:
    try:
        return list(value_columns(line))
    except (ValueError, IndexError, RecursionError):  # the report says already that it is not JSON
        return []
