"""FrozenDict: a dict that does not change, for answers that are kept and given to every caller."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

__all__ = ["FrozenDict"]

Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenDict(dict[Key, Value]):
    """A dict that refuses every change; `dict(...)` of it makes one that can be changed.

    It can be pickled, copied and written as JSON, unlike `types.MappingProxyType`.

    Examples
    --------
    >>> verdicts = FrozenDict({2023: "disputed"})
    >>> verdicts | {2024: "corroborated"}
    {2023: 'disputed', 2024: 'corroborated'}
    >>> verdicts.clear()
    Traceback (most recent call last):
    ...
    TypeError: this dict is kept for other callers: change a copy, dict(...)
    """

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this dict is kept for other callers: change a copy, dict(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse  # they refuse whatever they are given
    clear = pop = popitem = setdefault = update = _refuse  # the same

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)
