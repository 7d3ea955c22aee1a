"""The keys of a table, and a hash of 64 bits for each cell in them: equal values have equal hashes.

Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import numpy_mask, numpy_numbers, scalar, text_array, text_bytes
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.text_runs import cast_runs
from summitdata.tabular.types.field_type import NotExpressible, NumberHash, TextHash, ValueHash
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from summitdata.tabular.text_sets import TextSet

__all__ = [
    "MISSING_HASH",
    "Hashes",
    "Key",
    "combine_hashes",
    "find_keys",
    "find_primary_key",
    "has_value",
    "hash_column",
    "hash_value",
]

Hashes = np.ndarray[Any, Any]
"""A hash of 64 bits for each row."""

SPREAD = np.uint64(0x9E37_79B9_7F4A_7C15)
"""2**64 divided by the golden ratio: multiples of this odd number are all different and spread over all 64 bits."""
MISSING_HASH = SPREAD
"""The hash of a missing value. Whether missing values equal each other depends on the key, not on the hash."""
NEXT_TO_MISSING = np.uint64(SPREAD + np.uint64(1))
"""The hash of the values that would have that of a missing one."""
MIX_MULTIPLIER = np.uint64(0xFF51_AFD7_ED55_8CCD)
WORD_SIZE = 8


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
