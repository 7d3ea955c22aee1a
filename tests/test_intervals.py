"""Interval arithmetic at its edges: a bound of zero, an odd power, a number that is not one."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pytest

from summitdata.article.intervals import add, divide, multiply, power, subtract

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.article.intervals import Interval

UNBOUNDED = (-inf, inf)

RESULTS: list[tuple[Callable[[Interval, Interval], Interval], Interval, Interval, Interval]] = [
    (add, (1, 2), (10, 20), (11, 22)),
    (add, (inf, inf), (-inf, 0), UNBOUNDED),
    (subtract, (1, 2), (10, 20), (-19, -8)),
    (multiply, (-1, 2), (-3, 4), (-6, 8)),
    (multiply, (0, 1), (inf, inf), UNBOUNDED),
    (divide, (1, 1), (1, 2), (0.5, 1)),
    (divide, (1, 2), (-2, -1), (-2, -0.5)),
    (divide, (1, 1), (0, 1), UNBOUNDED),
    (divide, (1, 1), (-1, 0), UNBOUNDED),
    (divide, (1, 1), (-1, 1), UNBOUNDED),
    (power, (0, 4), (0.5, 0.5), (0, 2)),
    (power, (-0.1, 4), (0.5, 0.5), UNBOUNDED),
    (power, (-0.1, 4), (1, 2), UNBOUNDED),
    (power, (1, 2), (-1, -1), (0.5, 1)),
    (power, (-2, -1), (-1, -1), (-1, -0.5)),
    (power, (0, 2), (-1, -1), UNBOUNDED),
    (power, (-2, 0), (-1, -1), UNBOUNDED),
    (power, (0, 2), (0, 0), (1, 1)),
    (power, (-2, 0), (0, 0), (1, 1)),
    (power, (-2, 1), (0, 0), (1, 1)),
    (power, (-2, 1), (3, 3), (-8, 1)),
    (power, (-2, -1), (3, 3), (-8, -1)),
    (power, (-2, 1), (2, 2), (0, 4)),
    (power, (0.5, 3), (2, 2), (0.25, 9)),
    (power, (-3, -0.5), (2, 2), (0.25, 9)),
    (power, (0.5, 2), (-1, 2), (0.25, 4)),
]


@pytest.mark.parametrize(("operate", "a", "b", "expected"), RESULTS)
def test_the_bounds_of_a_result(
    operate: Callable[[Interval, Interval], Interval], a: Interval, b: Interval, expected: Interval
) -> None:
    assert operate(a, b) == expected
