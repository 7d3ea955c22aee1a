"""The options of `validate`, each once: the command, the configuration and the page about both are made from this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from summitdata.tabular.input_table import CLOSER_LOOKS
from summitdata.tabular.long_cells import MAX_CELL_BYTES
from summitdata.tabular.text_options import LABELS, check_encoding, delimiter_of
from summitdata.validation.arguments import ENGINES
from summitdata.validation.formats import FORMATS as REPORT_FORMATS
from summitdata.validation.picking import read_picking

__all__ = ["CONFIGURED", "OPTIONS", "TIME_LIMIT", "Option", "check_text_of"]

TIME_LIMIT = "Seconds of processor time for the run; default: 10, and 12 for each MB."
REPORTS = ("auto", *REPORT_FORMATS, "baseline")


@dataclass(frozen=True)
class Option:
    """An option of the command, and a key of the configuration.

    Parameters
    ----------
    name : str
        The option without its dashes, which is the key.
    kind : str
        What its value is: `texts` are several, `references` texts such as NAME=FILE, `path` is a file in the folder of
        the configuration, `schema` such a file or a table of this package.
    help : str
        What it means.
    where : {"command", "run", "files"}
        Where it may stand: in the command alone, in the configuration too, or there also for some files.
    default : object
        Its value if nobody says one; None, () and False are not shown.
    short : str
        Another name.
    choices : tuple of str
        The values that it may have; none if it may have others.
    least, most : int
        The bounds of a count.
    """

    name: str
    kind: Literal["text", "texts", "references", "count", "flag", "path", "paths", "schema", "seconds"]
    help: str
    where: Literal["command", "run", "files"] = "files"
    default: Any = None
    short: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None

    @property
    def parameter(self) -> str:
        """The name of the function's parameter."""
        return self.name.replace("-", "_")


OPTIONS = (
    Option("schema", "schema", "A table of this package, or the file of a Table Schema."),
    Option(
        "format",
        "texts",
        f"{', '.join(REPORTS[:-1])} or baseline; can be repeated. See above.",
        "run",
        short="-f",
        choices=REPORTS,
    ),
    Option("output", "paths", "The file for the format; can be repeated. Default: stdout.", "command", short="-o"),
    Option("limit-errors", "count", "How many errors per table are listed; 0 lists all, up to 100000.", "run", 1000),
    Option("only", "texts", "The errors that count; can be repeated. See above."),
    Option("skip", "texts", "Errors to leave out; can be repeated. See above."),
    Option("warn", "texts", "Errors that only warn; can be repeated. See above."),
    Option("strict", "flag", "Fail on warnings as well.", "run", default=False),
    Option("strict-files", "flag", "Fail on data files that no data package lists.", "run", default=False),
    Option(
        "as-frictionless",
        "texts",
        f"Let pass what frictionless lets pass: {', '.join(CLOSER_LOOKS)}; can be repeated.",
        "run",
        choices=CLOSER_LOOKS,
    ),
    Option("baseline", "path", "A file of known failures to accept; one that no longer occurs is an error.", "run"),
    Option("split", "path", "A folder for NAME.valid.csv and NAME.invalid.csv, with the rows of each file.", "command"),
    Option("encoding", "text", "The encoding of the files; default: UTF-8."),
    Option("delimiter", "text", "The delimiter of the files, or tab; default: a comma."),
    Option("quote", "text", 'The quote character of the files; default: ".'),
    Option("skip-rows", "count", "How many rows stand above the header, or above the data.", default=0, most=99),
    Option("no-header", "flag", "The files have no header: the first row is data.", default=False),
    Option(
        "labels",
        "text",
        f"How labels match fields: {', '.join(LABELS)}; default: as the schema says.",
        choices=(*LABELS,),
    ),
    Option("reference", "references", "NAME=FILE: a table that a foreign key names; can be repeated.", "run"),
    Option(
        "engine",
        "text",
        "What reads the rows: screen is the fast path; the report is the same.",
        "run",
        "auto",
        choices=ENGINES,
    ),
    Option("time-limit", "seconds", TIME_LIMIT, "command"),
    Option(
        "max-cell-bytes",
        "count",
        "How long a cell may be; a longer one is an error.",
        "command",
        MAX_CELL_BYTES,
        least=1,
    ),
)
"""In the order of the help. What writes files, and what protects the run, is for the command alone: the configuration
may come with a pull request."""

CONFIGURED = {option.name: option for option in OPTIONS if option.where != "command"}
"""The options that the configuration may have."""


def check_text_of(option: Option, text: str) -> None:
    """Raise for a text that an option cannot have, as far as that can be said without the data.

    Raises
    ------
    UnknownNameError
        The message suggests similar names.
    """
    from summitdata.arguments import check_choice

    if option.choices:
        check_choice(option.name, text, option.choices)
    elif option.name in ("only", "skip", "warn"):
        read_picking(**{"only": [], "skip": [], "warn": [], option.name: [text]})
    elif option.name in ("delimiter", "quote"):
        delimiter_of(text, option.name)
    elif option.name == "encoding":
        check_encoding(text)
