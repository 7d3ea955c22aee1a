"""What a caller means by the name of a state or by a value of a column, for the functions and for the command."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from summitdata.arguments import same_in_any_case, year_of
from summitdata.errors import UnknownNameError
from summitdata.table_text import cell_text
from summitdata.tables import load, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from summitdata._names import TableName

__all__ = ["code_of", "hint_for_year", "meant", "select"]


def code_of(name: object) -> str | None:
    """Return the code of a state, or of the five together, given by a code or a name in any case.

    Examples
    --------
    >>> code_of(" kaz "), code_of("Uzbekistan"), code_of("uz"), code_of("c5"), code_of("Mars")
    ('KAZ', 'UZB', 'UZB', 'C5', None)
    """
    return _codes().get(name.strip().casefold()) if isinstance(name, str) else None


@contextmanager
def hint_for_year(value: object, hint: str) -> Iterator[None]:
    """Where a year is refused inside, add to the message what to write for it; `{year}` stands for the year."""
    try:
        yield
    except UnknownNameError as error:
        try:
            year = year_of(value)
        except UnknownNameError:
            raise error from None
        raise UnknownNameError(f"{error}; {hint.format(year=year)}") from None


@cache
def _codes() -> dict[str, str]:
    columns = ("alpha_3", "alpha_2", "name", "official_name")
    codes = {row[name].casefold(): row["code"] for row in rows("partners") for name in ("code", "name")}
    return codes | {row[name].casefold(): row["alpha_3"] for row in rows("countries") for name in columns}


def meant(value: object, values: Iterable[object]) -> str | None:
    """Return the one of the values of a column that a caller means, as a CSV file has it.

    Examples
    --------
    >>> meant("kazakhstan", ["C5", "KAZ"]), meant("Energy", ["energy"]), meant("2024", [2024]), meant("x", ["y"])
    ('KAZ', 'energy', '2024', None)
    """
    texts = list(dict.fromkeys(map(cell_text, values)))
    found, code = same_in_any_case(value, texts), code_of(value)
    return found if found is not None or code not in texts else code


def select(table: TableName, **equal: object) -> pd.DataFrame:
    """Return the rows of a table whose columns have the texts that a caller means; `None` selects all rows.

    Raises
    ------
    UnknownNameError
        No row has the text. The message lists those that occur, and the column that has it.
    """
    frame = load(table)
    for column, value in equal.items():
        if value is None:
            continue
        known = list(frame[column].dropna().unique())
        text = meant(value, known)
        if text is None:
            others = [(name, meant(value, frame[name].dropna())) for name in equal if name != column]
            hint = " or ".join(f"{name}={found!r}" for name, found in others if found is not None)
            raise UnknownNameError.of(column, value, known, hint and f"did you mean {hint}?")
        frame = frame[frame[column] == text].reset_index(drop=True)
    return frame
