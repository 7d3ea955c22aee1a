"""A table of two columns, which tests write as a file and validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}


def write(folder: Path, content: bytes, name: str = "table.csv") -> Path:
    """Write a file, and return it."""
    file = folder / name
    file.write_bytes(content)
    return file
