"""The function that a caller gives as `progress`: when it is called, and what it raises."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from small_table import SCHEMA, write

if TYPE_CHECKING:
    from pathlib import Path


def test_progress_is_reported_on_long_files(tmp_path: Path) -> None:
    calls: list[tuple[str, int]] = []
    file = write(tmp_path, b"id,note\n" + b"1,x\n" * 100_000)
    sd.validate(file, SCHEMA, progress=lambda place, rows: calls.append((place, rows)))
    assert calls == [(str(file), 50_000), (str(file), 100_000)]


@pytest.mark.parametrize("engine", ["screen", "frictionless"])
def test_progress_is_reported_for_an_open_file_too(engine: str) -> None:
    calls: list[tuple[str, int]] = []
    stream = io.StringIO("id,note\n" + "1,a\n" * 60_000)
    sd.validate(stream, SCHEMA, engine=engine, progress=lambda place, rows: calls.append((place, rows)))
    assert calls == [("<stream>", 50_000)]


@pytest.mark.parametrize("engine", ["screen", "frictionless"])
def test_what_a_progress_function_raises_reaches_its_caller(tmp_path: Path, engine: str) -> None:
    """It is not taken for an error of the data, even if wrong cells raise such errors, too."""
    file = write(tmp_path, b"id,note\n" + b"1,a\n" * 60_000)

    def fail(place: str, rows: int) -> None:
        raise ValueError(f"{place} has {rows} rows")

    with pytest.raises(ValueError, match="has 50000 rows"):
        sd.validate(file, SCHEMA, engine=engine, progress=fail)
    assert sd.validate(file, SCHEMA, engine=engine).valid
