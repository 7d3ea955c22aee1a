"""The parts of a Table Schema that the standard lets people write in more than one way, each read in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["category_values", "field_missing_texts", "key_fields", "missing_texts"]


def key_fields(key: Any) -> list[str]:
    """Return the names of a key's fields; the standard allows a single name without a list.

    Examples
    --------
    >>> key_fields("id"), key_fields(["year", "partner"]), key_fields(None)
    (['id'], ['year', 'partner'], [])
    """
    return [key] if isinstance(key, str) else list(key or [])


def field_missing_texts(field: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Return the missing values of a field as texts: its own, or else those of its schema.

    Examples
    --------
    >>> field_missing_texts({"name": "a"}, {"missingValues": ["-"]}), field_missing_texts({"name": "a"}, {})
    (['-'], [''])
    """
    own = field.get("missingValues")
    return missing_texts(schema.get("missingValues", [""]) if own is None else own)


def missing_texts(missing_values: Iterable[Any]) -> list[str]:
    """Return missing values as texts; since version 2 of the standard they may have labels.

    Examples
    --------
    >>> missing_texts(["", {"value": "-99", "label": "not asked"}])
    ['', '-99']
    """
    return [str(item["value"]) if isinstance(item, dict) else str(item) for item in missing_values]


def category_values(categories: Iterable[Any]) -> list[Any]:
    """Return the values of categories, which may have labels.

    Examples
    --------
    >>> category_values(["low", {"value": "high", "label": "High"}])
    ['low', 'high']
    """
    return [item.get("value") if isinstance(item, dict) else item for item in categories]
