"""What the tests on PySpark need: whether it is there, and a session."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from typing import Any

import pytest

__all__ = ["MARKS", "make_session"]

WHY = "PySpark is not installed" if importlib.util.find_spec("pyspark") is None else ""
WHY = WHY or ("Java is not on the path" if shutil.which("java") is None else "")

MARKS = [
    pytest.mark.pyspark,
    pytest.mark.skipif(bool(WHY), reason=WHY),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
]


def make_session(master: str, **settings: str) -> Any:
    """Return a new session, which the caller stops."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.session.timeZone", "UTC")
    for name, value in settings.items():
        builder = builder.config(name.replace("_", "."), value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session
