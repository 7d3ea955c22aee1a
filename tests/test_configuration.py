"""The configuration of `validate`: where it is found, what it may say, and what an option of the command changes."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from summitdata.cli import app
from summitdata.configuration import find_configuration
from summitdata.errors import PackageError, SummitDataError
from summitdata.options import CONFIGURED, OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "note"}]}
CONFIGURATION = """
warn = ["type-error,field=id"]

[[files]]
path = "new/*.csv"
schema = "schema.json"

[[files]]
path = ["old/*.csv"]
schema = "schema.json"
delimiter = ";"
labels = "name"
skip = ["extra-label"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with new files and old ones, which have another delimiter and another order of columns."""
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    for name, content in {"new/a.csv": "id,note\n1,x\n", "old/b.csv": "note;more;id\nx;y;1\n"}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validate(*arguments: str) -> tuple[int, dict[str, tuple[int, int]]]:
    """Return the exit code of the command, and errors and warnings of each file; what cannot run is raised."""
    result = CliRunner().invoke(app, ["validate", *arguments, "--format", "json"])
    if isinstance(result.exception, SummitDataError):
        raise result.exception
    tasks = json.loads(result.stdout)["tasks"] if result.stdout else []
    return result.exit_code, {task["place"]: (task["stats"]["errors"], task["stats"]["warnings"]) for task in tasks}


def write(folder: Path, text: str) -> None:
    (folder / "summitdata.toml").write_text(text, "utf-8")


def test_without_paths_the_configured_files_are_validated(folder: Path) -> None:
    write(folder, CONFIGURATION)
    assert validate() == (0, {"new/a.csv": (0, 0), "old/b.csv": (0, 0)})


def test_a_file_that_is_named_has_what_is_said_of_it(folder: Path) -> None:
    write(folder, CONFIGURATION)
    assert validate("old/b.csv", "new") == (0, {"old/b.csv": (0, 0), "new/a.csv": (0, 0)})
    (folder / "new" / "a.csv").write_text("id,note\nz,x\n", "utf-8")
    assert validate("new/a.csv") == (0, {"new/a.csv": (0, 1)})
    assert validate("new/a.csv", "--strict")[0] == 1


def test_an_option_of_the_command_comes_first(folder: Path) -> None:
    write(folder, CONFIGURATION)
    (folder / "new" / "a.csv").write_text("id,note\nz,x\n", "utf-8")
    assert validate("new/a.csv", "--warn", "missing-label") == (1, {"new/a.csv": (1, 0)})
    assert validate("old/b.csv", "--delimiter", ";", "--labels", "exact")[0] == 1


def test_paths_come_with_the_files_of_which_something_is_said(folder: Path) -> None:
    (folder / "datapackage.json").write_text(
        json.dumps({"name": "p", "resources": [{"name": "c", "path": "c.csv", "schema": SCHEMA}]}), "utf-8"
    )
    (folder / "c.csv").write_text("id,note\n1,x\n", "utf-8")
    write(folder, 'paths = ["datapackage.json"]\n' + CONFIGURATION)
    assert list(validate()[1]) == ["c.csv", "new/a.csv", "old/b.csv"]


def test_a_file_without_a_schema_comes_last_and_is_exit_2(folder: Path) -> None:
    write(folder, CONFIGURATION)
    (folder / "more.csv").write_text("x\n1\n", "utf-8")
    code, tasks = validate("more.csv", "new/a.csv")
    assert (code, list(tasks)) == (2, ["new/a.csv", "more.csv"])


def test_it_is_found_above_and_its_paths_are_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pyproject.toml").write_text(
        CONFIGURATION.replace("warn", "[tool.summitdata]\nwarn").replace("[[files", "[[tool.summitdata.files"), "utf-8"
    )
    (folder / "new" / "pyproject.toml").write_text("[project]\nname = 'of no interest'\nthis is not valid", "utf-8")
    monkeypatch.chdir(folder / "new")
    assert validate() == (0, {os.path.join("..", "new", "a.csv"): (0, 0), os.path.join("..", "old", "b.csv"): (0, 0)})  # noqa: PTH118 - a place is a text
    assert validate("a.csv") == (0, {"a.csv": (0, 0)})


def test_the_file_of_its_own_comes_first(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.summitdata]\nstrict = true\n", "utf-8")
    assert find_configuration(folder / "new") == folder / "pyproject.toml"
    write(folder, CONFIGURATION)
    assert find_configuration(folder / "new") == folder / "summitdata.toml"


def test_a_schema_may_be_a_resource_of_a_package_or_a_table_of_this_one(folder: Path) -> None:
    package = {"name": "p", "resources": [{"name": "c", "path": "c.csv", "schema": SCHEMA}]}
    (folder / "p.json").write_text(json.dumps(package), "utf-8")
    write(folder, 'schema = "p.json#c"')
    assert validate("new/a.csv") == (0, {"new/a.csv": (0, 0)})
    write(folder, 'schema = "topics"')
    assert validate("new/a.csv")[0] == 1


def with_a_schema_each(folder: Path) -> None:
    """Have one entry for all files, of which `new/a.csv` and the compressed `new/c.csv.gz` have a schema each."""
    (folder / "schemas").mkdir()
    (folder / "schemas" / "a.json").write_text(json.dumps(SCHEMA), "utf-8")
    (folder / "schemas" / "c.json").write_text(json.dumps({"fields": [{"name": "id", "type": "date"}]}), "utf-8")
    (folder / "new" / "c.csv.gz").write_bytes(gzip.compress(b"id\n1\n"))
    write(folder, "[[files]]\npath = 'new/*.csv*'\nschema = 'schemas/{name}.json'\n")


def test_each_file_has_the_schema_of_its_name(folder: Path) -> None:
    with_a_schema_each(folder)
    assert validate() == validate("new/*") == (1, {"new/a.csv": (0, 0), "new/c.csv.gz": (1, 0)})


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (None, "its schema schemas/b.json does not exist: `summitdata describe --schema new/b.csv > schemas/b.json`"),
        ('{"fields": [{"name": "id", "type": "interger"}]}', "unknown type 'interger' of the field 'id'"),
    ],
)
def test_of_a_schema_each_a_wrong_one_does_not_keep_other_files_from_being_validated(
    folder: Path, schema: str | None, message: str
) -> None:
    with_a_schema_each(folder)
    (folder / "new" / "b.csv").write_text("id\n1\n", "utf-8")
    if schema:
        (folder / "schemas" / "b.json").write_text(schema, "utf-8")
    assert validate() == (2, {"new/a.csv": (0, 0), "new/c.csv.gz": (1, 0), "new/b.csv": (1, 0)})
    assert message in CliRunner().invoke(app, ["validate", "--format", "text"]).stdout
    with pytest.raises(PackageError, match=r"^new/b\.csv: "):
        validate("new/b.csv")


@pytest.mark.parametrize("link", ["schemas/a.json", "schemas", "..csv"])
def test_the_schema_of_a_file_stays_in_the_folder_of_the_schemas(
    folder: Path, link: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.json").write_text(json.dumps(SCHEMA), "utf-8")
    if link == "..csv":  # the file is called so that its name leads up
        (folder / "schemas").mkdir()
        (folder / "new" / "a.csv").rename(folder / "new" / "...csv")
        write(folder, "[[files]]\npath = 'new/...csv'\nschema = 'schemas/{name}/schema.json'\n")
    else:
        (folder / link).parent.mkdir(exist_ok=True)
        (folder / link).symlink_to(outside / "a.json" if link.endswith("json") else outside)
        write(folder, "[[files]]\npath = 'new/*.csv'\nschema = 'schemas/{name}.json'\n")
    with pytest.raises(PackageError, match="a link that leads out of the folder"):
        validate()


def test_a_baseline_is_written_anew_where_the_configuration_names_it(folder: Path) -> None:
    (folder / "new" / "a.csv").write_text("id,note\nx,x\n", "utf-8")
    write(folder, "[[files]]\npath = 'new/*.csv'\nschema = 'schema.json'\n")
    command = ["validate", "--format", "baseline", "--output", "known.json"]
    assert CliRunner().invoke(app, command).exit_code == 1
    written = (folder / "known.json").read_text("utf-8")
    write(folder, 'baseline = "known.json"\n' + (folder / "summitdata.toml").read_text("utf-8"))
    assert CliRunner().invoke(app, command).exit_code == 0
    assert (folder / "known.json").read_text("utf-8") == written
    assert validate()[0] == 0
    (folder / "new" / "a.csv").write_text("id,note\n1,x\n", "utf-8")
    assert validate()[0] == 1
    CliRunner().invoke(app, command)
    assert (validate()[0], json.loads((folder / "known.json").read_text("utf-8"))) == (0, [])


def test_another_one_or_none(folder: Path) -> None:
    write(folder, CONFIGURATION)
    (folder / "other.toml").write_text('schema = "schema.json"\npaths = ["new/*.csv"]\n', "utf-8")
    assert validate("--config", "other.toml") == (0, {"new/a.csv": (0, 0)})
    assert validate("old/b.csv", "--no-config", "--schema", "schema.json")[0] == 1
    with pytest.raises(SummitDataError, match="cannot be combined"):
        validate("--config", "other.toml", "--no-config")


def test_without_paths_anywhere_it_says_what_to_do(folder: Path) -> None:
    result = CliRunner().invoke(app, ["validate"])
    assert (result.exit_code, "no configuration has any" in result.output) == (2, True)
    write(folder, "strict = true")
    assert "has neither paths nor files" in CliRunner().invoke(app, ["validate"]).output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("delimeter = ';'", "delimeter: unknown key 'delimeter': did you mean 'delimiter'"),
        ("[[files]]\npath = 'a'\nskp = []", "files[0].skp: unknown key 'skp': did you mean 'skip'"),
        ("strict = 'yes'", "strict: must be true or false, not 'yes'"),
        ("limit-errors = -1", "limit-errors: must be an integer from 0, not -1"),
        ("skip-rows = 100", "skip-rows: must be an integer from 0 to 99"),
        ("skip = 'type-error'", "skip: must be a list of texts"),
        ("skip = ['tpye-error']", "skip: unknown error type 'tpye-error': did you mean 'type-error'"),
        ("encoding = 'latin-99'", "encoding: unknown encoding: 'latin-99'"),
        ("encoding = 1", "encoding: must be a text, not 1"),
        ("quote = '--'", "quote: quote must be one character"),
        ("labels = 'nam'", "labels: unknown labels 'nam': did you mean 'name'"),
        ("format = ['tex']", "format: unknown format 'tex': did you mean 'text'"),
        ("output = 'x'", "output: is for the command alone: write --output there"),
        ("time-limit = 1000", "time-limit: is for the command alone"),
        ("[[files]]\npath = 'a'\nstrict = true", "files[0].strict: is for all files: write it above"),
        ("[[files]]\nschema = 's.json'", 'files[0]: must have a "path"'),
        ("files = 1", "files: must be a list of tables"),
        ("paths = ['../x.csv']", "paths: '../x.csv' must be a path below the folder of the configuration"),
        ("baseline = '/etc/passwd'", "baseline: '/etc/passwd' must be a path below"),
        ("schema = 'http://host/s.json'", "schema: 'http://host/s.json' must be a path below"),
        ("schema = 'sch/nosuch.json'", "schema: 'sch/nosuch.json' does not exist in the folder of the configuration"),
        ("schema = 'no.json#prices'", "schema: 'no.json' does not exist"),
        ("schema = 'schemas/{name}.json'", "schema: 'schemas/{name}.json' names the schemas of some files: write it"),
        ("[[files]]\npath = 'a'\nschema = '../{name}.json'", "files[0].schema: '../{name}.json' must be a path below"),
        ("baseline = 'nobase.json'", "baseline: 'nobase.json' does not exist"),
        ("reference = ['x']", "reference: must be a list of texts such as NAME=FILE, not ['x']"),
        ("strict = ", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(folder: Path, text: str, message: str) -> None:
    write(folder, text)
    with pytest.raises(SummitDataError) as raised:
        validate("new/a.csv")
    assert str(raised.value).startswith(f"{folder / 'summitdata.toml'}: {message}")


@pytest.mark.parametrize("name", ["s.json", "s[1].json", "s.json#prices", "s"])
def test_a_link_that_leads_out_is_refused(folder: Path, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "s.json"
    outside.write_text(json.dumps(SCHEMA), "utf-8")
    (folder / name.partition("#")[0]).symlink_to(outside)
    write(folder, f'schema = "{name}"')
    with pytest.raises(SummitDataError, match="a link that leads out of the folder"):
        validate("new/a.csv")


@pytest.mark.parametrize("current", [".", "new"])
def test_a_reference_is_in_the_folder_of_the_configuration(
    current: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"fields": "note", "reference": {"resource": "notes", "fields": "text"}}
    (folder / "schema.json").write_text(json.dumps({**SCHEMA, "foreignKeys": [key]}), "utf-8")
    (folder / "known.csv").write_text("text\ny\n", "utf-8")
    write(folder, 'schema = "schema.json"\nreference = ["notes=known.csv"]\n')
    monkeypatch.chdir(folder / current)
    assert validate(str(folder / "new" / "a.csv"))[0] == 1
    (folder / "known.csv").write_text("text\nx\n", "utf-8")
    assert validate(str(folder / "new" / "a.csv"))[0] == 0
    write(folder, 'schema = "schema.json"\nreference = ["notes=../known.csv"]\n')
    with pytest.raises(SummitDataError, match="below the folder of the configuration"):
        validate(str(folder / "new" / "a.csv"))


@pytest.mark.parametrize("place", ["paths", "files"])
def test_a_pattern_below_a_link_that_leads_out_is_refused(
    folder: Path, place: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.csv").write_text("id,note\n1,x\n", "utf-8")
    (folder / "link").symlink_to(outside)
    entry = 'paths = ["link/*.csv"]' if place == "paths" else '[[files]]\npath = "link/*.csv"\nschema = "schema.json"'
    write(folder, f"{entry}\n")
    with pytest.raises(SummitDataError, match="a link that leads out of the folder"):
        validate()


def test_a_folder_that_was_removed_has_no_configuration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "gone").mkdir()
    monkeypatch.chdir(folder / "gone")
    (folder / "gone").rmdir()
    arguments = [str(folder / "new" / "a.csv"), "--schema", str(folder / "schema.json")]
    assert validate(*arguments)[0] == 0


def test_every_option_is_a_key_or_says_why_not() -> None:
    options = {name for parameter in app.commands["validate"].params for name in parameter.opts if name[:2] == "--"}
    assert options == {f"--{option.name}" for option in OPTIONS} | {"--config", "--no-config"}
    assert {option.name for option in OPTIONS} - CONFIGURED.keys() == {
        "output",
        "split",
        "time-limit",
        "max-cell-bytes",
    }
