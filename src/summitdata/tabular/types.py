"""The field types of Table Schema, and the dtype of each in pandas, Arrow and polars."""

from __future__ import annotations

from summitdata.tabular.schema_rules import SPELLED

__all__ = ["ARROW_TYPES", "PANDAS_TYPES", "POLARS_TYPES"]

PANDAS_TYPES = {
    "string": "str",
    "integer": "Int64",
    "year": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "datetime64[us]",
    "time": "time64[us][pyarrow]",
    **dict.fromkeys(("any", *SPELLED), "str"),
}
"""The pandas dtype that each Table Schema type is read into."""

ARROW_TYPES = {
    "string": "string",
    "integer": "int64",
    "year": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "date32",
    "datetime": "timestamp[us]",
    "time": "time64[us]",
    **dict.fromkeys(("any", *SPELLED), "string"),
}
"""The Arrow type of each, by its alias."""

POLARS_TYPES = {
    "string": "String",
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "Boolean",
    "date": "Date",
    "datetime": "Datetime",
    "time": "Time",
    **dict.fromkeys(("any", *SPELLED), "String"),
}
"""The polars dtype of each, by its name."""
