"""deprecated(): mark what will go away, so that each call says when, and what to use instead."""

from __future__ import annotations

import warnings
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["deprecated"]

P = ParamSpec("P")
R = TypeVar("R")


def deprecated(since: str, removed: str, instead: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that makes each call of a function warn.

    Parameters
    ----------
    since, removed : str
        The version that warns first, and the one that no longer has the function.
    instead : str
        What to do instead, as in "use trade_volume()".

    Returns
    -------
    Callable
        The decorator; the function does what it did.

    Examples
    --------
    >>> @deprecated("0.3.0", "0.5.0", "use new()")
    ... def old():
    ...     return 1
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     value = old()
    >>> print(value, caught[0].message)
    1 old() is deprecated since summitdata 0.3.0 and goes away in 0.5.0: use new()
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        words = f"{function.__name__}() is deprecated since summitdata {since} and goes away in {removed}: {instead}"

        @wraps(function)
        def warning(*args: P.args, **kwargs: P.kwargs) -> R:
            warnings.warn(words, DeprecationWarning, stacklevel=2)
            return function(*args, **kwargs)

        return warning

    return mark
