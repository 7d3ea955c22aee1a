"""The files that `validate.py` has validated: made here, the same each time, with a list of the errors in them.

`plain` is one table of eight columns, and `keys` a data package with a composite primary key and a foreign key; each
clean, or dirty with one bad cell in a thousand. Beside a dirty file stands `planted.json`: its bad cells, and the rows
that repeat the key of an earlier one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20250617
EDITION = 2
"""Part of the names of the folders: raise it when the files change, so that kept ones are not used any more."""
ROWS_PER_CHUNK = 500_000
BAD_SHARE = 0.001
"""The share of bad cells in a dirty file."""
WARM_UP_ROWS, WARM_UP_BAD_SHARE = 50, 0.2
"""The small file that is validated before the clock starts; if dirty, it has every kind of bad cell."""
FIRST_ROW = 2
"""The number of the first row, as frictionless numbers them: the header is row 1."""
PACKAGE, SCHEMA, PLANTED = "datapackage.json", "schema.json", "planted.json"

PARTNERS = ["KZ", "KG", "TJ", "TM", "UZ"]
FLOWS = ["export", "import"]
REGIONS = ["Africa", "Americas", "Asia", "Europe", "Oceania"]
REPORTERS = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}R" for number in range(300)]
MAX_REMARK_LENGTH = 60
PARTS_OF_KEYS = ("id", "period")
"""In these columns the first of the bad texts cannot be read, and the second is a good one that repeats a key."""

PLAIN: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}},
        {"name": "year", "type": "integer", "constraints": {"minimum": 1990, "maximum": 2030}},
        {"name": "partner", "type": "string", "constraints": {"enum": PARTNERS}},
        {"name": "flow", "type": "string", "constraints": {"enum": FLOWS}},
        {"name": "hs", "type": "string", "constraints": {"pattern": "[0-9]{6}"}},
        {"name": "value_usd", "type": "number", "constraints": {"minimum": 0}},
        {"name": "date", "type": "date"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": "id",
}
FIGURES: dict[str, Any] = {
    "fields": [
        {"name": "reporter", "type": "string", "constraints": {"required": True}},
        {"name": "period", "type": "date", "constraints": {"required": True}},
        {"name": "exports", "type": "number", "constraints": {"minimum": 0}},
        {"name": "imports", "type": "number", "constraints": {"minimum": 0}},
        {"name": "pieces", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "remark", "type": "string", "constraints": {"maxLength": MAX_REMARK_LENGTH}},
    ],
    "primaryKey": ["reporter", "period"],
    "foreignKeys": [{"fields": "reporter", "reference": {"resource": "reporters", "fields": "code"}}],
}
REPORTERS_SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "code", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{3}"}},
        {"name": "name", "type": "string", "constraints": {"required": True}},
        {"name": "region", "type": "string", "constraints": {"enum": REGIONS}},
    ],
    "primaryKey": "code",
}
KEYS: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "keys",
    "resources": [
        {"name": "figures", "type": "table", "path": "figures.csv", "format": "csv", "schema": FIGURES},
        {"name": "reporters", "type": "table", "path": "reporters.csv", "format": "csv", "schema": REPORTERS_SCHEMA},
    ],
}


Columns = list[tuple[Any, Any]]
"""Each column's cells, and for each cell 0, or the number of the bad text that replaces it, from 1."""


@dataclass(frozen=True)
class FileSpec:
    """A file to make: its shape, whether it has bad cells, and its number of rows."""

    shape: str
    dirty: bool
    rows: int
    share: float = BAD_SHARE

    @property
    def title(self) -> str:
        """The heading of its table."""
        return f"{self.shape}, {'dirty' if self.dirty else 'clean'}"

    @property
    def warm_up(self) -> FileSpec:
        """The small file of the same shape, with or without bad cells."""
        return FileSpec(self.shape, self.dirty, WARM_UP_ROWS, WARM_UP_BAD_SHARE)

    def folder_in(self, root: Path) -> Path:
        """Return the folder of the file; a process of its own makes it if it does not exist yet."""
        folder = root / f"{self.shape}-{'dirty' if self.dirty else 'clean'}-{self.rows}-{EDITION}"
        if not folder.is_dir():
            share = str(self.share if self.dirty else 0)
            with TemporaryDirectory(dir=root) as unfinished:
                subprocess.run([sys.executable, __file__, self.shape, str(self.rows), share, unfinished], check=True)
                Path(unfinished).rename(folder)
                Path(unfinished).mkdir()  # for the context to remove
        return folder


def tables(folder: Path) -> list[Path]:
    """Return the CSV files of a folder."""
    return sorted(folder.glob("*.csv"))


def make(shape: str, rows: str, share: str, folder: str) -> None:
    """Write the files of a shape; the same arguments give the same files."""
    target, count = Path(folder), int(rows)
    if shape == "plain":
        _write(target / "plain.csv", PLAIN, _plain, count, float(share))
        (target / SCHEMA).write_text(json.dumps(PLAIN, indent=2), "utf-8")
        return
    _write(target / "figures.csv", FIGURES, _figures, count, float(share))
    lines = [f"{code},Reporter {number},{REGIONS[number % len(REGIONS)]}\n" for number, code in enumerate(REPORTERS)]
    (target / "reporters.csv").write_text("".join(["code,name,region\n", *lines]), "utf-8", newline="\n")
    (target / PACKAGE).write_text(json.dumps(KEYS, indent=2), "utf-8")


def _write(file: Path, schema: dict[str, Any], columns_of: Callable[..., Columns], rows: int, share: float) -> None:
    import numpy as np
    import pyarrow.compute as pc

    names = [field["name"] for field in schema["fields"]]
    planted = Planted(names, [schema["primaryKey"]] if isinstance(schema["primaryKey"], str) else schema["primaryKey"])
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(",".join(names) + "\n")
        random = np.random.default_rng(SEED)
        for start in range(0, rows, ROWS_PER_CHUNK):
            columns = columns_of(random, start, min(ROWS_PER_CHUNK, rows - start), share)
            *others, last = (cells for cells, _ in columns)
            lines = pc.binary_join_element_wise(*others, pc.binary_join_element_wise(last, "", "\n"), ",")
            stream.write("".join(lines.to_pylist()))
            if share:
                planted.add(columns, start)
    if share:
        listed = {"cells": planted.cells, "rows": planted.repeated_rows()}
        (file.parent / PLANTED).write_text(json.dumps({file.stem: listed}), "utf-8")


class Planted:
    """What is wrong in a file: the bad cells, and what is needed to find the rows with a repeated key."""

    def __init__(self, names: list[str], key: list[str]) -> None:
        self.names, self.key = names, key
        self.cells: list[tuple[int, str]] = []
        self.keys: list[Any] = []
        self.unreadable: set[int] = set()

    def add(self, columns: Columns, start: int) -> None:
        """Note the bad cells of the next rows, and their keys."""
        for name, (_, kinds) in zip(self.names, columns, strict=True):
            bad = (kinds == 1) if name in PARTS_OF_KEYS else (kinds > 0)
            rows = [int(row) + start + FIRST_ROW for row in bad.nonzero()[0]]
            self.cells += [(row, name) for row in rows]
            if name in PARTS_OF_KEYS:
                self.unreadable.update(rows)
        key = [columns[self.names.index(name)][0] for name in self.key]
        self.keys.append(key[0] if len(key) == 1 else _join(key[0], " ", key[1]))

    def repeated_rows(self) -> list[int]:
        """Return the rows that repeat the key of an earlier row, both without an unreadable cell in the key."""
        import pyarrow as pa

        seen: set[int] = set()
        repeated = []
        codes = pa.chunked_array(self.keys).combine_chunks().dictionary_encode().indices.to_pylist()
        for row, code in enumerate(codes, start=FIRST_ROW):
            if row in self.unreadable:
                continue
            if code in seen:
                repeated.append(row)
            seen.add(code)
        return repeated


def _plain(random: Any, start: int, count: int, share: float) -> Columns:
    """Return the columns of the plain table; `note` may be any text, so none of its cells is bad."""
    import numpy as np

    ids = np.arange(start + 1, start + count + 1)
    number = _text(random.integers(0, 10_000, count))
    note = _where(random.random(count) < 1 / 2, _join('"', number, ', ""net"""'), number)
    good = {
        "id": _text(ids),
        "year": _text(random.integers(1990, 2031, count)),
        "partner": _one_of(random, PARTNERS, count),
        "flow": _one_of(random, FLOWS, count),
        "hs": _padded(random.integers(0, 1_000_000, count), 6),
        "value_usd": _hundredths(random.exponential(2_000_000, count).astype(np.int64)),
        "date": _dates(random.integers(7_305, 20_000, count)),
    }
    earlier = _text(1 + (random.random(count) * (ids - 1)).astype(np.int64))
    bad = {
        "id": [_join(good["id"], "x"), earlier],
        "year": ["1989", "20l9"],
        "partner": ["XX", "kz"],
        "flow": ["transit", "Export"],
        "hs": ["12345", "12a456"],
        "value_usd": ["-1.50", "n/a"],
        "date": ["2024-02-30", "2024/02/03"],
    }
    columns = [_with_bad_cells(random, good[name], bad[name], share) for name in good]
    return [*columns, (note, np.zeros(count, dtype=np.int8))]


def _figures(random: Any, start: int, count: int, share: float) -> Columns:
    """Return the columns of the table with keys, ordered by period: so the rows are not in the order of the key."""
    import numpy as np
    import pyarrow as pa

    rows = np.arange(start, start + count)
    number = _text(random.integers(0, 100_000, count))
    chance = random.random(count)
    remark = _where(chance < 1 / 4, _join('"lot ', number, '\nsecond ""line"""'), _join("lot ", number))
    good = {
        "reporter": pa.array(REPORTERS).take(pa.array(rows % len(REPORTERS))),
        "period": _dates(rows // len(REPORTERS)),
        "exports": _with_gaps(random, _hundredths(random.exponential(2_000_000, count).astype(np.int64))),
        "imports": _with_gaps(random, _hundredths(random.exponential(2_000_000, count).astype(np.int64))),
        "pieces": _with_gaps(random, _text(random.integers(0, 10_000, count))),
        "remark": _where(chance > 3 / 4, "", remark),
    }
    # With the date of the day before, a row repeats the key of the row that the reporter has for that day.
    before = _dates(np.maximum(rows // len(REPORTERS) - 1, 0))
    bad = {
        "reporter": ["XXX", "ZZ"],
        "period": ["2021-13-01", before],
        "exports": ["n/a", "-5.00"],
        "imports": ["1;5", "-0.01"],
        "pieces": ["1.5", "-1"],
        "remark": ["x" * (MAX_REMARK_LENGTH + 1)],
    }
    return [_with_bad_cells(random, good[name], bad[name], share) for name in good]


def _text(numbers: Any) -> Any:
    import pyarrow as pa

    return pa.array(numbers).cast(pa.string())


def _padded(numbers: Any, width: int) -> Any:
    import pyarrow.compute as pc

    return pc.utf8_lpad(_text(numbers), width, "0")


def _hundredths(numbers: Any) -> Any:
    return _join(_text(numbers // 100), ".", _padded(numbers % 100, 2))


def _dates(days: Any) -> Any:
    import pyarrow as pa

    return pa.array(days.astype("int32")).cast(pa.date32()).cast(pa.string())


def _one_of(random: Any, choices: list[str], count: int) -> Any:
    import pyarrow as pa

    return pa.array(choices).take(pa.array(random.integers(0, len(choices), count)))


def _with_gaps(random: Any, cells: Any) -> Any:
    """Return the cells with a fifth of them empty."""
    return _where(random.random(len(cells)) < 1 / 5, "", cells)


def _join(*parts: Any) -> Any:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*parts, "")


def _where(mask: Any, cells: Any, others: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pa.array(mask), cells, others)


def _with_bad_cells(random: Any, cells: Any, bad: list[Any], share: float) -> tuple[Any, Any]:
    """Return the cells with a share of them replaced by bad ones; each of `bad` replaces as many as the others."""
    import numpy as np

    chance = random.random(len(cells))
    kinds = np.zeros(len(cells), dtype=np.int8)
    for number, replacement in enumerate(bad):
        low, high = share * number / len(bad), share * (number + 1) / len(bad)
        mask = (low <= chance) & (chance < high)
        cells = _where(mask, replacement, cells)
        kinds[mask] = number + 1
    return cells, kinds


if __name__ == "__main__":
    make(*sys.argv[1:])
