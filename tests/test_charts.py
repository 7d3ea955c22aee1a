"""The charts: they show what the tables contain, and need nothing from another place."""

from __future__ import annotations

import json
import re
import socket
import sys
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.article.evidence import corroborate
from summitdata.charts.dark import COLOURS_IN_THE_DARK
from summitdata.charts.plot import CHARTS, FORMATS, render
from summitdata.charts.style import COLOURS, apart
from summitdata.errors import MissingDependencyError, PackageError, UnknownNameError
from summitdata.tables import rows

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]


def spec(name: str) -> dict[str, Any]:
    specification: dict[str, Any] = json.loads(render(name, "json"))
    return specification


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a specification."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from parts(child)
    elif isinstance(node, list):
        for child in node:
            yield from parts(child)


def drawn(name: str, field: str) -> list[dict[str, Any]]:
    """Return the rows in a chart that have a field, each once."""
    specification = spec(name)
    tables = [
        *specification.get("datasets", {}).values(),
        *(part["values"] for part in parts(specification) if "values" in part),
    ]
    matching = [row for table in tables for row in table if isinstance(row, dict) and field in row]
    return list({json.dumps(row, sort_keys=True): row for row in matching}.values())


def test_trade_draws_every_total_of_china_s_side() -> None:
    names = {row["name"]: row["alpha_3"] for row in rows("countries")}
    points = {
        (names[p["partner"]], p["compiler"], p["year"], p["value"], p["low"], p["high"]) for p in drawn("trade", "run")
    }
    compilers = {"gacc": "China's customs", "imf-china": "China's report to the IMF"}
    table = sd.trade(flow="total", unit="bn USD").query("partner != 'C5' and basis in ('gacc', 'imf-china')")
    table = table.replace({"basis": compilers})
    assert points == set(table[["partner", "basis", "year", "value", "low", "high"]].itertuples(index=False, name=None))


def test_no_line_joins_two_compilers() -> None:
    by_run: dict[int, set[str]] = {}
    for point in drawn("trade", "run"):
        by_run.setdefault(point["run"], set()).add(point["compiler"])
    assert all(len(compilers) == 1 for compilers in by_run.values())


def test_no_line_crosses_a_year_that_is_not_known() -> None:
    for series, day, name in (("partner", "year", "trade"), ("series", "day", "gas")):
        points = drawn(name, "run")
        for run in {(p[series], p["run"]) for p in points if "deliveries" not in p[series]}:
            years = sorted(int(str(p[day])[:4]) for p in points if (p[series], p["run"]) == run)
            assert years == list(range(years[0], years[0] + len(years)))


def test_figures_draw_every_interval_and_every_origin_whose_statements_count() -> None:
    bands = {(band["id"], band["low"], band["high"]) for band in drawn("figures", "printed")}
    assert bands == {(row["id"], row["low"], row["high"]) for row in rows("figures")}
    points = {p["id"]: (p["value"], p["low"], p["high"]) for p in drawn("figures", "relation")}
    counted = {s.id: s for row in rows("figures") for s in corroborate(row["id"]).statements if s.counts}
    assert points == {id: (counted[id].value, counted[id].low, counted[id].high) for id in points}
    for row in rows("figures"):
        of_figure = [s for s in corroborate(row["id"]).statements if s.counts]
        drawn_here = [(s.origin, s.year, s.relation) for s in of_figure if s.id in points]
        assert sorted(drawn_here, key=str) == sorted({(s.origin, s.year, s.relation) for s in of_figure}, key=str)


def test_figures_name_every_verdict() -> None:
    titles = [part["title"] for part in parts(spec("figures")) if isinstance(part.get("title"), dict)]
    panels = {" ".join(part["text"]): part["subtitle"] for part in titles if "subtitleColor" in part}
    for row in rows("figures"):
        subtitle = panels[f"{row['label']}: “{row['printed']}”"]
        assert subtitle.startswith(corroborate(row["id"]).verdict.replace("_", " "))


def test_gas_draws_the_preferred_deliveries_and_consumption_and_the_article_s() -> None:
    points = {(p["day"], p["value"], p["low"], p["high"], p["source"]) for p in drawn("gas", "series")}
    measures = ("turkmen deliveries", "china consumption")
    preferred_rows = (row for row in rows("gas") if row["preferred"] and row["measure"] in measures)
    assert points == {
        (row["period_end"], row["value"], row["low"], row["high"], row["source"]) for row in preferred_rows
    }
    [printed] = drawn("gas", "label")
    assert (printed["low"], printed["high"]) == sd.figure("turkmen-gas-cumulative").interval


def test_projects_draw_every_role() -> None:
    table = sd.projects_by_country()
    cells = {
        (c["project"], c["country"], c["sector"], role)
        for c in drawn("projects", "roles")
        for role in c["roles"].split(", ")
    }
    assert cells == set(table[["project_name", "country_name", "sector", "role"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", CHARTS)
def test_each_has_a_title_a_line_of_sources_and_safe_colours(name: str) -> None:
    specification = spec(name)
    assert specification["title"]["text"]
    assert specification["title"]["subtitle"]
    lines = [
        part["text"]
        for part in parts(specification)
        if isinstance(part.get("text"), list) and "Sources" in part["text"][0]
    ]
    assert "Compiled in summitdata" in " ".join(lines[0])
    ranges = [part["range"] for part in parts(specification) if isinstance(part.get("range"), list)]
    used = {colour for colours in ranges for colour in colours if str(colour).startswith("#")}
    assert used <= set(COLOURS)
    assert used


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("form", FORMATS)
def test_each_is_written_without_a_network(
    name: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a chart needs no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    content = sd.plot(name, tmp_path / f"chart.{form}").read_bytes()
    starts = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>", "json": b"{"}
    assert content.lstrip().startswith(starts[form])
    if form in ("svg", "html"):
        assert not re.findall(rb"<(?:script|link|img|image)[^>]*\b(?:src|href)=[\"']?(?:https?:)?//", content)


def test_the_ending_says_the_format(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"'gif'.*svg"):
        sd.plot("trade", tmp_path / "chart.gif")
    with pytest.raises(UnknownNameError, match="did you mean 'trade'"):
        sd.plot("trad")


def test_a_file_is_not_overwritten(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "chart.json"
    target.write_text("mine")
    with pytest.raises(PackageError, match="exists"):
        sd.plot("trade", target)
    done = run("plot", "trade", "-o", str(target))
    assert (done.returncode, target.read_text()) == (2, "mine")
    assert run("plot", "trade", "-o", str(target), "--force").returncode == 0
    assert json.loads(target.read_text()) == spec("trade")
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_lists_the_charts_and_asks_for_a_file(run: Run) -> None:
    listed = run("plot").stdout.splitlines()[2:]
    assert [line.split()[0] for line in listed] == list(CHARTS)
    done = run("plot", "trade")
    assert done.returncode == 2
    assert "--output trade.svg" in done.stderr


@pytest.mark.parametrize(
    ("module", "call"), [("altair", lambda: sd.plot("trade")), ("vl_convert", lambda: render("trade", "svg"))]
)
def test_a_missing_package_names_the_extra(
    module: str, call: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependencyError, match=r"summitdata\[plot\]"):
        call()


def words_and_numbers(name: str, field: str) -> list[tuple[str, str]]:
    """Return the names of the lines of a chart, each with the last value that it draws."""
    day = "year" if name == "trade" else "day"
    last = {str(point[field]): point for point in sorted(drawn(name, "run"), key=lambda point: str(point[day]))}
    return [(line, f"{point['value']:g}") for line, point in last.items()]


@pytest.mark.parametrize(("name", "field"), [("trade", "partner"), ("gas", "series")])
def test_lines_have_their_names_at_their_ends(name: str, field: str) -> None:
    labels = drawn(name, "at")
    ends = dict(words_and_numbers(name, field))
    assert {label["end"]: label["name"].replace("|", " ") for label in labels} == {line: line for line in ends}
    assert all(label["at"] >= float(ends[label["end"]]) for label in labels)
    places = sorted(label["at"] for label in labels)
    assert all(above - below > max(places) / 30 for below, above in pairwise(places))
    scales = [part for part in parts(spec(name)) if "scale" in part and part.get("type") == "nominal"]
    assert all(part["legend"] is None for part in scales)


@pytest.mark.parametrize(("name", "field"), [("trade", "partner"), ("gas", "series")])
def test_words_for_lines_say_where_they_end(name: str, field: str) -> None:
    words = spec(name)["description"]
    for line, value in words_and_numbers(name, field):
        assert re.search(rf"{re.escape(line)}\b[^;]* {re.escape(value)}\b", words)


def test_words_for_figures_and_projects_name_each() -> None:
    words = spec("figures")["description"]
    assert all(
        row["label"] in words and corroborate(row["id"]).verdict.replace("_", " ") in words for row in rows("figures")
    )
    words = spec("projects")["description"]
    assert all(row["name"] in words for row in rows("projects"))


def test_labels_stay_apart() -> None:
    assert apart([5, 5, 5], [2, 2, 2]) == [5, 7, 9]
    assert apart([1, 20, 10], [2, 2, 2]) == [1, 20, 10]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it."""
    names = {"white": "ffffff", "black": "000000"}

    def luminance(colour: str) -> float:
        digits = names.get(colour, colour.removeprefix("#"))
        digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
        shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_can_be_read_in_the_dark(name: str) -> None:
    picture = render(name, "svg").decode()
    assert f'role="img" aria-label="{escape(spec(name)["description"])}"' in picture
    assert "@media (prefers-color-scheme: dark)" in picture
    drawn_part = picture.partition("</style>")[2]
    dark = COLOURS_IN_THE_DARK["white"]
    faint = {"white", "#e6e6e6", "#ddd"}  # the ground, and lines of a grid
    used = {colour for _, colour in re.findall(r'\b(fill|stroke)="([^"]*)"', drawn_part)} - {"none", "transparent"}
    for colour in used - faint:
        assert contrast(COLOURS_IN_THE_DARK.get(colour, colour), dark) >= 4, colour
    for colour in re.findall(r'<text[^>]*\bfill="([^"]*)"', drawn_part):
        assert contrast(COLOURS_IN_THE_DARK.get(colour, colour), dark) >= 7, colour
