"""What the Data Package standard asks of a row and frictionless does not look at.

`docs/conformance.md` lists each departure, with what both say of the same file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import frictionless
    from frictionless.table.row import Row

__all__ = ["Standard"]


@dataclass
class Standard:
    """The rules of one schema that frictionless leaves out, and what the rows before have shown.

    - `uniqueKeys`: no two rows have the same values in a key; a row with a missing one has no such key.
    - `categories`: a value is one of them.
    - `pattern`: it holds for the whole value, whatever alternatives and line breaks are in it.
    """

    unique_keys: list[tuple[str, ...]] = field(default_factory=list)
    categories: dict[str, list[Any]] = field(default_factory=dict)
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    _seen: dict[tuple[str, ...], dict[tuple[Any, ...], int]] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: frictionless.Schema, descriptor: dict[str, Any]) -> Standard:
        """Return the rules of a schema; `descriptor` is the Table Schema as it was given."""
        fields = {one["name"]: one for one in descriptor.get("fields", []) if isinstance(one, dict) and "name" in one}
        keys = descriptor.get("uniqueKeys") or []
        return cls(
            unique_keys=[tuple([key] if isinstance(key, str) else key) for key in keys],
            categories={
                name: [item["value"] if isinstance(item, dict) else item for item in one["categories"]]
                for name, one in fields.items()
                if isinstance(one.get("categories"), list)
            },
            patterns={
                one.name: re.compile(one.constraints["pattern"])
                for one in schema.fields
                if isinstance(one.constraints.get("pattern"), str) and one.type == "string"
            },
        )

    def breaches(self, name: str, value: Any) -> int:
        """Count the errors of a value that frictionless accepts for its field."""
        pattern, known = self.patterns.get(name), self.categories.get(name)
        partly = pattern is not None and isinstance(value, str) and not pattern.fullmatch(value)
        return partly + (known is not None and value is not None and value not in known)

    def errors(self, row: Row) -> Iterator[frictionless.Error]:
        """Yield what is wrong with a row beyond what frictionless finds."""
        from frictionless import errors

        told = {error.field_name for error in row.errors if error.type in ("type-error", "constraint-error")}
        if any(error.type == "blank-row" for error in row.errors):
            return
        for name, pattern in self.patterns.items():
            value = row.get(name)
            if isinstance(value, str) and name not in told and not pattern.fullmatch(value):
                note = f'constraint "pattern" is "{pattern.pattern}" for the whole value'
                yield errors.ConstraintError.from_row(row, note=note, field_name=name)
        for name, known in self.categories.items():
            value = row.get(name)
            if value is not None and name not in told and value not in known:
                yield errors.ConstraintError.from_row(row, note=f'"categories" are "{known}"', field_name=name)
        for key in self.unique_keys:
            values = tuple(row.get(name) for name in key)
            if None in values:
                continue
            before = self._seen.setdefault(key, {})
            if values in before:
                note = f'the same as in the row at position {before[values]}, by the unique key "{", ".join(key)}"'
                yield errors.UniqueError.from_row(row, note=note, field_name=key[0])
            before[values] = row.row_number
