"""The configuration of Sphinx for the documentation."""

from __future__ import annotations

import re
import sys
import tomllib
from html import escape
from importlib.util import find_spec
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from docutils import nodes

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

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "sphinx_design"]
if find_spec("sphinx_copybutton"):  # in the extra `docs`; an environment from before builds pages without the buttons
    extensions.append("sphinx_copybutton")
exclude_patterns = ["_build", "_static", "browser"]
default_role = "literal"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 88
viewcode_line_numbers = True
# A copied block has no prompts and no output; what a command prints has no button.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_selector = "div:not(.highlight-text) > div.highlight > pre"
autodoc_preserve_defaults = True
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

html_theme = "pydata_sphinx_theme"
html_baseurl = _address["site"]  # "" while it is not known
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["site.css", "charts.css"]
html_js_files = ["site.js"]
html_search_scorer = str(HERE / "search_scorer.js")  # Sphinx looks for it in the working directory
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


# Pages of other projects, by what a type in a signature begins with. Inventories of intersphinx need a network.
ELSEWHERE = {
    "pandas.": "https://pandas.pydata.org/docs/reference/api/{}.html",
    "pd.": "https://pandas.pydata.org/docs/reference/api/pandas.{name}.html",
    "polars.DataFrame": "https://docs.pola.rs/api/python/stable/reference/dataframe/index.html",
    "polars.LazyFrame": "https://docs.pola.rs/api/python/stable/reference/lazyframe/index.html",
    "pa.DataFrameSchema": "https://pandera.readthedocs.io/en/stable/dataframe_schemas.html",
    "pandera.": "https://pandera.readthedocs.io/en/stable/dataframe_schemas.html",
    "frictionless.Package": "https://framework.frictionlessdata.io/docs/framework/package.html",
    "frictionless.Schema": "https://framework.frictionlessdata.io/docs/framework/schema.html",
    "frictionless.": "https://framework.frictionlessdata.io/docs/framework/actions.html",
    "altair.": "https://altair-viz.github.io/user_guide/api.html",
    "alt.": "https://altair-viz.github.io/user_guide/api.html",
    "pathlib.Path": "https://docs.python.org/3/library/pathlib.html#pathlib.Path",
    "Path": "https://docs.python.org/3/library/pathlib.html#pathlib.Path",
}


def link_elsewhere(_app: Sphinx, _env: Any, node: nodes.Element, content: nodes.Element) -> nodes.Element | None:
    """Return a link to the page of another project that a type is documented on, if it has one."""
    target = str(node.get("reftarget", ""))
    address = next((address for start, address in ELSEWHERE.items() if target.startswith(start)), None)
    if address is None:
        return None
    place = address.format(target, name=target.partition(".")[2])
    return nodes.reference("", "", content, internal=False, refuri=place)


DESCRIPTION = 160
"""The most letters of a description of a page, which searches show below its title."""


def describe_page(app: Sphinx, name: str, _template: str, context: dict[str, Any], page: nodes.document | None) -> None:
    """Give a page its first sentences as its description, or what it is where it has none."""
    paragraphs = (node.astext() for node in page.findall(nodes.paragraph)) if page else iter(())
    title = re.sub("<[^>]*>", "", str(context.get("title", name)))
    text = " ".join(next(paragraphs, f"{title}: a page of the documentation of {app.config.project}.").split())
    text = shorten(text, DESCRIPTION, placeholder=" …")
    context["metatags"] = f'{context.get("metatags", "")}\n<meta name="description" content="{escape(text)}">'


def break_signatures(_app: Sphinx, _name: str, _template: str, context: dict[str, Any], _page: Any) -> None:
    """Have no list in a signature on several lines: Sphinx marks up the lines as a list without terms."""

    def lines(signature: re.Match[str]) -> str:
        whole = signature[0].replace("<dl>", '<span class="sig-lines">').replace("</dl>", "</span>")
        return whole.replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")

    signatures = re.compile(r'<dt class="sig .*?</dt>', re.DOTALL)
    context["body"] = signatures.sub(lines, str(context.get("body", "")))


def _generate_pages(app: Sphinx) -> None:
    from site_pages import assets, write

    write()
    assets(Path(app.outdir) / "_static")


def _build_checker(app: Sphinx) -> None:
    """Build the page "Check a CSV", and put its form, or why there is none, into its text when that is read."""
    from browser.build import FOLDER, build, page

    out = Path(app.outdir)
    missing = build(out)

    def insert(_: Sphinx, name: str, source: list[str]) -> None:
        if name == FOLDER:
            source[0] = page(source[0], missing, out)

    app.connect("source-read", insert)
    app.connect("env-get-outdated", lambda *_: [FOLDER])


def setup(app: Sphinx) -> None:
    """Generate the pages that are not kept in the repository before Sphinx reads the pages."""
    app.connect("builder-inited", _generate_pages)
    app.connect("missing-reference", link_elsewhere)
    app.connect("builder-inited", _build_checker)
    app.connect("html-page-context", describe_page)
    app.connect("html-page-context", break_signatures)
