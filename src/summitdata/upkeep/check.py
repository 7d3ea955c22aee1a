"""check(): whether the data package is valid as a whole; it reads the package and writes nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path, check_flag, check_time_limit
from summitdata.article.locators import quotation_violations
from summitdata.counting import count
from summitdata.datapackage import descriptor, find_descriptor, read_descriptor, table_path, with_parts
from summitdata.errors import DataFileError, PackageError, SummitDataError, UnknownNameError
from summitdata.opening import read_file
from summitdata.rules import locator_violations, violations
from summitdata.rules.locators import locators
from summitdata.tabular.allow_lists import is_other_file, unread_format
from summitdata.tabular.dialect import make_explicit, with_package_version
from summitdata.tabular.inputs import InputTable
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.typed_rows import typed_rows, why_unreadable
from summitdata.upkeep.bounded import table_files
from summitdata.upkeep.check_report import CheckError, CheckReport, CheckTask
from summitdata.upkeep.profile import profile_errors
from summitdata.upkeep.sync import content_hash
from summitdata.validation import worker
from summitdata.validation.budget import Budget, StopError
from summitdata.validation.stop_errors import TYPES as STOP_TYPES
from summitdata.validation.table_task import Options, table_task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from summitdata.rules import NumberedRows, Violation
    from summitdata.validation.report import Error

__all__ = ["check"]


def check(
    path: str | Path | None = None,
    *,
    article: str | Path | None = None,
    pandera: bool = False,
    time_limit: float | None = None,
) -> CheckReport:
    """Check a data package: descriptor, files, each table by its schema, and the rules across tables.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A `datapackage.json` or its folder; without it, this package's own.
    article : str or pathlib.Path, optional
        The text of the article; with it, each printed phrase must be at its place in the text. In a text whose hash
        is not the one in the descriptor, such as a copy of the page, each phrase is looked for by its quotation: the
        phrase between the words before and after it. The notes of the tables say so.
    pandera : bool, default False
        Whether each table is also read into a pandas frame, which the pandera schema made of its Table Schema then
        validates. It states the same constraints, so it finds only what a frame cannot hold, such as an integer of more
        than 64 bits.
    time_limit : float, optional
        How many seconds of processor time the check of another package may take, as for `validate`.

    Returns
    -------
    CheckReport
        The result for the files as they are; nothing is written.

    Raises
    ------
    PackageError
        The descriptor or the article cannot be read, or the descriptor is not a JSON object.

    Examples
    --------
    >>> report = check()
    >>> report.valid
    True
    >>> [(task.table, task.rows) for task in report.tasks][1:3]
    [('countries', 6), ('summits', 2)]
    """
    target = find_descriptor(path)
    package = with_parts(target, read_descriptor(target))
    article_content = None if article is None else _read_article(as_path(article, "the path of the article"))
    check_flag("pandera", pandera)
    check_time_limit(time_limit)
    is_own = path is None or not worker.can_start()
    budget = Budget(time_limit, is_worker=is_own)
    for file in (target, *table_files(target, package)):
        with suppress(OSError, ValueError):
            budget.count_bytes(file.stat().st_size, file)
    try:
        if is_own:
            return _check(target, package, article_content, pandera, budget, lambda _: None)
        report: CheckReport = worker.run_in_worker(_check, target, package, article_content, pandera, budget=budget)
    except StopError as stop:
        return CheckReport(str(target), package_errors=[CheckError(stop.error_type, stop.note)])
    return report


def _check(
    target: Path,
    package: dict[str, Any],
    article_content: bytes | None,
    by_pandera: bool,  # noqa: FBT001 - a worker gets its arguments by position
    budget: Budget,
    _progress: Callable[[int], None],
) -> CheckReport:
    """Check a package; of one that is not our own, in a process that can be stopped."""
    report = CheckReport(str(target), package_errors=profile_errors(package))
    if report.package_errors:
        return report
    resources = {resource["name"]: resource for resource in package["resources"]}
    tasks = {name: CheckTask(name, resource["path"]) for name, resource in resources.items()}
    report.tasks = list(tasks.values())

    for name, resource in resources.items():
        tasks[name].errors += _file_errors(target, resource)
    for name in [name for name, resource in resources.items() if is_other_file(resource)]:
        tasks[name].note = "not a table: only its size and hash are compared"
        del resources[name]
    readable = {name: resource for name, resource in resources.items() if _has_only(tasks[name], _FILE_CHANGED)}
    _check_by_schema(target, package, readable, tasks, budget)
    tables: dict[str, NumberedRows] = {}
    for name, resource in readable.items():
        if _has_only(tasks[name], (*_FILE_CHANGED, *_KEYS)):
            if by_pandera:
                _check_by_pandera(target, resource, tasks[name])
            tables |= _rows_for_rules(target, resource, tasks[name])
    by_rule = list(violations(tables))
    if article_content is not None:
        found = _article_violations(package, article_content, tasks, tables)
        by_rule += [("locator", violation) for violation in found]
    for rule, violation in by_rule:
        task = tasks[violation.table]
        task.errors.append(CheckError(rule, violation.message, task.table, task.path, violation.row, violation.field))
    return report


def _rows_for_rules(target: Path, resource: dict[str, Any], task: CheckTask) -> dict[str, NumberedRows]:
    """Return the rows of a table, by its name, if the rules of this package are about it."""
    if not _has_our_fields(resource) or why_unreadable(resource):
        return {}
    try:
        return {task.table: list(typed_rows(target.parent, resource))}
    except DataFileError as error:
        task.errors.append(CheckError("type-error", str(error), task.table, task.path))
    return {}


MOST_ERRORS = 1000
"""How many errors of a table by its schema are listed."""
_FILE_CHANGED = ("hash-count", "byte-count")
_KEYS = ("primary-key", "unique-error", "foreign-key", "row-constraint")
"""Errors in spite of which the cells of a table are of their types."""


def _has_only(task: CheckTask, types: tuple[str, ...]) -> bool:
    return all(error.type in types for error in task.errors)


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
    package: dict[str, Any], article: bytes, tasks: dict[str, CheckTask], tables: dict[str, NumberedRows]
) -> Iterator[Violation]:
    """Look for each printed phrase: at its place in the very file that the places are counted in, else by quotation."""
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
            tasks[name].note = "; ".join(filter(None, [tasks[name].note, note]))


def _file_errors(target: Path, resource: dict[str, Any]) -> Iterator[CheckError]:
    name, path = resource["name"], resource["path"]
    try:
        file = table_path(target, resource)
    except PackageError as error:
        yield CheckError("path-error", str(error), name)
        return
    try:
        content = read_file(file, "the table", limit=None)
    except PackageError as error:
        yield CheckError("file-error", str(error), name)
        return
    hint = "run `summitdata sync` if the change is intended"
    for error_type, key, unit, actual in (
        ("byte-count", "bytes", " bytes", len(content)),
        ("hash-count", "hash", "", content_hash(content)),
    ):
        if resource.get(key) != actual:
            message = f"the file has {actual}{unit}, the descriptor says {resource.get(key)}; {hint}"
            yield CheckError(error_type, message, name, path)


def _check_by_schema(
    target: Path,
    package: dict[str, Any],
    readable: dict[str, dict[str, Any]],
    tasks: dict[str, CheckTask],
    budget: Budget,
) -> None:
    """Add the errors that `validate` finds, and the row counts, to the tasks of the tables that can be read."""
    resources = {
        name: _explicit(_without_unreadable_targets(with_package_version(resource, package), readable))
        for name, resource in readable.items()
    }
    options = Options(MOST_ERRORS, frozenset(), "auto", None, budget)
    for name, resource in resources.items():
        task = tasks[name]
        targets = {key["reference"].get("resource") for key in resource["schema"].get("foreignKeys", [])} - {name}
        others = tuple((other, target.parent) for other_name, other in resources.items() if other_name in targets)
        found = table_task(InputTable(resource, target.parent, task.path, others), options)
        for error in found.errors:
            if error.type in STOP_TYPES:
                raise StopError(error.type, error.note)
        task.rows = found.stats.rows or 0
        key = key_fields(resource["schema"].get("primaryKey"))
        # What is wrong with bytes and hash is in the task already.
        task.errors += [_check_error(error, task, key) for error in found.errors if error.type not in _FILE_CHANGED]
        if found.stats.errors > len(found.errors):
            task.note = f"{len(found.errors)} of {found.stats.errors} errors are listed"


def _explicit(resource: dict[str, Any]) -> dict[str, Any]:
    return make_explicit(resource) if unread_format(resource) is None else resource


def _without_unreadable_targets(resource: dict[str, Any], readable: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Leave out foreign keys to tables that cannot be read: that is an error of those tables, not of this one."""
    schema = resource["schema"]
    keys = [
        key
        for key in schema.get("foreignKeys", [])
        if (key["reference"].get("resource") or resource["name"]) in readable
    ]
    return {**resource, "schema": {**schema, "foreignKeys": keys}}


def _check_error(error: Error, task: CheckTask, primary_key: list[str]) -> CheckError:
    keys = primary_key if error.type == "primary-key" else error.field_names or ()
    fields = error.field_name or ", ".join(keys)
    return CheckError(error.type, error.message, task.table, task.path, error.row_number, fields)


def _check_by_pandera(target: Path, resource: dict[str, Any], task: CheckTask) -> None:
    """Add the errors that pandera finds in a table that frictionless accepts to its task; both read the same schema."""
    if not _has_only(task, _FILE_CHANGED):
        return
    if reason := why_unreadable(resource):
        task.note = f"not checked by pandera: {reason}"
        return
    try:
        task.errors += _pandera_errors(target, resource)
    except UnknownNameError as error:
        task.note = f"not checked by pandera: {error}"
    except SummitDataError as error:
        task.errors.append(CheckError("pandera", str(error), task.table, task.path))


def _pandera_errors(target: Path, resource: dict[str, Any]) -> list[CheckError]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema
    from summitdata.tables import read_table

    name, path = resource["name"], resource["path"]
    names = {field["name"] for field in resource["schema"]["fields"]}  # a check of whole rows has no field
    try:
        from_table_schema(resource["schema"], name=name).validate(read_table(target.parent, resource), lazy=True)
    except SchemaErrors as errors:
        return [
            CheckError(
                "pandera",
                f"pandera: {case['failure_case']!r} fails {case['check']}",
                name,
                path,
                None if case["index"] is None else int(case["index"]) + 2,
                case["column"] if case["column"] in names else "",
            )
            for case in errors.failure_cases.to_dict("records")
        ]
    return []
