"""evidence(): what independent sources state about each figure, project and relation of the article.

The rules of the verdicts are in `verdicts`; here the rows of the tables become claims and statements.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from summitdata.arguments import check_choice
from summitdata.article.verdicts import VERDICTS, Claim, Corroboration, Statement, Verdict, evaluate
from summitdata.frozen import FrozenDict
from summitdata.rules.derived import derive, input_ids
from summitdata.tables import rows

if TYPE_CHECKING:
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
    "evidence",
    "statements_about",
]

OF_A_YEAR = ("level", "growth", "share")
"""The kinds of figures that have another value in another year."""


@overload
def evidence(id: FigureId | ProjectId | str) -> Corroboration: ...
@overload
def evidence(id: None = None) -> pd.DataFrame: ...
def evidence(id: FigureId | ProjectId | str | None = None) -> Corroboration | pd.DataFrame:
    """Return what independent sources state about a figure of the article or the status of a project.

    Parameters
    ----------
    id : str, optional
        An id of the table `figures` or `projects`; without it, all of them.

    Returns
    -------
    Corroboration or pandas.DataFrame
        The verdict on one, with the statements it is based on; or one row per figure, project and relation. A row has
        `id`, `kind` (figure, project or relation), `label`, `verdict` and `why`. It has the number of `statements`, how
        many are `counted`, how many of these are `primary`, and from how many `origins` they are. `closest` and
        `most_distant` are comparable values in the row's `unit`.

    Raises
    ------
    UnknownNameError
        No figure, project or relation has that id.

    Examples
    --------
    >>> evidence("transport-share").verdict
    'unsupported'
    >>> evidence("trade-2024").verdict
    'one_origin'
    >>> len(evidence("trade-2024").origins)
    1
    >>> evidence("gas-equivalence").periods
    {2023: 'disputed', 2024: 'corroborated'}
    """
    corroborations = _corroborations()
    if id is not None:
        check_choice("figure, project or relation", id, corroborations)
        return corroborations[id]
    import pandas as pd

    lines = []
    for claim in claims().values():
        corroboration = corroborations[claim.id]
        counted = [statement for statement in corroboration.statements if statement.counts]
        lines.append(
            (
                claim.id,
                claim.kind,
                claim.label,
                corroboration.verdict,
                len(corroboration.statements),
                len(counted),
                sum(statement.primary for statement in counted),
                len(corroboration.origins),
                corroboration.closest,
                corroboration.most_distant,
                claim.unit if claim.status is None else None,
                corroboration.why,
            )
        )
    columns = ["id", "kind", "label", "verdict", "statements", "counted", "primary", "origins"]
    table = pd.DataFrame(lines, columns=[*columns, "closest", "most_distant", "unit", "why"])
    table = table.astype({"closest": "float64", "most_distant": "float64"})
    table.attrs = {"title": "What holds and what does not", "units": dict.fromkeys(("closest", "most_distant"), "unit")}
    return table


corroborate = evidence
"""The name that `evidence` had before the command of that name."""


@cache
def _corroborations() -> dict[str, Corroboration]:
    """Return the verdict on each claim, by id."""
    return FrozenDict({id: evaluate(claim, statements_about(id)) for id, claim in claims().items()})


@cache
def claims() -> dict[str, Claim]:
    """Return what the article claims, by id: its figures, then the statuses of its projects."""
    published = {row["id"]: row["published"] for row in rows("sources")}
    figures = {
        row["id"]: Claim(
            row["id"],
            row["label"],
            row["value"],
            row["low"],
            row["high"],
            row["unit"],
            dated=row["kind"] not in OF_A_YEAR or row["period_end"] is not None,
            checked=row["checked"] is not None,
            as_of=published[row["source"]] or "",
        )
        for row in rows("figures")
    }
    projects = {
        row["id"]: Claim(
            row["id"],
            row["name"],
            status=row["status"],
            checked=row["checked"] is not None,
            as_of=published[row["source"]] or "",
            kind="project",
        )
        for row in rows("projects")
    }
    relations = {row["id"]: _relation(row, figures) for row in rows("claims") if row["kind"] == "relation"}
    return FrozenDict(figures | projects | relations)


def _relation(row: dict[str, Any], figures: dict[str, Claim]) -> Claim:
    """Return the claim that a figure is as much as something else: its interval, made wider by the tolerance."""
    subject, tolerance = figures[row["subject"]], Decimal(str(row["tolerance"])) / 100
    # In decimals: a statement that touches the end of the interval agrees, and a product of floats may miss it.
    low = float(Decimal(str(subject.low)) * (1 - tolerance))
    high = float(Decimal(str(subject.high)) * (1 + tolerance))
    return Claim(
        row["id"],
        row["paraphrase"].rstrip("."),
        subject.value,
        low,
        high,
        subject.unit,
        dated=False,
        checked=row["checked"] is not None,
        as_of=subject.as_of,
        kind="relation",
        caveat=row["caveat"] or "",
    )


def statements_about(id: str) -> list[Statement]:
    """Return the statements of the table `evidence` about a figure or a project.

    Examples
    --------
    >>> {statement.publisher for statement in statements_about("shymkent-refinery")} >= {"Trend"}
    True
    """
    return [_statement(row) for row in rows("evidence") if id in (row["figure"], row["project"], row["claim"])]


def _statement(row: dict[str, Any]) -> Statement:
    source, by_id = _sources()[row["source"]], _evidence()
    start, end = row["period_start"] or "", row["period_end"] or ""
    whole_year = (start[5:], end[5:], start[:4]) == ("01-01", "12-31", end[:4])
    inputs = [by_id[id] for id in input_ids(row)]
    value, low, high = derive(row, by_id) if row["relation"] == "derived" else (row["value"], row["low"], row["high"])
    return Statement(
        row["relation"],
        value,
        low,
        high,
        row["unit"] or "1",
        row["status"],
        int(start[:4]) if whole_year else None,
        row["scope"],
        row["comparable"],
        row["reason"] or "",
        source["publisher"],
        all(_is_primary(each) for each in inputs or [row]),
        all(_is_independent(each) for each in (row, *inputs)),
        source["address"],
        row["id"],
        _origin(row)["name"],
        end,
        row["stated"] or "",
        row["quote"] or "",
        tuple(each["id"] for each in inputs),
        row["formula"] or "",
        all(_origin(each) == _origin(row) for each in inputs),
    )


def _is_primary(row: dict[str, Any]) -> bool:
    """Return whether the source of a statement is the document, the data or the words of its origin."""
    return bool(_sources()[row["source"]]["body"] == _origin(row)["id"])


def _is_independent(row: dict[str, Any]) -> bool:
    """Return whether a statement is of neither a source nor an origin that the article was made from."""
    own = {source["body"] for source in _sources().values() if not source["independent"]}
    return _sources()[row["source"]]["independent"] and _origin(row)["id"] not in own


def _origin(row: dict[str, Any]) -> dict[str, Any]:
    """Return the body that a statement originates from: of a body that repeats another, the other."""
    body = _bodies()[row["origin"]]
    while body["repeats"]:
        body = _bodies()[body["repeats"]]
    return body


@cache
def _bodies() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows("origins")}


@cache
def _sources() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows("sources")}


@cache
def _evidence() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows("evidence")}
