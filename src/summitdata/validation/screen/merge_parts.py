"""The results of the parts of a table, as those of one file that has the parts joined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from summitdata.tabular.csv_blocks import BLOCK_SIZE
from summitdata.validation.screen.merge import most_cells
from summitdata.validation.screen.part_screen import Step
from summitdata.validation.screen.result import BlockIndexEntry, ScreenResult
from summitdata.validation.screen.scan import first_block_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from summitdata.validation.screen.part_screen import PartResult
    from summitdata.validation.screen.plan import Plan
    from summitdata.validation.screen.result import RowNumbers

__all__ = ["merge_parts"]

_OF_ROWS = ("rows_to_check", "bad_rows", "keyed_rows", "key_rows_to_check", "uncounted_rows", "left_out_rows")
_BY_REPEATED = ("rows_to_check", "keyed_rows", "key_rows_to_check")
"""What a row is whose key another row has."""


def merge_parts(
    plan: Plan, parts: Sequence[PartResult], repeated: Mapping[int, RowNumbers], error_limit: int
) -> ScreenResult:
    """Return what the screen found in a table of several parts; all but the hashes of its file.

    Parameters
    ----------
    plan : Plan
        How the parts are laid out, joined in one file.
    parts : sequence of PartResult
        What was found in each part, in their order.
    repeated : mapping of int to array of int
        For the number of a part, the rows in it whose key another row of the table has.
    error_limit : int
        How many errors a report lists; 0 lists all.
    """
    result = ScreenResult(plan)
    rows: dict[str, list[RowNumbers]] = {name: [] for name in _OF_ROWS}
    columns = [np.empty(0, np.int64)]
    row, line, offset = 0, 0, 0
    for part in parts:
        for name in _OF_ROWS:
            rows[name].append(getattr(part, name) + row)
        columns.append(part.bad_columns)
        for name in _BY_REPEATED if part.number in repeated else ():
            rows[name].append(repeated[part.number] + row)
        result.by_type.update(part.by_type)
        result.by_field.update(part.by_field)
        result.has_unresolved_refs |= part.has_unresolved_refs
        result.block_index += (_moved(entry, row, line, offset) for entry in part.block_index)
        result.bad_quotes.add(part.bad_quotes.kept, row, line)
        result.bad_quotes.total += part.bad_quotes.total - len(part.bad_quotes.kept)
        row, line = row + part.rows, line + part.lines
        offset += part.length + (not part.ends_line)
    for name in _OF_ROWS:
        numbers = np.concatenate([np.empty(0, np.int64), *rows[name]])
        setattr(result, name, numbers if name == "bad_rows" else np.unique(numbers))
    result.bad_columns = np.concatenate(columns).astype(np.int64)
    rows_read = max(0, row - plan.rows_before - len(result.left_out_rows))
    result.stats = {"fields": len(plan.schema["fields"]), "rows": rows_read}
    result.complete = not _is_left(parts, error_limit)
    return result


def _moved(entry: BlockIndexEntry, row: int, line: int, offset: int) -> BlockIndexEntry:
    return replace(
        entry, first_row=entry.first_row + row, first_line=entry.first_line + line, offset=entry.offset + offset
    )


def _is_left(parts: Iterable[PartResult], error_limit: int) -> bool:
    """Whether one machine would not have read the parts to their end (`BlockMerger.should_stop`)."""
    if not error_limit:
        return False
    most: int | None = None
    size = end = first_block_size(error_limit)  # of blocks, after each of which one machine looks how far it is
    for step in _steps(parts):
        if step.length < end:
            continue
        size = min(2 * size, BLOCK_SIZE)
        end += size
        if most is None and step.errors >= error_limit:
            most = most_cells(step.cells, step.rows, error_limit)
        if most is not None and step.cells > most:
            return True
    return False


def _steps(parts: Iterable[PartResult]) -> Iterator[Step]:
    """Yield how far one machine would be after each block of all parts."""
    before = step = Step()
    for part in parts:
        for own in part.steps:
            step = Step(*(one + other for one, other in zip(before, own, strict=True)))
            yield step
        before = step
