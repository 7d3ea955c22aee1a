"""A pandera schema for polars that converts what it validates."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa

from summitdata.schemas.coercion import validate_coerced

__all__ = ["CoercingSchema"]


class CoercingSchema(pa.DataFrameSchema):
    """A schema whose `validate` first converts a frame to the dtypes of its columns, without loss."""

    @classmethod
    def get_backend(cls, *arguments: Any, **options: Any) -> Any:
        """Return the backend of any schema for polars."""
        return pa.DataFrameSchema.get_backend(*arguments, **options)

    def validate(self, check_obj: Any, *arguments: Any, **options: Any) -> Any:
        """Convert and validate a frame."""
        return validate_coerced(self, check_obj, "polars", super().validate, *arguments, **options)
