"""Rules on the series of gas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows, Row


def _gas(gas: NumberedRows) -> Iterator[Violation]:
    preferred: set[tuple[str, ...]] = set()
    for number, row in gas:
        if not row["low"] <= row["value"] <= row["high"]:
            message = f"{row['value']:g} is not between low {row['low']:g} and high {row['high']:g}"
            yield Violation("gas", number, "value", message)
        if row["period_start"] > row["period_end"]:
            yield Violation("gas", number, "period_end", f"the period ends before it starts on {row['period_start']}")
        if row["preferred"]:
            if _series(row) in preferred:
                yield Violation("gas", number, "preferred", "another row is preferred for the same measure and period")
            preferred.add(_series(row))
    for number, row in gas:
        if _series(row) not in preferred:
            yield Violation("gas", number, "preferred", "no row is preferred for this measure and period")


def _series(row: Row) -> tuple[str, ...]:
    return row["measure"], row["period_end"], row["volume"]


def _gas_grows(gas: NumberedRows) -> Iterator[Violation]:
    deliveries = sorted(
        (row["period_end"], number, row) for number, row in gas if row["measure"] == "turkmen deliveries"
    )
    delivered = 0.0
    for _, number, row in deliveries:
        if row["high"] < delivered:
            message = f"cumulative deliveries cannot shrink: at least {delivered:g} bcm were delivered before"
            yield Violation("gas", number, "value", message)
        delivered = max(delivered, row["low"])


GAS_RULES = [
    Rule("gas", ("gas",), _gas),
    Rule("gas-grows", ("gas",), _gas_grows),
]
