"""The format csvw: the W3C's metadata for CSV on the Web, types, keys and constraints included."""

from __future__ import annotations

import json
import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from summitdata.article.units import unit_code
from summitdata.datapackage import descriptor
from summitdata.exports.contents import description_with_unit
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.types.field_type import NotExpressible
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["csvw", "csvw_columns"]

CONSTRAINTS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "minExclusive",
    "exclusiveMaximum": "maxExclusive",
    "minLength": "minLength",
    "maxLength": "maxLength",
}
"""What CSVW calls each constraint that it can express; a pattern or a choice of texts is the format of the text."""


def csvw() -> str:
    """Return the metadata of the tables as CSVW, to be put beside `datapackage.json` as `csv-metadata.json`.

    Returns
    -------
    str
        JSON. CSVW cannot express `uniqueKeys`, nor a choice of values that are not texts; `dc:title`,
        `schema:unitText` and `schema:unitCode` hold title and unit, `dc:type` the class of what a text names.

    Examples
    --------
    >>> (table,) = [table for table in json.loads(csvw())["tables"] if table["url"] == "resources/gas.csv"]
    >>> [column["name"] for column in table["tableSchema"]["columns"] if column["datatype"]["base"] == "double"]
    ['value', 'low', 'high']
    """
    package = descriptor()
    table_group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "TableGroup",
        "dc:title": package["title"],
        "dc:description": package["description"],
        "dc:license": [{"@id": licence["path"]} for licence in package["licenses"]],
        "dc:source": [{"@id": source["path"]} for source in package["sources"]],
        "dc:creator": [contributor["title"] for contributor in package["contributors"]],
        "dc:issued": {"@value": package["released"], "@type": "xsd:date"},
        "schema:version": package["version"],
        "dcat:keyword": package["keywords"],
        "tables": [_table(table) for table in package["resources"]],
    }
    return json.dumps(table_group, indent=2, ensure_ascii=False) + "\n"


def _table(table: dict[str, Any]) -> dict[str, Any]:
    rules = read_rules(table["schema"])
    paths = {other["name"]: other["path"] for other in descriptor()["resources"]}
    keys = [
        {
            "columnReference": list(key),
            "reference": {"resource": paths[other or table["name"]], "columnReference": list(their_key)},
        }
        for key, other, their_key in rules.foreign_keys
    ]
    dialect = table["dialect"]
    return {
        "@type": "Table",
        "url": table["path"],
        "dc:title": table["title"],
        "dc:description": table["description"],
        "dialect": {
            "encoding": table["encoding"],
            **{key: dialect[key] for key in ("delimiter", "quoteChar", "doubleQuote", "skipInitialSpace", "header")},
        },
        "tableSchema": {
            "columns": csvw_columns(rules),
            "primaryKey": list(rules.primary_key),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def csvw_columns(rules: TableRules) -> list[dict[str, Any]]:
    """Return the columns of a table."""
    return [_column(field) for field in rules.fields]


def _column(field: FieldRules) -> dict[str, Any]:
    column = {
        "name": field.name,
        "titles": field.name,  # the header of the file, which readers compare
        "dc:title": field.title,
        "dc:description": description_with_unit(field.descriptor),
        "required": field.required,
        "datatype": _datatype(field),
    }
    if field.field_type.list_of_values:
        item_type = FIELD_TYPES[field.descriptor.get("itemType", "string")]
        column |= {"datatype": _base(item_type.csvw), "separator": field.descriptor.get("delimiter", ",")}
    if "rdfType" in field.descriptor:
        column["dc:type"] = {"@id": field.descriptor["rdfType"]}
    if "unit" in field.descriptor:
        column |= {"schema:unitText": field.descriptor["unit"], "schema:unitCode": unit_code(field.descriptor["unit"])}
    return column


def _base(csvw: Mapping[str, Any] | NotExpressible) -> dict[str, Any]:
    return {"base": "string"} if isinstance(csvw, NotExpressible) else dict(csvw)


def _datatype(field: FieldRules) -> dict[str, Any]:
    """Return what CSVW calls the type of a field, with its constraints; what it has no word for is text."""
    csvw = field.field_format.csvw or field.field_type.csvw
    datatype = _base(csvw)
    if isinstance(csvw, NotExpressible) or field.field_type.text_backed:
        return datatype  # its constraints are about values that CSVW, or its readers, take for text
    for constraint, value in field.constraints.items():
        if constraint in CONSTRAINTS:
            datatype[CONSTRAINTS[constraint]] = value.isoformat() if isinstance(value, date | time) else value
        elif datatype["base"] == "string":
            allowed = value if constraint == "pattern" else "|".join(map(re.escape, value))
            datatype["format"] = f"^(?:{allowed})$"
    return datatype
