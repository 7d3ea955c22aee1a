"""The configuration of Sphinx for the documentation."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

_toml = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))
_about, _address = _toml["project"], _toml["tool"]["hatch"]["metadata"]["hooks"]["custom"]

project = "summitdata"
author = _about["authors"][0]["name"]
project_copyright = f"2026, {author}"
version = release = _about["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_design"]
exclude_patterns = ["_build", "_static"]
default_role = "literal"
autodoc_typehints = "none"  # the types are in the docstrings
autodoc_preserve_defaults = True
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

html_theme = "pydata_sphinx_theme"
html_baseurl = _address["site"]  # "" while it is not known
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    # The tables of statements need the width, and the first table of these pages is their table of contents.
    "secondary_sidebar_items": {"**": ["page-toc"], "holds": [], "article": [], "projects": []},
    "footer_start": ["copyright"],
    "footer_end": [],
    "navigation_with_keys": False,
    "show_prev_next": True,
}
if _address["repository"]:
    html_theme_options["icon_links"] = [
        {"name": "Source", "url": _address["repository"], "icon": "fa-brands fa-github", "type": "fontawesome"}
    ]
# The sources of the pages are in the repository.
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False


def _generate_pages(app: Sphinx) -> None:
    from site_pages import assets, write

    write()
    assets(Path(app.outdir) / "_static")


def setup(app: Sphinx) -> None:
    """Generate the pages that are not kept in the repository before Sphinx reads the pages."""
    app.connect("builder-inited", _generate_pages)
