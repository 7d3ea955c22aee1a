"""export(): the package in other formats; each format has a file beside this one and an entry here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload
from urllib.parse import urlsplit

from summitdata.arguments import as_path, check_choice, check_flag, names_of
from summitdata.errors import UnknownNameError, shown
from summitdata.exports.archive import write_zip
from summitdata.exports.arrow import write_arrow, write_parquet
from summitdata.exports.claimreview import claimreview
from summitdata.exports.contents import selected_tables
from summitdata.exports.croissant import croissant
from summitdata.exports.csvw import csvw
from summitdata.exports.database import write_duckdb, write_sqlite
from summitdata.exports.dcat import dcat
from summitdata.exports.excel import write_excel
from summitdata.exports.inline import json_text
from summitdata.exports.ro_crate import ro_crate
from summitdata.exports.schema_org import schema_org
from summitdata.writing import atomic_path, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from summitdata._names import TableName

__all__ = ["FORMATS", "Format", "export"]


class Format(NamedTuple):
    """A format: what it is, the function that writes it, and whether tables can be selected or it has a base.

    For a text format `write` returns the text; its argument is the tables, if they can be selected, or the base, if it
    has one. Otherwise the arguments of `write` are the tables and the path to write to: a file, or a folder for files
    with the suffix.
    """

    about: str
    write: Callable[..., Any]
    kind: Literal["text", "file", "folder"] = "text"
    suffix: str = ""
    tables: bool = False
    base: bool = False


FORMATS: dict[str, Format] = {
    "parquet": Format("one Parquet file per table", write_parquet, "folder", ".parquet", tables=True),
    "arrow": Format("one Arrow IPC file per table", write_arrow, "folder", ".arrow", tables=True),
    "sqlite": Format("an SQLite database with keys and constraints", write_sqlite, "file", ".sqlite", tables=True),
    "duckdb": Format("a DuckDB database with keys and constraints", write_duckdb, "file", ".duckdb", tables=True),
    "excel": Format("a workbook with one sheet per table", write_excel, "file", ".xlsx", tables=True),
    "json": Format("a Data Package that contains its rows", json_text, tables=True),
    "zip": Format("the data package alone, with checksums", write_zip, "file", ".zip"),
    "schema-org": Format("a schema.org Dataset as JSON-LD", schema_org),
    "croissant": Format("Croissant, for machine learning", croissant),
    "csvw": Format("CSV on the Web", csvw),
    "dcat": Format("a DCAT dataset as JSON-LD", dcat, base=True),
    "ro-crate": Format("the metadata of an RO-Crate", ro_crate),
    "claimreview": Format("the verdicts as schema.org ClaimReview", claimreview, base=True),
}
"""The formats that `summitdata export` can write."""

_ELSEWHERE = {
    "csv": "the format zip has the CSV files; `summitdata show TABLE --format csv` prints one",
    **dict.fromkeys(("xls", "xlsx"), "the format of .xlsx files is excel"),
    **dict.fromkeys(("jsonld", "json-ld"), "JSON-LD is schema-org, croissant, dcat, csvw or ro-crate"),
}
"""What to choose instead of names that are not formats here, but that people try."""


@overload
def export(
    format: str,
    path: None = None,
    *,
    tables: Sequence[TableName | str] = ...,
    base: str | None = ...,
    overwrite: bool = ...,
) -> str: ...
@overload
def export(
    format: str,
    path: str | Path,
    *,
    tables: Sequence[TableName | str] = ...,
    base: str | None = ...,
    overwrite: bool = ...,
) -> Path: ...
def export(
    format: str,
    path: str | Path | None = None,
    *,
    tables: Sequence[TableName | str] = (),
    base: str | None = None,
    overwrite: bool = False,
) -> str | Path:
    """Export the package, or some of its tables, to another format.

    Parameters
    ----------
    format : str
        A format of the data, such as "sqlite", or of the metadata, such as "croissant"; `summitdata export` alone
        lists them.
    path : str or pathlib.Path, optional
        The file to write, for parquet and arrow the folder. Without it, the text of a text format is returned.
    tables : sequence of str, optional
        The tables to export; without them, all. Foreign keys to tables that are left out are left out too. A zip and
        the metadata are always those of the whole package.
    base : str, optional
        The address under which the package is published, for DCAT and ClaimReview: their addresses begin with it.
    overwrite : bool, default False
        Whether to overwrite an existing file or folder.

    Returns
    -------
    str or pathlib.Path
        The text, or the path that was written.

    Raises
    ------
    UnknownNameError
        There is no such format or table, the format needs a path, or tables cannot be selected in it; or the base is
        not an address, or the format has none.
    PackageError
        The path exists and may not be overwritten, or cannot be written. No incomplete file is left.
    MissingDependencyError
        The library of the format is not installed.

    Examples
    --------
    >>> print(export("dcat"))
    {
      "@context": {
    ...
    >>> export("excel")
    Traceback (most recent call last):
    summitdata.errors.UnknownNameError: excel is not a text format: give the path to write to, such as all.xlsx
    """
    if isinstance(format, str) and (hint := _ELSEWHERE.get(format.lower().lstrip("."))):
        raise UnknownNameError.of("export format", format, FORMATS, hint)
    check_choice("export format", format, FORMATS)
    check_flag("overwrite", overwrite)
    chosen_format, tables = FORMATS[format], names_of("tables", tables, "figures")
    if tables and not chosen_format.tables:
        others = [name for name, other in FORMATS.items() if other.tables]
        raise UnknownNameError(
            f"{format} is always of the whole package: tables can be selected with {', '.join(others)}"
        )
    words = _base_words(format, base)
    selected_tables(tables)  # raises for an unknown table before anything is written
    if chosen_format.kind == "text":
        text: str = chosen_format.write(tables) if chosen_format.tables else chosen_format.write(*words)
        if path is None:
            return text
        write_text(as_path(path), text, overwrite=overwrite)
    elif path is None:
        example = "all" if chosen_format.kind == "folder" else f"all{chosen_format.suffix}"
        raise UnknownNameError(f"{format} is not a text format: give the path to write to, such as {example}")
    else:
        suffix = chosen_format.suffix if chosen_format.kind == "folder" else ""
        with atomic_path(as_path(path), overwrite=overwrite, suffix=suffix) as new:
            chosen_format.write(tables, new)
    return as_path(path)


def _base_words(format: str, base: str | None) -> list[str]:
    """Return what a format is written with besides the tables: the base, which ends in a `/`."""
    if base is None:
        return []
    if not FORMATS[format].base:
        others = [name for name, other in FORMATS.items() if other.base]
        raise UnknownNameError(f"{format} has no base address: the formats {' and '.join(others)} have one")
    address = urlsplit(base) if isinstance(base, str) and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", base) else None
    if address is None or not address.hostname or address.query or address.fragment:
        raise UnknownNameError(f"a base is an address such as https://example.org/data/, not {shown(base)}")
    return [base if base.endswith("/") else f"{base}/"]
