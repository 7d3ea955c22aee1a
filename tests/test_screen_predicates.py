"""Which cells the screen accepts, by fixed examples of each part of a predicate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from summitdata.tabular.arrow_arrays import text_array
from summitdata.tabular.predicates import (
    EVERYTHING,
    LENGTHS,
    UnscreenableError,
    all_of,
    both,
    bound,
    by_pattern,
    day_number,
    either,
    length,
    matches,
    one_of,
    pattern,
    real_days,
    strictly,
)
from summitdata.validation.screen.screen import Screen

TEXTS = ["", "a", "ab", "abc", "b", "ba", "é", "1"]


def kept(predicate: Any, texts: list[str]) -> list[str]:
    """Return the texts that a predicate accepts."""
    accepted = predicate(text_array(texts))
    assert accepted.null_count == 0
    return [text for text, is_accepted in zip(texts, accepted.to_pylist(), strict=True) if is_accepted]


def test_an_expression_matches_a_whole_text() -> None:
    assert kept(matches("a|b"), TEXTS) == ["a", "b"]
    assert kept(pattern("a.?"), TEXTS) == ["a", "ab"]
    assert kept(one_of(["b", "é"]), TEXTS) == ["b", "é"]
    assert kept(one_of([]), TEXTS) == []


@pytest.mark.parametrize("expression", ["a{1,1000}{1,1000}", "(?=a)", "("])
def test_a_pattern_that_re2_may_read_otherwise_has_no_predicate(expression: str) -> None:
    with pytest.raises(UnscreenableError):
        pattern(expression)


def test_predicates_are_combined() -> None:
    starts, ends = matches("a.*"), matches(".*b")
    assert kept(both(starts, ends), TEXTS) == ["ab"]
    assert kept(all_of([starts, ends]), TEXTS) == ["ab"]
    assert kept(all_of([starts, ends, matches("..")]), ["ab", "a", "aab", "bb"]) == ["ab"]
    assert all_of([]) is EVERYTHING
    assert all_of([starts]) is starts
    assert kept(EVERYTHING, TEXTS) == TEXTS


def test_a_slower_predicate_sees_only_the_cells_that_are_left() -> None:
    seen: list[str] = []

    def slower(cells: pa.StringArray) -> pa.BooleanArray:
        seen.extend(cells.to_pylist())
        return pc.equal(cells, "b")

    cells = text_array(["a", "b", "c"])
    assert either(pc.equal(cells, "a"), slower, cells).to_pylist() == [True, True, False]
    assert seen == ["b", "c"]


def test_a_length_is_that_of_the_characters() -> None:
    assert kept(length(LENGTHS["minLength"], 2), TEXTS) == ["ab", "abc", "ba"]
    assert kept(length(LENGTHS["maxLength"], 1), TEXTS) == ["", "a", "b", "é", "1"]
    assert kept(length(LENGTHS["maxLength"], 3), TEXTS) == TEXTS
    assert kept(length(LENGTHS["maxLength"], 2), ["éé", "ééé"]) == ["éé"]


def test_a_bound_compares_as_its_name_says() -> None:
    values = pa.array([1, 2, 3])

    def compared(comparison: Any) -> list[int]:
        return [value for value, holds in zip([1, 2, 3], comparison(values, 2).to_pylist(), strict=True) if holds]

    assert [compared(bound(name)) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")] == [
        [2, 3],
        [1, 2],
        [3],
        [1],
    ]
    assert [compared(strictly(name)) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")] == [
        [3],
        [1],
        [3],
        [1],
    ]
    for choose in (bound, strictly):
        with pytest.raises(UnscreenableError):
            choose("required")


MONTH = r"[0-9]{4}-[0-9]{2}"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?"


def test_texts_of_a_pattern_are_compared_as_texts() -> None:
    texts = ["2000-01", "2000-02", "2000-03", "2000-1", "x"]
    assert kept(by_pattern(MONTH, {}, real_day=False), texts) == texts[:3]
    assert kept(by_pattern(MONTH, {"minimum": "2000-02"}, real_day=False), texts) == texts[1:3]
    both_ends = {"exclusiveMinimum": "2000-01", "exclusiveMaximum": "2000-03"}
    assert kept(by_pattern(MONTH, both_ends, real_day=False), texts) == ["2000-02"]


def test_texts_that_begin_with_a_day_begin_with_one_of_the_calendar() -> None:
    texts = ["2001-02-28", "2001-02-29", "2001-02-28Tx", "2001-02-29Tx", "2001-03-01", "x"]
    assert kept(by_pattern(DAY, {}, real_day=True), texts) == [texts[0], texts[2], texts[4]]
    assert kept(by_pattern(DAY, {}, real_day=False), texts) == texts[:5]
    assert kept(by_pattern(DAY, {"maximum": "2001-02-28T"}, real_day=True), texts) == [texts[0]]


@pytest.mark.parametrize(
    ("expression", "constraints"),
    [
        (None, {}),
        (DAY, {"minimum": "2001-02-29Tx"}),
        (DAY, {"minimum": "x"}),
        (DAY, {"minimum": 5}),
        (DAY, {"minimum": None}),
        (DAY, {"required": "2001-02-28"}),
        (DAY, {"minimum": "2001-02-28\n"}),
    ],
    ids=range(7),
)
def test_a_bound_of_another_order_has_no_predicate(expression: str | None, constraints: dict[str, Any]) -> None:
    with pytest.raises(UnscreenableError):
        by_pattern(expression, constraints, real_day=True)


def test_a_day_is_counted_from_1970() -> None:
    assert [day_number(day) for day in ("1970-01-01", "1970-02-01", "1969-12-31")] == [0, 31, -1]
    with pytest.raises(UnscreenableError) as caught:
        day_number("2001-02-29")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("texts", "real"),
    [
        (["2000-01-01", "0001-01-01", "9999-12-31"], [True, True, True]),
        (["2000-01-01", "0000-12-31"], [True, False]),
        (["2000-02-29", "1900-02-29", "2004-02-29", "2003-02-29", "x"], [True, False, True, False, False]),
        (["2000-04-30", "2000-04-31", "2000-12-31", "2000-13-01"], [True, False, True, False]),
        (["0000-01-01", "x", "0001-01-01"], [False, False, True]),
    ],
    ids=range(5),
)
def test_a_day_is_one_of_the_calendar(texts: list[str], real: list[bool]) -> None:
    mask, days = real_days(text_array(texts))
    assert mask.to_pylist() == real
    assert days.type == pa.date32()
    found = pc.filter(days, mask).to_pylist()
    assert found == [date.fromisoformat(text) for text, is_real in zip(texts, real, strict=True) if is_real]


def accepted(field: dict[str, Any], texts: list[str], missing: list[str] | None = None) -> list[str]:
    """Return the texts that the screen accepts as cells of a field."""
    masks = Screen.of([field], missing).unaccepted(pa.table([text_array(texts)], names=["cell"]))
    if not masks:
        return texts
    return [text for text, is_left in zip(texts, masks[0].to_pylist(), strict=True) if not is_left]


def limited(field_type: str, **constraints: Any) -> dict[str, Any]:
    return {"type": field_type, "constraints": constraints}


ACCEPTED: dict[str, tuple[dict[str, Any], list[str] | None, list[str], list[str]]] = {
    "a string": ({}, None, ["", "a", "b"], []),
    "a string that is required": (limited("string", required=True), None, ["a"], [""]),
    "a string that may be missing or not": (limited("string", required=False), None, ["a", ""], []),
    "unique says nothing of a cell": (limited("string", unique=True), None, ["a", ""], []),
    "an integer": ({"type": "integer"}, None, ["1", "-1", ""], ["x", "1.5"]),
    "an integer that is required": (limited("integer", required=True), None, ["1"], ["", "x"]),
    "an integer with missing values": ({"type": "integer"}, ["-", "NA"], ["1", "-", "NA"], ["", "x"]),
    "its own missing values": ({"type": "integer", "missingValues": ["x"]}, ["-"], ["1", "x"], ["-", ""]),
    "missing values that are required": (limited("integer", required=True), ["-", "NA"], ["1"], ["-", "NA", ""]),
    "no missing values": ({"type": "integer"}, [], ["1"], ["", "x"]),
    "no missing values of its own": ({"type": "integer", "missingValues": []}, ["-"], ["1"], ["", "-"]),
    "a missing value that is not a text": ({"type": "integer", "missingValues": [5]}, None, [], ["1", "5", ""]),
    "a missing value that would be a value": ({"type": "integer"}, ["5"], ["4", "5"], ["x", ""]),
    "a type that is not known": ({"type": "nonsense"}, None, [], ["1", ""]),
    "a format that is not known": ({"type": "string", "format": "nonsense"}, None, [], ["a", ""]),
    "a type that only frictionless reads": ({"type": "geojson"}, None, [], ["{}", ""]),
    "a bound that has no predicate and its missing values": (
        limited("integer", minimum="x"),
        ["-", "NA"],
        ["-", "NA"],
        ["1", ""],
    ),
    "a bound that has no predicate and a required value": (
        limited("integer", minimum="x", required=True),
        None,
        [],
        ["1", ""],
    ),
    "a pattern of a type that has none": (limited("duration", pattern="P.*"), None, [""], ["P1D"]),
    "a pattern that is not one": (limited("duration", pattern="("), None, [], ["P1D", ""]),
    "a pattern that is not a text": (limited("duration", pattern=5), None, [], ["P1D", ""]),
    "a constraint that has no predicate": (limited("integer", minimum="x"), None, [""], ["1"]),
    "a minimum": (limited("integer", minimum=2), None, ["2", "3", ""], ["1", "-5"]),
    "an enum": (limited("integer", enum=[1, 2]), None, ["1", "2", ""], ["3", "x"]),
    "an enum and a bound": (limited("integer", enum=[1, 2], minimum=2), None, ["2", ""], ["1", "3"]),
    "an enum that is not a list": (limited("integer", enum=5), None, [""], ["5"]),
    "an enum of a type that has none": (limited("geopoint", enum=["1,2"]), None, [""], ["1,2"]),
    "an enum with values of other types": (
        limited("integer", enum=[1, "2", 3.0, True]),
        None,
        ["1", "2"],
        ["3", "True"],
    ),
    "an enum of texts": (limited("string", enum=["a", "b"]), None, ["a", "b", ""], ["c", "A"]),
    "categories": ({"type": "string", "categories": ["a", "b"]}, None, ["a", "b", ""], ["c"]),
    "categories with labels": (
        {"type": "integer", "categories": [{"value": 1, "label": "one"}]},
        None,
        ["1", ""],
        ["2", "one"],
    ),
    "categories and an enum": (
        {"type": "string", "categories": ["a", "b"], "constraints": {"enum": ["b", "c"]}},
        None,
        ["b", ""],
        ["a", "c"],
    ),
    "categories of a type that has none": ({"type": "date", "categories": ["2000-01-01"]}, None, [""], ["2000-01-01"]),
    "categories of a type without choices": ({"type": "geopoint", "categories": ["1,2"]}, None, [""], ["1,2"]),
    "categories with values of other types": ({"type": "string", "categories": ["a", 5]}, None, ["a", ""], ["5"]),
    "a bound of a field without a type": ({"constraints": {"minimum": 5}}, None, [""], ["a"]),
    "a boolean of other words": (
        {"type": "boolean", "trueValues": ["j"], "falseValues": ["n"]},
        None,
        ["j", "n", ""],
        ["true", "false"],
    ),
    "categories that are not a list": ({"type": "string", "categories": "a"}, None, ["a", "b"], []),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_which_cells_of_a_field_are_accepted(name: str) -> None:
    field, missing, yes, no = ACCEPTED[name]
    assert accepted(field, [*yes, *no], missing) == yes
    assert accepted(field, yes, missing) == yes
    assert accepted(field, no, missing) == []
    assert [text for text in [*yes, *no] if accepted(field, [text], missing)] == yes


def test_an_integer_that_is_too_long_for_a_text_has_no_predicate() -> None:
    assert accepted(limited("integer", enum=[10**5000]), ["1", ""]) == [""]


INTEGERS = Screen.of([{"type": "integer"}])


def test_a_column_is_an_array_of_text_or_a_dictionary_in_any_number_of_chunks() -> None:
    texts = text_array(["1", "x", "2", "y"])
    chunked = pa.chunked_array([texts.slice(0, 1), texts.slice(1)])
    for column in (texts, chunked, texts.dictionary_encode(), chunked.dictionary_encode().unify_dictionaries()):
        masks = INTEGERS.unaccepted(pa.table([column], names=["a"]))
        assert masks[0].to_pylist() == [False, True, False, True]
    batch = pa.RecordBatch.from_arrays([texts], names=["a"])
    assert INTEGERS.unaccepted(batch)[0].to_pylist() == [False, True, False, True]


def test_a_dictionary_may_hold_texts_that_no_cell_has() -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0, 0]), text_array(["1", "x"]))
    assert INTEGERS.unaccepted(pa.table([column], names=["a"])) == {}


def test_a_dictionary_of_accepted_texts_is_accepted() -> None:
    column = text_array(["1", "2", "1"]).dictionary_encode()
    assert INTEGERS.unaccepted(pa.table([column], names=["a"])) == {}


def test_a_column_without_cells_or_chunks_has_nothing_to_accept() -> None:
    assert INTEGERS.unaccepted(pa.table([text_array([])], names=["a"])) == {}
    assert INTEGERS.unaccepted(pa.table([pa.chunked_array([], pa.string())], names=["a"])) == {}


def test_nothing_is_accepted_in_a_column_with_nulls() -> None:
    masks = INTEGERS.unaccepted(pa.table([pa.array(["1", None])], names=["a"]))
    assert masks[0].to_pylist() == [True, True]
    masks = Screen.of([{"type": "nonsense"}]).unaccepted(pa.table([text_array(["1"])], names=["a"]))
    assert masks[0].to_pylist() == [True]


def test_columns_are_held_against_their_own_fields() -> None:
    screen = Screen.of([{"type": "integer"}, {"type": "date"}, {"type": "integer"}])
    table = pa.table(
        [text_array(["1", "2", "x"]), text_array(["2000-01-01"] * 3), text_array(["x", "2", "3"])],
        names=["a", "b", "c"],
    )
    assert {column: mask.to_pylist() for column, mask in screen.unaccepted(table).items()} == {
        0: [False, False, True],
        2: [True, False, False],
    }
    assert screen.rows(table).to_pylist() == [0, 2]
    assert screen.rows(table.slice(1, 1)).to_pylist() == []
    assert screen.rows(table.slice(1, 1)).type == pa.uint64()
