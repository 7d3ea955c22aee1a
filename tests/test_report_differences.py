"""Whole reports, property by property: they are those of frictionless but for what the page on conformance lists."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from damaged_files import GOOD
from damaged_files import SCHEMA as PRICES
from engines import tables
from profiles import examples
from report_cases import CASES, reports_of_both, reports_of_file, table, their_report
from report_differences import DIFFERENCES, compared, explained
from summitdata import documentation
from summitdata.tabular.input_table import CLOSER_LOOKS
from summitdata.validation import worker
from test_validate_corpus import LONG, OWN, REAL, REFUSED, cases, inferred, tightened

if TYPE_CHECKING:
    from report_differences import Difference

pytestmark = [
    pytest.mark.filterwarnings("ignore::summitdata.errors.SchemaWarning"),  # some schemas are misspelt, and say so
    pytest.mark.filterwarnings("ignore:.*unclosed file:ResourceWarning"),  # frictionless leaves compressed files open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # the same
]
PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker, as where there are no processes: it takes long."""
    monkeypatch.setattr(worker, "can_start", lambda: False)


def unlisted(ours: dict[str, Any], theirs: dict[str, Any] | str) -> list[str]:
    """Return the differences that the table does not have."""
    return [str(found) for found in compared(ours, theirs) if not explained(found)]


@pytest.mark.parametrize("name", CASES)
def test_every_difference_is_listed(name: str, tmp_path: Path) -> None:
    assert unlisted(*reports_of_both(CASES[name], tmp_path)) == []


SHOWN_BY = (
    "many errors of a header", "many errors in many rows", "a wrong type", "a damaged gzip", "another file",
    "a file alone, not in English", "a misspelt property", "parts", "valid in lists.json", "a long cell",
    "numbers as texts in table.xlsx", "a wide header", "a format in capitals", "a foreign key without a table",
    "an unknown encoding",
)  # fmt: skip
"""Cases that have each difference between them."""


def test_every_difference_that_is_listed_occurs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "_documentation", lambda: "https://example.org/docs/")
    shown: list[Difference] = []
    for number, name in enumerate(SHOWN_BY):
        (tmp_path / str(number)).mkdir()
        for found in compared(*reports_of_both(CASES[name], tmp_path / str(number))):
            shown += explained(found)
    assert [one for one in DIFFERENCES if one not in shown] == []


def test_each_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    assert [one for one in DIFFERENCES if f"| {one.here} | {one.theirs} |" not in page] == []


@pytest.mark.slow
@given(tables(), st.sampled_from([0, 0, 2]))
@settings(max_examples=examples(100))
def test_random_tables_differ_in_nothing_else(drawn: tuple[dict[str, Any], str], limit: int) -> None:
    schema, text = drawn
    schema = {key: value for key, value in schema.items() if key != "uniqueKeys"}  # listed among the departures
    for each in schema["fields"]:
        each.pop("categories", None)  # the same
        if "|" in each["constraints"].get("pattern", ""):
            del each["constraints"]["pattern"]  # the same
    with TemporaryDirectory() as folder:
        assert unlisted(*reports_of_both(table(schema, text, limit=limit), Path(folder))) == []


def changed(seed: int) -> bytes:
    """Return the good file with some bytes changed, always the same."""
    random, content = Random(seed), bytearray(GOOD.encode())  # noqa: S311 - the same in each run
    signs = [b'"', b'"', b",", b"\n", b"\n\n", b"\r", b"\xff", b";", b"#", b"e", b'",', b',"', b""]
    for _ in range(random.randint(1, 12)):
        at = random.choice([random.randrange(len(content)), 0, len(content)])
        content[at : at + random.randint(0, 2)] = random.choice(signs)
    return bytes(content)


@pytest.mark.parametrize("seeds", [range(20), pytest.param(range(20, 4000), marks=pytest.mark.campaign)], ids=str)
def test_damaged_files_differ_in_nothing_else(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        case = table(PRICES, changed(seed), dialect={"commentChar": "#"} if seed % 2 else {}, limit=seed % 3)
        assert (seed, unlisted(*reports_of_both(case, tmp_path))) == (seed, [])


FILES = [case for folder in (OWN, REAL) for case in cases(folder, "table", "schema", "stress")]


@pytest.mark.campaign
@pytest.mark.parametrize("case", [case for case in FILES if case["id"] not in LONG], ids=lambda case: case["id"])
def test_real_files_differ_in_nothing_else(case: dict[str, Any]) -> None:
    path = case["folder"] / case["path"]
    if case["kind"] == "schema":
        schema = json.loads((case["folder"] / case["schema"]).read_text("utf-8"))
    else:
        schema = inferred(path)
        schema = tightened(schema) if case["kind"] == "stress" and schema.get("fields") else schema
    assert unlisted(*reports_of_file(path, schema)) == []


@pytest.mark.campaign
@pytest.mark.parametrize(
    "case", [case for folder in (OWN, REAL) for case in cases(folder, "package")], ids=lambda case: case["id"]
)
def test_real_packages_differ_in_nothing_else(case: dict[str, Any]) -> None:
    path = case["folder"] / case["descriptor"]
    package = json.loads(path.read_text("utf-8-sig"))
    try:
        ours = sd.validate(path, limit_errors=0, as_frictionless=CLOSER_LOOKS).to_dict()
    except sd.PackageError as error:
        assert any(words in str(error) for words in REFUSED)  # noqa: PT017 - untrusted input may be refused instead
        return
    for resource in package["resources"]:
        if isinstance(resource.get("dialect"), str):
            resource["dialect"] = json.loads((path.parent / resource["dialect"]).read_text("utf-8"))
    more = {name: value for name, value in package.items() if name != "resources"}
    assert unlisted(ours, their_report(package["resources"], path.parent, 0, **more)) == []
