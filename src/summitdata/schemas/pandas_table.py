"""What `schema` returns for pandas: a schema of pandera that says by itself which columns stand twice."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from summitdata.schemas.table_checks import check_frame

__all__ = ["DataFrameSchema"]


class DataFrameSchema(pa.DataFrameSchema):
    """The schema of a table, for frames of pandas."""

    @classmethod
    def get_backend(cls, *arguments: Any, **options: Any) -> Any:
        """Return the backend of any schema for pandas."""
        return pa.DataFrameSchema.get_backend(*arguments, **options)

    def validate(self, check_obj: Any, *arguments: Any, **options: Any) -> Any:
        """Validate a frame.

        Raises
        ------
        pandera.errors.SchemaError
            A column stands twice, which pandera could not validate further, or what pandera finds; with `lazy`,
            `SchemaErrors`.
        PackageError
            It is not a frame, or that of another library.
        """
        check_frame(check_obj, "pandas", others=True)
        columns = getattr(check_obj, "columns", None)
        if getattr(columns, "is_unique", True):
            return super().validate(check_obj, *arguments, **options)
        raise self._error_of_labels(check_obj, lazy=bool(options.get("lazy") or arguments[4:5] == (True,)))

    def _error_of_labels(self, frame: Any, *, lazy: bool) -> SchemaError | SchemaErrors:
        import pandas as pd

        labels = [*frame.columns[frame.columns.duplicated()].unique()]
        error = SchemaError(  # type: ignore[no-untyped-call] # pandera has no types for it
            self,
            frame,
            f"the frame has more than one column {', '.join(map(repr, labels))}",
            failure_cases=pd.DataFrame({"index": None, "failure_case": labels}),
            check="column_labels_are_unique",
            reason_code=SchemaErrorReason.DUPLICATE_COLUMN_LABELS,
        )
        return SchemaErrors(self, [error], frame) if lazy else error
