"""Importing loads no third-party module, public names are stable, and the package is found and kept up to date."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import summitdata as sd
from summitdata._names import FigureId, TableName
from summitdata.datapackage import descriptor
from summitdata.tables import rows
from summitdata.upkeep.sync import sync


def fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.strip()


LOADED = "import sys; before = set(sys.modules); {}; import summitdata as sd; {}; print(*(set(sys.modules) - before))"


@pytest.mark.parametrize(
    "call", ["pass", "sd.trade_growth()", "sd.implied_trade(2023)", "sd.gas_delivered()", "sd.cite('ris')"]
)
def test_no_third_party_module_is_loaded(call: str) -> None:
    loaded = {name.partition(".")[0] for name in fresh(LOADED.format("pass", call)).split()}
    assert loaded - sys.stdlib_module_names - {"summitdata"} == set()


def test_every_public_name_is_there() -> None:
    assert dir(sd) == sd.__all__
    assert all(hasattr(sd, name) for name in sd.__all__)


@pytest.mark.parametrize("name", [name for name in sd.__all__ if callable(getattr(sd, name))])
def test_every_public_name_is_documented_with_an_example(name: str) -> None:
    value = getattr(sd, name)
    documentation = value.__doc__ or ""
    assert documentation
    if not isinstance(value, type):
        assert "Examples\n" in documentation
        assert "Returns\n" in documentation


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="tradegrowth"):
        sd.tradegrowth  # noqa: B018 # type: ignore[attr-defined] # the point of the test


def modules() -> list[str]:
    import pkgutil

    return [module.name for module in pkgutil.walk_packages(sd.__path__, "summitdata.")]


def test_no_function_hides_the_module_of_its_name() -> None:
    code = "import sys, types, summitdata as sd\n[getattr(sd, name) for name in sd.__all__]\n"
    code += "".join(
        f"import {name} as module; assert isinstance(module, types.ModuleType), {name!r}\n" for name in modules()
    )
    code += "print(all(callable(getattr(sd, name)) for name in sd.__all__ if name != '__version__'))"
    assert fresh(code) == "True"


def test_the_type_names_are_those_of_the_data() -> None:
    from typing import get_args

    assert get_args(TableName) == tuple(resource["name"] for resource in descriptor()["resources"])
    assert get_args(FigureId) == tuple(row["id"] for row in rows("figures"))


def test_what_is_derived_is_up_to_date() -> None:
    assert sync(write=False) == []


def test_sync_writes_the_same_bytes_again(package_copy: Path) -> None:
    (package_copy / "resources" / "topics.csv").write_text("id\n", "utf-8")
    assert sync(package_copy, write=False) == [package_copy / "datapackage.json"]
    assert sync(package_copy) == [package_copy / "datapackage.json"]
    once = (package_copy / "datapackage.json").read_bytes()
    assert sync(package_copy) == []
    assert (package_copy / "datapackage.json").read_bytes() == once
    assert {file.name for file in package_copy.iterdir()} == {"datapackage.json", "resources"}


def test_sync_refreshes_the_names_in_a_checkout(own_checkout: Path) -> None:
    module = own_checkout / "src" / "summitdata" / "_names.py"
    expected = module.read_text("utf-8")
    assert sync(own_checkout) == []
    module.write_text(expected.replace('    "trade-2024",\n', ""), "utf-8")
    assert sync(own_checkout, write=False) == [module]
    assert '"trade-2024"' not in module.read_text("utf-8")
    assert sync(own_checkout) == [module]
    assert module.read_text("utf-8") == expected


def test_sync_puts_a_new_figure_into_descriptor_and_names(own_checkout: Path) -> None:
    table, module = own_checkout / "resources" / "figures.csv", own_checkout / "src" / "summitdata" / "_names.py"
    lines = table.read_text("utf-8").splitlines()
    last = lines[-1].partition(",")[0]
    table.write_text("\n".join([*lines, lines[-1].replace(last, "another-share", 1)]) + "\n", "utf-8")
    assert sync(own_checkout) == [own_checkout / "datapackage.json", module]
    assert f'    "{last}",\n    "another-share",\n]' in module.read_text("utf-8")
    content = table.read_bytes()
    descriptor = json.loads((own_checkout / "datapackage.json").read_text("utf-8"))
    figures = next(resource for resource in descriptor["resources"] if resource["name"] == "figures")
    assert figures["bytes"] == len(content)
    assert figures["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert sync(own_checkout) == []


def test_sync_leaves_an_installed_copy_alone(package_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = package_copy / "_data"
    installed.mkdir()
    shutil.move(package_copy / "datapackage.json", installed)
    shutil.move(package_copy / "resources", installed)
    monkeypatch.setattr("summitdata.datapackage.locate", lambda: installed / "datapackage.json")
    with pytest.raises(sd.PackageError, match=r"is an installed copy.*: give the datapackage\.json .*--editable"):
        sync()
    assert sync(installed) == []


def test_sync_refuses_a_descriptor_that_is_not_a_data_package(package_copy: Path) -> None:
    file = package_copy / "datapackage.json"
    file.write_text('{"resources": []}', "utf-8")
    with pytest.raises(sd.PackageError, match=r'"resources" is empty: list each table.*: fix the descriptor first'):
        sync(package_copy)
    assert file.read_text("utf-8") == '{"resources": []}'


def test_sync_of_another_package_with_a_table_of_sources_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("id\nmine\n", "utf-8")
    (tmp_path / "a.csv").write_text("source\nmine\n", "utf-8")
    source = {"name": "source", "type": "string"}
    key = {"fields": "source", "reference": {"resource": "sources", "fields": "id"}}
    tables = [
        {"name": "sources", "path": "sources.csv", "schema": {"fields": [{"name": "id", "type": "string"}]}},
        {"name": "a", "path": "a.csv", "title": "é", "schema": {"fields": [source], "foreignKeys": [key]}},
    ]
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps({"resources": tables}), "utf-8")
    assert sync(tmp_path) == [file]
    assert '"title": "é"' in file.read_text("utf-8")
    assert all("sources" not in table for table in json.loads(file.read_text("utf-8"))["resources"])


def test_every_table_has_the_sources_that_its_rows_refer_to_and_no_others() -> None:
    addresses = {row["id"]: row["address"] for row in rows("sources")}
    for table in descriptor()["resources"]:
        keys = table["schema"].get("foreignKeys", [])
        columns = [key["fields"][0] for key in keys if key["reference"]["resource"] == "sources"]
        used = {addresses[row[column]] for row in rows(table["name"]) for column in columns if row[column]}
        expected = set(addresses.values()) if table["name"] == "sources" else used
        assert {source["path"] for source in table["sources"]} == expected


def test_sync_lists_the_sources_that_the_rows_refer_to(package_copy: Path) -> None:
    table = package_copy / "resources" / "summits.csv"
    header, first, _ = table.read_text("utf-8").splitlines()
    table.write_text(f"{header}\n{first}\n", "utf-8")
    sync(package_copy)
    descriptor = json.loads((package_copy / "datapackage.json").read_text("utf-8"))
    summits = next(resource for resource in descriptor["resources"] if resource["name"] == "summits")
    sources = {row["id"]: row["address"] for row in rows("sources")}
    used = [value for name, value in rows("summits")[0].items() if name.endswith("source")]
    assert {source["path"] for source in summits["sources"]} == {sources[id] for id in used}
    assert all(source["title"] for source in summits["sources"])


def test_frictionless_itself_accepts_the_package() -> None:
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", "datapackage.json"]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stdout


def test_the_version_is_the_project_s() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert sd.__version__ == project["project"]["version"]
