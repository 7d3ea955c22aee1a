"""The output formats of a report: one file per format, listed here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summitdata.validation.report import Report

__all__ = ["FORMATS", "Writer", "chosen", "text_parts"]


class Writer(Protocol):
    """Writes a report in one output format.

    What each format owes to its reader; one test holds all formats to it:

    - **The verdict.** Whoever reads only this output decides as the exit code does: a report that is valid shows
      nothing that its reader counts as a failure.
    - **Severity.** An error with the severity "warning" is shown as a warning, in the format's own way.
    - **Totals.** The number of all errors of a table, by type, is shown, also where the list is cut.
    - **Notes.** The `warnings` of a task are shown: that the list is cut at the limit, that reading stopped early.
    - **Causes.** A cause is an entry of its own before the errors that follow from none; what follows from it is only
      counted. JSON and JSON lines have no causes, and list every error.
    - **Descriptors.** The report's `package_errors` are shown as errors; they have no line or severity, and their file
      is that of the descriptor.
    - **Escaping.** All text from data, schemas and file names is untrusted. It steers neither the format nor what
      reads it: no markup, no command, no link, no control character.
    - **Places.** An error is shown at its file, line and column; where the line is not known, at its file.

    JSON lines have one line per error and nothing else, so totals and notes are not in them.
    """

    def __call__(self, report: Report) -> Iterator[str]:
        """Yield the text of the format in parts: it may be long, and the report is in memory besides."""
        ...


_WRITERS = {
    "text": ("text", "text"),
    "json": ("json", "as_json"),
    "jsonl": ("json", "jsonl"),
    "github": ("github", "github"),
    "gitlab": ("gitlab", "gitlab"),
    "junit": ("junit", "junit"),
    "sarif": ("sarif", "sarif"),
    "markdown": ("markdown", "markdown"),
    "html": ("html", "html"),
}
"""The file and the function of each format."""


def text_parts(name: str, report: Report) -> Iterator[str]:
    """Yield the report as the text of a format, in parts. Its file is loaded now: a run writes one or two formats."""
    file, function = _WRITERS[name]
    writer: Writer = getattr(import_module(f"{__name__}.{file}"), function)
    return writer(report)


class _Formats(Mapping[str, "Callable[[Report], str]"]):
    """The formats by name: for each a function from a report to the whole text."""

    def __getitem__(self, name: str) -> Callable[[Report], str]:
        if name not in _WRITERS:
            raise KeyError(name)
        return lambda report: "".join(text_parts(name, report))

    def __iter__(self) -> Iterator[str]:
        return iter(_WRITERS)

    def __len__(self) -> int:
        return len(_WRITERS)

    def __contains__(self, name: object) -> bool:
        return name in _WRITERS


FORMATS = _Formats()
"""What `summitdata validate --format` can write."""


def chosen(environment: Mapping[str, str]) -> str:
    """Return the format that `auto` stands for: annotations where GitHub Actions runs the command, else text.

    Examples
    --------
    >>> chosen({"GITHUB_ACTIONS": "true"}), chosen({})
    ('github', 'text')
    """
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"
