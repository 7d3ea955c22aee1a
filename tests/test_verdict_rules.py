"""The verdicts are those of a second implementation of the rules, on the package and on random statements."""

from __future__ import annotations

import csv
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
import random_statements
import verdict_rules

import summitdata as sd
from summitdata.article import evidence
from summitdata.datapackage import locate, resource
from summitdata.tabular.typed_rows import typed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SETS = 1000


@pytest.fixture
def corroborated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Return a function: the verdicts of `sd.corroborate` and of the second implementation on changed tables."""

    def both(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[dict[str, str], dict[str, str]]:
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


def test_the_verdicts_on_random_statements(corroborated) -> None:
    tables = random_statements.random_tables(Random(15), SETS)
    found, expected = corroborated(tables)
    different = {id: (found[id], verdict) for id, verdict in expected.items() if found[id] != verdict}
    assert not different, _shown(different, tables)
    assert set(expected.values()) == set(verdict_rules.VERDICTS)


def _shown(different, tables) -> str:
    """Return the first claims on which the two differ, with the rows about them."""
    lines = [f"{len(different)} of {SETS} differ"]
    for id, (found, expected) in list(different.items())[:60]:
        lines.append(f"\n{id}: {found}, but by the second implementation {expected}")
        for rows in tables.values():
            lines += [
                str(
                    {
                        k: v
                        for k, v in row.items()
                        if v and k not in ("scope", "id", "figure", "claim", "project", "unit")
                    }
                )
                for row in rows
                if id in (row["id"], row["id"].removeprefix("subject-of-"), row["id"].rpartition("-")[0])
            ]
    return "\n".join(lines)
