"""check() finds what is broken, names table, row and field, and never writes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from summitdata.datapackage import locate
from summitdata.tables import rows
from summitdata.upkeep.sync import sync
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable


def edit(folder: Path, table: str, old: str, new: str, *, resync: bool = True) -> None:
    """Replace the only occurrence of a text in a table, and refresh the descriptor unless the hash is the point."""
    file = folder / "resources" / f"{table}.csv"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    if resync:
        sync(folder)


def change(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the descriptor."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    change(descriptor)
    file.write_text(json.dumps(descriptor), "utf-8")


def found(report: sd.Report) -> list[tuple[str, str, int | None, str]]:
    """Return table, type, row and field of each error of a table."""
    return [
        (task.name, error.type, error.row_number, error.field_name or ", ".join(error.field_names or ()))
        for task, error in report.located()
    ]


def types(report: sd.Report, table: str) -> list[str]:
    """Return the types of the errors of a table."""
    return [error_type for name, error_type, _, _ in found(report) if name == table]


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_package_is_valid() -> None:
    report = sd.check(pandera=True)
    assert [(task.errors, task.warnings) for task in report.tasks] == [((), ())] * len(report.tasks)
    assert [task.name for task in report.tasks] == sd.package().resource_names
    assert all(task.stats.rows for task in report.tasks)


def test_a_copy_of_the_package_is_valid_with_the_article(package_copy: Path, article: Path) -> None:
    assert sd.check(package_copy, article=article).errors == ()


PHRASES = len(rows("figures"))
BROKEN_TABLES = {
    "a value outside its interval": ("figures", "bn USD,94.75,94.85", "bn USD,94.85,94.95", "row-constraint", 4, ""),
    "a locator as long as another phrase": ("figures", "834,849", "834,850", "locator", 4, "end"),
    "a duplicated key": ("topics", "trade,Trade,", "security,Trade,", "primary-key", 3, ""),
    "a dangling foreign key": ("project_countries", "cku-railway,KGZ", "cku-railway,KGX", "foreign-key", 3, "country"),
    "a value off the list": ("projects", "transport,railway", "transport,railroad", "constraint-error", 2, "kind"),
    "a cell of another type": (
        "figures",
        "\u2013 underscores,6",
        "\u2013 underscores,six",
        "type-error",
        5,
        "paragraph",
    ),
    "evidence from the article's own origin": (
        "projects",
        "2026-02-27,trend-2026-02-27",
        "2026-02-27,khabarasia",
        "independent-evidence",
        3,
        "evidence_source",
    ),
    "two preferred sources": ("gas", "178.65,chinese,false", "178.65,chinese,true", "group-constraint", None, ""),
}
"""An error of each origin; `test_rules.py` has a row for each rule."""


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN_TABLES)
def test_a_broken_table_fails_and_the_error_names_table_row_and_field(name: str, package_copy: Path) -> None:
    table, old, new, error_type, row, field = BROKEN_TABLES[name]
    edit(package_copy, table, old, new, resync=error_type != "type-error")  # sync refuses a table that it cannot read
    before = contents(package_copy)
    report = sd.check(package_copy)
    assert (table, error_type, row, field) in found(report)
    assert not report.valid
    assert {task.name for task in report.tasks if not task.valid} == {name for name, *_ in found(report)}
    cells = [error for _, error in report.located() if error.row_number]
    assert all(error.line_number and error.column_number for error in cells)
    assert contents(package_copy) == before


def test_sync_refuses_a_cell_of_another_type_and_writes_nothing(package_copy: Path) -> None:
    edit(package_copy, "figures", "\u2013 underscores,6", "\u2013 underscores,six", resync=False)
    before = contents(package_copy)
    with pytest.raises(sd.DataFileError, match=r"figures\.csv: row 5, field paragraph: 'six' is not of type integer"):
        sync(package_copy)
    assert contents(package_copy) == before


def test_a_figure_of_a_summit_that_the_table_lacks(package_copy: Path) -> None:
    file = package_copy / "resources" / "summits.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text(lines[0] + lines[2], "utf-8")
    sync(package_copy)
    assert [each[:3] for each in found(sd.check(package_copy))] == [("figures", "summit-figure", 3)]


def test_a_project_that_is_nowhere(package_copy: Path) -> None:
    edit(package_copy, "project_countries", "shymkent-refinery,KAZ,host,khabarasia,khabarasia\n", "")
    assert [each[:3] for each in found(sd.check(package_copy))] == [("projects", "project-place", 3)]


def test_changed_bytes_fail_with_the_next_step(package_copy: Path) -> None:
    edit(package_copy, "topics", "Green energy", "Grean energy", resync=False)
    report = sd.check(package_copy)
    assert [each[:2] for each in found(report)] == [("topics", "hash-count")]
    assert report.warnings == ("run `summitdata sync` if the change of the file is intended",)


def test_another_size_is_reported_besides_the_hash(package_copy: Path) -> None:
    edit(package_copy, "topics", "Green energy", "Greener energy", resync=False)
    assert {error.type for error in sd.check(package_copy).errors} == {"byte-count", "hash-count"}


def test_a_file_without_a_size_and_a_hash_fails(package_copy: Path) -> None:
    change(package_copy, lambda package: [package["resources"][0].pop(key) for key in ("bytes", "hash")])
    report = sd.check(package_copy)
    assert types(report, "figures") == ["byte-count", "hash-count"]
    assert all("run `summitdata sync`" in error.note for error in report.errors)


def test_a_missing_file_fails_under_its_table(package_copy: Path) -> None:
    (package_copy / "resources" / "topics.csv").unlink()
    report = sd.check(package_copy)
    assert types(report, "topics") == ["file-error"]
    assert any("topics.csv" in error.message for error in report.errors)


def test_a_path_out_of_the_folder_is_not_read(package_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    elsewhere.write_text("id,name\n", "utf-8")
    link = package_copy / "resources" / "topics.csv"
    link.unlink()
    link.symlink_to(elsewhere)
    assert [each[:2] for each in found(sd.check(package_copy))] == [("topics", "path-error")]


def test_a_missing_file_is_the_error_of_its_table_alone(package_copy: Path) -> None:
    (package_copy / "resources" / "sources.csv").unlink()
    edit(package_copy, "topics", "established,trade", "stablished,trade", resync=False)
    errors = {each[:2] for each in found(sd.check(package_copy))}
    assert errors == {
        ("sources", "file-error"),
        ("topics", "constraint-error"),
        ("topics", "byte-count"),
        ("topics", "hash-count"),
    }


def test_another_package_is_checked_without_our_rules(tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text("when\n2025-06-17T10:00:00Z\n", "utf-8")
    schema = {"fields": [{"name": "when", "type": "datetime"}]}
    descriptor = {"resources": [{"name": "figures", "path": "figures.csv", "schema": schema}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    sync(tmp_path)
    (task,) = sd.check(tmp_path).tasks
    assert (task.stats.rows, task.errors, task.warnings) == (1, (), ())
    (task,) = sd.check(tmp_path, pandera=True).tasks
    assert (task.stats.rows, task.errors, task.warnings) == (1, (), ("not checked by pandera: type datetime",))


def write_package(folder: Path, content: bytes, **properties: Any) -> None:
    """Write a package with one table, `prices`, whose properties may be given, and its size and hash."""
    (folder / "prices.csv").write_bytes(content)
    fields = [{"name": "item", "type": "string"}, {"name": "eur", "type": "integer"}]
    resource = {"name": "prices", "path": "prices.csv", "schema": {"fields": fields}, **properties}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    sync(folder)


DIALECTS: dict[str, tuple[bytes, dict[str, Any]]] = {
    "delimiter": (b"item;eur\ntea;2\n", {"dialect": {"delimiter": ";"}}),
    "encoding": ("item,eur\nth\xe9,2\n".encode("latin-1"), {"encoding": "latin-1"}),
    "quote": (b"item,eur\n'a,b',2\n", {"dialect": {"quoteChar": "'"}}),
    "header": (b"tea,2\n", {"dialect": {"header": False}}),
    "byte order mark": (b"\xef\xbb\xbfitem,eur\ntea,2\n", {"encoding": "UTF-8"}),
    "missing values": (b"item,eur\ntea,-\n", {"schema": {"missingValues": ["-"], "fields": [
        {"name": "item", "type": "string"}, {"name": "eur", "type": "integer"}]}}),
    "missing values of a field": (b"item,eur\n-,-\n", {"schema": {"fields": [
        {"name": "item", "type": "string", "constraints": {"required": True}},
        {"name": "eur", "type": "integer", "missingValues": ["-"]}]}}),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_a_table_in_its_own_encoding_and_dialect_is_valid(name: str, tmp_path: Path) -> None:
    content, properties = DIALECTS[name]
    write_package(tmp_path, content, **properties)
    (task,) = sd.check(tmp_path).tasks
    assert (task.stats.rows, task.errors, task.warnings) == (1, (), ())


UNREADABLE: dict[str, tuple[bytes, dict[str, Any]]] = {
    "commentChar of the dialect": (b"item,eur\n# no row\ntea,2\n", {"dialect": {"commentChar": "#"}}),
    "headerRows of the dialect": (b"some prices,\nitem,eur\ntea,2\n", {"dialect": {"headerRows": [2]}}),
    "groupChar of the field eur": (b'item,eur\ntea,"2,000"\n', {"schema": {"fields": [
        {"name": "item", "type": "string"}, {"name": "eur", "type": "number", "groupChar": ","}]}}),
    "format %d.%m.%Y of the field day": (b"item,day\ntea,17.06.2025\n", {"schema": {"fields": [
        {"name": "item", "type": "string"}, {"name": "day", "type": "date", "format": "%d.%m.%Y"}]}}),
}  # fmt: skip


@pytest.mark.parametrize("reason", UNREADABLE)
def test_a_valid_table_that_pandera_cannot_check_has_a_note_and_no_error(reason: str, tmp_path: Path) -> None:
    content, properties = UNREADABLE[reason]
    write_package(tmp_path, content, **properties)
    (task,) = sd.check(tmp_path, pandera=True).tasks
    assert (task.stats.rows, task.errors, task.warnings) == (1, (), (f"not checked by pandera: {reason}",))


def test_pandera_finds_only_what_no_frame_can_hold(tmp_path: Path) -> None:
    write_package(tmp_path, b"item,eur\ntea,9223372036854775808\n")
    assert sd.check(tmp_path).valid
    (error,) = sd.check(tmp_path, pandera=True).errors
    assert (error.type, error.message.partition(": ")[2]) == (
        "pandera",
        "field eur: a number does not fit into 64 bits",
    )


def test_to_clear_a_package_needs_neither_frictionless_nor_frames() -> None:
    code = "import sys, summitdata as sd; assert sd.check().valid; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"frictionless", "pandas", "pandera", "polars"} & {*done.stdout.split()}


NASTY: list[Any] = [None, "", "x", 0, -1, 1.5, True, [], [None], {}, {"a": 1}, "\0", "../x", "(", 10**30, "é" * 300]


@settings(max_examples=examples(60))
@given(st.data())
def test_no_descriptor_is_a_traceback(data: st.DataObject) -> None:
    """Put something nasty, or nothing, in one place of the descriptor."""
    with TemporaryDirectory() as folder:
        shutil.copytree(locate().parent / "resources", Path(folder) / "resources")
        descriptor = json.loads(locate().read_text("utf-8"))
        descriptor["resources"] = data.draw(st.permutations(descriptor["resources"]))[:3]
        place: Any = descriptor
        while True:
            key = data.draw(st.sampled_from(sorted(place, key=str) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 5)) == 0:
                break
            place = place[key]
        if data.draw(st.booleans()):
            place[key] = data.draw(st.sampled_from(NASTY))
        else:
            del place[key]
        (Path(folder) / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
        for ask in (sd.check, sync, sd.validate):
            with suppress(sd.SummitDataError):
                ask(Path(folder))


BROKEN_DESCRIPTORS: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "no resources": (lambda d: d.pop("resources"), "", ""),
    "a table twice": (lambda d: d["resources"].append(d["resources"][0]), "", ""),
    "a table without a path": (lambda d: d["resources"][2].pop("path"), "summits", ""),
    "a table without a schema": (lambda d: d["resources"][2].pop("schema"), "summits", ""),
    "a field of no known type": (
        lambda d: d["resources"][2]["schema"]["fields"][4].update(type="town"),
        "summits",
        "city",
    ),
    "a constraint of the wrong type": (
        lambda d: d["resources"][2]["schema"]["fields"][0]["constraints"].update(required="yes"),
        "summits",
        "ordinal",
    ),
}


@pytest.mark.parametrize("name", BROKEN_DESCRIPTORS)
def test_a_descriptor_that_is_not_a_data_package_fails(name: str, package_copy: Path) -> None:
    breaking, table, field = BROKEN_DESCRIPTORS[name]
    change(package_copy, breaking)
    report = sd.check(package_copy)
    assert {error.type for error in report.errors} <= {"package-error", "descriptor-error"}
    assert any(field in error.message or error.field_name == field for error in report.errors)
    # The other tables are checked, unless the whole package is wrong.
    assert [task.name for task in report.tasks if not task.valid] == [table] if table else report.errors


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"{", "line 1, column 2"), (b"[]", "JSON object"), (b"\xff", "UTF-8"), (b"[" * 100_000, "nested")],
)
def test_a_descriptor_that_cannot_be_read_is_an_error_of_the_library(
    content: bytes, message: str, package_copy: Path
) -> None:
    (package_copy / "datapackage.json").write_bytes(content)
    with pytest.raises(sd.PackageError, match=message):
        sd.check(package_copy)


def test_a_missing_descriptor_is_an_error_that_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match=r"give a datapackage\.json or its folder"):
        sd.check(tmp_path)


def test_a_text_with_every_phrase_at_its_place_is_accepted(package_copy: Path, laid_out: Path) -> None:
    assert sd.check(package_copy, article=laid_out).errors == ()


def test_a_phrase_that_the_article_does_not_print(package_copy: Path, laid_out: Path) -> None:
    edit(package_copy, "figures", "US$94.8 billion", "US$94.8 trillion")
    edit(package_copy, "figures", "834,849", "834,850")
    assert found(sd.check(package_copy, article=laid_out)) == [("figures", "locator", 4, "printed")]


def test_a_paragraph_that_is_another(package_copy: Path, laid_out: Path) -> None:
    edit(package_copy, "figures", "trade volume,6", "trade volume,7")
    assert found(sd.check(package_copy, article=laid_out)) == [("figures", "locator", 4, "paragraph")]


def test_a_printed_status_that_the_article_does_not_print(package_copy: Path, laid_out: Path) -> None:
    edit(package_copy, "projects", "in construction phase", "in inactivation phase")
    assert found(sd.check(package_copy, article=laid_out)) == [("projects", "locator", 2, "status_printed")]


def test_words_before_a_phrase_that_the_article_does_not_have(package_copy: Path, laid_out: Path) -> None:
    edit(package_copy, "figures", "US$94.8 billion,The,", "US$94.8 billion,A,")
    assert found(sd.check(package_copy, article=laid_out)) == [("figures", "locator", 4, "prefix")]


def test_the_page_as_a_reader_sees_it_is_checked_by_quotation(tmp_path: Path, article: Path) -> None:
    lines = article.read_text("utf-8").splitlines()
    seen = "\r\n".join(lines[2:-3]).replace('"', "\u201c").replace("'", "\u2019").replace("\u2013", "-")
    page = tmp_path / "page.txt"
    page.write_bytes(seen.encode())
    report = sd.check(article=page)
    assert report.errors == ()
    notes = {task.name: task.warnings for task in report.tasks}
    assert notes["figures"] == (
        f"{PHRASES} of {PHRASES} phrases found by quotation: the text is not the recorded file",
    )
    assert notes["trade"] == ()
    assert "found by quotation" in FORMATS["text"](report)


def test_a_page_with_other_line_breaks_is_checked_by_quotation(tmp_path: Path, article: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("\n".join(textwrap.wrap(article.read_text("utf-8"), 40, break_on_hyphens=False)), "utf-8")
    assert sd.check(article=page).errors == ()


def test_a_page_with_another_figure_is_an_error_of_the_figure(tmp_path: Path, article: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(article.read_text("utf-8").replace("94.8", "98.4"), "utf-8")
    report = sd.check(article=page)
    assert found(report) == [("figures", "locator", 4, "printed")]
    assert report.errors[0].note == "the text does not have 'US$94.8 billion' between 'The' and 'trade volume'"
    figures = next(task for task in report.tasks if task.name == "figures")
    assert figures.warnings[0].startswith(f"{PHRASES - 1} of {PHRASES} phrases found by quotation")


def test_an_article_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="cannot read the article"):
        sd.check(article=tmp_path / "article.txt")


def test_the_report_is_json(package_copy: Path) -> None:
    edit(package_copy, "topics", "railways,Transcontinental", "pipelines,Transcontinental")
    report = json.loads(json.dumps(sd.check(package_copy).to_dict()))
    assert report["valid"] is False
    assert [task["name"] for task in report["tasks"] if task["errors"]] == ["topics"]


@pytest.mark.slow
def test_a_package_that_takes_long_is_an_error_of_the_report(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n" + "a" * 60 + "!\n", "utf-8")
    fields = [{"name": "a", "type": "string", "constraints": {"pattern": r"(a+)+\1$"}}]
    table = {"name": "t", "path": "t.csv", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [table]}), "utf-8")
    (error,) = sd.check(tmp_path, time_limit=3).errors
    assert error.type == "time-limit"
    assert "'a'" in error.message


def test_a_flood_of_errors_is_listed_in_part(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n" + "x\n" * 1500, "utf-8")
    table = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "integer"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [table]}), "utf-8")
    (task,) = sd.check(tmp_path).tasks
    assert len([error for error in task.errors if error.type == "type-error"]) == 1000
    assert task.warnings[0] == "1000 of 1500 errors are listed: raise --limit-errors to see more"


@pytest.mark.slow
def test_it_picks_skips_and_warns_as_validate_does(package_copy: Path) -> None:
    edit(package_copy, "topics", "railways,Transcontinental", "pipelines,Transcontinental")
    edit(package_copy, "figures", "bn USD,94.75,94.85", "bn USD,94.74,94.85")
    assert {each[:2] for each in found(sd.check(package_copy))} >= {("topics", "primary-key"), ("figures", "interval")}
    assert types(sd.check(package_copy, skip=["interval"]), "figures") == []
    assert {name for name, *_ in found(sd.check(package_copy, only=["file=figures.csv"]))} == {"figures"}
    warned = sd.check(package_copy, only=["interval"], warn=["interval,field=low"])
    assert (warned.valid, [error.severity for error in warned.errors]) == (True, ["warning"])
    assert not sd.check(package_copy, only=["interval"], warn=["interval"], strict=True).valid
    with pytest.raises(sd.UnknownNameError, match="did you mean 'primary-key'"):
        sd.check(package_copy, skip=["primary-kye"])


def test_a_file_that_could_not_be_read_always_counts(package_copy: Path) -> None:
    (package_copy / "resources" / "topics.csv").unlink()
    assert types(sd.check(package_copy, only=["type-error"]), "topics") == ["file-error"]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_the_errors_that_only_check_finds(name: str, package_copy: Path) -> None:
    edit(package_copy, "figures", "bn USD,94.75,94.85", "bn USD,94.74,94.85")
    change(package_copy, lambda package: package["resources"][1].pop("hash"))
    written = FORMATS[name](sd.check(package_copy))
    assert "interval" in written
    assert "hash-count" in written


def test_a_broken_rule_is_the_same_error_as_validate_finds(package_copy: Path) -> None:
    edit(package_copy, "figures", "bn USD,94.75,94.85", "bn USD,94.74,94.85")
    file = package_copy / "resources" / "figures.csv"
    (package_copy / "datapackage.json").rename(package_copy / "other.json")
    by_validate = [error.to_dict() for error in sd.validate(file, "figures").errors]
    (package_copy / "other.json").rename(package_copy / "datapackage.json")
    by_check = [error.to_dict() for error in sd.check(package_copy).errors]
    assert by_check == by_validate != []
