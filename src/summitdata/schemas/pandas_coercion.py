"""A pandera schema for pandas that converts what it validates."""

from __future__ import annotations

from typing import Any

from summitdata.schemas.coercion import validate_coerced
from summitdata.schemas.pandas_table import DataFrameSchema

__all__ = ["CoercingSchema"]


class CoercingSchema(DataFrameSchema):
    """A schema whose `validate` first converts a frame to the dtypes of its columns, without loss."""

    def validate(self, check_obj: Any, *arguments: Any, **options: Any) -> Any:
        """Convert and validate a frame."""
        return validate_coerced(self, check_obj, "pandas", super().validate, *arguments, **options)
