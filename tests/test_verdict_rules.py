"""The verdicts are those of a second implementation of the rules, on the package and on random statements."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

import pytest

import random_statements
import summitdata as sd
import verdict_rules
from screen_comparison import seeded
from summitdata.article import evidence
from summitdata.datapackage import locate, resource
from summitdata.tabular.typed_rows import typed_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Rows = Mapping[str, Sequence[Mapping[str, str]]]
    Verdicts = dict[str, str]

SETS = 1000
NOT_SHOWN = {"scope", "id", "figure", "claim", "project", "unit"}


@pytest.fixture
def corroborated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Rows], tuple[Verdicts, Verdicts]]:
    """Return a function: the verdicts of `sd.corroborate` and of the second implementation on changed tables."""

    def both(tables: Rows) -> tuple[Verdicts, Verdicts]:
        folder = tmp_path / "resources"
        folder.mkdir(exist_ok=True)
        for name, lines in tables.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                fields = [field["name"] for field in resource(name)["schema"]["fields"]]
                writer = csv.DictWriter(file, fields, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(lines)
        typed = {name: tuple(row for _, row in typed_rows(tmp_path, resource(name))) for name in tables}
        monkeypatch.setattr(evidence, "rows", typed.__getitem__)
        for name in ("_corroborations", "claims", "_sources", "_bodies", "_evidence"):
            monkeypatch.setattr(evidence, name, cache(getattr(evidence, name).__wrapped__))
        table = sd.corroborate()
        return dict(zip(table["id"], table["verdict"], strict=True)), verdict_rules.verdicts(
            verdict_rules.read_tables(folder)
        )

    return both


def test_the_verdicts_of_the_package() -> None:
    table = sd.corroborate()
    expected = verdict_rules.verdicts(verdict_rules.read_tables(locate().parent / "resources"))
    assert dict(zip(table["id"], table["verdict"], strict=True)) == expected


def _number(value: str, **more: str) -> dict[str, str]:
    """Return a statement of an exact value in 2024, by a body about its own affairs."""
    exact = {"relation": "equals", "value": value, "low": value, "high": value, "unit": "percent"}
    place = {"origin": "bank", "source": "news", "stated": "2025-06-12"}
    return {"comparable": "true", "period_start": "2024-01-01", "period_end": "2024-12-31"} | exact | place | more


def _input(value: str, **more: str) -> dict[str, str]:
    return _number(value, relation="context", comparable="false") | more


IN_WORDS = _number("", relation="contradicts")
NO_YEAR = {"kind": "growth", "period_start": "", "period_end": ""}
IN_2023 = {"period_start": "2023-01-01", "period_end": "2023-12-31"}
GROWTH = {"relation": "derived", "formula": "growth", "derived_from": "x-1 x-2"}

EXAMPLES: dict[str, tuple[dict[str, str], list[dict[str, str]], str]] = {
    "a value in the end of a relation's interval": ({"tolerance": "2.5"}, [_number("87.74")], "one_origin"),
    "a value beyond it": ({"tolerance": "2.5"}, [_number("87.7401")], "disputed"),
    "two origins": ({}, [_number("85"), _number("85.2", origin="customs")], "corroborated"),
    "a body that repeats another is the other": (
        {}, [_number("85", origin="customs"), _number("85.2", origin="bulletin")], "one_origin"
    ),
    "the body of the text that the article was made from": ({}, [_number("85", origin="maker")], "unsupported"),
    "what it says otherwise counts": ({}, [_number("85"), _number("95", origin="maker")], "disputed"),
    "a derived value of one origin": ({}, [_number("", **GROWTH), _input("185"), _input("100")], "one_origin"),
    "a derived value of two origins": (
        {}, [_number("", **GROWTH), _input("185"), _input("100", origin="customs")], "unsupported"
    ),
    "a derived value of a source that is not independent": (
        {}, [_number("", **GROWTH), _input("185", source="sister-page"), _input("100")], "unsupported"
    ),
    "a growth that does not say its year": (
        NO_YEAR, [_number("85"), _number("95", **IN_2023)], "mixed"
    ),
    "a year for which only the article's own origin says otherwise": (
        NO_YEAR, [_number("85"), _number("95", origin="maker", **IN_2023)], "mixed"
    ),
    "a year for which only a bound says otherwise": (
        NO_YEAR, [_number("85"), _number("95", relation="at_least", **IN_2023)], "mixed"
    ),
    "a year for which only words say otherwise": (
        NO_YEAR, [_number("85"), IN_WORDS | IN_2023], "mixed"
    ),
    "a year for which there is only a bound that agrees": (
        NO_YEAR, [_number("85"), _number("80", relation="at_least", **IN_2023)], "one_origin"
    ),
    "part of a year takes part in every year": (
        NO_YEAR, [_number("85"), _number("85", **IN_2023), _number("95", period_end="2024-11-30")], "disputed"
    ),
    "words of a secondary source against a primary value": (
        {}, [_number("85", source="of-bank"), IN_WORDS | {"origin": "customs"}], "one_origin"
    ),
    "a secondary value that agrees with a primary one": (
        {}, [_number("85", source="of-bank"), _number("85", origin="customs")], "one_origin"
    ),
    "the document of a body that repeats another is secondary": (
        {}, [_number("85", origin="bulletin", source="of-bulletin"), _number("95")], "disputed"
    ),
    "the document of the body that is repeated is primary": (
        {}, [_number("85", origin="bulletin", source="of-customs"), _number("95")], "one_origin"
    ),
    "a capacity that needs no year": (
        NO_YEAR | {"kind": "capacity"}, [_number("85"), _number("95", **IN_2023)], "disputed"
    ),
    "a rounded bound that reaches into the interval": (
        {}, [_number("86", relation="at_least", low="85.5", high="86.5")], "consistent"
    ),
}  # fmt: skip
"""What the claim, 85.1 percent in 2024, has otherwise, the statements, and the verdict."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_reader_of_the_rules_may_ask(
    name: str, corroborated: Callable[[Rows], tuple[Verdicts, Verdicts]]
) -> None:
    claim, statements, verdict = EXAMPLES[name]
    tables = random_statements.random_tables(seeded(0), 0)
    figure = {"id": "x", "label": "x", "kind": "level", "value": "85.1", "low": "84.6", "high": "85.6"}
    period = {"period_start": "2024", "period_end": "2024"}
    about = {"source": "article", "checked": "2026-11-23"}
    tables["figures"].append(figure | {"unit": "percent"} | period | about | claim)
    tables["figures"][0].pop("tolerance", None)
    own = {"figure": "x"}
    if "tolerance" in claim:
        relation = {"id": "y", "kind": "relation", "paraphrase": "y", "subject": "x", "relation": "equals"}
        tables["claims"].append(relation | about | claim)
        own = {"claim": "y"}
    tables["evidence"] = [{"id": f"x-{number}", "scope": "x"} | row | own for number, row in enumerate(statements)]
    found, expected = corroborated(tables)
    key = "y" if "tolerance" in claim else "x"
    assert (found[key], expected[key]) == (verdict, verdict)


def test_the_verdicts_on_random_statements(corroborated: Callable[[Rows], tuple[Verdicts, Verdicts]]) -> None:
    tables = random_statements.random_tables(seeded(15), SETS)
    found, expected = corroborated(tables)
    different = {id: (found[id], verdict) for id, verdict in expected.items() if found[id] != verdict}
    assert not different, _shown(different, tables)
    assert set(expected.values()) == set(verdict_rules.VERDICTS)


def _shown(different: Mapping[str, tuple[str, str]], tables: Rows) -> str:
    """Return the first claims on which the two differ, with the rows about them."""
    lines = [f"{len(different)} of {SETS} differ"]
    for id, (found, expected) in [*different.items()][:5]:
        lines.append(f"\n{id}: {found}, but by the second implementation {expected}")
        lines += [
            str({name: cell for name, cell in row.items() if cell and name not in NOT_SHOWN})
            for rows in tables.values()
            for row in rows
            if id in (row["id"], row["id"].removeprefix("subject-of-"), row["id"].rpartition("-")[0])
        ]
    return "\n".join(lines)
