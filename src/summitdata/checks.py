"""check(): everything that must hold of the data package, found by reading it and writing nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.package import find, read_descriptor, table_path, typed_rows
from summitdata.rules import Table, breaches, misplaced
from summitdata.sync import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    import frictionless

__all__ = ["CheckError", "CheckReport", "CheckTask", "check"]


@dataclass(frozen=True)
class CheckError:
    """One thing that is wrong.

    `type` is the word of Frictionless where it has one (`foreign-key`, `type-error`, `hash-count` ...), else the
    name of the rule. `row` is the row number of the file (the header is row 1), `None` where it is not about a row.
    """

    type: str
    message: str
    table: str = ""
    path: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Write the error as one line: where, what, which type."""
        parts = [
            self.path or self.table,
            f"row {self.row}" if self.row else "",
            f"field {self.field}" if self.field else "",
        ]
        where = ", ".join(part for part in parts if part)
        return f"{where}: {self.message} [{self.type}]" if where else f"{self.message} [{self.type}]"


@dataclass
class CheckTask:
    """What was found in one table: its rows (without the header) and its errors."""

    table: str
    path: str
    rows: int = 0
    errors: list[CheckError] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether the table has no error."""
        return not self.errors


@dataclass
class CheckReport:
    """What `check` found: a task for each table, and the errors of the package as a whole."""

    path: str
    tasks: list[CheckTask] = field(default_factory=list)
    package_errors: list[CheckError] = field(default_factory=list)

    @property
    def errors(self) -> list[CheckError]:
        """All errors: the package's, then each table's."""
        return [*self.package_errors, *(error for task in self.tasks for error in task.errors)]

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists, ready for JSON."""
        return {"valid": self.valid, **asdict(self)}


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
    descriptor = read_descriptor(target)
    text = None if article is None else _read_article(Path(article))
    report = CheckReport(str(target))
    report.package_errors += _profile_errors(descriptor)
    if report.package_errors:
        return report
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    report.tasks = [CheckTask(name, str(resource["path"])) for name, resource in resources.items()]
    tasks = {task.table: task for task in report.tasks}

    for error in _file_errors(target, resources):
        tasks[error.table].errors.append(error)
    if not any(error.type == "path-error" for error in report.errors):
        _ask_frictionless(target, descriptor, tasks)
    tables: dict[str, Table] = {}
    for name, task in tasks.items():
        if all(error.type in _STILL_READABLE for error in task.errors):
            tables[name] = list(typed_rows(target.parent, resources[name]))
            if task.valid:
                task.errors += _pandera_errors(target, resources[name])
    found = [(rule, breach) for rule, breach in breaches(tables)]
    if text is not None:
        found += [("locator", breach) for breach in misplaced(tables, text.decode())]
        report.package_errors += _article_errors(descriptor, text)
    for rule, breach in found:
        task = tasks[breach.table]
        task.errors.append(CheckError(rule, breach.message, task.table, task.path, breach.row, breach.field))
    return report


_STILL_READABLE = ("hash-count", "byte-count", "primary-key", "unique-error", "foreign-key")
"""Errors after which the cells of a table can still be relied on to be of their types."""


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


def _profile_errors(descriptor: dict[str, Any]) -> Iterator[CheckError]:
    """Hold the descriptor against the Data Package v2 profile, and its tables against what a profile cannot say."""
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import relevance

    profile = json.loads((Path(__file__).parent / "profiles" / "datapackage-2.0.json").read_text("utf-8"))
    for error in sorted(Draft7Validator(profile).iter_errors(descriptor), key=lambda error: list(map(str, error.path))):
        deepest = max(error.context, key=relevance) if error.context else error
        yield _at_place(descriptor, list(error.absolute_path), deepest.message)
    names = [r.get("name") for r in descriptor.get("resources", []) if isinstance(r, dict)]
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        yield CheckError("package-error", f"two tables have the name {name!r}")
    for resource in descriptor.get("resources", []):
        if isinstance(resource, dict) and not isinstance(resource.get("schema"), dict):
            yield CheckError("package-error", "a table needs a schema in the descriptor", str(resource.get("name")))


def _at_place(descriptor: dict[str, Any], place: list[str | int], message: str) -> CheckError:
    """Name the table and the field that a place in the descriptor belongs to."""
    table = field_name = ""
    if place[:1] == ["resources"] and len(place) > 1:
        resource = descriptor["resources"][place[1]]
        table = str(resource.get("name", f"number {place[1]}")) if isinstance(resource, dict) else f"number {place[1]}"
        if place[2:4] == ["schema", "fields"] and len(place) > 4:  # noqa: PLR2004 - resources/i/schema/fields/j
            named = resource["schema"]["fields"][place[4]]
            field_name = str(named.get("name", place[4])) if isinstance(named, dict) else f"number {place[4]}"
    short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]} ..."
    where = "/".join(map(str, place))
    return CheckError("package-error", f"{short} (at {where or 'the top'})", table, "", None, field_name)


_LONGEST = 200
"""Characters of a profile's message that are shown: some repeat the whole descriptor."""


def _file_errors(descriptor: Path, resources: dict[str, dict[str, Any]]) -> Iterator[CheckError]:
    for name, resource in resources.items():
        path = str(resource["path"])
        try:
            size, digest = fingerprint(table_path(descriptor, resource))
        except PackageError as error:
            kind = "path-error" if "not one in its folder" in str(error) else "file-error"
            yield CheckError(kind, str(error), name, path)
            continue
        hint = "run `summitdata sync` if the change is meant"
        if resource.get("bytes") != size:
            yield CheckError(
                "byte-count", f"the file has {size} bytes, not {resource.get('bytes')}; {hint}", name, path
            )
        if resource.get("hash") != digest:
            yield CheckError("hash-count", f"the file has {digest}, not {resource.get('hash')}; {hint}", name, path)


def _ask_frictionless(target: Path, descriptor: dict[str, Any], tasks: dict[str, CheckTask]) -> None:
    """Put the errors that frictionless finds, and the row counts, into the tasks."""
    import frictionless

    checklist = frictionless.Checklist(skip_errors=["hash-count", "byte-count"])  # they are found without it
    missing = {task.table for task in tasks.values() if any(error.type == "file-error" for error in task.errors)}
    try:
        package = frictionless.Package.from_descriptor(descriptor, basepath=str(target.parent))
        report = package.validate(checklist, limit_errors=0)
    except frictionless.FrictionlessException as error:
        for found in error.reasons or [error.error]:
            tasks[next(iter(tasks))].errors.append(CheckError(found.type, found.message))
        return
    for found in report.tasks:
        task = tasks[found.name]
        task.rows = found.stats.get("rows") or 0
        if task.table not in missing:
            schema = package.get_resource(task.table).schema
            task.errors += [_from_frictionless(error, task, schema.primary_key) for error in found.errors]


def _from_frictionless(error: frictionless.Error, task: CheckTask, primary_key: list[str]) -> CheckError:
    keys = primary_key if error.type == "primary-key" else getattr(error, "field_names", [])
    fields = getattr(error, "field_name", "") or ", ".join(keys)
    return CheckError(error.type, error.message, task.table, task.path, getattr(error, "row_number", None), fields)


def _pandera_errors(target: Path, resource: dict[str, Any]) -> Iterator[CheckError]:
    """Yield what pandera finds in a table that frictionless accepts; both read the same schema."""
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema
    from summitdata.tables import read_table

    name, path = resource["name"], str(resource["path"])
    try:
        from_table_schema(resource["schema"], name=name).validate(read_table(target.parent, resource), lazy=True)
    except SchemaErrors as errors:
        for case in errors.failure_cases.to_dict("records"):
            row = None if case["index"] is None else int(case["index"]) + 2
            message = f"pandera: {case['failure_case']!r} fails {case['check']}"
            known = {field["name"] for field in resource["schema"]["fields"]}  # a check of rows has none
            yield CheckError("pandera", message, name, path, row, case["column"] if case["column"] in known else "")
