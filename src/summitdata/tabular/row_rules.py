"""The rules of a table's rows: the formulas of the `row-constraint` checks in the checklist of its resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.tabular.checklists import ROW_CONSTRAINT, checks_of

if TYPE_CHECKING:
    from summitdata.tabular.formula import Formula

__all__ = ["read_row_rules"]


def read_row_rules(resource: dict[str, Any]) -> tuple[Formula, ...]:
    """Return the formulas that every row of a table must satisfy, in their order.

    Raises
    ------
    PackageError
        The checklist has something else, or a formula is refused: the message says where, and what would do.

    Examples
    --------
    >>> checks = [{"type": "row-constraint", "formula": "low <= high"}]
    >>> fields = [{"name": "low", "type": "integer"}, {"name": "high", "type": "integer"}]
    >>> rules = read_row_rules({"name": "prices", "schema": {"fields": fields}, "checklist": {"checks": checks}})
    >>> [rule.text for rule in rules]
    ['low <= high']
    """
    checks, fields = checks_of(resource, ROW_CONSTRAINT)
    if not checks:
        return ()
    from summitdata.tabular.formula import FormulaError, kind_of_field, parse_formula, refused_formula

    kinds = {name: kind_of_field(field) for name, field in fields.items()}
    rules = []
    for check in checks:
        try:
            rules.append(parse_formula(check["formula"], kinds))
        except FormulaError as error:
            raise refused_formula(resource, check["formula"], error) from error
    return tuple(rules)
