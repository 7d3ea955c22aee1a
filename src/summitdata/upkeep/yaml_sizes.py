"""Sizes and hashes into a descriptor in YAML, whose other lines and comments stay as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.yaml_files import compose_yaml, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["with_sizes"]


def with_sizes(file: Path, text: str, descriptor: dict[str, Any]) -> str:
    r"""Return the text of a descriptor with `bytes` and `hash` of each resource as another one has them.

    Parameters
    ----------
    file : pathlib.Path
        The descriptor, for messages.
    text : str
        What it says.
    descriptor : dict
        What it is to say.

    Raises
    ------
    PackageError
        It is written so that this is for a person to do; the message has the lines.

    Examples
    --------
    >>> from pathlib import Path
    >>> new = {"resources": [{"path": "a.csv", "bytes": 3, "hash": "sha256:0f"}]}
    >>> print(with_sizes(Path("p.yaml"), "resources:\n  - path: a.csv  # ours\n", new))
    resources:
      - path: a.csv  # ours
        bytes: 3
        hash: "sha256:0f"
    <BLANKLINE>
    """
    edits: list[tuple[int, int, str]] = []
    items = _value(compose_yaml(str(file), text), "resources")
    for node, resource in zip(items.value if items is not None else (), descriptor["resources"], strict=True):
        edits += _edits(node, {key: resource[key] for key in ("bytes", "hash") if key in resource}, text)
    new = text
    for start, end, written in sorted(edits, reverse=True):
        new = new[:start] + written + new[end:]
    if read_yaml(str(file), new.encode()) != descriptor:
        lines = (
            f"{resource.get('name')}: bytes: {resource['bytes']}, hash: {resource['hash']}"
            for resource in descriptor["resources"]
            if "hash" in resource
        )
        raise PackageError(f"{file}: written in a way that is not changed here: write these in: {'; '.join(lines)}")
    return new


def _value(mapping: Any, key: str) -> Any:
    return next((value for name, value in mapping.value if name.value == key), None)


def _edits(mapping: Any, wanted: dict[str, Any], text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what is to be replaced in the lines of a resource: start, end, and the new text."""
    missing = []
    for key, value in wanted.items():
        old = _value(mapping, key)
        if old is None:
            missing.append(f"{key}: {json.dumps(value)}")
        elif old.value != str(value):
            yield old.start_mark.index, old.end_mark.index, json.dumps(value)
    name = next((name for name, _ in mapping.value if name.value == "path"), None)
    if name is None or not missing:
        return
    path, at = _value(mapping, "path"), name.start_mark.index
    if mapping.flow_style:
        yield at, at, "".join(f"{line}, " for line in missing)
        return
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    margin = " " * name.start_mark.column
    if path.id == "scalar" and path.style not in ("|", ">"):
        after = text.find("\n", path.end_mark.index)
        after = len(text) if after < 0 else after - (text[after - 1] == "\r")
        yield after, after, "".join(f"{end_of_line}{margin}{line}" for line in missing)
    else:
        yield at, at, "".join(f"{line}{end_of_line}{margin}" for line in missing)
