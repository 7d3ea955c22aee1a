"""The formats of the files of tables: which are read, and what a resource's format is."""

from __future__ import annotations

from typing import Any

from summitdata.tabular.packings import packing_of, unpacked_name

__all__ = [
    "ARROW_FORMATS",
    "FORMATS",
    "READ_FORMATS",
    "ROW_FORMATS",
    "TABLE_FORMATS",
    "format_note",
    "other_format",
    "typed_parts_format",
]

FORMATS = ("csv", "tsv")
"""The formats of files of text with delimiters."""
ARROW_FORMATS = ("parquet", "parq", "feather", "arrow", "ipc")
"""The formats of files that Arrow reads."""
ROW_FORMATS = ("json", "jsonl", "ndjson", "xlsx", "xlsm")
"""The formats of files of typed rows, which frictionless gets as inline data."""
READ_FORMATS = (*FORMATS, *ARROW_FORMATS, *ROW_FORMATS)
"""The formats of files that are read."""
OTHER_SPREADSHEETS = ("xls", "xlsb", "ods", "fods", "numbers")
"""The formats of spreadsheets that are not read."""
TABLE_FORMATS = frozenset(
    (
        *(
            *READ_FORMATS,
            *OTHER_SPREADSHEETS,
            "orc",
            "html",
        ),
        *("geojson", "topojson", "gsheets", "s3", "sql", "db", "sqlite", "gpkg", "dbf", "sav", "zsav", "dta"),
        *("sas7bdat", "ckan", "pandas", "polars", "inline"),
    )
)
"""The formats that tables are in, read or not: a file in another one is not a table, unless its resource says so."""


def other_format(resource: dict[str, Any]) -> str | None:
    """Return the format of a resource, None if it is a CSV file or a list of rows.

    Examples
    --------
    >>> other_format({"path": "map.geojson"}), other_format({"path": "prices.csv"})
    ('geojson', None)
    """
    path, file_format = resource.get("path"), resource.get("format")
    if file_format:
        allowed = ("inline", *FORMATS) if path is None else FORMATS
        is_rows = path is None and isinstance(resource.get("data"), list)
        return None if file_format in allowed and not (is_rows and file_format in FORMATS) else str(file_format)
    paths = [each for each in (path if isinstance(path, list) else [path]) if isinstance(each, str)]
    suffixes = [_suffix(_unpacked(each, resource)) for each in paths]
    return next((suffix for suffix in suffixes if suffix not in FORMATS), None)


_PARTS = {"parquet": "arrow", "parq": "arrow", "feather": "arrow", "arrow": "arrow", "ipc": "arrow"}
_PARTS |= {"jsonl": "jsonl", "ndjson": "jsonl"}


def typed_parts_format(resource: dict[str, Any]) -> str | None:
    """Return how the files of typed values that a table is in are joined: "arrow", "jsonl", or None if they are not.

    Examples
    --------
    >>> typed_parts_format({"path": ["a.parquet", "b.parquet"]}), typed_parts_format({"path": ["a.jsonl", "b.csv"]})
    ('arrow', None)
    """
    paths = resource.get("path")
    if not isinstance(paths, list) or not paths:
        return None
    stated = str(resource.get("format") or "")
    formats = {stated or _suffix(unpacked_name(str(path))) for path in paths}
    found = _PARTS.get(next(iter(formats)), None) if len(formats) == 1 else None
    is_packed = any(unpacked_name(str(path)) != path for path in paths)
    return None if found == "arrow" and is_packed else found


def format_note(resource: dict[str, Any], file_format: str) -> str:
    """Return why a format is not read, and which are.

    Examples
    --------
    >>> format_note({"path": "prices.sav"}, "sav")
    'format "sav" is not supported: read are csv, tsv, parquet, feather, arrow, json, jsonl, xlsx: convert it'
    """
    if isinstance(paths := resource.get("path"), list):
        suffixes = dict.fromkeys(_suffix(_unpacked(str(path), resource)) for path in paths)
        if len(suffixes) > 1 and not resource.get("format"):
            shown = " and ".join(map(repr, suffixes))
            return f"the parts of a table have one format, not {shown}: convert some, or list each file as a resource"
        return f'format "{file_format}" is not supported in several files: list each file as a resource'
    known = [name for name in READ_FORMATS if name not in ("parq", "ipc", "ndjson", "xlsm")]
    if file_format.lower() in OTHER_SPREADSHEETS:
        return f'format "{file_format}" is not supported: save it as .xlsx or CSV'
    near = f': write "{file_format.lower()}"' if file_format.lower() in READ_FORMATS else ""
    return f'format "{file_format}" is not supported' + (near or f": read are {', '.join(known)}: convert it")


def _unpacked(path: str, resource: dict[str, Any]) -> str:
    """Return what the file of a resource would be called if it were not compressed; a table without a suffix is CSV."""
    if (unpacked_name(path) == path) if isinstance(resource.get("path"), list) else (packing_of(resource) is None):
        return path
    name = str(resource.get("innerpath") or "") or unpacked_name(path)
    has_suffix = "." in name.rpartition("/")[2]
    return name if has_suffix or "schema" not in resource else f"{name}.csv"


def _suffix(path: str) -> str:
    return path.rpartition(".")[2].lower()
