"""validate(): CSV files against their Table Schema, as frictionless judges them, with the place of every error."""

from summitdata.validation.report import Report
from summitdata.validation.validate import validate

__all__ = ["Report", "validate"]
