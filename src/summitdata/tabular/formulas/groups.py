"""The groups of a table's rows, as its rows come: what is known of each group, and which break the rule at the end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.tabular.formulas.evaluator import Evaluator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from summitdata.tabular.formula import Formula
    from summitdata.tabular.group_rules import Call, GroupRule

__all__ = ["BrokenGroup", "Groups"]

EXACT = Context(prec=200, traps=[Inexact])
"""For sums of decimal numbers: one of more digits is not known."""
MOST_KNOWN = 10_000
"""So many results are kept of a formula of rows, by the values that it names."""
UNKNOWN: Any = object()
"""What is known of a group once a value of it could not be added."""


class _Function(NamedTuple):
    """How a function of a group is calculated: what is known before its first value, after each one, and at the end."""

    start: Callable[[], Any]
    add: Callable[[Any, Any], Any]
    end: Callable[[Any], Any]


def _with(known: set[Any], value: Any) -> set[Any]:
    known.add(value)
    return known


def _sum(known: Any, value: Any) -> Any:
    if type(value) is float:
        return known + Fraction(value)  # exact, and an error for an infinite one
    return EXACT.add(known, value) if isinstance(value, Decimal) else known + value


def _ordered(known: tuple[bool, Any], value: Any, *, strictly: bool) -> tuple[bool, Any]:
    is_ordered, last = known
    return is_ordered and (last is None or (last < value if strictly else last <= value)), value


def _first_of(pair: tuple[bool, Any]) -> bool:
    return pair[0]


def _known(known: Any) -> Any:
    return float(known) if isinstance(known, Fraction) else known


_FUNCTIONS = {
    "count": _Function(int, lambda known, value: known + (value is not False), _known),
    "distinct": _Function(set, _with, len),
    "sum": _Function(int, _sum, _known),
    "min": _Function(lambda: None, lambda known, value: value if known is None or value < known else known, _known),
    "max": _Function(lambda: None, lambda known, value: value if known is None or value > known else known, _known),
    "first": _Function(lambda: None, lambda known, value: value if known is None else known, _known),
    "last": _Function(lambda: None, lambda _, value: value, _known),
    "increasing": _Function(
        lambda: (True, None), lambda known, value: _ordered(known, value, strictly=True), _first_of
    ),
    "nondecreasing": _Function(
        lambda: (True, None), lambda known, value: _ordered(known, value, strictly=False), _first_of
    ),
}


@dataclass(frozen=True)
class BrokenGroup:
    """A group that breaks a rule.

    Parameters
    ----------
    rule : GroupRule
        The rule.
    key : tuple
        The values of the fields in which its rows agree.
    first_row, rows : int
        The number of its first row, and how many rows it has; 0 and 0 of a table without rows.
    results : dict of str to any
        What each function of the rule gives, by its text; those that cannot be calculated are left out.
    """

    rule: GroupRule
    key: tuple[Any, ...]
    first_row: int
    rows: int
    results: dict[str, Any]


class Groups:
    """The groups of a rule: rows are added in their order.

    Parameters
    ----------
    rule : GroupRule
        The rule.

    Examples
    --------
    >>> from summitdata.tabular.group_rules import parse_group_rule
    >>> groups = Groups(parse_group_rule("sum(share) == 100", ["year"], {"year": "integer", "share": "integer"}))
    >>> groups.add({"year": [2023, 2024, 2024], "share": [99, 40, 60]}, range(2, 5))
    >>> [(group.key, group.first_row, group.rows, group.results) for group in groups.broken()]
    [((2023,), 2, 1, {'sum(share)': 99})]
    """

    def __init__(self, rule: GroupRule) -> None:
        self.rule = rule
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._first_rows: list[int] = []
        self._sizes: list[int] = []
        self._calls = [(call, _RowValues(call), list[Any]()) for call in rule.calls]

    @property
    def size(self) -> int:
        """How many things are known of all groups."""
        sets = (known for call, _, states in self._calls if call.function == "distinct" for known in states)
        return len(self._sizes) * (1 + len(self._calls)) + sum(len(known) for known in sets if known is not UNKNOWN)

    def add(self, columns: Mapping[str, Sequence[Any]], row_numbers: Sequence[int]) -> None:
        """Add some rows: the values of each field that the rule names, and the numbers of the rows."""
        keys = zip(*(columns[name] for name in self.rule.by), strict=True) if self.rule.by else repeat(())
        groups = [self._group(key, row) for key, row in zip(keys, row_numbers, strict=False)]
        for call, row_values, states in self._calls:
            function = _FUNCTIONS[call.function]
            states.extend(function.start() for _ in range(len(self._sizes) - len(states)))
            add = function.add
            for group, value in zip(groups, row_values.of(columns, len(groups)), strict=True):
                if value is not None and (known := states[group]) is not UNKNOWN:
                    try:
                        states[group] = add(known, value)
                    except (ArithmeticError, TypeError, ValueError):  # too many digits, or values that have no order
                        states[group] = UNKNOWN

    def _group(self, key: tuple[Any, ...], row: int) -> int:
        number = self._numbers.setdefault(key, len(self._sizes))
        if number == len(self._sizes):
            self._first_rows.append(row)
            self._sizes.append(0)
        self._sizes[number] += 1
        return number

    def _number_of_table(self) -> None:
        """Make the group of all rows, where there are none."""
        self._numbers[()] = 0
        self._first_rows.append(0)
        self._sizes.append(0)
        for call, _, states in self._calls:
            states.append(_FUNCTIONS[call.function].start())

    def broken(self) -> Iterator[BrokenGroup]:
        """Yield the groups that break the rule, or in which it cannot be calculated, by their first rows."""
        if not self.rule.by and not self._numbers:  # a table without rows is a group, too
            self._number_of_table()
        evaluator = Evaluator()
        for key, number in self._numbers.items():
            results = {
                call: _FUNCTIONS[call.function].end(states[number])
                for call, _, states in self._calls
                if states[number] is not UNKNOWN
            }
            names = dict(zip(self.rule.by, key, strict=True)) | {call.name: value for call, value in results.items()}
            if not evaluator.is_true(self.rule.formula, names):
                by_text = {call.text: value for call, value in results.items()}
                yield BrokenGroup(self.rule, key, self._first_rows[number], self._sizes[number], by_text)


class _RowValues:
    """What a function of a group is given of each row: None is nothing, as in a row whose condition is not true."""

    def __init__(self, call: Call) -> None:
        self._value, self._condition = call.value, call.condition
        self._evaluator = Evaluator()
        self._known: dict[tuple[Any, ...], Any] = {}

    def of(self, columns: Mapping[str, Sequence[Any]], rows: int) -> Sequence[Any]:
        """Return the values of some rows."""
        values = [True] * rows if self._value is None else self._evaluated(self._value, columns, rows)
        if self._condition is None:
            return values
        holds = self._evaluated(self._condition, columns, rows)
        return [value if is_true else None for value, is_true in zip(values, holds, strict=True)]

    def _evaluated(self, formula: Formula, columns: Mapping[str, Sequence[Any]], rows: int) -> Sequence[Any]:
        if formula.text in columns:  # a field alone
            return columns[formula.text]
        if not formula.names:
            return [self._evaluator.value(formula, {})] * rows
        names = sorted(formula.names)
        return [self._row(formula, names, values) for values in zip(*(columns[name] for name in names), strict=True)]

    def _row(self, formula: Formula, names: list[str], values: tuple[Any, ...]) -> Any:
        key = (formula.text, *values)
        try:
            if key in self._known:
                return self._known[key]
        except TypeError:  # a value such as a list, which has no hash
            return self._evaluator.value(formula, dict(zip(names, values, strict=True)))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        value = self._known[key] = self._evaluator.value(formula, dict(zip(names, values, strict=True)))
        return value
