"""The fuzzing campaign: one target for as long as you like, from the seeds in the repository.

    python tests/fuzz/run.py schema --seconds 1800
    python tests/fuzz/run.py all --seconds 1800             # each target for so long
    python tests/fuzz/run.py schema --input finds/x.input   # one input again

With atheris (`pip install atheris`) the search keeps what reaches new code; without it, inputs are random changes of
the seeds. Both make the same changes (`mutations.py`). An input that breaks a promise is made smaller and kept in
`--keep`; fix what it shows, and add it to `tests/fuzz/finds/TARGET/`: `test_fuzz.py` runs each of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

try:
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore] # where it is installed
except ImportError:
    atheris = None
else:
    with atheris.instrument_imports(include=["summitdata"]):
        import summitdata.cli
        import summitdata.upkeep.check
        import summitdata.upkeep.diff
        import summitdata.upkeep.sync
        import summitdata.validation.screen.recheck  # noqa: F401 - imported here, so that atheris sees what it runs

from mutations import mutated  # noqa: E402 - after atheris has looked at the library
from targets import SEPARATOR, TARGETS, run, signature  # noqa: E402 - the same


def seeds(target: str) -> list[bytes]:
    """Return the seeds of a target, and the inputs that once broke a promise."""
    files = [file for folder in ("seeds", "finds") for file in sorted((HERE / folder / target).glob("*.input"))]
    return [file.read_bytes() for file in files]


def failure(target: str, data: bytes) -> BaseException | None:
    """Return what an input raises, if it breaks a promise."""
    try:
        run(TARGETS[target], data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
        return error
    return None


def minimised(target: str, data: bytes, name: str, tries: int = 300) -> bytes:
    """Return a smaller input that fails in the same way."""
    size = max(1, len(data) // 2)
    while size and tries > 0:
        at = 0
        while at < len(data) and tries > 0:
            smaller = data[:at] + data[at + size :]
            tries -= 1
            error = failure(target, smaller) if smaller.count(SEPARATOR) == data.count(SEPARATOR) else None
            if error is not None and signature(error) == name:
                data = smaller
            else:
                at += size
        size //= 2
    return data


class Search:
    """One search: it counts, and keeps what breaks a promise, each failure once."""

    def __init__(self, target: str, seconds: float, kept: Path, inputs: int = 0) -> None:
        self.target, self.kept, self.most_inputs = target, kept, inputs
        self.end = time.monotonic() + seconds
        self.inputs, self.slow = 0, 0
        self.found: dict[str, Path] = {}

    def try_input(self, data: bytes) -> None:
        self.inputs += 1
        try:
            if not run(TARGETS[self.target], data):
                self.slow += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
            self.keep(data, error)

    def keep(self, data: bytes, error: Exception) -> None:
        name = signature(error)
        if name in self.found:
            return
        self.found[name] = self.kept / self.target / f"{len(self.found)}.input"
        text = "".join(traceback.format_exception(error))
        small = minimised(self.target, data, name)
        self.found[name].parent.mkdir(parents=True, exist_ok=True)
        self.found[name].write_bytes(small)
        self.found[name].with_suffix(".txt").write_text(text, "utf-8", "backslashreplace")
        print(f"{self.target}: {name}\n  python tests/fuzz/run.py {self.target} --input {self.found[name]}", flush=True)

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.end or bool(self.most_inputs and self.inputs >= self.most_inputs)

    def summary(self) -> str:
        return f"{self.target}: {self.inputs} inputs, {self.slow} too slow, {len(self.found)} failures"


def search(target: str, seed: int, now: Search) -> None:
    """Search by random changes of the seeds, and of inputs made of them."""
    random, corpus = Random(seed), seeds(target)  # noqa: S311 - inputs for tests
    for data in corpus:
        now.try_input(data)
    pool = list(corpus)
    while not now.is_over:
        data = mutated(random, random.choice(pool), corpus)
        now.try_input(data)
        if random.random() < 0.2:
            pool.append(data)
            del pool[len(corpus) + 500 : len(corpus) + 501]


def search_with_atheris(target: str, seed: int, now: Search) -> None:
    """Search by changes of the inputs that reached new code; the process ends with it."""
    corpus = seeds(target)
    library: Any = atheris

    def change(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)  # noqa: S311 - inputs for tests
        if random.random() < 0.1:
            return bytes(library.Mutate(data, most))
        return mutated(random, data or random.choice(corpus), corpus)[:most]

    def try_input(data: bytes) -> None:
        if now.is_over:
            os._exit(finish([now]))  # libFuzzer takes any other end for a failure
        now.try_input(data)

    folder = now.kept / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(corpus):
        (folder / f"seed-{number}").write_bytes(data)
    words = [
        sys.argv[0],
        str(folder),
        f"-seed={seed or 1}",
        "-max_len=20000",
        "-timeout=600",
        "-rss_limit_mb=0",
        "-verbosity=0",
    ]
    library.Setup(words, try_input, custom_mutator=change)
    library.Fuzz()


def finish(searches: list[Search]) -> int:
    for now in searches:
        print(now.summary(), flush=True)
    return 1 if any(now.found for now in searches) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int, default=0, help="the most inputs to try")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--input", type=Path, nargs="+", help="run these files only")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-finds"), metavar="FOLDER")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    options = parser.parse_args()
    for file in options.input or ():
        print(file)
        run(TARGETS[options.target], file.read_bytes())
    if options.input:
        return 0
    kept = options.keep.absolute()
    if atheris is not None and not options.plain and options.target != "all":
        search_with_atheris(options.target, options.seed, Search(options.target, options.seconds, kept))
    if options.target == "all" and atheris is not None and not options.plain:
        codes = [
            os.spawnv(os.P_WAIT, sys.executable, [  # noqa: S606 - Python itself
                sys.executable, __file__, target, "--seconds", str(options.seconds), "--seed", str(options.seed),
                "--keep", str(kept),
            ])
            for target in TARGETS
        ]  # fmt: skip
        return 1 if any(codes) else 0
    searches = []
    for target in TARGETS if options.target == "all" else [options.target]:
        now = Search(target, options.seconds, kept, options.inputs)
        searches.append(now)
        search(target, options.seed, now)
    return finish(searches)


if __name__ == "__main__":
    sys.exit(main())
