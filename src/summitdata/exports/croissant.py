"""The format croissant: the package in MLCommons' Croissant, which tools for machine learning load tables by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.article.cite import cite
from summitdata.datapackage import descriptor
from summitdata.exports.contents import description_with_unit
from summitdata.exports.schema_org import article, authors, dataset
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.types.field_type import NotExpressible

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["croissant", "record_set"]

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


def croissant() -> str:
    """Return the package as Croissant: each table a file and the set of records that are read from it.

    Returns
    -------
    str
        JSON-LD, to be put beside `datapackage.json`: addresses of files are relative to it.

    Examples
    --------
    >>> json.loads(croissant())["recordSet"][0]["key"]
    [{'@id': 'figures/id'}]
    """
    package = descriptor()
    dataset_description = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        **dataset(),
        "license": [licence["path"] for licence in package["licenses"]],
        "creator": authors(),
        "citeAs": cite("bibtex"),
        "isBasedOn": [article(source) for source in package["sources"]],
        "distribution": [_file(table) for table in package["resources"]],
        "recordSet": [record_set(table) for table in package["resources"]],
    }
    return json.dumps(dataset_description, indent=2, ensure_ascii=False) + "\n"


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


def record_set(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table as a set of records."""
    rules = read_rules(table["schema"])
    return {
        "@type": "cr:RecordSet",
        "@id": table["name"],
        "name": table["name"],
        "description": f"{table['title']}. {table['description']}",
        "key": [{"@id": f"{table['name']}/{column}"} for column in rules.primary_key],
        "field": [_field(table, field) for field in rules.fields],
    }


def _field(table: dict[str, Any], field: FieldRules) -> dict[str, Any]:
    # Foreign keys are left out: mlcroissant takes `references` for tables to join, and a table with two keys to another
    # then has other rows than its file.
    return {
        "@type": "cr:Field",
        "@id": f"{table['name']}/{field.name}",
        "name": field.name,
        "description": description_with_unit(field.descriptor),
        "dataType": _data_types(field),
        "source": {"fileObject": {"@id": table["path"]}, "extract": {"column": field.name}},
    }


def _data_types(field: FieldRules) -> str | list[str]:
    """Return what Croissant calls the type of a field, and the class of what its values name, if there is a term.

    What Croissant has no word for is text.
    """
    known = field.field_format.croissant or field.field_type.croissant
    data_type = "sc:Text" if isinstance(known, NotExpressible) else known
    return [data_type, field.descriptor["rdfType"]] if "rdfType" in field.descriptor else data_type
