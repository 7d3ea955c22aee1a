"""The error of a field that the screen has no predicate for."""

from __future__ import annotations

__all__ = ["UnscreenableError"]


class UnscreenableError(ValueError):
    """A field or a constraint that has no predicate."""
