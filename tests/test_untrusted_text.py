"""Text from data, descriptors and names of files stays text in every output: it steers no format and no reader."""

from __future__ import annotations

import html.parser
import io
import json
import os
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

import summitdata as sd
from summitdata.__main__ import main
from summitdata.escaping import escape_control
from summitdata.upkeep.diff_formats import FORMATS as DIFF_FORMATS
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARK = "hostile"
"""It is in every text below, so that a test finds where the text went."""

HOSTILE = [
    "<script>hostile(1)</script>",
    "<img src=x onerror=hostile()>",
    "<!-- hostile",
    "</code></td></table>hostile<h1>",
    "&lt;hostile&#64;x&amp;",
    "a|hostile`c``d|",
    "``` hostile",
    "::error::hostile",
    "::error file=hostile::x",
    "two\nhostile",
    "two\r::error::hostile",
    "two\r\n\n# hostile",
    "\x0bhostile\x0c\x1c\x1d\x1e",
    "\x85::error::hostile",
    "\u2028::error::hostile\u2029",
    "%0A::error::hostile",
    " \t::stop-commands::hostile",
    "::add-mask::hostile",
    "##[error]hostile",
    "x ##[add-mask]hostile",
    "###vso[task.setvariable variable=PATH]hostile",
    "##teamcity[buildProblem description='hostile']",
    "%25hostile%0D%3A%2C",
    "hostile,line=1,endLine=2::",
    "]]>hostile<![CDATA[",
    "[hostile](javascript:1)",
    "![hostile](https://example.org/x.png)",
    "https://example.org/hostile www.hostile.example a@hostile.example",
    "<https://hostile.example>",
    "@hostile #1 hostile/x#2 GH-3 0123456789abcdef0123456789abcdef01234567",
    "*hostile* _hostile_ ~~hostile~~ # hostile",
    "- [ ] hostile",
    "\x1b[31mhostile\x1b]0;title\x07",
    "\x9b31mhostile\x90x\x9c",
    "\x7fhostile\x08\x08\x08",
    "\u202ehostile\u2066\u2069\u061c",
    "hos\u200btile hostile\u200d\ufeff\u00ad",
    "\U000e0068hostile\U000e007f",
    "hostile\0byte",
    "\ud800hostile\udfff",
    os.fsdecode(b"\xff") + "hostile",
    "{0}{hostile}%s%(x)s${hostile}",
    "$(hostile) `hostile` ;hostile",
    "=hostile()",
    '"],\nimport hostile\nx = ["',
    '"hostile": 1e999, "\\ud800',
    " hostile ",
    "hostile" * 3000,
]
"""Mentions, links, markup, commands, line breaks of all kinds, terminal controls, half characters, turned text."""

LONG_LINE = 25_000
"""No line of an output for people is longer: a cell of any length is cut."""


def file_name(text: str) -> str:
    """Return a name as near to a text as a file may have one."""
    if re.search("[\ud800-\udc7f\udd00-\udfff]", text):
        return "hostile"
    return text.replace("/", "\u2215").replace("\0", "")[:50].strip() or "hostile"


def path_in_descriptor(text: str) -> str:
    """Return a path as near to a text as the profile of the standard allows."""
    name = file_name(text)
    return (
        f"{name}.csv"
        if name.isprintable() and name[0] not in ".~" and not re.search(r"\.\.|\\|^\w+:", name)
        else "hostile.csv"
    )


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def package(folder: Path, text: str, *, first: str = "1", valid: bool = False) -> Path:
    """Write a package that has a text wherever a package has text."""
    folder.mkdir(parents=True, exist_ok=True)
    cell = text.encode("utf-8", "backslashreplace").decode()
    field = cell.strip() or "x"
    (folder / path_in_descriptor(text)).write_text(
        f"{quoted(field)},n\n{quoted(cell)},{first if valid else cell and quoted(cell)}\n", "utf-8", newline=""
    )
    schema = {
        "fields": [{"name": field, "type": "string", "title": text}, {"name": "n", "type": "integer"}],
        "primaryKey": [field],
    }
    table = {"name": text, "title": text + first, "path": path_in_descriptor(text), "schema": schema, text: first}
    descriptor = {"name": text, "version": text, "resources": [table], text: first}
    file = folder / "datapackage.json"
    file.write_text(json.dumps(descriptor), "utf-8")
    return file


def reports(text: str, folder: Path) -> Iterator[sd.Report]:
    stream = io.StringIO(f"{quoted(text)}\n{quoted(text)}\n")
    stream.name = text  # as an upload has one
    if not re.search("[\ud800-\udfff]", text):  # else the stream has no bytes
        yield sd.validate(stream, {"fields": [{"name": text.strip(), "type": "integer"}]})
    yield sd.validate(package(folder / "package", text))
    file = folder / f"{file_name(text)}.csv"
    file.write_bytes(b"n\n" + quoted(text).encode("utf-8", "surrogatepass") + b"\n")
    yield sd.validate(file, {"fields": [{"name": "n", "type": "integer"}]})
    yield sd.validate(file, {"fields": [{"name": text, "type": text, text: text}]})


class _Tags(html.parser.HTMLParser):
    """The tags of a page, with their attributes, and where its text has the mark of a hostile one."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.marked: set[tuple[str, str]] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.marked |= {(tag, name) for name, value in attrs if MARK in f"{name}={value}"}

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if MARK in data:
            self.marked.add((self.open[-1] if self.open else "", ""))


def _parsed(text: str) -> _Tags:
    parser = _Tags()
    parser.feed(text)
    parser.close()
    return parser


def check_log(written: str) -> None:
    """The log of a CI system finds no command in an output that is printed there."""
    assert not re.search(r"##\w*\[", written)


def check_terminal(written: str) -> None:
    check_log(written)
    check_lines(written)
    assert not re.search(r"^\s*::", written, re.MULTILINE)


def check_lines(written: str) -> None:
    assert written.split("\n") == [*written.splitlines(), ""]
    for line in written.split("\n"):
        assert line.isprintable()
        assert len(line) < LONG_LINE


def check_github(written: str) -> None:
    check_log(written)
    check_lines(written)
    for line in written.splitlines():
        command = re.fullmatch(r"::(error|warning|notice) (?P<properties>[^:]*)::(?P<data>.*)", line)
        assert command
        names = [part.partition("=")[0] for part in command["properties"].split(",")]
        assert set(names) <= {"file", "line", "col", "title"}
        assert len(names) == len(set(names))
        assert not re.search("%(?!25)", command["data"])


def check_json(written: str) -> None:
    check_log(written)
    for line in written.split("\n") if not written.startswith(("[\n", "{\n", "[]")) else [written]:
        if line:
            json.loads(line)
    assert all(character == "\n" or character.isprintable() or character == "\u00a0" for character in written)


def check_xml(written: str) -> None:
    check_log(written)
    for element in ET.fromstring(written).iter():  # noqa: S314 - written by our own code
        texts = [element.text or "", *element.attrib.values(), *element.attrib]
        assert all(line.isprintable() for text in texts for line in text.split("\n"))
        assert MARK not in element.tag + "".join(element.attrib)


PAGE_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "p",
        "main",
        "b",
        "div",
        "table",
        "thead",
        "tr",
    ),
    *("th", "tbody", "td", "span", "a", "form", "label", "select", "option", "output", "button", "section", "h2"),
    *("small", "article", "h3", "h4", "details", "summary", "footer", "code", "script"),
}


def check_html(written: str) -> None:
    check_log(written)
    page = _parsed(written)
    assert page.tags <= PAGE_TAGS
    assert {tag for tag, _ in page.marked} <= PAGE_TAGS - {"script", "style", "meta"}
    assert {name for _, name in page.marked} <= {"", "value", "aria-label", "data-table", "data-field", "data-type"}
    assert all(character == "\n" or character.isprintable() for character in written)


def check_markdown(written: str) -> None:
    check_log(written)
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(written)
    page = _parsed(rendered)
    assert page.tags <= {"h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "details",
                         "summary", "ul", "li"}  # fmt: skip
    assert {tag for tag, _ in page.marked} <= {"code"}  # GitHub makes no mention, issue or link of code
    assert all(character == "\n" or character.isprintable() for character in written)
    assert not re.search(r"://|www\.", re.sub("<code>.*?</code>", "", rendered))  # what GitHub makes links of
    widths = {line.count("|") for line in written.splitlines() if line.startswith("|")}
    assert len(widths) <= 3


CHECKS: dict[str, Callable[[str], None]] = {
    "text": check_terminal,
    "summary": check_terminal,
    "github": check_github,
    "json": check_json,
    "jsonl": check_json,
    "gitlab": check_json,
    "sarif": check_json,
    "junit": check_xml,
    "html": check_html,
    "markdown": check_markdown,
}


def test_every_format_is_checked() -> None:
    assert set(CHECKS) == {*FORMATS, *DIFF_FORMATS}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_report_shows_untrusted_text_as_text(text: str, tmp_path: Path) -> None:
    """As a cell, a label, the name of a field, a table, a package, a property, a file, a folder and an open file."""
    for number, report in enumerate(reports(text, tmp_path / file_name(text))):
        assert not report.valid, number
        for name in FORMATS:
            written = FORMATS[name](report)
            written.encode()
            CHECKS[name](written)


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_difference_shows_untrusted_text_as_text(text: str, tmp_path: Path) -> None:
    folder = tmp_path / file_name(text)
    differences = [
        sd.diff(package(folder / "1", text, valid=True), package(folder / "2", text, first="2", valid=True)),
        sd.diff(package(folder / "1", text, valid=True), package(folder / "3", text + "3", valid=True)),
    ]
    schema = {"fields": [{"name": "n"}], "primaryKey": "n"}
    cell = text.encode("utf-8", "backslashreplace").decode()
    for file, content in ((folder / "a.csv", "x"), (folder / "b.csv", cell)):
        file.write_text(f"n\n{quoted(content)}\n", "utf-8", newline="")
    differences.append(sd.diff(folder / "a.csv", folder / "b.csv", schema=schema))
    for difference in differences:
        assert difference
        for name, write in DIFF_FORMATS.items():
            written = write(difference)
            written.encode()
            CHECKS[name](written)


@pytest.mark.slow
@pytest.mark.parametrize("valid", [True, False])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_check_shows_untrusted_text_as_text(text: str, valid: bool, tmp_path: Path) -> None:  # noqa: FBT001
    report = sd.check(package(tmp_path / file_name(text), text, valid=valid))
    assert not report.valid  # it has no hashes
    for name in FORMATS:
        CHECKS[name](FORMATS[name](report))
    assert "\n      " in FORMATS["text"](report)


COMMANDS = [
    ["sync", "--check", "{file}"],
    ["sync", "{file}"],
    ["sync", "{missing}"],
    ["check", "{missing}"],
    ["check", "{file}"],
    ["check", "--article", "{missing}"],
    ["diff", "{file}", "{missing}"],
    ["diff", "{file}", "{file}", "--format", "{text}"],
    ["validate", "{missing}"],
    ["validate", "{file}", "--format", "{text}"],
    ["validate", "{file}", "--baseline", "{missing}"],
    ["validate", "{file}", "--schema", "{text}", "--encoding", "{text}", "--delimiter", "{text}"],
    ["validate", "{file}", "--output", "{missing}/x", "--output", "{missing}"],
    ["validate", "{file}", "--format", "json", "--output", "{written}"],
    ["validate", "--{text}"],
    ["{text}"],
    ["export", "{text}"],
    ["export", "json", "--table", "{text}"],
    ["export", "json", "--output", "{missing}/x"],
    ["export", "json", "--output", "{written}"],
    ["plot", "{text}"],
    ["plot", "trade", "--output", "{missing}"],
    ["schema", "{text}"],
    ["schema", "trade", "-f", "{text}"],
    ["cite", "{text}"],
    ["cite", "apa", "--of", "{text}"],
    ["evidence", "{text}"],
    ["figures", "{text}"],
    ["show", "{text}"],
    ["show", "trade", "--format", "{text}"],
    ["show", "trade", "--{text}", "{text}"],
    ["show", "trade", "--partner", "{text}"],
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_every_command_shows_its_arguments_as_text_and_leaves_no_draft(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    argument = re.sub("[\ud800-\udfff]", os.fsdecode(b"\xff"), text.replace("\0", ""))[:500]  # as a system passes it
    folder = tmp_path / file_name(text)
    values = {
        "file": package(folder, text, valid=True),
        "missing": folder / "missing" / file_name(text),
        "written": folder / f"{file_name(text)}.out",
        "text": argument,
    }
    before = {file.name for file in folder.iterdir()}
    for command in COMMANDS:
        line = [re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), word) for word in command]
        monkeypatch.setattr("sys.argv", ["summitdata", *line])
        with pytest.raises(SystemExit) as caught:
            main()
        output, messages = capsys.readouterr()
        assert caught.value.code in (0, 1, 2), command
        assert "internal error" not in messages, (command, messages)
        assert caught.value.code == 2 or not messages, command
        for written in (output, messages):
            if written and "json" not in command:
                check_terminal(written)
        assert {file.name for file in folder.iterdir()} - before <= {f"{file_name(text)}.out"}


def test_the_schema_of_a_stranger_is_quoted_in_messages(tmp_path: Path) -> None:
    for text in HOSTILE:
        with pytest.raises(sd.SummitDataError) as caught:
            sd.validate(tmp_path / f"{file_name(text)}.csv", text[:200].replace("\0", ""))
        assert escape_control(str(caught.value), 10_000).isprintable()
