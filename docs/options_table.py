"""The table of the options of `validate` on the page about CI: what the command is made of."""

from __future__ import annotations

from pathlib import Path

from installed_sizes import sizes_table

from summitdata.options import OPTIONS, Option

__all__ = ["PAGE", "how_to_gate"]

PAGE = Path(__file__).parent / "how-to-gate.md"
BEGIN, END = "<!-- options: begin -->\n", "<!-- options: end -->\n"
KINDS = {
    "texts": "list of texts",
    "references": "list of texts",
    "count": "integer",
    "flag": "true or false",
    "schema": "path, or text",
}
WHERE = {"files": "all or some files", "run": "all files", "command": "the command alone"}


def how_to_gate() -> str:
    """Return the page with the table as the options are, and the sizes of what is installed."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return sizes_table(f"{before}{BEGIN}{_table()}{END}{after}")


def _table() -> str:
    lines = ["| option and key | value | where | meaning |\n|---|---|---|---|\n", *map(_line, OPTIONS)]
    return "".join(lines)


def _line(option: Option) -> str:
    kind = KINDS.get(option.kind, option.kind)
    meaning = option.help.removesuffix(" See above.").removesuffix("; can be repeated.").rstrip(".")
    default = f"; default: {option.default}" if option.default and option.kind != "flag" else ""
    return f"| `{option.name}` | {kind} | {WHERE[option.where]} | {meaning}{default} |\n"
