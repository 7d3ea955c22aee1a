"""How a report is written: one file a format, listed here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summitdata.validation.report import Report

__all__ = ["FORMATS", "chosen"]

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


class _Formats(Mapping[str, "Callable[[Report], str]"]):
    """The formats by name. A format's file is loaded when it is asked for: a run writes one or two of them."""

    def __getitem__(self, name: str) -> Callable[[Report], str]:
        file, function = _WRITERS[name]
        writer: Callable[[Report], str] = getattr(import_module(f"{__name__}.{file}"), function)
        return writer

    def __iter__(self) -> Iterator[str]:
        return iter(_WRITERS)

    def __len__(self) -> int:
        return len(_WRITERS)

    def __contains__(self, name: object) -> bool:
        return name in _WRITERS


FORMATS = _Formats()
"""What `summitdata validate --format` can write."""


def chosen(environment: dict[str, str]) -> str:
    """Return the format that `auto` stands for: annotations where GitHub Actions runs the command, else text.

    Examples
    --------
    >>> chosen({"GITHUB_ACTIONS": "true"}), chosen({})
    ('github', 'text')
    """
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"
