"""Rules on gas: the series, the cubic metres, and the value of the imports."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from summitdata.rules.rule import NOISE, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows, Row

CUMULATIVE = ("turkmen deliveries", "pipeline deliveries")
SUPPLIERS = ("turkmen flow", "kazakh flow", "uzbek flow")
NOT_STATED = "not stated"
ALL_SUPPLIERS = "pipeline flow"


def _period(gas: NumberedRows) -> Iterator[Violation]:
    """Check that a period is a calendar year, or begins where the others of a cumulative series do."""
    starts = {m: min((r["period_start"] for _, r in gas if r["measure"] == m), default="") for m in CUMULATIVE}
    for number, row in gas:
        start, end = row["period_start"], row["period_end"]
        if row["measure"] not in CUMULATIVE:
            if (start[4:], end[4:]) != ("-01-01", "-12-31") or start[:4] != end[:4]:
                yield Violation("gas", number, "period_end", f"{start} to {end} is not a calendar year")
        elif start != starts[row["measure"]]:
            message = f"the series begins on {starts[row['measure']]}, not on {start}"
            yield Violation("gas", number, "period_start", message)


def _grows(gas: NumberedRows) -> Iterator[Violation]:
    """Check that what was delivered by a day is not less than what was delivered by an earlier one, bounds included."""
    for measure in CUMULATIVE:
        series = [(number, row) for number, row in gas if row["measure"] == measure]
        for number, row in series:
            before = [
                other["low"]
                for _, other in series
                if other["low"] is not None and other["period_end"] <= row["period_end"]
            ]
            if row["high"] is not None and row["high"] < max(before, default=0):
                message = f"cumulative deliveries cannot shrink: at least {max(before):g} bcm were delivered before"
                yield Violation("gas", number, "value", message)


def _part(gas: NumberedRows) -> Iterator[Violation]:
    """Check that Turkmenistan has not delivered more than all suppliers did by then or later."""
    part, whole = CUMULATIVE
    all_suppliers = [row for _, row in gas if row["measure"] == whole and row["high"] is not None]
    for number, row in gas:
        if row["measure"] == part and row["low"] is not None:
            most = min((r["high"] for r in all_suppliers if r["period_end"] >= row["period_end"]), default=row["low"])
            if row["low"] > most:
                message = f"all suppliers together had delivered at most {most:g} bcm"
                yield Violation("gas", number, "value", message)


def _suppliers(gas: NumberedRows) -> Iterator[Violation]:
    """Check that the suppliers add up to the pipeline within the rounding, for each year, origin and cubic metre."""
    flows: dict[tuple[str, ...], dict[str, tuple[int, Row]]] = {}
    for number, row in gas:
        has_bounds = None not in (row["low"], row["high"])
        if row["measure"] in (*SUPPLIERS, ALL_SUPPLIERS) and row["relation"] == "equals" and has_bounds:
            group = flows.setdefault((row["period_end"], row["origin"], row["volume"], row["source"]), {})
            group[row["measure"]] = (number, row)
    for group in flows.values():
        if len(group) > len(SUPPLIERS):
            number, total = group[ALL_SUPPLIERS]
            parts = [group[name][1] for name in SUPPLIERS]
            low, high = sum(row["low"] for row in parts), sum(row["high"] for row in parts)
            if low > total["high"] + NOISE or high < total["low"] - NOISE:
                message = f"the three suppliers add up to {low:g} to {high:g}, but the pipeline is {total['value']:g}"
                yield Violation("gas", number, "value", message)


def _verdict_volume(evidence: NumberedRows, gas: NumberedRows) -> Iterator[Violation]:
    """Check that the statements that count in one verdict are in one cubic metre, as far as `gas` says which."""
    volumes = {
        (row["source"], row["period_end"], row["value"]): row["volume"] for _, row in gas if row["volume"] != NOT_STATED
    }
    first: dict[tuple[str | None, ...], str] = {}
    for number, row in evidence:
        volume = volumes.get((row["source"], row["period_end"], row["value"]))
        if volume is not None and row["comparable"]:
            expected = first.setdefault((row["figure"], row["claim"]), volume)
            if volume != expected:
                message = f"counted in the cubic metre {volume}, but other statements of this verdict in {expected}"
                yield Violation("evidence", number, "comparable", message)


def _value(gas_trade: NumberedRows) -> Iterator[Violation]:
    """Check that one value is preferred for each supplier and year."""
    count = Counter((row["year"], row["partner"]) for _, row in gas_trade if row["preferred"])
    for number, row in gas_trade:
        if count[row["year"], row["partner"]] != 1:
            yield Violation("gas_trade", number, "preferred", "prefer one row of this supplier and year")


GAS_RULES = [
    Rule("gas-period", ("gas",), _period),
    Rule("gas-grows", ("gas",), _grows),
    Rule("gas-part", ("gas",), _part),
    Rule("gas-suppliers", ("gas",), _suppliers),
    Rule("gas-verdict-volume", ("evidence", "gas"), _verdict_volume),
    Rule("gas-value", ("gas_trade",), _value),
]
