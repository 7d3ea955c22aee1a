"""The format json: one Data Package that contains its rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from summitdata.exports.contents import package_properties, selected_tables
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["json_text"]

FILE_PROPERTIES = ("path", "format", "mediatype", "encoding", "dialect", "bytes", "hash")
"""The properties of a resource that describe its CSV file, which this format does not have."""


def json_text(names: Sequence[str] = ()) -> str:
    """Return the tables as a Data Package whose resources have their rows as `data` and their types in `schema`.

    Examples
    --------
    >>> resource = json.loads(json_text(["summits"]))["resources"][0]
    >>> resource["data"][0]["city"], resource["schema"]["fields"][2]["type"]
    ("Xi'an", 'date')
    """
    resources = [
        {name: value for name, value in table.items() if name not in FILE_PROPERTIES} | {"data": rows(table["name"])}
        for table in selected_tables(names)
    ]
    return json.dumps(package_properties() | {"resources": resources}, indent=2, ensure_ascii=False) + "\n"
