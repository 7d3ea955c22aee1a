"""What a contestant of `validate.py` found, compared with the errors that are in the files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from validate_files import PLANTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Place = tuple[str, int, str]
"""A table, the number of a row as frictionless counts them, and a column; "" where the key of the row is repeated."""


@dataclass(frozen=True)
class Outcome:
    """Whether the data are valid, how many errors there are as the contestant counts them, and where they are."""

    valid: bool
    errors: int
    places: Callable[[], Iterable[Place]]
    """Called when the clock has stopped: it only brings what the contestant reports into one form."""


@dataclass(frozen=True)
class Score:
    """How many of the planted errors were found, by their places."""

    cells: int
    """Bad cells found, at the right row and column."""
    rows: int
    """Rows found that repeat the key of an earlier one."""
    others: int
    """Rows listed in which nothing is planted, such as the first row that has a key."""

    def to_dict(self) -> dict[str, Any]:
        """Return the score for --json."""
        return vars(self).copy()


def planted(folder: Path) -> set[Place]:
    """Return the errors that are in the files of a folder: none beside clean ones."""
    if not (folder / PLANTED).is_file():
        return set()
    places: set[Place] = set()
    for table, errors in json.loads((folder / PLANTED).read_text("utf-8")).items():
        places |= {(table, row, column) for row, column in errors["cells"]}
        places |= {(table, row, "") for row in errors["rows"]}
    return places


def score(outcome: Outcome, folder: Path) -> Score:
    """Compare what was found with what is planted."""
    expected, found = planted(folder), set(outcome.places())
    hits = expected & found
    rows = {(table, row) for table, row, _ in expected}
    return Score(
        cells=sum(column != "" for _, _, column in hits),
        rows=sum(column == "" for _, _, column in hits),
        others=len({(table, row) for table, row, _ in found} - rows),
    )


def totals(folder: Path) -> Score:
    """Return what a contestant that finds everything scores."""
    expected = planted(folder)
    cells = sum(column != "" for _, _, column in expected)
    return Score(cells=cells, rows=len(expected) - cells, others=0)
