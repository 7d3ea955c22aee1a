"""An analyst's script that uses most of the library; readers of types and a test run it."""

# ruff: noqa: T201 - it is a script

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import summitdata as sd


def tables() -> dict[str, int]:
    rows = {}
    for name in sd.package().resource_names:
        frame = sd.load(name)
        rows[name] = len(frame)
    polars = sd.load("trade", "polars", categories=True)
    arrow = sd.load("trade", backend="pyarrow")
    return rows | {"polars": polars.height, "arrow": arrow.num_rows}


def trade() -> pd.DataFrame:
    lines = []
    for code in sd.countries(central_asian=True)["alpha_3"]:
        for year in (2024, 2025):
            volume = sd.trade_volume(year, code)
            growth = sd.trade_growth(year, partner=code)
            lines.append({"partner": code, "year": year, "low": volume.low, "growth": growth.value})
    total = sum(float(line["growth"]) for line in lines)
    mean = sd.cagr(2022, 2024, "KAZ") + total
    gap = sd.mirror_gap(2020, "KGZ", flow="exports")
    print(f"{mean:.3f}", gap.ratio.interval, gap.note, sd.implied_trade())
    shares = sd.trade_shares(2024).set_index("partner")["share"]
    for table in (sd.trade("KAZ", unit="bn USD"), sd.coverage("KAZ"), sd.trade_growth_table(), sd.mirror_gap_table()):
        print(len(table), table.attrs["title"])
    return pd.DataFrame(lines).join(shares, on="partner")


def energy_and_projects() -> list[str]:
    flows = [sd.gas_flow(year, "TKM") for year in (2021, 2023, 2025)]
    known = [sd.gas_delivered("2024-10-01"), sd.gas_consumption(2024), sd.gas_import_value(2024)]
    ids = sd.projects(country="Uzbekistan", sector="energy")["id"].to_list()
    print(max(flows), sd.transport_share().to("percent"), sd.capacity_by_country("GW"), sd.project_facts(ids[0]))
    print(sd.projects_by_country(), sd.summits(), sd.topics("emerging"), sd.people(), sd.claims(), sd.outcomes())
    return [f"{one.label}: {one.value} {one.unit} ({one.source})" for one in known]


def evidence() -> dict[str, str]:
    print(sd.rewrites()["kind"].unique(), sd.cite("apa"), sd.cite("ris", of="article"))
    own = sd.Figure(3.5, "bn USD", low=3.45, high=3.55)
    print(own + sd.figure("trade-2024"), sd.evidence().groupby("verdict").size())
    return {id: sd.evidence(id).verdict for id in sd.figures(topic="trade")["id"]}


def gate(folder: Path) -> bool:
    file = folder / "topics.csv"
    sd.load("topics").to_csv(file, index=False)
    report = sd.validate([file], "topics", limit_errors=5)
    errors = report.to_frame()
    for (kind, field), group in errors.groupby(["type", "field"]):
        print(kind, field, len(group))
    frame = sd.read_csv(file, "topics", "polars")
    print(report, sd.schema("topics").validate(sd.read_csv(file, "topics")).shape, frame.columns)
    difference = sd.diff(file, file, schema="topics")
    sd.export("sqlite", folder / "all.sqlite", tables=["trade"])
    checked = sd.check()
    return report.valid and checked.valid and not difference and isinstance(sd.export("json"), str)


def main() -> None:
    print(tables(), trade(), energy_and_projects(), evidence(), sep="\n")
    try:
        print(sd.trade_volume(1900))
    except sd.UnknownNameError as error:
        print(error)
    with TemporaryDirectory() as folder:
        print(gate(Path(folder)))


if __name__ == "__main__":
    main()
