"""What a Table Schema demands of a table as a whole, as pandas and polars take it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from summitdata.arguments import library_of
from summitdata.errors import PackageError
from summitdata.schemas.schema_info import table_metadata

if TYPE_CHECKING:
    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["check_frame", "key_label", "keys_by_value", "text_backed_fields", "whole_table"]


def check_frame(frame: Any, library: Literal["pandas", "polars"], *, others: bool = False) -> None:
    """Refuse what a schema is not for; with `others`, a frame of a further library is for pandera to check.

    Raises
    ------
    PackageError
        It is the frame of another library, or not a frame.
    """
    given = library_of(frame)
    if given == library or (others and given is None and hasattr(frame, "columns")):
        return
    hint = f"make it with backend={given!r}" if given in ("polars", "pandas", "pyspark") else "give it a DataFrame"
    what = f"of {given}" if given else "None" if frame is None else f"a {type(frame).__name__}"
    raise PackageError(f"the schema is for frames of {library}, not {what}: {hint}")


def text_backed_fields(rules: TableRules) -> dict[str, FieldRules]:
    """Return the fields, by name, whose columns hold texts that stand for values: two texts may be the same value."""
    return {field.name: field for field in rules.fields if field.field_type.text_backed}


def keys_by_value(rules: TableRules) -> list[tuple[str, ...]]:
    """Return the keys that a check of ours compares: unique ones, and a primary one of texts that stand for values."""
    return [*([rules.primary_key] if _primary_by_value(rules) else []), *rules.unique_keys]


def whole_table(rules: TableRules, info: SchemaInfo) -> dict[str, Any]:
    """Return what pandera's schema of a table is given besides its columns and checks."""
    return {
        "unique": None if _primary_by_value(rules) else list(rules.primary_key) or None,
        "strict": rules.is_strict,
        "ordered": rules.is_ordered,
        "coerce": False,
        "metadata": table_metadata(info),
        "name": info.name,
        "title": info.title,
        "description": info.description,
    }


def key_label(key: tuple[str, ...], *, primary: bool) -> str:
    """Return what a failure calls a key.

    Examples
    --------
    >>> key_label(("year", "partner"), primary=True)
    'primary_key(year, partner)'
    """
    return f"{'primary_key' if primary else 'unique'}({', '.join(key)})"


def _primary_by_value(rules: TableRules) -> bool:
    return not text_backed_fields(rules).keys().isdisjoint(rules.primary_key)
