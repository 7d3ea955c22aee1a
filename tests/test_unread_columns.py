"""Columns without a rule are not read: which rows are blank, ragged or wrong does not depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd

if TYPE_CHECKING:
    from pathlib import Path

ID = {"name": "id", "type": "integer", "constraints": {"required": True}}
NOTE, REMARK = {"name": "note", "type": "string"}, {"name": "remark", "type": "any", "missingValues": ["-"]}
YEAR = {"name": "year", "type": "integer"}
TEXT = 'x,1,,\n"a\n""b""",2,2020,-\n,,,\n,,,-\n-,,,\nn,,,\n,,,r\n,,2020,\n\na,3\na,4,5,6,7\n,,,\nb,x,y,z\nb,1,,\n'
SCHEMAS: dict[str, dict[str, Any]] = {
    "a required field": {"fields": [NOTE, ID, YEAR, REMARK]},
    "a primary key": {"fields": [NOTE, {**ID, "constraints": {}}, YEAR, REMARK], "primaryKey": "id"},
    "missing values": {"fields": [NOTE, ID, YEAR, REMARK], "missingValues": ["", "n"]},
    "no missing value": {"fields": [NOTE, ID, YEAR, REMARK], "missingValues": []},
    "a unique column without a rule": {
        "fields": [{**NOTE, "constraints": {"unique": True}}, ID, YEAR, REMARK],
    },
    "nothing that is required": {"fields": [NOTE, {**ID, "constraints": {}}, YEAR, REMARK]},
    "no column with a rule": {"fields": [NOTE, {"name": "id", "type": "string"}, {**NOTE, "name": "year"}, REMARK]},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_report_is_that_of_frictionless(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("note,id,year,remark\n" + TEXT, "utf-8")
    ours, theirs = (
        sd.validate(tmp_path / "a.csv", SCHEMAS[name], limit_errors=0, engine=engine)
        for engine in ("auto", "frictionless")
    )
    assert ours.tasks[0].errors == theirs.tasks[0].errors
    assert "blank-row" in {error.type for error in ours.tasks[0].errors}
