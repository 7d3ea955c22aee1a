"""Random claims with random statements about them, as rows of the tables that the verdicts are made from.

The numbers are chosen so that intervals often touch, and the dates so that they are often those of the article.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

Row = dict[str, str]

PUBLISHED = "2025-06-13"
DATES = ["", "2024", "2024-02", "2024-05-03", "2025", "2025-05", "2025-06", "2025-07", "2026", "2026-02-03"]
DATES += ["2025-06-12", PUBLISHED, "2025-06-14"]
PERIODS = [("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")] * 4
PERIODS += [("", ""), ("", ""), ("", "2024"), ("2023-01-01", "2024-12-31"), ("2024-01-01", "2024-11-30")]
PERIODS += [("2024-01-01", "2024"), ("2009-12-14", "2024-12-31")]

ORIGINS = {"customs": "", "bank": "", "institute": "", "ministry": "customs", "bulletin": "ministry", "maker": ""}
"""Bodies, each with the one whose figures it repeats; the article was made from a text of the last."""

SOURCES = {
    "article": ("false", "khabarasia"),
    "made-from": ("false", "maker"),
    "sister-page": ("false", ""),
    "news": ("true", ""),
    **{f"of-{body}": ("true", body) for body in ("customs", "bank", "institute", "ministry", "bulletin")},
}
"""Whether each source is independent, and the body whose document it is."""

FORMULAS = ["growth", "growth of increase", "growth before acceleration", "level after growth"]


def random_tables(random: Random, sets: int) -> dict[str, list[Row]]:
    """Return the tables with so many claims: figures, projects and relations, each with statements about it."""
    tables: dict[str, list[Row]] = {name: [] for name in ("evidence", "figures", "projects", "claims")}
    tables["origins"] = [
        {"id": id, "name": f"The {id}", "repeats": repeats, "kind": "medium", "source": "news"}
        for id, repeats in {"khabarasia": "", **ORIGINS}.items()
    ]
    tables["sources"] = [
        {
            "id": id,
            "kind": "article" if id == "article" else "report",
            "publisher": id,
            "address": f"https://example.org/{id}",
            "published": PUBLISHED,
            "independent": independent,
            "body": body,
        }
        for id, (independent, body) in SOURCES.items()
    ]
    for number in range(sets):
        _add_claim(random, f"claim-{number}", tables)
    return tables


def _add_claim(random: Random, id: str, tables: dict[str, list[Row]]) -> None:
    """Add a claim, and up to six statements about it."""
    checked = random.choice(["2026-11-23", "2026-11-23", ""])
    kind = random.choice(["figure", "project", "claim"])
    about = {kind: id}
    edges: list[Decimal] = []
    if kind == "project":
        status = random.choice(["advancing", "construction", "operating"])
        tables["projects"].append({"id": id, "name": id, "status": status, "source": "article", "checked": checked})
    else:
        # The subject of a relation is a figure that says its year, about which there are no statements.
        figure_id = id if kind == "figure" else f"subject-of-{id}"
        value, digit = Decimal(random.randint(20, 999)) / 10, Decimal(random.choice(["1", "0.1"]))
        low, high = value - digit / 2, value + digit / 2
        start, end = random.choice([("", ""), ("", ""), ("2023", "2023"), ("2009", "")])
        figure_kind = random.choice(["level", "growth", "share", "capacity", "cumulative"])
        tables["figures"].append(
            {"id": figure_id, "label": id, "kind": figure_kind, "value": str(value), "low": str(low), "high": str(high),
             "unit": "percent", "period_start": start, "period_end": end, "source": "article", "checked": checked}
        )  # fmt: skip
        edges = [low, high]
    if kind == "claim":
        tolerance = Decimal(random.choice(["5", "2.5", "1", "10", "0.1"]))
        edges = [edges[0] * (100 - tolerance) / 100, edges[1] * (100 + tolerance) / 100]
        tables["claims"].append(
            {"id": id, "kind": "relation", "paraphrase": id, "subject": figure_id, "relation": "equals",
             "tolerance": str(tolerance), "source": "article", "checked": checked}
        )  # fmt: skip
    for number in range(random.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6])):
        row = _statement(random, f"{id}-{number}") | about
        if kind == "project":
            row |= _stage(random)
        elif random.random() < 0.15:
            inputs = _inputs(random, row, edges)
            tables["evidence"] += [each | about for each in inputs]
        else:
            row |= _number(random, edges)
        tables["evidence"].append(row)


def _statement(random: Random, id: str) -> Row:
    start, end = random.choice(PERIODS)
    return {
        "id": id,
        "period_start": start,
        "period_end": end,
        "stated": random.choice(DATES),
        "scope": id,
        "comparable": random.choice(["true"] * 9 + ["false"]),
        "origin": random.choice([*ORIGINS]),
        "source": random.choice([*SOURCES, *["news"] * 6]),
    }


def _stage(random: Random) -> Row:
    relation = random.choice(["equals"] * 10 + ["contradicts", "context"])
    status = "" if relation == "contradicts" else random.choice(["planning", "construction", "operating"])
    return {"relation": relation, "status": status, "period_start": "", "period_end": random.choice(DATES)}


def _number(random: Random, edges: list[Decimal]) -> Row:
    """Return a number whose interval contains, touches or misses an end of the claim's interval."""
    relation = random.choice(["equals"] * 8 + ["at_least", "at_most"] * 2 + ["contradicts", "context"])
    if relation == "contradicts":
        return {"relation": relation}
    half = random.choice([Decimal(0), Decimal("0.05"), Decimal("0.5"), Decimal("0.005")])
    away = random.choice([-1, 0, 1, 1, -1]) * half + random.choice([0, 0, 0, 0, -1, 1]) * Decimal("0.0005")
    inside = random.random() < 0.5
    value = (edges[0] + edges[1]) / 2 if inside else random.choice(edges) + away
    numbers = {"value": value, "low": value - half, "high": value + half}
    return {"relation": relation, "unit": "percent", **{name: str(number) for name, number in numbers.items()}}


def _inputs(random: Random, row: Row, edges: list[Decimal]) -> list[Row]:
    """Make a statement one that is derived, near the middle of the claim or an end of it, and return its inputs."""
    aim = random.choice([(edges[0] + edges[1]) / 2, *edges])
    formula = random.choice(FORMULAS)
    first, second = {
        "growth": (80 * (1 + aim / 100), Decimal(80)),
        "growth of increase": (80 * aim / 100, 80 * (1 + aim / 100)),
        "growth before acceleration": (aim + 6, Decimal(6)),
        "level after growth": (aim / Decimal("1.25"), Decimal(25)),
    }[formula]
    inputs = []
    for name, value in (("a", first), ("b", second)):
        half = random.choice([Decimal("0.5"), Decimal("0.05"), Decimal("0.0005")])
        rounded = round(value, 4)
        numbers = {"value": rounded, "low": rounded - half, "high": rounded + half}
        inputs.append(
            {**_statement(random, f"{row['id']}{name}"), "relation": "context", "comparable": "false",
             "unit": "percent", "origin": row["origin"], "source": row["source"],
             **{key: str(number) for key, number in numbers.items()}}
        )  # fmt: skip
    if random.random() < 0.5:
        random.choice(inputs)["origin"] = random.choice([*ORIGINS])
    if random.random() < 0.5:
        random.choice(inputs)["source"] = random.choice([*SOURCES])
    row |= {"relation": "derived", "formula": formula, "derived_from": f"{row['id']}a {row['id']}b", "unit": "percent"}
    return inputs
