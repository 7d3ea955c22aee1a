"""The format croissant: the package in MLCommons' Croissant, which tools for machine learning load tables by."""

from __future__ import annotations

import json
from typing import Any

from summitdata.article.cite import cite
from summitdata.datapackage import descriptor
from summitdata.exports.contents import described
from summitdata.exports.schema_org import article, authors, dataset

__all__ = ["croissant"]

VERSION = "http://mlcommons.org/croissant/1.0"

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        word: f"cr:{word}"
        for word in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet",
            "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
            "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField",
            "transform",
        )
    },
}  # fmt: skip
"""Which vocabulary each word of Croissant is from; the standard asks for all of it in each file."""

TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
"""What Croissant calls each type."""


def croissant() -> str:
    """Return the package as Croissant: each table a file and the set of records that are read from it.

    Returns
    -------
    str
        JSON-LD, to be put beside `datapackage.json`: addresses of files are relative to it.

    Examples
    --------
    >>> found = json.loads(croissant())
    >>> found["recordSet"][0]["key"]
    [{'@id': 'figures/id'}]
    """
    said = descriptor()
    found = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        **dataset(),
        "license": [licence["path"] for licence in said["licenses"]],
        "creator": authors(),
        "citeAs": cite("bibtex"),
        "isBasedOn": [article(source) for source in said["sources"]],
        "distribution": [_file(table) for table in said["resources"]],
        "recordSet": [_records(table) for table in said["resources"]],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _file(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": table["path"],
        "name": table["path"],
        "description": table["description"],
        "contentUrl": table["path"],
        "contentSize": f"{table['bytes']} B",
        "encodingFormat": table["mediatype"],
        "sha256": table["hash"].removeprefix("sha256:"),
    }


def _records(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table["name"],
        "name": table["name"],
        "description": f"{table['title']}. {table['description']}",
        "key": [{"@id": f"{table['name']}/{column}"} for column in table["schema"]["primaryKey"]],
        "field": [_field(table, field) for field in table["schema"]["fields"]],
    }


def _field(table: dict[str, Any], field: dict[str, Any]) -> dict[str, Any]:
    # Foreign keys stay unsaid: mlcroissant takes `references` for tables to join, and a table with two keys to another
    # then has other rows than its file.
    return {
        "@type": "cr:Field",
        "@id": f"{table['name']}/{field['name']}",
        "name": field["name"],
        "description": described(field),
        "dataType": "sc:URL" if field.get("format") == "uri" else TYPES[field["type"]],
        "source": {"fileObject": {"@id": table["path"]}, "extract": {"column": field["name"]}},
    }
