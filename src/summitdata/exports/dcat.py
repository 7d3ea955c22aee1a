"""The format dcat: the package in the W3C's Data Catalog Vocabulary, which catalogues of open data exchange."""

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
"""The vocabularies; nothing has to be downloaded to read the file."""

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def dcat(base: str = "") -> str:
    """Return the package as a DCAT 3 dataset, in JSON-LD that contains its own context.

    Parameters
    ----------
    base : str, optional
        The address of the folder in which the package is published, with a `/` at its end. Without it, the `homepage`
        of the package is the base, if it has one.

    Returns
    -------
    str
        The package is a dataset. Each table is a part of it (`dct:hasPart`): a dataset with the file as distribution,
        since in DCAT all distributions of one dataset have the same data. With a base, the addresses of the dataset,
        its parts and its files begin with it; without one they are relative to the package, and no catalogue can
        harvest them. The file has what DCAT-AP 3 (https://semiceu.github.io/DCAT-AP/releases/3.0.0/) makes
        mandatory: title and description of each dataset, an access address of each distribution, a name of each
        agent; and the publisher that it recommends.

    Examples
    --------
    >>> dataset = json.loads(dcat())
    >>> dataset["dct:hasPart"][0]["dcat:distribution"]["dcat:byteSize"]["@type"]
    'xsd:nonNegativeInteger'
    """
    package = descriptor()
    base = base or package.get("homepage", "")
    dataset = {
        "@context": CONTEXT,
        "@id": base or "./",
        "@type": "dcat:Dataset",
        "dct:identifier": package["id"],
        **({"dcat:landingPage": {"@id": base}} if base else {}),
        "dct:title": _english(package["title"]),
        "dct:description": _english(package["description"]),
        "dcat:version": package["version"],
        "dct:created": {"@value": package["created"], "@type": "xsd:dateTime"},
        "dct:issued": {"@value": package["released"], "@type": "xsd:date"},
        "dcat:keyword": [_english(keyword) for keyword in package["keywords"]],
        "dct:license": _references(package["licenses"], "dct:LicenseDocument"),
        "dct:creator": [_agent(contributor) for contributor in package["contributors"]],
        "dct:publisher": _agent(package["contributors"][0]),
        "dct:source": _references(package["sources"]),
        "dct:hasPart": [_part(table, base) for table in package["resources"]],
    }
    return json.dumps(dataset, indent=2, ensure_ascii=False) + "\n"


def _part(table: dict[str, Any], base: str) -> dict[str, Any]:
    common = {
        "dct:title": _english(table["title"]),
        "dct:description": _english(table["description"]),
        "dct:license": _references(table["licenses"], "dct:LicenseDocument"),
    }
    return {
        "@id": f"{base}#{table['name']}",
        "@type": "dcat:Dataset",
        "dct:identifier": table["name"],
        "dct:publisher": _agent(descriptor()["contributors"][0]),
        **common,
        "dct:source": _references(table["sources"]),
        "dcat:distribution": {
            "@id": f"{base}#{table['name']}-{table['format']}",
            "@type": "dcat:Distribution",
            **common,
            "dcat:accessURL": {"@id": base + table["path"]},
            "dcat:downloadURL": {"@id": base + table["path"]},
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


def _agent(contributor: dict[str, Any]) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": contributor["title"]}


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _references(targets: list[dict[str, Any]], type_name: str = "") -> list[dict[str, str]]:
    return [{"@id": target["path"]} | ({"@type": type_name} if type_name else {}) for target in targets]
