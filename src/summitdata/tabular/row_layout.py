"""Which records of a file are its header, and which are left out, as its dialect says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.tabular.dialect import LAST_HEADER_ROW, rows_before_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["RowLayout", "join_labels", "read_row_layout"]


@dataclass(frozen=True)
class RowLayout:
    """Which records of a file are its rows.

    Parameters
    ----------
    header : tuple of int
        The numbers of the records of the header, in order; none without a header.
    before : int
        How many records stand before the first row of data.
    comment : str
        A record whose first cell begins with it is left out; none is if it is "".
    separator : str
        What joins the labels of a header in several records.
    """

    header: tuple[int, ...]
    before: int
    comment: str = ""
    separator: str = " "

    def is_comment(self, cells: Sequence[str]) -> bool:
        """Whether a record is left out."""
        return bool(self.comment and cells and cells[0].startswith(self.comment))


def read_row_layout(dialect: dict[str, Any]) -> RowLayout | None:
    """Return which records are rows; None if blank ones are left out, or some by their numbers.

    Examples
    --------
    >>> read_row_layout({"headerRows": [1, 3], "commentChar": "#"})
    RowLayout(header=(1, 3), before=3, comment='#', separator=' ')
    >>> read_row_layout({"skipBlankRows": True}), read_row_layout({"commentRows": [7]})
    (None, None)
    """
    rows, comment = dialect.get("headerRows"), dialect.get("commentChar") or ""
    separator = dialect.get("headerJoin", " ")
    texts = all(isinstance(each, str) and each.isprintable() for each in (comment, separator))
    flags = all(isinstance(dialect.get(name, False), bool) for name in ("skipBlankRows", "headerCase"))
    if not texts or not flags or dialect.get("skipBlankRows"):
        return None
    has_header = dialect.get("header", True)
    if (before := rows_before_data(dialect)) is not None:
        return RowLayout((before,) if has_header else (), before, comment, separator)
    header = _header_rows(rows) if has_header and dialect.get("commentRows", []) == [] else ()
    return RowLayout(header, header[-1], comment, separator) if header else None


def _header_rows(rows: Any) -> tuple[int, ...]:
    """Return the numbers of the rows of a header, none if frictionless would not read them one after the other."""
    if not isinstance(rows, list) or not rows or any(type(row) is not int for row in rows):
        return ()
    is_in_order = rows[0] >= 1 and rows[-1] <= LAST_HEADER_ROW and rows == sorted(set(rows))
    return tuple(rows) if is_in_order else ()


def join_labels(records: Iterable[Sequence[str]], separator: str) -> list[str]:
    """Return the labels of a header in several records: a label that stands below itself is not repeated.

    Examples
    --------
    >>> join_labels([["trade", "trade"], ["imports", "trade"]], " ")
    ['trade imports', 'trade']
    """
    labels: list[str] = []
    last: dict[int, str] = {}
    for record in records:
        for at, label in enumerate(map(str.strip, record)):
            if last.get(at) == label:
                continue
            last[at] = label
            if at < len(labels):
                labels[at] = separator.join([labels[at], label])
            else:
                labels.append(label)
    return labels
