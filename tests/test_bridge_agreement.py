"""frictionless on a file and pandera on the frame read from it say the same, but for the cases that are listed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

import summitdata as sd
from engines import CELLS, LIMITS, V2, csv_cell
from profiles import examples
from summitdata.schemas import from_table_schema

if TYPE_CHECKING:
    from pathlib import Path

Backend = Literal["pandas", "polars"]
BACKENDS: tuple[Backend, ...] = ("pandas", "polars")


def verdict(file: Path, schema: dict[str, Any], backend: Backend) -> str:
    """Return "valid", "invalid" if pandera refuses the frame, or "unread" if the file does not make a frame."""
    made = from_table_schema(schema, backend=backend)
    try:
        frame = sd.read_csv(file, schema, backend=backend)
    except sd.DataFileError:
        return "unread"
    try:
        made.validate(frame, lazy=True)
    except SchemaErrors:
        return "invalid"
    return "valid"


@dataclass(frozen=True)
class Case:
    """A file of which frictionless and a frame's pandera cannot say the same, and why."""

    why: str
    field: dict[str, Any]
    cells: list[str]
    frictionless: bool
    frame: str
    more: dict[str, Any]


def case(why: str, field: dict[str, Any], cells: list[str], *, frictionless: bool, frame: str, **more: Any) -> Case:
    return Case(why, {"name": "a", **field}, cells, frictionless, frame, more)


APART = [
    case(
        "a cell of another type has no place in a typed column",
        {"type": "integer"},
        ["x"],
        frictionless=False,
        frame="unread",
    ),
    case("a day that there is not", {"type": "date"}, ["2025-02-30"], frictionless=False, frame="unread"),
    case(
        "an integer beyond 64 bits",
        {"type": "integer"},
        ["99999999999999999999"],
        frictionless=True,
        frame="unread",
    ),
    case("a time with a zone", {"type": "time"}, ["10:00:00Z"], frictionless=True, frame="unread"),
    case("a moment with a zone", {"type": "datetime"}, ["2025-06-17T10:00:00Z"], frictionless=True, frame="unread"),
    case("a signalling NaN", {"type": "number"}, ["sNaN"], frictionless=True, frame="unread"),
    case(
        "a NaN counts as missing in a frame: it keeps every bound",
        {"type": "number", "constraints": {"minimum": 0}},
        ["NaN"],
        frictionless=False,
        frame="valid",
    ),
    case(
        "a NaN counts as missing in a frame: it is not what is required",
        {"type": "number", "constraints": {"required": True}},
        ["NaN"],
        frictionless=True,
        frame="invalid",
    ),
    case(
        "a number that a float rounds up to the bound",
        {"type": "number", "constraints": {"minimum": 0.1}},
        ["0.09999999999999999999"],
        frictionless=False,
        frame="valid",
    ),
    case(
        "two numbers that are one as floats",
        {"type": "number", "constraints": {"unique": True}},
        ["0.1", "0.10000000000000000001"],
        frictionless=True,
        frame="invalid",
    ),
    case(
        "a decimal fraction that equals no fraction of two",
        {"type": "number", "constraints": {"enum": ["0.1"]}},
        ["0.1"],
        frictionless=True,
        frame="valid",
    ),
]
"""Where the two cannot agree, or only seem not to."""


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("known", APART, ids=lambda known: f"{known.why}-{known.frame}")
def test_where_they_cannot_agree(known: Case, backend: Backend, tmp_path: Path) -> None:
    schema = {"$schema": f"{V2}tableschema.json", "fields": [known.field, {"name": "b", "type": "string"}]}
    file = tmp_path / "table.csv"
    file.write_text("".join(f"{line}\n" for line in ["a,b", *(f"{cell},x" for cell in known.cells)]), "utf-8")
    report = sd.validate(file, schema, engine="frictionless")
    assert (report.valid, verdict(file, schema, backend)) == (known.frictionless, known.frame)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_part_of_a_primary_key_is_required_by_the_standard_and_by_pandera(backend: Backend, tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
    schema = {"$schema": f"{V2}tableschema.json", "fields": fields, "primaryKey": ["a", "b"]}
    file = tmp_path / "table.csv"
    file.write_text("a,b\nx,\n", "utf-8")
    assert sd.validate(file, schema, engine="frictionless", as_frictionless=["keys"]).valid
    assert not sd.validate(file, schema).valid
    assert verdict(file, schema, backend) == "invalid"


STRUCTURE = {
    "a blank row": "a,b\n\nx,y\n",
    "a row of missing values": "a,b\n,\nx,y\n",
    "an extra cell": "a,b\nx,y,z\n",
    "a missing cell": "a,b\nx\n",
    "an extra label": "a,b,c\nx,y,z\n",
    "a missing label": "a\nx\n",
    "labels in another order": "b,a\nx,y\n",
    "no header": "",
}


@pytest.mark.parametrize("text", STRUCTURE.values(), ids=STRUCTURE)
def test_what_is_not_a_table_of_the_schema_makes_no_frame(text: str, tmp_path: Path) -> None:
    schema = {"$schema": f"{V2}tableschema.json", "fields": [{"name": name, "type": "string"} for name in "ab"]}
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    assert not sd.validate(file, schema, engine="frictionless").valid
    assert verdict(file, schema, "pandas") == "unread"


ODD = {
    "number": {"NaN", "sNaN", "INF", "1e999"},
    "time": {"10:00:00Z"},
    "datetime": {"2020-01-01T00:00:00Z"},
    "integer": {"99999999999999999999"},
}
"""The cells of the cases above."""

UNHASHED = ("array", "list")


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """Draw a Table Schema and a file of it: mostly of the right types, some with a cell that is not."""
    fields, columns = [], []
    for name in ("a", "b", "c")[: draw(st.integers(1, 3))]:
        kind = draw(st.sampled_from(sorted(CELLS)))
        limits: dict[str, Any] = dict(draw(st.sampled_from([{}, *LIMITS.get(kind, [])])))
        extra = [{}, {}, {"required": True}, *([{"unique": True}] if kind not in UNHASHED else [])]
        field = {"name": name, "type": kind, "constraints": limits | draw(st.sampled_from(extra))}
        if kind == "string":
            field |= draw(st.sampled_from([{}, {}, {"categories": ["x", "foo"]}, {"format": "email"}]))
        if kind == "number":
            field |= draw(st.sampled_from([{}, {}, {"groupChar": ","}, {"decimalChar": ","}]))
        field |= draw(st.sampled_from([{}, {}, {}, {"missingValues": ["x"]}]))
        fields.append(field)
        cells = [cell for cell in CELLS[kind] if cell not in ODD.get(kind, ())]
        good = [cell for cell in cells if _is_of(field, cell)]
        columns.append(good * 8 + cells if draw(st.integers(0, 9)) == 0 else good or cells)
    schema: dict[str, Any] = {"$schema": f"{V2}tableschema.json", "fields": fields}
    schema |= draw(st.sampled_from([{}, {}, {"missingValues": ["", "NA"]}]))
    able = [field["name"] for field in fields if field["type"] not in UNHASHED]
    if able:
        key = st.lists(st.sampled_from(able), min_size=1, max_size=2, unique=True)
        schema |= {"primaryKey": draw(key)} if draw(st.integers(0, 3)) == 0 else {}
        schema |= {"uniqueKeys": [draw(key)]} if draw(st.integers(0, 3)) == 0 else {}
        if draw(st.integers(0, 4)) == 0:
            mine = draw(key)
            there = {"resource": "", "fields": draw(st.permutations(able))[: len(mine)]}
            schema |= {"foreignKeys": [{"fields": mine, "reference": there}]}
    rows = [[draw(st.sampled_from(cells)) for cells in columns] for _ in range(draw(st.integers(0, 5)))]
    header = [str(field["name"]) for field in fields]
    return schema, "".join(",".join(map(csv_cell, row)) + "\n" for row in [header, *rows])


def _is_of(field: dict[str, Any], cell: str) -> bool:
    from summitdata.tabular.field_reader import cell_reader

    return cell_reader(field)(cell) is not None


def agree(schema: dict[str, Any], text: str, folder: Path) -> str:
    """Hold both backends against frictionless, and return what they find."""
    file = folder / "agreement.csv"
    file.write_text(text, "utf-8", newline="")
    report = sd.validate(file, schema, engine="frictionless")
    verdicts = {backend: verdict(file, schema, backend) for backend in BACKENDS}
    assert len(set(verdicts.values())) == 1
    if report.valid and len(schema.get("primaryKey", [])) > 1 and verdicts["pandas"] == "invalid":
        loose = {**schema, "uniqueKeys": [*schema.get("uniqueKeys", []), schema["primaryKey"]]}
        del loose["primaryKey"]  # the standard requires the parts of a key
        assert verdict(file, loose, "pandas") == "valid"
    else:
        assert (verdicts["pandas"] == "valid") == report.valid, [error.message for error in report.errors]
    return verdicts["pandas"]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=examples(200))
@given(table=tables())
def test_the_verdicts_agree_on_random_tables(table: tuple[dict[str, Any], str], tmp_path: Path) -> None:
    agree(*table, tmp_path)


@pytest.mark.campaign
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=5000)
@given(table=tables())
def test_the_verdicts_agree_on_many_random_tables(table: tuple[dict[str, Any], str], tmp_path: Path) -> None:
    agree(*table, tmp_path)


@pytest.mark.slow
def test_the_random_tables_are_of_every_kind(tmp_path: Path) -> None:
    found: set[str] = set()

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100, database=None, derandomize=True)
    @given(table=tables())
    def collect(table: tuple[dict[str, Any], str]) -> None:
        found.add(agree(*table, tmp_path))

    collect()
    assert found == {"valid", "invalid", "unread"}
