"""The header of a file against the fields of its schema, as frictionless compares the two, but in linear time.

frictionless' own `Header` looks at all labels before each label, and copies the header into each of its errors: a
header of some thousand labels takes it minutes. The tests hold this module equal to it. Nothing here imports
frictionless.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from summitdata.validation.light_errors import LightError, cut_long_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    MakeError = Callable[..., LightError]

__all__ = ["HEADER_ERRORS", "MAX_POSITIONS", "HeaderCheck"]

HEADER_ERRORS = frozenset(
    {
        "blank-header",
        "unmatched-header",
        "extra-label",
        "missing-label",
        "blank-label",
        "duplicate-label",
        "incorrect-label",
    }
)
"""The types of error of a header."""

TOLERATES_EXTRA_LABELS = ("subset", "partial")
TOLERATES_MISSING_FIELDS = ("superset", "partial")

MAX_POSITIONS = 20
"""How many earlier positions of a repeated label its error names."""


@dataclass(frozen=True)
class HeaderCheck:
    """The labels of a file and the names of the fields that its schema has for them.

    Parameters
    ----------
    labels : sequence of str
        The labels of the header; none if there is no header.
    names : sequence of str
        The names of the schema's fields, in their order; no two are the same.
    fields_match : str
        `exact` matches labels and fields by their order, everything else by their names.
    ignore_case : bool
        Whether labels and names are compared without their case.
    """

    labels: Sequence[str]
    names: Sequence[str]
    fields_match: str = "exact"
    ignore_case: bool = False

    @property
    def by_name(self) -> bool:
        """Whether labels and fields are matched by their names."""
        return self.fields_match != "exact"

    @cached_property
    def _label_keys(self) -> list[str]:
        return [self._key(label) for label in self.labels]

    @cached_property
    def _name_keys(self) -> list[str]:
        return [self._key(name) for name in self.names]

    def _key(self, text: str) -> str:
        return text.lower() if self.ignore_case else text

    @cached_property
    def columns(self) -> list[int | None]:
        """For each label the position of its field in the schema; None where the schema has none."""
        if not self.by_name:
            return [position if position < len(self.names) else None for position in range(len(self.labels))]
        positions: dict[str, int] = {}
        for position, key in enumerate(self._name_keys):
            positions.setdefault(key, position)
        return [positions.get(key) for key in self._label_keys]

    @property
    def expected_names(self) -> list[str]:
        """The name of the field of each label; one that the schema lacks is named by its label, and no two are equal.

        A name that is taken gets the first free number from 2.
        """
        names: list[str] = []
        used: set[str] = set()
        next_suffix: dict[str, int] = defaultdict(lambda: 2)
        for label, column in zip(self.labels, self.columns, strict=True):
            name = new_name = label if column is None else self.names[column]
            while new_name in used:
                # What was taken stays taken, so the search goes on where it ended for the same name before.
                new_name = f"{name}{next_suffix[name]}"
                next_suffix[name] += 1
            names.append(new_name)
            used.add(new_name)
        return names

    @property
    def repeated_label(self) -> str | None:
        """A label that stands twice in the header, so that no field can be found by its name."""
        seen: set[str] = set()
        for label, key in zip(self.labels, self._label_keys, strict=True):
            if key in seen:
                return label
            seen.add(key)
        return None

    @property
    def ambiguous_columns(self) -> list[int]:
        """The positions of the first fields whose names only differ in what is not compared."""
        groups: dict[str, list[int]] = defaultdict(list)
        for position, key in enumerate(self._name_keys):
            groups[key].append(position)
        return next((group for group in groups.values() if len({self.names[at] for at in group}) > 1), [])

    def errors(
        self, row_numbers: tuple[int, ...], is_required: Callable[[int], bool] = lambda _: False
    ) -> Iterator[LightError]:
        """Yield what is wrong with the header, in frictionless' order.

        Parameters
        ----------
        row_numbers : tuple of int
            The records of the header.
        is_required : callable
            Whether the field at a position must not be missing.
        """
        if self.labels:
            error = partial(_label_error, cut_long_texts(list(self.labels)), row_numbers)
            yield from self._extra_labels(error)
            if self.fields_match == "partial" and self.names and all(column is None for column in self.columns):
                yield error("unmatched-header")
            yield from self._missing_labels(error, is_required)
            if not self.by_name:
                yield from self._unequal_labels(error)

    def _extra_labels(self, error: MakeError) -> Iterator[LightError]:
        if self.fields_match not in TOLERATES_EXTRA_LABELS:
            for number, (label, column) in enumerate(zip(self.labels, self.columns, strict=True), start=1):
                if column is None:
                    yield error("extra-label", label, "", number)

    def _missing_labels(self, error: MakeError, is_required: Callable[[int], bool]) -> Iterator[LightError]:
        if self.by_name:
            labels = set(self._label_keys)
            missing = [position for position, key in enumerate(self._name_keys) if key not in labels]
        else:
            missing = list(range(len(self.labels), len(self.names)))
        if self.fields_match in TOLERATES_MISSING_FIELDS:
            missing = [column for column in missing if is_required(column)]
        for number, column in enumerate(missing, start=len(self.labels) + 1):
            yield error("missing-label", "", self.names[column], number)

    def _unequal_labels(self, error: MakeError) -> Iterator[LightError]:
        """Compare each label with the field in its place, and with the labels before it."""
        earlier: dict[str, list[int]] = defaultdict(list)
        for number, (label, name) in enumerate(zip(self.labels, self.names, strict=False), start=1):
            if not label:
                yield error("blank-label", "", name, number)
                continue
            if positions := earlier[label]:
                yield error("duplicate-label", label, name, number, f'at position "{_listed(positions)}"')
            elif self._key(label) != self._key(name):
                yield error("incorrect-label", label, name, number)
            positions.append(number)


def _label_error(  # noqa: PLR0913, PLR0917 - the first two are those of the header, the others are given in order
    header: tuple[str, ...],
    row_numbers: tuple[int, ...],
    error_type: str,
    label: str = "",
    field_name: str = "",
    field_number: int = 0,
    note: str = "",
) -> LightError:
    return LightError(error_type, field_name, field_number, note, label, header, row_numbers)


def _listed(positions: list[int]) -> str:
    """Return positions as text; of very many the first.

    Examples
    --------
    >>> _listed([1, 4])
    '1, 4'
    """
    shown = ", ".join(map(str, positions[:MAX_POSITIONS]))
    return shown if len(positions) <= MAX_POSITIONS else f"{shown} and {len(positions) - MAX_POSITIONS} more"
