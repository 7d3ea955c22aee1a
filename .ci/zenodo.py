"""Write .zenodo.json, the metadata of a release for Zenodo, from the descriptor and the citation file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def zenodo() -> str:
    """Return the metadata of the release as Zenodo reads them."""
    descriptor = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    metadata: dict[str, Any] = {
        "upload_type": "dataset",
        "title": descriptor["title"],
        "description": descriptor["description"],
        "version": citation["version"],
        "publication_date": descriptor["released"],
        "creators": [{"name": contributor["title"]} for contributor in descriptor["contributors"]],
        "license": descriptor["licenses"][0]["name"],
        "access_right": "open",
        "keywords": descriptor["keywords"],
        "language": "eng",
        "notes": f"Version {descriptor['version']} of the data, with the Python library {citation['title']}, "
        f"{citation['license']}.",
        "related_identifiers": [
            {"identifier": source["path"], "relation": "isDerivedFrom", "resource_type": "publication-article"}
            for source in descriptor["sources"]
        ],
    }
    return json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / ".zenodo.json").write_text(zenodo(), "utf-8")
