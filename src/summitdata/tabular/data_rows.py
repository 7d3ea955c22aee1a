"""The rows of data among the records of a block: without those above them, and without comments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import numpy_mask

if TYPE_CHECKING:
    from summitdata.tabular.csv_records import ParsedBlock
    from summitdata.tabular.row_layout import RowLayout

__all__ = ["data_rows"]


def data_rows(
    parsed: ParsedBlock, before: int, layout: RowLayout
) -> tuple[ParsedBlock, np.ndarray[Any, np.dtype[np.int64]]]:
    """Return the rows of a block, and the position in it of each row of their table.

    Parameters
    ----------
    parsed : ParsedBlock
        The records of the block. If comments are left out, its table has the first column.
    before : int
        How many of the records stand above the data.
    layout : RowLayout
        Says which records are comments.
    """
    table, positions = parsed.table, parsed.positions()
    if before:
        start = int(np.searchsorted(positions, before))
        table, positions = table.slice(start), positions[start:]
    ragged = {at: cells for at, cells in parsed.ragged.items() if at >= before and not layout.is_comment(cells)}
    if layout.comment and table.num_rows:
        is_row = pc.invert(pc.starts_with(table.column("c0").chunk(0), layout.comment))
        if is_row.true_count < len(is_row):
            columns = [column.chunk(0).filter(is_row) for column in table.columns]
            table, positions = pa.Table.from_arrays(columns, table.column_names), positions[numpy_mask(is_row)]
    return replace(parsed, table=table, ragged=ragged), positions
