"""check(): whether the data package is valid as a whole; it reads the package and writes nothing."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path, check_flag, check_time_limit
from summitdata.article.locators import quotation_violations
from summitdata.counting import count
from summitdata.datapackage import descriptor, find_descriptor, locate, read_descriptor, table_path
from summitdata.errors import DataFileError, PackageError, SummitDataError, UnknownNameError
from summitdata.opening import open_file, read_file
from summitdata.rules import locator_violations, violations
from summitdata.rules.locators import locators
from summitdata.tabular.allow_lists import is_other_file
from summitdata.tabular.dialect import make_explicit, with_package_version
from summitdata.tabular.file_formats import other_format
from summitdata.tabular.file_settings import read_file_settings
from summitdata.tabular.input_table import InputTable, unreadable_table
from summitdata.tabular.package_tables import in_one, sound_package
from summitdata.tabular.path_patterns import NoMatchError, Patterns, of_pattern
from summitdata.tabular.property_names import misspelt_properties
from summitdata.tabular.typed_rows import typed_rows, why_unreadable
from summitdata.upkeep.bounded import table_files
from summitdata.upkeep.check_errors import file_error, pandera_error
from summitdata.upkeep.profile import errors_by_resource
from summitdata.upkeep.sync import content_hash
from summitdata.validation import worker
from summitdata.validation.arguments import check_limit
from summitdata.validation.budget import Budget, StopError
from summitdata.validation.listed_errors import listed_errors
from summitdata.validation.package_rules import BrokenRule, violated
from summitdata.validation.picking import Pickings, read_picking
from summitdata.validation.report import Report, Task
from summitdata.validation.stop_errors import stop_error
from summitdata.validation.table_task import Options, table_task, unread_task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from summitdata.rules import NumberedRows, Violation
    from summitdata.validation.report import Error

__all__ = ["check", "check_all"]

DEFAULT_LIMIT = 1000


def check(  # noqa: PLR0913 - each is a choice of the caller, given by name
    path: str | Path | None = None,
    *,
    article: str | Path | None = None,
    pandera: bool = False,
    limit_errors: int = DEFAULT_LIMIT,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    warn: Collection[str] = (),
    strict: bool = False,
    files: dict[str, dict[str, Any]] | None = None,
    time_limit: float | None = None,
) -> Report:
    """Check a data package: descriptor, files, each table by its schema, and the rules across tables.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A `datapackage.json` or its folder; without it, this package's own.
    article : str or pathlib.Path, optional
        The text of the article; with it, each printed phrase must be at its place in the text. If the hash of the text
        is not the one in the descriptor, as of a copy of the page, each phrase is looked for by its quotation. That is
        the phrase between the words before and after it. The notes of the tables say so.
    pandera : bool, default False
        Whether each table is also read into a pandas frame, which the pandera schema made of its Table Schema then
        validates. It states the same constraints, so it finds only what a frame cannot hold, such as an integer of more
        than 64 bits.
    limit_errors, only, skip, warn, strict, files
        As for `validate`; of `files`, the selectors count.
    time_limit : float, optional
        How many seconds of processor time the check of another package may take, as for `validate`.

    Returns
    -------
    Report
        What `validate` returns, with the errors that it does not look for: of the profile, of files without a size or
        a hash, of pandera, and of the rules. Nothing is written.

    Raises
    ------
    PackageError
        The descriptor or the article cannot be read, or the descriptor is not a JSON object.
    UnknownNameError
        An error type, or another part of a selector, is unknown.

    Examples
    --------
    >>> report = check()
    >>> report.valid
    True
    >>> [(task.name, task.stats.rows) for task in report.tasks][1:3]
    [('countries', 6), ('summits', 2)]
    """
    target = find_descriptor(path)
    package, wrong = sound_package(target, read_descriptor(target))
    article_content = None if article is None else _read_article(as_path(article, "the path of the article"))
    check_time_limit(time_limit)
    check_limit(limit_errors)
    check_flag("strict", strict)
    check_flag("pandera", pandera)
    pickings = Pickings(read_picking(only, skip, warn), read_file_settings(files), strict=strict)
    is_own = path is None or not worker.can_start()
    budget = Budget(time_limit, is_worker=is_own)
    for file in (target, *table_files(target, package)):
        with suppress(OSError, ValueError):
            budget.count_bytes(file.stat().st_size, file)
    arguments = (target, package, wrong, article_content, pandera, pickings, limit_errors)
    try:
        if is_own:
            return _check(*arguments, budget, lambda _: None)
        report: Report = worker.run_in_worker(_check, *arguments, budget=budget)
    except StopError as stop:
        return Report((), (stop_error(stop, subject="descriptor"),))
    return report


def check_all(paths: Sequence[Path], **options: Any) -> Report:
    """Return the report of several packages, each checked by `check`; without a path, that of this package.

    One that cannot be read is a table with that mistake, if there are others.

    Raises
    ------
    PackageError
        The only one cannot be read.
    UnknownNameError
        As `check`.
    """
    if len(paths) <= 1:
        return check(*paths, **options)
    reports = [_check_or_say(path, options) for path in paths]
    return Report(
        tuple(chain.from_iterable(report.tasks for report in reports)),
        tuple(chain.from_iterable(report.package_errors for report in reports)),
        round(sum(report.seconds for report in reports), 3),
    )


def _check_or_say(path: Path, options: dict[str, Any]) -> Report:
    try:
        return check(path, **options)
    except PackageError as error:
        table = unreadable_table(path, error)
        return Report((table_task(table, Options(0, frozenset(), "auto")),))


def _check(  # noqa: PLR0913, PLR0917 - what a worker gets
    target: Path,
    package: dict[str, Any],
    wrong: list[InputTable],
    article_content: bytes | None,
    by_pandera: bool,  # noqa: FBT001 - a worker gets its arguments by position
    pickings: Pickings,
    limit: int,
    budget: Budget,
    _progress: Callable[[int], None],
) -> Report:
    """Check a package; of one that is not our own, in a process that can be stopped."""
    started = perf_counter()
    options = Options(limit, frozenset(), "auto", budget=budget)
    refused = [table_task(table, pickings.options_of(table, options)) for table in wrong]
    names = [str(table.resource.get("name")) for table in wrong]
    found: dict[int | None, list[Error]] = defaultdict(list)
    for number, error in errors_by_resource(package, names) if package["resources"] else ():
        found[number].append(error)
    if None in found:
        return Report(tuple(refused), tuple(chain.from_iterable(found.values())))
    for number, errors in found.items():
        table = InputTable({"name": package["resources"][number]["name"]}, target.parent, str(target))
        about_file = [replace(error, subject="file") for error in errors]
        refused.append(unread_task(table, pickings.options_of(table, options), about_file))
    sound = [resource for number, resource in enumerate(package["resources"]) if number not in found]
    package = {**package, "resources": sound}
    resources, unread = _expanded(target, package)
    tables = _tables(target, package, resources, unread)
    tasks = {
        key: _table_task(
            table, unread[key], pickings.options_of(table, options), has_size=table.resource["name"] == key
        )
        for key, table in tables.items()
    }
    if by_pandera:
        tasks = {name: _check_by_pandera(tables[name], task) for name, task in tasks.items()}
    _add_rules(tables, tasks, package, article_content)
    picked = pickings.pick([*refused, *tasks.values()], limit)
    return Report(tuple(picked), (), round(perf_counter() - started, 3))


def _add_rules(
    tables: dict[str, InputTable], tasks: dict[str, Task], package: dict[str, Any], article: bytes | None
) -> None:
    """Add the rows that break a rule of this package, where the cells of the tables are of their types."""
    typed: dict[str, NumberedRows] = {}
    for name, table in tables.items():
        if not _has_only(tasks[name], (*_FILE_CHANGED, *_KEYS)) or is_other_file(table.resource):
            continue
        if _has_our_fields(table.resource) and not why_unreadable(table.resource):
            try:
                typed[name] = list(typed_rows(table.folder, table.resource))
            except DataFileError as error:
                tasks[name] = tasks[name].with_errors([file_error("type-error", str(error))])
    broken: dict[str, list[tuple[str, Violation]]] = defaultdict(list)
    for rule, violation in violations(typed):
        broken[violation.table].append((rule, violation))
    for violation in _article_violations(package, article, tasks, typed):
        broken[violation.table].append(("locator", violation))
    for name, found in broken.items():
        labels = tasks[name].labels or [field["name"] for field in tables[name].resource["schema"]["fields"]]
        rules = violated(found, typed[name], labels)
        errors = listed_errors(tables[name], rules, BrokenRule.error, frozenset())
        tasks[name] = tasks[name].with_errors(errors)


_FILE_CHANGED = ("hash-count", "byte-count")
_KEYS = ("primary-key", "unique-error", "foreign-key", "row-constraint", "group-constraint")
"""Errors in spite of which the cells of a table are of their types."""
_ENDED = ("time-limit", "memory-limit")
"""Errors that end the check of all tables."""


def _has_only(task: Task, types: tuple[str, ...]) -> bool:
    return all(error_type in types for error_type, number in task.totals.by_type.items() if number)


def _expanded(
    target: Path, package: dict[str, Any]
) -> tuple[dict[str, list[tuple[str, dict[str, Any]]]], dict[str, list[Error]]]:
    """Return the resources of the files of each table, by its name, and why each is not read.

    Each file has a key: the name of the table, or name and path if it matches a pattern.
    """
    patterns, tables, unread = Patterns(target), {}, {}
    for resource in package["resources"]:
        name = resource["name"]
        try:
            files = patterns.expanded(resource)
        except NoMatchError as error:
            files, unread[name] = [resource], [stop_error(StopError(error.error_type, str(error)))]
        except PackageError as error:
            files, unread[name] = [resource], [file_error("path-error", str(error))]
        tables[name] = [(f"{name}: {one['path']}" if of_pattern(resource, one) else name, one) for one in files]
        for key, one in tables[name]:
            unread.setdefault(key, _file_errors(target, one))
    return tables, unread


def _tables(
    target: Path,
    package: dict[str, Any],
    resources: dict[str, list[tuple[str, dict[str, Any]]]],
    unread: dict[str, list[Error]],
) -> dict[str, InputTable]:
    """Return the tables of a package by their keys, each with those that its foreign keys refer to."""
    tables = {}
    folder = Path() if target == locate() else target.parent  # our own package may be installed anywhere
    readable = {name for name, files in resources.items() if not any(unread[key] for key, _ in files)}
    explicit = {
        name: [(key, _explicit(with_package_version(one, package))) for key, one in files]
        for name, files in resources.items()
    }
    for name, files in explicit.items():
        for key, resource in files:
            known = _without_unreadable_targets(resource, readable)
            keys = (known.get("schema") or {}).get("foreignKeys", [])
            targets = {one["reference"].get("resource") for one in keys} - {name}
            others = tuple(
                (in_one([one for _, one in explicit[other]]), target.parent) for other in explicit if other in targets
            )
            place = str(folder / resource["path"]) if isinstance(resource.get("path"), str) else str(target)
            tables[key] = InputTable(known, target.parent, place, others)
    return tables


def _table_task(table: InputTable, unread: list[Error], options: Options, *, has_size: bool) -> Task:
    """Return what `validate` finds in a table, and what the descriptor does not say; else why the file is not read."""
    if unread:
        return unread_task(table, options, unread)
    task = table_task(table, options)
    for error in task.errors:
        if error.type in _ENDED:
            raise StopError(error.type, error.note)
    undeclared = [
        file_error(error_type, f"the descriptor does not say {what}: run `summitdata sync`")
        for error_type, key, what in (("byte-count", "bytes", "the size"), ("hash-count", "hash", "the hash"))
        if has_size and table.files and not table.resource.get(key)
    ]
    if any(task.totals.by_type.get(error_type) for error_type in _FILE_CHANGED):
        task = task.with_notes(("run `summitdata sync` if the change of the file is intended",))
    return task.with_errors(undeclared).with_notes(misspelt_properties(table.resource.get("schema")))


def _has_our_fields(resource: dict[str, Any]) -> bool:
    """Return whether a table has the fields of this package's table of that name, which the rules read."""

    def fields(schema: dict[str, Any]) -> set[tuple[str, str, bool]]:
        return {
            (field["name"], field.get("type", "string"), bool(field.get("constraints", {}).get("required")))
            for field in schema["fields"]
        }

    our_schemas = {table["name"]: table["schema"] for table in descriptor()["resources"]}
    name = resource["name"]
    return name in our_schemas and fields(our_schemas[name]) <= fields(resource["schema"])


def _read_article(path: Path) -> bytes:
    content = read_file(path, "the article")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise PackageError(f"{path}: not UTF-8 at byte {error.start}: give the article's text as UTF-8") from error
    return content


def _article_violations(
    package: dict[str, Any], article: bytes | None, tasks: dict[str, Task], tables: dict[str, NumberedRows]
) -> Iterator[Violation]:
    """Look for each printed phrase: at its place in the very file that the places are counted in, else by quotation."""
    if article is None:
        return
    recorded = {source["hash"] for source in package.get("sources", []) if "hash" in source}
    text = article.decode()
    if content_hash(article) in recorded:
        yield from locator_violations(tables, text)
        return
    yield from (missing := list(quotation_violations(tables, text)))
    for name, table in tables.items():
        phrases = sum(1 for _, row in table for _ in locators(row))
        found = phrases - sum(violation.table == name for violation in missing)
        if phrases:
            note = f"{found} of {count(phrases, 'phrase')} found by quotation: the text is not the recorded file"
            tasks[name] = tasks[name].with_notes((note,))


def _file_errors(target: Path, resource: dict[str, Any]) -> list[Error]:
    """Return why a file of a table cannot be read."""
    if "path" not in resource:  # the rows are in the descriptor
        return []
    if isinstance(path := resource.get("path"), list):
        return [error for one in path for error in _file_errors(target, {**resource, "path": one})]
    try:
        file = table_path(target, resource)
    except PackageError as error:
        return [file_error("path-error", str(error))]
    try:
        open_file(file).close()
    except PackageError as error:
        return [file_error("file-error", str(error))]
    except OSError as error:
        return [file_error("file-error", f"{file}: cannot read the table: {error.strerror}")]
    return []


def _explicit(resource: dict[str, Any]) -> dict[str, Any]:
    is_file = isinstance(resource.get("path"), str)
    return make_explicit(resource) if is_file and other_format(resource) is None else resource


def _without_unreadable_targets(resource: dict[str, Any], readable: Collection[str]) -> dict[str, Any]:
    """Leave out foreign keys to tables that cannot be read: that is an error of those tables, not of this one."""
    schema = resource.get("schema")
    if not isinstance(schema, dict) or not schema.get("foreignKeys"):
        return resource
    keys = [key for key in schema["foreignKeys"] if (key["reference"].get("resource") or resource["name"]) in readable]
    return {**resource, "schema": {**schema, "foreignKeys": keys}}


def _check_by_pandera(table: InputTable, task: Task) -> Task:
    """Add what pandera finds in a table that frictionless accepts to its task; both read the same schema."""
    if not _has_only(task, _FILE_CHANGED) or is_other_file(table.resource):
        return task
    if reason := why_unreadable(table.resource):
        return task.with_notes((f"not checked by pandera: {reason}",))
    try:
        return task.with_errors(_pandera_errors(table, task))
    except UnknownNameError as error:
        return task.with_notes((f"not checked by pandera: {error}",))
    except SummitDataError as error:
        return task.with_errors([pandera_error(str(error))])


def _pandera_errors(table: InputTable, task: Task) -> list[Error]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema
    from summitdata.tables import read_table

    resource = table.resource
    names = {field["name"] for field in resource["schema"]["fields"]}  # a check of whole rows has no field
    try:
        schema = from_table_schema(resource["schema"], name=resource["name"])
        schema.validate(read_table(table.folder, resource), lazy=True)
    except SchemaErrors as errors:
        return [
            pandera_error(
                f"pandera: {case['failure_case']!r} fails {case['check']}",
                None if case["index"] is None else int(case["index"]) + 2,
                case["column"] if case["column"] in names else "",
                task.labels,
            )
            for case in errors.failure_cases.to_dict("records")
        ]
    return []
