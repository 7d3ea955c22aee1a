"""Inputs of at most 1 MB in all that were made to take long or much: each kind is a function that yields cases."""

from __future__ import annotations

import costly_dialects
import costly_packages
import costly_schemas
import costly_tables
from costly_packages import combined
from costly_parts import KINDS, Case

MODULES = (costly_schemas, costly_tables, costly_packages, costly_dialects)
"""Each adds its kinds to `KINDS` when it is imported."""

__all__ = ["KINDS", "MODULES", "Case", "combined"]
