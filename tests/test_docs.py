"""The generated pages are up to date, and no prose contains a number of the data."""

from __future__ import annotations

import ast
import re
import runpy
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from summitdata.charts.plot import render
from summitdata.cli import app
from summitdata.exports.export import FORMATS
from summitdata.tables import rows

ROOT = Path(__file__).parents[1]


def test_the_generated_pages_are_up_to_date() -> None:
    for page, write in runpy.run_path(str(ROOT / "docs" / "generate.py"))["PAGES"].items():
        assert page.read_text("utf-8") == write(), "run: python docs/generate.py"


def test_only_what_examples_print_of_the_data_is_written_anew() -> None:
    from data_examples import data_examples

    text = "  >>> import summitdata as sd\n  >>> sd.evidence('trade-2024').id\n  'another'\n  >>> 1 + 1\n  3\n\n3\n"
    assert data_examples(text) == text.replace("'another'", "'trade-2024'")
    raising = text.replace("trade-2024", "trade-2025")
    assert data_examples(raising) == raising


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("sd.trade_growth(2024).id", "'trade-growth-2024'"),
        ("growth = sd.trade_growth(2024)\n>>> f'{growth.id}'", "'trade-growth-2024'"),
        ("growth = sd.trade_growth(2024)\n>>> growth = sd.Figure(1)\n>>> growth.unit", "wrong"),
        ("sd.Figure(1500, 'MW').unit", "wrong"),
        ("sd.trade_volume() > 90\nTraceback (most recent call last):\n...\nValueError: another\n>>> 1", "wrong"),
    ],
)
def test_an_example_is_of_the_data_if_it_calls_what_reads_them_or_uses_the_result(source: str, printed: str) -> None:
    from data_examples import data_examples

    text = f">>> import summitdata as sd\n>>> {source}\n"
    assert data_examples(f"{text}wrong\n") == f"{text}{printed}\n"


@pytest.mark.slow
def test_the_pictures_show_the_data() -> None:
    """A picture describes each of its marks; how wide letters are may differ between the versions of what draws it."""
    for picture, name in runpy.run_path(str(ROOT / "docs" / "generate.py"))["PICTURES"].items():
        kept, current = (re.findall(r'aria-label="([^"]*)"', svg) for svg in (picture.read_text("utf-8"), _svg(name)))
        assert kept
        assert kept == current, "run: python docs/generate.py"


def _svg(name: str) -> str:
    return render(name, "svg").decode()


def test_each_link_to_the_page_of_an_error_type_has_its_page() -> None:
    from error_examples import EXAMPLES

    from summitdata.documentation import ERROR_PAGES

    assert set(EXAMPLES) | {"causes", "rules"} == ERROR_PAGES


TYPE_NAME = re.compile(
    "[a-z]+(-[a-z]+)*-(error|label|cell|row|header|key|constraint|count|limit|file|changed|schema|reference)"
)
"""What the name of a type of error looks like; "error" and "pandera" are types too."""
OTHER_NAMES = {"table-schema", "json-schema", "no-header"}
"""Formats of schemas, and an option."""
NEVER_IN_A_REPORT = {
    *("cell-error", "data-error", "header-error", "label-error", "row-error"),  # only their subclasses are
    *("ascii-value", "deviated-cell", "deviated-value", "duplicate-row", "forbidden-value", "required-value"),
    *("sequential-value", "table-dimensions", "truncated-value"),  # checks that no checklist may have
    *("catalog-error", "dataset-error", "detector-error", "inquiry-error", "inquiry-task-error", "pipeline-error"),
    *("report-error", "report-task-error", "stats-error", "step-error"),  # what is never read here
}
"""The types of frictionless that nothing here finds."""


def test_each_type_of_error_in_the_code_has_its_page() -> None:
    """Every text in the code that is written like a type of error is one, and each such type has a page."""
    from frictionless import errors

    from summitdata.documentation import ERROR_PAGES

    folder = ROOT / "src" / "summitdata"
    files = [file for file in folder.rglob("*.py") if file.name != "documentation.py"]
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    types = {text for text in texts if TYPE_NAME.fullmatch(text)} - OTHER_NAMES
    assert types | {"causes", "error", "pandera", "rules"} == ERROR_PAGES
    of_frictionless = {found.type for found in vars(errors).values() if hasattr(found, "template")}
    assert of_frictionless - ERROR_PAGES == NEVER_IN_A_REPORT


def test_each_export_has_a_row_on_its_page() -> None:
    page = (ROOT / "docs" / "how-to-export.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, flags=re.MULTILINE) == list(FORMATS), "add the row, in this order"


def test_prose_types_no_figure() -> None:
    figures = {f"{row['value']:g}" for row in rows("figures") if row["kind"] not in ("ordinal", "year", "growth")}
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        if page.name in ("holds.md", "article.md", "projects.md", "data-changes.md", "screen.md"):
            continue  # generated
        prose = re.sub(r"```.*?```|<!-- limits: begin.*?limits: end", "", page.read_text("utf-8"), flags=re.DOTALL)
        numbers = {number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", prose)}
        assert not numbers & figures


def test_each_promise_names_its_tests_and_they_are_there() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    table = page.partition("## How it is tested")[2].partition("\n## ")[0]
    tested = {
        promise: re.findall(r"`(tests/[\w/.]+)`", files)
        for promise, files in re.findall(r"^\| (.+?) \|(.+)\|$", table, re.MULTILINE)[1:]
    }
    promises = re.findall(r"^\*\*(.+?)\.\*\*", page, re.MULTILINE)
    assert {promise[0].lower() + promise[1:] for promise in promises} <= set(tested)
    assert all(files for promise, files in tested.items() if promise != "---")
    assert [file for files in tested.values() for file in files if not (ROOT / file).is_file()] == []


def test_the_first_commands_of_the_gate_print_what_the_page_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("prices.csv").write_text("item,eur\ntea,2.50\nrice,1.20\n", "utf-8")
    page = (ROOT / "docs" / "how-to-gate.md").read_text("utf-8")
    block = re.search(r"## First, by hand.*?```sh\n(.*?)```.*?```text\n(.*?)```", page, re.DOTALL)
    assert block
    for command in block[1].splitlines():
        words, _, file = command.removeprefix("summitdata ").partition(" > ")
        done = CliRunner().invoke(app, words.split())
        assert done.exit_code == 0
        if file:
            Path(file).write_text(done.stdout, "utf-8")
    assert done.stdout == block[2]


def test_the_configuration_of_many_schemas_and_the_known_failures_are_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "how-to-gate.md").read_text("utf-8")
    for name, content in {"data/prices.csv": "eur\nfree\n", "data/shops.csv": "name\nnorth\n"}.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(content, "utf-8")
    Path("schemas").mkdir()
    Path("schemas/prices.json").write_text('{"fields": [{"name": "eur", "type": "number"}]}', "utf-8")
    Path("schemas/shops.json").write_text('{"fields": [{"name": "name"}]}', "utf-8")
    Path("summitdata.toml").write_text(re.findall(r"## Many files.*?```toml\n(.*?)```", page, re.DOTALL)[0], "utf-8")
    write, accept = re.findall(r"## Known failures.*?```sh\n(.*?)\n(.*?)\n```", page, re.DOTALL)[0]

    def run(command: str) -> int:
        return CliRunner().invoke(app, command.removesuffix(" .").split()[1:]).exit_code

    assert [run(write), run(accept)] == [1, 0]
    Path("data/prices.csv").write_text("eur\n1\nfree\ngratis\n", "utf-8")
    assert run(accept) == 1
    Path("data/prices.csv").write_text("eur\n1\n", "utf-8")
    assert [run(accept), run(write), run(accept)] == [1, 0, 0]


PROGRAMS = {"bash", "mkdir", "pip", "pytest", "python", "python3", "sphinx-build", "summitdata"}


def test_each_line_of_a_shell_block_begins_with_a_program() -> None:
    """A block that an editor has wrapped like prose is not a command any more."""
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "examples").rglob("*.md"),
    ]
    for page in pages:
        for _, block in re.findall(r"^( *)```sh\n(.*?)^\1```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            for line in re.sub(r"\\\n", " ", block).splitlines():
                words = shlex.split(line, comments=True)
                program = words[0].rpartition("/")[2] if words else ""
                assert not words or program in PROGRAMS, f"{page.name}: {line}"
