"""What sync() derives from a small package: bytes, hashes and sources, and in a checkout the names as types."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from summitdata.errors import PackageError
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "facts": "id,source,other,topic\na,third,,t\nb,first,,t\nc,first,second,t\n",
    "topics": "id\nt\n",
    "sources": "id,title,publisher,address\n"
    "first,Première,P1,https://example.org/1\n"
    "second,,P2,https://example.org/2\n"
    "third,Third,P3,https://example.org/3\n"
    "fourth,Fourth,P4,https://example.org/4\n",
    "plain": "id\n1\n",
}
FIRST = {"title": "Première", "path": "https://example.org/1"}
SECOND = {"title": "P2", "path": "https://example.org/2"}
THIRD = {"title": "Third", "path": "https://example.org/3"}
FOURTH = {"title": "Fourth", "path": "https://example.org/4"}
OLD = {"title": "stays", "path": "https://example.org/old"}


def reference(fields: str | list[str], table: str) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": table, "fields": "id" if isinstance(fields, str) else ["id"]}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = {"facts": [reference("topic", "topics"), reference("source", "sources"), reference(["other"], "sources")]}
    for name, content in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(content, "utf-8")
    write(
        tmp_path,
        [
            {
                "name": name,
                "path": f"{name}.csv",
                "schema": {
                    "fields": [{"name": field, "type": "string"} for field in content.partition("\n")[0].split(",")],
                    **({"foreignKeys": keys[name]} if name in keys else {}),
                },
                **({"sources": [OLD]} if name != "facts" else {}),
            }
            for name, content in TABLES.items()
        ],
    )
    return tmp_path


def write(folder: Path, resources: list[dict[str, Any]]) -> None:
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")


def read(folder: Path) -> dict[str, dict[str, Any]]:
    content = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {resource["name"]: resource for resource in content["resources"]}


def test_each_table_has_its_size_and_its_hash(folder: Path) -> None:
    assert sync(folder) == [folder / "datapackage.json"]
    for name, resource in read(folder).items():
        content = TABLES[name].encode()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
    assert sync(folder) == []


def test_a_table_has_the_sources_that_its_rows_refer_to_in_their_order(folder: Path) -> None:
    sync(folder)
    sources = {name: resource["sources"] for name, resource in read(folder).items()}
    assert sources == {
        "facts": [FIRST, SECOND, THIRD],
        "topics": [OLD],
        "sources": [FIRST, SECOND, THIRD, FOURTH],
        "plain": [OLD],
    }


def test_the_descriptor_is_written_for_people(folder: Path) -> None:
    sync(folder)
    text = (folder / "datapackage.json").read_text("utf-8")
    assert text.startswith('{\n  "name": "p",\n  "resources": [\n    {\n      "name": "facts",\n')
    assert text.endswith("\n  ]\n}\n")
    assert '"title": "Première"' in text


def test_nothing_is_written_where_only_asked_for(folder: Path) -> None:
    before = (folder / "datapackage.json").read_bytes()
    assert sync(folder, write=False) == [folder / "datapackage.json"]
    assert (folder / "datapackage.json").read_bytes() == before


def test_sources_of_another_shape_are_not_put_into_the_descriptor(folder: Path) -> None:
    resources = list(read(folder).values())
    resources[2]["schema"]["fields"][3]["name"] = "url"
    write(folder, resources)
    (folder / "sources.csv").write_text(TABLES["sources"].replace("address", "url"), "utf-8")
    sync(folder)
    assert [resource.get("sources") for resource in read(folder).values()] == [None, [OLD], [OLD], [OLD]]


def test_a_package_without_sources_has_none(folder: Path) -> None:
    write(folder, [resource for name, resource in read(folder).items() if name in ("topics", "plain")])
    sync(folder)
    assert [resource["sources"] for resource in read(folder).values()] == [[OLD], [OLD]]


def test_a_descriptor_that_is_not_a_package_is_to_be_fixed_first(folder: Path) -> None:
    resources = list(read(folder).values())
    resources[0]["schema"]["foreignKeys"] = [reference("source", "nowhere")]
    write(folder, resources)
    with pytest.raises(PackageError) as caught:
        sync(folder)
    assert str(caught.value).startswith(f"{folder / 'datapackage.json'}: ")
    assert "'nowhere', which does not exist" in str(caught.value)
    assert str(caught.value).endswith(": fix the descriptor first")


def test_a_table_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "plain.csv").unlink()
    with pytest.raises(PackageError, match=r"plain\.csv"):
        sync(folder)


@pytest.mark.parametrize(("table", "field"), [("figures", "id"), ("projects", "id"), ("projects", "key")])
def test_a_checkout_has_the_tables_whose_values_are_types(table: str, field: str, own_checkout: Path) -> None:
    descriptor = json.loads((own_checkout / "datapackage.json").read_text("utf-8"))
    kept = [resource for resource in descriptor["resources"] if resource["name"] != table]
    if field == "key":
        (own_checkout / "key.csv").write_text("key\n1\n", "utf-8")
        schema = {"fields": [{"name": "key", "type": "string"}]}
        kept.append({"name": table, "path": "key.csv", "schema": schema})
    for resource in kept:
        resource["schema"].pop("foreignKeys", None)
    write(own_checkout, kept)
    with pytest.raises(PackageError) as caught:
        sync(own_checkout)
    place = own_checkout / "datapackage.json"
    message = f"{place}: there is no table {table!r} with a field 'id', whose values are types in the code"
    assert str(caught.value) == message


def test_a_row_without_an_id_has_no_type(own_checkout: Path) -> None:
    module = own_checkout / "src" / "summitdata" / "_names.py"
    descriptor = json.loads((own_checkout / "datapackage.json").read_text("utf-8"))
    (figures,) = (resource for resource in descriptor["resources"] if resource["name"] == "figures")
    table = own_checkout / figures["path"]
    header, first, *_ = table.read_text("utf-8").splitlines()
    table.write_text(f"{header}\n{first}\n{first[first.index(',') :]}\n", "utf-8")
    sync(own_checkout)
    lines = module.read_text("utf-8").splitlines()
    at = lines.index("FigureId = Literal[")
    assert lines[at + 1 : at + 3] == [f'    "{first.partition(",")[0]}",', "]"]


def test_a_file_that_is_to_be_updated_and_is_not_there_is_named(own_checkout: Path) -> None:
    module = own_checkout / "src" / "summitdata" / "_names.py"
    module.unlink()
    with pytest.raises(PackageError) as caught:
        sync(own_checkout)
    assert str(caught.value) == f"{module}: cannot read the file to update: No such file or directory"


def test_nothing_is_written_through_a_link_that_leads_out_of_the_package(folder: Path) -> None:
    package = folder / "package"
    package.mkdir()
    for file in folder.glob("*.csv"):
        file.rename(package / file.name)
    before = (folder / "datapackage.json").read_bytes()
    (package / "datapackage.json").symlink_to(folder / "datapackage.json")
    with pytest.raises(PackageError, match="a link that leads out of the folder"):
        sync(package)
    assert (folder / "datapackage.json").read_bytes() == before


def test_nothing_is_read_through_a_link_that_leads_out_of_the_package(folder: Path) -> None:
    package = folder / "package"
    package.mkdir()
    for file in folder.glob("*.csv"):
        file.rename(package / file.name)
    (package / "datapackage.json").symlink_to(folder / "datapackage.json")
    with pytest.raises(PackageError, match="a link that leads out of the folder"):
        sync(package, write=False)


def test_a_table_may_be_larger_than_a_descriptor_may(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summitdata.upkeep.bounded.SMALL", 10**9)  # in this process
    with (folder / "plain.csv").open("ab") as file:
        file.truncate(100_000_001)
    sync(folder)
    assert read(folder)["plain"]["bytes"] == 100_000_001


def test_a_table_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "plain.csv").unlink()
    with pytest.raises(PackageError) as error:
        sync(folder)
    assert str(error.value) == f"{folder / 'plain.csv'}: cannot read the table: No such file or directory"


LARGE = {"plain": "id\n" + "1\n" * 150_001, "sources": TABLES["sources"] + "x,y,z,https://example.org/\n" * 3_000}


@pytest.mark.parametrize("large", LARGE)
def test_a_package_is_large_by_what_is_read_of_it(large: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of sources is read once for each table that may repeat its rows."""
    calls = []

    def run_in_worker(function: Any, *arguments: Any, **_: Any) -> Any:
        calls.append(arguments)
        return function(*arguments, None, None)

    monkeypatch.setattr("summitdata.validation.worker.run_in_worker", run_in_worker)
    sync(folder)
    assert not calls
    (folder / f"{large}.csv").write_text(LARGE[large], "utf-8")
    sync(folder)
    assert len(calls) == 1


@pytest.mark.parametrize("resources", [["x"], "x", None, {"name": "sources"}, [None, {"name": "sources"}]], ids=str)
def test_resources_of_another_shape_are_an_error(resources: Any, folder: Path) -> None:
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    with pytest.raises(PackageError):
        sync(folder)
