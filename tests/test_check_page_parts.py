"""What the page "Check a CSV" is made of, outside a browser: how it is built, and what its script answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import build, check, rpds

from page_cases import IN_PACKAGE, MISTAKES, SCHEMA, UNDECIDED, case_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]


def _no_npm(_: Path) -> None:
    pass


def _npm_that_fails(folder: Path) -> None:
    (folder / "npm").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (folder / "npm").chmod(0o755)


def _npm_of_another_version(folder: Path) -> None:
    (folder / "npm").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (folder / "npm").chmod(0o755)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (_no_npm, "npm is not installed"),
        (_npm_that_fails, "Pyodide cannot be downloaded"),
        (_npm_of_another_version, "the npm package of Pyodide has other files than this script knows"),
    ],
)
def test_without_pyodide_the_page_says_why_it_has_no_form(
    prepare: Callable[[Path], None], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, programs = tmp_path / "site", tmp_path / "programs"
    (out / build.FOLDER).mkdir(parents=True)
    (out / build.FOLDER / "page.js").write_text("of the build before", "utf-8")
    programs.mkdir()
    prepare(programs)
    monkeypatch.setenv("PATH", str(programs))
    assert build.build(out) == reason
    assert not list(out.iterdir())
    assert build.form(reason) == (
        f":::{{note}}\nThis copy of the site was built without the form, as {reason}. "
        "[Install the library](how-to-gate.md), and run `summitdata validate data.csv --schema schema.json`.\n:::"
    )


def test_a_package_that_is_not_installed_is_a_reason_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_pyodide", lambda scratch: scratch)
    monkeypatch.setattr(build, "_compiled", lambda *_: [])
    monkeypatch.setattr(build, "ROOTS", ("frictionless", "a-package-that-nobody-has"))
    assert build.build(tmp_path) == "a-package-that-nobody-has is not installed"
    assert not list(tmp_path.iterdir())


def test_the_page_has_the_place_of_the_form_and_each_table() -> None:
    assert build.PLACE in (ROOT / "docs" / f"{build.FOLDER}.md").read_text("utf-8")
    form = build.form("")
    tables = json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]
    assert all(f'<option value="table:{table["name"]}">' in form for table in tables)


def _answer(case: dict[str, str], folder: Path) -> dict[str, Any]:
    content, schema = (base64.b64decode(case[part]) for part in ("content", "schema"))
    (folder / "chosen").write_bytes(content)
    asked = json.dumps({**case, "kind": case["choice"], "schema": schema.decode()})
    answer: dict[str, Any] = json.loads(check.check(str(folder / "chosen"), asked, lambda _rows, _share: None))
    return answer


@pytest.mark.parametrize(("case", "start"), MISTAKES)
def test_a_mistake_of_the_visitor_is_one_message(case: dict[str, str], start: str, tmp_path: Path) -> None:
    answer = _answer(case, tmp_path)
    assert list(answer) == ["error"]
    assert answer["error"].startswith(start)
    assert "\n" not in answer["error"]


@pytest.mark.parametrize(("case", "table"), IN_PACKAGE)
def test_a_file_is_checked_as_the_table_of_a_package(case: dict[str, str], table: str, tmp_path: Path) -> None:
    answer = _answer(case, tmp_path)
    assert answer["valid"], answer
    assert answer["read_as"] == (
        f"It was read as the table '{table}' of datapackage.json, with the delimiter ';', encoding 'cp1252'."
    )


@pytest.mark.parametrize(("case", "start"), UNDECIDED)
def test_the_visitor_chooses_a_table_where_several_may_be_meant(
    case: dict[str, str], start: str, tmp_path: Path
) -> None:
    answer = _answer(case, tmp_path)
    assert answer["error"].startswith(start)
    tables = [resource["name"] for resource in json.loads(base64.b64decode(case["schema"]))["resources"]]
    assert answer["tables"] == tables


@pytest.mark.parametrize(
    ("dialect", "content"),
    [
        ({"csv": {"delimiter": "|"}}, "id|word\n1|a\n"),
        ({"quoteChar": "'", "headerRows": [2]}, "notes\nid,word\n1,'a,b'\n"),
        ({"header": False}, "1,a\n"),
    ],
)
def test_a_file_is_read_in_the_dialect_of_its_table(dialect: dict[str, Any], content: str, tmp_path: Path) -> None:
    table = {"name": "words", "path": "words.csv", "dialect": dialect, "schema": json.loads(SCHEMA)}
    package = json.dumps({"resources": [table]})
    answer = _answer(case_of("words.csv", content.encode(), "file", package), tmp_path)
    assert answer["valid"], answer


def test_the_visitor_is_asked_for_the_schema_of_a_table_in_a_file_of_its_own(tmp_path: Path) -> None:
    package = json.dumps({"resources": [{"name": "words", "path": "words.csv", "schema": "words.schema.json"}]})
    answer = _answer(case_of("words.csv", b"id,word\n", "file", package, schema_name="datapackage.json"), tmp_path)
    in_file = "the schema of the table 'words' is in the file words.schema.json"
    assert answer == {"error": f"datapackage.json: {in_file}: choose that as the schema"}


def test_a_dialect_that_leaves_rows_out_is_for_the_command(tmp_path: Path) -> None:
    table = {"name": "words", "path": "words.csv", "dialect": {"commentChar": "#"}, "schema": json.loads(SCHEMA)}
    answer = _answer(case_of("words.csv", b"id,word\n", "file", json.dumps({"resources": [table]})), tmp_path)
    assert answer == {"error": "the dialect of the table 'words' leaves rows out: this is for the command"}


def test_the_stand_in_for_rpds_does_as_rpds_does() -> None:
    real: Any = pytest.importorskip("rpds")
    for of in (real, rpds):
        table = of.HashTrieMap({"a": 1}).insert("b", 2).update({"c": 3}).remove("a").discard("z")
        assert dict(table) == {"b": 2, "c": 3}
        assert (dict(of.HashTrieMap.convert({"a": 1})), len(table), "b" in table) == ({"a": 1}, 2, True)
        members = of.HashTrieSet([1, 2]).insert(3).update([4]).remove(1).discard(9)
        assert set(members) == {2, 3, 4}
        with pytest.raises(KeyError):
            members.remove(9)
        entries = of.List([1, 2]).push_front(0)
        assert ([*entries], entries.first, [*entries.rest], [*entries.drop_first()]) == ([0, 1, 2], 0, [1, 2], [1, 2])
        assert entries == of.List([0, 1, 2])
        assert hash(table) == hash(of.HashTrieMap({"b": 2, "c": 3}))
