"""Formulas of row rules: the part of Python that frictionless evaluates in a `row-constraint` and that is bounded.

A formula is parsed, never run as code. It may name fields, numbers, texts, `True`, `False` and `None`, compare them
(also in chains, with `in` a list, and with `is None`), join conditions by `and`, `or` and `not`, and calculate with
`+ - * / %` on numbers. All else is refused, with what would do: powers, calls, attributes, subscripts, and operations
that frictionless would find wrong in every row, such as a number plus a text.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "CONDITION",
    "MAX_LENGTH",
    "NUMERIC",
    "Formula",
    "FormulaError",
    "FormulaParser",
    "in_words",
    "kind_of_field",
    "parse_formula",
    "parse_text",
    "refused_formula",
]

MOST_SHOWN = 60
"""How many characters of a part of a formula a message shows before its reason."""
MAX_LENGTH = 1000
"""Characters of a formula."""
MAX_DEPTH = 100
"""How deep a formula may be nested; each summand of a sum is a level. Python's own limit is not far away."""
MAX_PRODUCTS = 8
"""How many `*` a formula may have: each adds the digits of its two sides."""

CONDITION, NUMERIC = "condition", ("integer", "number", "float")
_KINDS = {"year": "integer", "boolean": CONDITION, "string": "text"}
_CONSTANTS = {int: "integer", float: "float", str: "text", bool: CONDITION, type(None): "None"}
_WORDS = {CONDITION: "a condition", "number": "a decimal number", "float": "a binary number", "None": "None"}


class FormulaError(ValueError):
    """A formula is refused; the text says where and what would do."""


def refused_formula(resource: dict[str, Any], text: str, reason: Exception) -> PackageError:
    """Return the error of a formula in the checklist of a resource; a long formula is cut before the reason."""
    name = shown(resource.get("name"))
    return PackageError(f"resource {name}: formula {shown(text, MOST_SHOWN)} in its checklist: {reason}")


@dataclass(frozen=True)
class Formula:
    """A formula that may be evaluated.

    Parameters
    ----------
    text : str
        As it is written.
    tree : ast.expr
        As it is parsed.
    names : frozenset of str
        The fields that it names.
    """

    text: str
    tree: ast.expr
    names: frozenset[str]


def kind_of_field(field: Mapping[str, Any]) -> str:
    """Return what the values of a field are to a formula.

    Examples
    --------
    >>> kind_of_field({"name": "opened", "type": "year"}), kind_of_field({"name": "day", "type": "date"})
    ('integer', 'date')
    """
    field_type = str(field.get("type") or "any")
    if field_type == "number":
        return "float" if field.get("floatNumber") else "number"
    return _KINDS.get(field_type, field_type)


def parse_formula(text: str, kinds: Mapping[str, str]) -> Formula:
    """Parse a formula.

    Parameters
    ----------
    text : str
        The formula.
    kinds : mapping of str to str
        The fields that it may name, each with its kind (`kind_of_field`).

    Raises
    ------
    FormulaError
        It is too long, or it has something else than fields, constants, comparisons, conditions and arithmetic.

    Examples
    --------
    >>> parse_formula("low <= value <= high", {"low": "number", "value": "number", "high": "number"}).text
    'low <= value <= high'
    >>> parse_formula("value ** 2 < 9", {"value": "number"})
    Traceback (most recent call last):
    summitdata.tabular.formula.FormulaError: column 1: "value ** 2" is not allowed: only + - * / % calculate
    """
    stripped, tree = parse_text(text)
    parser = FormulaParser(stripped, kinds)
    parser.kind(tree)
    if not parser.names:
        raise FormulaError("it names no field, so it says nothing of a row")
    return Formula(text, tree, frozenset(parser.names))


def parse_text(text: str) -> tuple[str, ast.expr]:
    """Return a formula without the blanks around it, and as Python parses it.

    Raises
    ------
    FormulaError
        It is too long, or Python cannot parse it.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"it has {len(text)} characters: at most {MAX_LENGTH} are read: make several rules of it")
    if set(text) & set("\n\r\\"):
        raise FormulaError("it has a line break or a backslash: write it in one line, and characters as they are")
    stripped = text.strip()
    try:
        tree = ast.parse(stripped, mode="eval").body
    except SyntaxError as error:
        where = f"column {error.offset}: " if error.offset else ""
        raise FormulaError(f"{where}{error.msg}: write a condition such as low <= value") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"it cannot be parsed: {error or type(error).__name__}") from None
    return stripped, tree


class FormulaParser:
    """Finds the kind of each part of a formula, and refuses what has none.

    Parameters
    ----------
    text : str
        The formula, for messages.
    kinds : mapping of str to str
        The names that it may have, each with its kind.
    """

    def __init__(self, text: str, kinds: Mapping[str, str]) -> None:
        self.text, self.kinds = text, kinds
        self.names: set[str] = set()
        self._depth = self._products = 0
        self._readers: dict[type[ast.expr], Callable[[Any], str]] = {
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.BoolOp: self._bool_op,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._compare,
        }

    def kind(self, node: ast.expr) -> str:
        """Return the kind of a part."""
        if type(node) not in self._readers:
            raise self.refused(node, _ADVICE.get(type(node), "write comparisons, conditions and arithmetic of fields"))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError(f"it is nested more than {MAX_DEPTH} levels deep: make several rules of it")
        kind = self._readers[type(node)](node)
        self._depth -= 1
        return kind

    def refused(self, node: ast.expr, advice: str) -> FormulaError:
        """Return the error of a part that is not allowed, with what would do."""
        source = ast.get_source_segment(self.text, node) or ""
        column = len(self.text.encode()[: node.col_offset].decode(errors="ignore")) + 1
        part = source if len(source) <= MOST_SHOWN else f"{source[:MOST_SHOWN]}…"
        return FormulaError(f'column {column}: "{part}" is not allowed: {advice}')

    def _name(self, node: ast.Name) -> str:
        if node.id not in self.kinds:
            near = get_close_matches(node.id, self.kinds, n=1)
            meant = f"is {near[0]} meant?" if near else f"the fields are {', '.join(list(self.kinds)[:20])}"
            raise self.refused(node, f"the schema has no such field: {meant}")
        self.names.add(node.id)
        return self.kinds[node.id]

    def _constant(self, node: ast.Constant) -> str:
        if type(node.value) not in _CONSTANTS:
            raise self.refused(node, "constants are numbers, texts, True, False and None")
        return _CONSTANTS[type(node.value)]

    def _bool_op(self, node: ast.BoolOp) -> str:
        kinds = {self.kind(value) for value in node.values}
        return CONDITION if kinds == {CONDITION} else "choice"  # Python's `or` of two numbers is a number

    def _unary(self, node: ast.UnaryOp) -> str:
        kind = self.kind(node.operand)
        if isinstance(node.op, ast.Not):
            return CONDITION
        if isinstance(node.op, ast.Invert) or kind not in NUMERIC:
            raise self.refused(node, "a sign is for numbers; write not before a condition")
        return kind

    def _arithmetic(self, node: ast.BinOp) -> str:
        if not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Mod):
            raise self.refused(node, "only + - * / % calculate")
        self._products += isinstance(node.op, ast.Mult)
        if self._products > MAX_PRODUCTS:
            raise self.refused(node, f"a formula may have {MAX_PRODUCTS} products: make several rules of it")
        kinds = [self.kind(node.left), self.kind(node.right)]
        if wrong := [kind for kind in kinds if kind not in NUMERIC]:
            raise self.refused(node, f"+ - * / % are for numbers, and one side is {in_words(wrong[0])}")
        if "number" in kinds and "float" in kinds:
            raise self.refused(
                node,
                "a decimal number is not calculated with a binary one, such as 1.5 or a quotient of integers: write "
                "value * 3 / 2 for value * 1.5",
            )
        quotient = isinstance(node.op, ast.Div) and kinds == ["integer", "integer"]
        return "float" if quotient else max(kinds, key=NUMERIC.index)

    def _compare(self, node: ast.Compare) -> str:
        left, left_kind = node.left, self.kind(node.left)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                if right is not node.comparators[-1]:
                    raise self.refused(node, "a list is compared with nothing: write two conditions")
                self._member(node, left_kind, right)
                right_kind = "list"
            else:
                right_kind = self.kind(right)
                self._comparison(node, operator, (left, left_kind), (right, right_kind))
            left, left_kind = right, right_kind
        return CONDITION

    def _comparison(
        self, node: ast.Compare, operator: ast.cmpop, left: tuple[ast.expr, str], right: tuple[ast.expr, str]
    ) -> None:
        kinds = (left[1], right[1])
        if isinstance(operator, ast.Is | ast.IsNot):
            if right[1] != "None":
                raise self.refused(node, "is stands before None alone: compare with ==")
        elif "None" in kinds:
            if not isinstance(operator, ast.Eq | ast.NotEq):
                raise self.refused(node, "None has no order: write is None or is not None")
        elif not _are_alike(*kinds):
            raise self.refused(node, f"{in_words(kinds[0])} is never compared with {in_words(kinds[1])}")

    def _member(self, node: ast.Compare, kind: str, right: ast.expr) -> None:
        if not isinstance(right, ast.List | ast.Tuple):
            raise self.refused(node, 'in stands before a list of constants: write kind in ["a", "b"]')
        for item in right.elts:
            value = item.operand if isinstance(item, ast.UnaryOp) and isinstance(item.op, ast.USub) else item
            if not isinstance(value, ast.Constant):
                raise self.refused(node, "such a list has constants alone: compare with == and or")
            item_kind = self.kind(item)
            if item_kind != "None" and not _are_alike(kind, item_kind):
                raise self.refused(node, f"{in_words(kind)} is never in a list with {in_words(item_kind)}")


def _are_alike(first: str, second: str) -> bool:
    both = {first, second}
    return len(both) == 1 or bool(both & {"any", "choice"}) or both <= set(NUMERIC)


def in_words(kind: str) -> str:
    """Return what messages call values of a kind.

    Examples
    --------
    >>> in_words("integer"), in_words("number")
    ('an integer', 'a decimal number')
    """
    article = "an" if kind[0] in "aio" else "a"
    return _WORDS.get(kind, f"{article} {kind}")


_ADVICE: dict[type[ast.expr], str] = {
    ast.Call: "nothing is called, and frictionless has no abs: write -0.5 <= total - (a + b) <= 0.5 for a tolerance",
    ast.IfExp: "write kind != 'x' or value > 0 for a condition that holds where kind is 'x'",
    ast.List: "a list stands after in",
    ast.Tuple: "a list stands after in",
    ast.Attribute: "a field is named without a dot",
    ast.JoinedStr: "a text is written as it is",
}
