"""A number with its noun, as messages write it: one row, two rows."""

from __future__ import annotations

__all__ = ["count"]


def count(number: int, noun: str, *, thousands: bool = False) -> str:
    """Return a number with its noun, in the plural unless it is one.

    Parameters
    ----------
    number : int
        The number.
    noun : str
        The noun in the singular; its plural ends in "s".
    thousands : bool, default False
        Whether a comma separates the thousands, for a person to read.

    Returns
    -------
    str
        The number and the noun.

    Examples
    --------
    >>> count(1, "error"), count(1200, "row"), count(1200, "row", thousands=True)
    ('1 error', '1200 rows', '1,200 rows')
    """
    digits = f"{number:,}" if thousands else str(number)
    return f"{digits} {noun}{'' if number == 1 else 's'}"
