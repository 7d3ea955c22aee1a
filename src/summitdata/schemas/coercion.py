"""Pandera schemas that first convert a frame to their dtypes, as far as no value loses anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from summitdata.schemas.table_checks import check_frame
from summitdata.tabular.frame_conversion import coerced

if TYPE_CHECKING:
    from summitdata.tabular.frame_conversion import Loss

__all__ = ["validate_coerced"]


def validate_coerced(
    schema: Any, frame: Any, library: Literal["pandas", "polars"], validate: Any, *arguments: Any, **options: Any
) -> Any:
    """Convert a frame, then validate it.

    Raises
    ------
    pandera.errors.SchemaError
        A value would lose something: the first one. With `lazy`, `SchemaErrors` has all of them; only a frame without
        such values is checked further.
    PackageError
        It is not a frame, or that of another library.
    """
    check_frame(frame, library)
    is_lazy_frame = library == "polars" and hasattr(frame, "collect")  # a column of pandas may be called so
    local = frame.collect() if is_lazy_frame else frame
    converted, losses = coerced(local, library, schema.metadata["table_schema"])
    if losses:
        errors = [_error(schema, local, name, losses, library) for name in dict.fromkeys(one.column for one in losses)]
        raise SchemaErrors(schema, errors, local) if options.get("lazy") else errors[0]
    return validate(converted.lazy() if is_lazy_frame else converted, *arguments, **options)


def _error(schema: Any, frame: Any, name: str, losses: list[Loss], library: str) -> SchemaError:
    """Return the error of a column, with the values that its dtype cannot hold."""
    own = [loss for loss in losses if loss.column == name]
    column = schema.columns[name]
    message = f"column {name!r}: {own[0].text!r} is not a value of {column.dtype} (row {own[0].row})"
    cases, output = _failures(own, frame, library)
    return SchemaError(  # type: ignore[no-untyped-call] # pandera has no types for it
        column,
        frame,
        message,
        failure_cases=cases,
        check=f"coerce_dtype('{column.dtype}')",
        check_output=output,
        reason_code=SchemaErrorReason.DATATYPE_COERCION,
    )


def _failures(losses: list[Loss], frame: Any, library: str) -> tuple[Any, Any]:
    """Return the values as each backend of pandera has them, for polars with a boolean for each row."""
    rows, texts = [loss.row for loss in losses], [loss.text for loss in losses]
    if library == "pandas":
        import pandas as pd

        return pd.DataFrame({"index": [frame.index[row] for row in rows], "failure_case": texts}), None
    import polars as pl
    from pandera.constants import CHECK_OUTPUT_KEY

    bad = set(rows)
    output = pl.DataFrame({CHECK_OUTPUT_KEY: [row not in bad for row in range(frame.height)]})
    return pl.DataFrame({"failure_case": texts}), output
