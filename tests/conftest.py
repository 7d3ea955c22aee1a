"""What several tests share: a copy of the package to break, the command, and the article where it is at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from summitdata.package import locate

if TYPE_CHECKING:
    from collections.abc import Callable

# A slow machine is no failure.
settings.register_profile("summitdata", deadline=None)
settings.load_profile("summitdata")

ARTICLE = Path(__file__).parents[2] / "shared" / "article.txt"


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    """A copy of the data package, descriptor and tables, that a test may break."""
    source = locate()
    shutil.copy(source, tmp_path)
    shutil.copytree(source.parent / "resources", tmp_path / "resources")
    return tmp_path


@pytest.fixture
def article() -> Path:
    """The text of the article, which is not part of the package."""
    if not ARTICLE.is_file():
        pytest.skip(f"the article's text is not at {ARTICLE}: its locators are not proven in this run")
    return ARTICLE


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command `summitdata` as a user would, from another directory."""

    def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COLUMNS": "100"}
        line = [sys.executable, "-m", "summitdata", *map(str, words)]
        return subprocess.run(line, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)

    return command
