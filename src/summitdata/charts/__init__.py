"""The charts of the package: one file per chart; `plot.py` lists them."""
