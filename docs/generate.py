"""Writes all that is derived from the data and the code: `python docs/generate.py`; tests fail if it is out of date.

Sizes, hashes and names as `summitdata sync` does, pages and pictures, what examples print of the data, the citation
file, the metadata for Zenodo, and the notebook. Prints each file that it writes.
"""

from __future__ import annotations

import json
import re
import runpy
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from summitdata.article import verdicts
from summitdata.article.evidence import VERDICTS, Statement, claims, evidence
from summitdata.charts.plot import CHARTS, render
from summitdata.datapackage import descriptor
from summitdata.rules.derived import FORMULAS
from summitdata.tables import rows
from summitdata.upkeep.diff_formats import markdown_changes
from summitdata.upkeep.difference import Change
from summitdata.upkeep.history import versions
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE)]

from address import fill  # noqa: E402 - beside this file
from architecture_picture import picture  # noqa: E402 - beside this file
from citation_file import FILE, citation  # noqa: E402 - beside this file
from claims_page import article  # noqa: E402 - beside this file
from data_examples import PAGES as DATA_EXAMPLES  # noqa: E402 - beside this file
from data_examples import data_examples  # noqa: E402 - beside this file
from installed_sizes import sizes_table  # noqa: E402 - beside this file
from limits_table import threat_model  # noqa: E402 - beside this file
from notebook_run import BOOK, is_current, run_notebook  # noqa: E402 - beside this file
from options_effects import options_effects, own_types  # noqa: E402 - beside this file
from options_table import how_to_gate  # noqa: E402 - beside this file
from projects_page import projects  # noqa: E402 - beside this file
from screen_page import screen  # noqa: E402 - beside this file
from spark_page import spark  # noqa: E402 - beside this file

from departures import DEPARTURES, Departure  # noqa: E402 - beside the tests that prove them
from report_differences import table_of_differences  # noqa: E402 - the same


def holds() -> str:
    """Return the page with the verdict on each claim of the article."""
    corroborations = {id: evidence(id) for id in claims()}
    rules = str(verdicts.__doc__).partition("\n\n")[2]
    article = descriptor()["sources"][0]
    intro = (
        f"Each figure of [the article]({article['path']}), the status of each project and the relation\n"
        "that it names, with the verdict and the statements that it is based on. `sd.evidence()` returns the\n"
        "verdicts as a table, and `summitdata evidence FIGURE` prints one in a terminal."
    )
    parts = [
        "# What holds and what doesn't",
        intro,
        "| figure or project | as printed | verdict |\n|---|---|---|\n"
        + "\n".join(
            f"| [{_cell(claim.label)}](#{claim.id}) | {_cell(_printed()[id])} | {_words(claim.verdict)} |"
            for id, claim in corroborations.items()
        ),
    ]
    for id, claim in corroborations.items():
        parts += [
            f"({id})=\n## {claim.label}",
            f"Printed: “{_printed()[id]}”. **{_words(claim.verdict).capitalize()}.** {claim.why}",
        ]
        if claim.statements:
            lines = "\n".join(_line(statement) for statement in claim.statements)
            heads = ["relation", "statement", "of what", "stated", "origin", "source", "counts"]
            parts.append(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n{lines}")
    parts += ["## The rules of the verdicts", rules.strip()]
    parts.append("\n".join(f"- {_words(verdict)}: {meaning}" for verdict, meaning in VERDICTS.items()))
    parts.append("Next: [why the rules are so](corroboration.md), and [the article, claim by claim](article.md).")
    return "\n\n".join(parts) + "\n"


def _printed() -> dict[str, str]:
    figures = {row["id"]: row["printed"] for row in rows("figures")}
    relations = {row["id"]: row["printed"] for row in rows("claims") if row["kind"] == "relation"}
    return figures | {row["id"]: row["status_printed"] for row in rows("projects")} | relations


def _line(statement: Statement) -> str:
    counts = "yes" if statement.counts else statement.reason or "only against the article, of whose origin it is"
    scope = f"{statement.scope}: “{statement.quote}”" if statement.quote else statement.scope
    if statement.derived_from:
        scope += f", as {FORMULAS[statement.formula].text} of {' and '.join(statement.derived_from)}"
    quantity = statement.quantity.removesuffix(" year")  # 2023 is enough
    cells = [_words(statement.relation), quantity, scope, statement.stated or "not known", statement.origin]
    link = f"[{_cell(statement.publisher)}](<{statement.address}>), {statement.source_kind}"
    return f"| {' | '.join(map(_cell, cells))} | {link} | {_cell(counts)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _words(name: str) -> str:
    return name.replace("_", " ")


def conformance() -> str:
    """Return the page on how `validate` departs from frictionless."""
    intro = (
        "`validate` finds what frictionless finds, with the same types, messages and row numbers, on every file\n"
        "that is read explicitly. It departs from frictionless where the Data Package standard says otherwise, or\n"
        "where frictionless stops with an exception. The tests that prove each departure generate this page."
    )
    parts = ["<!-- run by: tests/test_conformance.py -->", "# Conformance", intro]
    for departure in DEPARTURES:
        ours, theirs = departure.errors_of_both()
        parts += [
            f"## {departure.title}",
            departure.why,
            f"```json\n{json.dumps(departure.descriptor, indent=2)}\n```",
            *(_file(departure, name, content) for name, content in departure.contents.items()),
            f"- `summitdata validate`: {_errors(ours)}\n- frictionless: {_errors(theirs)}",
        ]
    return "\n\n".join([*parts, *_reports(), *own_types(), *options_effects()]) + "\n"


def _reports() -> list[str]:
    intro = (
        "Beside the errors above, these properties of a report in JSON differ. All others are those of frictionless:\n"
        "a test compares each property on tables of every kind."
    )
    parts = ["## What a report states differently", intro]
    for of, title in (("report", "The report"), ("task", "A task"), ("error", "An error")):
        parts += [f"### {title}", table_of_differences(of)]
    return parts


def _file(departure: Departure, name: str, content: str) -> str:
    return (f"`{name}`:\n\n" if departure.files else "") + f"```text\n{content.rstrip()}\n```"


def _errors(result: list[list[object]] | str) -> str:
    if isinstance(result, str):
        return f"the exception `{result}`"
    errors = [f"`{type}`" + (f" in row {row}, field `{field}`" if row else "") for type, row, field in result]
    return ", ".join(errors) or "no error"


def data_changes() -> str:
    """Return the change log of the data, from the record that `summitdata sync --release` writes."""
    parts = [
        "---\nnosearch: true\n---",
        "# Changes of the data",
        "What changed from each version of the data to the next, as `summitdata diff` reports it.",
    ]
    for entry in versions():
        changes = tuple(Change(**change) for change in entry["changes"])
        parts += [
            f"## {entry['version']} ({entry['released']})",
            markdown_changes(changes) if changes else "The first version.",
        ]
    parts.append("Next: [the change log](changes.md) says why the data changed.")
    return "\n\n".join(parts) + "\n"


def readme() -> str:
    """Return the README with the sizes of what is installed, the output of its examples and its picture in words."""
    return in_words(data_examples(sizes_table((HERE.parent / "README.md").read_text("utf-8"))))


def first_page() -> str:
    """Return the first page of the site with the output of its examples and its picture in words."""
    return in_words(data_examples((HERE / "index.md").read_text("utf-8")))


def in_words(page: str) -> str:
    """Return a page whose pictures of charts have what they show as their text."""
    return re.sub(
        r"!\[[^]]*\](\([^)]*charts/(\w+)\.svg\))",
        lambda found: f"![{CHARTS[found[2]].in_words()}]{found[1]}" if found[2] in CHARTS else found[0],
        page,
    )


ROOT = HERE.parent

PAGES: dict[Path, Callable[[], str]] = {
    **DATA_EXAMPLES,
    ROOT / "README.md": readme,
    HERE / "holds.md": holds,
    HERE / "article.md": article,
    HERE / "projects.md": projects,
    HERE / "conformance.md": conformance,
    HERE / "data-changes.md": data_changes,
    HERE / "screen.md": screen,
    HERE / "threat-model.md": threat_model,
    HERE / "how-to-gate.md": how_to_gate,
    HERE / "how-to-spark.md": spark,
    HERE / "charts" / "architecture.svg": picture,
    FILE: citation,
    HERE / "index.md": first_page,
}
if (ROOT / ".ci").is_dir():  # a source archive is without it
    PAGES[ROOT / ".zenodo.json"] = runpy.run_path(str(ROOT / ".ci" / "zenodo.py"))["zenodo"]

PICTURES = {HERE / "charts" / f"{name}.svg": name for name in CHARTS}
"""The charts in the README and on the first page."""


def refresh() -> Iterator[Path]:
    """Write what is derived and out of date, first that of the data; yield each file that was written."""
    yield from sync(ROOT)
    yield from fill()
    current: dict[Path, Callable[[], bytes]] = {
        **{page: partial(_encoded, write) for page, write in PAGES.items()},
        **{chart: partial(render, name, "svg") for chart, name in PICTURES.items()},
    }
    for file, write in current.items():
        content = write()
        if not file.is_file() or file.read_bytes() != content:
            file.write_bytes(content)
            yield file
    if not is_current():
        run_notebook()
        yield BOOK


def _encoded(write: Callable[[], str]) -> bytes:
    return write().encode()


if __name__ == "__main__":
    files = [file.relative_to(ROOT) for file in refresh()]
    sys.stdout.write("".join(f"wrote {file}\n" for file in files) or "up to date\n")
