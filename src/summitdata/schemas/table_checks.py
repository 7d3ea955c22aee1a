"""What a Table Schema demands of a table as a whole, as pandas and polars take it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.schemas.schema_info import about_table
from summitdata.tabular.schema_rules import SPELLED

if TYPE_CHECKING:
    from summitdata.schemas.schema_info import Words
    from summitdata.tabular.schema_rules import TableRules

__all__ = ["keys_by_value", "whole_table"]


def keys_by_value(rules: TableRules) -> list[tuple[str, ...]]:
    """Return the keys that a check of ours compares: unique ones, and a primary one of texts that stand for values."""
    return [*([rules.primary_key] if _spelled(rules) else []), *rules.unique_keys]


def whole_table(rules: TableRules, about: Words) -> dict[str, Any]:
    """Return what pandera's schema of a table is given besides its columns and checks."""
    return {
        "unique": None if _spelled(rules) else list(rules.primary_key) or None,
        "strict": True,
        "ordered": True,
        "coerce": False,
        "metadata": about_table(about),
        "name": about.name,
        "title": about.title,
        "description": about.description,
    }


def _spelled(rules: TableRules) -> bool:
    """Whether the primary key has a column in which other texts may be the same value."""
    return any(field.type in SPELLED and field.name in rules.primary_key for field in rules.fields)
