"""Pages as Chromium makes them, without a window; where it is not installed, what needs it is skipped."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["OPTIONS", "browser", "rendered"]

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser() -> str:
    """Return where Chromium is; a test that looks at a page is skipped without it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((found for name in names if (found := shutil.which(name))), None)
    if executable is None:
        pytest.skip("the page is looked at in Chromium, which is not installed here")
    return executable


def rendered(page: Path, profile: Path, more: str = "", *options: str) -> str:
    """Return the document that Chromium makes of a page, after its scripts have run.

    Parameters
    ----------
    page : Path
    profile : Path
        A folder for what the browser writes.
    more : str
        What follows the path in the address, as "#type=type-error".
    *options : str
        Further options of the browser.

    Returns
    -------
    str
    """
    command = [browser(), *OPTIONS, *options, f"--user-data-dir={profile}", "--dump-dom", page.as_uri() + more]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
