"""The patterns of a schema: matched by RE2 in linear time where RE2 reads them as Python does, else by Python.

Python may need time that doubles with each character of a cell, and nothing ends it but the end of its process. So a
cell that RE2 cannot decide needs a process that can be stopped.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final, Literal

from summitdata.tabular.re2 import to_exact_re2
from summitdata.validation.budget import StopError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import frictionless

    from summitdata.validation.budget import Budget

    CellReader = Callable[[Any], tuple[Any, dict[str, str] | None]]

__all__ = ["Pattern", "guard_patterns", "take_patterns"]

PARTS: Final = ("start", "whole")
MOST_SHOWN = 100
"""How many characters of a pattern a message shows."""


@dataclass
class Pattern:
    """The pattern of one field.

    Parameters
    ----------
    field_name : str
        The field.
    text : str
        The pattern, of Python.
    budget : Budget
        Of the run.
    """

    field_name: str
    text: str
    budget: Budget
    _known: dict[tuple[str, str], bool] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def note(self) -> str:
        """What frictionless says of a cell that does not match."""
        return f'constraint "pattern" is "{self.text}"'

    def compile(self) -> None:
        """Find out whether frictionless could use the pattern.

        Raises
        ------
        re.error
            It could not.
        """
        if self._expressions["start", True] is None:
            self._run(lambda: re.compile(f"^{self.text}$"))

    def matches_as_frictionless(self, text: str) -> bool:
        """Whether the text matches as frictionless has it: `^`, pattern and `$`, so its alternatives stand alone."""
        return self._matches("start", text)

    def matches_whole(self, text: str) -> bool:
        """Whether the pattern matches the whole text, as the standard has it."""
        return self._matches("whole", text)

    @cached_property
    def _expressions(self) -> dict[tuple[str, bool], str | None]:
        """The expressions for RE2, for ASCII texts only: for others they are made when there is one."""
        return {("start", True): _usable(to_exact_re2(f"^{self.text}$", part="start", ascii_only=True))}

    def _expression(self, part: Literal["whole", "start"], *, ascii_only: bool) -> str | None:
        key = (part, ascii_only)
        if key not in self._expressions:
            pattern = self.text if part == "whole" else f"^{self.text}$"
            self._expressions[key] = _usable(to_exact_re2(pattern, part=part, ascii_only=ascii_only))
        return self._expressions[key]

    def prepare(self, texts: Sequence[str]) -> None:
        """Match many texts at once, so that they need not be matched one by one."""
        self._known.clear()
        for is_ascii in (True, False):
            chosen = [text for text in texts if text.isascii() == is_ascii]
            for part in PARTS if chosen else ():
                expression = self._expression(part, ascii_only=is_ascii)
                if expression is not None:
                    import pyarrow.compute as pc

                    from summitdata.tabular.arrow_arrays import text_array

                    with suppress(UnicodeEncodeError):
                        matches = pc.match_substring_regex(text_array(chosen, "strict"), expression).to_pylist()
                        self._known.update(zip(product([part], chosen), matches, strict=True))

    def _matches(self, part: Literal["whole", "start"], text: str) -> bool:
        if (known := self._known.get((part, text))) is not None:
            return known
        expression = self._expression(part, ascii_only=text.isascii())
        if expression is not None:
            import pyarrow.compute as pc

            from summitdata.tabular.arrow_arrays import text_array

            try:
                cells = text_array([text], "strict")
            except UnicodeEncodeError:
                pass  # half of a surrogate pair, which Arrow cannot hold
            else:
                return bool(pc.match_substring_regex(cells, expression)[0].as_py())
        if part == "whole":
            return self._run(lambda: re.fullmatch(self.text, text)) is not None
        return self._run(lambda: re.match(f"^{self.text}$", text)) is not None

    def _run(self, step: Callable[[], Any]) -> Any:
        """Let Python's `re` do something, which may take for ever."""
        shown = repr(self.text[:MOST_SHOWN]) + ("..." if len(self.text) > MOST_SHOWN else "")
        self.budget.need_worker(f"only Python can match the pattern {shown} of the field {self.field_name!r}")
        try:
            return step()
        except StopError as stop:
            if stop.field_name is None and stop.error_type == "time-limit":
                at = self.budget.time_over(f"at the pattern {shown} of the field {self.field_name!r}")
                raise StopError("time-limit", at.note, self.field_name) from stop
            raise


def _usable(expression: str | None) -> str | None:
    """Return an expression that RE2 takes; it refuses large ones, and is not there without Arrow, as in a browser."""
    if expression is None:
        return None
    try:
        import pyarrow as pa
        import pyarrow.compute as pc

        from summitdata.tabular.arrow_arrays import text_array
    except ModuleNotFoundError:
        return None
    try:
        pc.match_substring_regex(text_array([""]), expression)
    except pa.ArrowInvalid:
        return None
    return expression


def take_patterns(schema: Any, budget: Budget) -> tuple[Any, dict[str, Pattern]]:
    """Return a Table Schema without the patterns of its string fields, and these patterns by field.

    frictionless would match them with Python's `re`. Only fields of the type string may have a pattern, so on others it
    stays, for frictionless to refuse.
    """
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return schema, {}
    patterns, fields = {}, []
    for declared in schema["fields"]:
        constraints = declared.get("constraints") if isinstance(declared, dict) else None
        constraints = constraints if isinstance(constraints, dict) else {}
        pattern = constraints.get("pattern")
        if (
            isinstance(pattern, str)
            and isinstance(declared.get("name"), str)
            and declared.get("type", "string") == "string"
        ):
            patterns[declared["name"]] = Pattern(declared["name"], pattern, budget)
            constraints = {name: value for name, value in constraints.items() if name != "pattern"}
            fields.append({**declared, "constraints": constraints})
        else:
            fields.append(declared)
    return ({**schema, "fields": fields} if patterns else schema), patterns


def guard_patterns(field: frictionless.Field, pattern: Pattern) -> None:
    """Let a field's cell readers check a pattern, with the note and in the place that frictionless gives it.

    To do so again changes nothing.
    """
    create = partial(type(field).create_cell_reader, field)

    def create_cell_reader() -> CellReader:
        pattern.compile()
        read: CellReader = create()

        def read_cell(cell: Any) -> tuple[Any, dict[str, str] | None]:
            value, notes = read(cell)
            if isinstance(value, str) and "type" not in (notes or {}) and not pattern.matches_as_frictionless(value):
                enum = {name: text for name, text in (notes or {}).items() if name == "enum"}  # it comes last
                notes = {**(notes or {}), "pattern": pattern.note}
                if enum:
                    del notes["enum"]
                    notes |= enum
            return value, notes

        return read_cell

    guarded: Any = field
    guarded.create_cell_reader = create_cell_reader  # of this one object
