"""Both engines on the same table: the reports with the screen and by frictionless alone, compared part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import summitdata as sd

if TYPE_CHECKING:
    from pathlib import Path

V2 = "https://datapackage.org/profiles/2.0/"

CELLS = {
    "string": ["x", "", "é", "a@b.org", "http://a.org", "ab", "NA", "foo", "a\nb", 'a"b', "abc "],
    "integer": ["1", "01", "+1", " 2", "1_0", "1.0", "x", "-3", "", "2", "3", "99999999999999999999", "-0", "0"],
    "number": ["1", "1.50", "1.5", "1e2", ".5", "NaN", "INF", "1,0", "x", "sNaN", "-0.0", "0", "100", "", "1e999"],
    "boolean": ["true", "TRUE", "1", "0", "False", "yes", ""],
    "date": ["2020-02-29", "2020-2-1", "2020-02-01", "2021-02-29", "20200101", "x", "0000-01-01", ""],
    "time": ["10:00:00", "24:00:00", "1:00:00", "x", "10:00:00Z", "10:00:00.5", ""],
    "datetime": ["2020-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-01-01", "x", "2020-01-01 00:00:00", ""],
    "year": ["2020", "20", "+202", "x", "0000", "", " 202"],
    "yearmonth": ["2020-01", "2020-13", "x", "20-1", ""],
    "duration": ["P1Y", "PT5M", "1Y", "x", "P12M", ""],
    "geopoint": ["1,2", "1, 200", "x", "181,0", "1, 2", ""],
    "any": ["x", "", "1"],
    "array": ["[1]", "[]", "{}", "x", ""],
    "list": ["a,b", "", "x"],
}
LIMITS: dict[str, list[dict[str, Any]]] = {
    "string": [{"minLength": 2}, {"maxLength": 2}, {"pattern": "[a-z]+"}, {"pattern": "foo|x"}, {"enum": ["x", "é"]}],
    "integer": [{"minimum": 1}, {"maximum": 2}, {"exclusiveMinimum": 0}, {"enum": [1, 2]}, {"minimum": "2"}],
    "number": [{"minimum": 1}, {"maximum": 1.5}, {"exclusiveMaximum": 100}, {"minimum": 0}, {"enum": [1, 1.5]}],
    "boolean": [{"enum": [True]}],
    "date": [{"minimum": "2020-02-01"}, {"maximum": "2020-02-28"}, {"enum": ["2020-02-29"]}],
    "time": [{"minimum": "10:00:00"}],
    "datetime": [{"maximum": "2020-01-01T00:00:00"}],
    "year": [{"minimum": 2000}, {"enum": [2020]}],
    "yearmonth": [{"minimum": "2020-01"}],
}
NAMES = ("a", "b", "c")


@st.composite
def fields(draw: st.DrawFn) -> list[dict[str, Any]]:
    drawn_fields = []
    for name in NAMES[: draw(st.integers(1, 3))]:
        field_type = draw(st.sampled_from(sorted(CELLS)))
        limits: dict[str, Any] = dict(draw(st.sampled_from([{}, {}, *LIMITS.get(field_type, [])])))
        limits |= draw(st.sampled_from([{}, {}, {"required": True}, {"unique": True}, {"unique": True}]))
        field = {"name": name, "type": field_type, "constraints": limits}
        if field_type == "string":
            field |= draw(st.sampled_from([{}, {}, {"categories": ["x", "foo"]}, {"format": "email"}]))
        if field_type in ("integer", "number"):
            field |= draw(st.sampled_from([{}, {}, {}, {"bareNumber": False}]))
        if field_type == "number":
            field |= draw(st.sampled_from([{}, {}, {}, {"groupChar": ","}, {"decimalChar": ","}]))
        field |= draw(st.sampled_from([{}, {}, {}, {"missingValues": ["x"]}, {"missingValues": []}]))
        drawn_fields.append(field)
    return drawn_fields


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """Draw a Table Schema and the text of a CSV file that fits it more or less."""
    columns = draw(fields())
    names = [field["name"] for field in columns]
    schema: dict[str, Any] = {"$schema": f"{V2}tableschema.json", "fields": columns}
    schema |= draw(st.sampled_from([{}, {}, {"missingValues": ["", "NA"]}, {"missingValues": []}]))
    schema |= draw(st.sampled_from([{}, {}, {}, {"fieldsMatch": "subset"}, {"fieldsMatch": "partial"}]))
    keys = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    repeated = st.one_of(keys, st.lists(st.sampled_from(names), min_size=1, max_size=3))
    if draw(st.booleans()):
        schema["primaryKey"] = draw(repeated)
    if draw(st.integers(0, 3)) == 0:
        schema["uniqueKeys"] = draw(st.lists(repeated, min_size=1, max_size=3))
    if draw(st.integers(0, 3)) == 0:
        key = draw(keys)
        reference = {"resource": "", "fields": draw(st.permutations(names))[: len(key)]}
        schema["foreignKeys"] = [{"fields": key, "reference": reference}] * draw(st.integers(1, 2))
    header = draw(st.sampled_from([names, names, names, names[:-1], [*names, "d"], names[::-1], ["z", *names[1:]]]))
    rows = [header]
    for _ in range(draw(st.integers(0, 12))):
        row = [draw(st.sampled_from(CELLS[field["type"]])) for field in columns]
        rows.append(draw(st.sampled_from([row, row, row, row, row[:-1], [*row, "x"], [""] * len(row), []])))
    if len(rows) > 1 and draw(st.booleans()):
        rows.append(draw(st.sampled_from(rows[1:])))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = end.join(",".join(map(csv_cell, row)) for row in rows) + draw(st.sampled_from([end, ""]))
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(['"', ",", "\n", "\r", '""', "\0", " "])) + text[at:]
    return schema, text


def csv_cell(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell


def comparable_tasks(report: sd.Report) -> list[dict[str, Any]]:
    """Return the tasks of a report as dicts, without time and engine."""
    tasks: list[dict[str, Any]] = report.to_dict()["tasks"]
    for task in tasks:
        del task["engine"], task["engineNote"], task["stats"]["seconds"]
    return tasks


def compare(source: Path, schema: dict[str, Any] | None = None, limit: int = 0) -> sd.Report:
    """Compare the report with the screen with frictionless', and return it."""
    with_screen = sd.validate(source, schema, limit_errors=limit, engine="auto")
    by_frictionless = sd.validate(source, schema, limit_errors=limit, engine="frictionless")
    tasks, expected_tasks = comparable_tasks(with_screen), comparable_tasks(by_frictionless)
    for at, (task, expected) in enumerate(zip(tasks, expected_tasks, strict=True)):
        if task["partial"]:
            assert task["errors"] == expected["errors"]
            assert task["totals"]["type"].items() <= {**expected["totals"]["type"], **task["totals"]["type"]}.items()
        elif expected["partial"]:  # the screen counts errors that take frictionless too long
            everything = comparable_tasks(sd.validate(source, schema, limit_errors=0, engine="frictionless"))[at]
            assert task["errors"] == expected["errors"] == everything["errors"][:limit]
            assert task["totals"] == everything["totals"]
            assert task["stats"] == {**everything["stats"], "warnings": task["stats"]["warnings"]}
        else:
            assert task == expected
    return with_screen
