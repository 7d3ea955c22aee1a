"""Where a part of a JSON or YAML file stands in its text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import YAML_SUFFIXES
from summitdata.errors import SummitDataError
from summitdata.opening import is_stdin, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Origin", "part_origin", "place_in_json", "place_in_yaml"]

MOST_SEARCHED = 300_000
"""The largest file, in bytes, in which a line is looked for."""

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


@dataclass(frozen=True)
class Origin:
    """Where a descriptor, or a part of one, was read.

    Parameters
    ----------
    file : pathlib.Path
        The file, or standard input.
    keys : tuple of str and int
        The way to the part in the file.
    content : bytes, optional
        What standard input said, which cannot be read twice.
    """

    file: Path
    keys: tuple[str | int, ...] = ()
    content: bytes | None = None

    def below(self, *keys: str | int) -> Origin:
        """Return where a part of it was read."""
        return replace(self, keys=(*self.keys, *keys))

    def place(self) -> tuple[int, int] | None:
        """Return the line and the column of the part, both from 1; None where they are not known."""
        if self.content is None and is_stdin(self.file):
            return None
        find = place_in_yaml if self.file.suffix.lower() in YAML_SUFFIXES else place_in_json
        try:
            content = self.content
            if content is None:
                content = read_file(self.file, "the descriptor", limit=MOST_SEARCHED)
            return find(content.decode("utf-8-sig"), self.keys) if len(content) <= MOST_SEARCHED else None
        except (SummitDataError, ValueError, LookupError, TypeError):  # it is not any more what was read
            return None


def part_origin(package: Origin, resource: dict[str, Any], at: int, part: str) -> Origin:
    """Return where the schema, the dialect or the checklist of a resource is: in the package, or in a file beside it.

    Parameters
    ----------
    package : Origin
        The descriptor of the package.
    resource : dict
        The resource before its parts are loaded.
    at : int
        Which of the resources it is, from 0.
    part : str
        "schema", "dialect" or "checklist".
    """
    if isinstance(named := resource.get(part), str):
        return Origin(package.file.parent / named)
    return package.below("resources", at, part)
