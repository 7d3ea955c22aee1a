"""The rules of rows on single rows, with the errors of frictionless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.tabular.checklists import ROW_CONSTRAINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summitdata.tabular.formula import Formula
    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_rows import LinearRow

__all__ = ["RowRules"]


class RowRules:
    """Some formulas, each of which must be true in every row."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self._formulas = formulas
        if formulas:
            from summitdata.tabular.formulas.evaluator import Evaluator

            self._evaluator = Evaluator()

    def errors(self, row: LinearRow) -> Iterator[LightError]:
        """Yield an error for each formula that a row breaks, in frictionless' words."""
        for formula in self._formulas:
            if not self._evaluator.is_true(formula, row):
                yield row.error(ROW_CONSTRAINT, f'the row constraint to conform is "{formula.text}"')
