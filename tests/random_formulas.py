"""Random formulas for rows, and tables to try them on."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

FIELDS: list[dict[str, Any]] = [
    {"name": "a", "type": "integer"},
    {"name": "b", "type": "integer", "missingValues": ["", "0"]},
    {"name": "y", "type": "year"},
    {"name": "p", "type": "number"},
    {"name": "q", "type": "number", "constraints": {"maximum": 9}},
    {"name": "g", "type": "number", "groupChar": " "},
    {"name": "f", "type": "number", "floatNumber": True},
    {"name": "t", "type": "string"},
    {"name": "u", "type": "string", "missingValues": ["-"]},
    {"name": "e", "type": "string", "format": "email"},
    {"name": "d", "type": "date"},
    {"name": "k", "type": "date"},
    {"name": "m", "type": "datetime"},
    {"name": "o", "type": "boolean"},
    {"name": "z", "type": "any"},
]
_DECIMALS = ["0", "1", "1.0", "1.50", "-2.5", "0.1", "0.2", "0.3", "0.30000000000000004", "1e2", "1e-7", "", "x", "NaN"]
_DECIMALS += ["123456789.12345678", "99999999999999.9", "-0.0", "1e999", "12345678901234567890", "7"]
_INTEGERS = [
    "0",
    "1",
    "2",
    "-3",
    "7",
    "10",
    "",
    "x",
    "+1",
    "007",
    "999999999999999999",
    "123456789012345678901234567890",
]
_TEXTS = ["x", "y", "", "-", "é", "xy", "X", "\U0001f600", "￿"]
_DAYS = ["2020-01-01", "2020-02-29", "1999-12-31", "0999-01-01", "", "2021-02-29", "x"]
CELLS = {
    **dict.fromkeys("ab", _INTEGERS),
    "y": ["2020", "0001", "1999", "", "x"],
    **dict.fromkeys("pqgf", _DECIMALS),
    **dict.fromkeys("tu", _TEXTS),
    "e": ["a@b.org", "", "x"],
    **dict.fromkeys("dk", _DAYS),
    "m": ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00", "", "x"],
    "o": ["true", "0", "", "x", "1", "FALSE"],
    "z": ["x", "1", ""],
}
_SURE = {name: cells[:3] for name, cells in CELLS.items()}
ORDERS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
INTEGERS = st.sampled_from(["a", "b", "y", "a", "b", "0", "1", "2", "10", "2020", "9007199254740993", "-1"])
DECIMALS = st.sampled_from(["p", "q", "g", "p", "q", "a", "1", "100", "-2", "+q"])
DOUBLES = st.sampled_from(["f", "a", "0.5", "1.1", "2", "b / a", "a / 3", "1e300"])


def _calculated(operands: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def more(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        binary = st.builds("({} {} {})".format, parts, st.sampled_from("+-*%+-"), parts)
        return binary | parts.map("-{}".format) | parts.map("({} / 4)".format)

    return st.recursive(operands, more, max_leaves=3)


NUMBERS = st.one_of(
    _calculated(INTEGERS.filter(lambda text: "." not in text)),
    _calculated(DECIMALS),
    _calculated(DOUBLES),
    st.sampled_from(["0.1", "0.3", "0.5", "1e300", "7", "123456789012345678901"]),
)
_TEXT = st.sampled_from(["t", "u", "e", "t", "u", "'x'", "'é'", "''", "'xy'"])
_DATES, _NAMES = st.sampled_from(["d", "k"]), st.sampled_from([field["name"] for field in FIELDS])
_ITEMS = {
    "t": ["'x'", "''", "None", "'é'"],
    "a": ["1", "-3", "None", "2.0", "7"],
    "p": ["1", "0.1", "None", "-2.5", "100"],
    "o": ["True", "None"],
    "z": ["1", "'x'", "None"],
}


@st.composite
def _lists(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(sorted(_ITEMS)))
    items = draw(st.lists(st.sampled_from(_ITEMS[name]), max_size=4))
    return f"{name} {draw(st.sampled_from(['in', 'not in']))} [{', '.join(items)}]"


_LEAVES = st.one_of(
    st.builds("{} {} {}".format, NUMBERS, ORDERS, NUMBERS),
    st.builds("{} {} {} {} {}".format, NUMBERS, ORDERS, NUMBERS, ORDERS, NUMBERS),
    st.builds("{} {} {}".format, _TEXT, ORDERS, _TEXT),
    st.builds("{} {} {}".format, _DATES, ORDERS, _DATES),
    st.builds("{} {}".format, _NAMES, st.sampled_from(["is None", "is not None", "== None", "!= None"])),
    st.builds("o {} {}".format, st.sampled_from(["==", "!="]), st.sampled_from(["True", "False", "o", "(a > 1)"])),
    _lists(),
    _NAMES,
)


def _joined(conditions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    words = st.sampled_from(["and", "or"])
    return st.one_of(
        st.builds("({} {} {})".format, conditions, words, conditions),
        st.builds("({} {} {} {} {})".format, conditions, words, conditions, words, conditions),
        conditions.map("not ({})".format),
        st.builds("(({}) {} ({}))".format, conditions, st.sampled_from(["==", "!=", "<"]), conditions),
    )


FORMULAS = st.recursive(_LEAVES, _joined, max_leaves=4)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Draw the rows of a table, the header included; in some, all cells are surely valid."""
    names = [field["name"] for field in FIELDS]
    cells = draw(st.sampled_from([CELLS, _SURE]))
    rows = [names]
    for _ in range(draw(st.integers(1, 10))):
        row = [draw(st.sampled_from(cells[name])) for name in names]
        rows.append(draw(st.sampled_from([row] * 8 + [row[:4], [*row, "x"], [""] * len(row)])))
    return rows
