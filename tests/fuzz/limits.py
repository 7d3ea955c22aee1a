"""The limits campaign: every command on inputs of at most 1 MB that were made to take long or much.

    python tests/fuzz/limits.py                      # every case: hours
    python tests/fuzz/limits.py keys encodings/idna  # the kinds and cases with these words in their names
    python tests/fuzz/limits.py --random 100 --seed 3
    python tests/fuzz/limits.py --sample 50 --seconds 1800

Each command runs as a process of its own in a folder of its own. It must end with exit 0, 1 or 2 and without a
traceback, and take no more than 30 s of processor time, its workers included, and 500 MB of memory. The twenty that
took most are printed; what broke a promise is kept in a folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))
from costly_inputs import KINDS, Case, combined

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SECONDS, MOST_MEGABYTES = 30.0, 500.0
HARD_SECONDS, CLOCK_SECONDS, HARD_BYTES = 45, 600, 2_000_000_000
"""After so much processor time, so much time, or with so much memory, a command is ended."""
WORST = 20

IN_THREAD = """
import sys, threading
import summitdata as sd
codes = []
def run():
    try:
        report = sd.validate(*sys.argv[1:])
    except sd.SummitDataError as error:
        print(str(error)[:300])
        codes.append(2)
    else:
        codes.append(0 if report.valid else 1)
thread = threading.Thread(target=run)
thread.start()
thread.join()
sys.exit(codes[0] if codes else 99)
"""


@dataclass(frozen=True)
class Measured:
    """What a command took: processor time of all its processes, most memory of one and of all at once, exit code."""

    name: str
    seconds: float
    clock: float
    megabytes: float
    megabytes_together: float
    code: int
    complaint: str

    @property
    def broken(self) -> str:
        """What it broke, if anything."""
        parts = [self.complaint] if self.complaint else []
        if self.code not in (0, 1, 2):
            parts.append(f"exit code {self.code}")
        if self.seconds > MOST_SECONDS:
            parts.append("time")
        if self.megabytes > MOST_MEGABYTES:
            parts.append("memory")
        return ", ".join(parts)

    def __str__(self) -> str:
        return (
            f"{self.seconds:7.1f} s {self.clock:7.1f} s {self.megabytes:7.0f} MB {self.megabytes_together:7.0f} MB "
            f"{self.code:4d}  {self.name}{f'   BROKEN: {self.broken}' if self.broken else ''}"
        )


HEAD = "    cpu       clock       most   together code"


def _tree(root: int) -> list[int]:
    """Return the processes that a process has started, and itself."""
    found = [root]
    for parent in found:
        try:
            text = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
        except OSError:
            continue
        found += map(int, text.split())
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _processor_seconds(process: int) -> float:
    """Return the processor time of a process, and of those that it has waited for."""
    try:
        words = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Peak:
    """The most that the processes of a command have taken together, as far as it was looked at."""

    bytes: int = 0
    seconds: float = 0

    def watch(self, root: int, end: Event) -> None:
        while not end.wait(0.05):
            processes = _tree(root)
            self.bytes = max(self.bytes, sum(map(_resident, processes)))
            self.seconds = max(self.seconds, sum(map(_processor_seconds, processes)))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (HARD_SECONDS, HARD_SECONDS))


def measure(name: str, arguments: list[str], folder: Path) -> Measured:
    """Run Python with arguments in a folder, and measure it."""
    peak, end = Peak(), Event()
    with (folder / ".stderr").open("wb") as stderr, (folder / ".stdout").open("wb") as stdout:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
            preexec_fn=_limit,  # noqa: PLW1509 - nothing else runs here yet
        )  # fmt: skip
        watch = Thread(target=peak.watch, args=(process.pid, end), daemon=True)
        watch.start()
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - started > CLOCK_SECONDS or peak.bytes > HARD_BYTES or peak.seconds > HARD_SECONDS:
                for each in _tree(process.pid):
                    os.kill(each, 9)
            time.sleep(0.02)
        clock = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        end.set()
        watch.join()
    unit = 1 if sys.platform == "darwin" else 1024
    return Measured(
        name,
        max(used.ru_utime + used.ru_stime, peak.seconds),
        clock,
        used.ru_maxrss * unit / 1e6,
        peak.bytes / 1e6,
        process.returncode,
        _complaint(folder),
    )


def _complaint(folder: Path) -> str:
    """Return what must not stand on stderr or stdout, if something of it does."""
    stderr = (folder / ".stderr").read_bytes()
    with (folder / ".stdout").open("rb") as file:
        start = file.read(1_000_000)
    if b"Traceback (most recent call last)" in stderr:
        return "traceback: " + stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
    for text in (stderr, start):
        for sign in (b"internal error", b"internal-error"):
            if sign in text:
                return text[text.index(sign) :][:300].decode(errors="replace").replace("\n", " ")
    return "" if len(stderr) <= 5_000 else f"{len(stderr)} bytes on stderr"


def run(case: Case, kept: Path | None, *, in_thread: bool = False) -> list[Measured]:
    """Run a case as a command, and `validate` in a thread besides; keep the files of one that breaks a promise."""
    with TemporaryDirectory(prefix="limits-") as place:
        folder = Path(place)
        for path, content in case.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        before = sorted(path.name for path in folder.rglob("*"))
        results = [measure(case.name, ["-m", "summitdata", *case.arguments], folder)]
        if in_thread and case.arguments[:1] == ("validate",):
            words = [word for word in case.arguments[1:4] if word != "--schema"]
            if len(case.arguments) in (2, 4):
                results.append(measure(f"{case.name} (in a thread)", ["-c", IN_THREAD, *words], folder))
        if not any(result.broken for result in results):
            (folder / ".stderr").unlink()
            (folder / ".stdout").unlink()
        if not any(result.broken for result in results):
            after = sorted(path.name for path in folder.rglob("*"))
            assert after == before, f"{case.name}: files changed"
        elif kept is not None:
            target = kept / "".join(letter if letter.isalnum() else "-" for letter in case.name)[:80]
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder, target)
            (target / ".command").write_text(" ".join(case.arguments), "utf-8")
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="kinds, or words in the names of cases")
    parser.add_argument(
        "--random", type=int, default=0, metavar="N", help="run N inputs put together at random instead"
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="run N of the cases, chosen at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="start no case after so much time")
    parser.add_argument("--thread", action="store_true", help="also call validate() in a thread")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the inputs that break a promise are kept")
    options = parser.parse_args()
    random, started = Random(options.seed), time.monotonic()  # noqa: S311 - inputs for tests
    if options.random:
        cases = (combined(random) for _ in range(options.random))
    else:
        kinds = [
            name for name in KINDS if not options.words or any(word.split("/")[0] in name for word in options.words)
        ]
        names = [name for name, _ in _chosen(kinds, options.words)]
        if options.sample:
            names = random.sample(names, min(options.sample, len(names)))
        wanted = set(names)
        cases = (case for name, case in _chosen(kinds, options.words) if name in wanted)
    results: list[Measured] = []
    print(HEAD, flush=True)
    for case in cases:
        if time.monotonic() - started > options.seconds:
            print("the time is over: not every case has run")
            break
        for result in run(case, options.keep, in_thread=options.thread):
            results.append(result)
            print(result, flush=True)
    for title, key in (("processor time", "seconds"), ("memory", "megabytes")):
        print(f"\nthe worst {WORST} by {title}\n{HEAD}")
        print(*sorted(results, key=lambda result: getattr(result, key), reverse=True)[:WORST], sep="\n")
    broken = [result for result in results if result.broken]
    print(f"\n{len(results)} runs, {len(broken)} broke a promise", *broken, sep="\n")
    return 1 if broken else 0


def _chosen(kinds: list[str], words: list[str]) -> Iterator[tuple[str, Case]]:
    """Yield the cases of some kinds that have one of the words in their names, with their names."""
    for kind in kinds:
        for case in KINDS[kind]():
            name = f"{kind}/{case.name}"
            if not words or any(word in name for word in words):
                yield name, Case(name, case.arguments, case.files)


if __name__ == "__main__":
    sys.exit(main())
