"""The project's address, wherever it stands: `pyproject.toml` has it, for the hook of the build; this writes the rest.

    python docs/address.py https://github.com/OWNER/summitdata   # sets the address, and fills it in everywhere
    python docs/address.py                                       # fills it in again, as after a release
    python docs/address.py --show                                # prints it, as a workflow reads outputs
    python docs/address.py --expect-repository URL --expect-site URL   # fails unless it is that

What is written also depends on the releases, those with a date in `CHANGELOG.md`: where there is one, users
install it by its version, and else from a commit that they choose. The standard library is enough.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PLACEHOLDER", "Address", "fill", "filled", "read_address", "set_address"]

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CITATION.cff", "docs/*.md", "examples/**/*")
"""Where the address may stand."""
PLACEHOLDER = re.compile(r"\bOWNER\b|\bHOST\b|\bCOMMIT\b")
"""What stands in the place of an address, or of a release, that is not known."""

OWNER = r"[\w.-]+(?:/[\w.-]+)*"
ACTION = re.compile(rf"(uses: ){OWNER}/summitdata@\S+")
REQUIREMENT = re.compile(rf'"summitdata(?: @ git\+https://[\w.-]+/{OWNER}/summitdata@[\w.-]+|==[\w.]+)"')
HOOK = re.compile(rf"(repo: )https://[\w.-]+/{OWNER}/summitdata(\s+rev: )\S+")
COMMAND = re.compile(rf"(docs/address\.py )https://[\w.-]+/{OWNER}/summitdata\b")
BLOCK = re.compile(r"(<!-- address: (\w+) -->\n)(.*?)(<!-- address: end -->)", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """Where the project is, where its site is, and its newest release; each "" while there is none."""

    repository: str = ""
    site: str = ""
    release: str = ""

    @property
    def place(self) -> str:
        """The repository without its scheme: the host and what follows."""
        return self.repository.removeprefix("https://") or "HOST/OWNER/summitdata"

    @property
    def owner(self) -> str:
        """The owner, as an action is named."""
        return self.place.partition("/")[2].rpartition("/")[0]

    @property
    def tag(self) -> str:
        """What a user names of the repository."""
        return f"v{self.release}" if self.release else "COMMIT"

    @property
    def requirement(self) -> str:
        """What pip installs, in quotes."""
        at = f"=={self.release}" if self.release else f" @ git+https://{self.place}@COMMIT"
        return f'"summitdata{at}"'


def _install(address: Address) -> str:
    command = "```sh\npip install summitdata\n```\n"
    if address.release:
        return command
    clone = f"clone [the repository]({address.repository})" if address.repository else "clone the repository"
    return f"{command}\nThe first release is not published yet: until it is, {clone} and run `pip install .` in it.\n"


def _placeholders(address: Address) -> str:
    commit = "`COMMIT` for the full hash of the commit that you have reviewed"
    no_release = "No version is released yet that could be named instead."
    if address.repository and address.release:
        return (
            f"The examples name the release {address.release}. A tag can be moved: the full hash of the commit in its "
            "place cannot.\n"
        )
    if address.repository:
        return f"In the examples, {commit.replace(' for ', ' stands for ', 1)}. {no_release}\n"
    where = "`OWNER/summitdata` and `HOST` stand for the place where you found this repository"
    if address.release:
        return f"In the examples, {where}.\n"
    return f"In the examples, {where},\nand {commit}.\n{no_release}\n"


def _report(address: Address) -> str:
    page = "the repository's security page on GitHub"
    if address.repository:
        page = f"[the security page]({address.repository}/security)"
    return f"Please report a vulnerability privately with *Report a vulnerability* on {page}.\n"


def _site(address: Address) -> str:
    return f"[The site]({address.site}) has it with search and interactive charts.\n" if address.site else ""


BLOCKS: dict[str, Callable[[Address], str]] = {
    "install": _install,
    "placeholders": _placeholders,
    "here": lambda address: _placeholders(address).replace("he examples", "he last two files"),
    "report": _report,
    "site": _site,
}
"""What stands between `<!-- address: NAME -->` and `<!-- address: end -->`."""


def read_address(root: Path = ROOT) -> Address:
    """Return the address in `pyproject.toml`, and the newest release that has a date in the change log."""
    said = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]
    said = said["hatch"]["metadata"]["hooks"]["custom"]
    log = (root / "CHANGELOG.md").read_text("utf-8")
    released = re.search(r"^## \[([^\]]+)\] - \d{4}-\d\d-\d\d$", log, re.MULTILINE)
    return Address(said["repository"], said["site"], released[1] if released else "")


def filled(text: str, address: Address) -> str:
    """Return the text of a page with the address as it is now."""
    text = ACTION.sub(rf"\g<1>{address.owner}/summitdata@{address.tag}", text)
    text = REQUIREMENT.sub(lambda _: address.requirement, text)
    text = HOOK.sub(rf"\g<1>https://{address.place}\g<2>{address.tag}", text)
    text = COMMAND.sub(rf"\g<1>{address.repository or 'https://github.com/OWNER/summitdata'}", text)
    return BLOCK.sub(lambda found: found[1] + BLOCKS[found[2]](address) + found[4], text)


def _citation(text: str, address: Address) -> str:
    text = re.sub(r"^(repository-code|url): .*\n", "", text, flags=re.MULTILINE)
    if not address.repository:
        return text
    lines = f"repository-code: {address.repository}\nurl: {address.site}\n"
    return re.sub(r"^(license: .*\n)", rf"\g<1>{lines}", text, count=1, flags=re.MULTILINE)


def fill(root: Path = ROOT, *, write: bool = True) -> list[Path]:
    """Write the address into every file that has a place for it; return those that changed, or that would."""
    address, changed = read_address(root), list[Path]()
    for page in sorted({page for pattern in PAGES for page in root.glob(pattern) if page.is_file()}):
        text = page.read_text("utf-8")
        new = _citation(text, address) if page.name == "CITATION.cff" else filled(text, address)
        if new != text:
            changed.append(page)
            if write:
                page.write_text(new, "utf-8")
    return changed


def set_address(repository: str, site: str = "", root: Path = ROOT) -> list[Path]:
    """Write the address into `pyproject.toml`, and return that file if it changed.

    The site of a repository on GitHub is that of its Pages.

    Raises
    ------
    ValueError
        It is not an address such as `https://github.com/OWNER/summitdata`, or it is one without a site that is known.
    """
    repository = repository.removesuffix("/").removesuffix(".git")
    found = re.fullmatch(rf"https://([\w.-]+)/({OWNER})/summitdata", repository)
    if not found or PLACEHOLDER.search(repository):
        raise ValueError(f"{repository}: not an address such as https://github.com/OWNER/summitdata: give that one")
    if not site and found[1] != "github.com":
        raise ValueError(f"{repository}: not on github.com, so the site's address is not known: give it with --site")
    site = site or f"https://{found[2].lower()}.github.io/summitdata"
    if not re.fullmatch(r"https://[\w.-]+(/[\w.-]+)*/?", site):
        raise ValueError(
            f"{site}: not an address such as https://example.org/summitdata/: give that of the site's start"
        )
    file = root / "pyproject.toml"
    text = file.read_text("utf-8")
    head, table, rest = text.partition("\n[tool.hatch.metadata.hooks.custom]\n")
    for name, value in (("repository", repository), ("site", site.removesuffix("/") + "/")):
        rest = re.sub(rf'^{name} = "[^"]*"', f'{name} = "{value}"', rest, count=1, flags=re.MULTILINE)
    if head + table + rest == text:
        return []
    file.write_text(head + table + rest, "utf-8")
    return [file]


def main(words: list[str] | None = None) -> None:
    """Set the address, fill it in, print it or compare it, as the command line asks."""
    parser = argparse.ArgumentParser(description=str(__doc__), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "repository", nargs="?", help="the address of the repository; without it, that in pyproject.toml"
    )
    parser.add_argument("--site", default="", help="the address of the site; default: that of the repository's Pages")
    parser.add_argument("--show", action="store_true", help="print the address, and write nothing")
    parser.add_argument("--expect-repository", metavar="URL", help="fail unless this is the repository")
    parser.add_argument("--expect-site", metavar="URL", help="fail unless this is the site")
    given = parser.parse_args(words)
    address = read_address()
    for name, expected in (("repository", given.expect_repository), ("site", given.expect_site)):
        known = getattr(address, name)
        if expected is not None and known.removesuffix("/").lower() != expected.removesuffix("/").lower():
            sys.exit(
                f"pyproject.toml: the {name} is {known or 'not set'}, and this is {expected}: "
                "set the address with `python docs/address.py URL`, and commit what it writes"
            )
    if given.show:
        print(f"repository={address.repository}\nsite={address.site}")  # noqa: T201 - what it is for
    if given.show or given.expect_repository is not None or given.expect_site is not None:
        return
    changed = list[Path]()
    if given.repository:
        try:
            changed = set_address(given.repository, given.site)
        except ValueError as error:
            sys.exit(str(error))
    for file in [*changed, *fill()]:
        print(f"wrote {file.relative_to(ROOT)}")  # noqa: T201 - says what it wrote


if __name__ == "__main__":
    main()
