"""What the descriptor and the exports say to machines: codes of units, examples, closed sets, terms, addresses."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import rdflib
from rdflib.namespace import DCAT, RDF, SDO

import summitdata as sd
from summitdata.article.units import UNITS, unit_code
from summitdata.datapackage import descriptor, locate
from summitdata.errors import UnknownNameError

FIELDS = [(table["name"], field) for table in descriptor()["resources"] for field in table["schema"]["fields"]]
BASE = "https://data.example/summit/"

# The prefixes and symbols of UCUM that the codes are made of, with the size of each in the unit without a prefix, and
# whether UCUM allows a prefix before it (`isMetric`): https://github.com/ucum-org/ucum/blob/main/ucum-essence.xml
PREFIXES = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}
SYMBOLS = {"1": 1, "%": 0.01, "m": 1, "t": 1, "a": 1, "W": 1, "Pa": 1, "J": 1, "Cel": 1}
METRIC = {"m", "t", "W", "Pa", "J", "Cel"}
UCUM_SIZES = {
    prefix + symbol: size * factor
    for symbol, size in SYMBOLS.items()
    for prefix, factor in PREFIXES.items()
    if not prefix or symbol in METRIC
}

# The codes of the UN Statistics Division, as https://github.com/datasets/country-codes has them (tmp/UNSD-en.csv): a
# source other than that of the table.
M49 = {"C5": "143", "KAZ": "398", "KGZ": "417", "TJK": "762", "TKM": "795", "UZB": "860"}


def texts(table: str, field: str) -> set[str]:
    """Return the cells of a column that are not missing, as they are written."""
    with (locate().parent / "resources" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[field] for row in csv.DictReader(file)} - {""}


def test_every_unit_has_a_code_of_ucum_or_iso_4217() -> None:
    for unit in UNITS.values():
        system, _, code = unit.code.partition(":")
        assert system in ("UCUM", "ISO4217"), unit.name
        assert re.fullmatch("[A-Z]{3}" if system == "ISO4217" else r"[\x21-\x7e]+", code), unit.name


def ucum_size(code: str) -> float:
    """Return the size of a product in UCUM, of powers of ten, symbols with exponents and annotations."""
    size = 1.0
    for part in code.split("."):
        if ten := re.fullmatch(r"10\*(\d+)", part):
            size *= 10 ** int(ten[1])
        elif not re.fullmatch(r"\{[\x21-\x7a|~]+\}", part):  # an annotation stands for the number one
            symbol, exponent = re.fullmatch(r"(1|.*?)(\d?)", part).groups()  # type: ignore[union-attr]
            size *= UCUM_SIZES[symbol] ** int(exponent or 1)
    return size


@pytest.mark.parametrize("name", [unit.name for unit in UNITS.values() if unit.code.startswith("UCUM:")])
def test_a_code_of_ucum_has_the_size_of_the_unit(name: str) -> None:
    assert ucum_size(UNITS[name].code.removeprefix("UCUM:")) == UNITS[name].factor


def test_money_has_the_code_of_its_currency() -> None:
    money = {(unit.base, unit.code) for unit in UNITS.values() if not unit.code.startswith("UCUM:")}
    assert money == {("dollars", "ISO4217:USD"), ("yuan", "ISO4217:CNY")}


def test_the_codes_of_regions_are_those_of_the_un() -> None:
    assert dict(sd.load("partners")[["code", "m49"]].itertuples(index=False)) == M49


@pytest.mark.parametrize(
    ("unit", "code"),
    [("Mt/yr", "UCUM:10*6.t/a"), ("MJ/m3", "UCUM:MJ/m3"), ("MW*yr", "UCUM:MW.a"), ("1/MW", "UCUM:1/MW")],
)
def test_the_code_of_a_derived_unit(unit: str, code: str) -> None:
    assert unit_code(unit) == code


@pytest.mark.parametrize("unit", ["bn USD/MW", "bn USD*MW"])
def test_a_quotient_of_money_has_no_code(unit: str) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(f"there is a code for {unit} neither in UCUM nor")):
        unit_code(unit)


def test_the_descriptor_has_the_code_of_every_unit() -> None:
    assert {field["unit"]: field["unitCode"] for _, field in FIELDS if "unit" in field} == {
        field["unit"]: unit_code(field["unit"]) for _, field in FIELDS if "unit" in field
    }
    in_rows = {unit for table, field in FIELDS if "unitField" in field for unit in texts(table, field["unitField"])}
    assert descriptor()["unitCodes"] == {unit: unit_code(unit) for unit in sorted(in_rows)}


def test_a_number_has_a_unit_unless_it_is_an_ordinal() -> None:
    numbers = [field for _, field in FIELDS if field["type"] in ("number", "integer")]
    without = {field["name"] for field in numbers if "unit" not in field and "unitField" not in field}
    # What counts paragraphs or summits in their order is not an amount.
    assert without == {"paragraph", "status_paragraph", "ordinal"}


def test_every_example_is_a_cell_of_its_column() -> None:
    for table, field in FIELDS:
        cells = texts(table, field["name"])
        assert ("example" in field) == bool(cells), (table, field["name"])
        assert not cells or field["example"] in cells


def test_a_closed_set_has_categories() -> None:
    closed = [field for _, field in FIELDS if "enum" in field.get("constraints", {})]
    assert closed
    assert all(field["categories"] == field["constraints"]["enum"] for field in closed if field["type"] == "string")


def test_every_schema_says_what_is_missing() -> None:
    assert {tuple(table["schema"]["missingValues"]) for table in descriptor()["resources"]} == {("",)}


def test_a_term_is_one_of_schema_org() -> None:
    terms = {field["rdfType"] for _, field in FIELDS if "rdfType" in field}
    assert {"https://schema.org/Country", "https://schema.org/Quotation"} <= terms
    assert all(term.removeprefix(str(SDO)) in SDO for term in terms)


def exported_fields(form: str) -> dict[tuple[str, str], Any]:
    """Return what an export says of each field, by table and field."""
    package = json.loads(sd.export(form))
    if form == "csvw":
        parts = [(table["tableSchema"]["columns"]) for table in package["tables"]]
    elif form == "croissant":
        parts = [records["field"] for records in package["recordSet"]]
    else:
        parts = [part["variableMeasured"] for part in package["hasPart"]]
    names = [table["name"] for table in descriptor()["resources"]]
    return {(name, field["name"]): field for name, fields in zip(names, parts, strict=True) for field in fields}


@pytest.mark.parametrize("form", ["croissant", "csvw", "schema-org"])
def test_an_export_has_the_code_of_each_unit(form: str) -> None:
    exported = exported_fields(form)
    for table, field in FIELDS:
        if "unit" in field:
            assert field["unitCode"] in json.dumps(exported[table, field["name"]]), (table, field["name"])


@pytest.mark.parametrize(("form", "key"), [("croissant", "dataType"), ("csvw", "dc:type")])
def test_an_export_has_the_term_of_each_field(form: str, key: str) -> None:
    exported = exported_fields(form)
    for table, field in FIELDS:
        term = field.get("rdfType")
        assert (term is not None) == ("https://schema.org/" in json.dumps(exported[table, field["name"]].get(key)))
        assert term is None or term in json.dumps(exported[table, field["name"]][key])


def test_a_state_has_the_same_m49_code_in_each_table() -> None:
    codes = {row["alpha_3"]: row["m49"] for row in sd.load("countries").to_dict("records")}
    assert codes.pop("CHN") == "156"
    partners = sd.load("partners").to_dict("records")
    assert codes == {row["code"]: row["m49"] for row in partners if row["kind"] == "state"}


def test_the_package_can_be_identified() -> None:
    package = descriptor()
    assert str(UUID(package["id"])) == package["id"]
    assert datetime.fromisoformat(package["created"]).tzinfo is not None


def addresses(part: Any) -> list[str]:
    """Return the identifiers and addresses in JSON-LD."""
    if isinstance(part, list):
        return [each for item in part for each in addresses(item)]
    if not isinstance(part, dict):
        return []
    own = [part[key] for key in ("@id", "url") if key in part]
    return own + [each for key, value in part.items() if key != "@context" for each in addresses(value)]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # what rdflib uses of itself
@pytest.mark.parametrize("base", [BASE, BASE.removesuffix("/")])
def test_a_catalogue_can_harvest_dcat_with_a_base(base: str) -> None:
    text = sd.export("dcat", base=base)
    assert all(urlsplit(address).scheme or address.startswith("spdx:") for address in addresses(json.loads(text)))
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    files = {str(graph.value(file, DCAT.downloadURL)) for file in graph.subjects(RDF.type, DCAT.Distribution)}
    assert files == {BASE + table["path"] for table in descriptor()["resources"]}
    assert graph.value(rdflib.URIRef(BASE), DCAT.landingPage) == rdflib.URIRef(BASE)


def test_a_review_has_an_address_with_a_base_only() -> None:
    reviews = json.loads(sd.export("claimreview", base=BASE))["@graph"]
    assert [review["url"] for review in reviews] == [review["@id"] for review in reviews]
    assert all(review["url"].startswith(f"{BASE}#") for review in reviews)
    assert {review["author"]["url"] for review in reviews} == {BASE}
    assert not any("url" in review for review in json.loads(sd.export("claimreview"))["@graph"])


def test_a_relation_has_a_review() -> None:
    reviews = {review["@id"]: review for review in json.loads(sd.export("claimreview"))["@graph"]}
    assert reviews["#gas-equivalence"]["reviewRating"]["alternateName"] == sd.corroborate("gas-equivalence").verdict


@pytest.mark.parametrize(
    "base", ["", "x", "ftp://host/", "https://", "https:///x", "https://host/?q", "https://host/#x", "https://h o/", 5]
)
def test_a_base_that_is_not_an_address_is_refused(base: Any) -> None:
    with pytest.raises(UnknownNameError, match=r"a base is an address such as https://example\.org/data/, not "):
        sd.export("dcat", base=base)


def test_a_format_without_addresses_has_no_base() -> None:
    with pytest.raises(UnknownNameError, match="csvw has no base address: the formats dcat and claimreview have one"):
        sd.export("csvw", base=BASE)
