"""The names of the tables, figures and projects as types; written by `summitdata sync` from the data."""

from typing import Literal

__all__ = ["FigureId", "ProjectId", "TableName"]

TableName = Literal[
    "figures",
    "countries",
    "summits",
    "projects",
    "project_countries",
    "project_facts",
    "topics",
    "people",
    "claims",
    "outcomes",
    "rewrites",
    "evidence",
    "partners",
    "trade",
    "trade_changes",
    "trade_parts",
    "gas",
    "volumes",
    "gas_trade",
    "sources",
    "origins",
]

FigureId = Literal[
    "summit-ordinal",
    "summit-inaugural-year",
    "trade-2024",
    "trade-growth-2024",
    "syrdarya-capacity",
    "turkmen-gas-cumulative",
    "transport-share",
]

ProjectId = Literal[
    "cku-railway",
    "shymkent-refinery",
    "syrdarya-power-plant",
    "central-asia-gas-pipeline",
]
