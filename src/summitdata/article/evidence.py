"""corroborate(): what independent sources state about each figure and the status of each project.

These rules, and nothing else, decide a verdict:

1. A statement **counts** if it is comparable, its source is independent of the article's own origin, and it gives a
   value, a bound or a status (relation `equals`, `at_least` or `at_most`; `context` only explains). A value that is
   computed here from other statements, such as a growth from an increase, never counts.
2. A value **agrees** if its interval overlaps the figure's; a lower bound agrees if it is not above the figure's
   interval, an upper bound if it is not below it. A status agrees if it is the article's. The status `advancing` says
   only that a project goes on: construction and operation agree with it, and planning only bounds it.
3. If primary sources state a value, they decide; otherwise secondary sources do.
4. `corroborated`: all deciding values agree. `disputed`: one of them, or any bound that counts, does not agree.
   `consistent`: no value counts, and all bounds agree. `unsupported`: nothing counts, although statements were looked
   for. `not_checked`: nothing counts, and no statements were looked for.
5. A figure that does not say its year is compared with each year for which values count; it gets the best of the
   verdicts, and the explanation lists the verdict of every year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from summitdata.arguments import check_choice
from summitdata.article.figure import Figure
from summitdata.article.units import conversion, unit_suffix
from summitdata.counting import count
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from summitdata._names import FigureId, ProjectId

__all__ = [
    "VERDICTS",
    "Claim",
    "Corroboration",
    "Statement",
    "Verdict",
    "claims",
    "corroborate",
    "evaluate",
    "statements_about",
]

Verdict = Literal["corroborated", "consistent", "disputed", "unsupported", "not_checked"]

VERDICTS: dict[Verdict, str] = {
    "corroborated": "independent sources state the same",
    "consistent": "independent sources only give bounds, and the claim is within them",
    "disputed": "an independent source states something else",
    "unsupported": "no comparable statement by an independent source was found",
    "not_checked": "nobody has looked for statements yet",
}
"""What each verdict means, best first."""

AGREEING = {"advancing": ("construction", "operating"), "construction": ("construction",), "operating": ("operating",)}
"""For each status of the article, the statuses that agree with it."""

BOUNDING = {"advancing": ("planning",)}
"""For each status of the article, the statuses that are compatible with it but say less."""


@dataclass(frozen=True)
class Claim:
    """What a verdict is about: a figure of the article with its interval, or a project with its status."""

    id: str
    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "1"
    status: str | None = None
    dated: bool = True
    checked: bool = True


@dataclass(frozen=True)
class Statement:
    """One statement by one source; values are in `unit`, and `year` is the calendar year that its period is."""

    relation: Literal["equals", "at_least", "at_most", "context"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "1"
    status: str | None = None
    year: int | None = None
    scope: str = ""
    comparable: bool = True
    reason: str = ""
    publisher: str = ""
    primary: bool = False
    independent: bool = True
    address: str = ""
    id: str = ""

    @property
    def quantity(self) -> str:
        """The value with its unit, or the status, as text."""
        return self.status or f"{self.value:.12g}{unit_suffix(self.unit)}"

    @property
    def source_kind(self) -> Literal["primary", "secondary"]:
        """Whether the source counts or decides the thing itself (primary), or cites others."""
        return "primary" if self.primary else "secondary"

    @property
    def counts(self) -> bool:
        """Whether the statement takes part in the verdict."""
        return self.comparable and self.independent and self.relation != "context"


@dataclass(frozen=True)
class Corroboration:
    """The verdict on one figure or project, with the statements that it is based on.

    `closest` and `most_distant` are the comparable independent values nearest to the article's and farthest from it;
    `periods` has a verdict for each year if the figure does not say its own.
    """

    id: str
    label: str
    verdict: Verdict
    why: str
    statements: tuple[Statement, ...] = ()
    closest: Figure | None = None
    most_distant: Figure | None = None
    periods: dict[int, Verdict] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return id, verdict and explanation as one line."""
        return f"{self.id}: {self.verdict}. {self.why}"


def evaluate(claim: Claim, statements: Iterable[Statement]) -> Corroboration:
    """Return the verdict on a claim from the statements about it, by the rules of this module.

    Examples
    --------
    >>> claim = Claim("plant", "a plant", 1500, 1450, 1550, "MW")
    >>> evaluate(claim, [Statement("equals", 1500, 1495, 1505, "MW", publisher="its owner", primary=True)]).verdict
    'corroborated'
    >>> evaluate(claim, [Statement("at_least", 900, 900, 900, "MW")]).verdict
    'consistent'
    """
    converted = tuple(_in_unit(statement, claim.unit) for statement in statements)
    counted = [statement for statement in converted if statement.counts]
    years = sorted({s.year for s in counted if s.year is not None and s.relation == "equals"})
    periods: dict[int, Verdict] = {}
    if not claim.dated and years:
        periods = {year: _verdict(claim, [s for s in counted if s.year in (year, None)]) for year in years}
        verdict = min(periods.values(), key=list(VERDICTS).index)
    else:
        verdict = _verdict(claim, counted)
    values = sorted(
        (s for s in counted if s.relation == "equals" and s.value is not None),
        key=lambda s: abs((s.value or 0) - (claim.value or 0)),
    )
    return Corroboration(
        claim.id,
        claim.label,
        verdict,
        _explanation(claim, verdict, converted, periods),
        converted,
        _figure(values[0]) if values else None,
        _figure(values[-1]) if values else None,
        periods,
    )


def _verdict(claim: Claim, counted: Sequence[Statement]) -> Verdict:
    if not counted:
        return "unsupported" if claim.checked else "not_checked"
    values = [s for s in counted if not _bounds(claim, s)]
    deciding = [s for s in values if s.primary] or values
    bounds = [s for s in counted if _bounds(claim, s)]
    if not all(_agrees(claim, s) for s in [*deciding, *bounds]):
        return "disputed"
    return "corroborated" if deciding else "consistent"


def _bounds(claim: Claim, statement: Statement) -> bool:
    """Return whether a statement only bounds the claim, instead of stating its value or status."""
    if claim.status is not None:
        return statement.status in BOUNDING.get(claim.status, ())
    return statement.relation != "equals"


def _agrees(claim: Claim, statement: Statement) -> bool:
    if claim.status is not None:
        return _bounds(claim, statement) or statement.status in AGREEING[claim.status]
    low, high = claim.low or 0.0, claim.high or 0.0
    above = statement.low is None or statement.low <= high
    below = statement.high is None or statement.high >= low
    return {"equals": above and below, "at_least": above, "at_most": below}[statement.relation]


def _in_unit(statement: Statement, unit: str) -> Statement:
    """Convert a statement that counts into the unit of the claim."""
    if not statement.counts or statement.value is None or statement.unit == unit:
        return statement
    factor = conversion(statement.unit, unit)
    scaled = {name: getattr(statement, name) * factor for name in ("value", "low", "high")}
    return Statement(**{**statement.__dict__, **scaled, "unit": unit})


def _figure(statement: Statement) -> Figure:
    return Figure(
        statement.value or 0.0,
        statement.unit,
        low=statement.low,
        high=statement.high,
        label=statement.scope,
        source=f"{statement.publisher}, {statement.address}",
    )


def _explanation(claim: Claim, verdict: Verdict, statements: Sequence[Statement], periods: dict[int, Verdict]) -> str:
    """Return one sentence on what the verdict is based on."""
    parts = [_main_clause(claim, verdict, [statement for statement in statements if statement.counts])]
    if periods:
        parts.append("by year: " + ", ".join(f"{year} {verdict}" for year, verdict in periods.items()))
    if dependent := sum(not statement.independent for statement in statements):
        parts.append(f"{count(dependent, 'statement')} of the article's own origin not counted")
    if reasons := sorted({s.reason for s in statements if s.independent and not s.counts and s.reason}):
        parts.append(f"not comparable: {', '.join(reasons)}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _main_clause(claim: Claim, verdict: Verdict, counted: Sequence[Statement]) -> str:
    """Return what the statements that count say together."""
    if verdict == "unsupported":
        return "no independent statement that can be compared was found"
    if verdict == "not_checked":
        return "no statement was looked for yet"
    independent = count(len(counted), "independent statement")
    primary = sum(statement.primary for statement in counted)
    if claim.status is not None:
        stages = ", ".join(sorted({str(statement.status) for statement in counted}))
        return f"{independent}, {primary} primary, put it at {stages}; the article has it {claim.status}"
    if all(_bounds(claim, statement) for statement in counted):
        lower = [s.low for s in counted if s.relation == "at_least" and s.low is not None]
        upper = [s.high for s in counted if s.relation == "at_most" and s.high is not None]
        bounds = [f"at least {max(lower):g}"] if lower else []
        bounds += [f"at most {min(upper):g}"] if upper else []
        return f"{independent} bound it: {' and '.join(bounds)}{_suffix(claim.unit)}"
    values = [s.value for s in counted if s.relation == "equals" and s.value is not None]
    span = f"{min(values):g}" if min(values) == max(values) else f"{min(values):g} to {max(values):g}"
    return f"{independent}, {primary} primary, give {span}{_suffix(claim.unit)}"


def _suffix(unit: str) -> str:
    return "" if unit in ("1", "year") else f" {unit}"


@overload
def corroborate(id: FigureId | ProjectId | str) -> Corroboration: ...
@overload
def corroborate(id: None = None) -> pd.DataFrame: ...
def corroborate(id: FigureId | ProjectId | str | None = None) -> Corroboration | pd.DataFrame:
    """Return what independent sources state about a figure of the article or the status of a project.

    Parameters
    ----------
    id : str, optional
        An id of the table `figures` or `projects`; without it, all of them.

    Returns
    -------
    Corroboration or pandas.DataFrame
        The verdict on one, with the statements it is based on; or one row per figure and project: `id`, `kind`
        (figure or project), `label`, `verdict`, the number of `statements`, how many are `counted` and how many of
        these are `primary`, the `closest` and the `most_distant` comparable value in the row's `unit`, and `why`.

    Raises
    ------
    UnknownNameError
        No figure or project has that id.

    Examples
    --------
    >>> print(corroborate("transport-share"))
    transport-share: unsupported. No independent statement that can be compared was found.
    >>> corroborate("trade-2024").verdict
    'corroborated'
    >>> corroborate("china-gas-consumption").periods
    {2023: 'disputed', 2024: 'corroborated', 2025: 'disputed'}
    """
    corroborations = _corroborations()
    if id is not None:
        check_choice("figure or project", id, corroborations)
        return corroborations[id]
    import pandas as pd

    lines = []
    for claim in claims().values():
        corroboration = corroborations[claim.id]
        counted = [statement for statement in corroboration.statements if statement.counts]
        lines.append(
            (
                claim.id,
                "figure" if claim.status is None else "project",
                claim.label,
                corroboration.verdict,
                len(corroboration.statements),
                len(counted),
                sum(statement.primary for statement in counted),
                corroboration.closest,
                corroboration.most_distant,
                claim.unit if claim.status is None else None,
                corroboration.why,
            )
        )
    columns = ["id", "kind", "label", "verdict", "statements", "counted", "primary", "closest", "most_distant"]
    table = pd.DataFrame(lines, columns=[*columns, "unit", "why"])
    table = table.astype({"closest": "float64", "most_distant": "float64"})
    table.attrs = {"title": "What holds and what does not", "units": dict.fromkeys(("closest", "most_distant"), "unit")}
    return table


@cache
def _corroborations() -> dict[str, Corroboration]:
    """Return the verdict on each claim, by id."""
    return {id: evaluate(claim, statements_about(id)) for id, claim in claims().items()}


@cache
def claims() -> dict[str, Claim]:
    """Return what the article claims, by id: its figures, then the statuses of its projects."""
    figures = {
        row["id"]: Claim(
            row["id"],
            row["label"],
            row["value"],
            row["low"],
            row["high"],
            row["unit"],
            dated=row["kind"] != "level" or row["period_end"] is not None,
            checked=row["checked"] is not None,
        )
        for row in rows("figures")
    }
    projects = {
        row["id"]: Claim(row["id"], row["name"], status=row["status"], checked=row["checked"] is not None)
        for row in rows("projects")
    }
    return figures | projects


def statements_about(id: str) -> list[Statement]:
    """Return the statements of the table `evidence` about a figure or a project.

    Examples
    --------
    >>> {statement.publisher for statement in statements_about("shymkent-refinery")} >= {"Trend"}
    True
    """
    sources = {row["id"]: row for row in rows("sources")}
    about = [row for row in rows("evidence") if id in (row["figure"], row["project"])]
    return [_statement(row, sources[row["source"]]) for row in about]


def _statement(row: dict[str, Any], source: dict[str, Any]) -> Statement:
    start, end = row["period_start"] or "", row["period_end"] or ""
    whole_year = (start[5:], end[5:], start[:4]) == ("01-01", "12-31", end[:4])
    return Statement(
        row["relation"],
        row["value"],
        row["low"],
        row["high"],
        row["unit"] or "1",
        row["status"],
        int(start[:4]) if whole_year else None,
        row["scope"],
        row["comparable"],
        row["reason"] or "",
        source["publisher"],
        source["body"] is not None and source["body"] == row["origin"],
        source["independent"],
        source["address"],
        row["id"],
    )
