"""The formats arrow and parquet: a file a table, with what the descriptor says of it in the file's own metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import locate
from summitdata.exports.contents import chosen, package_words
from summitdata.tables import load, read_table
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

__all__ = ["arrow_table", "write_arrow", "write_parquet"]


def write_parquet(names: Sequence[str], folder: Path) -> None:
    """Write a Parquet file a table into the folder."""
    from pyarrow import parquet

    for table in chosen(names):
        parquet.write_table(arrow_table(table), folder / f"{table['name']}.parquet")


def write_arrow(names: Sequence[str], folder: Path) -> None:
    """Write an Arrow IPC file (also known as Feather) a table into the folder."""
    import pyarrow as pa

    for table in chosen(names):
        content = arrow_table(table)
        with (
            pa.OSFile(str(folder / f"{table['name']}.arrow"), "wb") as file,
            pa.ipc.new_file(file, content.schema) as new,
        ):
            new.write_table(content)


def arrow_table(table: dict[str, Any]) -> pa.Table:
    """Return a table with the words of its descriptor as Arrow metadata; what is no text there is JSON here.

    A field that may not be missing is not nullable. The schema's key `pandas` lets `pandas.read_parquet` restore the
    dtypes and `attrs` that `load()` gives.

    Examples
    --------
    >>> from summitdata.datapackage import resource
    >>> found = arrow_table(resource("gas")).schema
    >>> found.field("value").metadata[b"unit"], found.field("value").nullable
    (b'bcm', False)
    >>> json.loads(found.metadata[b"package"])["name"]
    'summitdata'
    """
    import pyarrow as pa

    plain = load(table["name"], "pyarrow")
    required = {field.name: field.required for field in read_rules(table["schema"]).fields}
    fields = [
        plain.schema.field(field["name"])
        .with_nullable(not required[field["name"]])
        .with_metadata(_words(field, "name"))
        for field in table["schema"]["fields"]
    ]
    schema = pa.schema(fields)
    told = pa.Table.from_pandas(read_table(locate().parent, table), schema=schema, preserve_index=False).schema.metadata
    words = {
        **_words(table, "path", "bytes", "hash", "dialect", "encoding", "format", "mediatype", "type"),
        "package": json.dumps(package_words(), ensure_ascii=False),
        "pandas": told[b"pandas"],
    }
    return pa.Table.from_arrays(plain.columns, schema=schema.with_metadata(words))


def _words(said: dict[str, Any], *left_out: str) -> dict[str, str]:
    return {
        word: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for word, value in said.items()
        if word not in left_out
    }
