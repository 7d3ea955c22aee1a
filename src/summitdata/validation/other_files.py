"""A resource that is not a table, such as a readme or a picture: its size and its hash are compared, nothing more."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from summitdata.opening import open_file
from summitdata.validation.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from summitdata.validation.budget import Budget

__all__ = ["OTHER_FILE", "compare_files"]

OTHER_FILE = "not a table: only its size and hash are compared"
CHUNK = 1 << 20
HASHES = ("md5", "sha1", "sha256", "sha512")


def compare_files(files: Iterable[Path], resource: dict[str, Any], budget: Budget) -> Findings:
    """Return how a file, or several one after the other, differ from the size and the hash that a resource states."""
    findings = Findings(0)
    name, _, expected = str(resource.get("hash") or "").rpartition(":")
    name = name or "md5"
    digests = {each: hashlib.new(each, usedforsecurity=False) for each in {"md5", "sha256", name} & {*HASHES}}
    size = 0
    for chunk in _chunks(files):
        budget.check()
        size += len(chunk)
        for digest in digests.values():
            digest.update(chunk)
    findings.stats = {"bytes": size, "md5": digests["md5"].hexdigest(), "sha256": digests["sha256"].hexdigest()}
    if (stated := resource.get("bytes")) is not None and stated != size:
        from frictionless.errors import ByteCountError

        findings.add(ByteCountError(note=f'expected is "{stated}" and actual is "{size}"'))
    actual = digests[name].hexdigest() if name in digests else f"unknown: {name} is not a hash that is read"
    if expected and expected != actual:
        from frictionless.errors import HashCountError

        findings.add(HashCountError(note=f'expected is "{expected}" and actual is "{actual}"'))
    return findings


def _chunks(files: Iterable[Path]) -> Iterator[bytes]:
    for file in files:
        with open_file(file) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
