"""Keys over a whole file in eight bytes per row: which rows may have the same key as another row.

Each row gets a hash of 64 bits for each key, and equal keys have equal hashes. So a row whose hash no other row has is
surely unique; frictionless compares the others. Two different keys may share a hash: that costs a little time and
changes no result. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from summitdata.validation.screen.keys import MIX_MULTIPLIER, SPREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from summitdata.validation.screen.keys import Hashes, Key

__all__ = ["KeyHashes", "Run"]

Run: TypeAlias = "Callable[[Callable[[int], Hashes], Iterable[int]], Iterable[Hashes]]"
"""Calls a function with each of some numbers, like `map`, and may do so in threads."""

PARTITION_SIZE, MOST_PARTITION_BITS = 1 << 20, 4
"""More hashes than these are compared in parts of about so many, told apart by at most 4 of their bits."""
CHUNK_SIZE = 1 << 17
"""How many hashes are processed at once: intermediate arrays of all hashes would be as large as the hashes."""
ROWS_PER_GROUP, FEW_GROUPS, MOST_IN_GROUP = 16, 1000, 1 << 17
"""Rows are compared by groups of so many on average, beyond a few groups, and of at most so many."""


@dataclass
class _Groups:
    """Compares the rows of a key in groups that follow each other: those of one value in one column of the key.

    So are the countries or the days of a table that is in their order. Equal keys have equal values in that column, so
    they are in one group, and a block of rows is compared within the processor's cache; the hashes of a whole file are
    larger. A row that is not compared has a value in the column, too, and belongs to a group.
    """

    repeated: list[Hashes] = field(default_factory=list)
    _column: int | None = None
    _values: set[int] = field(default_factory=set)
    _rows: int = 0
    _value: int | None = None
    _group: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))

    def add(self, hashes: Hashes, parts: Sequence[Hashes]) -> bool:
        """Compare the next rows with each other and with the last group, and return whether the rows are in groups.

        `parts` has the hashes of the columns of the key.
        """
        if len(parts) <= 1:  # then each row has a value of its own
            return False
        if not len(hashes):
            return True
        if self._column is None:
            self._column = min(range(len(parts)), key=lambda column: len(_group_starts(parts[column])))
        first_rows = _group_starts(parts[self._column])
        values = parts[self._column][first_rows].tolist()
        goes_on = values[0] == self._value
        new = values[goes_on:]
        known, self._rows, self._value = len(self._values), self._rows + len(hashes), values[-1]
        self._values.update(new)
        if len(self._values) < known + len(new) or len(self._values) > FEW_GROUPS + self._rows // ROWS_PER_GROUP:
            return False
        compared = np.concatenate([self._group, hashes]) if goes_on else hashes
        self.repeated.append(_find_repeated(compared, 0))
        self._group = compared.copy() if goes_on and not new else hashes[first_rows[-1] :].copy()
        return len(self._group) <= MOST_IN_GROUP


def _group_starts(hashes: Hashes) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.append(0, np.flatnonzero(hashes[1:] != hashes[:-1]) + 1)


@dataclass
class KeyHashes:
    """The hashes of all rows for one key, in the order of the rows."""

    key: Key
    _hashes: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    _size: int = 0
    _increasing: bool = True
    _groups: _Groups | None = field(default_factory=_Groups)

    def add(
        self, hashes: Hashes, is_compared: np.ndarray[Any, np.dtype[np.bool_]], parts: Sequence[Hashes] = ()
    ) -> None:
        """Add the hashes of the next rows; rows that are not compared get hashes of their own instead.

        `parts` has the hashes of each column of the key, from which the others are made.
        """
        if not is_compared.all():
            own_hashes = np.arange(self._size, self._size + len(hashes), dtype=np.uint64) * SPREAD
            hashes = np.where(is_compared, hashes, own_hashes)
        size = self._size + len(hashes)
        if size > len(self._hashes):
            # Resizing in place needs no second copy: the memory of a large array moves page by page.
            self._hashes.resize(max(size, len(self._hashes) + (len(self._hashes) >> 3)), refcheck=False)
        self._hashes[self._size : size] = hashes
        with_previous = self._hashes[max(self._size - 1, 0) : size]  # the last hash before these is compared too
        if self._groups and not self._groups.add(hashes, parts):
            self._groups = None
        self._increasing = self._increasing and bool((with_previous[1:] > with_previous[:-1]).all())
        self._size = size

    def repeated_rows(self, run: Run = map) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the positions of the rows whose hash another row has too, in order; parts of many are run apart.

        A row that is not compared may be among them by chance, or have the hash of one.
        """
        if self._increasing:
            return np.empty(0, np.int64)
        hashes = self._hashes[: self._size]
        found = self._groups.repeated if self._groups else _repeated_by_part(hashes, run)
        repeated_hashes = np.concatenate([np.empty(0, np.uint64), *found])
        if not len(repeated_hashes):
            return np.empty(0, np.int64)
        repeated_hashes.sort()
        return np.concatenate(list(_positions(hashes, repeated_hashes)))

    def count_repeats(self) -> int:
        """Return how many rows have a hash that a row before them has: the first of equal keys is not an error."""
        hashes = self._hashes[self.repeated_rows()]
        hashes.sort()
        return int(np.count_nonzero(hashes[1:] == hashes[:-1]))


def _repeated_by_part(hashes: Hashes, run: Run) -> Iterable[Hashes]:
    """Return the hashes that come again in each part of them; equal hashes are in one part, by their first bits."""
    bits = min((len(hashes) // PARTITION_SIZE).bit_length(), MOST_PARTITION_BITS)
    if not bits:
        return [_find_repeated(hashes, 0)]
    shift = np.uint64(64 - bits)
    numbers = [((chunk * MIX_MULTIPLIER) >> shift).astype(np.uint8) for chunk in _chunks(hashes)]

    def in_part(number: int) -> Hashes:
        chunks = zip(_chunks(hashes), numbers, strict=True)
        return _find_repeated(np.concatenate([chunk[own == number] for chunk, own in chunks]), bits)

    return run(in_part, range(1 << bits))


def _find_repeated(hashes: Hashes, common_bits: int) -> Hashes:
    """Return the hashes that another one equals, some of them several times, by a table of places for them.

    Each hash writes its position to a place, where one stays of those that share the place. Whoever does not find its
    own may equal the one that stays, and of two equal ones, at least one does not. These are few enough to be sorted.
    """
    bits = max(len(hashes), 1).bit_length() + 1
    table = np.empty(1 << bits, np.int32)

    def places(start: int) -> tuple[Hashes, Any, Any]:
        chunk = hashes[start : start + CHUNK_SIZE]
        shifted = ((chunk * MIX_MULTIPLIER) << np.uint64(common_bits)) >> np.uint64(64 - bits)
        return chunk, shifted.view(np.int64), np.arange(start, start + len(chunk), dtype=np.int32)

    starts = range(0, len(hashes), CHUNK_SIZE)
    for _, place, own in map(places, starts):
        table[place] = own
    repeated, lost = [], []
    for chunk, place, own in map(places, starts):
        last = table[place]
        others = np.flatnonzero(last != own)
        lost.append(chunk[others])
        repeated.append(lost[-1][lost[-1] == hashes[last[others]]])
    left = np.concatenate([np.empty(0, np.uint64), *lost])
    left.sort()
    return np.concatenate([*repeated, left[1:][left[1:] == left[:-1]]])


def _positions(hashes: Hashes, searched: Hashes) -> Iterator[Any]:
    """Yield the positions of the hashes that are among the searched ones, which are in order."""
    for number, chunk in enumerate(_chunks(hashes)):
        nearest = np.minimum(np.searchsorted(searched, chunk), len(searched) - 1)
        yield np.flatnonzero(searched[nearest] == chunk) + number * CHUNK_SIZE


def _chunks(hashes: Hashes) -> Iterator[Hashes]:
    return (hashes[start : start + CHUNK_SIZE] for start in range(0, len(hashes), CHUNK_SIZE))
