"""What each option of `validate` does to the verdict, beside frictionless: a part of the page on conformance."""

from __future__ import annotations

from summitdata.options import OPTIONS
from summitdata.validation.stop_errors import TYPES

__all__ = ["ALIKE", "EFFECTS", "options_effects", "own_types"]

ALIKE = frozenset(("format", "output", "limit-errors", "split", "engine"))
"""The options that change no verdict: they say where a report goes, how much it lists, and what reads the rows."""
OTHER_TYPES = {
    "quote-error": "A quote is never closed, or text follows the one that closes a cell; frictionless reads on.",
    "group-constraint": "A group of rows breaks a rule of the checklist, which frictionless does not know.",
    "baseline-error": "An error of the baseline does not occur any more.",
}
"""The types that end no run."""
_DIALECT = "in frictionless, the {}"
EFFECTS = {
    "schema": "the schema, as in frictionless",
    "only": "other errors do not count; error types are the `pickErrors` of a checklist",
    "skip": "these errors do not count; error types are the `skipErrors` of a checklist",
    "warn": "these errors do not make the data invalid; frictionless has no such option",
    "strict": "warnings make the data invalid; frictionless has no such option",
    "strict-files": "`unlisted-file` for what no resource lists; frictionless looks at no such file",
    "as-frictionless": "quotes, headers or keys are read as in frictionless: see the departures that name the option",
    "baseline": "the errors listed there do not count, one that no longer occurs does; frictionless has no such option",
    "encoding": _DIALECT.format("`encoding` of a resource"),
    "delimiter": _DIALECT.format("`delimiter` of a dialect"),
    "quote": _DIALECT.format("`quoteChar` of a dialect"),
    "skip-rows": _DIALECT.format("`headerRows` of a dialect, or its `commentRows` without a header"),
    "no-header": _DIALECT.format("`header` of a dialect, which is `false`"),
    "labels": _DIALECT.format("`fieldsMatch` of a schema and the `headerCase` of a dialect"),
    "reference": "the table of a foreign key, as another resource of the package in frictionless",
    "time-limit": "`time-limit` where the time is not enough; frictionless has no limit",
    "max-cell-bytes": "`long-cell` for a longer cell; frictionless has no limit",
}


OPTIONS_TEXT = """\
Without options the verdict is that of the descriptor. These options change it."""
ALIKE_TEXT = """\
The options {} change no verdict. A configuration,
`[tool.summitdata]` or the file of `--config`, has options as keys; `--no-config` reads none. `describe` and `init`
validate nothing.

Next: [Validate CSV files in CI](how-to-gate.md) explains these options, and [the errors](reference/errors/index.md)
have an example each."""
TYPES_TEXT = """\
What frictionless does not look at, or would not stop at, has types of its own. `scheme-error`, `source-error` and
`compression-error` are types of frictionless, too. A rule on a row is `row-constraint`, as in frictionless, and finds
the same. A compressed file is unpacked first, and frictionless is compared on the unpacked one. A Parquet file is
validated as the CSV file that its values make. A missing number and a NaN are missing there, while frictionless reads
both as NaN. What converts to the type of its field without loss is converted. Where a JSON object has a key that the
first one does not have, its value is `extra-cell`; frictionless leaves it out. Where the first object of inline data
has a key that is not a field, that is `extra-label`. An empty part of a table is `source-error`, and so is a formula of
Excel without a stored value: frictionless reads no rows there, and an empty cell."""


def options_effects() -> list[str]:
    """Return the parts of the page about the options, and about all that may stand for them."""
    names = ", ".join(f"`--{name}`" for name in sorted(ALIKE))
    rows = [f"| `--{option.name}` | {EFFECTS[option.name]} |" for option in OPTIONS if option.name not in ALIKE]
    table = "\n".join(["| option | what counts, and the equivalent in frictionless |", "|---|---|", *rows])
    return ["## Options that change the verdict", OPTIONS_TEXT, table, ALIKE_TEXT.format(names)]


def own_types() -> list[str]:
    """Return the parts of the page about the error types beside those of frictionless."""
    kinds = {name: kind.description for name, kind in TYPES.items()} | OTHER_TYPES
    table = "\n".join(["| type | when |", "|---|---|", *(f"| `{name}` | {when} |" for name, when in kinds.items())])
    return ["## Error types beside those of frictionless", TYPES_TEXT, table]
