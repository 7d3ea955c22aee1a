"""Each part of a table screened apart, and the report of one table: all of the engine on Spark but Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from parts_cases import CASES, HEADER, SCHEMA, comparable, flood, write_package
from profiles import examples
from summitdata.validation import spark_engine
from summitdata.validation.screen.part_screen import screen_part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from summitdata.validation.screen.block_screen import BlockScreen
    from summitdata.validation.screen.part_screen import Part, PartResult

READ_WHOLE = (
    "a quote that a part does not close",
    "another encoding in one part",
    "another header",
    "an empty part",
    "line ends of returns",
    "a flood from the start",
)
"""What cannot be read part by part, or need not be."""


def run_here(
    parts: Sequence[Part], resource: dict[str, Any], block_screen: BlockScreen, time_limit: float | None
) -> tuple[list[PartResult], Mapping[int, Any]]:
    """Do in this process what the tasks and the shuffle do."""
    screened = [screen_part(part, resource, block_screen, time_limit) for part in reversed(parts)][::-1]
    repeated: dict[int, list[int]] = {}
    for key in range(len(block_screen.keys)):
        rows: dict[int, list[tuple[int, int]]] = {}
        for result, keys in screened:
            for codes, numbers in zip(keys[key].codes, keys[key].rows, strict=True) if keys else ():
                for code, row in zip(codes.tolist(), numbers.tolist(), strict=True):
                    rows.setdefault(code, []).append((result.number, row))
        for places in rows.values():
            for number, row in places if len(places) > 1 else ():
                repeated.setdefault(number, []).append(row)
    return [result for result, _ in screened], {part: np.array(some) for part, some in repeated.items()}


@pytest.fixture(autouse=True)
def without_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "run_parts", run_here)


@pytest.mark.parametrize("name", CASES)
def test_the_report_is_that_of_one_machine(name: str, tmp_path: Path) -> None:
    package = write_package(tmp_path, name, *CASES[name]())
    for limit in (1000, 3, 0):
        of_parts = sd.validate(package, engine="spark", limit_errors=limit)
        assert comparable(of_parts) == comparable(sd.validate(package, limit_errors=limit))
        assert (of_parts.tasks[0].engine == "spark") == (name not in READ_WHOLE or (limit != 1000 and "flood" in name and not limit))


def test_a_flood_ends_where_it_does_on_one_machine(tmp_path: Path) -> None:
    package = write_package(tmp_path, "a flood of many texts", *flood(9000, 4600))
    of_parts, at_once = (sd.validate(package, engine=name, limit_errors=5) for name in ("spark", "auto"))
    assert of_parts.tasks[0].engine == "spark"
    assert comparable(of_parts) == comparable(at_once)
