"""Put the data package into the wheel.

`datapackage.json`, `resources/` and the licence of the data stand at the repository's root, where readers without
Python find them, and so outside the Python package. A standard wheel gets a copy as `summitdata/_data/`, laid out as at
the root so that the descriptor's paths stay true. An editable install must not get one: its code runs from `src/` and
reads the checkout, and a copy in site-packages would only go stale. A static `force-include` in `pyproject.toml` cannot
tell the two apart; a hook can.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("datapackage.json", "resources", "LICENSES/CC0-1.0.txt")


class DataPackageHook(BuildHookInterface[Any]):
    """Adds the data package to the files of a standard wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to what is built, unless `version` is "editable"."""
        if version == "standard":
            build_data["force_include"] |= {str(Path(self.root, name)): f"summitdata/_data/{name}" for name in DATA}
