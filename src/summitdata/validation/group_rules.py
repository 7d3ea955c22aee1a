"""The rules of groups on a table whose cells are known to be of their types: it is read once more, for their fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.errors import shown
from summitdata.tabular import csv_blocks
from summitdata.tabular.checklists import GROUP_CONSTRAINT
from summitdata.tabular.field_reader import cell_reader
from summitdata.tabular.formulas.groups import Groups
from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.budget import StopError
from summitdata.validation.frictionless_engine import make_resource
from summitdata.validation.report import Error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from summitdata.tabular.formulas.groups import BrokenGroup
    from summitdata.tabular.group_rules import GroupRule
    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.budget import Budget
    from summitdata.validation.findings import Findings
    from summitdata.validation.report import Severity
    from summitdata.validation.screen.block_screen import BlockScreen

__all__ = ["DESCRIPTION", "GroupError", "broken_groups"]

TITLE, DESCRIPTION = "Group Constraint", "The rows of a group do not satisfy a rule of the checklist."

ROWS_AT_ONCE = 1000
"""How many rows are added before the budget is asked."""
MOST_KNOWN = 3_000_000
"""How many things may be known of the groups of all rules."""
UNREAD_TYPES = ("type-error", "missing-cell")
"""The errors of cells whose value is not known."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:  # a day without its zeros
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone


PLAIN_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text in ("true", "True", "TRUE", "1"),
    "date": _day,
    "integer": int,
    "number": Decimal,
    "string": str,
    "year": int,
}
"""How valid texts of these types are read if a field says nothing of it."""
JUDGED_TYPES = (
    *("constraint-error", "unique-error", "primary-key", "foreign-key", "row-constraint", "extra-cell", "blank-row"),
    *("byte-count", "hash-count", "field-count", "row-count"),
)
"""The errors in spite of which the value of each cell is known."""


@dataclass(frozen=True)
class GroupError:
    """A group of rows that breaks a rule."""

    note: str
    row_numbers: tuple[int, ...]
    type: str = GROUP_CONSTRAINT

    @classmethod
    def of(cls, group: BrokenGroup) -> GroupError:
        """Return the error of a group: which it is, what breaks the rule, and what its functions give."""
        keys = zip(group.rule.by, group.key, strict=True)
        agree = " and ".join(f"{name} {_shown(value)}" for name, value in keys)
        which = f"the group with {agree}" if agree else "the table"
        given = ", ".join(f"{text} is {_shown(value)}" for text, value in group.results.items())
        note = (
            f'the group constraint to conform is "{group.rule.text}": in {which} ({count(group.rows, "row")}), '
            f"{given or 'nothing can be calculated'}"
        )
        return cls(note, (group.first_row,) if group.rows else ())

    def error(self, *, severity: Severity, position: tuple[int, int] | tuple[None, None]) -> Error:
        """Return the error of a report; `position` is the line and the column where the first row begins."""
        line, column = position
        which = f'group that begins in row at position "{self.row_numbers[0]}"' if self.row_numbers else "table"
        return Error(
            type=self.type,
            title=TITLE,
            description=DESCRIPTION,
            message=f"The {which} breaks a rule: {self.note}",
            tags=("#table",),
            note=self.note,
            row_numbers=self.row_numbers,
            line_number=line,
            column_number=column,
            severity=severity,
            subject="file",
        )


def _shown(value: Any) -> str:
    return shown(value) if isinstance(value, str) else shown(str(value))[1:-1]


def broken_groups(
    table: InputTable, findings: Findings, budget: Budget, max_cell: int
) -> tuple[list[GroupError], tuple[str, ...]]:
    """Return the groups of a table that break a rule, and a note for each rule that is not looked at.

    That is one with a field of which a cell cannot be read: its errors come first.

    Parameters
    ----------
    table : InputTable
        The table.
    findings : Findings
        What is wrong with its cells and rows.
    budget : Budget
        What the run may take.
    max_cell : int
        How long a cell may be, in bytes.

    Raises
    ------
    StopError
        The budget is used up, or there are too many groups.
    """
    rules, notes = [], []
    for rule in read_group_rules(table.resource):
        unread = _unread(rule, findings)
        if unread:
            notes.append(f'the group constraint "{rule.label}" was not evaluated: correct the {unread} first')
        else:
            rules.append(rule)
    if not rules:
        return [], tuple(notes)
    all_groups = [Groups(rule) for rule in rules]
    for columns, row_numbers in _rows(table, sorted({name for rule in rules for name in rule.names}), budget, max_cell):
        for start in range(0, len(row_numbers), ROWS_AT_ONCE):
            chosen = slice(start, start + ROWS_AT_ONCE)
            part = {name: values[chosen] for name, values in columns.items()}
            for groups in all_groups:
                budget.check()
                groups.add(part, row_numbers[chosen])
        if sum(groups.size for groups in all_groups) > MOST_KNOWN:
            raise StopError("memory-limit", "the group constraints make too many groups: split the table")
    broken = [group for groups in all_groups for group in groups.broken()]
    broken.sort(key=lambda group: group.first_row)
    return [GroupError.of(group) for group in broken], tuple(notes)


def _unread(rule: GroupRule, findings: Findings) -> str:
    """Return what keeps the values of a rule from being known."""
    if findings.partial or findings.stop:
        return "errors that ended the reading"
    others = set(+findings.by_type) - {*UNREAD_TYPES, *JUDGED_TYPES}
    if others:
        return f"error of the type {min(others)}"
    if any(findings.by_type[error_type] for error_type in UNREAD_TYPES):
        wrong = sorted(name for name in rule.names if findings.by_field[name])
        return f"cells of {', '.join(map(shown, wrong))}" if wrong else ""
    return ""


def _rows(
    table: InputTable, names: list[str], budget: Budget, max_cell: int
) -> Iterator[tuple[dict[str, list[Any]], list[int]]]:
    """Yield the values of some fields and the row numbers of some rows, in order, without rows that have no value."""
    screen = _screen(table, budget, max_cell)
    if screen is None:
        yield from _rows_of_frictionless(table, names, budget)
        return
    from summitdata.tabular.csv_records import column_of

    plan = screen.plan
    columns = {field["name"]: at for at, field in enumerate(plan.fields)}
    readers = {name: (columns[name], _reader(plan.fields[columns[name]], plan.schema)) for name in names}
    missing = _missing_or_empty(plan.fields, plan.schema)
    first_row = 1
    with csv_blocks.open_utf8(plan.file, plan.encoding) as stream:
        for block in csv_blocks.read_blocks(
            stream, plan.dialect, csv_blocks.BLOCK_SIZE, csv_blocks.BLOCK_SIZE, plan.max_cell
        ):
            parsed, texts, positions = screen.parse_rows(block)
            blank, maybe_blank = screen.find_blank_rows(texts)
            chosen = ~(blank | maybe_blank)
            whole = chosen.all()
            values = {}
            for name, (at, read) in readers.items():
                cells = column_of(texts, at) if whole else column_of(texts, at).filter(chosen)
                values[name] = _read_all(cells, read)
            row_numbers = (positions[chosen] + first_row).tolist()
            having = {at + first_row: cells for at, cells in parsed.ragged.items() if not _is_blank(cells, missing)}
            if having:
                values, row_numbers = _with_ragged(values, row_numbers, having, readers)
            yield values, row_numbers
            first_row += parsed.size


def _screen(table: InputTable, budget: Budget, max_cell: int) -> BlockScreen | None:
    """Return what splits the rows of a table fast, if it can; without Arrow, as in a browser, it cannot."""
    try:
        from summitdata.validation.screen.block_screen import BlockScreen
        from summitdata.validation.screen.plan import CannotScreenError, make_plan
    except ModuleNotFoundError:
        return None
    try:
        return BlockScreen.of(make_plan(table, budget, max_cell))
    except CannotScreenError:
        return None


def _reader(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[str], Any]:
    """Return what reads the texts of a field; a missing value is None."""
    (missing,) = missing_texts_by_field([field], schema)
    texts, read = frozenset(missing), _plain_reader(field) or cell_reader(field)
    return lambda text: None if text in texts else read(text)


def _plain_reader(field: dict[str, Any]) -> Callable[[str], Any] | None:
    """Return what reads the valid texts of a field as frictionless does, without importing it, if that is so simple."""
    field_type = FIELD_TYPES[field.get("type", "string")]
    is_plain = field.get("format", "default") == "default" and not field_type.parsing_properties(field)
    return PLAIN_READERS.get(field_type.name) if is_plain else None


def _read_all(cells: Any, read: Callable[[str], Any]) -> list[Any]:
    encoded = cells.dictionary_encode()
    values = [read(text) for text in encoded.dictionary.to_pylist()]
    return list(map(values.__getitem__, encoded.indices.to_pylist()))


def _missing_or_empty(fields: Sequence[dict[str, Any]], schema: dict[str, Any]) -> list[set[str]]:
    return [{"", *texts} for texts in missing_texts_by_field(fields, schema)]


def _is_blank(cells: Sequence[Any], missing: list[set[str]]) -> bool:
    """Whether each cell of a row is empty or a missing value."""
    return all(
        cell is None or (isinstance(cell, str) and cell in texts) for cell, texts in zip(cells, missing, strict=False)
    )


def _with_ragged(
    values: dict[str, list[Any]],
    row_numbers: list[int],
    ragged: dict[int, list[str]],
    readers: dict[str, tuple[int, Callable[[str], Any]]],
) -> tuple[dict[str, list[Any]], list[int]]:
    """Add the records with too many or too few cells, by their row numbers, in their places."""
    numbers = [*row_numbers, *ragged]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    merged = {}
    for name, (column, read) in readers.items():
        others = [read(cells[column]) if column < len(cells) else None for cells in ragged.values()]
        both = [*values[name], *others]
        merged[name] = [both[place] for place in order]
    return merged, [numbers[place] for place in order]


def _rows_of_frictionless(
    table: InputTable, names: Sequence[str], budget: Budget
) -> Iterator[tuple[dict[str, list[Any]], list[int]]]:
    """Yield the same of a table that only frictionless reads, row by row."""
    resource = {**table.resource, "schema": {**table.resource["schema"], "foreignKeys": []}}
    guarded = make_resource(resource, table.folder, (), budget)
    with guarded.resource as opened:
        guarded.open_rows()
        missing = _missing_or_empty(
            [field.to_descriptor() for field in opened.header.get_expected_fields()], resource["schema"]
        )
        rows: Any = opened.row_stream
        for row in rows:
            if not _is_blank(row.cells, missing):
                yield {name: [row[name]] for name in names}, [row.row_number]
