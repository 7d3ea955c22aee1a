"""What a description says beside the schema: what was seen, on how many values, and how sure the schema is of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from summitdata.table_text import text_table

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BAD_QUOTES", "BLANK_LABELS", "BLANK_ROWS", "FAULTS", "RAGGED", "Certainty", "Guess", "guess_table"]

RAGGED, BLANK_ROWS, BLANK_LABELS, BAD_QUOTES = "ragged rows", "blank rows", "columns without a label", "wrong quotes"
FAULTS = (RAGGED, BLANK_ROWS, BLANK_LABELS, BAD_QUOTES)
"""What is said of a table that no schema makes valid."""
Certainty = Literal["every value", "likely", "guess"]


@dataclass(frozen=True)
class Guess:
    """One thing that a description says, or suggests.

    Parameters
    ----------
    resource : str
        The resource.
    field : str
        The field; "" for what is about the whole table.
    what : str
        What is said, such as `type date` or `primaryKey`.
    certainty : {"every value", "likely", "guess"}
        `every value`: each value of the file is so; `likely`: it is so in the file, and few other files would be so by
        chance; `guess`: the file also allows something else, which `why` names.
    values : int
        How many values were seen.
    why : str
        The reason, or what else is possible.
    """

    resource: str
    field: str
    what: str
    certainty: Certainty
    values: int
    why: str = ""


def guess_table(guesses: Iterable[Guess]) -> str:
    """Return one line for each field: what is said of it, a question mark after what is only a guess."""
    lines = []
    for (resource, field), group in groupby(guesses, lambda guess: (guess.resource, guess.field)):
        of_field = list(group)
        said = [guess.what.removeprefix("type ") + ("?" if guess.certainty == "guess" else "") for guess in of_field]
        whys = [guess.why for guess in of_field if guess.why and (guess.certainty == "guess" or guess.what in FAULTS)]
        lines.append(
            (resource, field or "(table)", of_field[0].values, ", ".join(said), "; ".join(dict.fromkeys(whys)))
        )
    legend = "\n? is a guess: look at it. values: how many were seen.\n\n"
    return text_table(lines, ["resource", "field", "values", "found", "why a guess"]) + legend
