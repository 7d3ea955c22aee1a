"""The rules of this package's own tables, for a file in the place of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitdata.errors import DataFileError
from summitdata.rules import violations
from summitdata.tables import rows
from summitdata.tabular.typed_rows import typed_rows
from summitdata.validation.report import Error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summitdata.rules import NumberedRows, Violation
    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.report import Severity

__all__ = ["BrokenRule", "broken_rules", "violated"]


@dataclass(frozen=True)
class BrokenRule:
    """A row that breaks a rule which a Table Schema cannot state."""

    type: str
    message: str
    cells: tuple[str, ...]
    row_number: int
    field_name: str
    field_number: int

    def error(self, *, severity: Severity, position: tuple[int, int] | tuple[None, None]) -> Error:
        """Return the error of a report; `position` is the line and the column where its cell begins."""
        line, column = position
        return Error(
            type=self.type,
            title="Rule",
            description="A rule of this table that no Table Schema can say.",
            message=f'Row at position "{self.row_number}" breaks the rule "{self.type}": {self.message}',
            tags=("#table", "#row", "#cell"),
            note=self.message,
            cells=self.cells,
            row_number=self.row_number,
            cell=self.cells[self.field_number - 1],
            field_name=self.field_name,
            field_number=self.field_number,
            line_number=line,
            column_number=column,
            severity=severity,
            subject="file",
        )


def broken_rules(table: InputTable, labels: Sequence[str]) -> list[BrokenRule]:
    """Return the rows of a file that break a rule of the table in whose place it stands.

    `table` is one that its schema accepts, and `labels` is its header.
    """
    if table.replaces is None:
        return []
    try:
        own_rows = list(typed_rows(table.folder, table.resource))
    except DataFileError:
        return []  # frictionless reads some spellings that the package itself does not use
    tables = {
        resource["name"]: list(enumerate(rows(resource["name"]), start=2)) for resource, _ in table.other_resources
    }
    tables[table.replaces] = own_rows
    of_table = [(rule, violation) for rule, violation in violations(tables) if violation.table == table.replaces]
    return violated(of_table, own_rows, labels)


def violated(
    violations: Iterable[tuple[str, Violation]], numbered_rows: NumberedRows, labels: Sequence[str]
) -> list[BrokenRule]:
    """Return what violations of rules in a table are for a report, each rule with its name."""
    by_number = dict(numbered_rows)
    return [
        BrokenRule(
            type=rule,
            message=violation.message,
            cells=tuple("" if value is None else str(value) for value in by_number[violation.row].values()),
            row_number=violation.row,
            field_name=violation.field,
            field_number=labels.index(violation.field) + 1,
        )
        for rule, violation in violations
    ]
