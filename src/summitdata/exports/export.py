"""export(): the package's content in the formats of others; each format is a file beside this one, listed here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from summitdata.errors import UnknownNameError
from summitdata.exports.archive import write_zip
from summitdata.exports.arrow import write_arrow, write_parquet
from summitdata.exports.claimreview import claimreview
from summitdata.exports.contents import chosen
from summitdata.exports.croissant import croissant
from summitdata.exports.csvw import csvw
from summitdata.exports.database import write_duckdb, write_sqlite
from summitdata.exports.dcat import dcat
from summitdata.exports.excel import write_excel
from summitdata.exports.inline import json_text
from summitdata.exports.ro_crate import ro_crate
from summitdata.exports.schema_org import schema_org
from summitdata.writing import atomic_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitdata._names import TableName

__all__ = ["FORMATS", "Format", "export"]


class Format(NamedTuple):
    """A format: what it is, what writes it, and whether the tables can be chosen.

    A text is what `write` returns, given the tables if they can be chosen. Else `write` is given the tables and where
    to write: a file, or a folder of files with the suffix.
    """

    about: str
    write: Callable[..., Any]
    kind: Literal["text", "file", "folder"] = "text"
    suffix: str = ""
    tables: bool = False


FORMATS: dict[str, Format] = {
    "parquet": Format("a Parquet file a table", write_parquet, "folder", ".parquet", tables=True),
    "arrow": Format("an Arrow IPC file a table", write_arrow, "folder", ".arrow", tables=True),
    "sqlite": Format("an SQLite database, keys and constraints kept", write_sqlite, "file", ".sqlite", tables=True),
    "duckdb": Format("a DuckDB database, keys and constraints kept", write_duckdb, "file", ".duckdb", tables=True),
    "excel": Format("a workbook with a sheet a table", write_excel, "file", ".xlsx", tables=True),
    "json": Format("a Data Package with its rows inside", json_text, tables=True),
    "zip": Format("the bare data package with checksums", write_zip, "file", ".zip"),
    "schema-org": Format("a schema.org Dataset as JSON-LD", schema_org),
    "croissant": Format("Croissant, for machine learning", croissant),
    "csvw": Format("CSV on the Web", csvw),
    "dcat": Format("a DCAT dataset as JSON-LD", dcat),
    "ro-crate": Format("the metadata of an RO-Crate", ro_crate),
    "claimreview": Format("the verdicts as schema.org ClaimReview", claimreview),
}
"""What `summitdata export` can write."""


@overload
def export(
    format: str, path: None = None, *, tables: Sequence[TableName | str] = ..., overwrite: bool = ...
) -> str: ...
@overload
def export(
    format: str, path: str | Path, *, tables: Sequence[TableName | str] = ..., overwrite: bool = ...
) -> Path: ...
def export(
    format: str, path: str | Path | None = None, *, tables: Sequence[TableName | str] = (), overwrite: bool = False
) -> str | Path:
    """Write the package, or some of its tables, in a format of others.

    Parameters
    ----------
    format : str
        The data: parquet, arrow, sqlite, duckdb, excel, json, zip. What is said of them: schema-org, croissant, csvw,
        dcat, ro-crate, claimreview.
    path : str or pathlib.Path, optional
        The file to write, for parquet and arrow the folder. Without it, a format that is text is returned.
    tables : sequence of str, optional
        The tables to write; without them, all. Foreign keys to tables that are left out are left out too. A zip and
        what is said of the data are always of the whole package.
    overwrite : bool, default False
        Whether to overwrite what is at `path`.

    Returns
    -------
    str or pathlib.Path
        The text, or where it was written.

    Raises
    ------
    UnknownNameError
        There is no such format or table, or the format needs a path, or takes no tables.
    PackageError
        The path exists and may not be overwritten, or cannot be written. Nothing is then left half-written.
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
    summitdata.errors.UnknownNameError: excel is no text: say where to write it, as in all.xlsx
    """
    if format not in FORMATS:
        raise UnknownNameError.of("export format", format, FORMATS)
    found = FORMATS[format]
    if tables and not found.tables:
        choosable = [name for name, other in FORMATS.items() if other.tables]
        raise UnknownNameError(f"{format} is of the whole package: choose tables with {', '.join(choosable)}")
    chosen(tables)  # an unknown table shows before anything is written
    if found.kind == "text":
        text: str = found.write(tables) if found.tables else found.write()
        if path is None:
            return text
        with atomic_path(Path(path), overwrite=overwrite) as new:
            new.write_text(text, "utf-8", newline="")
    elif path is None:
        example = "all" if found.kind == "folder" else f"all{found.suffix}"
        raise UnknownNameError(f"{format} is no text: say where to write it, as in {example}")
    else:
        with atomic_path(Path(path), overwrite=overwrite, suffix=found.suffix if found.kind == "folder" else "") as new:
            found.write(tables, new)
    return Path(path)
