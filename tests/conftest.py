"""What several tests share: a copy of the package to break, the command, and the article where it is at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import summitdata
from summitdata.datapackage import descriptor, locate
from summitdata.rules.locators import locators
from summitdata.tables import rows
from summitdata.validation import worker

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE = Path(__file__).parents[2] / "shared" / "article.txt"


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    """A copy of the data package, descriptor and tables, that a test may break."""
    source = locate()
    shutil.copy(source, tmp_path)
    shutil.copytree(source.parent / "resources", tmp_path / "resources")
    return tmp_path


@pytest.fixture
def own_checkout(package_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package with the module of the generated names, which the library takes for its own checkout."""
    module = package_copy / "src" / "summitdata" / "_names.py"
    module.parent.mkdir(parents=True)
    shutil.copy(Path(summitdata.__file__).with_name("_names.py"), module)
    monkeypatch.setattr("summitdata.upkeep.checkout.locate", lambda: package_copy / "datapackage.json")
    monkeypatch.setattr("summitdata.upkeep.checkout._running_module", module.resolve)
    return package_copy


@pytest.fixture
def article() -> Path:
    """The text of the article, which is not part of the package."""
    if not ARTICLE.is_file():
        pytest.skip(f"the article's text is not at {ARTICLE}: its locators are not proven in this run")
    return ARTICLE


@pytest.fixture
def laid_out(package_copy: Path) -> Path:
    """A text with every printed phrase at its place and nothing else, which the copy of the package takes for its own.

    The article itself is not part of the project; what `check` does with a text shows on this one as well.
    """
    located = [
        parts for resource in descriptor()["resources"] for row in rows(resource["name"]) for _, parts in locators(row)
    ]
    text = list("." * max(row["end"] + 60 for row in located))
    for row in located:
        for words, place in _around(row):
            text[place : place + len(words)] = words
    first: dict[int, int] = {}
    for row in located:
        start = min(place for _, place in _around(row))
        first[row["paragraph"]] = min(start, first.get(row["paragraph"], start))
    for number in range(1, min(first)):
        text[2 * number - 1] = "\n"  # the paragraphs before the first that prints anything
    for number in range(min(first), max(first) + 1):
        if number in first and number > min(first):
            text[first[number] - 1] = "\n"
        elif number > min(first):
            text[first[number + 1] - 3] = "\n"  # a paragraph that prints nothing, between two that do
    content = "".join(text)
    file = package_copy / "article.txt"
    file.write_text(content, "utf-8")
    copy = package_copy / "datapackage.json"
    package = json.loads(copy.read_text("utf-8"))
    package["sources"][0]["hash"] = f"sha256:{sha256(content.encode()).hexdigest()}"
    copy.write_text(json.dumps(package), "utf-8")
    return file


def _around(parts: dict[str, Any]) -> list[tuple[str, int]]:
    """Return a phrase and the words before and after it, each with its place."""
    prefix, printed, suffix = parts["prefix"] or "", parts["printed"], parts["suffix"] or ""
    before = f"{prefix} " if prefix else ""
    after = suffix if suffix[:1] in ",.:'\"" else f" {suffix}"  # of an empty one, nothing
    return [(before, parts["start"] - len(before)), (printed, parts["start"]), (after, parts["end"])]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command `summitdata` as a user would, from another directory."""

    def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COLUMNS": "100"}
        line = [sys.executable, "-m", "summitdata", *map(str, arguments)]
        return subprocess.run(line, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)

    return command


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy of the checkout."""
    pytest.importorskip("sphinx", reason="the site needs the extra `docs`")
    pytest.importorskip("pydata_sphinx_theme", reason="the site needs the extra `docs`")
    folder = tmp_path_factory.mktemp("site")
    out = folder / "html"
    docs = Path(__file__).parents[1] / "docs"
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-d", str(folder / "trees"), str(docs), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker, as where there are no processes, but for a test of the command: it takes long."""
    if "command" not in request.node.name:
        monkeypatch.setattr(worker, "can_start", lambda: False)
