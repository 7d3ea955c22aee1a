"""What is known of a column, block by block."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.describing.candidates import CANDIDATES, INTEGER, MARKERS, Candidate
from summitdata.tabular.text_sets import TextSet
from summitdata.validation.screen.keys import Hashes, hash_column

__all__ = ["BlockColumn", "Column", "look_at"]

MOST_CHOICES = 25
"""More distinct values do not make an enumeration."""
_MARKERS = TextSet(MARKERS)
_TEXT = {"name": "", "type": "string"}


@dataclass(frozen=True)
class BlockColumn:
    """What one block says of a column.

    Parameters
    ----------
    candidates : tuple of Candidate
        Those that accept all of its texts, markers aside.
    rows : int
        How many cells it has.
    markers : dict of str to int
        How often each marker stands there.
    choices : frozenset of str, optional
        Its distinct texts, where they are few.
    hashes : array of uint64, optional
        A hash of each cell, where no two are the same.
    is_marker : BooleanArray
        Of each cell, whether it is a marker.
    """

    candidates: tuple[Candidate, ...]
    rows: int
    markers: dict[str, int]
    choices: frozenset[str] | None
    hashes: Hashes | None
    is_marker: pa.BooleanArray


def look_at(cells: pa.StringArray, column: Column) -> BlockColumn:
    """Return what a block says of a column; what is known of the column already is not looked at again."""
    is_marker = _MARKERS.find(cells)
    has_markers = bool(is_marker.true_count)
    present = cells.filter(pc.invert(is_marker)) if has_markers else cells
    marked = pc.value_counts(cells.filter(is_marker)) if has_markers else ()
    choices = hashes = None
    if column.choices is not None:
        distinct = pc.unique(cells)
        choices = frozenset(distinct.to_pylist()) if len(distinct) <= MOST_CHOICES + 1 else None
    if column.hashes is not None:
        hashes = hash_column(_TEXT, cells, None)
        hashes = hashes if _are_different(hashes) else None
    return BlockColumn(
        _accepting(column.candidates, present),
        len(cells),
        {count["values"]: count["counts"] for count in (item.as_py() for item in marked)},
        choices,
        hashes,
        is_marker,
    )


def _accepting(candidates: tuple[Candidate, ...], cells: pa.StringArray) -> tuple[Candidate, ...]:
    """Return the candidates that accept all cells."""
    if not len(cells):
        return candidates
    are_integers = INTEGER in candidates and not INTEGER.accepts(cells).false_count
    return tuple(
        one
        for one in candidates
        if (are_integers and one.holds_integers) or (one is not INTEGER and not one.accepts(cells).false_count)
    )


def _are_different(hashes: Hashes) -> bool:
    ordered = np.sort(hashes)
    return not (ordered[1:] == ordered[:-1]).any()


@dataclass
class Column:
    """A column of a file, as far as it has been read."""

    label: str
    candidates: tuple[Candidate, ...] = CANDIDATES
    rows: int = 0
    markers: Counter[str] = field(default_factory=Counter)
    choices: frozenset[str] | None = frozenset()
    hashes: list[Hashes] | None = field(default_factory=list)

    def add(self, block: BlockColumn) -> None:
        """Add what the next block says."""
        self.rows += block.rows
        self.markers.update(block.markers)
        kept = {id(one) for one in block.candidates}
        self.candidates = tuple(one for one in self.candidates if id(one) in kept)
        if self.choices is not None:
            both = None if block.choices is None else self.choices | block.choices
            self.choices = both if both is not None and len(both - {""}) <= MOST_CHOICES else None
        if self.hashes is not None:
            self.hashes = None if block.hashes is None else [*self.hashes, block.hashes]

    @property
    def values(self) -> int:
        """How many cells are not markers."""
        return self.rows - self.markers.total()

    @property
    def is_unique(self) -> bool:
        """Whether no two cells are the same."""
        if self.hashes is None:
            return False
        return not self.hashes or _are_different(np.concatenate(self.hashes))

    def types(self) -> tuple[Candidate, ...]:
        """Return the candidates that are left, the likeliest first; none for a column of strings."""
        if not self.values:
            return ()
        left = self.candidates
        words = [one for one in left if one.descriptor["type"] == "boolean"]
        if words and (self.choices is None or len(self.choices - set(MARKERS)) < len(("true", "false"))):
            left = tuple(one for one in left if one not in words)  # one word alone may be anything
        return left
