"""The format schema-org: the package as a schema.org Dataset, which search engines for data read."""

from __future__ import annotations

import json
from typing import Any

from summitdata.article.units import unit_code
from summitdata.datapackage import descriptor
from summitdata.exports.contents import description_with_unit

__all__ = ["article", "authors", "dataset", "schema_org"]


def schema_org() -> str:
    """Return the package as a Dataset in JSON-LD, to be put beside `datapackage.json` or into a page about the data.

    Returns
    -------
    str
        Each table is a part with its file as `distribution` and its fields as `variableMeasured`. Paths of files
        are relative to the package.

    Examples
    --------
    >>> package = json.loads(schema_org())
    >>> package["@type"], package["hasPart"][0]["distribution"]["contentUrl"]
    ('Dataset', 'resources/figures.csv')
    """
    package = descriptor()
    metadata = {"@context": "https://schema.org/", "@type": "Dataset", **dataset()}
    metadata |= {
        "license": [licence["path"] for licence in package["licenses"]],
        "creator": authors(),
        "isBasedOn": [article(source) for source in package["sources"]],
        "hasPart": [_part(table) for table in package["resources"]],
    }
    return json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"


def dataset() -> dict[str, Any]:
    """Return the properties of the package that schema.org and the formats based on it have in common.

    Examples
    --------
    >>> dataset()["alternateName"]
    'summitdata'
    """
    package = descriptor()
    properties = {
        "name": package["title"],
        "alternateName": package["name"],
        "description": package["description"],
        "url": package.get("homepage"),
        "version": package["version"],
        "datePublished": package["released"],
        "keywords": package["keywords"],
        "inLanguage": "en",
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in properties.items() if value is not None}


def authors() -> list[dict[str, Any]]:
    """Return the authors of the package."""
    return [{"@type": "Organization", "name": contributor["title"]} for contributor in descriptor()["contributors"]]


def article(source: dict[str, Any]) -> dict[str, Any]:
    """Return a source of the package as a news article."""
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
        "description": description_with_unit(table),
        "license": [licence["path"] for licence in table["licenses"]],
        "citation": [
            {"@type": "CreativeWork", "name": source["title"], "url": source["path"]} for source in table["sources"]
        ],
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
    properties = {
        "@type": "PropertyValue",
        "name": field["name"],
        "alternateName": field["title"],
        "description": description_with_unit(field),
        "unitText": field.get("unit"),
        "unitCode": unit_code(field["unit"]) if "unit" in field else None,
        # schema.org has numbers here: other bounds, such as those of dates, have no place.
        "minValue": bounds.get("minimum") if isinstance(bounds.get("minimum"), int | float) else None,
        "maxValue": bounds.get("maximum") if isinstance(bounds.get("maximum"), int | float) else None,
    }
    return {name: value for name, value in properties.items() if value is not None}
