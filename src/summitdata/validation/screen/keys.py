"""Keys over a whole file in eight bytes a row: which rows may be the same as another by a key.

Each row gets a code of 64 bits for each key, made so that equal keys have equal codes: rows whose codes differ from all
others are surely unique, and the rest are for frictionless to compare. Two different keys may share a code; that costs
a little time and changes no verdict. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import bits, constant, strings, values
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.types.field_type import NotExpressible, NumberHash, TextHash, ValueHash
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Codes", "Key", "code_of", "codes", "combined", "keys_of", "present", "primary_key"]

Array = np.ndarray[Any, Any]

NOTHING = np.uint64(0x9E37_79B9_7F4A_7C15)
"""The code of a cell without a value; what equals nothing else, or everything without a value, is for the key."""
MULTIPLIER = np.uint64(0xFF51_AFD7_ED55_8CCD)
WORD = 8
SHARES, SHARE_BITS = 16, np.uint64(60)
STEP = 1 << 17
"""How many codes are looked at at a time: what is made of all of them at once would be as large as they are."""


@dataclass(frozen=True)
class Key:
    """Columns whose values together are different in every row.

    `nothing_counts` says that a row with a part missing is compared too, as in a primary key of several columns; one
    with nothing at all never is.
    """

    columns: tuple[int, ...]
    nothing_counts: bool = False


def keys_of(fields: list[dict[str, Any]], schema: dict[str, Any]) -> list[Key]:
    """Return the keys of a Table Schema over the columns of a file, whose fields are given in their order."""
    found = [Key((number,)) for number, one in enumerate(fields) if one.get("constraints", {}).get("unique")]
    if primary := primary_key(fields, schema):
        found.append(Key(primary, nothing_counts=len(primary) > 1))
    found += [Key(columns) for names in schema.get("uniqueKeys") or [] if (columns := _columns(fields, names))]
    return list(dict.fromkeys(found))


def primary_key(fields: list[dict[str, Any]], schema: dict[str, Any]) -> tuple[int, ...]:
    """Return the columns of the primary key; none if it has none, or one of them is not in the file."""
    return _columns(fields, schema.get("primaryKey"))


def _columns(fields: list[dict[str, Any]], key: Any) -> tuple[int, ...]:
    at = {field["name"]: number for number, field in enumerate(fields)}
    names = key_fields(key)
    return tuple(at[name] for name in names) if set(names) <= set(at) else ()


@dataclass
class Codes:
    """The codes of all rows by one key, in a row's order, and whether they only grew so far."""

    key: Key
    _codes: Array = field(default_factory=lambda: np.empty(0, np.uint64))
    _size: int = 0
    _growing: bool = True

    def add(self, codes: Array, participating: np.ndarray[Any, np.dtype[np.bool_]] | None) -> None:
        """Add the codes of the next rows; those that do not take part get codes of their own."""
        if participating is not None and not participating.all():
            alone = np.arange(self._size, self._size + len(codes), dtype=np.uint64) * NOTHING
            codes = np.where(participating, codes, alone)
        size = self._size + len(codes)
        if size > len(self._codes):
            # Growing in place needs no second copy: the memory of a large array moves page by page.
            self._codes.resize(max(size, len(self._codes) + (len(self._codes) >> 3)), refcheck=False)
        self._codes[self._size : size] = codes
        seam = self._codes[max(self._size - 1, 0) : size]
        self._growing = self._growing and bool((seam[1:] > seam[:-1]).all())
        self._size = size

    def repeated(self) -> Array:
        """Return the positions of the rows whose code another row has too, in order."""
        if self._growing:
            return np.empty(0, np.int64)
        codes = self._codes[: self._size]
        # A share of the codes at a time, so that no sorted copy of all of them is needed.
        shares = SHARES if self._size > STEP else 1
        found = [np.empty(0, np.uint64)]
        for share in range(shares):
            ordered = codes.copy() if shares == 1 else np.concatenate(list(_share(codes, share)))
            ordered.sort()
            same = ordered[1:] == ordered[:-1]
            if same.any():
                found.append(np.unique(ordered[1:][same]))
        repeated = np.concatenate(found)
        if not len(repeated):
            return np.empty(0, np.int64)
        repeated.sort()
        return np.concatenate(list(_positions(codes, repeated)))


def _share(codes: Array, share: int) -> Iterator[Array]:
    """Yield the codes of one share, which their mixed upper bits give them."""
    for start in range(0, len(codes), STEP):
        part = codes[start : start + STEP]
        yield part[(part * MULTIPLIER) >> SHARE_BITS == share]


def _positions(codes: Array, repeated: Array) -> Iterator[Any]:
    for start in range(0, len(codes), STEP):
        part = codes[start : start + STEP]
        near = np.searchsorted(repeated, part)
        yield np.flatnonzero(repeated[np.minimum(near, len(repeated) - 1)] == part) + start


def combined(parts: list[Array]) -> Array:
    """Return one code of the codes of a key's parts."""
    whole = parts[0]
    for part in parts[1:]:
        whole = _mixed(whole * NOTHING + part)
    return whole


def _mixed(codes: Array) -> Array:
    codes = (codes ^ (codes >> np.uint64(33))) * MULTIPLIER
    mixed: Array = codes ^ (codes >> np.uint64(29))
    return mixed


def codes(field: dict[str, Any], cells: Any, known: pa.BooleanArray | None) -> Array:
    """Return the codes of a column's cells; those that are not `known` to be of the field's type get any."""
    key_hash = FIELD_TYPES[field.get("type", "string")].key_hash
    if isinstance(key_hash, TextHash):
        return _of_texts(cells)
    if not isinstance(key_hash, NumberHash):
        distinct = cells.dictionary_encode()
        read = [_code(key_hash, _read(key_hash, field, text)) for text in distinct.dictionary.to_pylist()]
        coded: Array = np.array(read, np.uint64)[values(distinct.indices)]
        return coded
    if known is not None:
        cells = pc.if_else(known, cells, constant(key_hash.stand_in, pa.string()))
    numbers = values(pc.cast(cells, pa.type_for_alias(key_hash.arrow)))
    return _of_doubles(numbers) if numbers.dtype == np.float64 else numbers.astype(np.int64).view(np.uint64)


def _read(key_hash: ValueHash | NotExpressible, field: dict[str, Any], text: str) -> Any:
    try:
        return key_hash.read(text, field) if isinstance(key_hash, ValueHash) else ""
    except (ValueError, OverflowError):
        return None


def _of_doubles(found: np.ndarray[Any, np.dtype[np.float64]]) -> Array:
    return (found + 0.0).view(np.uint64)  # the negative zero becomes the other one


def code_of(field: dict[str, Any], value: Any) -> int:
    """Return the code of a value as frictionless reads it: the same that `codes` gives to its cell."""
    return _code(FIELD_TYPES[field.get("type", "string")].key_hash, value)


def _code(key_hash: TextHash | NumberHash | ValueHash | NotExpressible, value: Any) -> int:
    if value is None:
        code = int(NOTHING)
    elif isinstance(key_hash, TextHash):
        code = int(_of_texts(strings([str(value)]))[0])
    elif isinstance(key_hash, NumberHash):
        code = _of_number(value, key_hash)
    else:
        # What has no reader here has one code for all values.
        code = hash(value) if isinstance(key_hash, ValueHash) else 0
    return code % (1 << 64)


def _of_number(value: Any, key_hash: NumberHash) -> int:
    try:
        number = key_hash.number(value)
    except (OverflowError, ValueError):  # beyond what a double holds, or a signalling NaN
        return 0
    return int(_of_doubles(np.array([number]))[0]) if isinstance(number, float) else number


def _of_texts(cells: pa.StringArray) -> Array:
    """Hash texts, eight bytes of each at a time."""
    offsets = np.frombuffer(cells.buffers()[1], np.int32)[cells.offset : cells.offset + len(cells) + 1].astype(np.int64)
    lengths = np.diff(offsets)
    hashed = lengths.astype(np.uint64) * MULTIPLIER
    data = cells.buffers()[2]
    if not len(cells) or data is None:
        return hashed
    raw = np.frombuffer(data, np.uint8, count=int(offsets[-1]))
    padded = np.concatenate([raw[offsets[0] :], np.zeros(WORD, np.uint8)])
    words = np.ndarray((len(padded) - WORD + 1,), "<u8", padded, 0, (1,))
    starts = offsets[:-1] - offsets[0]
    rows = np.arange(len(cells))
    for done in range(0, int(lengths.max(initial=0)), WORD):
        rows = rows[lengths[rows] > done]
        short = np.maximum(WORD - (lengths[rows] - done), 0).astype(np.uint64) * np.uint64(8)
        word = (words[starts[rows] + done] << short) >> short
        hashed[rows] = _mixed(hashed[rows] + word * NOTHING)
    return hashed


def present(cells: Any, missing_values: pa.StringArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which cells of a column have a value."""
    return ~bits(pc.is_in(cells, value_set=missing_values)) if len(cells) else np.empty(0, np.bool_)
