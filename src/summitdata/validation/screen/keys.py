"""Keys over a whole file in eight bytes per row: which rows may have the same key as another row.

Each row gets a hash of 64 bits for each key, and equal keys have equal hashes. So a row whose hash no other row has is
surely unique; frictionless compares the others. Two different keys may share a hash: that costs a little time and
changes no result. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import numpy_mask, numpy_numbers, scalar, text_array, text_bytes
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.text_runs import cast_runs
from summitdata.tabular.types.field_type import NotExpressible, NumberHash, TextHash, ValueHash
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitdata.tabular.text_sets import TextSet

__all__ = [
    "MISSING_HASH",
    "Hashes",
    "Key",
    "KeyHashes",
    "Run",
    "combine_hashes",
    "find_keys",
    "find_primary_key",
    "has_value",
    "hash_column",
    "hash_value",
]

Hashes = np.ndarray[Any, Any]
"""A hash of 64 bits for each row."""
Run: TypeAlias = "Callable[[Callable[[int], Hashes], Iterable[int]], Iterable[Hashes]]"
"""Calls a function with each of some numbers, like `map`, and may do so in threads."""

SPREAD = np.uint64(0x9E37_79B9_7F4A_7C15)
"""2**64 divided by the golden ratio: multiples of this odd number are all different and spread over all 64 bits."""
MISSING_HASH = SPREAD
"""The hash of a missing value. Whether missing values equal each other depends on the key, not on the hash."""
NEXT_TO_MISSING = np.uint64(SPREAD + np.uint64(1))
"""The hash of the values that would have that of a missing one."""
MIX_MULTIPLIER = np.uint64(0xFF51_AFD7_ED55_8CCD)
WORD_SIZE = 8
PARTITION_SIZE, MOST_PARTITION_BITS = 1 << 20, 4
"""More hashes than these are compared in parts of about so many, told apart by at most 4 of their bits."""
CHUNK_SIZE = 1 << 17
"""How many hashes are processed at once: intermediate arrays of all hashes would be as large as the hashes."""


@dataclass(frozen=True)
class Key:
    """Columns whose values together must be different in every row.

    Parameters
    ----------
    columns : tuple of int
        The columns, each once and in their order: rows are compared alike whatever the order of the names is.
    partial_keys : bool
        Whether rows that lack some of the values are compared too, as in a primary key of several columns. Rows that
        lack all of them are never compared.
    """

    columns: tuple[int, ...]
    partial_keys: bool = False


def find_keys(fields: list[dict[str, Any]], schema: dict[str, Any]) -> list[Key]:
    """Return the unique fields, the primary key and the unique keys of a Table Schema, each once.

    Parameters
    ----------
    fields : list of dict
        The field of each column of the file.
    schema : dict
        The Table Schema.
    """
    keys = [Key((column,)) for column, field in enumerate(fields) if field.get("constraints", {}).get("unique")]
    if primary_key := find_primary_key(fields, schema):
        # A key of one column cannot be partial; said so, it equals the key of a column that is unique as well.
        keys.append(Key(primary_key, partial_keys=len(primary_key) > 1))
    keys += [Key(columns) for names in schema.get("uniqueKeys") or [] if (columns := _columns_of(fields, names))]
    return list(dict.fromkeys(keys))


def find_primary_key(fields: list[dict[str, Any]], schema: dict[str, Any]) -> tuple[int, ...]:
    """Return the columns of the primary key; none if there is no such key or the file lacks one of its columns."""
    return _columns_of(fields, schema.get("primaryKey"))


def _columns_of(fields: list[dict[str, Any]], key: Any) -> tuple[int, ...]:
    columns = {field["name"]: column for column, field in enumerate(fields)}
    names = set(key_fields(key))
    return tuple(sorted(columns[name] for name in names)) if names <= set(columns) else ()


@dataclass
class KeyHashes:
    """The hashes of all rows for one key, in the order of the rows."""

    key: Key
    _hashes: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    _size: int = 0
    _increasing: bool = True

    def add(self, hashes: Hashes, is_compared: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        """Add the hashes of the next rows; rows that are not compared get hashes of their own instead."""
        if not is_compared.all():
            own_hashes = np.arange(self._size, self._size + len(hashes), dtype=np.uint64) * SPREAD
            hashes = np.where(is_compared, hashes, own_hashes)
        size = self._size + len(hashes)
        if size > len(self._hashes):
            # Resizing in place needs no second copy: the memory of a large array moves page by page.
            self._hashes.resize(max(size, len(self._hashes) + (len(self._hashes) >> 3)), refcheck=False)
        self._hashes[self._size : size] = hashes
        with_previous = self._hashes[max(self._size - 1, 0) : size]  # the last hash before these is compared too
        self._increasing = self._increasing and bool((with_previous[1:] > with_previous[:-1]).all())
        self._size = size

    def repeated_rows(self, run: Run = map) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the positions of the rows whose hash another row has too, in order; parts of many are run apart."""
        if self._increasing:
            return np.empty(0, np.int64)
        hashes = self._hashes[: self._size]
        repeated_hashes = np.concatenate([np.empty(0, np.uint64), *_repeated_by_part(hashes, run)])
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
    """Return the hashes that come again in each part of them: equal ones are in one part, told by their first bits."""
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

    Each hash writes its position to a place, so that the last one stays. Whoever does not find its own was written
    over by one that may equal it, and of two equal ones, at least one was. These are few enough to be sorted.
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


def combine_hashes(parts: list[Hashes]) -> Hashes:
    """Return the hash of each row's key from the hashes of its parts."""
    combined = parts[0]
    for part in parts[1:]:
        combined = _mix(combined * SPREAD + part)
    return combined


def _mix(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(33))) * MIX_MULTIPLIER
    mixed: Hashes = hashes ^ (hashes >> np.uint64(29))
    return mixed


def hash_column(field: dict[str, Any], cells: Any, accepted: pa.BooleanArray | None) -> Hashes:
    """Return the hash of each cell of a column.

    Parameters
    ----------
    field : dict
        The field of the column.
    cells : pyarrow.StringArray
        The cells.
    accepted : pyarrow.BooleanArray, optional
        Which cells the screen accepts as values of the field; without it all. The hashes of the others are arbitrary.
    """
    key_hash = FIELD_TYPES[field.get("type", "string")].key_hash
    if isinstance(key_hash, TextHash):
        return _of_values(_hash_texts(cells))
    if isinstance(key_hash, NumberHash):
        if accepted is not None:
            cells = pc.if_else(accepted, cells, scalar(key_hash.stand_in, pa.string()))
        numbers = numpy_numbers(cast_runs(cells, pa.type_for_alias(key_hash.arrow)))
        is_double = numbers.dtype == np.float64
        return _of_values(_hash_doubles(numbers) if is_double else numbers.astype(np.int64).view(np.uint64))
    distinct = cells.dictionary_encode()
    hashes = [_hash(key_hash, _read(key_hash, field, text)) for text in distinct.dictionary.to_pylist()]
    column: Hashes = np.array(hashes, np.uint64)[numpy_numbers(distinct.indices)]
    return column


def _of_values(hashes: Hashes) -> Hashes:
    """Return the hashes of values, none of which is that of a missing one: else the value would not be compared."""
    clashes = hashes == MISSING_HASH
    return np.where(clashes, NEXT_TO_MISSING, hashes) if clashes.any() else hashes


def _read(key_hash: ValueHash | NotExpressible, field: dict[str, Any], text: str) -> Any:
    try:
        return key_hash.read(text, field) if isinstance(key_hash, ValueHash) else ""
    except (ValueError, OverflowError):  # not a value: its hash is arbitrary
        return None


def hash_value(field: dict[str, Any], value: Any) -> int:
    """Return the hash of a value that frictionless has read: the one that `hash_column` gives to its cell."""
    return _hash(FIELD_TYPES[field.get("type", "string")].key_hash, value)


def _hash(key_hash: TextHash | NumberHash | ValueHash | NotExpressible, value: Any) -> int:
    if value is None:
        return int(MISSING_HASH)
    if isinstance(key_hash, TextHash):
        hashed = int(_hash_texts(text_array([str(value)]))[0])
    elif isinstance(key_hash, NumberHash):
        hashed = _hash_number(value, key_hash)
    elif isinstance(key_hash, ValueHash):
        hashed = key_hash.code(value)
    else:
        hashed = 0  # the values of this type cannot be hashed here: all have one hash, and frictionless compares them
    hashed %= 1 << 64
    return int(NEXT_TO_MISSING) if hashed == MISSING_HASH else hashed


def _hash_number(value: Any, key_hash: NumberHash) -> int:
    try:
        number = key_hash.number(value)
    except (OverflowError, ValueError):  # a number that is too large for a double, or a signalling NaN
        return 0
    return int(_hash_doubles(np.array([number]))[0]) if isinstance(number, float) else number


def _hash_doubles(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> Hashes:
    return (numbers + 0.0).view(np.uint64)  # adding zero turns the negative zero into the positive one, its equal


def _hash_texts(cells: pa.StringArray) -> Hashes:
    """Return the hash of each text, made of eight bytes at a time in all texts at once."""
    narrow, text = text_bytes(cells)
    offsets = narrow.astype(np.int64)
    lengths = np.diff(offsets)
    hashes = lengths.astype(np.uint64) * MIX_MULTIPLIER
    if not len(text):
        return hashes
    padded = np.concatenate([text, np.zeros(WORD_SIZE, np.uint8)])
    longest = int(lengths.max())
    if int(lengths.min()) == longest:  # so the words are at equal distances, and none has to be looked up
        for position in range(0, longest, WORD_SIZE):
            own_bits = np.uint64((1 << 8 * min(longest - position, WORD_SIZE)) - 1)
            words = np.ndarray((len(cells),), "<u8", padded, position, (longest,)) & own_bits
            hashes = _mix(hashes + words * SPREAD)
        return hashes
    word_at = np.ndarray((len(padded) - WORD_SIZE + 1,), "<u8", padded, 0, (1,))  # the eight bytes from each byte on
    starts = offsets[:-1] - offsets[0]
    rows: Any = slice(None)  # all, as long as no text has ended: to pick them one by one takes longer
    for position in range(0, longest, WORD_SIZE):
        left = lengths[rows] - position
        if left.min() <= 0:
            rows = np.flatnonzero(lengths > position)
            left = lengths[rows] - position
        # The bytes of a word that belong to the next text are shifted out.
        surplus_bits = np.maximum(WORD_SIZE - left, 0).astype(np.uint64) * np.uint64(8)
        words = (word_at[starts[rows] + position] << surplus_bits) >> surplus_bits
        hashes[rows] = _mix(hashes[rows] + words * SPREAD)
    return hashes


def has_value(cells: Any, missing_values: TextSet) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which cells of a column are not missing values."""
    return ~numpy_mask(missing_values.find(cells)) if len(cells) else np.empty(0, np.bool_)
