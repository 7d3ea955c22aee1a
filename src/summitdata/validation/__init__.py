"""Validation of CSV files, data packages and DataFrames: `validate.py` is where a file enters."""
