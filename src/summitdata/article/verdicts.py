"""evaluate(): the verdict on one claim, from the statements about it.

These rules, and nothing else, decide a verdict:

1. A statement **counts** if it is comparable, is independent of the article, and gives a value, a bound or a status, or
   says in words that something else is the case (`contradicts`). The relation `context` only explains. A statement is
   **independent** if its source is, and its origin is not the body of a source that is not. Who repeats the text that
   the article was made from is not independent of it.
2. The **origin** of a statement is the body whose count, decision or words it is; of a body that repeats another, by
   the table `origins`, it is the other one. A value that is computed from other statements (relation `derived`) counts
   as any other, if all its inputs have one origin, which is its own. It is independent if its inputs are too, and
   primary if they are. The formula is named in the row; value and interval are computed to four decimals, the interval
   rounded outwards.
3. A statement is **primary** if its source is the document, the data or the words of its origin, and else secondary.
   If primary statements give a value or a status, or contradict in words, they decide; otherwise all such statements
   do. Bounds always take part.
4. The interval of a relation between two quantities is that of its subject, made wider at both ends by the tolerance
   in percent. A value **agrees** if its interval overlaps the claim's, be it in one end. A bound that is rounded has an
   interval too: a lower bound agrees if that is not wholly above the claim's interval, an upper bound if it is not
   wholly below it. What `contradicts` never agrees.
5. The stages of a project are planning, construction, operating; `advancing` is construction. The same stage agrees.
      The date of a statement is the day on which the stage was seen (`period_end`) or else that on which it was stated
   (`stated`). A month or a year is before a day if all its days are. An earlier stage agrees as a bound if its date is
   known to be before the article's, or if the article only says `advancing`; otherwise it does not agree. A later stage
   makes the claim out of date if its date is known to be the article's or before; otherwise it agrees as a bound. What
   agrees as a bound is a bound in the other rules too: it does not decide.
6. A statement that is not independent never counts for the article. If it would count otherwise, and does not agree or
   makes the claim out of date, it counts against the article, be it primary or secondary.
7. The first of these that is true is the verdict. `disputed`: a statement that decides, a bound, or one that counts
   against the article does not agree. `outdated`: one of them makes the claim out of date. `corroborated`: values or
   statuses decide, and come from two origins or more; where primary ones decide, secondary ones count neither for nor
   against. `one_origin`: all that decide come from one. `consistent`: no value or status decides, and all bounds
   agree. `unsupported`: nothing counts, although statements were looked for (`checked` has a day). `not_checked`:
   nothing counts, and no statements were looked for.
8. A relation does not say its year, and neither does a level, a growth or a share without a `period_end`. It is
   compared with each calendar year for which a value counts, or a statement that does not agree. What is not about one
   whole calendar year takes part in every year. If the verdicts of the years differ, it is `mixed`, and the explanation
   lists them. Without any such year it is compared once, with all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from summitdata.article.figure import Figure
from summitdata.article.units import conversion, unit_suffix
from summitdata.counting import count
from summitdata.frozen import FrozenDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["VERDICTS", "Claim", "Corroboration", "Relation", "Statement", "Verdict", "evaluate"]

Verdict = Literal[
    "corroborated", "one_origin", "consistent", "mixed", "outdated", "disputed", "unsupported", "not_checked"
]
Relation = Literal["equals", "derived", "at_least", "at_most", "contradicts", "context"]

VERDICTS: dict[Verdict, str] = {
    "corroborated": "independent sources state the same, from more than one origin",
    "one_origin": "independent sources state the same, and all of them repeat one origin",
    "consistent": "independent sources only give bounds, and the claim is within them",
    "mixed": "the claim does not say its year, and it holds in some years and not in others",
    "outdated": "it was so once; when the article was published, something later was the case",
    "disputed": "an independent source, or the text that the article was made from, states something else",
    "unsupported": "no comparable statement by an independent source was found",
    "not_checked": "nobody has looked for statements yet",
}
"""What each verdict means, best first."""

STAGES = {"planning": 0, "construction": 1, "advancing": 1, "operating": 2}
"""The order of the statuses of a project."""

_Stand = Literal["agrees", "bounds", "outdated", "disagrees"]
"""What a statement says of a claim."""


@dataclass(frozen=True)
class Claim:
    """What a verdict is about: a figure with its interval, a project with its status, or a relation of two figures.

    `as_of` is the day of the article; `dated` says whether the claim is about one period only; `caveat` is what a
    reader of the verdict has to know besides.
    """

    id: str
    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "1"
    status: str | None = None
    dated: bool = True
    checked: bool = True
    as_of: str = ""
    kind: str = "figure"
    caveat: str = ""


@dataclass(frozen=True)
class Statement:
    """One statement by one source; values are in `unit`, and `year` is the calendar year that its period is.

    `origin` is the name of the body whose count, decision or words it is; `of_one_origin` says of a derived value
    whether that is the origin of all its inputs. `stated` is the day on which it was stated, `period_end` the last day
    that it is about, both as precise as known.
    """

    relation: Relation
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
    origin: str = ""
    period_end: str = ""
    stated: str = ""
    quote: str = ""
    derived_from: tuple[str, ...] = ()
    formula: str = ""
    of_one_origin: bool = True

    @property
    def quantity(self) -> str:
        """The value with its unit, or the status, as text."""
        if self.status or self.value is None:
            return self.status or "something else"
        return f"{self.value:.12g}{unit_suffix(self.unit)}"

    @property
    def source_kind(self) -> Literal["primary", "secondary"]:
        """Whether the source gives the words or the data of the origin itself (primary), or reports them."""
        return "primary" if self.primary else "secondary"

    @property
    def counts(self) -> bool:
        """Whether the statement can take part in the verdict on the article's side."""
        return self.independent and self.would_count

    @property
    def would_count(self) -> bool:
        """Whether the statement counts if it is independent: it is comparable, and says something on its own."""
        says_something = self.relation == "contradicts" or self.value is not None or self.status is not None
        return self.comparable and self.relation != "context" and says_something and self.of_one_origin


@dataclass(frozen=True)
class Corroboration:
    """The verdict on one figure, project or relation, with the statements that it is based on.

    `origins` are the bodies whose values, statuses or bounds count. `closest` and `most_distant` are the comparable
    independent values nearest to the article's and farthest from it. `periods` has a verdict for each year if the claim
    does not say its own.
    """

    id: str
    label: str
    verdict: Verdict
    why: str
    statements: tuple[Statement, ...] = ()
    closest: Figure | None = None
    most_distant: Figure | None = None
    periods: Mapping[int, Verdict] = field(default_factory=FrozenDict)
    origins: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Corroboration {self.id}: {self.verdict}, {count(len(self.statements), 'statement')}>"

    def __post_init__(self) -> None:
        """Keep the verdicts of the years from changes."""
        object.__setattr__(self, "periods", FrozenDict(self.periods))

    def __str__(self) -> str:
        """Return id, verdict and explanation as one line."""
        return f"{self.id}: {self.verdict}. {self.why}"


def evaluate(claim: Claim, statements: Iterable[Statement]) -> Corroboration:
    """Return the verdict on a claim from the statements about it, by the rules of this module.

    Examples
    --------
    >>> claim = Claim("plant", "a plant", 1500, 1450, 1550, "MW")
    >>> owner = Statement("equals", 1500, 1495, 1505, "MW", origin="its owner", primary=True)
    >>> evaluate(claim, [owner]).verdict
    'one_origin'
    >>> bank = Statement("equals", 1500, 1495, 1505, "MW", origin="its bank", primary=True)
    >>> evaluate(claim, [owner, bank]).verdict
    'corroborated'
    >>> evaluate(claim, [Statement("at_least", 900, 900, 900, "MW")]).verdict
    'consistent'
    """
    converted = tuple(_in_unit(statement, claim.unit) for statement in statements)
    considered = [s for s in converted if s.counts or _is_against(claim, s)]
    years = sorted({s.year for s in considered if s.year is not None and _stand(claim, s) != "bounds"})
    periods: dict[int, Verdict] = {}
    if not claim.dated and years:
        periods = {year: _verdict(claim, [s for s in considered if s.year in (year, None)]) for year in years}
    of_years = set(periods.values())
    verdict = _verdict(claim, considered) if not of_years else of_years.pop() if len(of_years) == 1 else "mixed"
    values = sorted(
        (s for s in considered if s.counts and _gives_value(s)), key=lambda s: abs((s.value or 0) - (claim.value or 0))
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
        _origins(s for s in converted if s.counts),
    )


def _verdict(claim: Claim, considered: Sequence[Statement]) -> Verdict:
    stands = [(statement, _stand(claim, statement)) for statement in considered]
    values = [(s, stand) for s, stand in stands if s.independent and stand != "bounds" and not _is_bound(s)]
    deciding = [pair for pair in values if pair[0].primary] or values
    others = [pair for pair in stands if pair not in values]
    decided = {stand for _, stand in [*deciding, *others]}
    if "disagrees" in decided:
        return "disputed"
    if "outdated" in decided:
        return "outdated"
    if deciding:
        return "corroborated" if len(_origins(s for s, _ in deciding)) > 1 else "one_origin"
    if others:
        return "consistent"
    return "unsupported" if claim.checked else "not_checked"


def _stand(claim: Claim, statement: Statement) -> _Stand:
    """Return whether a statement agrees with a claim, only bounds it, makes it out of date, or does not agree."""
    if statement.relation == "contradicts":
        return "disagrees"
    if claim.status is not None:
        return _stand_of_status(claim, statement)
    low, high = claim.low or 0.0, claim.high or 0.0
    above = statement.low is None or statement.low <= high
    below = statement.high is None or statement.high >= low
    if _is_bound(statement):
        return "bounds" if (above if statement.relation == "at_least" else below) else "disagrees"
    return "agrees" if above and below else "disagrees"


def _stand_of_status(claim: Claim, statement: Statement) -> _Stand:
    stated, claimed = STAGES[str(statement.status)], STAGES[str(claim.status)]
    if stated == claimed:
        return "agrees"
    seen = statement.period_end or statement.stated
    if stated < claimed:
        is_older = seen < claim.as_of[: len(seen)]  # no day at all is not known to be older
        return "bounds" if is_older or claim.status == "advancing" else "disagrees"
    # The last day that a month or a year can mean: "2025-06" is not yet known to be before the 13th.
    may_be_younger = seen == "" or f"{seen}-99"[:10] > claim.as_of
    return "bounds" if may_be_younger else "outdated"


def _is_against(claim: Claim, statement: Statement) -> bool:
    """Return whether the article's own origin states something else."""
    own = statement.would_count and not statement.independent
    return own and _stand(claim, statement) in ("disagrees", "outdated")


def _is_bound(statement: Statement) -> bool:
    return statement.relation in ("at_least", "at_most")


def _gives_value(statement: Statement) -> bool:
    return statement.relation in ("equals", "derived") and statement.value is not None


def _origins(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(statement.origin for statement in statements))


def _in_unit(statement: Statement, unit: str) -> Statement:
    """Convert a comparable statement into the unit of the claim."""
    is_used = statement.comparable and statement.relation != "context" and statement.value is not None
    if not is_used or statement.unit == unit:
        return statement
    factor = conversion(statement.unit, unit)
    scaled = {
        name: None if number is None else number * factor
        for name, number in (("value", statement.value), ("low", statement.low), ("high", statement.high))
    }
    return replace(statement, unit=unit, **scaled)  # type: ignore[arg-type] # numbers by the names of their fields


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
    counted = [statement for statement in statements if statement.counts]
    parts = [_main_clause(claim, verdict, counted)]
    if periods:
        words = (f"{year} {of_year.replace('_', ' ')}" for year, of_year in periods.items())
        parts.append("by year: " + ", ".join(words))
    own = [s for s in statements if not s.independent]
    against = [s for s in own if _is_against(claim, s)]
    parts += [f"the text that the article was made from has: {s.scope or s.quantity}" for s in against]
    if left := len(own) - len(against):
        parts.append(f"{count(left, 'statement')} of the article's own origin not counted")
    if reasons := sorted({s.reason for s in statements if s.independent and not s.counts and s.reason}):
        parts.append(f"not comparable: {', '.join(reasons)}")
    if claim.caveat:
        parts.append(claim.caveat)
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _main_clause(claim: Claim, verdict: Verdict, counted: Sequence[Statement]) -> str:
    """Return what the statements that count say together."""
    if not counted:
        if verdict == "not_checked":
            return "no statement was looked for yet"
        return "no independent statement that can be compared was found"
    primary = sum(statement.primary for statement in counted)
    subject = f"{count(len(counted), 'independent statement')} of {_origin_words(counted)}"
    if claim.status is not None:
        stages = ", ".join(sorted({statement.quantity for statement in counted}))
        return f"{subject}, {primary} primary, put it at {stages}; the article has it {claim.status}"
    if all(_is_bound(statement) for statement in counted):
        lower = [s.low for s in counted if s.relation == "at_least" and s.low is not None]
        upper = [s.high for s in counted if s.relation == "at_most" and s.high is not None]
        bounds = [f"at least {max(lower):g}"] if lower else []
        bounds += [f"at most {min(upper):g}"] if upper else []
        return f"{subject} bound it: {' and '.join(bounds)}{_suffix(claim.unit)}"
    values = [s.value for s in counted if _gives_value(s) and s.value is not None]
    if not values:
        return f"{subject}, {primary} primary, say: {'; '.join(dict.fromkeys(s.scope for s in counted))}"
    span = f"{min(values):g}" if min(values) == max(values) else f"{min(values):g} to {max(values):g}"
    return f"{subject}, {primary} primary, give {span}{_suffix(claim.unit)}"


def _origin_words(counted: Sequence[Statement]) -> str:
    """Return how many origins there are, and their names."""
    origins = _origins(counted)
    number = "one origin" if len(origins) == 1 else f"{len(origins)} origins"
    names = ", ".join(origin for origin in origins if origin)
    return f"{number} ({names})" if names else number


def _suffix(unit: str) -> str:
    return "" if unit in ("1", "year") else f" {unit}"
