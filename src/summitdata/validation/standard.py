"""The checks of the Data Package standard that frictionless leaves out.

`docs/conformance.md` lists each of these departures, with what both find in the same file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from summitdata.tabular.schema_parts import key_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_rows import LinearRow
    from summitdata.validation.patterns import Pattern

__all__ = ["StandardChecks", "read_unique_keys"]


@dataclass
class StandardChecks:
    """The rules of one Table Schema that frictionless does not check, applied to its rows in order.

    - `uniqueKeys`: no two rows have the same values in a key; a row that lacks one of the values is not compared.
    - `categories`: a value is one of them.
    - `pattern`: it matches the whole value, whatever alternatives and line breaks there are.
    """

    unique_keys: list[tuple[str, ...]] = field(default_factory=list)
    categories: dict[str, list[Any]] = field(default_factory=dict)
    patterns: dict[str, Pattern] = field(default_factory=dict)
    _row_by_values: dict[tuple[str, ...], dict[tuple[Any, ...], int]] = field(default_factory=dict)

    @classmethod
    def of(cls, patterns: dict[str, Pattern], descriptor: dict[str, Any]) -> StandardChecks:
        """Return the checks of a schema; `descriptor` is the Table Schema before frictionless read it."""
        descriptors = [item for item in descriptor.get("fields", []) if isinstance(item, dict) and "name" in item]
        return cls(
            unique_keys=read_unique_keys(descriptor),
            categories={
                item["name"]: [
                    category["value"] if isinstance(category, dict) else category for category in item["categories"]
                ]
                for item in descriptors
                if isinstance(item.get("categories"), list)
            },
            patterns=patterns,
        )

    def violations(self, field_name: str, value: Any) -> list[tuple[int, str]]:
        """Return the notes on a value that frictionless accepts, each with its place among those of a row.

        Those on patterns come first, then those on categories, each in the order of the fields.
        """
        found = []
        pattern, categories = self.patterns.get(field_name), self.categories.get(field_name)
        if pattern is not None and isinstance(value, str) and not pattern.matches_whole(value):
            note = f'constraint "pattern" is "{pattern.text}" and must match the whole value'
            found.append((self._places["pattern", field_name], note))
        if categories is not None and value is not None and value not in categories:
            found.append((self._places["categories", field_name], f'"categories" are "{categories}"'))
        return found

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        rules = [*(("pattern", name) for name in self.patterns), *(("categories", name) for name in self.categories)]
        return {rule: place for place, rule in enumerate(rules)}

    def errors(self, row: LinearRow) -> Iterator[LightError]:
        """Yield what is wrong with a row beyond frictionless' own errors."""
        yield from row.value_errors(self.value_errors)
        yield from self.key_errors(row)

    def value_errors(self, row: LinearRow) -> Iterator[LightError]:
        """Yield what is wrong with the values of a row beyond frictionless' own errors."""
        if row.is_blank:
            return
        bad_fields = {error.field_name for error in row.errors if error.type in ("type-error", "constraint-error")}
        found = [
            (place, note, name)
            for name in {**self.patterns, **self.categories}
            if name not in bad_fields
            for place, note in self.violations(name, row.get(name))
        ]
        for _, note, name in sorted(found):
            yield row.error("constraint-error", note, name)

    def key_errors(self, row: LinearRow) -> Iterator[LightError]:
        """Yield which unique keys of a row are those of an earlier row."""
        for key in () if row.is_blank else self.unique_keys:
            values = tuple(row.get(name) for name in key)
            if None in values:
                continue
            row_by_values = self._row_by_values.setdefault(key, {})
            if values in row_by_values:
                note = (
                    f'the unique key "{", ".join(key)}" is the same as in the row at position {row_by_values[values]}'
                )
                yield row.error("unique-error", note, key[0])
            row_by_values[values] = row.row_number


def read_unique_keys(schema: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the names of the fields of each unique key of a Table Schema: each key once, and in it each name.

    A repeated name compares no more rows, and may stand in a key a hundred thousand times.

    Raises
    ------
    ValueError
        `uniqueKeys` is malformed; frictionless does not check it.

    Examples
    --------
    >>> read_unique_keys({"uniqueKeys": ["id", ["year", "partner", "year"], ["id"]]})
    [('id',), ('year', 'partner')]
    """
    unique_keys = schema.get("uniqueKeys") or []
    if isinstance(unique_keys, list) and all(key and isinstance(key, str | list) for key in unique_keys):
        keys = [key_fields(key) for key in unique_keys]
        if all(isinstance(name, str) for key in keys for name in key):
            return list(dict.fromkeys(tuple(dict.fromkeys(key)) for key in keys))
    raise ValueError(f"uniqueKeys is {unique_keys!r}: it must be a list of field names or of lists of field names")
