"""Rules on the series of trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.rules.rule import NOISE, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows, Row

_STATES = 5
_HUNDREDTH = 0.01


def _trade_intervals(trade: NumberedRows) -> Iterator[Violation]:
    for number, row in trade:
        for flow in ("total", "exports", "imports"):
            low, value, high = (row[name] for name in (f"{flow}_low", flow, f"{flow}_high"))
            source = row["source" if flow == "total" else f"{flow}_source"]
            if len({cell is None for cell in (low, value, high, source)}) > 1:
                yield Violation("trade", number, flow, f"give {flow}, both bounds and the source, or none of them")
            elif value is not None and not low <= value <= high:
                yield Violation("trade", number, flow, f"{value:g} is not between low {low:g} and high {high:g}")


def _trade_flows(trade: NumberedRows) -> Iterator[Violation]:
    """Check that exports and imports add up to the total within the rounding, and that neither exceeds it."""
    for number, row in trade:
        flows = [flow for flow in ("exports", "imports") if row[flow] is not None]
        low, high = sum(row[f"{flow}_low"] for flow in flows), sum(row[f"{flow}_high"] for flow in flows)
        too_low = len(flows) > 1 and high < row["total_low"] - NOISE
        if too_low or low > row["total_high"] + NOISE:
            message = f"{' and '.join(flows)} add up to {low:g} to {high:g}, but the total is {row['total']:g}"
            yield Violation("trade", number, "total", message)


def _trade_partners(trade: NumberedRows) -> Iterator[Violation]:
    """Check that the five states of a year and basis add up to their total: exactly where all print hundredths."""
    groups: dict[tuple[int, str], dict[str, tuple[int, Row]]] = {}
    for number, row in trade:
        groups.setdefault((row["year"], row["basis"]), {})[row["partner"]] = (number, row)
    for group in groups.values():
        all_states = group.pop("C5", None)
        if all_states is None or len(group) < _STATES:
            continue
        number, total = all_states
        states = [row for _, row in group.values()]
        low, high = sum(row["total_low"] for row in states), sum(row["total_high"] for row in states)
        exact = all(row["total_high"] - row["total_low"] < _HUNDREDTH + NOISE for row in [total, *states])
        gap = sum(row["total"] for row in states) - total["total"]
        within = low <= total["total_high"] + NOISE and high >= total["total_low"] - NOISE
        if not within or (exact and abs(gap) > NOISE):
            message = f"the sum of the five states differs from this total by {gap:+.2f} bn USD"
            yield Violation("trade", number, "total", message)


def _trade_article(trade: NumberedRows, figures: NumberedRows) -> Iterator[Violation]:
    printed = {
        (row["period_end"], row["value"], row["low"], row["high"])
        for _, row in figures
        if (row["topic"], row["kind"]) == ("trade", "level")
    }
    for number, row in trade:
        if (
            row["basis"] == "article"
            and tuple(row[name] for name in ("year", "total", "total_low", "total_high")) not in printed
        ):
            yield Violation("trade", number, "total", f"the article does not print {row['total']:g} for {row['year']}")


TRADE_RULES = [
    Rule("trade-interval", ("trade",), _trade_intervals),
    Rule("trade-flows", ("trade",), _trade_flows),
    Rule("trade-partners", ("trade",), _trade_partners),
    Rule("trade-article", ("trade", "figures"), _trade_article),
]
