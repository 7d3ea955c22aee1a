"""Sphinx: how the pages of this folder become the documentation."""

from __future__ import annotations

import tomllib
from pathlib import Path

_about = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]

project = "summitdata"
author = _about["authors"][0]["name"]
project_copyright = f"2026, {author}"
version = release = _about["version"]

extensions = ["myst_parser"]
exclude_patterns = ["_build"]

html_theme = "pydata_sphinx_theme"
html_title = f"{project} {release}"
# The sources are beside the pages in the repository.
html_copy_source = False
html_show_sourcelink = False
