"""What a screening found in a file: the records to judge by their numbers, counts of the rest, the way back to each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.tabular.csv_blocks import Block, TranscodedFile, open_utf8
from summitdata.tabular.csv_records import select_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.screen.plan import Plan

__all__ = ["Mark", "Record", "Screening"]

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Mark:
    """A block of the file: where it stands, and the numbers of the first record and line in it, from 1."""

    offset: int
    length: int
    plain: bool
    record: int
    line: int


@dataclass(frozen=True)
class Record:
    """A record as it stands in the file: its number, its first line, its text and its cells."""

    number: int
    line: int
    text: str
    cells: list[str]


@dataclass
class Screening:
    """What the screen found in a file.

    Parameters
    ----------
    plan : Plan
        How the file is laid out.
    suspects : array of int
        The numbers of the records in which an error may be, in order.
    keyed : array of int
        Those among them whose key may be another's or refer to nothing; what else is wrong with them is counted.
    unclear : array of int
        Those among them of which nothing is counted.
    by_type, by_field : Counter
        How many errors there are, but for those of such keys and of what is unclear.
    complete : bool
        Whether the whole file was read.
    referring : bool
        Whether a suspect may refer to nothing.
    stats : dict
        The sums of the file and the number of its rows.
    """

    plan: Plan
    suspects: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    keyed: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    unclear: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    by_type: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    complete: bool = True
    referring: bool = False
    stats: dict[str, Any] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    @property
    def known(self) -> dict[str, Any]:
        """The sums and the numbers as a report has them: nothing is said of what there is none of."""
        return {key: value for key, value in self.stats.items() if value}

    def records(self, wanted: Numbers) -> Iterator[Record]:
        """Yield records of the file by their numbers, which are in order."""
        plan = self.plan
        with open_utf8(plan.file, plan.encoding) as stream:
            start, at = 0 if isinstance(stream, TranscodedFile) else stream.tell(), 0
            for mark, following in zip(self.marks, [*self.marks[1:], None], strict=True):
                end = following.record if following else None
                low = np.searchsorted(wanted, mark.record)
                high = np.searchsorted(wanted, end) if end else len(wanted)
                if low == high:
                    continue
                at = _skip(stream, at, mark.offset, start)
                block = Block(stream.read(mark.length), mark.offset, mark.plain)
                at += mark.length
                positions = (wanted[low:high] - mark.record).tolist()
                for position, line, text in select_records(block, plan.dialect, positions):
                    cells = next(plan.dialect.read_text(text), [])
                    yield Record(mark.record + position, mark.line + line, text, cells)


def _skip(stream: Any, at: int, to: int, start: int) -> int:
    if stream.seekable():
        stream.seek(start + to)
    else:
        stream.read(to - at)
    return to
