"""`sync` and the record of versions write code and history only into the checkout whose code runs, and text as text."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.datapackage import locate
from summitdata.upkeep.checkout import is_own_descriptor
from summitdata.upkeep.history import record
from summitdata.upkeep.sync import sync
from test_untrusted_text import HOSTILE, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

CODE = '"],\nimport os\nos.abort()\nx = ["'
"""An id that would end the list of names, and run."""


def looks_alike(folder: Path, ids: list[str] = [CODE]) -> Path:  # noqa: B006 - it is not changed
    """Write a package of a stranger that has all that the checkout has: project, package, code and history."""
    for name in ("src/summitdata", "history/resources", "data"):
        (folder / name).mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "summitdata"\nversion = "0.1.0"\n', "utf-8")
    (folder / "src" / "summitdata" / "__init__.py").write_text("", "utf-8")
    (folder / "src" / "summitdata" / "_names.py").write_text("old\n", "utf-8")
    (folder / "history" / "resources" / "old.csv").write_text("old\n", "utf-8")
    schema = {"fields": [{"name": "id", "type": "string"}], "primaryKey": "id"}
    tables = [{"name": name, "path": f"data/{name}.csv", "schema": schema} for name in ("figures", "projects")]
    for table in tables:
        lines = ["id", *map(quoted, ids)]
        (folder / str(table["path"])).write_text("\n".join(lines) + "\n", "utf-8", newline="")
    descriptor = {"name": "summitdata", "version": "1.0.0", "resources": tables}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def elsewhere(folder: Path, name: str) -> Path:
    """Move a folder of a package elsewhere, and put a link in its place."""
    target = folder.parent / "elsewhere" / name
    target.parent.mkdir(exist_ok=True)
    shutil.move(folder / name, target)
    (folder / name).symlink_to(target)
    return target


DISGUISES: dict[str, Callable[[Path], object]] = {
    "as it is": lambda _: None,
    "src is a link": lambda folder: elsewhere(folder, "src"),
    "the module is a link": lambda folder: _link_file(folder / "src" / "summitdata" / "_names.py"),
    "history is a link": lambda folder: elsewhere(folder, "history"),
    "src is a link to the code that runs": lambda folder: _link_folder(folder / "src", Path(sd.__file__).parents[1]),
    "history is a link to the real one": lambda folder: _link_folder(
        folder / "history", Path(sd.__file__).parents[2] / "history"
    ),
}


def _link_file(file: Path) -> None:
    target = file.parents[2].parent / "victim.py"
    target.write_text("old\n", "utf-8")
    file.unlink()
    file.symlink_to(target)


def _link_folder(folder: Path, target: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(target)


@pytest.mark.parametrize("name", DISGUISES)
def test_of_a_package_that_looks_like_the_checkout_only_the_descriptor_is_written(name: str, tmp_path: Path) -> None:
    folder = looks_alike(tmp_path / "package")
    DISGUISES[name](folder)
    before, ours = content(tmp_path), Path(sd.__file__).with_name("_names.py").read_bytes()
    assert not is_own_descriptor(folder / "datapackage.json")
    assert sync(folder, write=False) == [folder / "datapackage.json"]
    assert content(tmp_path) == before
    assert sync(folder) == [folder / "datapackage.json"]
    after = content(tmp_path)
    assert {file for file in after if after[file] != before.get(file)} == {"package/datapackage.json"}
    with pytest.raises(sd.PackageError, match="versions are recorded only there"):
        record(folder)
    assert content(tmp_path) == after
    assert Path(sd.__file__).with_name("_names.py").read_bytes() == ours


@pytest.mark.parametrize("arguments", [["sync", "."], ["sync", "--release", "."], ["sync", "--check", "."]], ids=str)
def test_the_command_runs_nothing_of_a_package(arguments: list[str], tmp_path: Path) -> None:
    folder = looks_alike(tmp_path / "package")
    victim = elsewhere(folder, "src")
    line = [sys.executable, "-P", "-m", "summitdata", *arguments]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == {"sync": 0, "--release": 2, "--check": 1}[arguments[-2]]
    assert (victim / "summitdata" / "_names.py").read_text("utf-8") == "old\n"
    assert (folder / "history" / "resources" / "old.csv").is_file()


DERIVED: dict[str, Callable[[Path, Path], Any]] = {
    "the descriptor is a link out": lambda folder, other: _moved(folder / "datapackage.json", other),
    "a table is a link out": lambda folder, other: _moved(folder / "data" / "figures.csv", other),
    "the folder of the tables is a link out": lambda folder, other: _moved(folder / "data", other),
}


def _moved(path: Path, other: Path) -> None:
    target = other / path.name
    shutil.move(path, target)
    path.symlink_to(target)


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_derived_stays_in_the_folder_of_the_package(name: str, tmp_path: Path) -> None:
    folder, other = looks_alike(tmp_path / "package"), tmp_path / "other"
    other.mkdir()
    DERIVED[name](folder, other)
    before = content(other)
    with pytest.raises(sd.PackageError):
        sync(folder)
    assert content(other) == before


def names_in(module: Path) -> dict[str, list[str]]:
    """Return the texts of each type of a module, which must be nothing but assignments of texts."""
    names = {}
    _, _, *statements = ast.parse(module.read_text("utf-8")).body
    for statement in statements:
        assert isinstance(statement, ast.Assign)
        (target,) = statement.targets
        assert isinstance(target, ast.Name)
        if isinstance(statement.value, ast.Subscript):
            parts = statement.value.slice
            elements = parts.elts if isinstance(parts, ast.Tuple) else [parts]
            assert all(isinstance(element, ast.Constant) for element in elements)
            names[target.id] = [element.value for element in elements]  # type: ignore[attr-defined] # asked above
    return names


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [CODE, "class", "None", "x" * 100_000, "'", '"""', "\\", *HOSTILE], ids=lambda text: ascii(text[:20])
)
def test_an_id_is_a_text_in_the_code(text: str, own_checkout: Path) -> None:
    text = text.encode("utf-8", "replace").decode()  # as a CSV file can have it
    table, module = own_checkout / "resources" / "figures.csv", own_checkout / "src" / "summitdata" / "_names.py"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text(
        "".join(lines[:-1]) + lines[-1].replace(lines[-1].partition(",")[0], quoted(text), 1), "utf-8", newline=""
    )
    assert sync(own_checkout) == [own_checkout / "datapackage.json", module]
    names = names_in(module)
    assert names["FigureId"][-1] == text
    assert len(names["FigureId"]) == len(lines) - 1
    assert sync(own_checkout) == []


def test_the_name_of_a_table_is_a_text_in_the_code(own_checkout: Path) -> None:
    file, module = own_checkout / "datapackage.json", own_checkout / "src" / "summitdata" / "_names.py"
    descriptor = json.loads(file.read_text("utf-8"))
    texts = [CODE, *HOSTILE]
    for number, text in enumerate(texts):
        (own_checkout / f"{number}.csv").write_text("id\n", "utf-8")
        schema = {"fields": [{"name": "id", "type": "string"}]}
        descriptor["resources"].append({"name": text, "path": f"{number}.csv", "schema": schema})
    file.write_text(json.dumps(descriptor), "utf-8")
    sync(own_checkout)
    assert names_in(module)["TableName"][-len(texts) :] == texts


BROKEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no table of figures": lambda tables: tables.pop("figures"),
    "no table of projects": lambda tables: tables.pop("projects"),
    "no ids": lambda tables: tables["figures"]["schema"]["fields"].pop(0),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_checkout_without_the_tables_of_the_names_is_an_error(name: str, own_checkout: Path) -> None:
    file = own_checkout / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    tables = {table["name"]: table for table in descriptor["resources"]}
    BROKEN[name](tables)
    for table in tables.values():
        for key in ("primaryKey", "foreignKeys", "uniqueKeys"):
            table["schema"].pop(key, None)
    file.write_text(json.dumps({**descriptor, "resources": list(tables.values())}), "utf-8")
    with pytest.raises(sd.PackageError, match=r"there is no table '(figures|projects)' with a field 'id'"):
        sync(own_checkout)


@pytest.mark.parametrize("target", ["outside", "src", "."])
def test_a_history_that_is_a_link_is_not_written_to(
    target: str, own_checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "theirs.csv").write_text("theirs\n", "utf-8")
    (own_checkout / "history").symlink_to(outside if target == "outside" else own_checkout / target)
    before = content(outside), content(own_checkout)
    with pytest.raises(sd.PackageError, match=r"history is a link to .*: make it a folder"):
        record(own_checkout)
    assert (content(outside), content(own_checkout)) == before


@pytest.mark.parametrize("name", ["resources", "changes.json", "datapackage.json", "resources/figures.csv"])
def test_a_link_in_the_history_is_not_written_through(
    name: str, own_checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "theirs.csv").write_text("theirs\n", "utf-8")
    link = own_checkout / "history" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(outside if name == "resources" else outside / "theirs.csv")
    with pytest.raises(sd.PackageError):
        record(own_checkout)
    assert content(outside) == {"theirs.csv": b"theirs\n"}


def test_this_checkout_is_its_own() -> None:
    if locate().parent.name == "_data":
        pytest.skip("this is an installed copy, which has no checkout")
    assert is_own_descriptor(locate())
    assert is_own_descriptor(Path(os.path.relpath(locate())))


def test_a_link_to_this_checkout_is_it_too(tmp_path: Path) -> None:
    if locate().parent.name == "_data":
        pytest.skip("this is an installed copy, which has no checkout")
    (tmp_path / "link").symlink_to(locate().parent)
    assert sync(tmp_path / "link", write=False) == []
    assert is_own_descriptor(tmp_path / "link" / "datapackage.json")
