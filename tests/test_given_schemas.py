"""What may stand for a schema, in every function and command; and what is said of what may not, or is misspelt."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
import pandas as pd
import pandera.pandas as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from engines import fields
from summitdata.datapackage import descriptor, read_descriptor
from summitdata.schema_formats import schema_text
from summitdata.tabular.property_names import misspelt_properties

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "day", "type": "date", "constraints": {"minimum": "2025-01-01"}},
    ],
    "primaryKey": ["id"],
}
FRAME = pd.DataFrame({"id": [1], "day": pd.Series(["2025-06-17"], dtype="datetime64[s]")})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a table and its schema, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("id,day\n1,2025-06-17\n", "utf-8")
    Path("s.json").write_text(json.dumps(SCHEMA), "utf-8")
    for name in ("s.yaml", "s.YML"):
        # `2025-01-01` without quotes, which YAML has a type of its own for
        Path(name).write_text(yaml.safe_dump(SCHEMA).replace("'2025-01-01'", "2025-01-01"), "utf-8")
    Path("p.json").write_text(json.dumps({"resources": [{"name": "t", "schema": "s.json"}]}), "utf-8")
    Path("folder").mkdir()


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "schema": lambda schema: sd.schema(schema).validate(FRAME),
    "schema, polars": lambda schema: sd.schema(schema, "polars"),
    "validate": lambda schema: sd.validate("t.csv", schema).valid or pytest.fail("invalid"),
    "validate, frame": lambda schema: sd.validate(FRAME, schema).valid or pytest.fail("invalid"),
    "read_csv": lambda schema: sd.read_csv("t.csv", schema),
    "diff": lambda schema: sd.diff("t.csv", "t.csv", schema=schema),
    "schema_text": lambda schema: schema_text(schema, "pandera"),
}
ALLOWED: dict[str, Callable[[], Any]] = {
    "a dict": lambda: SCHEMA,
    "a text": lambda: "s.json",
    "a path": lambda: Path("s.json"),
    "an absolute path": lambda: Path("s.json").absolute(),
    "YAML": lambda: "s.yaml",
    "YAML by its other suffix": lambda: Path("s.YML"),
    "a resource": lambda: {"name": "t", "schema": SCHEMA},
    "a resource of a package": lambda: "p.json#t",
    "frictionless": lambda: frictionless.Schema.from_descriptor(SCHEMA),
}


@pytest.mark.parametrize("schema", ALLOWED)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_takes_every_form_of_a_schema(function: str, schema: str) -> None:
    FUNCTIONS[function](ALLOWED[schema]())


def test_every_form_is_the_same_schema() -> None:
    made = {name: sd.schema(make()).metadata["table_schema"] for name, make in ALLOWED.items()}
    assert all(schema == SCHEMA for schema in made.values()), made


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a number": (lambda: 5, "not int"),
    "a list of fields": (lambda: SCHEMA["fields"], r'type list, .*\{"fields": \[\.\.\.\]\}'),
    "a folder": (lambda: "folder", "^folder: .*a folder: name the file"),
    "a missing file": (lambda: "none.json", r"'none\.json': no such file"),
    "a missing path": (lambda: Path("none"), "'none': no such file"),
    "a misspelt table": (lambda: "trad", "unknown table 'trad': did you mean 'trade'"),
    "an empty text": (lambda: "", "empty"),
    "a package": (lambda: {"resources": [{"name": "a", "schema": SCHEMA}, {"name": "b"}]}, r"package.*\('a'\)"),
    "a resource": (lambda: {"name": "a", "path": "t.csv", "schema": "s.json"}, "descriptor of the resource 'a'"),
    "the file of a package": (lambda: "p.json", "the schema of one of its resources .'t'., as p.json#NAME"),
    "an unknown resource": (lambda: "p.json#u", "unknown resource 'u'"),
    "a resource of no package": (lambda: "q.json#t", "q.json"),
    "a frictionless.Package": (sd.package, r"type Package.*'figures', 'countries'"),
    "a frictionless.Resource": (lambda: sd.package().resources[0], "type .*Resource.*give its schema"),
    "a pandera schema": (lambda: pa.DataFrameSchema({}), "type DataFrameSchema.*to_table_schema"),
    "a pandera schema of ours": (lambda: sd.schema("topics"), "type DataFrameSchema.*to_table_schema"),
    "a pandera model": (lambda: pa.DataFrameModel, "type DataFrameModel.*to_table_schema"),
    "a frame": (lambda: FRAME, "not DataFrame"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_not_a_schema_is_named_with_what_would_do(function: str, what: str) -> None:
    make, message = REFUSED[what]
    with pytest.raises((sd.UnknownNameError, sd.PackageError), match=message):
        FUNCTIONS[function](make())


BROKEN = {
    "broken.json": ('{"fields": [,]}', "not valid JSON at line 1, column 13"),
    "list.json": ("[]", "must be a JSON object, not list"),
    "package.json": (json.dumps({"resources": [{"name": "a", "schema": SCHEMA}]}), r"package\.json: .*\('a'\)"),
    "broken.yaml": ("fields:\n  - name: a\n   type: b\n", "not valid YAML at line 3, column 4"),
    "tab.yaml": ("fields:\n\t- name: a\n", "not valid YAML at line 2, column 1"),
    "empty.yaml": ("", "not NoneType"),
    "alias.yaml": ("a: &a [x, x]\nb: &b [*a, *a]\nfields: *b\n", r"line 2, column 8: the alias \*a is not read"),
    "itself.yaml": ("fields: &a [*a]\n", r"line 1, column 13: the alias \*a is not read"),
    "tag.yaml": ("fields: !!python/object/apply:os.system [x]\n", "line 1, column 9: the tag .* is not read"),
    "deep.yaml": ("fields: " + "[" * 200 + "]" * 200, "line 1, column 108: nested more than 100 levels deep"),
    "deeper.yaml": ("fields: " + "[" * 99_999, "maximum nesting depth|levels deep"),
    "digits.yaml": ("fields: " + "9" * 5000, "not valid YAML: .*digits"),
    "key.yaml": ("? [a]\n: b\n", "not valid YAML at line 1, column 3: found unhashable key"),
    "two.yaml": ("fields: []\n---\nfields: []\n", "not valid YAML at line 2, column 1"),
    "control.yaml": ("fields: \0", "not valid YAML"),
    "large.yaml": ("fields: []\n" + "#" * 1_000_000, "larger than 1 MB: too large for a YAML file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_with_the_place(name: str) -> None:
    text, message = BROKEN[name]
    Path(name).write_text(text, "utf-8")
    for function in ("schema", "validate", "read_csv"):
        with pytest.raises(sd.PackageError, match=message):
            FUNCTIONS[function](name)


@given(schema=st.builds(lambda drawn: {"fields": drawn}, fields()))
def test_yaml_says_what_json_says(schema: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "same.yaml"
    file.write_text(yaml.safe_dump(json.loads(json.dumps(schema))), "utf-8")  # without aliases
    assert read_descriptor(file) == schema


def test_a_word_of_yaml_1_1_is_a_text() -> None:
    Path("w.yaml").write_text("fields: [{name: no, type: string, constraints: {enum: [no, 007, 12:30, 0x1f, 1_0]}}]")
    assert read_descriptor(Path("w.yaml"))["fields"][0]["constraints"]["enum"] == ["no", "007", "12:30", "0x1f", "1_0"]


def test_a_schema_by_reference_may_be_yaml() -> None:
    package = {"name": "p", "resources": [{"name": "t", "path": "t.csv", "schema": "s.yaml"}]}
    Path("datapackage.json").write_text(json.dumps(package), "utf-8")
    assert sd.validate("datapackage.json").valid
    assert sd.read_csv("t.csv")["id"].tolist() == [1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "summitdata", *arguments], capture_output=True, text=True, check=False)


def test_the_commands_take_a_file_of_either_format() -> None:
    for file in ("s.json", "s.yaml"):
        assert json.loads(run("schema", file).stdout) == SCHEMA
        assert run("validate", "t.csv", "--schema", file).returncode == 0
        assert run("diff", "t.csv", "t.csv", "--schema", file).returncode == 0
    assert "no such file" in run("schema", "none.json").stderr


MISSPELT: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constrains": {"required": True}, "unit": "kg"},
        {"name": "day", "type": "date", "constraints": {"requird": True}},
    ],
    "primarykey": "id",
}
NOTES = [
    "the schema: 'primarykey' is not a property: did you mean 'primaryKey'?",
    "the schema, fields[0] 'id': 'constrains' is not a property: did you mean 'constraints'?",
    "the schema, fields[1] 'day': 'requird' is not a constraint: did you mean 'required'?",
]


@pytest.mark.parametrize("function", ["validate", "validate, frame", "read_csv"])
def test_a_misspelt_property_is_warned_of_and_changes_no_verdict(function: str) -> None:
    schema = {**MISSPELT, "fields": [MISSPELT["fields"][0], {**MISSPELT["fields"][1], "constraints": {}}]}
    with pytest.warns(sd.SchemaWarning) as caught:
        FUNCTIONS[function](schema)
    assert [str(warning.message) for warning in caught] == NOTES[:2]
    assert {warning.filename for warning in caught} == {__file__}


def test_a_schema_is_made_with_a_warning_at_the_line_of_the_caller() -> None:
    schema = {"fields": [{"name": "id", "type": "integer", "constrains": {}}]}
    for make in (sd.schema, sd.schema.__globals__["from_table_schema"], schema_text):
        with pytest.warns(sd.SchemaWarning, match="did you mean 'constraints'") as caught:
            make(schema)
        assert [warning.filename for warning in caught] == [__file__]


def test_misspelt_properties_of_a_descriptor_are_named_at_their_line(tmp_path: Path) -> None:
    dialect = {"delimeter": ",", "header": True, "x-made-by": "hand"}
    resource = {"name": "t", "path": "t.csv", "encodng": "utf-8", "dialect": dialect, "schema": SCHEMA, "owner": "me"}
    (tmp_path / "t.csv").write_text(Path("t.csv").read_text("utf-8"), "utf-8")
    content = {"name": "p", "licences": [], "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(content, indent=1), "utf-8")
    with pytest.warns(sd.SchemaWarning):
        report = sd.validate(tmp_path)
    assert report.valid
    assert report.warnings == (
        "the descriptor at line 3, column 2: 'licences' is not a property: did you mean 'licenses'?",
        "the descriptor at line 8, column 4: 'encodng' is not a property of a resource: did you mean 'encoding'?",
        "the descriptor at line 10, column 5: 'delimeter' is not a property of a dialect: did you mean 'delimiter'?",
    )


@pytest.mark.parametrize("rows", [1, 30_000])
def test_the_report_has_what_is_misspelt(rows: int) -> None:
    frame = pd.DataFrame({"id": pd.array(range(rows), "Int64")})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        report = sd.validate(frame, {"fields": [{"name": "id", "type": "integer", "constrains": {}}]})
    assert len(caught) == len(report.warnings) == report.stats.warnings == 1
    assert report.valid


def test_the_command_shows_what_is_misspelt_and_goes_by_the_rest() -> None:
    Path("m.json").write_text(json.dumps({**MISSPELT, "fields": MISSPELT["fields"][:1]}, indent=1), "utf-8")
    Path("t.csv").write_text("id\n1\n", "utf-8")
    notes = [NOTES[0].replace("schema", "schema at line 12, column 2"), NOTES[1]]
    notes[1] = notes[1].replace("schema", "schema at line 6, column 4")
    done = run("validate", "t.csv", "--schema", "m.json")
    assert done.returncode == 0
    assert all(note in done.stdout for note in notes)
    assert run("schema", "m.json").stderr.splitlines() == [f"warning: {note}" for note in notes]


UNKNOWN = {
    "int.json": (
        '{"fields": [\n  {"name": "id", "type": "int"}]}',
        "int.json: line 2, column 18: unknown type 'int' of the field 'id': did you mean 'integer'?",
    ),
    "text.json": (
        '{"fields":[{"type":"Text",\n"name":"a, \\"type\\": {"}]}',
        "text.json: line 1, column 13: unknown type 'Text' of the field 'a, \"type\": {': did you mean 'string'?",
    ),
    "near.yaml": ("fields:\n- name: id\n  type: integre\n", "did you mean 'integer'?"),
    "requird.json": (
        '{"missingValues": ["-"], "fields": [{"name": "id", "type": "integer",\n "constraints": {"requird": true}}]}',
        "requird.json: line 2, column 18: unknown constraint 'requird' of the field 'id': did you mean 'required'?",
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_word_that_no_schema_has_is_a_wrong_option_and_not_wrong_data(name: str) -> None:
    text, said = UNKNOWN[name]
    Path(name).write_text(text, "utf-8")
    Path("t.csv").write_text("id\n1\n", "utf-8")
    for arguments in (("validate", "t.csv", "--schema", name), ("schema", name, "--format", "sql")):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    with pytest.raises(sd.UnknownNameError, match="line"):
        sd.schema(name)


ENUM = '{"fields": [{"name": "a", "type": "%s", "constraints": {"enum": %s}}]}'


@pytest.mark.parametrize(
    ("field_type", "values", "wrong"),
    [
        ("integer", '[1, "x"]', "'x'"),
        ("date", '["2024-01-01", "soon"]', "'soon'"),
        ("number", "[0.5, true]", "not of the type number"),
        ("integer", '[1, "2"]', ""),
        ("string", '["a", "1"]', ""),
        ("date", '["2024-01-01"]', ""),
    ],
)
def test_a_value_of_an_enumeration_that_no_cell_can_have_is_noted(field_type: str, values: str, wrong: str) -> None:
    notes = misspelt_properties(json.loads(ENUM % (field_type, values)))
    assert [wrong in note and f"of the type {field_type}" in note for note in notes] == ([True] if wrong else [])


def test_properties_of_ones_own_pass_in_silence() -> None:
    own = ("unit", "x-format", "dc:title", "source_type", "label", "examples", "rdfType", "sourceName", "_type", "$ref")
    assert misspelt_properties({"fields": [{"name": "a", **dict.fromkeys(own, "")}], **dict.fromkeys(own, "")}) == []
    for resource in descriptor()["resources"]:
        assert misspelt_properties(resource["schema"]) == []


@pytest.mark.parametrize(
    "odd", [None, 5, [], {"fields": 5}, {"fields": [5, None]}, {"foreignKeys": [5, {"reference": 5}]}]
)
def test_no_schema_is_too_odd_to_be_looked_at(odd: Any) -> None:
    assert misspelt_properties(odd) == []


@given(name=st.text(max_size=60))
def test_no_name_that_could_harm_a_report_is_shown(name: str) -> None:
    for note in misspelt_properties({"fields": [{"name": name, "constrains": {}, f"constraints{name}": {}}]}):
        assert set(note.removeprefix("the schema, ")) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _.-[]':?"
        )


def test_a_great_many_names_take_no_time() -> None:
    own = {f"property{number}": 1 for number in range(200_000)}
    assert misspelt_properties({"fields": [{"name": "a", **own}]}) == []


@pytest.mark.parametrize(("wanted", "meant"), [("ss.json", "s.json"), ("s.jso", "s.json"), ("s.yml", "s.y?a?ml")])
def test_a_similar_file_is_named_where_a_schema_is_missing(wanted: str, meant: str) -> None:
    with pytest.raises(sd.UnknownNameError, match=f"'{wanted}': no such file.*: did you mean '{meant}'"):
        sd.validate("t.csv", wanted)


def test_a_similar_file_is_named_where_data_or_a_package_are_missing() -> None:
    with pytest.raises(sd.PackageError, match=r"^tt\.csv: no such file: did you mean 't\.csv'"):
        sd.validate("tt.csv", "s.json")
    with pytest.raises(sd.PackageError, match=r"^pp\.json: no such file: did you mean 'p\.json'"):
        sd.check("pp.json")
    Path("q.json").write_text(json.dumps({"resources": [{"name": "t", "path": "t.csv", "schema": "ss.json"}]}), "utf-8")
    with pytest.raises(sd.PackageError, match=r"ss\.json: did you mean 's\.json'"):
        sd.validate("q.json")


def test_a_file_that_is_not_a_schema_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n", "utf-8")
    with pytest.raises(sd.PackageError, match="a schema is a file of JSON or YAML; `summitdata describe` makes one"):
        sd.validate(tmp_path / "a.csv", tmp_path / "a.csv")
