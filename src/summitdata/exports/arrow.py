"""The formats arrow and parquet: one file per table, with its descriptor in the metadata of the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import locate
from summitdata.exports.contents import package_properties, selected_tables
from summitdata.tables import load, read_table
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

__all__ = ["arrow_table", "write_arrow", "write_parquet"]


def write_parquet(names: Sequence[str], folder: Path) -> None:
    """Write one Parquet file per table into the folder."""
    from pyarrow import parquet

    for table in selected_tables(names):
        parquet.write_table(arrow_table(table), folder / f"{table['name']}.parquet")


def write_arrow(names: Sequence[str], folder: Path) -> None:
    """Write one Arrow IPC file (also known as Feather) per table into the folder."""
    import pyarrow as pa

    for table in selected_tables(names):
        content = arrow_table(table)
        with (
            pa.OSFile(str(folder / f"{table['name']}.arrow"), "wb") as file,
            pa.ipc.new_file(file, content.schema) as new,
        ):
            new.write_table(content)


def arrow_table(table: dict[str, Any]) -> pa.Table:
    """Return a table with the properties of its descriptor as Arrow metadata; a property that is not a text is JSON.

    A required field is not nullable. The schema's key `pandas` lets `pandas.read_parquet` restore the dtypes that
    `load()` gives, and `PANDAS_ATTRS` its `attrs`, which older versions of pyarrow leave out of it.

    Examples
    --------
    >>> from summitdata.datapackage import resource
    >>> schema = arrow_table(resource("gas")).schema
    >>> schema.field("value").metadata[b"unit"], schema.field("value").nullable
    (b'bcm', False)
    >>> json.loads(schema.metadata[b"package"])["name"]
    'summitdata'
    """
    import pyarrow as pa

    loaded = load(table["name"], "pyarrow")
    required = {field.name: field.required for field in read_rules(table["schema"]).fields}
    fields = [
        loaded.schema.field(field["name"])
        .with_nullable(not required[field["name"]])
        .with_metadata(_metadata(field, "name"))
        for field in table["schema"]["fields"]
    ]
    schema = pa.schema(fields)
    frame = read_table(locate().parent, table)
    from_pandas = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).schema.metadata
    metadata = {
        **_metadata(table, "path", "bytes", "hash", "dialect", "encoding", "format", "mediatype", "type"),
        "package": json.dumps(package_properties(), ensure_ascii=False),
        "pandas": from_pandas[b"pandas"],
        "PANDAS_ATTRS": json.dumps(frame.attrs),
    }
    return pa.Table.from_arrays(loaded.columns, schema=schema.with_metadata(metadata))


def _metadata(descriptor: dict[str, Any], *left_out: str) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in descriptor.items()
        if name not in left_out
    }
