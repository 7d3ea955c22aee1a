"""What the checklist of a resource may say: rules of its rows and groups, and which of its errors count."""

from __future__ import annotations

from typing import Any

from summitdata.errors import PackageError, shown

__all__ = ["GROUP_CONSTRAINT", "MAX_CHECKS", "ROW_CONSTRAINT", "checks_of", "refuse_checklist"]

ROW_CONSTRAINT, GROUP_CONSTRAINT = "row-constraint", "group-constraint"
"""The types of the rules of rows, which frictionless has too, and of groups of rows."""

CHECKLIST_SELECTORS = ("pickErrors", "skipErrors", "warnErrors")
CHECKLIST_PROPERTIES = frozenset(("name", "title", "description", "checks", *CHECKLIST_SELECTORS))
CHECK_PROPERTIES = frozenset(("type", "name", "title", "description", "formula"))
CHECK_TYPES = {ROW_CONSTRAINT: CHECK_PROPERTIES, GROUP_CONSTRAINT: CHECK_PROPERTIES | {"by"}}
MAX_CHECKS = 100
"""How many formulas each row is looked at with."""


def refuse_checklist(name: str, checklist: Any) -> None:
    """Refuse a checklist with anything but formulas for rows: a check of frictionless may be a program.

    Raises
    ------
    PackageError
        It has another check, or another property.
    """
    if checklist is None:
        return
    checks = checklist.get("checks", []) if isinstance(checklist, dict) else None
    if not isinstance(checks, list):
        raise PackageError(f'{name}: its checklist must be a JSON object with a list of "checks"')
    if unknown := sorted(set(checklist) - CHECKLIST_PROPERTIES):
        read = ", ".join(map(repr, ("checks", *CHECKLIST_SELECTORS)))
        raise PackageError(f"{name}: its checklist has {unknown[0]!r}: only {read} are read: remove it")
    for key in CHECKLIST_SELECTORS:
        texts = checklist.get(key, [])
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise PackageError(f'{name}: {key!r} in its checklist must be a list of texts, as in ["type-error"]')
    if len(checks) > MAX_CHECKS:
        raise PackageError(f"{name}: its checklist has {len(checks)} checks: at most {MAX_CHECKS} are read")
    for check in checks:
        _refuse_check(name, check)


def _refuse_check(name: str, check: Any) -> None:
    check_type = check.get("type") if isinstance(check, dict) else None
    if not isinstance(check_type, str) or check_type not in CHECK_TYPES:
        raise PackageError(
            f"{name}: its checklist has the check {shown(check)}: only those of the types "
            f"{' and '.join(map(repr, CHECK_TYPES))} are read: state the others as constraints of fields"
        )
    if set(check) - CHECK_TYPES[check_type] or not isinstance(check.get("formula"), str):
        others = ', may have "by",' if check_type == GROUP_CONSTRAINT else ""
        raise PackageError(f'{name}: a {check_type} in its checklist must have a "formula"{others} and nothing else')
    by = check.get("by", [])
    if not isinstance(by, list) or not all(isinstance(field, str) for field in by) or len(set(by)) < len(by):
        raise PackageError(f'{name}: "by" in its checklist must be a list of different fields, as in ["year"]')


def checks_of(resource: dict[str, Any], check_type: str) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return the checks of a type in the checklist of a resource, and its fields by their names.

    Raises
    ------
    PackageError
        The checklist has something else than it may have.
    """
    checklist = resource.get("checklist")
    if checklist is None:
        return [], {}
    refuse_checklist(f"resource {resource.get('name')!r}", checklist)
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    by_name = {
        str(field.get("name")): field
        for field in (fields if isinstance(fields, list) else ())
        if isinstance(field, dict)
    }
    return [check for check in checklist.get("checks", ()) if check["type"] == check_type], by_name
