"""`init`: what makes a repository's tables validated at each commit, shown first and then written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from click.testing import CliRunner, Result

import summitdata as sd
from summitdata.cli import app
from summitdata.describing.starter import TABLES
from summitdata.tabular.packings import TABLE_SUFFIXES


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_init_shows_first_what_it_would_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/a.csv").write_text("id\n1\n2\n")
    Path(".pre-commit-config.yaml").write_text("repos: []\n")
    shown = run("init")
    assert "would write datapackage.json" in shown.stdout
    assert "left alone: .pre-commit-config.yaml" in shown.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pre-commit-config.yaml", "data"]
    assert run("init", "--write").exit_code == 0
    assert run("validate", ".").exit_code == 0
    assert Path(".github/workflows/validate-data.yml").exists()
    assert Path(".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_init_describes_what_can_be_read_and_names_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/A.CSV").write_text("id\n1\n2\n")
    Path("empty.csv").write_text("")
    with pytest.raises(sd.PackageError, match=r"1 file not described: empty.csv: the file is empty"):
        run("init", "--write")
    assert [one["path"] for one in json.loads(Path("datapackage.json").read_text("utf-8"))["resources"]] == [
        "sub/A.CSV"
    ]
    with pytest.raises(sd.PackageError, match=r"empty.csv: the file is empty"):
        sd.describe(tmp_path)


def test_init_leaves_packages_below_alone_and_validates_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("a", "b/c"):
        Path(folder).mkdir(parents=True)
        Path(folder, "t.csv").write_text("id\n1\n2\n")
    run("describe", "b", "-o", "b/datapackage.json")
    Path("t.csv").write_text("id\n1\n")
    made = run("init", "--write")
    assert "b: it has a descriptor of its own, and is left alone" in made.stderr
    assert "Next: summitdata validate . b" in made.stderr
    assert "run: summitdata validate . b\n" in Path(".github/workflows/validate-data.yml").read_text()
    resources = json.loads(Path("datapackage.json").read_text("utf-8"))["resources"]
    assert sorted(one["path"] for one in resources) == ["a/t.csv", "t.csv"]
    assert run("validate", ".", "b", "--strict-files").exit_code == 0


def test_init_is_for_the_folder_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.csv").write_text("id\n1\n")
    with pytest.raises(sd.PackageError, match="where workflows and hooks must stand: run `summitdata init` there"):
        run("init", str(tmp_path / "data"))
    with pytest.raises(sd.PackageError, match="not a folder"):
        run("init", str(tmp_path / "data" / "t.csv"))
    assert run("init", str(tmp_path)).exit_code == 0


INSTALLED = {
    "from an index": (None, f"summitdata=={sd.__version__}", False),
    "from a repository": (
        {"url": "https://example.org/s", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "summitdata @ git+https://example.org/s@0a1b",
        False,
    ),
    "from a folder": ({"url": "file:///s", "dir_info": {}}, f"summitdata=={sd.__version__}", True),
}


@pytest.mark.parametrize("case", INSTALLED)
def test_what_init_writes_installs_what_is_installed(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, requirement, is_noted = INSTALLED[case]
    installed = SimpleNamespace(read_text=lambda _: origin and json.dumps(origin))
    monkeypatch.setattr("summitdata.describing.starter.distribution", lambda _: installed)
    (tmp_path / "t.csv").write_text("id\n1\n")
    result = run("init", str(tmp_path))
    assert f'run: pip install "{requirement}"' in result.stdout
    assert f'additional_dependencies: ["{requirement}"]' in result.stdout
    assert ("which must be released" in result.stderr) == is_noted


def test_init_names_the_project_s_address_where_it_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = SimpleNamespace(read_text=lambda _: json.dumps({"url": "file:///s", "dir_info": {}}))
    monkeypatch.setattr("summitdata.describing.starter.distribution", lambda _: installed)
    monkeypatch.setattr("summitdata.describing.starter.project_link", {"Source": "https://example.org/s"}.get)
    (tmp_path / "t.csv").write_text("id\n1\n")
    assert "write `summitdata @ git+https://example.org/s@COMMIT` in both" in run("init", str(tmp_path)).stderr


def test_every_hook_is_given_every_table() -> None:
    hooks = yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (own,) = (hook["files"] for hook in hooks if hook["id"] == "summitdata-validate")
    for pattern in (TABLES, own):
        for name in [f"data/a{suffix}" for suffix in TABLE_SUFFIXES] + ["A.CSV", "datapackage.json"]:
            assert re.search(pattern, name), (pattern, name)
        assert not re.search(pattern, "a.csv.md")
        assert not re.search(pattern, "package.json")
    assert own == TABLES


def test_forty_files_of_ten_schemas_in_the_commands_of_the_tutorial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(40):
        folder = Path(f"kind{number % 10}")
        folder.mkdir(exist_ok=True)
        columns = [f"c{column}" for column in range(number % 10 + 1)]
        rows = [[str(row * (column + 1)) for column in range(len(columns))] for row in range(5)]
        text = "".join(",".join(row) + "\n" for row in [["id", *columns], *(["1", *row] for row in rows)])
        (folder / f"part{number // 10}.csv").write_text(text)
    tutorial = (Path(__file__).parents[1] / "docs" / "tutorial-gate.md").read_text("utf-8")
    commands = [
        line.removeprefix("summitdata ").split() for line in tutorial.splitlines() if line.startswith("summitdata ")
    ]
    assert [run(*command).exit_code for command in commands[:3]] == [0, 0, 0]
    assert len(json.loads(Path("datapackage.json").read_text("utf-8"))["resources"]) == 40
    Path("kind3/part1.csv").write_text("id,c0,c1,c2,c3\nx,1,2,3,4\n")
    assert run("validate", ".").exit_code == 1
