"""The page `projects.md`: what sources state of each project, where they disagree, and what none states."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from claims_page import grid, link

from summitdata.article.units import unit_suffix
from summitdata.tables import rows

ASKED = {
    "capacity": ("capacity", "planned capacity"),
    "cost": ("cost",),
    "start": ("start",),
    "completion": ("completion",),
    "owner": ("owner", "share"),
}
"""What a reader asks of a project, and the properties that answer it."""

INTRODUCTION = """\
What sources state of the projects that the article names: one line per statement and source, with the day of the
statement and its words. Sources that disagree stand beside each other, and none is preferred. Of a rounded number the
page shows the interval of the true values. `sd.project_facts()` returns the table."""

Fact = dict[str, Any]


def projects() -> str:
    """Return the page."""
    parts = ["# The projects, fact by fact", INTRODUCTION]
    for project in rows("projects"):
        facts = [fact for fact in rows("project_facts") if fact["project"] == project["id"]]
        stated = {fact["property"] for fact in facts}
        unknown = [name for name, answers in ASKED.items() if not stated & set(answers)]
        disputed = list(dict.fromkeys(fact["property"] for pair in disagreeing(facts) for fact in pair))
        evidence = f"{project['evidence_status']}, as of {project['evidence_as_of']}"
        parts += [
            f"(project-{project['id']})=\n## {project['name']}",
            f"The article: “{project['status_printed']}”. By other sources: {evidence}.",
            f"Sources disagree on: {', '.join(disputed)}." if disputed else "No two sources contradict each other.",
        ]
        if unknown:
            parts.append(f"No source that was read states: {', '.join(unknown)}.")
        for name in dict.fromkeys(fact["property"] for fact in facts):
            lines = [_line(fact) for fact in facts if fact["property"] == name]
            parts += [f"### {name[0].upper()}{name[1:]}", grid(HEADS, lines)]
    parts.append("Next: [the verdicts on the statuses](holds.md), and [how to add a statement](how-to-add-data.md).")
    return "\n\n".join(parts) + "\n"


HEADS = ["of what", "stated", "as of", "in the words of the source", "whose statement", "note"]


def disagreeing(facts: list[Fact]) -> list[tuple[Fact, Fact]]:
    """Return the pairs of statements on the same thing that cannot both be true."""
    return [
        (one, other)
        for one, other in combinations(facts, 2)
        if (one["property"], one["scope"]) == (other["property"], other["scope"]) and not _agree(one, other)
    ]


def _agree(one: Fact, other: Fact) -> bool:
    if one["value"] is not None and other["value"] is not None:
        (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
        same = (low, high) == (other_low, other_high)
        return same or one["unit"] != other["unit"] or (low < other_high and other_low < high)
    if one["date_value"] and other["date_value"]:
        length = min(len(one["date_value"]), len(other["date_value"]))
        return bool(one["date_value"][:length] == other["date_value"][:length])
    return True


def _bounds(fact: Fact) -> tuple[float, float]:
    """Return the least and the greatest true value; a bound leaves one side open."""
    low = 0.0 if fact["relation"] == "at_most" else fact["low"]
    high = float("inf") if fact["relation"] == "at_least" else fact["high"]
    return low, high


def _line(fact: Fact) -> list[str]:
    origins = {origin["id"]: origin["name"] for origin in rows("origins")}
    words = f"“{fact['quote']}”" if fact["quote"] else f"not quoted: {fact['unquoted']}"
    whose = f"{origins[fact['origin']]}, in {link(fact['source'])}"
    return [fact["scope"], _stated(fact), fact["as_of"] or "not known", words, whose, fact["note"] or ""]


def _stated(fact: Fact) -> str:
    if fact["value"] is None:
        return str(fact["date_value"] or fact["text"])
    unit = unit_suffix(fact["unit"])
    before = {"at_least": "at least ", "at_most": "at most "}.get(fact["relation"], "")
    interval = "" if fact["low"] == fact["high"] else f" [{fact['low']:.12g}, {fact['high']:.12g}]"
    return f"{before}{fact['value']:.12g}{unit}{interval}"
