"""Which columns a table may have, by `fieldsMatch`: schemas of frames and of JSON find what `validate` finds."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import jsonschema
import pandas as pd
import polars as pl
import pytest

import summitdata as sd
from summitdata.schema_formats import schema_text
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("ab", "ba", "abc", "cab", "a", "ac", "c")
FIELDS = [{"name": name, "type": "string", "constraints": {"required": True}} for name in "ab"]


def schema_of(match: str) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": FIELDS,
        "fieldsMatch": [match],
        "uniqueKeys": [["a", "b"]],
    }


@pytest.mark.parametrize("match", ["equal", ["equal"]])
@pytest.mark.parametrize("path", ["t.csv", ["t.csv", "u.csv"]])
def test_the_text_of_the_standard_and_the_list_of_its_profile_are_both_read(
    match: Any, path: Any, tmp_path: Path
) -> None:
    schema = {**schema_of("equal"), "fieldsMatch": match}
    schema["fields"] = [*FIELDS, {"name": "c", "type": "list"}]
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"name": "p", "resources": [{"name": "t", "path": path, "schema": schema}]})
    )
    for name in ("t", "u"):
        (tmp_path / f"{name}.csv").write_text(f"c,b,a\nx,1,{name}\n")
    assert sd.validate(tmp_path).valid
    sync(tmp_path)
    assert sd.check(tmp_path).errors == ()
    assert sd.validate(tmp_path / "t.csv", schema).valid


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("match", ["exact", "equal", "subset"])
@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_a_frame_is_valid_as_its_file_is(backend: Any, match: str, columns: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("\n".join(",".join(cells) for cells in (columns, "x" * len(columns))))
    valid = sd.validate(tmp_path / "t.csv", schema_of(match)).valid
    cells = {name: ["x"] for name in columns}
    frame: Any = pd.DataFrame(cells) if backend == "pandas" else pl.DataFrame(cells)
    schema: Any = sd.schema(schema_of(match), backend=backend)
    with nullcontext() if valid else pytest.raises(Exception, match=r"column|order|dict of frames"):
        schema.validate(frame)


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("match", ["equal", "subset"])
def test_an_object_of_json_is_valid_as_the_row_is(match: str, columns: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("\n".join(",".join(cells) for cells in (columns, "x" * len(columns))))
    valid = sd.validate(tmp_path / "t.csv", schema_of(match)).valid
    schema = json.loads(schema_text(schema_of(match), "json-schema"))
    assert jsonschema.Draft202012Validator(schema).is_valid([dict.fromkeys(columns, "x")]) == valid
