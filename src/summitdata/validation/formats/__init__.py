"""How a report is written: one file a format, listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.validation.formats.github import github
from summitdata.validation.formats.gitlab import gitlab
from summitdata.validation.formats.html import html
from summitdata.validation.formats.json import as_json, jsonl
from summitdata.validation.formats.junit import junit
from summitdata.validation.formats.markdown import markdown
from summitdata.validation.formats.sarif import sarif
from summitdata.validation.formats.text import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.validation.report import Report

__all__ = ["FORMATS", "chosen"]

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "jsonl": jsonl,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
    "sarif": sarif,
    "markdown": markdown,
    "html": html,
}
"""What `summitdata validate --format` can write."""


def chosen(environment: dict[str, str]) -> str:
    """Return the format that `auto` stands for: annotations where GitHub Actions runs the command, else text.

    Examples
    --------
    >>> chosen({"GITHUB_ACTIONS": "true"}), chosen({})
    ('github', 'text')
    """
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"
