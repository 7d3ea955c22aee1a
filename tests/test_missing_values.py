"""Very many missing values: they are kept once for all fields that share them, wherever tables are read."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from summitdata.tabular import text_sets
from summitdata.tabular.arrow_arrays import text_array
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.text_sets import LARGE, TextSet, share_sets
from summitdata.tabular.typed_rows import typed_rows
from summitdata.validation.budget import Budget
from summitdata.validation.frictionless_engine import make_resource
from summitdata.validation.screen.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH, MANY = 300, 5000
NAMES = [f"f{number}" for number in range(WIDTH)]
MISSING = [f"m{number}" for number in range(MANY)]
KINDS: dict[str, dict[str, Any]] = {
    "of the schema": {"fields": [{"name": name} for name in NAMES], "missingValues": MISSING},
    "of the schema, with labels": {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [{"name": name} for name in NAMES],
        "missingValues": [{"value": text, "label": text} for text in MISSING],
    },
    "of the schema, and numbers": {
        "fields": [{"name": name, "type": "integer"} for name in NAMES],
        "missingValues": MISSING,
    },
    "of the schema, and required": {
        "fields": [{"name": name, "constraints": {"required": True}} for name in NAMES],
        "missingValues": MISSING,
    },
    "of the schema, and keys": {
        "fields": [{"name": name, "constraints": {"unique": True}} for name in NAMES],
        "missingValues": MISSING,
    },
    "of the schema, and foreign keys": {
        "fields": [{"name": name} for name in NAMES],
        "missingValues": MISSING,
        "foreignKeys": [{"fields": NAMES, "reference": {"resource": "", "fields": NAMES}}],
    },
    "the same of each of some fields": {
        "fields": [{"name": name, **({"missingValues": MISSING} if name in NAMES[:10] else {})} for name in NAMES]
    },
}


def write_table(folder: Path) -> Path:
    file = folder / "table.csv"
    rows = [["1"] * WIDTH, ["m7", "m0", *["2"] * (WIDTH - 2)], ["3"] * WIDTH]
    file.write_text("".join(",".join(row) + "\n" for row in [NAMES, *rows]), "utf-8")
    return file


def memory_of(action: Callable[[], Any]) -> int:
    """Return how much memory an action takes at most, in bytes."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_both_engines_agree_with_very_many_missing_values(kind: str, tmp_path: Path) -> None:
    file, schema = write_table(tmp_path), KINDS[kind]
    reports = [sd.validate(file, schema, engine=engine) for engine in ("auto", "frictionless")]
    assert reports[0].errors == reports[1].errors
    assert reports[0].stats.errors == (2 if "required" in kind else 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_screen_keeps_missing_values_once(kind: str, tmp_path: Path) -> None:
    file, schema = write_table(tmp_path), KINDS[kind]
    sd.validate(file, schema)  # what is imported is not counted
    assert memory_of(lambda: sd.validate(file, schema)) < 40_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_frictionless_looks_missing_values_up_by_hash(kind: str, tmp_path: Path) -> None:
    schema: Any = KINDS[kind]
    resource = {"name": "table", "path": "table.csv", "schema": schema, "$schema": schema.get("$schema")}
    if resource["$schema"]:
        resource["$schema"] = resource["$schema"].replace("tableschema", "dataresource")
    else:
        del resource["$schema"]
    table = make_resource(make_explicit(resource), tmp_path, (), Budget(is_worker=True)).resource
    parts: list[Any] = [table.schema, *table.schema.fields]
    long = [part.missing_values for part in parts if len(part.missing_values) > 1]
    assert long
    for missing_values in long:
        assert list(missing_values) == MISSING
        assert "m7" in missing_values
        assert "x" not in missing_values
        assert type(missing_values) is not list
    assert table.to_descriptor()["schema"]["fields"][0]["name"] == "f0"


def test_frames_and_rows_keep_missing_values_once(tmp_path: Path) -> None:
    file = write_table(tmp_path)
    resource = {"path": file.name, "schema": KINDS["of the schema"]}
    rows = [row for _, row in typed_rows(tmp_path, resource)]
    assert [rows[1]["f0"], rows[1]["f1"], rows[1]["f2"]] == [None, None, "2"]
    assert memory_of(lambda: list(typed_rows(tmp_path, resource))) < 20_000_000
    frame = sd.read_csv(file, KINDS["of the schema"])
    assert frame["f0"].isna().tolist() == [False, True, False]
    assert memory_of(lambda: sd.read_csv(file, KINDS["of the schema"])) < 20_000_000


def test_fields_share_the_set_of_their_missing_values() -> None:
    made = []

    class Counted(TextSet):
        def __init__(self, texts: Any) -> None:
            made.append(len(texts))
            super().__init__(texts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_sets, "TextSet", Counted)
        Screen.of([{"name": name} for name in NAMES], MISSING)
        own = [{"name": name, "missingValues": [*MISSING]} for name in NAMES]
        shared = share_sets(field["missingValues"] for field in own)
    assert len({id(each) for each in shared}) == 1
    assert len([size for size in made if size == MANY]) <= 1 + WIDTH


@given(st.lists(st.text(max_size=2), max_size=6), st.lists(st.text(max_size=2), max_size=6), st.booleans())
def test_a_large_set_finds_what_a_small_one_finds(texts: list[str], cells: list[str], is_large: Any) -> None:
    cells = [cell for cell in cells if not any("\ud800" <= character <= "\udfff" for character in cell)]
    fill = [f"fill{number}" for number in range(LARGE + 1)] if is_large else []
    assert TextSet([*texts, *fill]).find(text_array(cells)).to_pylist() == [cell in texts for cell in cells]
