"""The format dcat: the package in the W3C's Data Catalog Vocabulary, which the catalogues of open data exchange."""

from __future__ import annotations

import json
from typing import Any

from summitdata.datapackage import descriptor

__all__ = ["dcat"]

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The vocabularies; nothing has to be fetched to read the file."""

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def dcat() -> str:
    """Return the package as a DCAT 3 dataset, in JSON-LD that needs no context from elsewhere.

    Returns
    -------
    str
        The package is a dataset with each table as a part (`dct:hasPart`), a dataset with its file as distribution:
        in DCAT the distributions of one dataset hold the same data. Addresses of files are relative to the package.

    Examples
    --------
    >>> found = json.loads(dcat())
    >>> found["dct:hasPart"][0]["dcat:distribution"]["dcat:byteSize"]["@type"]
    'xsd:nonNegativeInteger'
    """
    said = descriptor()
    found = {
        "@context": CONTEXT,
        "@id": said.get("homepage", "./"),
        "@type": "dcat:Dataset",
        "dct:identifier": said["name"],
        "dct:title": _english(said["title"]),
        "dct:description": _english(said["description"]),
        "dcat:version": said["version"],
        "dct:issued": {"@value": said["released"], "@type": "xsd:date"},
        "dcat:keyword": [_english(keyword) for keyword in said["keywords"]],
        "dct:license": _references(said["licenses"], "dct:LicenseDocument"),
        "dct:creator": [{"@type": "foaf:Agent", "foaf:name": who["title"]} for who in said["contributors"]],
        "dct:source": _references(said["sources"]),
        "dct:hasPart": [_part(table) for table in said["resources"]],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _part(table: dict[str, Any]) -> dict[str, Any]:
    words = {
        "dct:title": _english(table["title"]),
        "dct:description": _english(table["description"]),
        "dct:license": _references(table["licenses"], "dct:LicenseDocument"),
    }
    return {
        "@id": f"#{table['name']}",
        "@type": "dcat:Dataset",
        "dct:identifier": table["name"],
        **words,
        "dct:source": _references(table["sources"]),
        "dcat:distribution": {
            "@id": f"#{table['name']}-{table['format']}",
            "@type": "dcat:Distribution",
            **words,
            "dcat:accessURL": {"@id": table["path"]},
            "dcat:downloadURL": {"@id": table["path"]},
            "dcat:mediaType": {"@id": MEDIA_TYPES + table["mediatype"], "@type": "dct:MediaType"},
            "dcat:byteSize": {"@value": str(table["bytes"]), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": table["hash"].removeprefix("sha256:"), "@type": "xsd:hexBinary"},
            },
            "dct:conformsTo": {"@id": table["schema"]["$schema"], "@type": "dct:Standard"},
        },
    }


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _references(said: list[dict[str, Any]], kind: str = "") -> list[dict[str, str]]:
    return [{"@id": what["path"]} | ({"@type": kind} if kind else {}) for what in said]
