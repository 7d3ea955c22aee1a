"""Which errors count: those that `only` picks, without those that `skip` leaves out; `warn` makes others warnings.

An error of a table that could not be read always counts: what was not read must never pass.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TYPE_CHECKING

from summitdata.arguments import names_of
from summitdata.errors import UnknownNameError, shown
from summitdata.validation.report import Totals, cut_note
from summitdata.validation.stop_errors import TYPES as STOP_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from summitdata.validation.report import Error, Task

__all__ = ["ROW_TYPES", "UNREAD_TYPES", "Picking", "pick", "read_picking"]

ROW_TYPES = (
    *("type-error", "constraint-error", "unique-error", "primary-key", "foreign-key", "row-constraint"),
    *("extra-cell", "missing-cell", "blank-row", "unmatched-header", "blank-header", "blank-label", "duplicate-label"),
    *("extra-label", "missing-label", "incorrect-label", "byte-count", "hash-count", "field-count", "row-count"),
)
"""The types of error of a table that was read."""

UNREAD_TYPES = (
    *("encoding-error", "source-error", "scheme-error", "format-error", "compression-error", "file-error"),
    *("field-error", "schema-error", "control-error", "dialect-error", "resource-error", "package-error"),
    *("metadata-error", "checklist-error", "check-error", "table-error", "error", *STOP_TYPES),
)
"""The types of error of a table that was not read, or not to its end: they are never left out."""

PARTS = ("field", "file")


@dataclass(frozen=True)
class Selector:
    """Errors by type, by the name of the field, and by the path of the file; "" is any."""

    type: str = ""
    field: str = ""
    file: str = ""

    def takes_file(self, place: str) -> bool:
        """Return whether the errors of a file are meant: its path, or the end of it, matches the pattern."""
        path = PurePath(place).as_posix()
        return not self.file or fnmatchcase(path, self.file) or fnmatchcase(path, f"*/{self.file}")

    def takes(self, error: Error) -> bool:
        """Return whether an error is meant, if its file is."""
        names = (error.field_name or error.label or "", *(error.field_names or ()))  # an extra label has no field
        return self.type in ("", error.type) and any(map(self.takes_field, names))

    def takes_field(self, name: str) -> bool:
        """Return whether the errors of a field are meant."""
        return not self.field or name == self.field or fnmatchcase(name, self.field)


@dataclass(frozen=True)
class Picking:
    """What a caller picks and leaves out, and what only warns in some files."""

    only: tuple[Selector, ...] = ()
    skip: tuple[Selector, ...] = ()
    warn: tuple[Selector, ...] = ()
    warned_types: frozenset[str] = frozenset()
    """The types that only warn in each file."""

    @property
    def is_needed(self) -> bool:
        """Whether anything is to be done after the validation."""
        return bool(self.only or self.skip or self.warn)


def read_picking(only: Collection[str], skip: Collection[str], warn: Collection[str]) -> Picking:
    """Return what is picked, from selectors such as `type-error`, `field=price` or `extra-label,file=old/*.csv`.

    Raises
    ------
    UnknownNameError
        A selector has an unknown type or part, or leaves out what must not be left out.

    Examples
    --------
    >>> read_picking([], ["extra-label,file=old/*.csv"], []).skip
    (Selector(type='extra-label', field='', file='old/*.csv'),)
    """
    picked, skipped, warned = (
        tuple(_selector(text) for text in names_of(option, value, "type-error"))
        for option, value in (("only", only), ("skip", skip), ("warn", warn))
    )
    for selector in (*picked, *skipped):
        if selector.type in UNREAD_TYPES:
            raise UnknownNameError(f"{selector.type} always counts: a table that was not read must not pass")
    for selector in warned:
        if selector.field or not selector.type:
            raise UnknownNameError(
                "warn takes an error type, and with it file=PATTERN, as in type-error,file=old/*.csv"
            )
    types = frozenset(selector.type for selector in warned if not selector.file) - set(STOP_TYPES)
    some = tuple(selector for selector in warned if selector.file and selector.type not in STOP_TYPES)
    return Picking(picked, skipped, some, types)


def _selector(text: str) -> Selector:
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals:
            name, value = "type", name
            _check_type(value)
        elif name not in PARTS:
            raise UnknownNameError.of("part of a selector", name, PARTS, "all else is an error type")
        if name in found or not value:
            raise UnknownNameError(
                f"{shown(text)} is not a selector: write TYPE, field=NAME or file=PATTERN, or some with commas, each "
                "once"
            )
        found[name] = value
    return Selector(**found)


def _check_type(name: str) -> None:
    known = (*ROW_TYPES, *UNREAD_TYPES)
    if name in known:
        return
    from summitdata.rules import RULES  # those of this package's own tables, which few callers name

    rules = {rule.name for rule in RULES} | {"locator"}
    if name not in rules:
        raise UnknownNameError.of("error type", name, known)


def pick(tasks: Iterable[Task], picking: Picking, limit: int) -> list[Task]:
    """Return the tasks with the errors that count; they have all errors listed, and the result at most `limit` of each.

    Raises
    ------
    UnknownNameError
        `only` has a selector of a file or a field that no table has: everything would pass.
    """
    found = list(tasks)
    for selector in picking.only:
        meant = [task for task in found if selector.takes_file(task.place)]
        if found and not meant:
            raise UnknownNameError.of("file", selector.file, [task.place for task in found])
        fields = {name for task in meant for name in (*task.labels, *task.totals.by_field)}
        if fields and not any(map(selector.takes_field, fields)):
            raise UnknownNameError.of("field", selector.field, sorted(fields))
    return [_pick(task, picking, limit) for task in found]


def _pick(task: Task, picking: Picking, limit: int) -> Task:
    only, skip, warn = (
        [selector for selector in selectors if selector.takes_file(task.place)]
        for selectors in (picking.only, picking.skip, picking.warn)
    )
    if not (picking.only or skip or warn):
        return _cut(task, limit)
    counts = {error.type for error in task.errors if error.type in UNREAD_TYPES}

    def stays(error: Error) -> bool:
        if error.type in counts:
            return True
        picked = not picking.only or any(selector.takes(error) for selector in only)
        return picked and not any(selector.takes(error) for selector in skip)

    kept = [error for error in task.errors if stays(error)]
    # Those that are not listed are known by type only: they stay, unless each of their type is left out.
    unlisted = Counter(task.totals.by_type) - Counter(error.type for error in task.errors)
    gone = {selector.type for selector in skip if not selector.field}
    unlisted = Counter({name: number for name, number in unlisted.items() if name not in gone and "" not in gone})
    warned = (task.warned_types | {selector.type for selector in warn}) & {*unlisted, *(error.type for error in kept)}
    by_type = Counter(error.type for error in kept) + unlisted
    warnings = sum(number for name, number in by_type.items() if name in warned)
    kept = [replace(error, severity="warning") if error.type in warned else error for error in kept]
    fields = Counter(error.field_name for error in kept if error.field_name)
    notes = task.warnings if unlisted else ()
    return _cut(
        replace(
            task,
            stats=replace(task.stats, errors=by_type.total() - warnings, warnings=len(notes) + warnings),
            totals=Totals(dict(by_type), dict(fields)),
            warnings=notes,
            errors=tuple(kept),
            warned_types=task.warned_types | warned,
        ),
        limit,
    )


def _cut(task: Task, limit: int) -> Task:
    if not limit or len(task.errors) <= limit:
        return task
    note = cut_note(limit, sum(task.totals.by_type.values()), task.stats.warnings)
    return replace(task, errors=task.errors[:limit]).with_notes(note)
