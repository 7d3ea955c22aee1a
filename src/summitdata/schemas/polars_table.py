"""What `schema` returns for polars: a schema of pandera that validates the values of a LazyFrame, too."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl

from summitdata.schemas.table_checks import check_frame

__all__ = ["DataFrameSchema"]


class DataFrameSchema(pa.DataFrameSchema):
    """The schema of a table, for frames of polars."""

    @classmethod
    def get_backend(cls, *arguments: Any, **options: Any) -> Any:
        """Return the backend of any schema for polars."""
        return pa.DataFrameSchema.get_backend(*arguments, **options)

    def validate(self, check_obj: Any, *arguments: Any, **options: Any) -> Any:
        """Validate a frame; a LazyFrame is collected, of which pandera would only see the dtypes.

        Raises
        ------
        pandera.errors.SchemaError
            What pandera finds; with `lazy`, `SchemaErrors`.
        PackageError
            It is not a frame, or that of another library.
        """
        check_frame(check_obj, "polars", others=True)
        if not isinstance(check_obj, pl.LazyFrame):
            return super().validate(check_obj, *arguments, **options)
        return super().validate(check_obj.collect(), *arguments, **options).lazy()
