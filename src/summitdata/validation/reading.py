"""How a file is read: by the standard's defaults, unless its descriptor or an option says otherwise; never guessed.

Left to itself frictionless guesses encoding, delimiter and header row from a sample. Here every part that it would
guess is given: UTF-8, comma, double quote, the header in the first row.
"""

from __future__ import annotations

from typing import Any

__all__ = ["ENCODING", "explicit", "versioned"]

ENCODING = "utf-8"

DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
DELIMITERS = {"tsv": "\t"}


def explicit(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the descriptor of a CSV resource with nothing left to guess.

    Examples
    --------
    >>> explicit({"name": "prices", "path": "prices.csv", "dialect": {"delimiter": ";"}})["dialect"]["delimiter"]
    ';'
    >>> explicit({"name": "prices", "path": "prices.csv"})["encoding"]
    'utf-8'
    """
    given = dict(resource.get("dialect") or {})
    nested = given.pop("csv", None)  # frictionless writes the parts of a CSV dialect one level down
    given |= nested if isinstance(nested, dict) else {}
    kind = str(resource.get("format") or "") or str(resource.get("path")).rpartition(".")[2].lower()
    dialect = DIALECT | ({"delimiter": DELIMITERS[kind]} if kind in DELIMITERS else {}) | given
    dialect.setdefault("header", True)
    if dialect["header"]:
        dialect.setdefault("headerRows", [1])
    return {"encoding": ENCODING, **resource, "type": "table", "format": kind, "dialect": dialect}


def versioned(resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return a resource on its own, with the version of the standard that its package has.

    frictionless asks the outermost object for the version; alone, the resource is that.

    Examples
    --------
    >>> profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    >>> versioned({"name": "prices"}, {"$schema": profile})["$schema"]
    'https://datapackage.org/profiles/2.0/dataresource.json'
    """
    version = str(package.get("$schema", "")).replace("datapackage.json", "dataresource.json")
    return {"$schema": version, **resource} if version else dict(resource)
