"""The type any: whatever a cell says, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.tabular.types.field_type import (
    EVERY_TEXT,
    KEPT_AS_TEXT,
    TEXT_COLUMN,
    TEXT_IN_EXCEL,
    FieldType,
    Format,
    NotExpressible,
    TextHash,
    as_given,
)

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["FIELD_TYPE"]


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept every text."""
    from summitdata.tabular import predicates

    del field
    if constraints:
        raise predicates.UnscreenableError
    return predicates.EVERYTHING


FIELD_TYPE = FieldType(
    name="any",
    formats={"default": Format(predicate=predicate)},
    constraints=("enum",),
    read_value=as_given,
    python=object,
    read_cell=str,
    dtypes=TEXT_COLUMN,
    arrow_readable=KEPT_AS_TEXT,
    choices=NotExpressible("a value of another type than text equals no cell"),
    key_hash=TextHash(),
    canonical_pattern=EVERY_TEXT,
    sql="TEXT",
    json_schema={},
    csvw={"base": "any"},
    croissant="sc:Text",
    excel=TEXT_IN_EXCEL,
)
