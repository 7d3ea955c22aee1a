"""What check() gives back: a report with a task for each table, in the words of Frictionless."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["CheckError", "CheckReport", "CheckTask"]


@dataclass(frozen=True)
class CheckError:
    """One thing that is wrong.

    `type` is the word of Frictionless where it has one (`foreign-key`, `type-error`, `hash-count` ...), else the
    name of the rule. `row` is the row number of the file (the header is row 1), `None` where it is not about a row.
    """

    type: str
    message: str
    table: str = ""
    path: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Write the error as one line: where, what, which type."""
        parts = [
            self.path or self.table,
            f"row {self.row}" if self.row else "",
            f"field {self.field}" if self.field else "",
        ]
        where = ", ".join(part for part in parts if part)
        return f"{where}: {self.message} [{self.type}]" if where else f"{self.message} [{self.type}]"


@dataclass
class CheckTask:
    """What was found in one table: its rows (without the header), its errors, and a note on what could not be asked."""

    table: str
    path: str
    rows: int = 0
    errors: list[CheckError] = field(default_factory=list)
    note: str = ""

    @property
    def valid(self) -> bool:
        """Whether the table has no error."""
        return not self.errors


@dataclass
class CheckReport:
    """What `check` found: a task for each table, and the errors of the package as a whole."""

    path: str
    tasks: list[CheckTask] = field(default_factory=list)
    package_errors: list[CheckError] = field(default_factory=list)

    @property
    def errors(self) -> list[CheckError]:
        """All errors: the package's, then each table's."""
        return [*self.package_errors, *(error for task in self.tasks for error in task.errors)]

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists, ready for JSON."""
        return {"valid": self.valid, **asdict(self)}
