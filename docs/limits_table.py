"""The generated part of `threat-model.md`: the limits of a run, from the constants of the code."""

from __future__ import annotations

import re
from pathlib import Path

from tabulate import tabulate

from summitdata.command_limit import BASE_SECONDS as COMMAND_BASE
from summitdata.command_limit import SECONDS_PER_MEGABYTE as COMMAND_PER_MEGABYTE
from summitdata.datapackage import MAX_DEPTH
from summitdata.opening import MAX_BYTES, MAX_STREAM_BYTES
from summitdata.tabular.checklists import MAX_CHECKS
from summitdata.tabular.formula import MAX_LENGTH as MAX_FORMULA
from summitdata.tabular.long_cells import MAX_CELL_BYTES
from summitdata.tabular.unpacking import FREE_BYTES, MAX_RATIO
from summitdata.tabular.unpacking import MAX_BYTES as UNPACKED
from summitdata.upkeep.bounded import SMALL
from summitdata.validation.budget import BASE_SECONDS, SECONDS_PER_MEGABYTE
from summitdata.validation.findings import MAX_HEADER_ERRORS
from summitdata.validation.frictionless_engine import LONG_CELL, LONG_RECORD, MOST_RECORDS
from summitdata.validation.report import BYTES_PER_LISTED, MAX_LISTED, MAX_ROW_CELLS
from summitdata.validation.table_task import MOST_BYTES
from summitdata.validation.validate import DEFAULT_LIMIT
from summitdata.validation.worker import BASE_MEMORY, CLOCK_FACTOR, GRACE, MEMORY_PER_BYTE

HERE = Path(__file__).parent


def threat_model() -> str:
    """Return the page with its table of limits made again."""
    page = (HERE / "threat-model.md").read_text("utf-8")
    return re.sub(
        "(<!-- limits: begin -->\n).*?(<!-- limits: end -->)",
        lambda match: f"{match[1]}\n{limits()}\n\n{match[2]}",
        page,
        flags=re.DOTALL,
    )


def limits() -> str:
    """Return the table of limits."""
    rows = [
        (
            "processor time of a run of `validate` or `check`",
            f"{BASE_SECONDS:g} s, and {SECONDS_PER_MEGABYTE:g} s for each megabyte that is read",
            "`--time-limit SECONDS`, `time_limit=`",
        ),
        (
            "processor time of a command, whatever it does",
            f"{COMMAND_BASE:g} s, and {COMMAND_PER_MEGABYTE:g} s for each megabyte of the files that it opens",
            "`--time-limit SECONDS` of `validate` and `check`, which is added to the first",
        ),
        ("what `diff` and `sync` read outside of a worker", f"{SMALL / 1e3:,.0f} kB", ""),
        (
            "what frictionless reads outside of a worker",
            f"{MOST_RECORDS:,} records of {LONG_RECORD:,} characters ({LONG_CELL:,} a cell) in {MOST_BYTES / 1e6:g} MB",
            "",
        ),
        (
            "processor time that a worker has left to say that its time is over",
            f"{GRACE:g} s, then the system ends it",
            "",
        ),
        ("the clock of a worker on Windows", f"{CLOCK_FACTOR:g} times its processor time", ""),
        (
            "memory of a worker",
            f"{BASE_MEMORY / 1e6:,.0f} MB, and {MEMORY_PER_BYTE} bytes for each byte that is read",
            "",
        ),
        ("a cell", f"{MAX_CELL_BYTES / 1e6:,.0f} MB", "`--max-cell-bytes N`, `max_cell_bytes=`"),
        ("errors of a table that are listed", f"{DEFAULT_LIMIT:,}", "`--limit-errors N`, `limit_errors=`"),
        (
            "... with `--limit-errors 0`",
            f"{MAX_LISTED:,}, and one for each {BYTES_PER_LISTED} bytes of a larger file",
            "`--limit-errors N`",
        ),
        ("errors of each type of a header that are listed", f"{MAX_HEADER_ERRORS:,}", "`--limit-errors 0`"),
        ("a descriptor, a schema, a baseline or an article", f"{MAX_BYTES / 1e6:,.0f} MB", ""),
        ("how deeply a descriptor or a schema is nested", f"{MAX_DEPTH:,}", ""),
        ("formulas of a table's rows, and characters of each", f"{MAX_CHECKS:,} and {MAX_FORMULA:,}", ""),
        (
            "what a compressed file unpacks to",
            f"{UNPACKED / 1e9:.1f} GB; beyond {FREE_BYTES / 1e6:,.0f} MB, {MAX_RATIO} times the compressed file",
            "",
        ),
        ("standard input, if it is a table", f"{MAX_STREAM_BYTES / 1e9:.1f} GB", ""),
        ("cells of a row in JSON", f"{MAX_ROW_CELLS:,}; a longer row has only the cell of the error", ""),
    ]
    return tabulate(rows, ["limit", "value", "another value by"], "github")
