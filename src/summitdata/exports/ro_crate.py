"""The format ro-crate: the package as an RO-Crate, which archives of research pack data in."""

from __future__ import annotations

import json
from typing import Any

from summitdata.datapackage import DESCRIPTOR, descriptor, locate
from summitdata.exports.schema_org import article, authors, dataset

__all__ = ["METADATA", "ro_crate"]

VERSION = "https://w3id.org/ro/crate/1.3"
METADATA = "ro-crate-metadata.json"
"""The name that the file has to have in the package's folder."""


def ro_crate() -> str:
    """Return the metadata of an RO-Crate: put into the folder of the package, it makes a crate of it.

    Returns
    -------
    str
        JSON-LD, to be saved as `ro-crate-metadata.json`.

    Examples
    --------
    >>> [thing["@type"] for thing in json.loads(ro_crate())["@graph"][:3]]
    ['CreativeWork', 'Dataset', 'File']
    """
    said = descriptor()
    package = {
        "@id": DESCRIPTOR,
        "@type": "File",
        "name": DESCRIPTOR,
        "description": said["title"],
        "encodingFormat": "application/json",
        "contentSize": str(locate().stat().st_size),
        "conformsTo": {"@id": said["$schema"]},
    }
    files = [package, *(_file(table) for table in said["resources"])]
    licences = [_licence(licence) for licence in said["licenses"]]
    people = [{"@id": f"#author-{number}", **who} for number, who in enumerate(authors(), start=1)]
    sources = [_flat(article(source)) for source in said["sources"]]
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
    standard = {"@id": said["$schema"], "@type": "CreativeWork", "name": "Data Package"}
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
    """Return an article and its publisher, which in a crate stand beside each other."""
    publisher = {"@id": f"#{source['publisher']['name']}", **source["publisher"]}
    return {"@id": source["url"], **source, "publisher": {"@id": publisher["@id"]}}, publisher


def _references(things: list[dict[str, Any]]) -> list[dict[str, str]] | dict[str, str]:
    """Return what refers to the things; in a crate, one thing is no list."""
    found = [{"@id": thing["@id"]} for thing in things]
    return found[0] if len(found) == 1 else found
