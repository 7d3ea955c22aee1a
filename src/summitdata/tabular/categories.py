"""The string columns that list their values, as categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["arrow_categories", "enumerations", "pandas_categories"]


def enumerations(descriptor: dict[str, Any]) -> dict[str, list[str]]:
    """Return the listed values of each string field of a resource that lists them.

    Examples
    --------
    >>> fields = [{"name": "a", "type": "string", "constraints": {"enum": ["x", "y"]}}, {"name": "b", "type": "string"}]
    >>> enumerations({"schema": {"fields": fields}})
    {'a': ['x', 'y']}
    """
    return {
        field["name"]: list(field["constraints"]["enum"])
        for field in descriptor["schema"]["fields"]
        if field["type"] == "string" and "enum" in field.get("constraints", {})
    }


def pandas_categories(frame: pd.DataFrame, listed: dict[str, list[str]]) -> pd.DataFrame:
    """Return a frame with these columns as categories of the listed values."""
    import pandas as pd

    for name, values in listed.items():
        frame[name] = frame[name].astype(pd.CategoricalDtype(values))
    return frame


def arrow_categories(table: pa.Table, listed: dict[str, list[str]]) -> pa.Table:
    """Return a table with these columns as dictionaries of the listed values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, values in listed.items():
        number, known = table.schema.get_field_index(name), pa.array(values, pa.string())
        column = table.column(number).combine_chunks()
        encoded = pa.DictionaryArray.from_arrays(pc.index_in(column, value_set=known), known)
        table = table.set_column(number, table.schema.field(number).with_type(encoded.type), encoded)
    return table
