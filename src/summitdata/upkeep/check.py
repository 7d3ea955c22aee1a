"""check(): everything that must hold of the data package, found by reading it and writing nothing."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor, find, read_descriptor, table_path
from summitdata.errors import DataFileError, PackageError, SummitDataError, UnknownNameError
from summitdata.rules import Table, breaches, misplaced
from summitdata.tabular.typed_rows import TYPES, typed_rows
from summitdata.upkeep.check_report import CheckError, CheckReport, CheckTask
from summitdata.upkeep.profile import profile_errors
from summitdata.upkeep.sync import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    import frictionless

__all__ = ["check"]


def check(path: str | Path | None = None, *, article: str | Path | None = None) -> CheckReport:
    """Check a data package: descriptor, files, every table by frictionless and by pandera, and the rules across tables.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A `datapackage.json` or its folder; without it, this package's own.
    article : str or pathlib.Path, optional
        The text of the article; with it, every printed phrase must stand at its place in it.

    Returns
    -------
    CheckReport
        True to the files as they are; nothing is ever written.

    Raises
    ------
    PackageError
        The descriptor or the article cannot be read, or the descriptor is no JSON object.

    Examples
    --------
    >>> report = check()
    >>> report.valid
    True
    >>> [(task.table, task.rows) for task in report.tasks][:2]
    [('figures', 8), ('countries', 6)]
    """
    target = find(path)
    said = read_descriptor(target)
    text = None if article is None else _read_article(Path(article))
    report = CheckReport(str(target), package_errors=profile_errors(said))
    if report.package_errors:
        return report
    resources = {resource["name"]: resource for resource in said["resources"]}
    tasks = {name: CheckTask(name, resource["path"]) for name, resource in resources.items()}
    report.tasks = list(tasks.values())

    for name, resource in resources.items():
        tasks[name].errors += _file_errors(target, resource)
    readable = {name: resource for name, resource in resources.items() if _has_only(tasks[name], _FILE_CHANGED)}
    _ask_frictionless(target, said, readable, tasks)
    tables: dict[str, Table] = {}
    for name, resource in readable.items():
        if _has_only(tasks[name], (*_FILE_CHANGED, *_KEYS)):
            _ask_pandera(target, resource, tasks[name])
            if _like_ours(resource):
                try:
                    tables[name] = list(typed_rows(target.parent, resource))
                except DataFileError as error:
                    tasks[name].errors.append(CheckError("type-error", str(error), name, resource["path"]))
    found = list(breaches(tables))
    if text is not None:
        found += [("locator", breach) for breach in misplaced(tables, text.decode())]
        report.package_errors += _article_errors(said, text)
    for rule, breach in found:
        task = tasks[breach.table]
        task.errors.append(CheckError(rule, breach.message, task.table, task.path, breach.row, breach.field))
    return report


_FILE_CHANGED = ("hash-count", "byte-count")
_KEYS = ("primary-key", "unique-error", "foreign-key")
"""Errors after which the cells of a table can still be relied on to be of their types."""


def _has_only(task: CheckTask, types: tuple[str, ...]) -> bool:
    return all(error.type in types for error in task.errors)


def _like_ours(resource: dict[str, Any]) -> bool:
    """Tell whether a table has the fields of this package's table of that name, which its rules read."""

    def fields(schema: dict[str, Any]) -> set[tuple[str, str, bool]]:
        constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
        return {
            (f["name"], f.get("type", "string"), bool(constraints[f["name"]].get("required"))) for f in schema["fields"]
        }

    ours = {one["name"]: one["schema"] for one in descriptor()["resources"]}
    return resource["name"] in ours and fields(ours[resource["name"]]) <= fields(resource["schema"])


def _read_article(path: Path) -> bytes:
    try:
        text = path.read_bytes()
        text.decode()
    except OSError as error:
        raise PackageError(f"{path}: cannot read the article: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PackageError(f"{path}: not UTF-8 at byte {error.start}: give the article's text as UTF-8") from error
    return text


def _article_errors(descriptor: dict[str, Any], text: bytes) -> Iterator[CheckError]:
    recorded = {source["hash"] for source in descriptor.get("sources", []) if "hash" in source}
    actual = f"sha256:{hashlib.sha256(text).hexdigest()}"
    if actual not in recorded:
        wanted = ", ".join(sorted(recorded)) or "no hash"
        yield CheckError("article-hash", f"the article has {actual}, the descriptor's sources record {wanted}")


def _file_errors(target: Path, resource: dict[str, Any]) -> Iterator[CheckError]:
    name, path = resource["name"], resource["path"]
    try:
        file = table_path(target, resource)
    except PackageError as error:
        yield CheckError("path-error", str(error), name)
        return
    try:
        size, digest = fingerprint(file)
    except PackageError as error:
        yield CheckError("file-error", str(error), name)
        return
    hint = "run `summitdata sync` if the change is meant"
    if resource.get("bytes") != size:
        words = f"the file has {size} bytes, not {resource.get('bytes')}; {hint}"
        yield CheckError("byte-count", words, name, path)
    if resource.get("hash") != digest:
        yield CheckError("hash-count", f"the file has {digest}, not {resource.get('hash')}; {hint}", name, path)


def _ask_frictionless(
    target: Path, said: dict[str, Any], readable: dict[str, dict[str, Any]], tasks: dict[str, CheckTask]
) -> None:
    """Put the errors that frictionless finds, and the row counts, into the tasks of the tables that can be read."""
    from summitdata.tabular.dialect import with_package_version
    from summitdata.validation.frictionless_engine import make_resource, run_frictionless

    sound = [_without_lost_keys(with_package_version(resource, said), readable) for resource in readable.values()]
    for resource in sound:
        task = tasks[resource["name"]]
        others = [(other, target.parent) for other in sound if other is not resource]
        findings = run_frictionless(partial(make_resource, resource, target.parent, others), 0)
        task.rows = findings.stats.get("rows", 0)
        key = resource["schema"].get("primaryKey", [])
        key = [key] if isinstance(key, str) else key
        errors = (error for error in findings.errors if error.type not in _FILE_CHANGED)  # they are found without it
        task.errors += [_from_frictionless(error, task, key) for error in errors]


def _without_lost_keys(resource: dict[str, Any], readable: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Leave out foreign keys to tables that cannot be read: that is their error, and not this table's."""
    schema = resource["schema"]
    keys = [
        key
        for key in schema.get("foreignKeys", [])
        if (key["reference"].get("resource") or resource["name"]) in readable
    ]
    return {**resource, "schema": {**schema, "foreignKeys": keys}}


def _from_frictionless(error: frictionless.Error, task: CheckTask, primary_key: list[str]) -> CheckError:
    keys = primary_key if error.type == "primary-key" else getattr(error, "field_names", [])
    fields = getattr(error, "field_name", "") or ", ".join(keys)
    return CheckError(error.type, error.message, task.table, task.path, getattr(error, "row_number", None), fields)


def _ask_pandera(target: Path, resource: dict[str, Any], task: CheckTask) -> None:
    """Put what pandera finds in a table that frictionless accepts into its task; both read the same schema."""
    if not _has_only(task, _FILE_CHANGED):
        return
    others = {field.get("type", "string") for field in resource["schema"]["fields"]} - set(TYPES)
    if others:
        task.note = f"not judged by pandera: type {', '.join(sorted(others))}"
        return
    try:
        task.errors += _pandera_errors(target, resource)
    except UnknownNameError as error:
        task.note = f"not judged by pandera: {error}"
    except SummitDataError as error:
        task.errors.append(CheckError("pandera", str(error), task.table, task.path))


def _pandera_errors(target: Path, resource: dict[str, Any]) -> list[CheckError]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema
    from summitdata.tables import read_table

    name, path = resource["name"], resource["path"]
    known = {field["name"] for field in resource["schema"]["fields"]}  # a check of rows names none of them
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
                case["column"] if case["column"] in known else "",
            )
            for case in errors.failure_cases.to_dict("records")
        ]
    return []
