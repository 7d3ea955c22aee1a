"""What a pandera schema finds in a frame, for tests: in a module that a process of a pool can import by its name."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandera.errors import SchemaErrors


def failures(made: Any, frame: Any) -> list[Any]:
    """Return what a frame fails, as pandera lists it."""
    try:
        made.validate(frame, lazy=True)
    except SchemaErrors as error:
        return [tuple(map(str, row)) for row in pd.DataFrame(error.failure_cases.to_dict()).to_numpy().tolist()]
    return []


def is_valid(made: Any, frame: Any) -> bool:
    """Return whether a frame fails nothing."""
    return not failures(made, frame)
