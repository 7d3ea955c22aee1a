"""The format schema-org: the package as a schema.org Dataset, as the search engines for data read it."""

from __future__ import annotations

import json
from typing import Any

from summitdata.datapackage import descriptor
from summitdata.exports.contents import described

__all__ = ["article", "authors", "dataset", "schema_org"]


def schema_org() -> str:
    """Return the package as a Dataset in JSON-LD, to be put beside `datapackage.json` or into a page about the data.

    Returns
    -------
    str
        Each table is a part with its file as `distribution` and its fields as `variableMeasured`. Addresses of files
        are relative to the package.

    Examples
    --------
    >>> found = json.loads(schema_org())
    >>> found["@type"], found["hasPart"][0]["distribution"]["contentUrl"]
    ('Dataset', 'resources/figures.csv')
    """
    said = descriptor()
    found = {"@context": "https://schema.org/", "@type": "Dataset", **dataset()}
    found |= {
        "license": [licence["path"] for licence in said["licenses"]],
        "creator": authors(),
        "isBasedOn": [article(source) for source in said["sources"]],
        "hasPart": [_part(table) for table in said["resources"]],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def dataset() -> dict[str, Any]:
    """Return what schema.org and the formats that build on it say of the package in the same words.

    Examples
    --------
    >>> dataset()["alternateName"]
    'summitdata'
    """
    said = descriptor()
    words = {
        "name": said["title"],
        "alternateName": said["name"],
        "description": said["description"],
        "url": said.get("homepage"),
        "version": said["version"],
        "datePublished": said["released"],
        "keywords": said["keywords"],
        "inLanguage": "en",
        "isAccessibleForFree": True,
    }
    return {word: value for word, value in words.items() if value is not None}


def authors() -> list[dict[str, Any]]:
    """Return who made the package."""
    return [{"@type": "Organization", "name": contributor["title"]} for contributor in descriptor()["contributors"]]


def article(source: dict[str, Any]) -> dict[str, Any]:
    """Return the article that the package is made from."""
    return {
        "@type": "NewsArticle",
        "name": source["title"],
        "headline": source["title"],
        "url": source["path"],
        "datePublished": source["date"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }


def _part(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "@id": f"#{table['name']}",
        "name": table["title"],
        "alternateName": table["name"],
        "description": described(table),
        "license": [licence["path"] for licence in table["licenses"]],
        "citation": [{"@type": "CreativeWork", "name": s["title"], "url": s["path"]} for s in table["sources"]],
        "variableMeasured": [_variable(field) for field in table["schema"]["fields"]],
        "distribution": {
            "@type": "DataDownload",
            "name": table["path"],
            "contentUrl": table["path"],
            "encodingFormat": table["mediatype"],
            "contentSize": f"{table['bytes']} B",
            "sha256": table["hash"].removeprefix("sha256:"),
        },
    }


def _variable(field: dict[str, Any]) -> dict[str, Any]:
    bounds = field.get("constraints", {})
    words = {
        "@type": "PropertyValue",
        "name": field["name"],
        "alternateName": field["title"],
        "description": described(field),
        "unitText": field.get("unit"),
        # schema.org has numbers here: bounds of dates have no place.
        "minValue": bounds.get("minimum") if field["type"] != "date" else None,
        "maxValue": bounds.get("maximum") if field["type"] != "date" else None,
    }
    return {word: value for word, value in words.items() if value is not None}
