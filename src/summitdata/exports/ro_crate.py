"""The format ro-crate: the package as an RO-Crate, a format of archives of research data."""

from __future__ import annotations

import json
from typing import Any

from summitdata.datapackage import DESCRIPTOR, descriptor, locate
from summitdata.exports.schema_org import article, authors, dataset

__all__ = ["METADATA", "ro_crate"]

VERSION = "https://w3id.org/ro/crate/1.3"
METADATA = "ro-crate-metadata.json"
"""The name that the file must have in the folder of the package."""


def ro_crate() -> str:
    """Return the metadata of an RO-Crate: in the folder of the package, it makes the package a crate.

    Returns
    -------
    str
        JSON-LD, to be saved as `ro-crate-metadata.json`.

    Examples
    --------
    >>> [thing["@type"] for thing in json.loads(ro_crate())["@graph"][:3]]
    ['CreativeWork', 'Dataset', 'File']
    """
    package = descriptor()
    descriptor_file = {
        "@id": DESCRIPTOR,
        "@type": "File",
        "name": DESCRIPTOR,
        "description": package["title"],
        "encodingFormat": "application/json",
        "contentSize": str(locate().stat().st_size),
        "conformsTo": {"@id": package["$schema"]},
    }
    files = [descriptor_file, *(_file(table) for table in package["resources"])]
    licences = [_licence(licence) for licence in package["licenses"]]
    people = [{"@id": f"#author-{number}", **author} for number, author in enumerate(authors(), start=1)]
    sources = [_flat(article(source)) for source in package["sources"]]
    root = {
        "@id": "./",
        "@type": "Dataset",
        **dataset(),
        "license": _references(licences),
        "creator": _references(people),
        "publisher": _references(people),
        "isBasedOn": _references([source for source, _ in sources]),
        "hasPart": _references(files),
    }
    about = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": VERSION},
        "about": {"@id": root["@id"]},
    }
    standard = {"@id": package["$schema"], "@type": "CreativeWork", "name": "Data Package"}
    things = [about, root, *files, standard, *licences, *people, *(thing for pair in sources for thing in pair)]
    return json.dumps({"@context": f"{VERSION}/context", "@graph": things}, indent=2, ensure_ascii=False) + "\n"


def _file(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": table["path"],
        "@type": "File",
        "name": table["title"],
        "description": table["description"],
        "encodingFormat": table["mediatype"],
        "contentSize": str(table["bytes"]),
        "sha256": table["hash"].removeprefix("sha256:"),
    }


def _licence(licence: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": licence["path"],
        "@type": "CreativeWork",
        "name": licence["title"],
        "identifier": licence["name"],
        "description": licence["title"],
        "url": licence["path"],
    }


def _flat(source: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an article and its publisher as two objects, since a crate does not nest them."""
    publisher = {"@id": f"#{source['publisher']['name']}", **source["publisher"]}
    return {"@id": source["url"], **source, "publisher": {"@id": publisher["@id"]}}, publisher


def _references(things: list[dict[str, Any]]) -> list[dict[str, str]] | dict[str, str]:
    """Return references to objects; in a crate, a reference to one object is not a list."""
    references = [{"@id": thing["@id"]} for thing in things]
    return references[0] if len(references) == 1 else references
