"""Formulas on Arrow columns: which rows of a block surely satisfy them.

Each part of a formula is evaluated for all rows at once, as Python does for one. A formula that cannot be evaluated so
satisfies no row surely: all rows are then for frictionless' evaluator.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.tabular.arrow_arrays import numpy_mask
from summitdata.tabular.formulas.operations import arithmetic, comparison
from summitdata.tabular.formulas.parts import (
    FALSE,
    Column,
    Mask,
    Part,
    Text,
    Truth,
    UnsureError,
    is_bool,
    is_constant,
    truth_of,
    unknown_truth,
)
from summitdata.tabular.text_sets import TextSet

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.tabular.formula import Formula

__all__ = ["Column", "sure_rows"]

MOST_EXACT = 0.9
"""If fewer rows are sure, the formula is evaluated with approximate numbers, too."""


def sure_rows(formula: Formula, columns: dict[str, Column], rows: int) -> Mask:
    """Return which rows surely satisfy a formula.

    Parameters
    ----------
    formula : Formula
        The formula.
    columns : dict of str to Column
        The columns that it names.
    rows : int
        How many rows there are.
    """
    if not rows or not formula.names <= columns.keys():
        return np.zeros(rows, np.bool_)
    sure = _sure_rows(formula, columns, rows, is_exact=True)
    if np.count_nonzero(sure) < rows * MOST_EXACT:
        sure = sure | _sure_rows(formula, columns, rows, is_exact=False)
    return sure


def _sure_rows(formula: Formula, columns: dict[str, Column], rows: int, *, is_exact: bool) -> Mask:
    try:
        with np.errstate(all="ignore"):
            part = _Evaluation(columns, is_exact=is_exact).part(formula.tree)
            return np.broadcast_to(truth_of(part) & ~part.bad & ~unknown_truth(part), (rows,))
    except UnsureError:
        return np.zeros(rows, np.bool_)


class _Evaluation:
    """The evaluation of one formula on one block."""

    def __init__(self, columns: dict[str, Column], *, is_exact: bool) -> None:
        self._columns = columns
        self._readers: dict[type[ast.expr], Callable[[Any], Part]] = {
            ast.Name: lambda node: columns[node.id].part if is_exact else columns[node.id].approximate_part,
            ast.Constant: lambda node: Part(node.value),
            ast.BoolOp: self._bool_op,
            ast.UnaryOp: self._unary,
            ast.BinOp: lambda node: arithmetic(node.op, self.part(node.left), self.part(node.right)),
            ast.Compare: self._compare,
        }

    def part(self, node: ast.expr) -> Part:
        return self._readers[type(node)](node)

    def _bool_op(self, node: ast.BoolOp) -> Part:
        """Evaluate the next condition only in the rows that the ones before leave open."""
        parts = [self.part(value) for value in node.values]
        is_and = isinstance(node.op, ast.And)
        first = parts[0]
        truth, bad = truth_of(first), first.bad | unknown_truth(first)
        is_condition = is_bool(first)
        for part in parts[1:]:
            is_open = truth if is_and else ~truth
            bad = bad | (is_open & (part.bad | unknown_truth(part)))
            truth = truth & truth_of(part) if is_and else truth | truth_of(part)
            is_condition &= is_bool(part)
        return Part(Truth(truth, is_condition), FALSE, bad)

    def _unary(self, node: ast.UnaryOp) -> Part:
        part = self.part(node.operand)
        if isinstance(node.op, ast.Not):
            return Part(Truth(~truth_of(part)), FALSE, part.bad | unknown_truth(part))
        if is_constant(part):
            return Part(-part.value if isinstance(node.op, ast.USub) else part.value)
        value = part.value
        if isinstance(node.op, ast.USub):
            value = replace(value, values=-value.values)
        return Part(value, FALSE, part.bad | part.none)

    def _compare(self, node: ast.Compare) -> Part:
        if isinstance(node.left, ast.Name) and _is_none_alone(node):
            column = self._columns[node.left.id]  # whose values are not needed
            is_none = column.missing if isinstance(node.ops[0], ast.Is) else ~column.missing
            return Part(Truth(is_none), FALSE, column.unaccepted)
        left = self.part(node.left)
        truth: Mask = np.True_
        bad: Mask = FALSE
        for operator, comparator in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                found = self._is_in(left, comparator)  # it ends the chain: a list is compared with nothing
                step = Part(~found.value, FALSE, found.bad) if isinstance(operator, ast.NotIn) else found
            else:
                right = self.part(comparator)
                step = comparison(operator, left, right)
                left = right
            bad = bad | (truth & step.bad)
            truth = truth & step.value
        return Part(Truth(truth), FALSE, bad)

    def _is_in(self, left: Part, node: Any) -> Part:
        items = [self.part(item).value for item in node.elts]
        if isinstance(left.value, Text) and not left.value.is_date:
            texts = TextSet([item for item in items if item is not None])
            found = numpy_mask(texts.find(left.value.cells)) & ~left.none
            return Part(found | left.none if None in items else found, FALSE, left.bad)
        found, bad = FALSE, left.bad
        for item in items:
            step = comparison(ast.Eq(), left, Part(item))
            found, bad = found | step.value, bad | step.bad
        return Part(found, FALSE, bad)


def _is_none_alone(node: ast.Compare) -> bool:
    """Whether a comparison is `... is None` or `... is not None`."""
    return len(node.ops) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot)
