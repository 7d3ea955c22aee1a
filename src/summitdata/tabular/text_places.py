"""Where a part of a JSON or YAML file stands in its text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["place_in_json", "place_in_yaml"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def place_in_json(text: str, keys: Sequence[str | int]) -> tuple[int, int] | None:
    r"""Return the line and the column, both from 1, of a part of a JSON text; None if it has no such part.

    Parameters
    ----------
    text : str
        What `json.loads` reads.
    keys : sequence of str and int
        The way to the part. The place is that of its name, or in a list that of its value.

    Examples
    --------
    >>> place_in_json('{"fields": [\n  {"name": "id", "type": "int"}]}', ["fields", 0, "type"])
    (2, 18)
    """
    way: list[str | int | None] = []  # the keys of what is open: an object has None until the name of its next part
    for token in _TOKEN.finditer(text):
        part = token[0]
        if part in "]}":
            way.pop()
        elif part == ",":
            way[-1] = way[-1] + 1 if isinstance(way[-1], int) else None
        elif part != ":":
            is_name = bool(way) and way[-1] is None
            if is_name:
                way[-1] = str(json.loads(part))
            if way == [*keys] and (is_name or isinstance(way[-1] if way else 0, int)):
                start = token.start()
                return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            if not is_name and part in "[{":
                way.append(0 if part == "[" else None)
    return None


def place_in_yaml(text: str, keys: Sequence[str | int]) -> tuple[int, int] | None:
    r"""Return the line and the column, both from 1, of a part of a YAML text; None if it has no such part.

    Parameters
    ----------
    text : str
        What `read_yaml` reads.
    keys : sequence of str and int
        As of `place_in_json`.

    Examples
    --------
    >>> place_in_yaml("fields:\n- name: id\n  type: int\n", ["fields", 0, "type"])
    (3, 3)
    """
    import yaml

    node = place = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            place, node = next(((name, value) for name, value in node.value if name.value == key), (None, None))
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            place = node = node.value[key]
        else:
            return None
    return (place.start_mark.line + 1, place.start_mark.column + 1) if place else None
