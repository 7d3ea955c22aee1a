"""Rules of rows and of groups on frames: a frame satisfies a formula where the CSV file that it makes does."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from summitdata.tabular.field_reader import cell_reader
from summitdata.tabular.schema_parts import missing_texts_by_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.arguments import Library
    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.tabular.formula import Formula
    from summitdata.tabular.group_rules import GroupRule

__all__ = ["GroupCheck", "RowRule", "group_checks", "row_rules"]

BLOCK = 1 << 16
"""So many rows are evaluated at once."""
UNREAD = {
    "integer": "[^0-9+-]",
    "year": "[^0-9+-]",
    "number": "[^0-9eE.+-]",
    "date": "^.{0,9}$|^.{11}|[^0-9-]",
}
"""What a text has that the evaluation of blocks does not read as a value of the type."""


@dataclass(frozen=True)
class _FrameRule:
    """The fields that a rule names, and the texts that mean that a value of theirs is missing."""

    fields: tuple[dict[str, Any], ...]
    missing: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> list[str]:
        """The fields that the rule names, in their order."""
        return [str(field["name"]) for field in self.fields]

    def cells(self, frame: Any, library: Library) -> list[Any] | None:
        """Return the cells of each field as texts; None if the frame lacks one, an error of its own."""
        from summitdata.tabular.frame_cells import cells_of, null_text
        from summitdata.tabular.frame_columns import columns_of

        if not set(self.names) <= set(frame.columns):
            return None
        columns = columns_of(frame[self.names], library)
        rules = zip(columns, self.fields, self.missing, strict=True)
        return [cells_of(column, field, null_text(missing)) for column, field, missing in rules]


@dataclass(frozen=True)
class RowRule(_FrameRule):
    """A rule of rows."""

    formula: Formula

    @property
    def label(self) -> str:
        """What a failure calls the rule."""
        return f"row_rule({self.formula.text})"

    @property
    def statistics(self) -> dict[str, str]:
        """What the check says of itself."""
        return {"row_rule": self.formula.text}

    holds_without_rows: ClassVar[bool] = True
    """Whether a frame without rows satisfies it."""

    def satisfied(self, frame: Any, library: Library) -> Any:
        """Return which rows of a frame satisfy the formula, as a boolean array of numpy.

        A frame without one of the columns breaks nothing here: that is an error of its own.
        """
        cells = self.cells(frame, library)
        if cells is None:
            return np.ones(len(frame), np.bool_)
        blocks = [
            self._block([column[start : start + BLOCK] for column in cells]) for start in range(0, len(frame), BLOCK)
        ]
        return np.concatenate([np.ones(0, np.bool_), *blocks])

    def _block(self, cells: list[Any]) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        from summitdata.tabular.arrow_arrays import numpy_mask
        from summitdata.tabular.formulas.evaluator import Evaluator
        from summitdata.tabular.formulas.mask import Column, sure_rows
        from summitdata.tabular.text_sets import TextSet

        columns = {}
        for field, missing, texts in zip(self.fields, self.missing, cells, strict=True):
            column = pa.concat_arrays([texts.cast(pa.string())])
            pattern = UNREAD.get(str(field.get("type")))
            unread = pc.match_substring_regex(column, pattern) if pattern else pa.array([False] * len(column))
            is_missing = numpy_mask(TextSet(list(missing)).find(column))
            columns[str(field["name"])] = Column(field, column, is_missing, numpy_mask(unread) & ~is_missing)
        satisfied = np.array(sure_rows(self.formula, columns, len(cells[0])))
        evaluator = None
        for number in np.flatnonzero(~satisfied).tolist():
            if evaluator is None:
                evaluator, readers = Evaluator(), [cell_reader(field) for field in self.fields]
            row = {
                name: None if column.missing[number] else read(column.cells[number].as_py())
                for (name, column), read in zip(columns.items(), readers, strict=True)
            }
            satisfied[number] = evaluator.is_true(self.formula, row)
        return satisfied


def row_rules(info: SchemaInfo) -> Iterator[RowRule]:
    """Yield the rules of rows of a table."""
    if not info.row_rules:
        return
    for formula in info.row_rules:
        yield RowRule(*_fields(info, formula.names), formula)


def _fields(info: SchemaInfo, names: frozenset[str]) -> tuple[tuple[dict[str, Any], ...], tuple[tuple[str, ...], ...]]:
    """Return some fields of a table, and the missing values of each."""
    fields = info.table_schema["fields"]
    missing = missing_texts_by_field(fields, info.table_schema)
    named = [(field, tuple(texts)) for field, texts in zip(fields, missing, strict=True) if field["name"] in names]
    return tuple(field for field, _ in named), tuple(texts for _, texts in named)


@dataclass(frozen=True)
class GroupCheck(_FrameRule):
    """A rule of groups of rows."""

    rule: GroupRule

    @property
    def label(self) -> str:
        """What a failure calls the rule."""
        return f"group_rule({self.rule.label})"

    @property
    def statistics(self) -> dict[str, str]:
        """What the check says of itself."""
        return {"group_rule": self.rule.label}

    @property
    def holds_without_rows(self) -> bool:
        """Whether a frame without rows satisfies it: without `by`, that is a group of no rows."""
        from summitdata.tabular.formulas.groups import Groups

        return not list(Groups(self.rule).broken())

    def satisfied(self, frame: Any, library: Library) -> Any:
        """Return which rows of a frame are in a group that satisfies the rule, as a boolean array of numpy.

        A frame without one of the columns breaks nothing here: that is an error of its own.
        """
        from summitdata.tabular.formulas.groups import Groups

        cells = self.cells(frame, library)
        if cells is None:
            return np.ones(len(frame), np.bool_)
        columns = {}
        for texts, field, missing in zip(cells, self.fields, self.missing, strict=True):
            read = cell_reader(field)
            columns[str(field["name"])] = [None if cell in missing else read(cell) for cell in texts.to_pylist()]
        groups = Groups(self.rule)
        groups.add(columns, range(len(frame)))
        broken = {group.key for group in groups.broken()}
        keys = zip(*(columns[name] for name in self.rule.by), strict=True) if self.rule.by else repeat((), len(frame))
        return np.array([key not in broken for key in keys], np.bool_)


def group_checks(info: SchemaInfo) -> Iterator[GroupCheck]:
    """Yield the rules of the groups of a table."""
    for rule in info.group_rules:
        yield GroupCheck(*_fields(info, rule.names), rule)
