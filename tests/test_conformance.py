"""Each departure from frictionless is one, and is on the page that lists them."""

from __future__ import annotations

from pathlib import Path

import pytest

from departures import DEPARTURES, Departure
from summitdata.options import OPTIONS
from summitdata.validation.stop_errors import TYPES

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"

FOUND = {
    "Unique keys": [["unique-error", 3, "a"]],
    "Categories": [["constraint-error", 3, "a"]],
    "A pattern with alternatives": [["constraint-error", 3, "a"]],
    "A pattern and a line break at the end": [["constraint-error", 3, "a"]],
    "A quote that is never closed": [["quote-error", 3, "b"]],
    "Text after the quote that closes a cell": [["quote-error", 2, "b"]],
    "A blank line above the header": [["incorrect-label", None, "b"]],
    "A header that is blank": [["blank-header", None, None], ["blank-row", 2, None]],
    "A primary key that lacks a part": [["primary-key", 3, None]],
    "A foreign key to a table that is not in the package": [["no-reference", None, None]],
    "A pattern in the path of a resource": [["type-error", 2, "a"]],
    "A part that does not end with a line end": [],
    "A part with another header": [["path-error", None, None]],
    "A format that nothing here reads": [["format-error", None, None]],
}
THEIRS = {
    "A header that is blank": [["blank-row", 2, None]],
    "A foreign key to a table that is not in the package": [["resource-error", None, None]],
    "A pattern in the path of a resource": [["scheme-error", None, None]],
    "A part that does not end with a line end": [["constraint-error", 2, "a"]],
}


@pytest.mark.parametrize("departure", DEPARTURES, ids=lambda departure: departure.title)
def test_the_gate_finds_what_frictionless_does_not(departure: Departure) -> None:
    ours, theirs = departure.errors_of_both()
    assert ours != theirs
    assert ours == FOUND.get(departure.title, [["source-error", None, None]])
    assert theirs == THEIRS.get(departure.title, []) or isinstance(theirs, str)


@pytest.mark.parametrize("departure", DEPARTURES, ids=lambda departure: departure.title)
def test_it_is_on_the_page(departure: Departure) -> None:
    assert f"## {departure.title}\n" in PAGE.read_text("utf-8")


ALIKE = {"format", "output", "limit-errors", "split", "engine"}
"""The options that change no verdict."""


@pytest.mark.parametrize("name", [option.name for option in OPTIONS if option.name not in ALIKE])
def test_every_option_that_changes_a_verdict_is_on_the_page(name: str) -> None:
    assert f"\n| `--{name}` | " in PAGE.read_text("utf-8")


def test_every_error_type_beside_those_of_frictionless_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    assert [
        name for name in (*TYPES, "group-constraint", "quote-error", "baseline-error") if f"\n| `{name}` | " not in page
    ] == []
