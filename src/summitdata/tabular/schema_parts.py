"""The parts of a Table Schema that the standard lets people write in more than one way, each read in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "FIELDS_MATCH",
    "WHOLE",
    "category_values",
    "fields_match",
    "foreign_keys",
    "key_fields",
    "missing_texts",
    "missing_texts_by_field",
    "text_of",
]


def key_fields(key: Any) -> list[str]:
    """Return the names of a key's fields; the standard allows a single name without a list.

    Examples
    --------
    >>> key_fields("id"), key_fields(["year", "partner"]), key_fields(None)
    (['id'], ['year', 'partner'], [])
    """
    return [key] if isinstance(key, str) else list(key or [])


def text_of(value: Any) -> str | None:
    """Return a title or a description; of one in several languages, that in English, else the first.

    Examples
    --------
    >>> text_of("Size"), text_of({"fr": "Taille", "en": "Size"}), text_of({"fr": "Taille"}), text_of(5)
    ('Size', 'Size', 'Taille', None)
    """
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), None)
    return value if isinstance(value, str) else None


FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
WHOLE = ("exact", "equal", "subset")
"""The values of `fieldsMatch` by which a table has a column for each field."""


def fields_match(schema: dict[str, Any]) -> Any:
    """Return how the fields of a schema match the columns; the standard writes it as a list of one text, too.

    Examples
    --------
    >>> fields_match({"fieldsMatch": ["exact"]}), fields_match({})
    ('exact', 'exact')
    """
    match = schema.get("fieldsMatch", "exact")
    return match[0] if isinstance(match, list) and len(match) == 1 else match


def foreign_keys(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the foreign keys of a schema with the name of the table that each refers to; what is none is left out.

    Without a name, or with "", a key refers to its own table.

    Examples
    --------
    >>> keys = [{"reference": {"resource": "shops"}}, {"reference": {}}, 5]
    >>> [name for name, _ in foreign_keys({"foreignKeys": keys})]
    ['shops', '']
    """
    keys = schema.get("foreignKeys") if isinstance(schema, dict) else None
    for key in keys if isinstance(keys, list) else ():
        reference = key.get("reference") if isinstance(key, dict) else None
        name = reference.get("resource", "") if isinstance(reference, dict) else None
        if isinstance(name, str):
            yield name, key


def missing_texts_by_field(fields: Iterable[dict[str, Any]], schema: dict[str, Any]) -> list[list[str]]:
    """Return the missing values of each field as texts; the fields that have none of their own share one list.

    Examples
    --------
    >>> missing_texts_by_field([{"name": "a"}, {"name": "b", "missingValues": ["x"]}], {"missingValues": ["-"]})
    [['-'], ['x']]
    """
    shared = missing_texts(schema.get("missingValues", [""]))
    owns = (field.get("missingValues") for field in fields)
    return [shared if own is None else missing_texts(own) for own in owns]


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
