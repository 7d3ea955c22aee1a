"""The pages that are generated when the site is built: one per table and per error type, the command, the library.

They are generated from the descriptor, the tables, the change log and the code, and are not kept in the repository.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections import defaultdict
from html import escape
from pathlib import Path
from typing import Any

import summitdata as sd
from summitdata.charts.dark import COLOURS_IN_THE_DARK, dark_rules
from summitdata.charts.plot import CHARTS, render
from summitdata.datapackage import descriptor
from summitdata.rules import RULES
from summitdata.table_text import cell_text, text_table
from summitdata.tables import rows
from summitdata.tabular.checklists import GROUP_CONSTRAINT
from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import key_fields
from summitdata.validation.quote_errors import QUOTE_ERROR

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from command_pages import command_pages  # noqa: E402 - beside this file
from error_examples import CAUSES, EXAMPLES, report, text_on  # noqa: E402 - beside this file

PREVIEW = 5
CHART_OF = {"figures": "figures", "trade": "trade", "gas": "gas", "projects": "projects"}
"""The chart on the page of a table."""


def pages() -> dict[str, str]:
    """Return each page by its path in this folder."""
    texts = {"reference/charts.md": charts(), "reference/library.md": library(), **command_pages()}
    texts["reference/tables/index.md"] = table_index()
    texts |= {f"reference/tables/{resource['name']}.md": table(resource) for resource in descriptor()["resources"]}
    texts["reference/errors/index.md"] = error_index()
    texts |= {f"reference/errors/{error_type}.md": error(error_type) for error_type in EXAMPLES}
    texts["reference/errors/rules.md"] = rules()
    texts["reference/errors/causes.md"] = causes()
    texts["tutorial/first-analysis.md"] = notebook(HERE / "first-analysis.ipynb")
    return texts


def write(folder: Path = HERE) -> None:
    """Write the pages that have changed."""
    for name, text in pages().items():
        page = folder / name
        page.parent.mkdir(parents=True, exist_ok=True)
        if not page.is_file() or page.read_text("utf-8") != text:
            page.write_text(text, "utf-8")


def assets(folder: Path) -> None:
    """Write what the charts need in a browser: Vega, from the package that renders the pictures, and dark colours."""
    import vl_convert

    folder.mkdir(parents=True, exist_ok=True)
    # Its names must be local: the scripts of the theme use the same names.
    dark = 'html[data-theme="dark"]'
    white = COLOURS_IN_THE_DARK["white"]
    page = f"{dark} .chart, {dark} .chart svg {{ background: {white} !important; }}"
    (folder / "charts.css").write_text(f"{page}\n{dark_rules(f'{dark} .chart')}\n", "utf-8")
    bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub asks for a snippet; the function does not
    (folder / "vega.js").write_text(f"(() => {{{bundle}}})();", "utf-8")


# Tables


def table_index() -> str:
    """Return the page that lists the tables."""
    lines = [
        (f"[{table['name']}]({table['name']}.md)", len(rows(table["name"])), table["title"], table["description"])
        for table in descriptor()["resources"]
    ]
    names = "\n".join(table["name"] for table in descriptor()["resources"])
    return (
        "# The tables, one by one\n\n"
        f"{grid(lines, ['table', 'rows', 'title', 'description'])}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def table(resource: dict[str, Any]) -> str:
    """Return the page of a table."""
    name, schema = resource["name"], resource["schema"]
    content = rows(name)
    fields = [
        (
            f"`{field['name']}`",
            field["type"],
            _unit(field),
            f"**{field['title']}.** {field['description']}",
            _constraints(field),
        )
        for field in schema["fields"]
    ]
    file = f"{{download}}`{Path(resource['path']).name} <../../../{resource['path']}>`"
    parts = [
        f"# {name}: {resource['title']}",
        resource["description"],
        f"{len(content)} rows, {len(fields)} fields; {file}, {resource['bytes']} bytes, `{resource['hash']}`.",
        f'```python\nimport summitdata as sd\n\nsd.load("{name}")\n```',
    ]
    if name in CHART_OF:
        parts.append(chart(CHART_OF[name], depth=2))
    parts += [
        "## Fields",
        f"::::{{div}} fields\n{grid(fields, ['field', 'type', 'unit', 'description', 'constraints'])}\n::::",
    ]
    parts += ["## Keys", _keys(schema)]
    if row_rules := read_row_rules(resource):
        parts += ["## Rules of rows", "\n".join(f"- `{rule.text}`" for rule in row_rules)]
    if group_rules := read_group_rules(resource):
        parts += [
            "## Rules of groups of rows",
            "\n".join(f"- by {', '.join(rule.by)}: `{rule.text}`" for rule in group_rules),
        ]
    shown = "The first rows" if len(content) > PREVIEW else "The rows"
    preview = [[_cell(value) for value in row.values()] for row in content[:PREVIEW]]
    parts += [f"## {shown}", f"::::{{div}} wide\n{grid(preview, list(content[0]))}\n::::"]
    parts += ["## Sources", _sources(resource, content)]
    licences = ", ".join(f"[{licence['title']}]({licence['path']})" for licence in resource["licenses"])
    parts += ["## Licence", licences, "## History"]
    parts += [f"::::{{div}} no-search\n{history(name)}\n::::"]
    return "\n\n".join(parts) + "\n"


def _unit(field: dict[str, Any]) -> str:
    return field.get("unit") or (f"in the field `{field['unitField']}`" if "unitField" in field else "")


def _constraints(field: dict[str, Any]) -> str:
    constraints = dict(field.get("constraints", {}))
    parts = [name for name in ("required", "unique") if constraints.pop(name, False)]
    if "enum" in constraints:
        parts.append("one of " + ", ".join(f"`{value}`" for value in constraints.pop("enum")))
    return "; ".join([*parts, *(f"{name} `{value}`" for name, value in constraints.items())])


def _keys(schema: dict[str, Any]) -> str:
    lines = [f"- Primary key: {_fields(schema['primaryKey'])}"]
    lines += [f"- Unique: {_fields(key)}" for key in schema.get("uniqueKeys", [])]
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        table = f"[{target['resource']}]({target['resource']}.md)" if target["resource"] else "this table"
        lines.append(f"- Foreign key: {_fields(key['fields'])} refers to {_fields(target['fields'])} of {table}")
    return "\n".join(lines)


def _fields(key: list[str] | str) -> str:
    return ", ".join(f"`{name}`" for name in key_fields(key))


def _sources(resource: dict[str, Any], content: tuple[dict[str, Any], ...]) -> str:
    """Return the sources that the rows refer to, or those in the descriptor."""
    sources = {row["id"]: row for row in rows("sources")}
    columns = [
        key_fields(key["fields"])[0]
        for key in resource["schema"].get("foreignKeys", [])
        if key["reference"]["resource"] == "sources"
    ]
    used = [sources[id] for id in dict.fromkeys(row[name] for name in columns for row in content if row[name])]
    if used:
        return "\n".join(f"- [{_text(row['publisher'])}](<{row['address']}>), {row['kind']}" for row in used)
    return "\n".join(
        f"- [{_text(source['title'])}](<{source['path']}>)" if "path" in source else f"- {source['title']}"
        for source in resource["sources"]
    )


def history(name: str) -> str:
    """Return the points under *Data* in the change log about a table, or about all tables, by version."""
    log = (HERE.parent / "CHANGELOG.md").read_text("utf-8")
    tables = {resource["name"] for resource in descriptor()["resources"]}
    parts = []
    for version in re.split(r"^## ", log, flags=re.MULTILINE)[1:]:
        title, _, rest = version.partition("\n")
        data = re.search(r"^### Data\n(.*?)(?=^### |\Z)", rest, flags=re.MULTILINE | re.DOTALL)
        points = re.split(r"^- ", data[1], flags=re.MULTILINE)[1:] if data else []
        about_table = []
        for point in points:
            mentioned = tables & set(re.findall(r"`([a-z_]+)`", point))
            if name in mentioned or not mentioned:
                about_table.append("- " + " ".join(point.split()))
        if about_table:
            parts.append(f"**{re.sub(r'[][]', '', title)}**\n\n" + "\n".join(about_table))
    parts.append("Cell by cell: [changes of the data](../../data-changes.md).")
    return "\n\n".join(parts)


# Charts


def charts() -> str:
    """Return the page with all charts."""
    intro = (
        "Point at a mark to see its values and its source. `sd.plot(NAME)` returns the Altair chart, and\n"
        "`summitdata plot NAME -o FILE` writes SVG, PNG, an HTML page that needs nothing else, or the Vega-Lite\n"
        "specification. There is no map: the data have countries, but no places in them."
    )
    parts = ["# Charts", intro]
    for name, entry in CHARTS.items():
        parts += [f"## {name}", f"{entry.about[0].upper()}{entry.about[1:]}.", chart(name, depth=1)]
        parts.append(f"```sh\nsummitdata plot {name} -o {name}.svg\n```")
    return "\n\n".join(parts) + "\n"


def chart(name: str, depth: int) -> str:
    """Return an interactive chart, for a page that is some folders deep."""
    spec = json.dumps(json.loads(render(name, "json")), ensure_ascii=False).replace("</", "<\\/")
    options = '{renderer: "svg", actions: {export: true, source: false, compiled: false, editor: false}}'
    return (
        "```{raw} html\n"
        f'<div class="chart" id="chart-{name}" role="figure" aria-label="{escape(CHARTS[name].in_words())}"></div>\n'
        f'<script src="{"../" * depth}_static/vega.js"></script>\n'
        f'<script>vegaEmbed("#chart-{name}", {spec}, {options}).then(({{view}}) => '
        f'view.container().closest(".chart").querySelector("summary").setAttribute("aria-label", "Save the chart"))'
        "</script>\n"
        "```"
    )


# Errors


def error_index() -> str:
    """Return the page that lists the error types."""
    lines = [(f"[{error_type}]({error_type}.md)", _cause(error_type)) for error_type in EXAMPLES]
    names = "\n".join([*EXAMPLES, "causes", "rules"])
    return (
        "# Errors that validate finds\n\n"
        "The types, titles and messages are those of frictionless, except for\n"
        f"`{GROUP_CONSTRAINT}`, `{QUOTE_ERROR}` and\n"
        "[the other types of its own](../../conformance.md#error-types-beside-those-of-frictionless).\n"
        "Each page has a file with the error, the\n"
        "output of `summitdata validate`, and the fix. [Causes](causes.md) of several errors are named first. The\n"
        "tables of this package also have [rules](rules.md) that a schema cannot express.\n\n"
        f"{grid(lines, ['type', 'cause'])}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def _cause(error_type: str) -> str:
    return next(error.description for error in report(error_type)[0] if error.type == error_type)


def error(error_type: str) -> str:
    """Return the page of an error type, generated by running its example."""
    example = EXAMPLES[error_type]
    _, text = report(error_type)
    content = example.content if isinstance(example.content, str) else example.content.decode("latin-1")
    parts = [
        f"# {error_type}",
        f"**Cause.** {_cause(error_type)}",
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
    if example.time_limit is not None:
        call += f" --time-limit {example.time_limit:g}"
    if example.known is not None:
        parts += ["The baseline, `known.json`:", f"```json\n{json.dumps(example.known, indent=2)}\n```"]
        call += " --baseline known.json"
    call = example.command or call
    if example.stop is not None:
        parts.append("No small file has this error, so this is the output of a run that ended with it.")
    parts += [f"The output of `{call}`:", f"```text\n{text.rstrip()}\n```", "## Fix", example.fix]
    return "\n\n".join(parts) + "\n"


def causes() -> str:
    """Return the page on the causes that reports name, generated by running a file with each."""
    intro = (
        "Where one mistake has several errors, a report for people names the mistake first, says what to do, and "
        "counts the errors that follow from it. The formats for programs list every error. These files have a mistake "
        "each; their schema has the fields `item`, a string, and `eur`, a number. "
        "[Validate CSV files in CI](../../how-to-gate.md#causes) says which causes are looked for."
    )
    parts = ["# Causes", intro]
    for title, content in CAUSES.items():
        parts += [f"## {title}", f"```text\n{content.rstrip()}\n```", f"```text\n{text_on(content).rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def rules() -> str:
    """Return the page on the rules of the package's own tables."""
    lines = [(f"`{rule.name}`", ", ".join(f"[{name}](../tables/{name}.md)" for name in rule.tables)) for rule in RULES]
    return (
        "# Rules\n\nA row can be valid for its schema and violate a rule. One on the cells of a row is a formula\n"
        "on the page of its table, and an error of the type `row-constraint`; the others are these.\n"
        "`summitdata check`, and `summitdata validate` for a file that replaces a table of this package, report an\n"
        "error with the name of the\n"
        "rule as its type. [The tables](../../data.md) describes the rules.\n\n"
        f"{grid(lines, ['rule', 'tables that it reads'])}\n\n"
        "**Fix.** Correct the cell in the error, or the cell that it is compared with.\n"
    )


# The library


def library() -> str:
    """Return the page on the library: every public name, by its module."""
    names_by_module: dict[str, list[str]] = defaultdict(list)
    for name in sd.__all__:
        if name != "__version__":
            names_by_module[getattr(sd, name).__module__].append(name)
    parts = ["# The library", "Every public name of `import summitdata as sd`, by module."]
    for module in sorted(names_by_module):
        summary = str(sys.modules[module].__doc__).strip().partition("\n")[0]
        parts.append(f"## {module.removeprefix('summitdata.')}\n\n{summary}")
        for name in names_by_module[module]:
            directive = "autoclass" if inspect.isclass(getattr(sd, name)) else "autofunction"
            if inspect.isclass(getattr(sd, name)) and issubclass(getattr(sd, name), Exception):
                directive = "autoexception"
            members = "\n   :members:" if directive == "autoclass" else ""
            parts.append(f"```{{eval-rst}}\n.. {directive}:: summitdata.{name}{members}\n```")
    return "\n\n".join(parts) + "\n"


# The notebook


def notebook(path: Path) -> str:
    """Return a notebook as a page, with its stored outputs."""
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
                drawn = re.search(r'plot\("(\w+)"\)', source)
                words = escape(CHARTS[drawn[1]].in_words()) if drawn else "A chart"
                picture = f'<div role="img" aria-label="{words}">{_joined(data["image/svg+xml"])}</div>'
                parts.append(f'```{{raw}} html\n<div class="chart">{picture}</div>\n```')
            elif "text/html" in data:
                frame = _joined(data["text/html"]).replace("<th></th>", "<td></td>")  # a heading has a text
                parts.append(f'```{{raw}} html\n<div class="wide">{frame}</div>\n```')
            else:
                text = _joined(data.get("text/plain", output.get("text", "")))
                parts.append(f"```{{code-block}} text\n:class: wrapped\n\n{text.rstrip()}\n```")
    download = f"Download this page as a notebook: {{download}}`{path.name} <../{path.name}>`."
    return "\n\n".join([parts[0], download, *parts[1:]]) + "\n"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def grid(lines: list[Any], headers: list[str]) -> str:
    """Return a table in Markdown."""
    return text_table([[_text(cell) for cell in line] for line in lines], headers, "github")


def _text(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _cell(value: object) -> str:
    return re.sub(r"([*_<>\[\]$])", r"\\\1", cell_text(value))
