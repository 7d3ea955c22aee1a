"""The rules of groups of rows: conditions on sums, counts and the order of the rows that agree in some fields.

A `group-constraint` in the checklist of a resource has the formula, and in `by` the fields in which the rows of a group
agree; without them, the whole table is one group. The formula is one of row rules (`formula`) in which functions of the
group stand in the place of fields: `sum(share)`, or with a condition for rows, `sum(share, kind == "part")`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.errors import UnknownNameError, shown
from summitdata.tabular.checklists import GROUP_CONSTRAINT, checks_of
from summitdata.tabular.formula import (
    CONDITION,
    NUMERIC,
    Formula,
    FormulaError,
    FormulaParser,
    in_words,
    kind_of_field,
    parse_text,
    refused_formula,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FUNCTIONS", "Call", "GroupRule", "parse_group_rule", "read_group_rules"]

MOST_CALLS = 16
"""How many functions of the group a formula may have."""
WITHOUT_HASH = ("array", "geojson", "list", "object")
"""The types of fields whose values make no groups."""
FUNCTIONS = {
    "count": "integer",
    "distinct": "integer",
    "sum": "",
    "min": "",
    "max": "",
    "first": "",
    "last": "",
    "increasing": CONDITION,
    "nondecreasing": CONDITION,
}
"""The functions of a group, each with the kind of what it returns; "" is the kind of what it is given."""


@dataclass(frozen=True)
class Call:
    """A function of the rows of a group.

    Parameters
    ----------
    name : str
        What stands for it in the formula of the group.
    function : str
        One of `FUNCTIONS`.
    text : str
        As it is written.
    value, condition : Formula, optional
        What is calculated in each row, and in which rows; without them, `count` counts all rows.
    """

    name: str
    function: str
    text: str
    value: Formula | None
    condition: Formula | None


@dataclass(frozen=True)
class GroupRule:
    """A rule of the groups of a table's rows.

    Parameters
    ----------
    text : str
        Its formula as it is written.
    by : tuple of str
        The fields in which the rows of a group agree.
    formula : Formula
        The formula of a group, with a name for each call.
    calls : tuple of Call
        The functions that are calculated of each group.
    names : frozenset of str
        All fields that are read.
    """

    text: str
    by: tuple[str, ...]
    formula: Formula
    calls: tuple[Call, ...]
    names: frozenset[str]

    @property
    def label(self) -> str:
        """What messages and comments call the rule.

        Examples
        --------
        >>> parse_group_rule("sum(share) == 100", ["year"], {"year": "integer", "share": "number"}).label
        'sum(share) == 100 by year'
        """
        return f"{self.text} by {', '.join(self.by)}" if self.by else self.text


def read_group_rules(resource: dict[str, Any]) -> tuple[GroupRule, ...]:
    """Return the rules of the groups of a table, in their order.

    Raises
    ------
    PackageError
        The checklist has something else, or a rule is refused: the message says where, and what would do.

    Examples
    --------
    >>> check = {"type": "group-constraint", "by": ["year"], "formula": "99.5 <= sum(share) <= 100.5"}
    >>> fields = [{"name": "year", "type": "year"}, {"name": "share", "type": "number", "floatNumber": True}]
    >>> resource = {"name": "shares", "schema": {"fields": fields}, "checklist": {"checks": [check]}}
    >>> [rule.label for rule in read_group_rules(resource)]
    ['99.5 <= sum(share) <= 100.5 by year']
    """
    checks, fields = checks_of(resource, GROUP_CONSTRAINT)
    rules = []
    for check in checks:
        try:
            _refuse_keys(check.get("by", []), fields)
            kinds = {name: kind_of_field(field) for name, field in fields.items()}
            rules.append(parse_group_rule(check["formula"], check.get("by", []), kinds))
        except (FormulaError, UnknownNameError) as error:
            raise refused_formula(resource, check["formula"], error) from error
    return tuple(rules)


def _refuse_keys(by: list[str], fields: Mapping[str, dict[str, Any]]) -> None:
    for name in by:
        if name not in fields:
            raise UnknownNameError.of("field", name, list(fields), 'in "by"')
        if fields[name].get("type") in WITHOUT_HASH:
            raise FormulaError(f'values of the field {shown(name)} make no groups: leave it out of "by"')


def parse_group_rule(text: str, by: list[str], kinds: Mapping[str, str]) -> GroupRule:
    """Parse the formula of a rule of groups.

    Parameters
    ----------
    text : str
        The formula.
    by : list of str
        The fields in which the rows of a group agree; the formula may also name them outside of functions.
    kinds : mapping of str to str
        The fields of the table, each with its kind (`kind_of_field`).

    Raises
    ------
    FormulaError
        It has something else than functions of a group, constants, comparisons, conditions and arithmetic.

    Examples
    --------
    >>> rule = parse_group_rule("count(kind == 'total') == 1", ["year"], {"year": "integer", "kind": "text"})
    >>> [(call.function, call.text) for call in rule.calls], sorted(rule.names)
    ([('count', "count(kind == 'total')")], ['kind', 'year'])
    >>> parse_group_rule("total == sum(part)", ["year"], {"year": "integer", "part": "number", "total": "number"})
    Traceback (most recent call last):
    summitdata.tabular.formula.FormulaError: column 1: "total" is not allowed: it may differ within a group: write \
first(total), or name it in "by"
    """
    stripped, tree = parse_text(text)
    calls = _Calls(stripped, kinds)
    replaced = ast.fix_missing_locations(calls.visit(tree))
    outside = FormulaParser(stripped, {name: kinds[name] for name in by} | calls.kinds)
    for node in ast.walk(replaced):
        if isinstance(node, ast.Name) and node.id in kinds and node.id not in by:
            raise outside.refused(node, f'it may differ within a group: write first({node.id}), or name it in "by"')
    outside.kind(replaced)
    if not calls.found:
        raise FormulaError(f"it has no function of a group, such as sum(): the functions are {', '.join(FUNCTIONS)}")
    formula = Formula(ast.unparse(replaced), replaced, frozenset(outside.names))
    return GroupRule(text, tuple(by), formula, tuple(calls.found), frozenset(calls.names | set(by)))


class _Calls(ast.NodeTransformer):
    """Puts a name in the place of each function of a group."""

    def __init__(self, text: str, kinds: Mapping[str, str]) -> None:
        self.text, self.row_kinds = text, kinds
        self.found: list[Call] = []
        self.kinds: dict[str, str] = {}
        self.names: set[str] = set()

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Return the name that stands for a function of a group."""
        parser = FormulaParser(self.text, self.row_kinds)
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in FUNCTIONS:
            raise parser.refused(node, f"the functions of a group are {', '.join(FUNCTIONS)}")
        if len(self.found) == MOST_CALLS:
            raise parser.refused(node, f"a formula may have {MOST_CALLS} functions: make several rules of it")
        fewest = 0 if function == "count" else 1
        if node.keywords or not fewest <= len(node.args) <= 2:  # noqa: PLR2004 - a value and a condition
            example = f"{function}(value) or {function}(value, kind == 'part')"
            raise parser.refused(node, f"it is given what is calculated in a row, and a condition: write {example}")
        kind = parser.kind(node.args[0]) if node.args else ""
        if function == "sum" and kind not in NUMERIC:
            advice = ": write count() for the rows in which a condition is true" if kind == CONDITION else ""
            raise parser.refused(node, f"sum is for numbers, and it is given {in_words(kind)}{advice}")
        if len(node.args) > 1 and parser.kind(node.args[1]) != CONDITION:
            raise parser.refused(node.args[1], "a condition is to say in which rows, such as kind == 'part'")
        self.names |= parser.names
        name = f"call_{len(self.found)}"
        while name in self.row_kinds:
            name += "_"
        value, condition = ([_formula(argument) for argument in node.args] + [None, None])[:2]
        text = ast.get_source_segment(self.text, node) or function
        self.found.append(Call(name, function, text, value, condition))
        self.kinds[name] = FUNCTIONS[function] or kind
        return ast.copy_location(ast.Name(name, ast.Load()), node)


def _formula(node: ast.expr) -> Formula:
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return Formula(ast.unparse(node), node, frozenset(names))
