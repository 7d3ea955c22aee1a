"""The helper functions: what they return is what the tables say, typed, with units, and errors name what there is."""

from __future__ import annotations

import csv
import inspect
import re
import runpy
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import summitdata as sd
from summitdata._names import FigureId, TableName
from summitdata.article.units import UNITS, parse
from summitdata.datapackage import locate, resource
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = get_args(TableName)


LAST_YEAR = max(row["year"] for row in rows("trade"))


def written(name: str) -> list[dict[str, str]]:
    """The rows of a table as they stand in the file."""
    with (locate().parent / resource(name)["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fields(name: str) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in resource(name)["schema"]["fields"]}


READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "year": int,
    "number": float,
    "boolean": lambda cell: cell == "true",
    "date": date.fromisoformat,
}


def expected(name: str) -> list[dict[str, Any]]:
    """The rows of a table as Python has them, read without the library."""
    readers = {field: READERS[descriptor["type"]] for field, descriptor in fields(name).items()}
    return [{field: readers[field](cell) if cell else None for field, cell in row.items()} for row in written(name)]


PRINTED = {row["id"]: row for row in expected("figures")}


# --- load -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_load_as_pandas(name: TableName) -> None:
    frame = sd.load(name)
    dtypes = {
        "string": str(pd.Series(dtype="str").dtype),  # `object` before pandas 3
        "integer": "Int64",
        "year": "Int64",
        "number": "float64",
        "boolean": "boolean",
        "date": "datetime64[s]",
    }
    assert frame.dtypes.astype(str).to_dict() == {
        field: dtypes[descriptor["type"]] for field, descriptor in fields(name).items()
    }
    loaded = [
        {
            field: None if pd.isna(value) else value.date() if isinstance(value, pd.Timestamp) else value
            for field, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
    assert loaded == expected(name)


@pytest.mark.parametrize("name", TABLES)
def test_load_as_polars(name: TableName) -> None:
    frame = sd.load(name, "polars")
    assert isinstance(frame, pl.DataFrame)
    assert frame.to_dicts() == expected(name)


@pytest.mark.parametrize("name", TABLES)
def test_load_as_arrow(name: TableName) -> None:
    table = sd.load(name, backend="pyarrow")
    assert isinstance(table, pa.Table)
    assert table.to_pylist() == expected(name)
    for field, descriptor in fields(name).items():
        metadata = table.schema.field(field).metadata
        assert metadata[b"title"].decode() == descriptor["title"]
        assert metadata.get(b"unit", b"").decode() == descriptor.get("unit", "")
        assert metadata.get(b"unitField", b"").decode() == descriptor.get("unitField", "")


@pytest.mark.parametrize("name", TABLES)
def test_tables_state_title_sources_licence_and_units(name: TableName) -> None:
    frame, descriptor = sd.load(name), resource(name)
    assert [frame.attrs[key] for key in ("title", "sources", "licenses")] == [
        descriptor[key] for key in ("title", "sources", "licenses")
    ]
    units = frame.attrs["units"]
    assert units == {
        field: about.get("unit", about.get("unitField"))
        for field, about in fields(name).items()
        if {"unit", "unitField"} & set(about)
    }
    # A number without a unit counts or names something: a paragraph, a year, the how-manieth.
    for field in frame.columns:
        if fields(name)[field]["type"] == "number":
            unit = units[field]
            for symbols in map(parse, frame[unit].dropna() if unit in frame else [unit]):
                assert set(symbols) <= set(UNITS)
        if field in ("start", "end"):
            assert units[field] == "characters"


def test_changing_one_frame_changes_no_other() -> None:
    frame = sd.load("figures")
    frame.loc[:, "value"] = 0.0
    frame.attrs["sources"].append("mine")
    frame.attrs["units"]["value"] = "parsecs"
    again = sd.load("figures")
    assert (again["value"] > 0).all()
    assert "mine" not in again.attrs["sources"]
    assert again.attrs["units"]["value"] == "unit"
    assert "mine" not in resource("figures")["sources"]


def test_polars_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(sd.MissingDependencyError, match=r"needs polars: .*summitdata\[polars\]"):
        sd.load("figures", "polars")


# --- figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", get_args(FigureId))
def test_figure(id: str) -> None:
    figure, row = sd.figure(id), PRINTED[id]
    factor = 100 if row["unit"] == "percent" else 1
    assert figure.unit == ("1" if row["unit"] == "percent" else row["unit"])
    assert float(figure * factor) == row["value"]
    assert figure.to(row["unit"]).interval == (row["low"], row["high"])
    assert (figure.id, figure.label, figure.printed, figure.status) == (id, row["label"], row["printed"], row["status"])
    assert figure.derived_from == (id,)
    [source] = [source for source in expected("sources") if source["id"] == row["source"]]
    place = f"paragraph {row['paragraph']}, characters {row['start']}-{row['end']}"
    assert figure.source == f"{source['publisher']}, {source['published']}, {place}, {source['address']}"


def test_figures() -> None:
    assert sd.figures().to_dict("records") == sd.load("figures").to_dict("records")
    for topic in ("summit", "trade", "energy", "transport"):
        for kind in {row["kind"] for row in PRINTED.values() if row["topic"] == topic}:
            selected = sd.figures(topic=topic, kind=kind)
            assert selected["id"].to_list() == [
                id for id, row in PRINTED.items() if (row["topic"], row["kind"]) == (topic, kind)
            ]
            assert selected.index.to_list() == list(range(len(selected)))
            assert selected.attrs["units"]["value"] == "unit"


def test_the_numbers_of_the_issue() -> None:
    assert sd.trade_volume().value == sd.trade_volume(2024).value == 94.8
    assert (sd.trade_volume().unit, sd.trade_volume().printed) == ("bn USD", "US$94.8 billion")
    assert sd.trade_growth() == sd.trade_growth(2024) == 0.06
    assert sd.trade_growth().interval == (0.055, 0.065)
    assert (sd.trade_growth().unit, sd.trade_growth().id) == ("1", "trade-growth-2024")
    assert sd.gas_delivered().value == PRINTED["turkmen-gas-cumulative"]["value"]
    assert sd.gas_delivered().unit == "bcm"
    assert sd.transport_share().to("percent").value == PRINTED["transport-share"]["value"]
    assert sd.transport_share().unit == "1"


def test_implied_trade() -> None:
    for implied in (sd.implied_trade(2023), sd.implied_trade()):
        assert float(implied) == 94.8 / 1.06
        assert round(implied, 2) == 89.43
        assert implied.low == pytest.approx(94.75 / 1.065, rel=1e-15)
        assert implied.high == pytest.approx(94.85 / 1.055, rel=1e-15)
        assert implied.unit == "bn USD"
        assert implied.derivation == "trade-2024 / (1 + trade-growth-2024)"
        assert implied.derived_from == ("trade-2024", "trade-growth-2024")


# --- states, summits, projects, topics --------------------------------------------------------------------------


def test_countries() -> None:
    rows = expected("countries")
    assert sd.countries()["alpha_3"].to_list() == [row["alpha_3"] for row in rows]
    for central_asian in (True, False):
        codes = [row["alpha_3"] for row in rows if row["central_asian"] is central_asian]
        assert sd.countries(central_asian=central_asian)["alpha_3"].to_list() == codes
    assert len(sd.countries(central_asian=True)) == 5


def test_summits() -> None:
    assert sd.summits().to_dict("records") == sd.load("summits").to_dict("records")
    assert sd.summits()["year"].to_list() == [int(row["year"]) for row in written("summits")]


def test_topics() -> None:
    assert len(sd.topics()) == len(written("topics"))
    for status in ("established", "quoted", "emerging", "expected"):
        assert sd.topics(status)["id"].to_list() == [row["id"] for row in written("topics") if row["status"] == status]


@pytest.mark.parametrize("spelling", ["alpha_3", "alpha_2", "name", "official_name"])
def test_projects_of_a_country_by_any_of_its_names(spelling: str) -> None:
    for state in written("countries"):
        inside = {row["project"] for row in written("project_countries") if row["country"] == state["alpha_3"]}
        ids = [row["id"] for row in written("projects") if row["id"] in inside]
        for name in (state[spelling], state[spelling].lower(), state[spelling].upper()):
            assert sd.projects(country=name)["id"].to_list() == ids
            assert set(sd.projects_by_country(name)["project"]) == inside


def test_projects_of_a_sector() -> None:
    for sector in ("transport", "energy"):
        ids = [row["id"] for row in written("projects") if row["sector"] == sector]
        assert sd.projects(sector=sector)["id"].to_list() == ids
    both = sd.projects(country="UZB", sector="energy")
    assert set(both["id"]) == set(sd.projects("UZB")["id"]) & set(sd.projects(sector="energy")["id"])
    assert both.index.to_list() == list(range(len(both)))
    assert both.attrs["units"]["capacity"] == "capacity_unit"


def test_projects_by_country() -> None:
    frame = sd.projects_by_country()
    keys = ["country", "project", "role"]
    expected_keys = sorted(tuple(row[key] for key in keys) for row in written("project_countries"))
    assert list(frame[keys].itertuples(index=False, name=None)) == expected_keys
    names = {row["alpha_3"]: row["name"] for row in written("countries")}
    projects = {row["id"]: row for row in written("projects")}
    for row in frame.to_dict("records"):
        project = projects[row["project"]]
        assert (row["country_name"], row["project_name"]) == (names[row["country"]], project["name"])
        for column in ("sector", "kind", "status", "evidence_status"):
            assert row[column] == project[column]
    assert set(frame["country_source"]) | set(frame["role_source"]) <= {row["id"] for row in written("sources")}
    assert frame.attrs["units"] == {}


def test_capacity_by_country() -> None:
    frame = sd.capacity_by_country()
    capacities = [row for row in PRINTED.values() if row["kind"] == "capacity"]
    hosts = {row["project"]: row["country"] for row in written("project_countries") if row["role"] == "host"}
    total: dict[str, float] = {}
    for row in capacities:
        total[hosts[row["project"]]] = total.get(hosts[row["project"]], 0) + row["value"]
    assert dict(zip(frame["country"], frame["capacity"], strict=True)) == total
    assert frame.attrs["units"] == {"capacity": "MW", "low": "MW", "high": "MW"}
    assert (frame["low"] < frame["capacity"]).all()
    assert (frame["capacity"] < frame["high"]).all()


def test_capacity_in_another_unit() -> None:
    megawatts, gigawatts = sd.capacity_by_country(), sd.capacity_by_country("GW")
    for column in ("capacity", "low", "high"):
        assert (gigawatts[column] * 1000).to_list() == megawatts[column].to_list()
        assert gigawatts.attrs["units"][column] == "GW"


# --- errors -----------------------------------------------------------------------------------------------------

UNKNOWN: dict[str, tuple[Callable[[], object], str]] = {
    "table": (lambda: sd.load(cast("TableName", "figure")), "'figures'"),
    "figure": (lambda: sd.figure("trade-2025"), "'trade-2024'"),
    "country": (lambda: sd.projects("Kazakstan"), "'Kazakhstan'"),
    "country of roles": (lambda: sd.projects_by_country("Turkmenia"), "'Turkmenistan'"),
    "unit": (lambda: sd.capacity_by_country("MWs"), "'MW'"),
    "volume's year": (lambda: sd.trade_volume(LAST_YEAR + 1), f"{LAST_YEAR}"),
    "growth's year": (lambda: sd.trade_growth(LAST_YEAR + 1), "20"),
    "implied year": (lambda: sd.implied_trade(2024), "2023"),
    "topic": (lambda: sd.figures(topic="trades"), "'trade'"),
    "kind": (lambda: sd.figures(kind="levels"), "'level'"),
    "status": (lambda: sd.topics("emergent"), "'emerging'"),
    "sector": (lambda: sd.projects(sector="transports"), "'transport'"),
    "backend": (lambda: sd.load("figures", cast("Any", "panda")), "'pandas'"),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_unknown_names_are_errors_with_the_near_misses(what: str) -> None:
    call, near = UNKNOWN[what]
    with pytest.raises(sd.UnknownNameError) as caught:
        call()
    assert isinstance(caught.value, LookupError)
    assert isinstance(caught.value, sd.SummitDataError)
    assert f"did you mean {near}" in str(caught.value)
    assert re.search(r"\((known: |of \d+\))", str(caught.value))
    assert "\n" not in str(caught.value)


def test_a_name_like_no_other_lists_all_there_are() -> None:
    with pytest.raises(sd.UnknownNameError) as caught:
        sd.load(cast("TableName", "xyzzy"))
    assert "did you mean" not in str(caught.value)
    assert all(repr(name) in str(caught.value) for name in TABLES)


def test_a_capacity_in_cubic_metres_is_a_unit_error() -> None:
    with pytest.raises(sd.UnitError, match="MW and bcm measure different things: watts and cubic metres"):
        sd.capacity_by_country("bcm")


def test_every_error_is_of_one_family() -> None:
    classes = [member for name in sd.__all__ if inspect.isclass(member := getattr(sd, name))]
    errors = [each for each in classes if issubclass(each, Exception) and not issubclass(each, Warning)]
    assert len(errors) > 1
    assert all(issubclass(error, sd.SummitDataError) for error in errors)


# --- categories -------------------------------------------------------------------------------------------------


def listed(name: str) -> dict[str, list[str]]:
    """The string fields of a table that list their values."""
    return {
        field: about["constraints"]["enum"]
        for field, about in fields(name).items()
        if about["type"] == "string" and "enum" in about.get("constraints", {})
    }


@pytest.mark.parametrize("name", TABLES)
def test_enumerations_are_categories_by_choice(name: TableName) -> None:
    frame, plain = sd.load(name, categories=True), sd.load(name)
    polars, arrow = sd.load(name, "polars", categories=True), sd.load(name, "pyarrow", categories=True)
    for field in plain:
        if field not in listed(name):
            assert frame[field].dtype == plain[field].dtype
            continue
        values = listed(name)[field]
        assert frame[field].dtype == pd.CategoricalDtype(values)
        assert polars.schema[field] == pl.Enum(values)
        assert arrow.schema.field(field).type == pa.dictionary(pa.int32(), pa.string())
        assert arrow.column(field).chunk(0).dictionary.to_pylist() == values
        assert frame[field].isna().sum() == plain[field].isna().sum()
    assert polars.to_dicts() == arrow.to_pylist() == expected(name)
    assert frame.attrs == plain.attrs
    assert arrow.schema.field(0).metadata == sd.load(name, "pyarrow").schema.field(0).metadata


def test_frames_with_categories_are_valid() -> None:
    for name in ("trade", "figures", "evidence"):
        assert sd.validate(sd.load(name, categories=True), name).valid
        assert sd.validate(sd.load(name, "polars", categories=True), name).valid
        assert sd.validate(sd.load(name, "pyarrow", categories=True), name).valid


def test_a_choice_of_categories_is_true_or_false() -> None:
    with pytest.raises(sd.UnknownNameError, match="categories must be True or False"):
        sd.load("trade", categories=cast("Any", "flow"))


def test_the_script_of_an_analyst_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """`tests/typing_tests/analysis.py`, which two readers of types check."""
    runpy.run_path(str(Path(__file__).parent / "typing_tests" / "analysis.py"), run_name="__main__")
    assert capsys.readouterr().out.endswith("True\n")
