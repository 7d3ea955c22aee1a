"""Which errors count: those that `only` picks, without those that `skip` leaves out; `warn` makes others warnings.

An error of a table that could not be read always counts: what was not read must never pass.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TYPE_CHECKING

from summitdata.arguments import names_of
from summitdata.errors import SummitDataError, UnknownNameError, shown
from summitdata.tabular.file_settings import SettingsOfFiles
from summitdata.tabular.mistakes import did_you_mean
from summitdata.tabular.property_names import NOTE_STARTS
from summitdata.validation.report import Totals, cut_note
from summitdata.validation.stop_errors import TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.report import Error, Task
    from summitdata.validation.table_task import Options

__all__ = ["ROW_TYPES", "UNREAD_TYPES", "Picking", "Pickings", "read_picking"]

STOP_TYPES = tuple(name for name in TYPES if name not in ("unlisted-file", "source-error", "format-error"))

ROW_TYPES = (
    *("type-error", "constraint-error", "unique-error", "primary-key", "foreign-key", "row-constraint"),
    *("group-constraint", "quote-error"),
    *("extra-cell", "missing-cell", "blank-row", "unmatched-header", "blank-header", "blank-label", "duplicate-label"),
    *("extra-label", "missing-label", "incorrect-label", "byte-count", "hash-count", "field-count", "row-count"),
    "unlisted-file",
    "pandera",
)
"""The types of error of a table that was read, or is not to be read."""

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
        pattern = PurePath(self.file).as_posix()  # without `./`
        text = os.path.abspath(place) if os.path.isabs(pattern) else place  # noqa: PTH100, PTH117 - texts of a report
        path = PurePath(text).as_posix()
        return not self.file or fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}")

    def takes_some(self, task: Task) -> bool:
        """Return whether errors of a table are meant, or of one of the files that it is in."""
        return any(map(self.takes_file, (task.place, *(part.place for part in task.parts))))

    def other_fields(self, tasks: Iterable[Task]) -> list[str] | None:
        """Return the fields of the tables that are meant, if none of them is; None if one is, or none is known."""
        names = {name for task in tasks if self.takes_some(task) for name in (*task.labels, *task.totals.by_field)}
        return sorted(names) if names and not any(map(self.takes_field, names)) else None

    def takes_of(self, task: Task, error: Error) -> bool:
        """Return whether an error of a table is meant: by the table, or by the file of it that the error is in."""
        return self.takes(error) and (self.takes_file(task.place) or self.takes_file(task.place_of(error)))

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
    """The types that only warn, in each file and in each field."""

    @property
    def is_needed(self) -> bool:
        """Whether anything is to be done after the validation."""
        return bool(self.only or self.skip or self.warn)

    def with_own(self, own: Picking) -> Picking:
        """Return what is picked where something is said of a file alone: `only` takes the place of the general one."""
        return Picking(
            own.only or self.only, self.skip + own.skip, self.warn + own.warn, self.warned_types | own.warned_types
        )


def read_picking(only: Collection[str] = (), skip: Collection[str] = (), warn: Collection[str] = ()) -> Picking:
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
    types = frozenset(selector.type for selector in warned if selector == Selector(selector.type)) - set(STOP_TYPES)
    some = tuple(selector for selector in warned if selector != Selector(selector.type))
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


@dataclass
class Pickings:
    """What is picked in each table: by the caller for all or for some files, and by the descriptor of the table.

    Parameters
    ----------
    general : Picking
        What is picked in all tables.
    files : SettingsOfFiles
        What is said of some files.
    strict : bool
        Whether nothing only warns.
    """

    general: Picking
    files: SettingsOfFiles = field(default_factory=SettingsOfFiles)
    strict: bool = False
    _of_tasks: list[Picking] = field(default_factory=list)

    def __post_init__(self) -> None:
        for settings in {id(own): own for own in self.files.values()}.values():
            read_picking(**settings.selectors)  # what is wrong is said before anything is read

    def options_of(self, table: InputTable | None, options: Options) -> Options:
        """Return the options for the next table: all its errors are listed if some are left out later."""
        picking = self.general if table is None else self._picking_of(table)
        if self.strict:
            picking = replace(picking, warn=(), warned_types=frozenset())
        self._of_tasks.append(picking)
        limit = 0 if picking.is_needed else options.limit_errors  # what is left out does not count for the limit
        return replace(options, limit_errors=limit, warned_types=picking.warned_types)

    def skips(self, error_type: str, table: InputTable) -> bool:
        """Return whether the errors of a type are left out in a table, whatever their field is."""
        skip = [each for each in self._picking_of(table).skip if each.type == error_type and not each.field]
        return any(selector.takes_file(table.place) for selector in skip)

    def _picking_of(self, table: InputTable) -> Picking:
        picking = self.general.with_own(read_picking(**self.files.of(table.file).selectors))
        checklist = table.resource.get("checklist")
        if not isinstance(checklist, dict):
            return picking
        try:
            selectors = {name: checklist.get(key, ()) for name, key in CHECKLIST_KEYS.items()}
            return picking.with_own(read_picking(**selectors))
        except SummitDataError as error:
            raise UnknownNameError(f"{table.place}: its checklist: {error}") from error

    def pick(self, tasks: list[Task], limit: int) -> list[Task]:
        """Return the tasks with the errors that count, of each at most `limit`; the options of each were asked for.

        Raises
        ------
        UnknownNameError
            `only` has a selector of a file or a field that no table has: everything would pass. Or `skip` or `warn` has
            one of a field that no table has, and a table has a field of nearly that name.
        """
        for selector in self.general.only:
            if tasks and not any(selector.takes_some(task) for task in tasks):
                raise UnknownNameError.of("file", selector.file, [task.place for task in tasks])
            if (fields := selector.other_fields(tasks)) is not None:
                raise UnknownNameError.of("field", selector.field, fields)
        unused = [self._unused(selector, tasks) for selector in (*self.general.skip, *self.general.warn)]
        picked = [_pick(task, picking, limit) for task, picking in zip(tasks, self._of_tasks, strict=True)]
        notes = [note for note in unused if note]
        return [picked[0].with_notes(notes), *picked[1:]] if notes else picked

    @staticmethod
    def _unused(selector: Selector, tasks: list[Task]) -> str:
        """Return that no table has the field of a selector: only some of the files may have been given.

        Raises
        ------
        UnknownNameError
            A table has a field of nearly that name.
        """
        fields = selector.other_fields(tasks)
        if fields is None:
            return ""
        if did_you_mean(selector.field, fields):
            raise UnknownNameError.of("field", selector.field, fields)
        return f"no table has the field {shown(selector.field)}, which a selector names: it changes nothing"


CHECKLIST_KEYS = {"only": "pickErrors", "skip": "skipErrors", "warn": "warnErrors"}
"""What a checklist says, by the parameter of `validate`; the first two are those of frictionless."""


def _pick(task: Task, picking: Picking, limit: int) -> Task:
    if not picking.is_needed:
        return task
    only, skip, warn = (
        [selector for selector in selectors if selector.takes_some(task)]
        for selectors in (picking.only, picking.skip, picking.warn)
    )
    if not (picking.only or skip or warn):
        return _cut(task, limit)

    def counted(error: Error) -> Error | None:
        """Return an error with its severity, None if it is left out."""
        if error.type not in UNREAD_TYPES:
            picked = not picking.only or any(selector.takes_of(task, error) for selector in only)
            if not picked or any(selector.takes_of(task, error) for selector in skip):
                return None
        warns = error.type in task.warned_types or any(
            selector.takes_of(task, error) and (selector.type or error.type not in UNREAD_TYPES) for selector in warn
        )
        return replace(error, severity="warning") if warns and error.type not in STOP_TYPES else error

    kept = [found for error in task.errors if (found := counted(error))]
    # Those that are not listed are known by type only: they stay as they are, unless all of their type are meant.
    unlisted = Counter(task.totals.by_type) - Counter(error.type for error in task.errors)
    gone, warned = (
        {selector.type for selector in selectors if not selector.field and selector.takes_file(task.place)}
        for selectors in (skip, warn)
    )
    unlisted = Counter({name: number for name, number in unlisted.items() if name not in gone and "" not in gone})
    warned_types = (task.warned_types | warned) - {"", *STOP_TYPES}
    if "" in warned:
        warned_types |= {*unlisted, *(error.type for error in kept)} - {*UNREAD_TYPES}
    by_type = Counter(error.type for error in kept) + unlisted
    warnings = sum(error.severity == "warning" for error in kept)
    warnings += sum(number for name, number in unlisted.items() if name in warned_types)
    fields = Counter(error.field_name for error in kept if error.field_name)
    notes = tuple(note for note in task.warnings if unlisted or note.startswith(NOTE_STARTS))
    return _cut(
        replace(
            task,
            stats=replace(task.stats, errors=by_type.total() - warnings, warnings=len(notes) + warnings),
            totals=Totals(dict(by_type), dict(fields)),
            warnings=notes,
            errors=tuple(kept),
            warned_types=frozenset(warned_types & by_type.keys()) | task.warned_types,
        ),
        limit,
    )


def _cut(task: Task, limit: int) -> Task:
    if not limit or len(task.errors) <= limit:
        return task
    note = cut_note(limit, sum(task.totals.by_type.values()), task.stats.warnings)
    return replace(task, errors=task.errors[:limit]).with_notes(note)
