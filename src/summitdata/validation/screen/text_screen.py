"""The screen of a column in plain Python: whether a few texts are surely valid.

Like the screen of Arrow (`screen.py`), it may leave out a valid text, but never accepts one that frictionless would
report; it has rules for the usual types alone. A small file is read by it in less time than the import of Arrow takes.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types import boolean, integer, number, year
from summitdata.tabular.types.date import DAY
from summitdata.tabular.types.field_type import EVERY_TEXT, AcceptedPattern, NotExpressible
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.tabular.unscreenable import UnscreenableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from summitdata.tabular.types.field_type import FieldType

    Check = Callable[[str], Any]

__all__ = ["TextColumn"]

_CHARACTER = r"(?:\[\^?(?:[A-Za-z0-9_ .:/](?:-[A-Za-z0-9])?)+\]|[A-Za-z0-9_ :/-]|\\[dw.])"
_SIMPLE = re.compile(rf"\^?(?:{_CHARACTER}(?:\{{[0-9]{{1,3}}\}})?)*(?:{_CHARACTER}[*+?])?\$?")
"""The patterns that Python surely matches in linear time: at most the last of their parts has no fixed length."""


@dataclass(frozen=True)
class _Rule:
    """The texts that surely are values of a type, what they are the values of, and how a bound is read."""

    texts: str
    value: Callable[[str], Any]
    bound: Callable[[Any], Any] | None = None


def _day(bound: Any) -> date:
    if not isinstance(bound, str) or not re.fullmatch(DAY, bound):
        raise UnscreenableError
    return date.fromisoformat(bound)


_RULES = {
    "any": _Rule(EVERY_TEXT, str),
    "boolean": _Rule("|".join(boolean.CELLS), boolean.CELLS.__getitem__),
    "date": _Rule(DAY, date.fromisoformat, _day),
    "integer": _Rule(integer.PATTERN, int, integer.bound_value),
    "number": _Rule(number.DECIMAL, Decimal, number.exact_bound),
    "string": _Rule(EVERY_TEXT, str),
    "year": _Rule(year.PATTERN, int, year.bound_value),
}
_COMPARE = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}


@dataclass(frozen=True)
class TextColumn:
    """The rules of one column.

    Attributes
    ----------
    missing : frozenset of str
        The texts of cells without a value.
    required : bool
        Whether each cell has a value.
    checks : tuple of callable
        What each other text must pass; one that raises ValueError does not.
    value : callable, optional
        Makes of an accepted text a value that equals another's where frictionless' values are equal.
    """

    missing: frozenset[str]
    required: bool
    checks: tuple[Check, ...]
    value: Callable[[str], Any] | None

    @classmethod
    def of(cls, field: dict[str, Any], missing: list[str]) -> TextColumn:
        """Return the rules of a field with these missing values.

        Raises
        ------
        ValueError
            There are none, or not of each constraint.
        """
        constraints = {name: value for name, value in field.get("constraints", {}).items() if name != "unique"}
        required = bool(constraints.pop("required", False))
        kind, form = field.get("type", "string"), field.get("format", "default")
        field_type = FIELD_TYPES[kind]
        if "categories" in field or field_type.parsing_properties(field):
            raise UnscreenableError
        checks: list[Check] = []
        if "enum" in constraints:
            checks.append(_choices(field_type, constraints.pop("enum")))
        rule = _RULES.get(kind) if form == "default" else None
        if rule is None:
            checks += _of_pattern(field_type, form)
        elif rule.texts != EVERY_TEXT:
            checks.append(re.compile(rule.texts).fullmatch)
        if kind == "date":
            checks.append(date.fromisoformat)
        checks += [_constraint(name, bound, kind, rule) for name, bound in constraints.items()]
        return cls(frozenset(missing), required, tuple(checks), rule.value if rule else None)

    def accepts(self, texts: AbstractSet[str]) -> bool:
        """Whether all of some texts are surely valid."""
        present = texts - self.missing
        if self.required and len(present) < len(texts):
            return False
        try:
            return all(all(map(check, present)) for check in self.checks)
        except ValueError:  # a day that is none
            return False


def _choices(field_type: FieldType, values: Any) -> Check:
    choices = field_type.choices
    if not isinstance(values, list) or isinstance(choices, NotExpressible):
        raise UnscreenableError
    return frozenset(choices.texts(values, choices.enumerated)).__contains__


def _of_pattern(field_type: FieldType, form: Any) -> list[Check]:
    """Return the checks of a format that a pattern describes."""
    record = field_type.format(form)
    if record is None or not isinstance(record.predicate, AcceptedPattern):
        raise UnscreenableError
    checks: list[Check] = [re.compile(record.predicate.pattern).fullmatch]
    if record.predicate.real_day:
        checks.append(lambda text: date.fromisoformat(text[: len("2025-06-17")]))
    return checks


def _constraint(name: str, bound: Any, kind: str, rule: _Rule | None) -> Check:
    if name in _COMPARE and rule and rule.bound:
        compare, limit, value = _COMPARE[name], rule.bound(bound), rule.value
        return lambda text: compare(value(text), limit)
    if kind == "string" and name in ("minLength", "maxLength") and type(bound) is int:
        compare = _COMPARE["minimum" if name == "minLength" else "maximum"]
        return lambda text: compare(len(text), bound)
    if kind == "string" and name == "pattern" and isinstance(bound, str) and _SIMPLE.fullmatch(bound):
        try:
            return re.compile(bound).fullmatch
        except re.error:
            raise UnscreenableError from None
    raise UnscreenableError
