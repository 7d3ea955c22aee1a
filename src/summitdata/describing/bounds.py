"""The smallest and the largest value of each column, for a schema that is to hold new data in their range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.describing.blocks import blocks_of, columns_of
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.text_sets import TextSet

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.describing.layout import Layout

__all__ = ["bounds_of"]

ARROW_TYPES = {
    "integer": pa.int64(), "year": pa.int64(), "number": pa.float64(),
    "date": pa.string(), "datetime": pa.string(), "time": pa.string(), "yearmonth": pa.string(),
}  # fmt: skip
"""What a column is compared as: a text where the order of the texts is that of the values."""
LONGEST = {"integer": 18, "number": 15}
"""Longer texts may be rounded, so their column gets no bounds."""


def bounds_of(file: Path, layout: Layout, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the constraints `minimum` and `maximum` of each field; none for a type or format without them.

    The file is read once more, as it is now known what its columns are.
    """
    missing = [TextSet(texts) for texts in missing_texts_by_field(fields, {})]
    limits: list[tuple[Any, Any] | None] = [None] * len(fields)
    kinds = [_arrow_type(field) for field in fields]
    for block in blocks_of(file, layout):
        columns, _ = columns_of(block, layout)
        for at, (cells, kind) in enumerate(zip(columns, kinds, strict=True)):
            if kind is None:
                continue
            present = cells.filter(pc.invert(missing[at].find(cells)))
            longest = LONGEST.get(fields[at]["type"])
            if longest and (pc.max(pc.binary_length(present)).as_py() or 0) > longest:
                kinds[at] = limits[at] = None
                continue
            found = pc.min_max(present.cast(kind)).as_py()
            if found["min"] is not None:
                limits[at] = _wider(limits[at], (found["min"], found["max"]))
    return [{} if limit is None else {"minimum": limit[0], "maximum": limit[1]} for limit in limits]


def _arrow_type(field: dict[str, Any]) -> pa.DataType | None:
    is_plain = field.get("format", "default") == "default" and not {"decimalChar", "groupChar", "bareNumber"} & set(
        field
    )
    return ARROW_TYPES.get(field["type"]) if is_plain else None


def _wider(limits: tuple[Any, Any] | None, found: tuple[Any, Any]) -> tuple[Any, Any]:
    return found if limits is None else (min(limits[0], found[0]), max(limits[1], found[1]))
