"""The rules of rows on single rows, by the evaluator that frictionless has for them."""

from __future__ import annotations

from inspect import signature
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summitdata.tabular.formula import Formula
    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_rows import LinearRow

__all__ = ["ROW_CONSTRAINT", "RowRules"]

ROW_CONSTRAINT = "row-constraint"
_LOCK = Lock()
_PARSED = "previously_parsed"
"""The parameter for a formula that is parsed, which older versions of the evaluator lack."""


class RowRules:
    """Some formulas, each of which must be true in every row; where one raises, it is not."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self._formulas = formulas
        self._evaluator: Any = None
        self._takes_parsed = False
        if formulas:
            import simpleeval

            with _LOCK:  # it changes the filters of warnings for a moment, which are those of all threads
                self._evaluator = simpleeval.EvalWithCompoundTypes()
            self._takes_parsed = _PARSED in signature(self._evaluator.eval).parameters

    def errors(self, row: LinearRow) -> Iterator[LightError]:
        """Yield an error for each formula that a row breaks, in frictionless' words."""
        for formula in self._formulas:
            if not self._is_true(formula, row):
                yield row.error(ROW_CONSTRAINT, f'the row constraint to conform is "{formula.text}"')

    def _is_true(self, formula: Formula, row: LinearRow) -> bool:
        self._evaluator.names = row
        try:
            return bool(self._evaluator.eval(formula.text, **({_PARSED: formula.tree} if self._takes_parsed else {})))
        except Exception:  # noqa: BLE001 - frictionless does the same
            return False
