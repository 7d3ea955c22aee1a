"""What the checklist of a resource may say: rules of its rows, and which of its errors count."""

from __future__ import annotations

from typing import Any

from summitdata.errors import PackageError

__all__ = ["MAX_CHECKS", "refuse_checklist"]

CHECKLIST_SELECTORS = ("pickErrors", "skipErrors", "warnErrors")
CHECKLIST_PROPERTIES = frozenset(("name", "title", "description", "checks", *CHECKLIST_SELECTORS))
CHECK_PROPERTIES = frozenset(("type", "name", "title", "description", "formula"))
MAX_CHECKS = 100
"""How many formulas each row is looked at with."""


def refuse_checklist(name: str, checklist: Any) -> None:
    """Refuse a checklist with anything but formulas for rows: a check of frictionless may be a program.

    Raises
    ------
    PackageError
        It has another check, or another property.
    """
    if not checklist:
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
        if not isinstance(check, dict) or check.get("type") != "row-constraint":
            raise PackageError(
                f"{name}: its checklist has the check {str(check)[:200]}: only those of the type 'row-constraint' are "
                "read: state the others as constraints of fields"
            )
        unknown = sorted(set(check) - CHECK_PROPERTIES)
        if unknown or not isinstance(check.get("formula"), str):
            raise PackageError(f'{name}: a row-constraint in its checklist must have a "formula" and nothing else')
