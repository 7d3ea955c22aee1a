"""Make the metadata that depend on the project's address: the links of the project, and the README of an index page.

The address is set in `pyproject.toml`, for this hook, and there alone. An index page shows the README outside of the
repository, where a relative link leads nowhere: with an address, each becomes absolute; without one, its text stays
and the link goes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

FENCE = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
PICTURE = re.compile(r"!\[([^\]]*)\]\((?![a-z]+:)([^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\((?![a-z]+:|#)([^)\s]+)\)")


class AddressHook(MetadataHookInterface):
    """Adds the links and the README to the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `urls` and `readme`, which `pyproject.toml` names as dynamic."""
        root = Path(self.root)
        repository, site = self.config["repository"], self.config["site"]
        metadata["urls"] = urls(repository, site)
        readme = (root / "README.md").read_text("utf-8")
        text = index_page(readme, repository=repository, site=site, version=metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def urls(repository: str, site: str) -> dict[str, str]:
    """Return the links of the project, by their names on the index page; none where the address is not known."""
    if not repository:
        return {}
    return {
        "Homepage": site,
        "Documentation": site,
        "Source": repository,
        "Issues": f"{repository}/issues",
        "Changelog": f"{site}changes.html",
    }


def index_page(readme: str, *, repository: str, site: str, version: str) -> str:
    """Return the README with absolute links and pictures, or with none that are relative."""

    def picture(match: re.Match[str]) -> str:
        return f"![{match[1]}]({repository}/raw/v{version}/{match[2]})" if repository else ""

    def link(match: re.Match[str]) -> str:
        if not repository:
            return match[1]
        page = re.fullmatch(r"docs/([\w-]+)\.md(#.*)?", match[2])
        there = f"{site}{page[1]}.html{page[2] or ''}" if page else f"{repository}/blob/v{version}/{match[2]}"
        return f"[{match[1]}]({there})"

    parts = FENCE.split(readme)  # the odd ones are blocks of code
    parts[::2] = [LINK.sub(link, PICTURE.sub(picture, part)) for part in parts[::2]]
    return "".join(parts)
