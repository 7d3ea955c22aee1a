"""The rules that a Table Schema cannot express: within a row, between rows, and across the tables of the package.

Each rule is a function of the tables that it reads; it yields one `Violation` for each row that breaks it. A rule is
skipped where a package lacks one of its tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.rules.claims import CLAIM_RULES
from summitdata.rules.evidence import EVIDENCE_RULES
from summitdata.rules.figures import FIGURE_RULES
from summitdata.rules.gas import GAS_RULES
from summitdata.rules.locators import locator_violations, place_violations
from summitdata.rules.project_facts import PROJECT_FACT_RULES
from summitdata.rules.rule import NumberedRows, Rule, Violation, rounding_interval
from summitdata.rules.trade import TRADE_RULES
from summitdata.rules.trade_plausible import PLAUSIBLE_TRADE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["RULES", "NumberedRows", "Rule", "Violation", "locator_violations", "rounding_interval", "violations"]

RULES = [
    *FIGURE_RULES,
    *CLAIM_RULES,
    *PROJECT_FACT_RULES,
    *EVIDENCE_RULES,
    *TRADE_RULES,
    *PLAUSIBLE_TRADE_RULES,
    *GAS_RULES,
]


def violations(tables: Mapping[str, NumberedRows]) -> Iterator[tuple[str, Violation]]:
    """Yield every violation of every rule whose tables are given, with the name of the rule."""
    for rule in RULES:
        if all(name in tables for name in rule.tables):
            for violation in rule.find(*(tables[name] for name in rule.tables)):
                yield rule.name, violation
    for violation in place_violations(tables):
        yield "locator", violation
