"""The reader of last instance: frictionless' own cell reader, for the cells that the screen does not clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.validation.deadline import deadline
from summitdata.validation.frictionless_engine import CRASHES
from summitdata.validation.screen.plan import CannotScreenError, prepared
from summitdata.validation.standard import StandardChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import frictionless

    from summitdata.validation.screen.plan import Plan

__all__ = ["Appeal", "Verdict"]

REMEMBERED = 100_000
"""How many verdicts on cells of a column are kept."""


class Verdict(NamedTuple):
    """What a cell is read as, and how many errors it is worth."""

    value: Any
    type_errors: int
    constraint_errors: int

    @property
    def accepted(self) -> bool:
        """Whether the cell is valid."""
        return not self.type_errors and not self.constraint_errors


class Appeal:
    """Decides on single cells as frictionless and the standard do.

    Parameters
    ----------
    fields : sequence of frictionless.Field
        The field of each column, in the order of the columns.
    schema : frictionless.Schema
        What they belong to.
    descriptor : dict
        The Table Schema as it was given.
    hashed : collection of int
        The columns of keys, whose values must have a hash.
    """

    def __init__(
        self,
        fields: Sequence[frictionless.Field],
        schema: frictionless.Schema,
        descriptor: dict[str, Any],
        hashed: frozenset[int],
    ) -> None:
        self._readers: list[Callable[[Any], Any]] = [field.create_cell_reader() for field in fields]
        self._names = [field.name for field in fields]
        self._standard = StandardChecks.of(schema, descriptor)
        self._hashed = hashed
        self._known: list[dict[str | None, Verdict]] = [{} for _ in fields]

    @classmethod
    def of(cls, plan: Plan) -> Appeal:
        """Return the cell reader of a table.

        Raises
        ------
        CannotScreenError
            frictionless cannot read the fields.
        """
        resource = prepared(plan.table)
        try:
            return cls(_fields(resource.schema, plan.fields), resource.schema, plan.schema, plan.hashed)
        except CRASHES as crash:
            raise CannotScreenError(f"the schema cannot be used: {type(crash).__name__}") from crash

    def judge(self, column: int, texts: Sequence[str | None]) -> list[Verdict]:
        """Return the verdict on each text as a cell of a column; None is a cell that is not there.

        Raises
        ------
        CannotScreenError
            The reader fails on a cell, or takes too long for it: what that means is for the judge to say.
        """
        known = self._known[column]
        if len(known) > REMEMBERED:
            known.clear()
        found = []
        with deadline() as restart:
            for text in texts:
                verdict = known.get(text)
                if verdict is None:
                    restart()
                    verdict = known[text] = self._one(column, text)
                found.append(verdict)
        return found

    def _one(self, column: int, text: str | None) -> Verdict:
        try:
            value, notes = self._readers[column](text)
            if column in self._hashed:
                hash(value)
            if not notes:
                return Verdict(value, 0, self._standard.count_violations(self._names[column], value))
            type_errors = int("type" in notes)
            return Verdict(value, type_errors, len(notes) - type_errors)
        except CRASHES as crash:
            raise CannotScreenError(f"a cell cannot be read: {type(crash).__name__}") from crash


def _fields(schema: frictionless.Schema, fields: Iterable[dict[str, Any]]) -> list[frictionless.Field]:
    from frictionless import Field

    known = {field.name: field for field in schema.fields}
    return [known.get(one["name"]) or Field.from_descriptor(one) for one in fields]
