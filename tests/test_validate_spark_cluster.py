"""A table in parts on two executors of Spark, one of which is killed in the middle: the report is the same."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import summitdata as sd
from parts_cases import HEADER, SCHEMA, comparable, write_package
from spark_sessions import MARKS, make_session

pytestmark = [*MARKS, pytest.mark.slow]

PARTS, ROWS = 12, 20_000


def _kill_an_executor(session: Any, killed: list[int], ended: Event) -> None:
    """End the process of an executor once some parts are done and others are not."""
    tracker = session.sparkContext.statusTracker()
    while not ended.wait(0.05):
        stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
        if not any(stage and 0 < stage.numCompletedTasks < stage.numTasks == PARTS for stage in stages):
            continue
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
                    killed.append(int(process.name))
                    return


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the executors are found in /proc")
def test_an_executor_that_is_killed_changes_no_report(tmp_path: Path) -> None:
    rows = [f"{at},2020-01-02,{at}\n" for at in range(PARTS * ROWS)]
    for at in range(0, len(rows), ROWS // 3):  # a key of an earlier part, and wrong cells
        rows[at] = f"+{at // 7},never,x\n"
    parts = [(HEADER + "".join(rows[at : at + ROWS])).encode() for at in range(0, len(rows), ROWS)]
    package = write_package(tmp_path, "large", parts, {"schema": SCHEMA})
    killed: list[int] = []
    ended = Event()
    session = make_session("local-cluster[2,1,1024]")
    try:
        killer = Thread(target=_kill_an_executor, args=(session, killed, ended))
        killer.start()
        on_spark = sd.validate(package, engine="spark")
        ended.set()
        killer.join()
    finally:
        ended.set()
        session.stop()
    local = sd.validate(package)
    assert len(killed) == 1
    assert on_spark.tasks[0].engine == "spark"
    assert on_spark.tasks[0].totals.by_type["primary-key"] > PARTS
    assert comparable(on_spark) == comparable(local)
