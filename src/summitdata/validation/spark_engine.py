"""A table of many parts on Apache Spark: each part is screened by one task, and repeated keys are found by a shuffle.

What Spark does not take, or what a part alone does not show, is read without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.validation.screen.apart import CannotScreenApartError, screen_apart
from summitdata.validation.spark_jobs import run_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.budget import Budget
    from summitdata.validation.screen.block_screen import BlockScreen
    from summitdata.validation.screen.part_screen import Part, PartResult
    from summitdata.validation.screen.result import RowNumbers, ScreenResult

__all__ = ["screen_on_spark"]


def screen_on_spark(
    table: InputTable, budget: Budget, max_cell: int, error_limit: int
) -> tuple[ScreenResult | None, str]:
    """Return what the screen finds in a table of several parts, None where Spark does not take it, and why it does not.

    Parameters
    ----------
    table : InputTable
        The table as one file, which has the parts joined.
    budget : Budget
        Of the run.
    max_cell : int
        How long a cell may be, in bytes.
    error_limit : int
        How many errors a report lists; 0 lists all.

    Raises
    ------
    MissingDependencyError
        PySpark or Java is missing.
    """

    def run(
        parts: list[Part], resource: dict[str, Any], block_screen: BlockScreen
    ) -> tuple[list[PartResult], Mapping[int, RowNumbers]]:
        results, repeated = run_parts(parts, resource, block_screen, budget.limit)
        for result in results:
            budget.add(result.seconds)
        return results, repeated

    try:
        return screen_apart(table, budget, max_cell, error_limit, run), ""
    except CannotScreenApartError as error:
        return None, f"not on Spark: {error}"
