"""The report as one page for a person: each error among the rows around it, to be filtered, with nothing to load."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Any

from summitdata.escaping import escape_control
from summitdata.validation.formats.html_page import SCRIPT, STYLE
from summitdata.validation.formats.surroundings import AROUND, record_number, surroundings
from summitdata.validation.formats.totals import count, summary

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["html"]

SHOWN = 2000
"""How many errors the page holds: a browser is slow with more."""

COLUMNS = 4
"""How many columns are shown on each side of a cell."""

LONG = 2000
"""How many characters of a message are shown."""

FOOTER = """<footer>Cells stand here as text, with control characters spelled out; nothing in them is run. A cell that
begins with <code>=</code>, <code>+</code>, <code>-</code> or <code>@</code> may be run as a formula by a spreadsheet
that opens the file.</footer>"""


def html(report: Report) -> str:
    """Return a page in which all text of others is escaped, and a policy that lets no other script run."""
    room, tables = SHOWN, []
    for number, task in enumerate(report.tasks):
        tables.append(_table(task, number, room))
        room = max(0, room - len(task["errors"]))
    policy = (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; base-uri 'none'; form-action 'none'"
    )
    verdict = "valid" if report.valid else "invalid"
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_shown(summary(report))}</title><style>{STYLE}</style></head><body>",
        f'<header><h1>Data report</h1><p class="verdict {verdict}">{_shown(summary(report))}</p></header><main>',
        *(
            f'<p class="problem"><b>{_shown(e["type"])}</b> {_shown(e["message"], LONG)}</p>'
            for e in report.package_errors
        ),
        _overview(report),
        *([] if report.valid else [_filters(report)]),
        *tables,
        f"</main>{FOOTER}<script>{SCRIPT}</script></body></html>\n",
    ]
    return "\n".join(parts)


def _problem(error: dict[str, Any]) -> str:
    return f'<p class="problem"><b>{_shown(error["type"])}</b> {_shown(error["message"], LONG)}</p>'


def _overview(report: Report) -> str:
    rows = "".join(
        f'<tr><td class="place"><span class="dot {"ok" if task["valid"] else "bad"}"></span>{_link(task, number)}</td>'
        f'<td class="number">{task["stats"].get("rows", 0):,}</td>'
        f'<td class="number">{task["stats"]["errors"]:,}</td><td>{_chips(task["totals"]["type"])}</td>'
        f"<td>{_chips(task['totals']['field'])}</td></tr>"
        for number, task in enumerate(report.tasks)
    )
    head = "<tr><th>Table</th><th>Rows</th><th>Errors</th><th>By type</th><th>By field</th></tr>"
    return f'<div class="wide"><table class="overview"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _link(task: dict[str, Any], number: int) -> str:
    name = _shown(task["place"])
    return f'<a href="#table-{number}">{name}</a>' if task["errors"] else name


def _chips(totals: dict[str, int]) -> str:
    return " ".join(f'<span class="chip">{_shown(name)} <b>{number:,}</b></span>' for name, number in totals.items())


def _filters(report: Report) -> str:
    """Return a choice for each of table, field and type, of what occurs among the listed errors."""
    located = list(report.located())
    values = {
        "table": [task["place"] for task, _ in located],
        "field": [error.get("fieldName") or "" for _, error in located],
        "type": [error["type"] for _, error in located],
    }
    choices = ""
    for name, found in values.items():
        options = "".join(
            f'<option value="{_attribute(value)}">{_shown(value)}</option>' for value in dict.fromkeys(found) if value
        )
        choices += (
            f'<label>{name.capitalize()} <select id="{name}"><option value="">all</option>{options}</select></label>'
        )
    return f'<form id="filters">{choices}<output id="count"></output><button type="reset">Show all</button></form>'


def _table(task: dict[str, Any], number: int, room: int) -> str:
    """Return the errors of a table, as many as there is room for on the page."""
    if task["valid"] and not task["warnings"]:
        return ""
    shown = task["errors"][:room]
    notes = list(task["warnings"])
    if len(shown) < len(task["errors"]):
        notes.append(f"this page shows {len(shown):,} of the {count(len(task['errors']), 'listed error')}")
    rows = surroundings({**task, "errors": shown})
    total = count(task["stats"]["errors"], "error")
    parts = [
        f'<section id="table-{number}"><h2>{_shown(task["place"])} <small>{total} in all</small></h2>',
        *(f'<p class="cut">{_shown(note)}</p>' for note in notes),
        *(_error(task, error, rows) for error in shown),
        "</section>",
    ]
    return "\n".join(parts)


def _error(task: dict[str, Any], error: dict[str, Any], rows: dict[int, list[str]]) -> str:
    field = error.get("fieldName") or ""
    where = f"line {error['lineNumber']}, column {error['columnNumber']}" if error["lineNumber"] else ""
    keys = {"table": task["place"], "field": field, "type": error["type"]}
    data = " ".join(f'data-{name}="{_attribute(value)}"' for name, value in keys.items())
    named = f'<span class="field">{_shown(field)}</span>' if field else ""
    named = f'<span class="type">{_shown(error["type"])}</span>{named}<span class="where">{where}</span>'
    words = f"<p>{_shown(error['message'], LONG)}</p>"
    return f"<article {data}><h3>{named}</h3>{words}{_rows(task['labels'], error, rows)}</article>"


def _rows(labels: list[str], error: dict[str, Any], rows: dict[int, list[str]]) -> str:
    """Return the rows around an error with its cell marked, or its row where it is about no cell."""
    at, number = error.get("fieldNumber"), record_number(error)
    if number not in rows:
        return ""
    first = max(0, (at or 1) - 1 - COLUMNS)
    near = {step: rows[step] for step in range(max(2, number - AROUND), number + AROUND + 1) if step in rows}
    near = {1: labels} | near  # the header stands above, wherever the rows are
    last = min(max(len(row) for row in near.values()), max(first + 2 * COLUMNS + 1, at or 0))
    lines = ""
    for step, cells in near.items():
        marked = step == number
        shown = ""
        for column in range(first, last):
            tag = "th" if step == 1 else "td"
            kind = ' class="bad"' if marked and column + 1 == at else ' class="none"' if column >= len(cells) else ""
            shown += f"<{tag}{kind}>{_shown(cells[column]) if column < len(cells) else ''}</{tag}>"
        before, after = ("<td>…</td>" if more else "" for more in (first > 0, len(cells) > last))
        kind = ' class="bad"' if marked and not at else ' class="here"' if marked else ""
        lines += f'<tr{kind}><th class="row">{step}</th>{before}{shown}{after}</tr>'
    return f'<div class="wide"><table class="rows"><tbody>{lines}</tbody></table></div>'


def _shown(text: Any, limit: int = 200) -> str:
    return escape(escape_control("" if text is None else str(text), limit))


def _attribute(text: str) -> str:
    """Return a text whole, for the filter to compare; what no page can hold is replaced."""
    return escape(text.encode("utf-8", "replace").decode().replace("\0", "\ufffd"))


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
