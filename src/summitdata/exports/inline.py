"""The format json: one Data Package that holds its rows itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from summitdata.exports.contents import chosen, package_words
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["json_text"]

OF_THE_FILE = ("path", "format", "mediatype", "encoding", "dialect", "bytes", "hash")
"""What a descriptor says of the CSV file, which is not there."""


def json_text(names: Sequence[str] = ()) -> str:
    """Return the tables as a Data Package whose resources have their rows as `data`, their types as `schema`.

    Examples
    --------
    >>> found = json.loads(json_text(["summits"]))["resources"][0]
    >>> found["data"][0]["city"], found["schema"]["fields"][2]["type"]
    ("Xi'an", 'date')
    """
    resources = [
        {word: said for word, said in table.items() if word not in OF_THE_FILE} | {"data": rows(table["name"])}
        for table in chosen(names)
    ]
    return json.dumps(package_words() | {"resources": resources}, indent=2, ensure_ascii=False) + "\n"
