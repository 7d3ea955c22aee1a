"""Write .zenodo.json, what Zenodo says of a release, from the descriptor and the citation file; a test finds drift."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def zenodo() -> str:
    """Return the metadata of the release as Zenodo reads them."""
    said = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    found: dict[str, Any] = {
        "upload_type": "dataset",
        "title": said["title"],
        "description": said["description"],
        "version": citation["version"],
        "publication_date": said["released"],
        "creators": [{"name": contributor["title"]} for contributor in said["contributors"]],
        "license": said["licenses"][0]["name"],
        "access_right": "open",
        "keywords": said["keywords"],
        "language": "eng",
        "notes": f"Version {said['version']} of the data, with the Python library {citation['title']}, "
        f"{citation['license']}.",
        "related_identifiers": [
            {"identifier": source["path"], "relation": "isDerivedFrom", "resource_type": "publication-article"}
            for source in said["sources"]
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / ".zenodo.json").write_text(zenodo(), "utf-8")
