"""Anybody's tables: field types, the rules of a Table Schema, and reading CSV files."""
