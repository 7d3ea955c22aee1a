"""The figures of one news article about the 2025 China-Central Asia Summit, as data that can be checked.

`import summitdata as sd` loads nothing but this file; each name below is loaded when it is first used.

Examples
--------
>>> import summitdata as sd
>>> sd.trade_growth()
<Figure trade-growth-2024: 0.06 [0.055, 0.065], printed "up 6% year-on-year">
>>> sd.load("summits")["city"].to_list()
["Xi'an", 'Astana']
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitdata.charts import plot
    from summitdata.check_report import CheckError, CheckReport
    from summitdata.checks import check
    from summitdata.cite import cite
    from summitdata.countries import countries
    from summitdata.diff import Difference, diff
    from summitdata.energy import gas_consumption, gas_delivered
    from summitdata.errors import (
        DataFileError,
        MissingDependencyError,
        PackageError,
        SummitDataError,
        UnitError,
        UnknownNameError,
    )
    from summitdata.evidence import Corroboration, corroborate
    from summitdata.export import export
    from summitdata.figures import Figure, figure, figures
    from summitdata.package import package
    from summitdata.projects import capacity_by_country, projects, projects_by_country, transport_share
    from summitdata.schemas import schema
    from summitdata.summits import summits, topics
    from summitdata.tables import load
    from summitdata.trade import cagr, implied_trade, trade, trade_growth, trade_shares, trade_volume
    from summitdata.typed_csv import read_csv
    from summitdata.validation import Report, validate

    __version__: str

_HOMES = {
    "CheckError": "check_report",
    "CheckReport": "check_report",
    "Corroboration": "evidence",
    "DataFileError": "errors",
    "Difference": "diff",
    "Figure": "figures",
    "MissingDependencyError": "errors",
    "PackageError": "errors",
    "Report": "validation",
    "SummitDataError": "errors",
    "UnitError": "errors",
    "UnknownNameError": "errors",
    "cagr": "trade",
    "capacity_by_country": "projects",
    "check": "checks",
    "cite": "cite",
    "corroborate": "evidence",
    "countries": "countries",
    "diff": "diff",
    "export": "export",
    "figure": "figures",
    "figures": "figures",
    "gas_consumption": "energy",
    "gas_delivered": "energy",
    "implied_trade": "trade",
    "load": "tables",
    "package": "package",
    "plot": "charts",
    "projects": "projects",
    "projects_by_country": "projects",
    "read_csv": "typed_csv",
    "schema": "schemas",
    "summits": "summits",
    "topics": "summits",
    "trade": "trade",
    "trade_growth": "trade",
    "trade_shares": "trade",
    "trade_volume": "trade",
    "transport_share": "projects",
    "validate": "validation",
}
"""The module that each public name lives in."""

__all__ = [
    "CheckError",
    "CheckReport",
    "Corroboration",
    "DataFileError",
    "Difference",
    "Figure",
    "MissingDependencyError",
    "PackageError",
    "Report",
    "SummitDataError",
    "UnitError",
    "UnknownNameError",
    "__version__",
    "cagr",
    "capacity_by_country",
    "check",
    "cite",
    "corroborate",
    "countries",
    "diff",
    "export",
    "figure",
    "figures",
    "gas_consumption",
    "gas_delivered",
    "implied_trade",
    "load",
    "package",
    "plot",
    "projects",
    "projects_by_country",
    "read_csv",
    "schema",
    "summits",
    "topics",
    "trade",
    "trade_growth",
    "trade_shares",
    "trade_volume",
    "transport_share",
    "validate",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from summitdata.package import version

        return version()
    if name not in _HOMES:
        raise AttributeError(f"module 'summitdata' has no attribute {name!r}")
    from importlib import import_module

    try:
        found: object = getattr(import_module(f"summitdata.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        from summitdata.dependencies import missing

        raise missing(error) or error from error
    if callable(found) and not isinstance(found, type):
        from summitdata.dependencies import complete, explained

        found = found if complete() else explained(found)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """Keeps `sd.figures` the function: importing the module of that name would put the module in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in _HOMES):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
