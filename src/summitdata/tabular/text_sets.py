"""Sets of texts, such as the missing values of a schema, to look up the cells of columns in.

A schema may have very many missing values, and very many fields that share them: so there is one set for all of them,
and a lookup takes time in proportion to the cells and not to the set.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, scalar, text_array
from summitdata.tabular.fixed_texts import FewTexts

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TextSet", "share_sets"]

LARGE = 256
"""How many texts make a set that is long to prepare for Arrow, which does so for each array of cells anew."""


_NO_BYTES = scalar(0, pa.int32())


class TextSet:
    """Some texts.

    Parameters
    ----------
    texts : iterable of str
        The texts.

    Examples
    --------
    >>> TextSet(["", "-"]).find(text_array(["-", "1"])).to_pylist()
    [True, False]
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(dict.fromkeys(texts))

    @cached_property
    def _array(self) -> pa.StringArray:
        return text_array(self._texts)

    @cached_property
    def _few(self) -> FewTexts | None:
        encoded = [text.encode(errors="surrogatepass") for text in self._texts]
        return FewTexts(encoded) if FewTexts.fits(encoded) else None

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self._texts)

    def find(self, cells: Any) -> Any:
        """Return which cells of an array are in the set."""
        if self._texts == ("",):
            return pc.equal(pc.binary_length(cells), _NO_BYTES)
        if self._few and isinstance(cells, pa.Array):  # not in chunks
            return self._few.find(cells)
        if len(self._texts) <= LARGE or len(cells) >= len(self._texts):
            return pc.is_in(cells, value_set=self._array)
        found = map(self._set.__contains__, cells.to_pylist())
        return arrow_mask(np.fromiter(found, np.bool_, len(cells)))


def share_sets(lists: Iterable[Iterable[str]]) -> list[TextSet]:
    """Return the set of each list; equal ones are made once, and one list that comes again is not read again.

    Examples
    --------
    >>> first, second = share_sets([["", "-"], ["", "-"]])
    >>> first is second
    True
    """
    kept = list(lists)  # so that no two have the same id
    by_id: dict[int, TextSet] = {}
    by_texts: dict[tuple[str, ...], TextSet] = {}
    for texts in kept:
        if id(texts) not in by_id:
            key = tuple(texts)
            by_id[id(texts)] = by_texts.setdefault(key, TextSet(key))
    return [by_id[id(texts)] for texts in kept]
