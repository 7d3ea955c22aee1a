"""The address of the project: set in one place, it is filled in everywhere; without one, none is shown."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import address
import pytest
import yaml
from address import PLACEHOLDER, Address, filled, read_address, set_address

ROOT = Path(__file__).parents[1]
REPOSITORY, SITE = "https://github.com/somebody/summitdata", "https://somebody.github.io/summitdata/"
INDEX: dict[str, Any] = runpy.run_path(str(ROOT / "hatch_metadata.py"))
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of what the address is written to and the metadata are made from: without address and release."""
    patterns = [
        *address.PAGES,
        "pyproject.toml",
        "CHANGELOG.md",
        "hatch_*.py",
        "LICENSES/*",
        "src/summitdata/__init__.py",
    ]
    for file in {file for pattern in patterns for file in ROOT.glob(pattern) if file.is_file()}:
        there = tmp_path / file.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, there)
    rewrite(tmp_path / "pyproject.toml", r'^(repository|site) = ".*"', r'\1 = ""')
    rewrite(tmp_path / "CHANGELOG.md", r"^(## \[\S+\] - )\S+$", r"\1Unreleased")
    address.fill(tmp_path)
    return tmp_path


def rewrite(file: Path, pattern: str, replacement: str, count: int = 0) -> None:
    file.write_text(re.sub(pattern, replacement, file.read_text("utf-8"), count=count, flags=re.MULTILINE), "utf-8")


def release(root: Path) -> None:
    rewrite(root / "CHANGELOG.md", r"^(## \[\S+\] - )\S+$", r"\g<1>2030-01-02", count=1)


def placeholders(root: Path) -> list[str]:
    """Return where the address, or a release, stands that is not known."""
    pages = {page for pattern in address.PAGES for page in root.glob(pattern) if page.is_file()}
    return sorted({found for page in pages for found in PLACEHOLDER.findall(page.read_text("utf-8"))})


def test_what_is_in_the_repository_is_up_to_date() -> None:
    assert address.fill(write=False) == [], "run: python docs/address.py"


def test_once_it_is_set_and_released_no_placeholder_is_left(copy: Path) -> None:
    assert placeholders(copy) == ["COMMIT", "HOST", "OWNER"]
    assert set_address(REPOSITORY, root=copy) == [copy / "pyproject.toml"]
    assert set_address(REPOSITORY, root=copy) == []
    address.fill(copy)
    assert read_address(copy) == Address(REPOSITORY, SITE)
    assert placeholders(copy) == ["COMMIT"]  # the user's choice, as long as there is no release
    release(copy)
    changed = {page.name for page in address.fill(copy)}
    assert {"README.md", "index.md", "how-to-gate.md"} <= changed
    for page in ("README.md", "docs/index.md"):
        assert "pip install summitdata\n" in (text := (copy / page).read_text("utf-8"))
        assert "not published yet" not in text
    assert f"\n[The site]({SITE}) has it" in (copy / "README.md").read_text("utf-8")
    assert placeholders(copy) == []
    assert address.fill(copy) == []


def test_another_address_replaces_the_first_everywhere(copy: Path) -> None:
    release(copy)
    for repository in (REPOSITORY, "https://git.example.org/group/part/summitdata"):
        set_address(repository, "https://docs.example.org", root=copy)
        address.fill(copy)
    texts = "".join(
        page.read_text("utf-8") for page in copy.rglob("*") if page.suffix in {".md", ".yml", ".yaml", ".cff"}
    )
    assert "somebody/" not in texts
    assert "uses: group/part/summitdata@v" in texts
    assert "repo: https://git.example.org/group/part/summitdata\n" in texts
    citation = yaml.safe_load((copy / "CITATION.cff").read_text("utf-8"))
    assert (citation["repository-code"], citation["url"]) == (repository, "https://docs.example.org/")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Address(), '"summitdata @ git+https://HOST/OWNER/summitdata@COMMIT"'),
        (Address(REPOSITORY, SITE), '"summitdata @ git+https://github.com/somebody/summitdata@COMMIT"'),
        (Address(REPOSITORY, SITE, "1.2.0"), '"summitdata==1.2.0"'),
    ],
)
def test_what_pip_installs_follows_from_address_and_release(known: Address, expected: str) -> None:
    for before in ('"summitdata @ git+https://HOST/OWNER/summitdata@COMMIT"', '"summitdata==0.9.0"'):
        assert filled(f"pip install {before}\n", known) == f"pip install {expected}\n"


@pytest.mark.parametrize(
    "wrong",
    [
        "github.com/somebody/summitdata",
        "http://github.com/somebody/summitdata",
        "https://github.com/summitdata",
        "https://github.com/OWNER/summitdata",
        "https://github.com/somebody/another",
        'https://github.com/some"body/summitdata',
        "https://git.example.org/somebody/summitdata",  # no site is known
    ],
)
def test_what_is_not_an_address_is_refused_and_nothing_is_written(wrong: str, copy: Path) -> None:
    before = (copy / "pyproject.toml").read_bytes()
    with pytest.raises(ValueError, match="give"):
        set_address(wrong, root=copy)
    assert (copy / "pyproject.toml").read_bytes() == before


def test_a_workflow_compares_the_address_with_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    known = read_address()
    address.main(["--show"])
    assert capsys.readouterr().out == f"repository={known.repository}\nsite={known.site}\n"
    address.main(["--expect-repository", known.repository, "--expect-site", known.site.removesuffix("/")])
    with pytest.raises(SystemExit, match=r"set the address with `python docs/address.py URL`"):
        address.main(["--expect-repository", "https://github.com/nobody/summitdata"])


def metadata(root: Path) -> Any:
    """Return the metadata that a build of this folder has."""
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    return ProjectMetadata(str(root), PluginManager()).core


def test_the_links_of_the_project_are_made_from_it(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from email.message import Message

    from summitdata import documentation

    set_address(REPOSITORY, root=copy)
    urls = metadata(copy).urls
    assert sorted(urls) == ["Changelog", "Documentation", "Homepage", "Issues", "Source"]
    assert all(url.startswith((REPOSITORY, SITE)) for url in urls.values())
    about = Message()
    for name, url in urls.items():
        about["Project-URL"] = f"{name}, {url}"
    monkeypatch.setattr("importlib.metadata.metadata", lambda _: about)
    error_address = runpy.run_path(str(documentation.__file__))["error_address"]  # without what it has kept
    assert error_address("type-error") == f"{SITE}reference/errors/type-error.html"


def test_without_an_address_there_are_no_links(copy: Path) -> None:
    core = metadata(copy)
    assert core.urls == {}
    assert core.readme_content_type == "text/markdown"
    assert re.findall(r"\]\((?!https:)", core.readme) == []


@pytest.mark.parametrize("repository", ["", REPOSITORY])
def test_the_readme_reads_on_the_index_page(repository: str) -> None:
    markdown = pytest.importorskip("readme_renderer.markdown", reason="readme-renderer is in the extra `test`")
    site = SITE if repository else ""
    page = markdown.render(INDEX["index_page"](README, repository=repository, site=site, version="1.2.0"))
    links, pictures = (re.findall(rf'<{tag}="([^"]*)"', page) for tag in ("a href", "img src"))
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert "implied_trade" in page
    assert "<table>" in page
    if repository:
        assert pictures == [f"{REPOSITORY}/raw/v1.2.0/docs/charts/figures.svg"]
        assert f"{SITE}how-to-gate.html#what-is-installed-and-a-light-way" in links
        assert f"{REPOSITORY}/blob/v1.2.0/datapackage.json" in links
    else:
        assert pictures == []
        assert REPOSITORY not in page


def test_each_link_of_the_readme_leads_to_a_file() -> None:
    targets = [target for _, target in (*INDEX["LINK"].findall(README), *INDEX["PICTURE"].findall(README))]
    assert len(targets) > 10
    assert [target for target in targets if not (ROOT / target.partition("#")[0]).exists()] == []
