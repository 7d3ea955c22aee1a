"""The pages that are made when the site is built: a page a table, a page an error type, the command, the library.

They are made of the descriptor, the tables, the change log and the code, so nothing of them is kept in the repository.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import click
from tabulate import tabulate

import summitdata as sd
from summitdata.charts.plot import CHARTS, render
from summitdata.cli import app
from summitdata.datapackage import descriptor
from summitdata.rules import RULES
from summitdata.tables import rows

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from error_examples import EXAMPLES, report  # noqa: E402 - it stands beside this file

PREVIEW = 5
CHART_OF = {"figures": "figures", "trade": "trade", "gas": "gas", "projects": "projects"}
"""The chart that a table's page shows."""


def pages() -> dict[str, str]:
    """Return each page by its path in this folder."""
    made = {"reference/charts.md": charts(), "reference/command.md": command(), "reference/library.md": library()}
    made["reference/tables/index.md"] = table_index()
    made |= {f"reference/tables/{one['name']}.md": table(one) for one in descriptor()["resources"]}
    made["reference/errors/index.md"] = error_index()
    made |= {f"reference/errors/{kind}.md": error(kind) for kind in EXAMPLES}
    made["reference/errors/rules.md"] = rules()
    made["tutorial/first-analysis.md"] = notebook(HERE / "first-analysis.ipynb")
    return made


def write(folder: Path = HERE) -> None:
    """Write the pages that have changed."""
    for name, text in pages().items():
        page = folder / name
        page.parent.mkdir(parents=True, exist_ok=True)
        if not page.is_file() or page.read_text("utf-8") != text:
            page.write_text(text, "utf-8")


def assets(folder: Path) -> None:
    """Write what the charts need in a browser: the libraries of Vega, from the package that draws the pictures."""
    import vl_convert

    folder.mkdir(parents=True, exist_ok=True)
    # Its names are to stay its own: those of the theme's scripts are the same.
    (folder / "vega.js").write_text(f"(() => {{{vl_convert.javascript_bundle()}}})();", "utf-8")


# Tables


def table_index() -> str:
    """Return the page that lists the tables."""
    lines = [
        (f"[{one['name']}]({one['name']}.md)", len(rows(one["name"])), one["title"], one["description"])
        for one in descriptor()["resources"]
    ]
    names = "\n".join(one["name"] for one in descriptor()["resources"])
    return (
        "# The tables, one by one\n\n"
        f"{grid(lines, ['table', 'rows', 'title', 'one row'])}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def table(about: dict[str, Any]) -> str:
    """Return the page of a table."""
    name, schema = about["name"], about["schema"]
    content = rows(name)
    fields = [
        (f"`{one['name']}`", one["type"], _unit(one), f"**{one['title']}.** {one.description}", _constraints(one))
        for one in schema["fields"]
    ]
    file = f"{{download}}`{Path(about['path']).name} <../../../{about['path']}>`"
    parts = [
        f"# {name}: {about['title']}",
        about["description"],
        f"{len(content)} rows, {len(fields)} fields; {file}, {about['bytes']} bytes, `{about['hash']}`.",
        f'```python\nimport summitdata as sd\n\nsd.load("{name}")\n```',
    ]
    if name in CHART_OF:
        parts.append(chart(CHART_OF[name], depth=2))
    parts += [
        "## Fields",
        f"::::{{div}} fields\n{grid(fields, ['field', 'type', 'unit', 'what it holds', 'constraints'])}\n::::",
    ]
    parts += ["## Keys", _keys(schema)]
    shown = "The first rows" if len(content) > PREVIEW else "The rows"
    preview = [[_cell(value) for value in row.values()] for row in content[:PREVIEW]]
    parts += [f"## {shown}", f"::::{{div}} wide\n{grid(preview, list(content[0]))}\n::::"]
    parts += ["## Sources", _sources(about, content)]
    licences = ", ".join(f"[{one['title']}]({one['path']})" for one in about["licenses"])
    parts += ["## Licence", licences, "## History", history(name)]
    return "\n\n".join(parts) + "\n"


def _unit(one: dict[str, Any]) -> str:
    return one.get("unit") or (f"that of `{one['unitField']}`" if "unitField" in one else "")


def _constraints(one: dict[str, Any]) -> str:
    found = dict(one.get("constraints", {}))
    words = ["required"] if found.pop("required", False) else []
    words += ["unique"] if found.pop("unique", False) else []
    if "enum" in found:
        words.append("one of " + ", ".join(f"`{value}`" for value in found.pop("enum")))
    return "; ".join([*words, *(f"{key} `{value}`" for key, value in found.items())])


def _keys(schema: dict[str, Any]) -> str:
    lines = [f"- Primary key: {_fields(schema['primaryKey'])}"]
    lines += [f"- Unique: {_fields(key)}" for key in schema.get("uniqueKeys", [])]
    for key in schema.get("foreignKeys", []):
        other = key["reference"]
        lines.append(
            f"- {_fields(key['fields'])} is {_fields(other['fields'])} of [{other['resource']}]({other['resource']}.md)"
        )
    return "\n".join(lines)


def _fields(names: list[str] | str) -> str:
    return ", ".join(f"`{name}`" for name in ([names] if isinstance(names, str) else names))


def _sources(about: dict[str, Any], content: tuple[dict[str, Any], ...]) -> str:
    """Name the sources that the rows point at, or those that the descriptor has."""
    pages = {row["id"]: row for row in rows("sources")}
    points = [
        key["fields"][0] for key in about["schema"].get("foreignKeys", []) if key["reference"]["resource"] == "sources"
    ]
    used = dict.fromkeys(row[name] for name in points for row in content if row[name])
    if used:
        found = [(pages[one]["publisher"], pages[one]["address"], pages[one]["kind"]) for one in used]
        return "\n".join(f"- [{_text(name)}](<{address}>), {kind}" for name, address, kind in found)
    named = [
        f"- [{_text(one['title'])}](<{one['path']}>)" if "path" in one else f"- {one['title']}"
        for one in about["sources"]
    ]
    return "\n".join(named)


def history(name: str) -> str:
    """Return what the change log says under *Data* of a table, or of all tables, by version."""
    log = (HERE.parent / "CHANGELOG.md").read_text("utf-8")
    tables = {one["name"] for one in descriptor()["resources"]}
    parts = []
    for version in re.split(r"^## ", log, flags=re.MULTILINE)[1:]:
        title, _, rest = version.partition("\n")
        data = re.search(r"^### Data\n(.*?)(?=^### |\Z)", rest, flags=re.MULTILINE | re.DOTALL)
        points = re.split(r"^- ", data[1], flags=re.MULTILINE)[1:] if data else []
        kept = []
        for point in points:
            named = tables & set(re.findall(r"`([a-z_]+)`", point))
            if name in named or not named:
                kept.append("- " + " ".join(point.split()))
        if kept:
            parts.append(f"**{re.sub(r'[][]', '', title)}**\n\n" + "\n".join(kept))
    parts.append("Cell by cell: [changes of the data](../../data-changes.md).")
    return "\n\n".join(parts)


# Charts


def charts() -> str:
    """Return the page with all charts."""
    intro = (
        "Point at a mark to see its values and its source. `sd.plot(NAME)` gives the Altair chart, and\n"
        "`summitdata plot NAME -o FILE` writes SVG, PNG, a page that needs nothing else, or the specification in\n"
        "Vega-Lite. No map is drawn: the data name countries and no places in them."
    )
    parts = ["# Charts", intro]
    for name, about in CHARTS.items():
        parts += [f"## {name}", f"{about.about[0].upper()}{about.about[1:]}.", chart(name, depth=1)]
        parts.append(f"```sh\nsummitdata plot {name} -o {name}.svg\n```")
    return "\n\n".join(parts) + "\n"


def chart(name: str, depth: int) -> str:
    """Return a chart that answers to the pointer, for a page so many folders deep."""
    spec = json.dumps(json.loads(render(name, "json")), ensure_ascii=False).replace("</", "<\\/")
    options = '{renderer: "svg", actions: {export: true, source: false, compiled: false, editor: false}}'
    return (
        "```{raw} html\n"
        f'<div class="chart" id="chart-{name}" role="figure" aria-label="{CHARTS[name].about}"></div>\n'
        f'<script src="{"../" * depth}_static/vega.js"></script>\n'
        f'<script>vegaEmbed("#chart-{name}", {spec}, {options});</script>\n'
        "```"
    )


# Errors


def error_index() -> str:
    """Return the page that lists the types of errors."""
    from frictionless import errors

    kinds = {one.type: one for _, one in inspect.getmembers(errors, inspect.isclass) if hasattr(one, "type")}
    lines = [(f"[{kind}]({kind}.md)", kinds[kind].description) for kind in EXAMPLES]
    names = "\n".join([*EXAMPLES, "rules"])
    return (
        "# Errors of the gate\n\n"
        "The types, titles and messages are those of frictionless. Each page has a file that shows the error, what\n"
        "`summitdata validate` prints, and the way out. The package's own tables also have [rules](rules.md) that no\n"
        f"schema can say.\n\n{grid(lines, ['type', 'cause'])}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def error(kind: str) -> str:
    """Return the page of a type of errors, made by running its example."""
    example = EXAMPLES[kind]
    found, text = report(kind)
    one = next(error for error in found if error.type == kind)
    content = example.content if isinstance(example.content, str) else example.content.decode("latin-1")
    parts = [
        f"# {kind}",
        f"**Cause.** {one.description}",
        "## Example",
        f"The file `prices.csv`{'' if isinstance(example.content, str) else ', saved as ISO 8859-1'}:",
        f"```text\n{content or '(empty)'}\n```".replace("\n\n```", "\n```"),
    ]
    for name, (_, other) in example.others.items():
        if name != "prices":
            parts += [f"The file `{name}.csv`:", f"```text\n{other.rstrip()}\n```"]
    if example.package is None:
        parts += ["Its schema, `schema.json`:", f"```json\n{json.dumps(example.schema, indent=2)}\n```"]
        call = "summitdata validate prices.csv --schema schema.json"
    else:
        parts += ["The package, `datapackage.json`:", f"```json\n{json.dumps(example.descriptor(), indent=2)}\n```"]
        call = "summitdata validate ."
    parts += [f"`{call}` says:", f"```text\n{text.rstrip()}\n```", "## Fix", example.fix]
    return "\n\n".join(parts) + "\n"


def rules() -> str:
    """Return the page on the rules of the package's own tables."""
    lines = [(f"`{one.name}`", ", ".join(f"[{t}](../tables/{t}.md)" for t in one.tables)) for one in RULES]
    return (
        "# Rules\n\nA rule is broken by a row that the schemas allow. `summitdata check`, and `summitdata validate`\n"
        "for a file in the place of a table of this package, report it with the name of the rule as its type and say\n"
        "what is wrong. [The tables](../../data.md) says the rules in words.\n\n"
        f"{grid(lines, ['rule', 'tables that it reads'])}\n\n"
        "**Fix.** Correct the cell that the error names, or the one that it is compared with.\n"
    )


# The command and the library


def command() -> str:
    """Return the page on the command: the help texts that it prints."""
    group = click.Context(app, info_name="summitdata", max_content_width=100, terminal_width=100)
    parts = ["# The command", "What `--help` prints.", f"```text\n{app.get_help(group)}\n```"]
    for name, one in app.commands.items():
        context = click.Context(one, parent=group, info_name=name, max_content_width=100, terminal_width=100)
        parts += [f"## {name}", f"```text\n{one.get_help(context)}\n```"]
    return "\n\n".join(parts) + "\n"


def library() -> str:
    """Return the page on the library: every public name, by the module that it is about."""
    homes: dict[str, list[str]] = defaultdict(list)
    for name in sd.__all__:
        if name != "__version__":
            homes[getattr(sd, name).__module__].append(name)
    parts = ["# The library", "Every public name of `import summitdata as sd`, by what it is about."]
    for home in sorted(homes):
        about = str(sys.modules[home].__doc__).strip().partition("\n")[0]
        parts.append(f"## {home.removeprefix('summitdata.')}\n\n{about}")
        for name in homes[home]:
            kind = "autoclass" if inspect.isclass(getattr(sd, name)) else "autofunction"
            exception = inspect.isclass(getattr(sd, name)) and issubclass(getattr(sd, name), Exception)
            kind = "autoexception" if exception else kind
            members = "\n   :members:" if kind == "autoclass" else ""
            parts.append(f"```{{eval-rst}}\n.. {kind}:: summitdata.{name}{members}\n```")
    return "\n\n".join(parts) + "\n"


# The notebook


def notebook(path: Path) -> str:
    """Return a notebook as a page, with the outputs that are stored in it."""
    book = json.loads(path.read_text("utf-8"))
    parts = []
    for cell in book["cells"]:
        source = _joined(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/svg+xml" in data:
                parts.append(f'```{{raw}} html\n<div class="chart">{_joined(data["image/svg+xml"])}</div>\n```')
            elif "text/html" in data:
                parts.append(f'```{{raw}} html\n<div class="wide">{_joined(data["text/html"])}</div>\n```')
            else:
                text = _joined(data.get("text/plain", output.get("text", "")))
                parts.append(f"```{{code-block}} text\n:class: wrapped\n\n{text.rstrip()}\n```")
    download = f"Download this page as a notebook: {{download}}`{path.name} <../{path.name}>`."
    return "\n\n".join([parts[0], download, *parts[1:]]) + "\n"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def grid(lines: list[Any], headers: list[str]) -> str:
    """Return a table in Markdown."""
    safe = [[_text(cell) for cell in line] for line in lines]
    return tabulate(safe, headers, "github", disable_numparse=True)


def _text(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _cell(value: object) -> str:
    text = (
        ""
        if value is None
        else str(value).lower()
        if isinstance(value, bool)
        else f"{value:.12g}"
        if isinstance(value, float)
        else str(value)
    )
    return re.sub(r"([*_<>\[\]$])", r"\\\1", text)
