"""The rows of a file as columns of texts, block by block, whatever the number of their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from summitdata.tabular.arrow_arrays import text_array
from summitdata.tabular.csv_blocks import BLOCK_SIZE, open_utf8, read_blocks
from summitdata.tabular.csv_records import parse_block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitdata.describing.layout import Layout
    from summitdata.tabular.csv_blocks import Block

__all__ = ["blocks_of", "columns_of"]

FIRST_BLOCK_SIZE = 1 << 14
"""The first block is small: it leaves few of the types that a column may have."""


def blocks_of(file: Path, layout: Layout) -> Iterator[Block]:
    """Yield the blocks of a file."""
    with open_utf8(file, layout.encoding) as stream:
        yield from read_blocks(stream, layout.dialect, BLOCK_SIZE, FIRST_BLOCK_SIZE)


def columns_of(block: Block, layout: Layout) -> tuple[list[pa.Array], int]:
    """Return the columns of a block without the header, and how many rows had too few or too many cells.

    What a short row lacks is an empty cell; what a long one has too much is left out. A row without any value is blank,
    whatever the number of its cells.
    """
    width = len(layout.labels)
    parsed = parse_block(block, layout.dialect, width)
    rows = parsed.table.slice(1) if block.offset == 0 else parsed.table
    cells = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in rows.columns]
    ragged = list(parsed.ragged.values())
    if ragged:
        others = zip(*((record + [""] * width)[:width] for record in ragged), strict=True)
        cells = [pa.concat_arrays([one, text_array(other)]) for one, other in zip(cells, others, strict=True)]
    return cells, sum(any(record) for record in ragged)
