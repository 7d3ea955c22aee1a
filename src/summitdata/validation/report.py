"""Report: a Frictionless report with the place of every error, and totals that no limit cuts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Report"]


class Report:
    """What `validate` found, as a Frictionless report with more in it.

    To each error of a table are added `lineNumber` and `columnNumber` of the cell in the file (both from 1). Each task
    has besides

    - `totals`: how many errors there are in all, by type and by field; `stats.errors` counts them all too, also where
      the listing ends at the limit;
    - `partial`: whether reading stopped at the limit, where counting the rest would have taken longer than finding the
      listed ones; then the totals are those of the rows that were read;
    - `engine`: what read the rows, `screen` or `frictionless`, and `engineNote`: why the screen did not.

    Parameters
    ----------
    descriptor : dict
        The report as plain dicts and lists.

    Examples
    --------
    >>> report = Report({"valid": True, "stats": {"tasks": 0, "errors": 0, "warnings": 0}, "errors": [], "tasks": []})
    >>> report.valid
    True
    """

    def __init__(self, descriptor: dict[str, Any]) -> None:
        self._descriptor = descriptor

    @property
    def valid(self) -> bool:
        """Whether no error was found."""
        return bool(self._descriptor["valid"])

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """What was found in each table."""
        tasks: list[dict[str, Any]] = self._descriptor["tasks"]
        return tasks

    @property
    def package_errors(self) -> list[dict[str, Any]]:
        """What is wrong with a descriptor, so that its tables could not be judged."""
        errors: list[dict[str, Any]] = self._descriptor["errors"]
        return errors

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The listed errors: those of descriptors, then each table's."""
        return [*self.package_errors, *(error for task in self.tasks for error in task["errors"])]

    @property
    def stats(self) -> dict[str, Any]:
        """How many tasks, errors and warnings there are in all."""
        stats: dict[str, Any] = self._descriptor["stats"]
        return stats

    def located(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield each listed error of a table with its task."""
        for task in self.tasks:
            for error in task["errors"]:
                yield task, error

    def flatten(self, spec: tuple[str, ...] = ("taskNumber", "rowNumber", "fieldNumber", "type")) -> list[list[Any]]:
        """Return the errors as lists of the wanted parts, as a Frictionless report does."""
        lines = [[error.get(part) for part in spec] for error in self.package_errors]
        for number, task in enumerate(self.tasks, start=1):
            lines += [[({"taskNumber": number} | error).get(part) for part in spec] for error in task["errors"]]
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists."""
        return self._descriptor

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(self._descriptor, indent=2, ensure_ascii=False)

    def __repr__(self) -> str:
        word = "valid" if self.valid else "invalid"
        return f"<Report {word}: {self.stats['tasks']} tables, {self.stats['errors']} errors>"
