"""What a Table Schema demands of one column, as pandera's checks by name, whatever backend runs them."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.tabular.field_reader import cell_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitdata.tabular.schema_rules import FieldRules

__all__ = [
    "CHECKS",
    "TYPE_CHECK",
    "UNIQUE",
    "LossyConversionWarning",
    "TextRule",
    "check_label",
    "checks_of",
    "grouped",
    "is_portable",
    "matches",
    "text_rules",
    "value_numbers",
]

CHECKS = {
    "enum": ("isin", "allowed_values"),
    "pattern": ("str_matches", "pattern"),
    "minimum": ("greater_than_or_equal_to", "min_value"),
    "maximum": ("less_than_or_equal_to", "max_value"),
    "exclusiveMinimum": ("greater_than", "min_value"),
    "exclusiveMaximum": ("less_than", "max_value"),
    "minLength": ("str_length", "min_value"),
    "maxLength": ("str_length", "max_value"),
}
"""For each constraint of Table Schema, pandera's check and the argument of it that the constraint gives."""

UNIQUE = "unique"
"""The check that no value stands twice in a column; nulls are not compared."""

TYPE_CHECK = "is_of_type"
"""The check that a text is a value of its type, where a frame has no dtype for that."""


def checks_of(field: FieldRules) -> dict[str, dict[str, Any]]:
    """Return the checks of a field: for the name of each, its arguments (a day is a `datetime.date`).

    Those of a text-backed type are `text_rules`.

    Examples
    --------
    >>> from summitdata.tabular.schema_rules import read_rules
    >>> field, = read_rules({"fields": [{"name": "year", "type": "year"}]}).fields
    >>> checks_of(field)
    {'greater_than_or_equal_to': {'min_value': 0}, 'less_than_or_equal_to': {'max_value': 9999}}
    """
    checks: dict[str, dict[str, Any]] = {}
    if field.field_type.text_backed:
        return checks
    for constraint, value in field.constraints.items():
        check, argument = CHECKS[constraint]
        # Two lengths make one check: pandera's YAML has room for one of a name.
        checks.setdefault(check, {})[argument] = _argument(field, constraint, value)
    if pattern := field.field_format.contains:
        checks["str_contains"] = {"pattern": pattern}
    return checks


def _argument(field: FieldRules, constraint: str, value: Any) -> Any:
    if constraint == "pattern":
        return grouped(value)
    return field.choices if constraint == "enum" else value


def grouped(pattern: str) -> str:
    r"""Return a pattern as one that only a whole string matches.

    Without the group, the anchors of `x|yz` would belong to one alternative each; with `$` instead of `\Z`, a line
    break could follow.

    Examples
    --------
    >>> grouped("x|yz")
    '^(?:x|yz)\\Z'
    """
    return rf"^(?:{pattern})\Z"


def is_portable(pattern: str) -> bool:
    r"""Tell whether every engine reads a pattern as Python does: no classes such as `\d`, no look-around, no flags.

    pandas gives a pattern to Arrow's engine or to Python's, by the storage of the column; `\d` is another set in each.

    Examples
    --------
    >>> is_portable("[A-Z]{3}|EU"), is_portable(r"\d+")
    (True, False)
    """
    return not re.search(r"\\[A-Za-z0-9]|\(\?(?!:)|\[\^|\$(?!$)|(?<!^)\^|\n", pattern)


def matches(compiled: re.Pattern[str], text: str) -> bool:
    """Tell whether a text is what a pattern of `grouped` says."""
    return compiled.match(text) is not None


def check_label(check: str, arguments: dict[str, Any]) -> str:
    """Return what a failure calls a check: its name with its arguments, as pandera writes its own.

    Examples
    --------
    >>> check_label("isin", {"allowed_values": ["a"]})
    "isin(['a'])"
    """
    return f"{check}({', '.join(map(repr, arguments.values()))})"


class LossyConversionWarning(UserWarning):
    """A schema demands something that its translation cannot express."""


@dataclass(frozen=True)
class TextRule:
    """A check on the text of a cell: its name, its arguments, and the texts that pass."""

    check: str
    arguments: dict[str, Any]
    holds: Callable[[str], bool]


def text_rules(field: FieldRules) -> list[TextRule]:
    """Return the checks of a column that holds the texts of its cells, because no dtype holds their values.

    frictionless' reader says what the value of a text is. A text without a value breaks the rule of its type alone.

    Raises
    ------
    PackageError
        A constraint has a value that is not of the field's type.

    Examples
    --------
    >>> from summitdata.tabular.schema_rules import read_rules
    >>> month = {"name": "month", "type": "yearmonth", "constraints": {"minimum": "2025-02"}}
    >>> field, = read_rules({"fields": [month]}).fields
    >>> [(rule.check, rule.holds("2025-1")) for rule in text_rules(field)]
    [('is_of_type', True), ('greater_than_or_equal_to', False)]
    """
    if not field.field_type.text_backed:
        if not field.field_format.texts_by_frictionless:
            return []
        return [TextRule(TYPE_CHECK, {"type": field.format}, OfType(field.descriptor))]
    rules = [TextRule(TYPE_CHECK, {"type": field.type}, OfType(field.descriptor))]
    for constraint, value in field.constraints.items():
        check, argument = CHECKS[constraint]
        rule = Keeps(field.descriptor, constraint, value)
        if rule.bound is None:
            raise PackageError(
                f"a constraint of the field {field.name!r} is {value!r}: not a value of its type, {field.type}"
            )
        rules.append(TextRule(check, {argument: value}, rule))
    return rules


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, choices: value in choices,
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
    "minLength": lambda value, length: len(value) >= length,
    "maxLength": lambda value, length: len(value) <= length,
}
"""When a value keeps a constraint."""


@dataclass(frozen=True)
class OfType:
    """Whether a text is a value of a field. What frictionless reads it with does not pickle, so it is made anew."""

    descriptor: dict[str, Any]

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """What reads a text."""
        return cell_reader(self.descriptor)

    def __call__(self, text: str) -> bool:
        """Tell whether a text is a value."""
        return self.read(text) is not None

    def __getstate__(self) -> dict[str, Any]:
        """Return what makes the same rule again."""
        return {field: self.__dict__[field] for field in self.__dataclass_fields__}


@dataclass(frozen=True)
class Keeps(OfType):
    """Whether the value of a text keeps a constraint; a text without a value keeps all of them."""

    constraint: str
    value: Any

    @cached_property
    def bound(self) -> Any:
        """What values are compared with; None if it is not one."""
        if isinstance(self.value, list):
            return [self.read(choice) for choice in self.value]
        return self.value if isinstance(self.value, int) else self.read(self.value)

    def __call__(self, text: str) -> bool:
        """Tell whether the value of a text keeps the constraint."""
        value = self.read(text)
        return value is None or COMPARED[self.constraint](value, self.bound)


def value_numbers(field: FieldRules, texts: Iterable[str]) -> dict[str, int | None]:
    """Return a number for each text, the same for texts of the same value; None for one without a value.

    Examples
    --------
    >>> from summitdata.tabular.schema_rules import read_rules
    >>> field, = read_rules({"fields": [{"name": "month", "type": "yearmonth"}]}).fields
    >>> value_numbers(field, ["2025-01", "2025-1", "May"])
    {'2025-01': 0, '2025-1': 0, 'May': None}
    """
    read = cell_reader(field.descriptor)
    number_of: dict[Any, int] = {}
    numbers: dict[str, int | None] = {}
    for text in texts:
        value = read(text)
        numbers[text] = None if value is None else number_of.setdefault(value, len(number_of))
    return numbers
