"""The evaluation of row rules: of all rows of a block at once (`mask.py`), and of one row (`evaluator.py`)."""
