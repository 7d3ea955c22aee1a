"""The page `article.md`: what the article claims that is not a number, and what became of it; from the tables."""

from __future__ import annotations

from typing import Any

from summitdata.counting import count
from summitdata.datapackage import descriptor
from summitdata.tables import rows

WORDS = {"happened": "true", "partly": "partly", "contradicted": "not so", "not seen": "not seen"}
"""The outcome of a claim in the summary, in the order from sure to unknown."""

CHANGES = {
    "dropped": "left out",
    "changed": "changed",
    "undated": "without its date",
    "added": "not in what was read of the text",
}


INTRODUCTION = """\
What [the article]({path}) of {date} claims that is not a number, who says so, and what sources showed by {month}. The
numbers are on the page [What holds and what doesn't](holds.md). The claims are paraphrased; the words in quotation
marks are those of the article or of the source. `sd.claims()`, `sd.outcomes()`, `sd.rewrites()` and `sd.people()`
return the tables."""

REWRITES = """\
The article is a rewrite of a text by CGTN. These are the places where that text, or a page made from the same text,
says something else. Only parts of them were read, so more may differ."""


def article() -> str:
    """Return the page."""
    source, released = descriptor()["sources"][0], descriptor()["released"]
    fields = next(table for table in descriptor()["resources"] if table["name"] == "claims")["schema"]["fields"]
    tolerance = next(field for field in fields if field["name"] == "tolerance")
    checkable = [claim for claim in rows("claims") if claim["checkable"]]
    opinions = [claim for claim in rows("claims") if not claim["checkable"]]
    parts = [
        "# The article, claim by claim",
        INTRODUCTION.format(path=source["path"], date=source["date"], month=released[:7]),
        grid(
            ["claim", "says who", "what became of it"],
            [[f"[{_title(claim)}](#claim-{claim['id']})", _speaker(claim), _summary(claim)] for claim in checkable],
        ),
    ]
    for claim in checkable:
        parts += [f"(claim-{claim['id']})=\n## {_title(claim)}", _introduction(claim)]
        if claim["kind"] == "relation":
            parts.append(f"Allowed: {claim['tolerance']:g} percent. {tolerance['description']}")
        parts.append(_outcomes([row for row in rows("outcomes") if row["claim"] == claim["id"]]))
    alone = [row for row in rows("outcomes") if row["claim"] is None]
    names = {row["id"]: row["name"] for row in rows("topics")}
    for topic in dict.fromkeys(row["topic"] for row in alone):
        parts += [
            f"## {names[topic]}: what else came of the summit",
            _outcomes([row for row in alone if row["topic"] == topic]),
        ]
    parts += [
        "## What cannot be checked",
        "Opinions and forecasts of the article itself. No source could decide them.",
        grid(["claim", "as printed"], [[claim["paraphrase"], f"“{claim['printed']}”"] for claim in opinions]),
        "## Who speaks",
        grid(["who", "by the article", "by others"], [_person(person) for person in rows("people")]),
        "## What the article changed",
        REWRITES,
        grid(
            ["about", "the article", "the other text", "what it does"],
            [_rewrite(row) for row in rows("rewrites")],
        ),
        "Next: [the projects, fact by fact](projects.md), and [the verdicts on the figures](holds.md).",
    ]
    return "\n\n".join(parts) + "\n"


def grid(heads: list[str], lines: list[list[str]]) -> str:
    """Return a Markdown table."""
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *cells])


def _title(claim: dict[str, Any]) -> str:
    return str(claim["paraphrase"]).removesuffix(".")


def _speaker(claim: dict[str, Any]) -> str:
    people = {person["id"]: person["name"] for person in rows("people")}
    return str(people.get(claim["speaker"], "the article"))


def _summary(claim: dict[str, Any]) -> str:
    """Return the outcomes of a claim, from sure to unknown, with their origins, or of a relation with the years."""
    found = [row for row in rows("outcomes") if row["claim"] == claim["id"]]
    found.sort(key=lambda row: list(WORDS).index(row["outcome"]))
    is_relation = claim["kind"] == "relation"
    origins: dict[str, set[str]] = {}
    for row in found:
        word = WORDS[row["outcome"]] + (f" in {row['date']}" if is_relation else "")
        origins.setdefault(word, set()).update({row["origin"]} if row["source"] and _independent(row) else ())
    parts = [f"{word} ({count(len(names), 'origin')})" if names else word for word, names in origins.items()]
    return ", ".join(parts)


def _independent(row: dict[str, Any]) -> bool:
    return any(source["independent"] for source in rows("sources") if source["id"] == row["source"])


def _introduction(claim: dict[str, Any]) -> str:
    who = _speaker(claim)
    says = "The article says" if who == "the article" else f"By the article, {who[0].lower() + who[1:]} say"
    if claim["speaker"] and _named(claim["speaker"]):
        says = f"By the article, {who} says"
    return f"{says}: “{claim['printed']}” (paragraph {claim['paragraph']}). Last looked for on {claim['checked']}."


def _named(speaker: str) -> bool:
    return any(person["id"] == speaker and person["named"] for person in rows("people"))


def _outcomes(found: list[dict[str, Any]]) -> str:
    lines = []
    for row in found:
        if row["outcome"] == "not seen":
            lines.append([WORDS["not seen"], row["statement"], "", f"looked for: {row['searched']}", ""])
            continue
        words = f"“{row['quote']}”" if row["quote"] else f"not quoted: {row['unquoted']}"
        lines.append([WORDS[row["outcome"]], row["statement"], row["date"], words, _source(row)])
    return grid(["outcome", "what happened", "when", "in the words of the source", "source"], lines)


def _source(row: dict[str, Any]) -> str:
    origins = {origin["id"]: origin["name"] for origin in rows("origins")}
    own = "" if _independent(row) else "; of the article's own origin, so not counted above"
    return f"{origins[row['origin']]}, in {link(row['source'])}{own}"


def link(id: str) -> str:
    source = next(source for source in rows("sources") if source["id"] == id)
    stated = f", {source['published']}" if source["published"] else ", undated"
    return f"[{source['publisher']}](<{source['address']}>){stated}"


def _person(person: dict[str, Any]) -> list[str]:
    by_others = f"{person['known_as']} ({link(person['known_source'])})" if person["known_as"] else ""
    role = f"{person['role']}, {person['institution']}" if person["institution"] else person["role"]
    return [person["name"], f"{role}: “{person['printed']}”", by_others]


def _rewrite(row: dict[str, Any]) -> list[str]:
    printed = f"“{row['printed']}”" if row["printed"] else "nothing"
    words = f"“{row['origin_words']}” ({link(row['origin_source'])})" if row["origin_words"] else "nothing like it seen"
    return [row["about"], f"{printed}: {CHANGES[row['kind']]}", words, row["note"]]
