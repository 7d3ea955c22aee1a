"""The package in other formats: one file per format; `export.py` lists them."""
