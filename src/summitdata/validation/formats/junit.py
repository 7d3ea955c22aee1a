"""The report as JUnit XML, which most CI systems read: a suite for each table, a case for each kind of error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from summitdata.validation.formats.identity import repository_path
from summitdata.validation.formats.totals import count, summary, task_totals

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["junit"]

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What no XML 1.0 document can hold, not even escaped."""


def junit(report: Report) -> str:
    """Return a suite for each table, in it a failed case for each type and field that has errors.

    The names of the cases hold no row, so that a CI system can follow them from run to run. A table without errors is
    one case that passes. The totals are the message of each case, a property of the suite and its output.
    """
    root = ET.Element("testsuites", {"name": _legal(f"summitdata: {summary(report)}")})
    if report.package_errors:
        cases = {error["type"]: [error["message"]] for error in report.package_errors}
        for error in report.package_errors:
            if error["message"] not in cases[error["type"]]:
                cases[error["type"]].append(error["message"])
        _suite(root, "descriptor", cases, 0)
    for task in report.tasks:
        suite = _suite(root, task["place"], _cases(task), task["stats"]["seconds"])
        properties = ET.Element("properties")
        for kind, number in {"errors": task["stats"]["errors"], **task["totals"]["type"]}.items():
            ET.SubElement(properties, "property", {"name": _legal(kind), "value": str(number)})
        suite.insert(0, properties)
        ET.SubElement(suite, "system-out").text = _legal("\n".join([task_totals(task), *task["warnings"]]))
    for key in ("tests", "failures"):
        root.set(key, str(sum(int(suite.attrib[key]) for suite in root)))
    root.set("errors", "0")
    root.set("time", str(report.stats.get("seconds", 0)))
    ET.indent(root)
    return ET.tostring(root, "unicode", xml_declaration=False) + "\n"


def _cases(task: dict[str, Any]) -> dict[str, list[str]]:
    """Return the lines of each kind of error; a kind of which none is listed has one that says so."""
    cases: dict[str, list[str]] = {}
    for error in task["errors"]:
        field = f" in {error['fieldName']}" if error.get("fieldName") else ""
        where = (
            f"{task['place']}:{error['lineNumber']}:{error['columnNumber']}" if error["lineNumber"] else task["place"]
        )
        cases.setdefault(error["type"] + field, []).append(f"{where}: {error['message']}")
    listed = {error["type"] for error in task["errors"]}
    for kind, number in task["totals"]["type"].items():
        if kind not in listed:
            cases[kind] = [f"{count(number, 'error')}, none of them listed"]
    return cases


def _suite(root: ET.Element, name: str, cases: dict[str, list[str]], seconds: float) -> ET.Element:
    numbers = {"tests": str(len(cases) or 1), "failures": str(len(cases)), "errors": "0", "skipped": "0"}
    suite = ET.SubElement(root, "testsuite", {"name": _legal(name), **numbers, "time": str(seconds)})
    for kind, lines in (cases or {"valid": []}).items():
        place = {"classname": _legal(name), "file": _legal(repository_path(name).as_posix()), "time": "0"}
        case = ET.SubElement(suite, "testcase", {"name": _legal(kind), **place})
        if lines:
            words = lines[0] if len(lines) == 1 else f"{count(len(lines), 'error')} listed, the first: {lines[0]}"
            failure = ET.SubElement(case, "failure", {"message": _legal(words), "type": _legal(kind.split(" in ")[0])})
            failure.text = _legal("\n".join(lines))
    return suite


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
