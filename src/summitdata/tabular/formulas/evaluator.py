"""Formulas on single rows, by the evaluator that frictionless has for them."""

from __future__ import annotations

from inspect import signature
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitdata.tabular.formula import Formula

__all__ = ["Evaluator"]

_LOCK = Lock()
_PARSED = "previously_parsed"
"""The parameter for a formula that is parsed, which older versions of the evaluator lack."""


class Evaluator:
    """Says whether a formula is true in a row; where it raises, it is not.

    Examples
    --------
    >>> from summitdata.tabular.formula import parse_formula
    >>> formula = parse_formula("low <= high", {"low": "integer", "high": "integer"})
    >>> Evaluator().is_true(formula, {"low": 1, "high": 2}), Evaluator().is_true(formula, {"low": None, "high": 2})
    (True, False)
    """

    def __init__(self) -> None:
        import simpleeval

        with _LOCK:  # it changes the filters of warnings for a moment, which are those of all threads
            self._evaluator: Any = simpleeval.EvalWithCompoundTypes()
        self._takes_parsed = _PARSED in signature(self._evaluator.eval).parameters

    def is_true(self, formula: Formula, row: Any) -> bool:
        """Return whether a formula is true of a row, which gives the value of a field for its name."""
        return bool(self.value(formula, row))

    def value(self, formula: Formula, row: Any) -> Any:
        """Return the value of a formula in a row, None if it cannot be calculated."""
        self._evaluator.names = row
        try:
            return self._evaluator.eval(formula.text, **({_PARSED: formula.tree} if self._takes_parsed else {}))
        except Exception:  # noqa: BLE001 - a row that cannot be calculated breaks the rule, whatever the cause: so for frictionless
            return None
