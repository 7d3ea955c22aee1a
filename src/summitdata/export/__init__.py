"""The package's content in the formats of others: one file a format, listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.export.claimreview import claimreview

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FORMATS", "claimreview"]

FORMATS: dict[str, Callable[[], str]] = {"claimreview": claimreview}
"""What `summitdata export` can write."""
