"""`describe` and `init`: the schema of files that have none, made from all of their rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import summitdata as sd
from summitdata.cli import app
from summitdata.describing.guess import FAULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
"""Files of other projects, where they are at hand."""


def described(folder: Path, text: str | bytes, name: str = "table.csv", **options: Any) -> sd.Description:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return sd.describe(file, **options)


def field(folder: Path, *cells: str, label: str = "a", **options: Any) -> dict[str, Any]:
    """Describe a column; a second one keeps its rows from being blank."""
    text = "".join(f'"{cell}",x\n' for cell in (label, *cells))
    found: dict[str, Any] = described(folder, text, **options).schema["fields"][0]
    return {key: value for key, value in found.items() if key != "name"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "-20", "300"], {"type": "integer"}),
        (["007", "010"], {"type": "string"}),
        (["1.5", "-2", "1e3"], {"type": "number"}),
        (["1,234.5", "1,234,567"], {"type": "number", "groupChar": ","}),
        (["1,5", "2,25"], {"type": "number", "decimalChar": ","}),
        (["1.234,5", "1.234.567,25"], {"type": "number", "groupChar": ".", "decimalChar": ","}),
        (["5%", "12.5%"], {"type": "number", "bareNumber": False}),
        (["true", "False"], {"type": "boolean"}),
        (["yes", "no"], {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}),
        (["no", "no"], {"type": "string"}),
        (["2025-06-17", "2024-02-29"], {"type": "date"}),
        (["2025-06-17", "2025-02-29"], {"type": "string"}),
        (["17.06.2025", "1.6.2025"], {"type": "date", "format": "%d.%m.%Y"}),
        (["17/06/2025", "01/06/2025"], {"type": "date", "format": "%d/%m/%Y"}),
        (["06/17/2025", "06/01/2025"], {"type": "date", "format": "%m/%d/%Y"}),
        (["2025-06-17T10:00:00", "2025-06-18T11:30:00"], {"type": "datetime"}),
        (["17.06.2025 10:00"], {"type": "datetime", "format": "%d.%m.%Y %H:%M"}),
        (["10:00:00", "23:59:59"], {"type": "time"}),
        (["10:00", "9:30"], {"type": "time", "format": "%H:%M"}),
        (["2025-06", "2025-07"], {"type": "yearmonth"}),
        (["a@b.org", "c@d.com"], {"type": "string", "format": "email"}),
        (["https://a.org/x", "http://b.org"], {"type": "string", "format": "uri"}),
        (["Kazakhstan", "1"], {"type": "string"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value["type"],
)
def test_types_and_formats_that_every_value_has(cells: Sequence[str], expected: dict[str, Any], tmp_path: Path) -> None:
    assert field(tmp_path, *cells) == {**expected, "constraints": {"required": True}}


def test_a_day_that_fits_two_formats_is_a_guess_that_names_the_other(tmp_path: Path) -> None:
    found = described(tmp_path, "day\n01/02/2025\n03/04/2025\n")
    assert found.schema["fields"][0]["format"] == "%d/%m/%Y"
    (guess,) = (guess for guess in found.guesses if guess.what.startswith("type"))
    assert (guess.certainty, guess.values) == ("guess", 2)
    assert "%m/%d/%Y" in guess.why


def test_markers_of_missing_values_are_those_of_a_column_with_a_type(tmp_path: Path) -> None:
    assert field(tmp_path, "1", "NA", "", "-") == {"type": "integer", "missingValues": ["", "-", "NA"]}
    assert field(tmp_path, "x", "NA", "y") == {"type": "string", "constraints": {"required": True}}
    assert field(tmp_path, "", "") == {"type": "string"}


def test_an_enumeration_is_of_few_values_that_recur(tmp_path: Path) -> None:
    often = ["b", "a", "c"] * 20
    assert field(tmp_path, *often)["constraints"] == {"required": True, "enum": ["a", "b", "c"]}
    assert "enum" not in field(tmp_path, *often[:30])["constraints"]
    assert "enum" not in field(tmp_path, *(f"x{number}" for number in range(60)))["constraints"]


def test_the_key_is_a_column_that_is_called_like_one(tmp_path: Path) -> None:
    found = described(tmp_path, "name,code,n\nx,A,1\ny,B,1\n")
    assert found.schema["primaryKey"] == "code"
    assert {(guess.field, guess.what) for guess in found.guesses if "unique" in guess.what} == {
        ("name", "unique, not written")
    }
    assert "primaryKey" not in described(tmp_path, "a,b\n1,2\n1,3\n2,2\n2,3\n".replace("3", "2")).schema


def test_bounds_are_written_on_request(tmp_path: Path) -> None:
    text = "n,x,day,german\n3,1.5,2025-06-17,17.06.2025\n-1,,2024-01-01,18.06.2025\n"
    fields = described(tmp_path, text, bounds=True).schema["fields"]
    assert [one.get("constraints") for one in fields] == [
        {"required": True, "minimum": -1, "maximum": 3},
        {"minimum": 1.5, "maximum": 1.5},
        {"required": True, "minimum": "2024-01-01", "maximum": "2025-06-17"},
        {"required": True},
    ]
    assert sd.validate(tmp_path / "table.csv", described(tmp_path, text, bounds=True).schema).valid


@pytest.mark.parametrize(
    ("text", "resource"),
    [
        ("a;b\n1,5;x\n", {"dialect": {"delimiter": ";"}}),
        ("a\tb\n1\tx\n", {"dialect": {"delimiter": "\t"}}),
        ("a|b\n1|x\n", {"dialect": {"delimiter": "|"}}),
        ("\ufeffa,b\n1,x\n", {}),
        ("a,b\n1,x\n".encode("utf-16"), {"encoding": "utf-16"}),
        ("a,b\n1,Zürich\n".encode("cp1252"), {"encoding": "cp1252"}),
        ('"a","b"\n1,"x;y;z"\n2,"x;y;z"\n', {}),
    ],
    ids=["semicolons", "tabs", "bars", "a mark", "UTF-16", "cp1252", "semicolons in cells"],
)
def test_delimiter_and_encoding_are_found_and_the_file_is_valid(
    text: str | bytes, resource: dict[str, Any], tmp_path: Path
) -> None:
    found = described(tmp_path, text)
    (table,) = found.descriptor["resources"]
    assert {key: table[key] for key in ("dialect", "encoding") if key in table} == resource
    assert [one["name"] for one in table["schema"]["fields"]] == ["a", "b"]
    (tmp_path / "datapackage.json").write_text(found.to_json(), "utf-8")
    assert sd.validate(tmp_path / "datapackage.json").valid


def test_delimiter_and_encoding_may_be_stated_as_for_validate(tmp_path: Path) -> None:
    found = described(tmp_path, "a\tb\n1\tx\n", delimiter="tab", encoding="latin-1")
    assert found.descriptor["resources"][0]["dialect"] == {"delimiter": "\t"}
    with pytest.raises(sd.UnknownNameError, match=r"did you mean .*'latin-1'"):
        described(tmp_path, "a\n", encoding="latin-99")
    with pytest.raises(sd.UnknownNameError, match="delimiter"):
        described(tmp_path, "a\n", delimiter="tabs")


def test_a_row_with_too_few_cells_lacks_them(tmp_path: Path) -> None:
    found = described(tmp_path, "a,b\n1,2\n3\n")
    assert [one.get("constraints") for one in found.schema["fields"]] == [{"required": True}, None]
    assert any("1 row has too few or too many cells" in guess.why for guess in found.guesses)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("\na,b\n", "the first line has no label"),
        (",\n1,2\n", "the first line has no label"),
        ("a,a\n1,2\n", "two columns have the label 'a'"),
    ],
)
def test_a_file_that_has_no_labels(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match=message):
        described(tmp_path, text)


def test_a_foreign_key_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "countries.csv").write_text("code,name\nKZ,Kazakhstan\nUZ,Uzbekistan\n")
    (tmp_path / "trips.csv").write_text("id,country\n1,KZ\n2,UZ\n3,KZ\n")
    found = sd.describe(tmp_path)
    assert [(guess.resource, guess.field, guess.what) for guess in found.guesses if "foreign" in guess.what] == [
        ("trips", "country", "foreign key to countries.code, not written")
    ]
    assert all("foreignKeys" not in resource["schema"] for resource in found.descriptor["resources"])


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    (tmp_path / "b.csv").write_text("z\n1\n")
    written = {
        "title": "Mine",
        "resources": [{"name": "first", "path": "a.csv", "schema": {"fields": [{"name": "x", "type": "any"}]}}],
    }
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps(written), "utf-8")
    found = sd.describe(tmp_path, existing=file).descriptor
    assert (found["title"], [resource["name"] for resource in found["resources"]]) == ("Mine", ["first", "b"])
    assert found["resources"][0]["schema"]["fields"] == [
        {"name": "x", "type": "any"},
        {"name": "y", "type": "integer", "constraints": {"required": True}},
    ]
    assert sd.describe(tmp_path, existing=found).descriptor == found


def test_blocks_of_any_size_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f"{number},{'x' if number % 2 else ''},{number / 2},2025-06-{number % 28 + 1:02}\n" for number in range(500)
    )
    whole = described(tmp_path, f"id,b,c,day\n{rows}")
    monkeypatch.setattr("summitdata.describing.blocks.FIRST_BLOCK_SIZE", 64)
    monkeypatch.setattr("summitdata.describing.blocks.BLOCK_SIZE", 256)
    assert sd.describe(tmp_path / "table.csv") == whole
    assert [one["type"] for one in whole.schema["fields"]] == ["integer", "string", "number", "date"]


def test_the_tables_of_this_package_are_valid_by_what_is_described() -> None:
    folder = Path(sd.package().basepath or "")
    found = sd.describe(folder / "resources")
    for resource in found.descriptor["resources"]:
        assert sd.validate(folder / "resources" / resource["path"], resource["schema"]).errors == (), resource["path"]


STRUCTURE = {"blank-row", "extra-cell", "missing-cell", "blank-label", "quote-error"}
"""What no schema can make valid."""


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the files of other projects are not at hand")
@pytest.mark.parametrize("options", [{}, {"bounds": True}], ids=["without bounds", "with bounds"])
def test_files_of_others_are_valid_by_what_is_described(options: dict[str, Any]) -> None:
    seen = 0
    for file in sorted(CORPUS.rglob("*.csv")):
        try:
            found = sd.describe(file, **options)
        except sd.PackageError as error:
            refused = str(error)
        else:
            refused = ""
        if refused:
            assert "the first line" in refused or "two columns have the label" in refused
            continue
        (resource,) = found.descriptor["resources"]
        delimiter = resource.get("dialect", {}).get("delimiter")
        report = sd.validate(file, found.schema, encoding=resource.get("encoding"), delimiter=delimiter)
        assert {error.type for error in report.errors} <= STRUCTURE, file
        seen += 1
    assert seen > len(STRUCTURE)


BLANK = "no value, which is an error, blank-row"
FAULTY = {
    "a marker in the only column": ("x\n1\n-\n3\n", {"blank-row": 1}, f"1 row has {BLANK}"),
    "markers, a blank line and empty cells": ("x,y\n1,2\nNA,NA\n\n,\n", {"blank-row": 3}, f"3 rows have {BLANK}"),
    "the index of a frame": (",a\n0,2\n1,3\n", {"blank-label": 1}, "column 1: an error, blank-label"),
    "two columns": ("a,b,c\n1\n1,2,\n", {"missing-cell": 2}, "1 row has too few or too many cells"),
    "a quote that is never closed": ('a,b\n1,2\n3,"x\n4,5\n', {"quote-error": 1}, "1 quote is never closed"),
    "a word that is a marker beside words": ("a,b\nNA,x\nNA,\ny,\n", {}, ""),
}


@pytest.mark.parametrize("case", FAULTY)
def test_what_no_schema_makes_valid_is_said(case: str, tmp_path: Path) -> None:
    text, errors, said = FAULTY[case]
    (tmp_path / "t.csv").write_text(text)
    found = sd.describe(tmp_path / "t.csv")
    assert sd.validate(tmp_path / "t.csv", found.schema).stats.errors == sum(errors.values())
    assert [guess.why.startswith(said) for guess in found.guesses if guess.what in FAULTS] == [True] * bool(said)


@pytest.mark.parametrize(
    ("number", "field_type"),
    [
        ("9223372036854775807", "integer"),
        ("12345678901234567890", "integer"),
        ("-1" + "0" * 60, "integer"),
        ("12345678901234567890.5", "number"),
        ("0" + "1" * 20, "string"),
    ],
)
def test_a_long_number_is_a_number(number: str, field_type: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"n,x\n1,a\n{number},b\n")
    schema = sd.describe(tmp_path / "t.csv", bounds=True).schema
    assert schema["fields"][0] == {"name": "n", "type": field_type, "constraints": {"required": True}}
    assert sd.validate(tmp_path / "t.csv", schema).valid


def test_a_new_column_has_its_place_among_those_of_a_person(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name,day,note\n1,a,2025-06-17,x\n2,b,2025-06-18,y\n")
    fields = [{"name": "name", "type": "any"}, {"name": "note", "type": "string"}]
    old = {"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": fields}}]}
    merged = sd.describe(tmp_path / "t.csv", existing=old).descriptor
    assert [field["name"] for field in merged["resources"][0]["schema"]["fields"]] == ["id", "name", "day", "note"]
    (tmp_path / "datapackage.json").write_text(json.dumps(merged))
    assert sd.validate(tmp_path).valid


def test_a_descriptor_of_the_older_standard_stays_one(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("id\n1\n")
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    resource = {"name": "a", "path": "a.csv", "profile": "tabular-data-resource", "schema": schema}
    old = {"profile": "tabular-data-package", "name": "p", "resources": [resource]}
    merged = sd.describe(tmp_path, existing=old).descriptor
    assert "$schema" not in merged
    assert merged["resources"][1]["profile"] == "tabular-data-resource"
    (tmp_path / "datapackage.json").write_text(json.dumps(merged))
    assert sd.validate(tmp_path).valid


def test_a_file_by_two_paths_is_one_resource(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("id\n1\n")
    monkeypatch.chdir(tmp_path)
    paths = ["t.csv", "./t.csv", f"../{tmp_path.name}/t.csv", str(tmp_path / "t.csv")]
    assert len(sd.describe(paths).descriptor["resources"]) == 1


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_null_characters_are_not_taken_for_labels(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("id,n\n1,é\n".encode(encoding))
    with pytest.raises(sd.PackageError, match="name the encoding, such as --encoding utf-16-le"):
        sd.describe(tmp_path / "t.csv")
    assert [field["name"] for field in sd.describe(tmp_path / "t.csv", encoding=encoding).schema["fields"]] == [
        "id",
        "n",
    ]


def test_a_text_may_have_a_few_null_characters(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,n\n1,a\0b\n")
    assert sd.validate(tmp_path / "t.csv", sd.describe(tmp_path / "t.csv").schema).valid


def test_standard_input_is_no_file_to_describe() -> None:
    with pytest.raises(sd.PackageError, match="standard input cannot be described"):
        sd.describe("-")


def test_a_measurement_without_repetition_is_no_primary_key(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("place,value\na,3\na,4\nb,5\n")
    assert "primaryKey" not in sd.describe(tmp_path / "t.csv").schema


@pytest.mark.parametrize(
    ("column", "values", "suggested"),
    [
        ("country_id", "1 2 1", ["id"]),
        ("partner", "KAZ KGZ UZB KAZ", ["code"]),
        ("partner", "KAZ KGZ KAZ", []),  # two texts may stand there by chance
        ("weight", "1 2 3", []),
    ],
)
def test_a_foreign_key_is_suggested_by_its_values(
    column: str, values: str, suggested: list[str], tmp_path: Path
) -> None:
    (tmp_path / "countries.csv").write_text("id,code\n1,KAZ\n2,KGZ\n3,UZB\n")
    (tmp_path / "trade.csv").write_text("".join(f"{cell},x\n" for cell in [column, *values.split()]))
    said = [guess.what for guess in sd.describe(tmp_path).guesses if "foreign key" in guess.what]
    assert said == [f"foreign key to countries.{key}, not written" for key in suggested]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.parametrize("option", [(), ("--quiet",)])
def test_the_command_says_that_no_schema_makes_a_file_valid(option: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1\n1,2,3\n")
    result = run("describe", str(tmp_path / "t.csv"), "-o", str(tmp_path / "datapackage.json"), *option)
    assert result.exit_code == 0
    assert "2 rows have too few or too many cells, so the file is not valid by any schema" in result.stderr


def test_the_command_writes_a_descriptor_and_completes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/a.csv").write_text("id,day\n1,17.06.2025\n2,18.06.2025\n")
    made = run("describe", "data", "-o", "datapackage.json")
    assert (made.exit_code, made.stdout) == (0, "")
    assert "Next: summitdata validate datapackage.json" in made.stderr
    assert run("validate", ".").exit_code == 0
    before = json.loads(Path("datapackage.json").read_text("utf-8"))
    assert before["resources"][0]["path"] == "data/a.csv"
    Path("data/b.csv").write_text("x\n1\n")
    assert run("describe", "data", "-o", "datapackage.json", "-q").exit_code == 0
    after = json.loads(Path("datapackage.json").read_text("utf-8"))
    assert after["resources"][:1] == before["resources"]
    assert json.loads(run("describe", "data/a.csv", "--schema").stdout)["fields"][0]["name"] == "id"
    assert "\x1b" not in run("describe", "data", "-o", "\x1b[31m.json", "-q").stderr


def test_a_descriptor_in_yaml_is_made_and_then_left_to_its_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("id,no\n1,yes\n2,no\n")
    assert run("describe", "a.csv", "-q", "-o", "datapackage.yaml").exit_code == 0
    assert run("validate", ".").exit_code == 0
    file = Path("datapackage.yaml")
    file.write_text(f"# ours\n{file.read_text()}")
    written = file.read_text()
    assert run("describe", "a.csv", "-q", "-o", "datapackage.yaml").exit_code == 0
    Path("b.csv").write_text("x\n1\n")
    with pytest.raises(sd.PackageError, match="write in what it lacks, which is printed"):
        run("describe", ".", "-q", "-o", "datapackage.yaml")
    assert "left alone: datapackage.yaml" in run("init", "--write").stdout
    assert file.read_text() == written
    assert not Path("datapackage.json").exists()


def test_a_file_that_a_pattern_takes_is_not_listed_again(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.csv").write_text(f"id,{name}\n1,2\n")
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    old = {"resources": [{"name": "t", "path": "[ab].csv", "schema": schema}]}
    made = sd.describe(tmp_path, existing=old).descriptor["resources"]
    assert made[0] == old["resources"][0]
    assert [one["path"] for one in made[1:]] == ["c.csv"]
    parts = {"resources": [{"name": "t", "path": ["a.csv", "b.csv"], "schema": schema}]}
    assert sd.describe(tmp_path, existing=parts).descriptor["resources"][0] == parts["resources"][0]


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="no CSV or TSV file was found"):
        sd.describe(tmp_path / "nothing.csv")
    with pytest.raises(sd.UnknownNameError, match="delimiter must be one visible ASCII character or a tab"):
        sd.describe(tmp_path, delimiter="é")


APART = {
    ("integer", "string"): "no cell has a value, or a zero stands in front",
    ("number", "string"): "a zero stands in front, as in a code",
    ("number", "integer"): "no value has a fraction",
    ("year", "integer"): "a year and an integer of four digits are written alike",
    ("string", "integer"): "every text is an integer",
    ("any", "integer"): "every text is an integer",
    ("any", "number"): "every text is a number",
    ("any", "string"): "a string says as little",
    ("geopoint", "array"): "a point as JSON is an array",
    ("geopoint", "object"): "a point as JSON is an object",
    ("geopoint", "string"): "a point is not looked for: it may be two numbers with a decimal comma",
    ("duration", "string"): "a duration is not looked for",
}
"""Where the type that is found is not the one that a person has written, and why."""


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the files of other projects are not at hand")
@pytest.mark.filterwarnings("ignore::summitdata.errors.SchemaWarning")  # some are misspelt, and say so
def test_the_types_of_others_are_found() -> None:
    apart, alike = set(), 0
    for file in sorted(CORPUS.rglob("datapackage.json")):
        package = json.loads(file.read_text("utf-8-sig"))
        for resource in package.get("resources", []) if isinstance(package, dict) else []:
            schema, path = resource.get("schema"), file.parent / str(resource.get("path"))
            if not isinstance(schema, dict) or path.suffix != ".csv" or not path.is_file():
                continue
            if not sd.validate(path, schema, engine="auto").valid:
                continue
            found = {one["name"]: one["type"] for one in sd.describe(path).schema["fields"]}
            for one in schema["fields"]:
                types = one.get("type", "string"), found[one["name"]]
                alike += types[0] == types[1]
                apart |= {types} if types[0] != types[1] else set()
    assert apart <= set(APART)
    assert alike > len(APART)


def test_a_description_is_printed_as_the_command_lists_it(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("n,d\n1,2024-01-02\n2,2024-01-03\n", "utf-8")
    lines = str(sd.describe(tmp_path / "t.csv")).splitlines()
    assert [line.split()[:5] for line in lines[2:4]] == [
        ["t", "n", "2", "integer,", "required,"],
        ["t", "d", "2", "date,", "required,"],
    ]
