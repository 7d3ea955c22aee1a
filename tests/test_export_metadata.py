"""The metadata are valid for the validator of each standard, and true; nothing is downloaded to check that."""

from __future__ import annotations

import io
import json
import socket
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyshacl
import pytest
import rdflib
import requests
import rocrate
from csvw import TableGroup
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

import summitdata as sd
from summitdata.datapackage import descriptor, locate, resource
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from summitdata._names import TableName

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # what the validators use of rdflib
]

TABLES: list[TableName] = [table["name"] for table in descriptor()["resources"]]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a validator went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bare data package, for metadata to be put into."""
    with zipfile.ZipFile(sd.export("zip", tmp_path / "x.zip")) as archive:
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def expected(name: TableName) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = sd.load(name, "pyarrow").to_pylist()
    return values


# Croissant


@pytest.fixture
def croissant(folder: Path, caplog: pytest.LogCaptureFixture) -> Any:
    import mlcroissant

    (folder / "croissant.json").write_text(sd.export("croissant"), "utf-8")
    dataset = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert caplog.messages == []
    return dataset


def test_croissant_is_valid_to_mlcroissant(croissant: Any) -> None:
    assert not croissant.metadata.issues.errors
    assert not croissant.metadata.issues.warnings
    assert croissant.metadata.name == descriptor()["title"]
    assert croissant.metadata.version == descriptor()["version"]


@pytest.mark.parametrize("name", TABLES)
def test_mlcroissant_reads_the_rows(name: TableName, croissant: Any) -> None:
    days = {field["name"] for field in resource(name)["schema"]["fields"] if field["type"] == "date"}
    records = []
    for record in croissant.records(name):
        row = {column.removeprefix(f"{name}/"): plain(value) for column, value in record.items()}
        records.append({column: value.date() if value and column in days else value for column, value in row.items()})
    assert records == expected(name)


def plain(value: Any) -> Any:
    """Return a value as Python has it: mlcroissant gives bytes for text, and numbers that are none for missing ones."""
    if isinstance(value, bytes):
        return value.decode()
    return None if value is None or value != value else value  # noqa: PLR0124 - a NaN is not itself


# CSVW


@pytest.fixture
def group(folder: Path) -> TableGroup:
    (folder / "csv-metadata.json").write_text(sd.export("csvw"), "utf-8")
    return TableGroup.from_file(folder / "csv-metadata.json")


def test_csvw_keys_hold_in_the_files(group: TableGroup) -> None:
    assert len(group.tables) == len(TABLES)
    assert group.check_referential_integrity()
    assert all(table.check_primary_key() for table in group.tables)
    exported = {
        (str(table.url), tuple(key.columnReference)) for table in group.tables for key in table.tableSchema.foreignKeys
    }
    assert exported == {
        (table["path"], tuple(key["fields"]))
        for table in descriptor()["resources"]
        for key in table["schema"].get("foreignKeys", [])
    }


@pytest.mark.parametrize("name", TABLES)
def test_csvw_reads_the_rows(name: TableName, group: TableGroup) -> None:
    table = group.tabledict[resource(name)["path"]]
    table_rows = [
        {column: value.date() if isinstance(value, datetime) else value for column, value in row.items()}
        for row in table.iterdicts(strict=True)
    ]
    assert table_rows == expected(name)
    assert [[type(value) for value in row.values()] for row in table_rows] == [
        [type(value) for value in row.values()] for row in expected(name)
    ]


@pytest.mark.parametrize("name", TABLES)
def test_csvw_refuses_what_the_schema_refuses(name: TableName, group: TableGroup) -> None:
    columns = {column.name: column for column in group.tabledict[resource(name)["path"]].tableSchema.columns}
    for field in read_rules(resource(name)["schema"]).fields:
        rules, column = field.constraints, columns[field.name]
        bad = [""] if field.required else []
        bad += ["no such value"] if "enum" in rules or field.type != "string" else []
        bad += ["!"] if "pattern" in rules else []
        bad += ["x" * (rules["maxLength"] + 1)] if "maxLength" in rules else []
        if field.type in ("integer", "year", "number"):
            bad += [str(rules["minimum"] - 1)] if "minimum" in rules else []
            bad += [str(rules["maximum"] + 1)] if "maximum" in rules else []
            bad += [str(rules["exclusiveMinimum"])] if "exclusiveMinimum" in rules else []
        bad += ["1900-01-01"] if field.type == "date" and "minimum" in rules else []
        for value in bad:
            with pytest.raises(ValueError):  # noqa: PT011 - its message is not ours
                column.read(value)


# schema.org: the vocabulary as SHACL, which pySHACL ships


SCHEMA = rdflib.Namespace("http://schema.org/")


def schema_graph(format: str) -> rdflib.Graph:
    """Read JSON-LD of schema.org with what its own context says of these words, and numbers as the shapes have them."""
    content = json.loads(sd.export(format), parse_int=float)
    kinds = {
        **dict.fromkeys(("url", "contentUrl", "license"), "@id"),
        **dict.fromkeys(("minValue", "maxValue", "ratingValue", "bestRating", "worstRating"), str(XSD.float)),
        "datePublished": str(XSD.date),
    }
    content["@context"] = {"@vocab": str(SCHEMA), **{word: {"@type": kind} for word, kind in kinds.items()}}
    return rdflib.Graph().parse(data=json.dumps(content), format="json-ld", publicID="https://package.example/")


@pytest.fixture(scope="module")
def schema_shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(Path(pyshacl.__file__).parent / "assets" / "schema.ttl")


@pytest.mark.parametrize("format", ["schema-org", "claimreview"])
def test_schema_org_is_valid_to_the_shapes_of_the_vocabulary(format: str, schema_shapes: rdflib.Graph) -> None:
    graph = schema_graph(format)
    valid, _, text = pyshacl.validate(graph, shacl_graph=schema_shapes, ont_graph=schema_shapes)
    assert valid, text
    # SHACL says nothing of a word that the vocabulary does not have; the library of RO-Crate ships all of it.
    vocabulary = json.loads((Path(rocrate.__file__).parent / "data" / "schema.jsonld").read_text("utf-8"))
    terms = {SCHEMA[thing["@id"].removeprefix("schema:")] for thing in vocabulary["@graph"]}
    assert {*graph.predicates(), *graph.objects(predicate=RDF.type)} <= {RDF.type, *terms}


def test_the_shapes_do_find_what_is_wrong(schema_shapes: rdflib.Graph) -> None:
    graph = schema_graph("schema-org")
    dataset = next(graph.subjects(SCHEMA.alternateName, rdflib.Literal("summitdata")))
    graph.set((dataset, SCHEMA.creator, rdflib.Literal("a text, where an organisation is due")))
    assert not pyshacl.validate(graph, shacl_graph=schema_shapes, ont_graph=schema_shapes)[0]


def test_schema_org_says_what_search_engines_for_data_ask_for() -> None:
    dataset = json.loads(sd.export("schema-org"))
    assert dataset["@context"] == "https://schema.org/"
    assert 50 <= len(dataset["description"]) <= 5000
    assert dataset.keys() >= {"name", "description", "license", "creator", "keywords", "version", "datePublished"}
    files = {part["distribution"]["contentUrl"]: part["distribution"]["sha256"] for part in dataset["hasPart"]}
    assert files == {table["path"]: table["hash"].removeprefix("sha256:") for table in descriptor()["resources"]}


# DCAT: no package has its shapes, so these are ours, after the W3C's text


DCAT_SHAPES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:shapes:> .

:dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ] ,
        [ sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ] ,
        [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:Literal ] ,
        [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date ] ,
        [ sh:path dct:license ; sh:minCount 1 ; sh:class dct:LicenseDocument ] ,
        [ sh:path dct:creator ; sh:class foaf:Agent ] ,
        [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
        [ sh:path dct:source ; sh:nodeKind sh:IRI ] ,
        [ sh:path dct:hasPart ; sh:class dcat:Dataset ] ,
        [ sh:path dcat:version ; sh:maxCount 1 ; sh:nodeKind sh:Literal ] ,
        [ sh:path dcat:keyword ; sh:datatype rdf:langString ] ,
        [ sh:path dcat:distribution ; sh:class dcat:Distribution ] .

:distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:downloadURL ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ; sh:class dct:MediaType ] ,
        [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
        [ sh:path dct:license ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] ,
        [ sh:path dct:conformsTo ; sh:class dct:Standard ] ,
        [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .

:checksum a sh:NodeShape ; sh:targetClass spdx:Checksum ;
    sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .

:agent a sh:NodeShape ; sh:targetClass foaf:Agent ;
    sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
"""

DCAT_3 = {rdflib.URIRef(f"{DCAT}version")}
"""What DCAT has had since version 3 and rdflib does not know yet."""


@pytest.fixture
def dcat() -> rdflib.Graph:
    return rdflib.Graph().parse(data=sd.export("dcat"), format="json-ld", publicID="https://package.example/")


def test_dcat_is_valid(dcat: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(data=DCAT_SHAPES, format="turtle")
    valid, _, text = pyshacl.validate(dcat, shacl_graph=shapes, meta_shacl=True)
    assert valid, text


def test_dcat_uses_the_words_of_the_vocabularies(dcat: rdflib.Graph) -> None:
    terms = {*dcat.predicates(), *dcat.objects(predicate=RDF.type)}
    vocabularies: list[Any] = [DCAT, DCTERMS, FOAF]
    for vocabulary in vocabularies:
        used = {term for term in terms if str(term).startswith(str(vocabulary))}
        assert used
        assert all(term in vocabulary for term in used - DCAT_3)


def test_dcat_describes_each_file(dcat: rdflib.Graph) -> None:
    exported = {
        (str(dcat.value(file, DCAT.downloadURL)), int(str(dcat.value(file, DCAT.byteSize))))
        for file in dcat.subjects(RDF.type, DCAT.Distribution)
    }
    base = "https://package.example/"
    assert exported == {(base + table["path"], table["bytes"]) for table in descriptor()["resources"]}
    root = rdflib.URIRef(base)
    assert dcat.value(root, DCTERMS.issued) == rdflib.Literal(date.fromisoformat(descriptor()["released"]))
    assert len(set(dcat.objects(root, DCTERMS.hasPart))) == len(TABLES)


# RO-Crate


UNKNOWN = {
    "The organization SHOULD have a URL.",
    "An Organization entity SHOULD have a ROR identifier as its @id (e.g., https://ror.org/03f0f6041)",
    "An Organization's contactPoint SHOULD reference a ContactPoint contextual entity",
    "At least one author or publisher Person/Organization SHOULD have a contactPoint property",
}
"""What a crate should say and the descriptor does not know: addresses of the authors and of the article's publisher."""


@pytest.fixture
def crate(folder: Path) -> Path:
    (folder / "ro-crate-metadata.json").write_text(sd.export("ro-crate"), "utf-8")
    return folder


def test_ro_crate_is_valid_to_its_validator(crate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rocrate_validator.models import Severity
    from rocrate_validator.services import ValidationSettings, validate

    # The validator fetches the context that the file names; the library of RO-Crate ships the same one.
    context = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()

    def serve(_: object, request: requests.PreparedRequest, **__: object) -> requests.Response:
        assert request.url == json.loads(context)["@id"]
        response = requests.Response()
        response.status_code, response.url, response.request = 200, str(request.url), request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = io.BytesIO(context)
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", serve)
    settings = ValidationSettings(
        rocrate_uri=str(crate),
        profile_identifier="ro-crate-1.3",
        requirement_severity=Severity.RECOMMENDED,
        no_cache=True,
    )
    result = validate(settings)
    assert {issue.message for issue in result.get_issues()} <= UNKNOWN
    assert not [issue for issue in result.get_issues() if issue.severity == Severity.REQUIRED]


def test_ro_crate_is_read_by_its_library(crate: Path) -> None:
    from rocrate.rocrate import ROCrate

    read_crate = ROCrate(crate)
    package = descriptor()
    assert read_crate.name == package["title"]
    assert read_crate.root_dataset["version"] == package["version"]
    assert read_crate.root_dataset["license"].id == package["licenses"][0]["path"]
    files = {entity.id: entity for entity in read_crate.data_entities}
    assert files.keys() == {"datapackage.json", *(table["path"] for table in package["resources"])}
    assert all(int(files[name]["contentSize"]) == (crate / name).stat().st_size for name in files)
    assert locate().name in files
