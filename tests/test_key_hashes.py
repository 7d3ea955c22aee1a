"""The rows whose key another row may have, found by their hashes: over all rows, in parts, and in groups of rows."""

from __future__ import annotations

from itertools import chain, islice, product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles import examples
from summitdata.validation.screen.key_hashes import KeyHashes
from summitdata.validation.screen.keys import Key, combine_hashes


def added(*blocks: list[int], compared: list[list[bool]] | None = None) -> KeyHashes:
    key_hashes = KeyHashes(Key((0,)))
    for number, block in enumerate(blocks):
        is_compared = np.ones(len(block), np.bool_) if compared is None else np.array(compared[number], np.bool_)
        key_hashes.add(np.array(block, np.uint64), is_compared)
    return key_hashes


@pytest.mark.parametrize(
    ("blocks", "repeated"),
    [
        ([[1, 2, 3]], []),
        ([[]], []),
        ([[3, 2, 1]], []),
        ([[2, 2]], [0, 1]),
        ([[0, 0]], [0, 1]),
        ([[1], [1]], [0, 1]),
        ([[1, 2, 3], [4, 5], [5, 6, 2, 2]], [1, 4, 5, 7, 8]),
        ([[5, 6], [1, 2], [3, 6]], [1, 5]),
        ([[2**64 - 1, 1, 2**64 - 1]], [0, 2]),
        ([[4, 1, 2, 4, 9, 2, 7, 0]], [0, 2, 3, 5]),
        ([[1, 2], [], [2, 3]], [1, 2]),
        ([[1, 3, 3]], [1, 2]),
        ([[2**63 + 1, 2**63 + 3, 2**63 + 1]], [0, 2]),
    ],
    ids=range(13),
)
def test_the_rows_whose_hash_another_row_has(blocks: list[list[int]], repeated: list[int]) -> None:
    rows = added(*blocks).repeated_rows()
    assert rows.tolist() == repeated
    assert rows.dtype == np.int64


def test_the_first_of_equal_hashes_is_no_repeat() -> None:
    hashes = KeyHashes(Key((0,)))
    assert hashes.count_repeats() == 0
    hashes.add(np.array([1, 2, 1, 3, 1, 3], np.uint64), np.array([True] * 6))
    assert hashes.count_repeats() == 3
    hashes.add(np.array([4, 4, 3], np.uint64), np.array([True, False, True]))
    assert hashes.count_repeats() == 4


def test_the_rows_whose_hash_another_row_has_among_all_lists_of_a_few_hashes() -> None:
    for hashes in product(range(5), repeat=4):  # which share places in the table of the search in many ways
        repeated = [row for row, each in enumerate(hashes) if hashes.count(each) > 1]
        assert added(list(hashes)).repeated_rows().tolist() == repeated


@given(hashes=st.lists(st.integers(0, 40) | st.integers(0, 2**64 - 1), max_size=60))
@settings(max_examples=examples(50))
def test_the_rows_whose_hash_another_row_has_among_any(hashes: list[int]) -> None:
    repeated = [row for row, each in enumerate(hashes) if hashes.count(each) > 1]
    assert added(hashes).repeated_rows().tolist() == repeated


def test_hashes_that_only_grow_are_not_compared() -> None:
    with patch("summitdata.validation.screen.key_hashes._find_repeated", side_effect=AssertionError):
        assert added([1, 2], [3, 2**64 - 1]).repeated_rows().tolist() == []


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_the_rows_whose_hash_another_row_has_in_parts(size: int) -> None:
    hashes = [7, 2**60, 3, 2**63, 7, 2**60, 0, 2**63 + 1, 3, 5, 2**64 - 1, 2**64 - 1, 0]
    with patch.multiple("summitdata.validation.screen.key_hashes", CHUNK_SIZE=size, PARTITION_SIZE=size):
        assert added(hashes).repeated_rows().tolist() == [0, 1, 2, 4, 5, 6, 8, 10, 11, 12]
        assert added(list(range(20, 0, -1))).repeated_rows().tolist() == []


KeyOfTwo = tuple[int, int]


def added_in_two(*blocks: list[KeyOfTwo]) -> KeyHashes:
    key_hashes = KeyHashes(Key((0, 1)))
    for block in blocks:
        parts = [np.array([key[part] for key in block], np.uint64) for part in (0, 1)]
        key_hashes.add(combine_hashes(parts), np.ones(len(block), np.bool_), parts)
    return key_hashes


GROUPED: dict[str, tuple[list[list[KeyOfTwo]], list[int]]] = {
    "no repeated key": ([[(1, 5), (1, 6), (2, 5)], [(2, 6), (3, 5)]], []),
    "one in a group": ([[(1, 5), (1, 6), (1, 5), (2, 5)]], [0, 2]),
    "one in a group of two blocks": ([[(1, 5), (2, 6)], [(2, 7), (2, 6), (3, 6)]], [1, 3]),
    "one in a group of three blocks": ([[(2, 6)], [(2, 7), (2, 8)], [(2, 6)]], [0, 3]),
    "by the second column": ([[(7, 1), (8, 1), (7, 1)], [(9, 1), (7, 2)]], [0, 2]),
    "no rows in a block": ([[], [(1, 5), (1, 6)], [], [(1, 5)]], [0, 2]),
}
NOT_GROUPED: dict[str, tuple[list[list[KeyOfTwo]], list[int]]] = {
    "a group that comes again in the block": ([[(1, 5), (1, 6), (2, 5), (2, 6), (1, 5)]], [0, 4]),
    "a group that comes again in another block": ([[(1, 5), (1, 6), (2, 5)], [(1, 6)]], [1, 3]),
    "another column in the second block": ([[(1, 5), (1, 6)], [(2, 5), (1, 5)]], [0, 3]),
}


@pytest.mark.parametrize("name", GROUPED)
def test_rows_in_groups_are_compared_within_each(name: str) -> None:
    blocks, repeated = GROUPED[name]
    with patch("summitdata.validation.screen.key_hashes._repeated_by_part", side_effect=AssertionError):
        assert added_in_two(*blocks).repeated_rows().tolist() == repeated


@pytest.mark.parametrize("name", NOT_GROUPED)
def test_all_rows_are_compared_if_a_group_comes_again(name: str) -> None:
    blocks, repeated = NOT_GROUPED[name]
    assert added_in_two(*blocks).repeated_rows().tolist() == repeated


@pytest.mark.parametrize("limits", [{"FEW_GROUPS": 1, "ROWS_PER_GROUP": 9}, {"MOST_IN_GROUP": 1}], ids=repr)
@pytest.mark.parametrize("name", [*GROUPED, *NOT_GROUPED])
def test_many_or_large_groups_change_nothing(name: str, limits: dict[str, Any]) -> None:
    blocks, repeated = (GROUPED | NOT_GROUPED)[name]
    with patch.multiple("summitdata.validation.screen.key_hashes", **limits):
        assert added_in_two(*blocks).repeated_rows().tolist() == repeated


SMALL_KEYS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8)


@given(blocks=st.lists(SMALL_KEYS, max_size=4), in_order=st.booleans())
@settings(max_examples=examples(100))
def test_the_rows_whose_key_of_two_columns_another_row_has(blocks: list[list[KeyOfTwo]], *, in_order: bool) -> None:
    keys = list(chain.from_iterable(blocks))
    if in_order:
        rest = iter(sorted(keys))
        blocks = [list(islice(rest, len(block))) for block in blocks]
        keys = list(chain.from_iterable(blocks))
    repeated = [row for row, key in enumerate(keys) if keys.count(key) > 1]
    assert added_in_two(*blocks).repeated_rows().tolist() == repeated


def test_hashes_of_many_blocks_are_kept_in_order() -> None:
    blocks = [[number * 3 + step for step in (2, 1, 0)] for number in range(100)]
    assert added(*blocks).repeated_rows().tolist() == []
    assert added(*blocks, [0, 299]).repeated_rows().tolist() == [2, 297, 300, 301]


def test_rows_that_are_not_compared_repeat_nothing() -> None:
    compared = [[True, False, True], [False, False, True]]
    assert added([5, 5, 5], [5, 5, 7], compared=compared).repeated_rows().tolist() == [0, 2]
    assert added([9, 9], [9, 9], compared=[[False, False], [False, False]]).repeated_rows().tolist() == []
