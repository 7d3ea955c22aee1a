"""The report as JUnit XML, which most CI systems read: a suite per table, a case per cause, error type and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from summitdata.counting import count
from summitdata.documentation import error_address
from summitdata.escaping import escape_control, escape_xml
from summitdata.validation.formats.identity import repository_path
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.totals import cause_severity, cause_words, summary, task_totals, type_total
from summitdata.validation.formats.words import Words
from summitdata.validation.report_error import place_in_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Error, Report, Task

__all__ = ["junit"]


@dataclass
class _Case:
    """The lines of a case, one for each error, and the page on them."""

    page: str
    lines: list[str] = field(default_factory=list)


def junit(report: Report) -> Iterator[str]:
    """Yield one suite per table, with a case for each cause, and each error type and field that has other errors.

    A case of errors fails; a case of warnings passes and has them in its output, since JUnit has no warnings. The names
    of the cases hold no row, so that a CI system can follow them from run to run. A table without errors and warnings
    is one case that passes. The totals are properties of the suite and its output.
    """
    root = ET.Element("testsuites", {"name": escape_xml(f"summitdata: {summary(report)}")})
    if report.package_errors:
        cases: dict[tuple[str, str], _Case] = {}
        for error in report.package_errors:
            messages = cases.setdefault((error.type, ""), _Case(error.page)).lines
            if (line := _line(": ".join(filter(None, (error.place, package_words(error)))))) not in messages:
                messages.append(line)
        _suite(root, "descriptor", cases, set(), 0)
    for task in report.tasks:
        causes, others = task.errors_by_cause()
        cases = _causes(task) | _cases(task, others)
        listed, failing = (
            {(error.type, error.field_name or "") for error in others if error.severity in severities}
            | {(cause.placed_title, "") for cause, errors in causes if cause_severity(errors) in severities}
            for severities in (("error", "warning"), ("error",))
        )
        warned = {case for case in cases if task.severity_of(case[0]) == "warning"} | (listed - failing)
        suite = _suite(root, task.place, cases, warned, task.stats.seconds)
        properties = ET.Element("properties")
        for name, number in {"errors": task.stats.errors, **task.totals.by_type}.items():
            ET.SubElement(properties, "property", {"name": escape_xml(name), "value": str(number)})
        suite.insert(0, properties)
        ET.SubElement(suite, "system-out").text = escape_xml("\n".join([task_totals(task), *task.warnings]))
    for key in ("tests", "failures"):
        root.set(key, str(sum(int(suite.attrib[key]) for suite in root)))
    root.set("errors", "0")
    root.set("time", str(report.stats.seconds))
    ET.indent(root)
    yield ET.tostring(root, "unicode") + "\n"


def _cases(task: Task, errors: list[Error]) -> dict[tuple[str, str], _Case]:
    """Return the lines of errors by type and field; a type of which the table lists none has one line that says so."""
    cases: dict[tuple[str, str], _Case] = {}
    words = Words(task)
    for error in errors:
        place = place_in_file(task.place_of(error), error.line_number, error.column_number)
        case = cases.setdefault((error.type, error.field_name or ""), _Case(error.page))
        case.lines.append(_line(f"{place}: {words.sentence(error)}"))
    listed = {error.type for error in task.errors}
    for error_type in task.totals.by_type:
        if error_type not in listed:
            cases[error_type, ""] = _Case(error_type, [f"{type_total(task, error_type)}, none of them listed"])
    return cases


def _causes(task: Task) -> dict[tuple[str, str], _Case]:
    """Return the lines of each cause, by its title: the errors that follow from it have no case of their own."""
    cases: dict[tuple[str, str], _Case] = {}
    for cause, errors in task.errors_by_cause()[0]:
        place = place_in_file(cause.place or task.place, cause.line, cause.column)
        cases.setdefault((cause.placed_title, ""), _Case("causes")).lines.append(
            _line(f"{place}: {cause_words(cause, errors)}")
        )
    return cases


def _line(text: str) -> str:
    """Return an untrusted text as one line: lines of a case are one error each."""
    return escape_control(text, len(text))


def _suite(
    root: ET.Element, name: str, cases: dict[tuple[str, str], _Case], warned: set[tuple[str, str]], seconds: float
) -> ET.Element:
    failures = sum(case not in warned for case in cases)
    numbers = {"tests": str(len(cases) or 1), "failures": str(failures), "errors": "0", "skipped": "0"}
    suite = ET.SubElement(root, "testsuite", {"name": escape_xml(name), **numbers, "time": str(seconds)})
    for (error_type, field_name), found in (cases or {("valid", ""): _Case("")}).items():
        title, lines = f"{error_type} in {field_name}" if field_name else error_type, found.lines
        address = error_address(found.page) if lines else ""
        more = [f"see {address}"] * bool(address)
        place = {"classname": escape_xml(name), "file": escape_xml(repository_path(name).as_posix()), "time": "0"}
        case = ET.SubElement(suite, "testcase", {"name": escape_xml(title), **place})
        if (error_type, field_name) in warned:
            ET.SubElement(case, "system-out").text = escape_xml(
                "\n".join([*(f"warning: {line}" for line in lines), *more])
            )
        elif lines:
            message = (
                lines[0]
                if len(lines) == 1
                else f"{count(len(lines), 'error', thousands=True)} listed, the first: {lines[0]}"
            )
            failure = ET.SubElement(case, "failure", {"message": escape_xml(message), "type": escape_xml(error_type)})
            failure.text = escape_xml("\n".join([*lines, *more]))
    return suite
