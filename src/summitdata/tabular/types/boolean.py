"""The type boolean: true or false, written as the field says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.tabular.types.field_type import Dtypes, Excel, FieldType, Format, NotExpressible, ValueHash

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["FIELD_TYPE"]

TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
CELLS = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}


def read_value(value: Any) -> bool:
    """Return a value of a descriptor that must be a boolean, also as text."""
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def read_cell(cell: str) -> bool:
    """Return the boolean that one of the default texts stands for."""
    if cell not in CELLS:
        raise ValueError(cell)
    return CELLS[cell]


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept the texts that stand for true and false."""
    from summitdata.tabular import predicates

    texts = [*field.get("trueValues", TRUE), *field.get("falseValues", FALSE)]
    if constraints or not all(isinstance(text, str) for text in texts):
        raise predicates.UnscreenableError
    return predicates.one_of(texts)


FIELD_TYPE = FieldType(
    name="boolean",
    formats={"default": Format(predicate=predicate)},
    properties={"trueValues": list, "falseValues": list},
    constraints=("enum",),
    read_value=read_value,
    python=bool,
    read_cell=read_cell,
    dtypes=Dtypes(
        pandas="boolean",
        arrow="bool",
        polars="Boolean",
        spark="BooleanType",
        annotation="pd.BooleanDtype()",
        pandera="is_bool",
        likeliest=True,
    ),
    arrow_readable="true|false",
    choices=NotExpressible("a boolean can be written in several ways"),
    key_hash=ValueHash(lambda text, field: text not in field.get("falseValues", FALSE), int),
    canonical_pattern=NotExpressible("a boolean can be written in several ways"),
    sql="BOOLEAN",
    sql_condition="{column} IN (TRUE, FALSE)",  # for databases whose BOOLEAN is a number
    json_schema={"type": "boolean"},
    csvw={"base": "boolean", "format": "true|false"},
    croissant="sc:Boolean",
    excel=Excel("General"),
)
