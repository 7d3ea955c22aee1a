"""frictionless' own cell reader, for the cells that the screen did not accept."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.frictionless_engine import CRASHES
from summitdata.validation.known_versions import is_known_version
from summitdata.validation.screen.plan import CannotScreenError, frictionless_resource
from summitdata.validation.standard import StandardChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import frictionless

    from summitdata.validation.frictionless_engine import GuardedResource
    from summitdata.validation.patterns import Pattern
    from summitdata.validation.screen.plan import Plan

__all__ = ["CellReader", "CellResult", "Note"]

CACHE_SIZE = 100_000
"""How many results are kept for each column before its cache is emptied."""
MANY_CELLS = 16
"""So many texts are matched with a pattern at once, and looked at for what no value contains."""
FEW_MISSING = 100
"""A text is looked up in a list of so many missing values in less time than frictionless needs to read it."""
CELLS_BETWEEN_CHECKS = 32
"""After so many cells, the time that they took is looked at."""
LONG_CELL = 10_000
"""A longer cell may take frictionless long: some of its readers need time that grows with the square of its length."""


class Note(NamedTuple):
    """What is wrong with a cell: the type of the error, the text of the cell unless it is its own, and the note.

    `place` is 0 for what frictionless' reader says; the others come last in a row, in the order of their places.
    """

    place: int
    type: str
    cell: str | None
    note: str


class CellResult(NamedTuple):
    """The value of a cell, None if it has none, the number of its errors, and what is wrong with it."""

    value: Any
    type_errors: int
    constraint_errors: int
    notes: tuple[Note, ...] = ()


class CellReader:
    """Reads single cells as frictionless does, with the checks of the standard that frictionless leaves out.

    Parameters
    ----------
    fields : sequence of frictionless.Field
        The field of each column, in the order of the columns.
    patterns : dict of str to Pattern
        The patterns of the fields.
    plan : Plan
        How the file is laid out: the values of its key columns must be hashable.
    """

    def __init__(
        self,
        fields: Sequence[frictionless.Field],
        patterns: dict[str, Pattern],
        plan: Plan,
    ) -> None:
        self._readers: list[Callable[[Any], Any]] = [field.create_cell_reader() for field in fields]
        self._field_names = [field.name for field in fields]
        self._patterns = patterns
        self._standard_checks = StandardChecks.of(patterns, plan.schema)
        self._budget = plan.budget
        self._key_columns = plan.key_columns
        self._plan = plan
        self._never_contain = cache(lambda column: _never_contains(plan.fields[column]))
        self._resource: GuardedResource | None = None
        self._cells_read = 0
        self._shared: dict[tuple[tuple[str, str], ...], CellResult] = {}
        self._caches: list[dict[str | None, CellResult]] = [{} for _ in fields]

    @classmethod
    def of(cls, plan: Plan) -> CellReader:
        """Return the cell reader of a table.

        Raises
        ------
        CannotScreenError
            frictionless cannot make a reader of the fields.
        """
        from frictionless import FrictionlessException

        guarded = frictionless_resource(plan.table, plan.budget, is_valid=plan.is_surely_valid)
        try:
            fields = _frictionless_fields(guarded.resource.schema, plan.fields)
            guarded.guard(guarded.resource.schema.fields)
            reader = cls(fields, guarded.patterns, plan)
        except (FrictionlessException, *CRASHES) as crash:
            raise CannotScreenError(f"frictionless cannot use the schema: {type(crash).__name__}") from crash
        reader._resource = guarded
        return reader

    def take_resource(self) -> GuardedResource | None:
        """Return the resource that the fields are of, once: to make one takes as long as to read many rows."""
        taken, self._resource = self._resource, None
        return taken

    def read_cells(self, column: int, texts: Sequence[str | None]) -> list[CellResult]:
        """Return what each text is as a cell of a column; None is a cell that the row lacks.

        Raises
        ------
        CannotScreenError
            The reader crashes on a cell; frictionless, run on the whole table, reports that.
        StopError
            The budget of the run is used up.
        """
        cache = self._caches[column]
        if len(cache) > CACHE_SIZE:
            cache.clear()
        pattern = self._patterns.get(self._field_names[column])
        if pattern is not None and len(texts) >= MANY_CELLS:
            pattern.prepare([text for text in texts if text is not None and text not in cache])
        missing, unread = self._plan.missing_values_of(column), None
        never = self._never_contain(column) if len(texts) >= MANY_CELLS and len(missing) <= FEW_MISSING else None
        for text in texts:
            if text in cache:
                continue
            if self._cells_read % CELLS_BETWEEN_CHECKS == 0:
                self._budget.check()
            self._cells_read += 1
            if text is None or not never or len(text) > LONG_CELL or not never(text) or text in missing:
                cache[text] = self._read_cell(column, text)
            else:  # no such text has a value: frictionless reads one for all
                unread = cache[text] = unread or self._read_cell(column, text)
        return [cache[text] for text in texts]

    def read_cell(self, column: int, text: str | None) -> CellResult:
        """Return what a text is as a cell of a column."""
        return self._caches[column].get(text) or self.read_cells(column, [text])[0]

    def read_anew(self, column: int, text: str) -> Any:
        """Return the value of a cell that may have been read before, but not the same object."""
        return self._readers[column](text)[0]

    def _read_cell(self, column: int, text: str | None) -> CellResult:
        if text is not None and len(text) > LONG_CELL:
            self._budget.check()
            self._budget.need_worker(f"a cell has {len(text)} characters")
        try:
            value, notes = self._readers[column](text)
            if column in self._key_columns:
                hash(value)
            if not notes:
                found = self._standard_checks.violations(self._field_names[column], value)
                own = tuple(Note(place + 1, "constraint-error", str(value), note) for place, note in found)
                return CellResult(value, 0, len(own), own)
            shared = self._shared.get(key := tuple(notes.items()))
            if shared is None:
                shared = self._shared[key] = _result_of_notes(notes)
            return shared if value is None else CellResult(value, *shared[1:])
        except CRASHES as crash:
            raise CannotScreenError(f"frictionless cannot read a cell: {type(crash).__name__}") from crash


def _result_of_notes(notes: dict[str, str]) -> CellResult:
    """Return what all cells without a value that have these notes share; the note on the type comes first."""
    names = sorted(notes, key=lambda name: name != "type")
    listed = [Note(0, "type-error" if name == "type" else "constraint-error", None, notes[name]) for name in names]
    type_errors = int("type" in notes)
    return CellResult(None, type_errors, len(notes) - type_errors, tuple(listed))


def _never_contains(field: dict[str, Any]) -> Callable[[str], object] | None:
    """Return what finds in a text what no value of a field contains, if that is known."""
    field_type = FIELD_TYPES.get(field.get("type", "string"))
    form = field_type.format(field.get("format", "default")) if field_type else None
    if not field_type or not form or not form.never_contains or field_type.parsing_properties(field):
        return None
    return re.compile(form.never_contains).search if is_known_version() else None


def _frictionless_fields(
    schema: frictionless.Schema, descriptors: Iterable[dict[str, Any]]
) -> list[frictionless.Field]:
    """Return the field of each column; a column that the schema lacks has a field of its own."""
    from summitdata.validation.linear_table import extra_field

    fields = {field.name: field for field in schema.fields}
    return [fields.get(descriptor["name"]) or extra_field(descriptor["name"]) for descriptor in descriptors]
