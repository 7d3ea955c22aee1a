"""The screen compared with frictionless' cell reader and the standard's checks, on cells made by random changes."""

# ruff: noqa: RUF001 - characters that look like others are among the traps

from __future__ import annotations

import re
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import frictionless
import numpy as np
import pyarrow as pa

from summitdata.tabular.arrow_arrays import numpy_mask, text_array
from summitdata.validation.budget import Budget
from summitdata.validation.patterns import take_patterns
from summitdata.validation.screen.screen import Screen
from summitdata.validation.standard import StandardChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


V2 = "https://datapackage.org/profiles/2.0/tableschema.json"
SIZE = 50
"""The number of cells in a batch."""
CAMPAIGN = 1_000_000
"""The number of cells of each type in the long campaign."""


@dataclass(frozen=True)
class Case:
    """A field, texts that its cells are made of by random changes, and those that the screen must accept."""

    field: dict[str, Any]
    seeds: tuple[str, ...]
    accepted: tuple[str, ...]
    missing: list[str] | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.field.get("type", "string"), self.field.get("format", "default")

    def __str__(self) -> str:
        others = {name: value for name, value in self.field.items() if name not in ("name", "type", "format")}
        return f"{'-'.join(self.key)}-{others}-{self.missing}"[:100]


CELL_SECONDS = 1.0
"""How many seconds of processor time one cell may take."""


class TooSlowError(BaseException):
    """Is not caught by what is called."""


@contextmanager
def seconds_of_python(seconds: float) -> Iterator[None]:
    """End what takes longer than so much processor time; `re` looks for signals while it matches."""

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass
class Comparison:
    """Whether frictionless' cell reader and the standard find a cell valid, and whether the screen accepts it."""

    case: Case
    validity: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def screen(self) -> Screen:
        return Screen.of([self.case.field], self.case.missing)

    @cached_property
    def rules(self) -> tuple[Callable[[str], tuple[Any, Any]] | None, StandardChecks]:
        """The cell reader, None if frictionless fails to make it, and the checks of the standard."""
        descriptor: dict[str, Any] = {"$schema": V2, "fields": [{"name": "cell", **self.case.field}]}
        if self.case.missing is not None:
            descriptor["missingValues"] = self.case.missing
        schema = frictionless.Schema.from_descriptor(descriptor)
        try:
            reader = schema.fields[0].create_cell_reader()
        except re.error:
            reader = None
        return reader, StandardChecks.of(take_patterns(descriptor, Budget(is_worker=True))[1], descriptor)

    def is_valid(self, text: str) -> bool:
        if text not in self.validity:
            self.validity[text] = self._read(text)
        return self.validity[text]

    def _read(self, text: str) -> bool:
        reader, standard = self.rules
        if reader is None:
            return False
        try:
            with seconds_of_python(CELL_SECONDS):
                value, notes = reader(text)
            return not notes and not standard.violations("cell", value)
        except (TypeError, ValueError, ArithmeticError):
            return False  # frictionless' validation would fail on such a cell
        except TooSlowError:
            return True  # Python's `re` may take ages for a pattern: what it would say of the text is not known

    def accepted(self, column: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        table = column if isinstance(column, pa.Table | pa.RecordBatch) else pa.table([column], names=["cell"])
        unaccepted = self.screen.unaccepted(table).get(0)
        return np.ones(table.num_rows, np.bool_) if unaccepted is None else ~numpy_mask(unaccepted)

    def wrongly_accepted(self, cells: Sequence[str]) -> set[str]:
        """Return the invalid texts that the screen accepts in any form of the batch."""
        invalid = [text for text in dict.fromkeys(cells) if not self.is_valid(text)]
        valid = [text for text in cells if self.validity[text]][:3]
        found = set()
        for column in forms(cells):
            accepted = self.accepted(column)
            assert len(accepted) == len(cells)
            found |= {text for text, is_accepted in zip(cells, accepted, strict=True) if is_accepted} & set(invalid)
        for text in invalid:
            for batch in ([text], [*valid, text]):
                if self.accepted(text_array(batch))[-1]:
                    found.add(text)
        return found


def forms(cells: Sequence[str]) -> Iterator[Any]:
    """Yield a column in the forms that an engine may pass."""
    plain = text_array(cells)
    padded = text_array(["x", "", "1", *cells, "\0", "1"])
    distinct = list(dict.fromkeys(cells))
    indices = {text: index for index, text in enumerate(distinct)}
    encoded = pa.DictionaryArray.from_arrays(
        pa.array([indices[text] for text in cells], pa.int32()), text_array([*distinct, "unused", ""])
    )
    yield plain
    yield pa.table([padded], names=["cell"]).slice(3, len(cells))
    yield pa.record_batch([padded], names=["cell"]).slice(3, len(cells))
    yield encoded
    yield pa.concat_arrays([encoded.slice(len(cells) // 2), encoded]).slice(len(cells) - len(cells) // 2)
    yield pa.chunked_array([plain.slice(0, 1), plain.slice(1), text_array([])])


# Texts

# fmt: off
SPACES = (
    " ", "\t", "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1f", "\x85", "\u00a0", "\u2003", "\u2028", "\ufeff", "\0",
)
SIGNS = (*"+-_.,:;/eExXTtZzPpWwQ%$€()[]{}'\"#@\\ia", "\u2212", "é", "e\u0301", "\U0001f600")
FOREIGN_DIGITS = (*"１２０", *"١٢٠", *"०१", "²", "½")
TRAPS = (
    "", " ", "\u00a0", "\n", "\0", "NA", "-", "na", "NULL", "None", "nan", "NaN", "sNaN", "NaN12", "inf", "-Infinity",
    "0", "00", "1", "-0", "+1", "1_0", "1__0", "1.", ".5", "1e5", "1E+5", "0x10", "1,000", "−5", "１２", "١٢", "9" * 30,
)
# fmt: on


def mutated(random: Random, texts: Sequence[str]) -> str:
    """Return one of the texts, most often with a few edits."""
    text = random.choice(texts)
    if random.random() < 0.05:
        other = random.choice(texts)
        text = text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]
    for _ in range(random.choice((0, 1, 1, 1, 1, 2, 2, 3))):
        place = random.randint(0, len(text))
        edit = random.randint(0, 3)
        if edit == 0:
            text = text[:place] + _piece(random, texts) + text[place:]
        elif edit == 1:
            text = text[:place] + text[place + 1 :]
        elif edit == 2:
            text = text[:place] + _piece(random, texts) + text[place + 1 :]
        else:
            text = text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]
    return text


def _piece(random: Random, texts: Sequence[str]) -> str:
    choice = random.randint(0, 9)
    if choice < 4:
        return random.choice("0123456789")
    if choice < 7:
        return random.choice(random.choice(texts) or " ")
    pieces: tuple[str, ...] = (SPACES, SIGNS, FOREIGN_DIGITS)[choice - 7]
    return random.choice(pieces)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - texts for tests


def batch(random: Random, case: Case, size: int = SIZE) -> list[str]:
    """Return cells with random changes: often many, sometimes few, and some of them made of traps."""
    texts = case.seeds if random.random() < 0.7 else (*case.seeds, *TRAPS)
    return [mutated(random, texts) for _ in range(random.choice((1, 3, size, size, size)))]


def counterexamples(case: Case, seed: int = 0, batches: int = 400) -> set[str]:
    """Return cells that the screen accepts wrongly, from the first batch that has any."""
    comparison, random = Comparison(case), seeded(seed)
    for _ in range(batches):
        if found := comparison.wrongly_accepted(batch(random, case)):
            return found
    return set()
