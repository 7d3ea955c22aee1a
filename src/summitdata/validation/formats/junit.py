"""The report as JUnit XML, which most CI systems read: one suite per table, one case per error type and field."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from summitdata.counting import count
from summitdata.documentation import error_address
from summitdata.escaping import escape_control, escape_xml
from summitdata.validation.formats.identity import repository_path
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.totals import cause_line, summary, task_totals, type_total
from summitdata.validation.formats.words import Words
from summitdata.validation.report_error import place_in_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Report, Task

__all__ = ["junit"]


def junit(report: Report) -> Iterator[str]:
    """Yield one suite per table, with a case for each error type and field that has errors.

    A case of errors fails; a case of warnings passes and has them in its output, since JUnit has no warnings. The names
    of the cases hold no row, so that a CI system can follow them from run to run. A table without errors and warnings
    is one case that passes. The totals are properties of the suite and its output.
    """
    root = ET.Element("testsuites", {"name": escape_xml(f"summitdata: {summary(report)}")})
    if report.package_errors:
        cases: dict[tuple[str, str], list[str]] = {}
        for error in report.package_errors:
            messages = cases.setdefault((error.type, ""), [])
            if (line := _line(": ".join(filter(None, (error.place, package_words(error)))))) not in messages:
                messages.append(line)
        _suite(root, "descriptor", cases, set(), 0)
    for task in report.tasks:
        cases = _cases(task)
        listed, failing = (
            {(error.type, error.field_name or "") for error in task.errors if error.severity in severities}
            for severities in (("error", "warning"), ("error",))
        )
        warned = {case for case in cases if task.severity_of(case[0]) == "warning"} | (listed - failing)
        suite = _suite(root, task.place, cases, warned, task.stats.seconds)
        properties = ET.Element("properties")
        for name, number in {"errors": task.stats.errors, **task.totals.by_type}.items():
            ET.SubElement(properties, "property", {"name": escape_xml(name), "value": str(number)})
        suite.insert(0, properties)
        ET.SubElement(suite, "system-out").text = escape_xml(
            "\n".join([*_causes(task), task_totals(task), *task.warnings])
        )
    for key in ("tests", "failures"):
        root.set(key, str(sum(int(suite.attrib[key]) for suite in root)))
    root.set("errors", "0")
    root.set("time", str(report.stats.seconds))
    ET.indent(root)
    yield ET.tostring(root, "unicode") + "\n"


def _cases(task: Task) -> dict[tuple[str, str], list[str]]:
    """Return the lines of each error type and field; a type of which none is listed has one line that says so."""
    cases: dict[tuple[str, str], list[str]] = {}
    words = Words(task)
    for error in task.errors:
        place = place_in_file(task.place_of(error), error.line_number, error.column_number)
        cases.setdefault((error.type, error.field_name or ""), []).append(_line(f"{place}: {words.sentence(error)}"))
    listed = {error.type for error in task.errors}
    for error_type in task.totals.by_type:
        if error_type not in listed:
            cases[error_type, ""] = [f"{type_total(task, error_type)}, none of them listed"]
    return cases


def _causes(task: Task) -> list[str]:
    """Return a line for each cause, which has no case of its own: its errors have theirs."""
    return [_line(cause_line(cause, errors)) for cause, errors in task.errors_by_cause()[0]]


def _line(text: str) -> str:
    """Return an untrusted text as one line: lines of a case are one error each."""
    return escape_control(text, len(text))


def _suite(
    root: ET.Element, name: str, cases: dict[tuple[str, str], list[str]], warned: set[tuple[str, str]], seconds: float
) -> ET.Element:
    failures = sum(case not in warned for case in cases)
    numbers = {"tests": str(len(cases) or 1), "failures": str(failures), "errors": "0", "skipped": "0"}
    suite = ET.SubElement(root, "testsuite", {"name": escape_xml(name), **numbers, "time": str(seconds)})
    for (error_type, field), lines in (cases or {("valid", ""): []}).items():
        title = f"{error_type} in {field}" if field else error_type
        address = error_address(error_type) if lines else ""
        more = [f"see {address}"] * bool(address)
        place = {"classname": escape_xml(name), "file": escape_xml(repository_path(name).as_posix()), "time": "0"}
        case = ET.SubElement(suite, "testcase", {"name": escape_xml(title), **place})
        if (error_type, field) in warned:
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
