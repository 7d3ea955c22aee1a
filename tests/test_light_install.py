"""The gate where only a part of what it depends on is installed, and what its page says of the sizes."""

from __future__ import annotations

import bz2
import gzip
import json
import re
import runpy
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SIZES = runpy.run_path(str(ROOT / "docs" / "installed_sizes.py"))
PAGE = (ROOT / "docs" / "how-to-gate.md").read_text("utf-8")

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer", "constraints": {"unique": True}},
        {"name": "name", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+"}},
    ]
}
GOOD = "year,name\n2024,one\n"
RUN = "import sys; sys.path[:0] = sys.argv.pop(1).split(chr(10)); from summitdata.__main__ import main; main()"


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folders of the library and of what the page says to install, with no other package."""
    folder = tmp_path_factory.mktemp("light")
    for name in SIZES["LIGHT"]:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        for part in (package, package.with_name(f"{name}.libs")):
            if part.exists():
                (folder / part.name).symlink_to(part)
    return f"{folder}\n{ROOT / 'src'}"


def validate(light: str, folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-I", "-S", "-c", RUN, light, "validate", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    resources = [{"name": "one", "path": "good.csv", "schema": "schema.json"}]
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "x", "resources": resources}), "utf-8")
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "good.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    (tmp_path / "good.csv.bz2").write_bytes(bz2.compress(GOOD.encode()))
    return tmp_path


def test_clean_files_pass(light: str, folder: Path) -> None:
    code, output = validate(light, folder, "--schema", "schema.json", "good.csv", "good.csv.gz", "good.csv.bz2")
    assert (code, output.splitlines()[-1]) == (0, "valid: 3 tables")
    assert validate(light, folder, "datapackage.json")[0] == 0


@pytest.mark.parametrize(
    ("content", "options", "missing"),
    [
        (GOOD + "soon,two\n", (), ("frictionless", "frictionless")),
        (GOOD + "2024,two\n", (), ("frictionless", "frictionless")),
        ("year,label\n", (), ("frictionless", "frictionless")),
        (GOOD, ("--format", "html"), ("jinja2", "jinja2")),
        (GOOD, ("--schema", "schema.yaml"), ("yaml", "pyyaml")),
    ],
)
def test_what_is_missing_is_named_with_the_way_to_install_it(
    light: str, folder: Path, content: str, options: tuple[str, ...], missing: tuple[str, str]
) -> None:
    (folder / "table.csv").write_text(content, "utf-8")
    (folder / "schema.yaml").write_text("fields: []\n", "utf-8")
    code, output = validate(light, folder, "--schema", "schema.json", *options, "table.csv")
    module, package = missing
    assert code == 2
    assert f"this call needs {module}: install it with pip install '{package}'" in output
    assert "Traceback" not in output


def test_rules_on_groups_name_what_they_need(light: str) -> None:
    code, output = validate(light, ROOT, "resources/trade.csv")
    assert (code, "this call needs simpleeval" in output) == (2, True)


def test_the_page_installs_what_the_test_does() -> None:
    (packages,) = re.findall(r"^pip install ((?:\w+ ?)+)$", PAGE, re.MULTILINE)
    assert tuple(packages.split()) == SIZES["LIGHT"]


def test_the_sizes_on_the_page_are_nearly_those_of_here() -> None:
    shown = {way: int(size) for way, size in SIZES["ROW"].findall(PAGE)}
    for way, (_, size) in SIZES["sizes"]().items():
        assert abs(shown[way] - size) <= SIZES["TOLERANCE"] * size, "run: python docs/generate.py"
