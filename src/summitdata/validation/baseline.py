"""A baseline: known failures that are accepted, so that only new ones fail; mended ones have to leave it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.validation.report import Report

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["accept", "baseline", "read_baseline"]

PARTS = ("place", "type", "fieldName", "cell", "note")
"""What makes two failures the same; a row number does not, as rows above come and go."""

Key = tuple[str, ...]


def baseline(report: Report) -> str:
    """Return the listed errors as a baseline: each failure once, with how often it occurs."""
    entries = [
        dict(zip(PARTS, key, strict=True)) | {"count": count} for key, count in sorted(_failures(report).items())
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def read_baseline(path: Path) -> Counter[Key]:
    """Read a baseline.

    Raises
    ------
    PackageError
        The file cannot be read or is no baseline.
    """
    try:
        entries = json.loads(path.read_text("utf-8-sig"))
        return Counter({tuple(str(entry[part]) for part in PARTS): int(entry["count"]) for entry in entries})
    except OSError as error:
        raise PackageError(f"{path}: cannot read the baseline: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PackageError(f"{path}: no baseline: write one with --format baseline --output {path}") from error


def accept(report: Report, known: Counter[Key]) -> Report:
    """Return the report without the failures that are known, and with an error for each that no longer occurs.

    Parameters
    ----------
    report : Report
        With all errors listed (`limit_errors=0`).
    known : Counter
        What `read_baseline` gives.
    """
    left = known.copy()
    said = json.loads(report.to_json())
    for task in said["tasks"]:
        kept, types, fields = [], Counter[str](), Counter[str]()
        for error in task["errors"]:
            key = _key(task, error)
            if left[key] > 0:
                left[key] -= 1
                continue
            kept.append(error)
            types[error["type"]] += 1
            if error.get("fieldName"):
                fields[error["fieldName"]] += 1
        task["errors"], task["totals"] = kept, {"type": dict(types), "field": dict(fields)}
        task["stats"]["errors"], task["valid"] = len(kept), not kept
    for key, count in sorted((+left).items()):
        said["errors"].append(_stale(key, count))
    total = len(said["errors"]) + sum(task["stats"]["errors"] for task in said["tasks"])
    said["stats"]["errors"], said["valid"] = total, total == 0
    return Report(said)


def _failures(report: Report) -> Counter[Key]:
    return Counter(_key(task, error) for task, error in report.located())


def _key(task: dict[str, Any], error: dict[str, Any]) -> Key:
    return tuple(str({"place": task["place"], **error}.get(part, "")) for part in PARTS)


def _stale(key: Key, count: int) -> dict[str, Any]:
    entry = dict(zip(PARTS, key, strict=True))
    note = f"{entry['place']}: {entry['type']} {entry['note']} occurs {count} times less: take it out of the baseline"
    return {
        "type": "baseline-error",
        "title": "Baseline Error",
        "description": "A failure of the baseline does not occur any more.",
        "message": f"The baseline is out of date: {note}",
        "tags": [],
        "note": note,
    }
