"""What a column of texts may be: for each type and format, which texts are surely of it.

A column is described as the first candidate that accepts all of its texts, so the schema accepts the file that it was
made from. What the candidates do not accept stays a string.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.text_sets import TextSet
from summitdata.validation.screen.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CANDIDATES", "INTEGER", "MARKERS", "Candidate"]

MARKERS = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "-", "--", ".", "..", "...", "?", ":")
"""The texts that often stand for a missing value. They are one in a column whose other cells have a type."""


@dataclass(frozen=True)
class Candidate:
    """A type and format that a column may have.

    Parameters
    ----------
    descriptor : dict
        What the field says: its type, its format, and how its cells are written.
    accepts : callable
        From an Arrow array of texts to a mask of those that are surely values.
    holds_integers : bool
        Whether it accepts what the candidate of integers does.
    """

    descriptor: dict[str, Any]
    accepts: Callable[[Any], Any] = field(repr=False)
    holds_integers: bool = False

    @property
    def name(self) -> str:
        """The type, and how it is written where that is not the default."""
        descriptor = dict(self.descriptor)
        return " ".join([descriptor.pop("type"), *(f"{key} {value}" for key, value in descriptor.items())])

    def reads_otherwise(self, other: Candidate) -> bool:
        """Whether a text that both accept may be another value of the same type: a day, or a number with a comma."""
        if self.descriptor["type"] != other.descriptor["type"] or self.descriptor["type"] in ("boolean", "string"):
            return False
        return len(other.descriptor) > 1 and len(self.descriptor) > 1


def _screened(descriptor: dict[str, Any], pattern: str | None = None) -> Candidate:
    """Return a candidate that accepts what the screen does; `pattern` narrows it."""
    (predicate,) = Screen.of([{"name": "", **descriptor}], []).columns
    assert predicate is not None  # noqa: S101 - each type in the table has one
    accepts = predicate if pattern is None else partial(_both, pattern, predicate)
    return Candidate(descriptor, accepts)


def _both(pattern: str, predicate: Callable[[Any], Any], cells: Any) -> Any:
    mask = _matches(pattern, cells)
    return mask if mask.true_count == 0 else pc.and_(mask, predicate(cells))


def _matches(pattern: str, cells: Any) -> Any:
    return pc.match_substring_regex(cells, f"^(?:{pattern})$")


def _written(descriptor: dict[str, Any], pattern: str, *, holds_integers: bool = False) -> Candidate:
    """Return a candidate whose texts a pattern describes."""
    return Candidate(descriptor, partial(_matches, pattern), holds_integers)


def _numeric(descriptor: dict[str, Any], long: str) -> Candidate:
    """Return a candidate of numbers without a zero in front, which a code may have, but a number has not.

    The screen leaves long numbers to frictionless; those of the pattern `long` it accepts, too.
    """
    (predicate,) = Screen.of([{"name": "", **descriptor}], []).columns
    assert predicate is not None  # noqa: S101 - each type in the table has one
    return Candidate(descriptor, partial(_without_zeros, predicate, long), holds_integers=True)


def _without_zeros(predicate: Callable[[Any], Any], long: str, cells: Any) -> Any:
    mask = predicate(cells)
    if mask.false_count:
        mask = pc.or_(mask, _matches(long, cells))
    if mask.true_count == 0:
        return mask
    zeros = pc.or_(pc.starts_with(cells, "0"), pc.starts_with(cells, "-0"))
    if zeros.true_count == 0:
        return mask
    return pc.and_not(mask, pc.match_substring_regex(cells, "^(-?0[0-9]|-0$)"))


def _words(true: str, false: str) -> Candidate:
    texts = TextSet([true, false])
    return Candidate({"type": "boolean", "trueValues": [true], "falseValues": [false]}, texts.find)


def _dated(field_type: str, form: str) -> Candidate:
    """Return a candidate of a format of `strptime`."""
    pattern = re.sub(r"%[a-zA-Z]", lambda code: _DIGITS[code.group()], re.sub(r"([.])", r"\\\1", form))
    return Candidate({"type": field_type, "format": form}, partial(_each, pattern, partial(_is_dated, form)))


_DIGITS = {"%d": "[0-9]{1,2}", "%m": "[0-9]{1,2}", "%Y": "[0-9]{4}", "%H": "[0-9]{1,2}", "%M": "[0-9]{2}",
           "%S": "[0-9]{2}"}  # fmt: skip


@cache
def _is_dated(form: str, text: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


def _json(kind: type, field_type: str, pattern: str) -> Candidate:
    return Candidate({"type": field_type}, partial(_each, pattern, partial(_is_json, kind)))


def _is_json(kind: type, text: str) -> bool:
    try:
        return isinstance(json.loads(text), kind)
    except (ValueError, RecursionError):
        return False


def _each(pattern: str, is_valid: Callable[[str], bool], cells: Any) -> Any:
    """Accept the texts of a pattern that a function accepts too, each distinct one looked at once."""
    mask = _matches(pattern, cells)
    if mask.false_count or not len(cells):
        return mask
    encoded = cells.dictionary_encode()
    valid = pa.array([is_valid(text) for text in encoded.dictionary.to_pylist()], pa.bool_())
    return valid.take(encoded.indices)


LONG = "-?[1-9][0-9]{0,300}"
INTEGER = _numeric({"type": "integer"}, LONG)
GROUPED = "-?(0|[1-9][0-9]{0,2}(X[0-9]{3})*)"
"""An integer in groups of three digits; the X stands for the sign between them."""

CANDIDATES: tuple[Candidate, ...] = (
    _screened({"type": "boolean"}, "true|false|True|False|TRUE|FALSE"),
    *(
        _words(true, false)
        for true, false in (
            ("yes", "no"), ("Yes", "No"), ("YES", "NO"), ("Y", "N"), ("y", "n"), ("T", "F"), ("t", "f"),
            ("oui", "non"), ("Oui", "Non"), ("ja", "nein"), ("Ja", "Nein"), ("да", "нет"), ("是", "否"),
        )
    ),
    INTEGER,
    _numeric({"type": "number"}, LONG + r"(\.[0-9]{1,300})?"),
    _written({"type": "number", "groupChar": ","}, GROUPED.replace("X", ",") + r"(\.[0-9]+)?"),
    _written({"type": "number", "decimalChar": ","}, "-?(0|[1-9][0-9]*)(,[0-9]+)?", holds_integers=True),
    _written({"type": "number", "groupChar": ".", "decimalChar": ","}, GROUPED.replace("X", r"\.") + "(,[0-9]+)?"),
    _written({"type": "number", "bareNumber": False}, r"-?[0-9]+(\.[0-9]+)? ?%"),
    _screened({"type": "date"}),
    *(
        _dated("date", form)
        for form in ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d")
    ),
    _screened({"type": "datetime"}),
    *(
        _dated("datetime", form)
        for form in (
            "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S",
            "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S",
        )
    ),
    _screened({"type": "time"}),
    _dated("time", "%H:%M"),
    _screened({"type": "yearmonth"}),
    _json(dict, "object", r"(?s)\{.*\}"),
    _json(list, "array", r"(?s)\[.*\]"),
    _screened({"type": "string", "format": "email"}),
    _screened({"type": "string", "format": "uri"}),
    _screened({"type": "string", "format": "uuid"}),
)  # fmt: skip
"""The candidates, the likeliest first. What none of them accepts is a string."""
