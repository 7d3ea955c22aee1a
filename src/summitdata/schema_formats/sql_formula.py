"""Formulas of row rules as conditions of SQL.

In Python, a part of a row that is missing is None: `None == None` is true, and to calculate with None, or to ask
whether it is less, raises, which breaks the rule. SQL has NULL for both. So the value of a field may be NULL where it
is None, and what is calculated or compared is NULL where Python raises; each part says which of the two it can be.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from summitdata.schema_formats.sql_names import quoted_name, quoted_text
from summitdata.tabular.formula import CONDITION, kind_of_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.tabular.formula import Formula
    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["NoSqlError", "sql_condition"]

JOINED, COMPARED, CALCULATED, ONE = range(4)
"""How closely the parts of a text belong together."""
NUMERIC = ("integer", "number", "float")
ORDERED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
MOST = 10**15
"""Of integers, whose products would soon not fit into 64 bits."""
CALCULATIONS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class NoSqlError(ValueError):
    """SQL has no words for a formula; the text says why."""


@dataclass(frozen=True)
class _Part:
    """A part of a formula as SQL: where it may be None, and where it may raise, it is NULL."""

    text: str
    kind: str
    level: int = ONE
    may_be_none: bool = False
    may_raise: bool = False
    constant: Any = ...

    def within(self, level: int) -> str:
        """Return the text as an operand of what belongs together as closely as `level`."""
        return self.text if self.level >= level else f"({self.text})"


def sql_condition(formula: Formula, fields: Iterable[FieldRules]) -> str:
    """Return a condition that is true in the rows that satisfy a formula, and false in all others.

    Parameters
    ----------
    formula : Formula
        The formula.
    fields : iterable of FieldRules
        The fields of the table.

    Raises
    ------
    NoSqlError
        SQL has no words for it that all databases take alike.

    Examples
    --------
    >>> from summitdata.tabular.formula import parse_formula
    >>> from summitdata.tabular.schema_rules import read_rules
    >>> required = {"required": True}
    >>> low = {"name": "low", "type": "integer", "constraints": required}
    >>> fields = read_rules({"fields": [low, {"name": "high", "type": "integer"}]}).fields
    >>> sql_condition(parse_formula("high is None or low <= high", {"low": "integer", "high": "integer"}), fields)
    'COALESCE("high" IS NULL OR "low" <= "high", FALSE)'
    """
    part = _Translation({field.name: field for field in fields}).truth(formula.tree, is_last=True)
    return f"COALESCE({part.text}, FALSE)" if part.may_raise else part.text


class _Translation:
    """The translation of one formula."""

    def __init__(self, fields: dict[str, FieldRules]) -> None:
        self._fields = fields

    def truth(self, node: ast.expr, *, is_last: bool = False) -> _Part:
        """Return whether a part counts as true; `is_last` says that nothing follows, so false and NULL are the same."""
        if isinstance(node, ast.BoolOp):
            parts = [self.truth(value, is_last=is_last and isinstance(node.op, ast.And)) for value in node.values]
            return _joined(node.op, parts, is_last=is_last)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            part = self.truth(node.operand)
            return _Part(f"NOT {part.within(ONE)}", CONDITION, COMPARED, may_raise=part.may_raise)
        if isinstance(node, ast.Compare):
            return self._compare(node, is_last=is_last)
        return _truth(self._operand(node))

    def _operand(self, node: ast.expr) -> _Part:
        """Return what is compared; sums of decimal numbers are binary ones in SQL, so their last digits are cut off."""
        part = self._value(node)
        if part.kind == "number" and not isinstance(node, ast.Name):
            return _Part(f"ROUND(CAST({part.text} AS DECIMAL(38, 9)), 9)", "number", may_raise=part.may_raise)
        return part

    def _value(self, node: ast.expr) -> _Part:
        if isinstance(node, ast.Name):
            return self._field(self._fields[node.id])
        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, ast.BinOp):
            return self._calculated(node)
        if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
            part, sign = self._value(node.operand), "-" if isinstance(node.op, ast.USub) else "+"
            if part.constant is not ...:
                return _constant(-part.constant if sign == "-" else part.constant)
            raises = part.may_raise or part.may_be_none
            return _Part(f"{sign}{part.within(ONE)}", part.kind, CALCULATED, may_raise=raises)
        if isinstance(node, ast.BoolOp) and any(
            part.kind != CONDITION or part.may_be_none for part in map(self._value, node.values)
        ):
            raise NoSqlError("and, or give a value that is not a condition")
        return self.truth(node)

    def _field(self, field: FieldRules) -> _Part:
        kind = kind_of_field(field.descriptor)
        return _Part(quoted_name(field.name), kind, may_be_none=not field.required)

    def _calculated(self, node: ast.BinOp) -> _Part:
        left, right = self._value(node.left), self._value(node.right)
        one, two = self._wide(node.left, left), self._wide(node.right, right)
        kind = max(left.kind, right.kind, key=NUMERIC.index)
        raises = any(part.may_be_none or part.may_raise for part in (left, right))
        if type(node.op) in CALCULATIONS:
            return _Part(f"{one} {CALCULATIONS[type(node.op)]} {two}", kind, CALCULATED, may_raise=raises)
        if not (isinstance(right.constant, int | float) and right.constant):
            two, raises = f"NULLIF({two}, 0)", True
        if isinstance(node.op, ast.Div):
            quotient = "float" if kind == "integer" else kind
            return _Part(f"1.0 * {one} / {two}", quotient, CALCULATED, may_raise=raises)
        if kind != "integer":
            raise NoSqlError("% is for integers")
        return _Part(f"({one} % {two} + {two}) % {two}", kind, CALCULATED, may_raise=raises)

    def _wide(self, node: ast.expr, part: _Part) -> str:
        """Return an operand; two years as SMALLINT would have a product that is none."""
        is_year = isinstance(node, ast.Name) and self._fields[node.id].type == "year"
        return f"CAST({part.text} AS BIGINT)" if is_year else part.within(ONE)

    def _compare(self, node: ast.Compare, *, is_last: bool) -> _Part:
        left, steps = self._operand(node.left), []
        for operator, right_node in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                items = [self._value(item) for item in right_node.elts]  # type: ignore[attr-defined] # it is a list
                step = _is_in(left, items)
                if isinstance(operator, ast.NotIn):
                    step = _Part(f"NOT {step.within(ONE)}", CONDITION, COMPARED, may_raise=step.may_raise)
            else:
                right = self._operand(right_node)
                step = _compared(operator, left, right)
                left = right
            steps.append(step)
        return _joined(ast.And(), steps, is_last=is_last)


FALSE, TRUE = "FALSE", "TRUE"


def _boolean(value: bool) -> _Part:  # noqa: FBT001 - it is the value
    return _Part(TRUE if value else FALSE, CONDITION, constant=value)


def _constant(value: Any) -> _Part:
    if isinstance(value, bool):
        return _boolean(value)
    if value is None:
        return _Part("NULL", "None", constant=None)
    if isinstance(value, str):
        return _Part(quoted_text(value), "text", constant=value)
    text = repr(value)
    if "inf" in text or (isinstance(value, int) and abs(value) > MOST):
        raise NoSqlError("a number is too large")
    level = ONE if value >= 0 else CALCULATED
    return _Part(text, "float" if isinstance(value, float) else "integer", level, constant=value)


def _else(part: _Part, text: str, otherwise: str) -> _Part:
    """Return a condition on a part as one that is `otherwise` where the part is None."""
    if part.may_be_none:
        return _Part(f"COALESCE({text}, {otherwise})", CONDITION)
    return _Part(text, CONDITION, COMPARED, may_raise=part.may_raise)


def _truth(part: _Part) -> _Part:
    """Return whether a value counts as true."""
    if part.constant is not ...:
        return _boolean(bool(part.constant))
    if part.kind == CONDITION:
        return _else(part, part.text, FALSE) if part.may_be_none else part
    if part.kind in (*NUMERIC, "text"):
        return _else(part, f"{part.within(CALCULATED)} <> {'0' if part.kind in NUMERIC else quoted_text('')}", FALSE)
    if part.kind not in ("date", "datetime", "time", "any"):
        raise NoSqlError(f"a {part.kind} is not a condition")
    return _Part(f"{part.text} IS NOT NULL", CONDITION, COMPARED)


def _joined(operator: ast.boolop, parts: list[_Part], *, is_last: bool) -> _Part:
    """Join conditions; the ones after one that raises do not matter, whatever they are."""
    is_and = isinstance(operator, ast.And)
    word = "AND" if is_and else "OR"
    *firsts, last = parts
    run = [last]
    for part in reversed(firsts):
        if part.may_raise and not (is_and and is_last):
            after = _chain(word, run).text
            true, false = (after, FALSE) if is_and else (TRUE, after)
            text = f"CASE {part.within(ONE)} WHEN TRUE THEN {true} WHEN FALSE THEN {false} END"
            run = [_Part(text, CONDITION, may_raise=True)]
        else:
            run = [part, *run]
    return _chain(word, run)


def _chain(word: str, parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    text = f" {word} ".join(part.within(COMPARED) for part in parts)
    return _Part(text, CONDITION, JOINED, may_raise=any(part.may_raise for part in parts))


def _compared(operator: ast.cmpop, left: _Part, right: _Part) -> _Part:
    is_equal = isinstance(operator, ast.Eq | ast.Is)
    if left.constant is None or right.constant is None:
        return _is_none(left if right.constant is None else right, is_equal=is_equal)
    _check_kinds(left, right)
    return _ordered(operator, left, right) if type(operator) in ORDERED else _equal(left, right, is_equal=is_equal)


def _is_none(part: _Part, *, is_equal: bool) -> _Part:
    if part.may_raise:
        raise NoSqlError("a number that is calculated is compared with None")
    if part.constant is not ...:
        return _boolean((part.constant is None) == is_equal)
    return _Part(f"{part.text} IS {'' if is_equal else 'NOT '}NULL", CONDITION, COMPARED)


def _ordered(operator: ast.cmpop, left: _Part, right: _Part) -> _Part:
    word = ORDERED[type(operator)]
    if right.kind == "number" and isinstance(left.constant, float):
        word = MIRRORED[_around(MIRRORED[word], left.constant)]
    elif left.kind == "number" and isinstance(right.constant, float):
        word = _around(word, right.constant)
    raises = any(part.may_be_none or part.may_raise for part in (left, right))
    return _Part(f"{left.within(CALCULATED)} {word} {right.within(CALCULATED)}", CONDITION, COMPARED, may_raise=raises)


def _equal(left: _Part, right: _Part, *, is_equal: bool) -> _Part:
    word, opposite = ("=", "<>") if is_equal else ("<>", "=")
    if not _may_equal(left, right):
        return _never(left if left.constant is ... else right, is_equal=is_equal)
    one, two = left.within(CALCULATED), right.within(CALCULATED)
    text = f"{one} {word} {two}"
    if left.may_be_none and right.may_be_none:
        neither = f"{one} IS NULL AND {two} IS NULL" if is_equal else f"{one} IS NOT NULL OR {two} IS NOT NULL"
        return _Part(f"COALESCE({text}, {neither})", CONDITION)
    if left.may_be_none or right.may_be_none:
        other, known = (right, two) if left.may_be_none else (left, one)
        # Where one is None, the two are not equal, unless the other raises: then it is NULL, and this is, too.
        otherwise = f"{known} {opposite} {known}" if other.may_raise else FALSE if is_equal else TRUE
        return _Part(f"COALESCE({text}, {otherwise})", CONDITION, may_raise=other.may_raise)
    return _Part(text, CONDITION, COMPARED, may_raise=left.may_raise or right.may_raise)


def _never(part: _Part, *, is_equal: bool) -> _Part:
    """Return a condition that is never true, or always, unless the part raises."""
    if not part.may_raise:
        return _boolean(not is_equal)
    text = f"{part.within(CALCULATED)} {'<>' if is_equal else '='} {part.within(CALCULATED)}"
    return _Part(text, CONDITION, COMPARED, may_raise=True)


def _is_in(left: _Part, items: list[_Part]) -> _Part:
    has_none = any(item.constant is None for item in items)
    if left.constant is None:
        return _boolean(has_none)
    listed = [item for item in items if item.constant is not None and _may_equal(left, item)]
    for item in listed:
        _check_kinds(left, item)
    one = left.within(ONE)
    if not listed:
        found = _never(left, is_equal=True)
        return _Part(f"{one} IS NULL", CONDITION, COMPARED) if has_none and not left.may_raise else found
    text = f"{one} IN ({', '.join(item.text for item in listed)})"
    return _else(left, text, TRUE if has_none else FALSE)


def _check_kinds(left: _Part, right: _Part) -> None:
    kinds = {left.kind, right.kind}
    if not kinds <= {*NUMERIC, "text", "date", CONDITION}:
        raise NoSqlError(f"values of the type {min(kinds - {*NUMERIC, 'text', 'date', CONDITION})} are compared")
    if kinds == {"number", "float"} and left.constant is ... and right.constant is ...:
        raise NoSqlError("a decimal number is compared with a quotient or a binary number")
    if left.constant is not ... and right.constant is not ... and kinds <= set(NUMERIC):
        raise NoSqlError("two constants are compared")


def _may_equal(left: _Part, right: _Part) -> bool:
    """Whether two parts may be equal: 0.1 is a binary number, which no decimal number is, unlike 0.5."""
    pairs = ((left, right), (right, left))
    return not any(
        part.kind == "number" and isinstance(other.constant, float) and Decimal(other.constant) != _written(other)
        for part, other in pairs
    )


def _around(word: str, constant: float) -> str:
    """Return the order of a decimal number and a constant as it is written, which is a bit less or more than it is."""
    difference = Decimal(constant) - Decimal(repr(constant))
    if difference < 0:
        return {"<=": "<", ">": ">="}.get(word, word)
    return {"<": "<=", ">=": ">"}.get(word, word) if difference else word


def _written(part: _Part) -> Decimal:
    return Decimal(repr(part.constant))
