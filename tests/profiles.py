"""How many examples a property is tried on, as the profile in force says."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a property that says nothing of them, in the usual profile."""


def examples(count: int) -> int:
    """Return `count` in the usual profile, and proportionally fewer in one that tries fewer.

    `@settings(max_examples=N)` alone stands above the profile, so a quick run would not be quick.
    """
    return max(1, count * settings().max_examples // USUAL)
