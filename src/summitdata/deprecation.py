"""deprecated(): mark a function that will be removed, so that each call says when, and what to use instead."""

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
        The first version that warns, and the version that no longer has the function.
    instead : str
        What to do instead, as in "use trade_volume()".

    Returns
    -------
    Callable
        The decorator; apart from the warning the function behaves as before.

    Examples
    --------
    >>> @deprecated("0.3.0", "0.5.0", "use new()")
    ... def old():
    ...     return 1
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     value = old()
    >>> print(value, caught[0].message)
    1 old() is deprecated since summitdata 0.3.0 and will be removed in 0.5.0: use new()
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        message = (
            f"{function.__name__}() is deprecated since summitdata {since} and will be removed in {removed}: {instead}"
        )

        @wraps(function)
        def call_with_warning(*args: P.args, **kwargs: P.kwargs) -> R:
            warnings.warn(message, DeprecationWarning, stacklevel=2)
            return function(*args, **kwargs)

        return call_with_warning

    return decorate
