"""The report as JUnit XML, which most CI systems read: one suite per table, one case per error type and field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from summitdata.counting import count
from summitdata.validation.formats.identity import repository_path
from summitdata.validation.formats.totals import summary, task_totals, type_total

if TYPE_CHECKING:
    from summitdata.validation.report import Report, Task

__all__ = ["junit"]

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""The characters that no XML 1.0 document can hold, not even escaped."""


def junit(report: Report) -> str:
    """Return one suite per table, with a case for each error type and field that has errors.

    A case of errors fails; a case of warnings passes and has them in its output, since JUnit has no warnings. The names
    of the cases hold no row, so that a CI system can follow them from run to run. A table without errors and warnings
    is one case that passes. The totals are properties of the suite and its output.
    """
    root = ET.Element("testsuites", {"name": _legal(f"summitdata: {summary(report)}")})
    if report.package_errors:
        cases: dict[tuple[str, str], list[str]] = {}
        for error in report.package_errors:
            messages = cases.setdefault((error.type, ""), [])
            if error.message not in messages:
                messages.append(error.message)
        _suite(root, "descriptor", cases, frozenset(), 0)
    for task in report.tasks:
        suite = _suite(root, task.place, _cases(task), task.warned_types, task.stats.seconds)
        properties = ET.Element("properties")
        for name, number in {"errors": task.stats.errors, **task.totals.by_type}.items():
            ET.SubElement(properties, "property", {"name": _legal(name), "value": str(number)})
        suite.insert(0, properties)
        ET.SubElement(suite, "system-out").text = _legal("\n".join([task_totals(task), *task.warnings]))
    for key in ("tests", "failures"):
        root.set(key, str(sum(int(suite.attrib[key]) for suite in root)))
    root.set("errors", "0")
    root.set("time", str(report.stats.seconds))
    ET.indent(root)
    return ET.tostring(root, "unicode", xml_declaration=False) + "\n"


def _cases(task: Task) -> dict[tuple[str, str], list[str]]:
    """Return the lines of each error type and field; a type of which none is listed has one line that says so."""
    cases: dict[tuple[str, str], list[str]] = {}
    for error in task.errors:
        place = f"{task.place}:{error.line_number}:{error.column_number}" if error.line_number else task.place
        cases.setdefault((error.type, error.field_name or ""), []).append(f"{place}: {error.message}")
    listed = {error.type for error in task.errors}
    for error_type in task.totals.by_type:
        if error_type not in listed:
            cases[error_type, ""] = [f"{type_total(task, error_type)}, none of them listed"]
    return cases


def _suite(
    root: ET.Element, name: str, cases: dict[tuple[str, str], list[str]], warned_types: frozenset[str], seconds: float
) -> ET.Element:
    failures = sum(error_type not in warned_types for error_type, _ in cases)
    numbers = {"tests": str(len(cases) or 1), "failures": str(failures), "errors": "0", "skipped": "0"}
    suite = ET.SubElement(root, "testsuite", {"name": _legal(name), **numbers, "time": str(seconds)})
    for (error_type, field), lines in (cases or {("valid", ""): []}).items():
        title = f"{error_type} in {field}" if field else error_type
        place = {"classname": _legal(name), "file": _legal(repository_path(name).as_posix()), "time": "0"}
        case = ET.SubElement(suite, "testcase", {"name": _legal(title), **place})
        if error_type in warned_types:
            ET.SubElement(case, "system-out").text = _legal("\n".join(f"warning: {line}" for line in lines))
        elif lines:
            message = (
                lines[0]
                if len(lines) == 1
                else f"{count(len(lines), 'error', thousands=True)} listed, the first: {lines[0]}"
            )
            failure = ET.SubElement(case, "failure", {"message": _legal(message), "type": _legal(error_type)})
            failure.text = _legal("\n".join(lines))
    return suite


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
