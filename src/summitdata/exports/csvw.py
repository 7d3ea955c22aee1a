"""The format csvw: the W3C's metadata for CSV on the Web, types, keys and constraints included."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor
from summitdata.exports.contents import described
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["csvw"]

TYPES: dict[str, dict[str, Any]] = {
    "string": {"base": "string"},
    "integer": {"base": "integer"},
    "year": {"base": "integer"},  # a gYear is a text to most readers, and has no bounds
    "number": {"base": "double"},
    "boolean": {"base": "boolean", "format": "true|false"},
    "date": {"base": "date", "format": "yyyy-MM-dd"},
}
"""What CSVW calls each type."""

CONSTRAINTS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "minExclusive",
    "exclusiveMaximum": "maxExclusive",
    "minLength": "minLength",
    "maxLength": "maxLength",
}
"""What CSVW calls each constraint that it has a word for; a pattern or a list of texts is the format of the text."""


def csvw() -> str:
    """Return the metadata of the tables as CSVW, to be put beside `datapackage.json` as `csv-metadata.json`.

    Returns
    -------
    str
        JSON. `uniqueKeys`, and lists of values that are no texts, have no words in CSVW; `dc:title` and
        `schema:unitText` hold title and unit.

    Examples
    --------
    >>> table = json.loads(csvw())["tables"][7]
    >>> table["url"], table["tableSchema"]["columns"][3]["datatype"]
    ('resources/trade.csv', {'base': 'double', 'minExclusive': 0.0})
    """
    said = descriptor()
    found = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "TableGroup",
        "dc:title": said["title"],
        "dc:description": said["description"],
        "dc:license": [{"@id": licence["path"]} for licence in said["licenses"]],
        "dc:source": [{"@id": source["path"]} for source in said["sources"]],
        "dc:creator": [contributor["title"] for contributor in said["contributors"]],
        "dc:issued": {"@value": said["released"], "@type": "xsd:date"},
        "schema:version": said["version"],
        "dcat:keyword": said["keywords"],
        "tables": [_table(table) for table in said["resources"]],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _table(table: dict[str, Any]) -> dict[str, Any]:
    rules = read_rules(table["schema"])
    paths = {other["name"]: other["path"] for other in descriptor()["resources"]}
    columns = [_column(*pair) for pair in zip(rules.fields, table["schema"]["fields"], strict=True)]
    keys = [
        {
            "columnReference": list(key),
            "reference": {"resource": paths[to or table["name"]], "columnReference": list(there)},
        }
        for key, to, there in rules.foreign_keys
    ]
    dialect = table["dialect"]
    return {
        "@type": "Table",
        "url": table["path"],
        "dc:title": table["title"],
        "dc:description": table["description"],
        "dialect": {
            "encoding": table["encoding"],
            **{word: dialect[word] for word in ("delimiter", "quoteChar", "doubleQuote", "skipInitialSpace", "header")},
        },
        "tableSchema": {
            "columns": columns,
            "primaryKey": list(rules.primary_key),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _column(rules: FieldRules, field: dict[str, Any]) -> dict[str, Any]:
    found = {
        "name": rules.name,
        "titles": rules.name,  # the header of the file, which readers compare
        "dc:title": rules.title,
        "dc:description": described(field),
        "required": rules.required,
        "datatype": _datatype(rules),
    }
    return found | ({"schema:unitText": field["unit"]} if "unit" in field else {})


def _datatype(rules: FieldRules) -> dict[str, Any]:
    found = dict(TYPES["string" if rules.format == "uri" else rules.type])
    for constraint, value in rules.constraints.items():
        if constraint in CONSTRAINTS:
            found[CONSTRAINTS[constraint]] = value.isoformat() if isinstance(value, date) else value
        elif rules.type == "string":
            allowed = value if constraint == "pattern" else "|".join(map(re.escape, value))
            found["format"] = f"^(?:{allowed})$"
    return found
