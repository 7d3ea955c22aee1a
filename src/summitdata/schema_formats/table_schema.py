"""The format table-schema: the Table Schema itself."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["table_schema_text"]


def table_schema_text(table: dict[str, Any]) -> str:
    """Return the JSON of a table's schema, as its descriptor has it."""
    return json.dumps(table["schema"], indent=2, ensure_ascii=False) + "\n"
