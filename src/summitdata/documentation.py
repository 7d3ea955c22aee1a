"""Where the documentation is published, and the address of the page on a type of error.

The address is that under `Documentation` among the links of the project in the metadata of the installed package, which
the build makes from the address in `pyproject.toml`. Where none is set, there are no links.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ERROR_PAGES", "error_address", "error_addresses", "project_link", "see_page"]

ERROR_PAGES = frozenset(
    (
        "baseline-error", "blank-header", "blank-label", "blank-row", "byte-count", "causes", "check-error",
        "checklist-error", "compression-error", "constraint-error", "control-error", "descriptor-error",
        "dialect-error", "duplicate-label", "encoding-error", "error", "extra-cell", "extra-label", "field-count",
        "field-error", "file-changed", "file-error", "foreign-key", "format-error", "group-constraint", "hash-count",
        "incorrect-label", "internal-error", "long-cell", "memory-limit", "metadata-error", "missing-cell",
        "missing-label", "no-file", "no-reference", "no-schema", "package-error", "pandera", "path-error",
        "primary-key", "quote-error", "resource-error", "row-constraint", "row-count", "rules", "schema-error",
        "scheme-error", "source-error", "table-error", "time-limit", "type-error", "unique-error", "unlisted-file",
        "unmatched-header",
    )
)  # fmt: skip
"""The types of error that have a page of their own, and the pages of causes and of this package's rules."""


def error_address(page: str) -> str:
    """Return the address of the page on an error type: that of the list of all pages where the type has none.

    Parameters
    ----------
    page : str
        The type, "causes" or "rules".

    Returns
    -------
    str
        "" if it is not known where the documentation is published.
    """
    base = _documentation()
    return f"{base.rstrip('/')}/reference/errors/{page if page in ERROR_PAGES else 'index'}.html" if base else ""


def error_addresses(pages: Iterable[str]) -> list[str]:
    """Return the address of each page once; none where it is not known where the documentation is published."""
    return [address for page in dict.fromkeys(pages) if (address := error_address(page))]


def see_page(page: str) -> str:
    """Return the words that lead to the page on an error type, to stand after a message; "" where it has no address."""
    address = error_address(page)
    return f" - see {address}" if address else ""


def _documentation() -> str:
    return project_link("Documentation")


@cache
def project_link(name: str) -> str:
    """Return one of the project's links by its name in the metadata, as `Source`; "" where it has no such link."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("summitdata").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    known = dict(url.split(", ", 1) for url in urls if ", " in url)
    address = known.get(name, "")
    return address if address.startswith("https://") else ""
