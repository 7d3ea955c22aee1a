"""The names of the tables and figures as types; written by `summitdata sync` from the data."""

from typing import Literal

__all__ = ["FigureId", "TableName"]

TableName = Literal[
    "figures",
    "countries",
    "summits",
    "projects",
    "project_countries",
    "topics",
    "sources",
]

FigureId = Literal[
    "summit-ordinal",
    "summit-inaugural-year",
    "trade-2024",
    "trade-growth-2024",
    "syrdarya-capacity",
    "turkmen-gas-cumulative",
    "china-gas-consumption",
    "transport-share",
]
