"""The figures of one news article about the 2025 China-Central Asia Summit, as data that can be checked.

`import summitdata as sd` loads nothing but this file; each public name is loaded when it is first used.

Examples
--------
>>> import summitdata as sd
>>> sd.trade_growth()
<Figure trade-growth-2024: 0.06 [0.055, 0.065], printed "up 6% year-on-year">
>>> sd.load("summits")["city"].to_list()
["Xi'an", 'Astana']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitdata._version import __version__
    from summitdata.article.cite import cite
    from summitdata.article.claims import claims, outcomes, people, rewrites
    from summitdata.article.countries import countries
    from summitdata.article.energy import gas_consumption, gas_delivered, gas_flow, gas_import_value
    from summitdata.article.evidence import Corroboration, corroborate, evidence
    from summitdata.article.figure import Figure
    from summitdata.article.figures import figure, figures
    from summitdata.article.projects import (
        capacity_by_country,
        project_facts,
        projects,
        projects_by_country,
        transport_share,
    )
    from summitdata.article.summits import summits, topics
    from summitdata.article.trade import coverage, trade, trade_shares, trade_volume
    from summitdata.article.trade_growth import cagr, implied_trade, trade_growth, trade_growth_table
    from summitdata.article.trade_mirror import MirrorGap, mirror_gap, mirror_gap_table
    from summitdata.charts.plot import plot
    from summitdata.datapackage import package
    from summitdata.describing.describe import Description, describe
    from summitdata.errors import (
        DataFileError,
        FigureError,
        MissingDependencyError,
        PackageError,
        SchemaWarning,
        SummitDataError,
        UnitError,
        UnknownNameError,
    )
    from summitdata.exports.export import export
    from summitdata.schemas import schema
    from summitdata.tables import load
    from summitdata.tabular.read_csv import read_csv
    from summitdata.upkeep.check import check
    from summitdata.upkeep.diff import diff
    from summitdata.upkeep.difference import Difference
    from summitdata.validation.report import Report
    from summitdata.validation.validate import validate

_MODULES = {
    "Corroboration": "article.evidence",
    "DataFileError": "errors",
    "Description": "describing.describe",
    "Difference": "upkeep.difference",
    "Figure": "article.figure",
    "FigureError": "errors",
    "MirrorGap": "article.trade_mirror",
    "MissingDependencyError": "errors",
    "PackageError": "errors",
    "Report": "validation.report",
    "SchemaWarning": "errors",
    "SummitDataError": "errors",
    "UnitError": "errors",
    "UnknownNameError": "errors",
    "__version__": "_version",
    "cagr": "article.trade_growth",
    "capacity_by_country": "article.projects",
    "check": "upkeep.check",
    "cite": "article.cite",
    "claims": "article.claims",
    "corroborate": "article.evidence",
    "countries": "article.countries",
    "coverage": "article.trade",
    "describe": "describing.describe",
    "diff": "upkeep.diff",
    "evidence": "article.evidence",
    "export": "exports.export",
    "figure": "article.figures",
    "figures": "article.figures",
    "gas_consumption": "article.energy",
    "gas_delivered": "article.energy",
    "gas_flow": "article.energy",
    "gas_import_value": "article.energy",
    "implied_trade": "article.trade_growth",
    "load": "tables",
    "mirror_gap": "article.trade_mirror",
    "mirror_gap_table": "article.trade_mirror",
    "outcomes": "article.claims",
    "package": "datapackage",
    "people": "article.claims",
    "plot": "charts.plot",
    "project_facts": "article.projects",
    "projects": "article.projects",
    "projects_by_country": "article.projects",
    "read_csv": "tabular.read_csv",
    "rewrites": "article.claims",
    "schema": "schemas.to_pandera",
    "summits": "article.summits",
    "topics": "article.summits",
    "trade": "article.trade",
    "trade_growth": "article.trade_growth",
    "trade_growth_table": "article.trade_growth",
    "trade_shares": "article.trade",
    "trade_volume": "article.trade",
    "transport_share": "article.projects",
    "validate": "validation.validate",
}
"""The module that defines each public name."""

__all__ = [
    "Corroboration",
    "DataFileError",
    "Description",
    "Difference",
    "Figure",
    "FigureError",
    "MirrorGap",
    "MissingDependencyError",
    "PackageError",
    "Report",
    "SchemaWarning",
    "SummitDataError",
    "UnitError",
    "UnknownNameError",
    "__version__",
    "cagr",
    "capacity_by_country",
    "check",
    "cite",
    "claims",
    "corroborate",
    "countries",
    "coverage",
    "describe",
    "diff",
    "evidence",
    "export",
    "figure",
    "figures",
    "gas_consumption",
    "gas_delivered",
    "gas_flow",
    "gas_import_value",
    "implied_trade",
    "load",
    "mirror_gap",
    "mirror_gap_table",
    "outcomes",
    "package",
    "people",
    "plot",
    "project_facts",
    "projects",
    "projects_by_country",
    "read_csv",
    "rewrites",
    "schema",
    "summits",
    "topics",
    "trade",
    "trade_growth",
    "trade_growth_table",
    "trade_shares",
    "trade_volume",
    "transport_share",
    "validate",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'summitdata' has no attribute {name!r}")
    from importlib import import_module

    try:
        value: object = getattr(import_module(f"summitdata.{_MODULES[name]}"), name)
    except ModuleNotFoundError as error:
        from summitdata.dependencies import missing_dependency

        raise missing_dependency(error) or error from error
    if callable(value) and not isinstance(value, type):
        from summitdata.dependencies import all_installed, explain_missing

        value = value if all_installed() else explain_missing(value)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
