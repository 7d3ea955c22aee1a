"""Change a module in many small ways, and list the changes that its tests do not notice.

    .venv/bin/python .ci/mutate.py                                      # the modules that have tests named here
    .venv/bin/python .ci/mutate.py all                                  # all of them, one after the other
    .venv/bin/python .ci/mutate.py validation/screen/keys.py            # one of them
    .venv/bin/python .ci/mutate.py article/cite.py tests/test_cite.py   # another, with the tests to run

mutmut changes what functions and methods do: values, operators, conditions, arguments. It leaves alone what stands
outside of functions, and decorated functions (properties among them). It works on a copy of the checkout, with the few
examples of the quick run and without the slow tests; the commands that tests start run the unchanged code. For a change
that survives, either a test is missing or the changed code does the same; the latter are listed, with the reason, in
equivalent_mutants.toml beside this file. The command fails if a change survives that is not listed there.

`--processes N` takes another number of processes than there are cores.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "src/summitdata"
LISTED = tomllib.loads((Path(__file__).parent / "equivalent_mutants.toml").read_text("utf-8"))

PREDICATES = ["tests/test_screen_predicates.py"]
FORMATS = ["tests/test_format_examples.py"]
TESTS: dict[str, list[str]] = {
    "article/evidence.py": ["tests/test_evidence.py", "tests/test_verdict_rules.py"],
    "article/intervals.py": ["tests/test_intervals.py", "tests/test_figure_arithmetic.py"],
    "article/units.py": ["tests/test_units.py"],
    "article/verdicts.py": ["tests/test_evidence.py", "tests/test_verdict_rules.py"],
    "tabular/predicates.py": PREDICATES,
    "upkeep/diff.py": [
        "tests/test_diff_changes.py",
        "tests/test_bounded.py::test_what_takes_long_is_ended[True-diff_many-new]",
        "tests/test_bounded.py::test_what_takes_long_is_ended[True-diff_columns-new.csv]",
    ],
    "upkeep/difference.py": ["tests/test_diff.py"],
    "upkeep/keyed_rows.py": ["tests/test_keyed_rows.py"],
    "upkeep/sync.py": [
        "tests/test_sync.py",
        "tests/test_bounded.py::test_what_takes_long_is_ended[True-sync_many-p/datapackage.json]",
        "tests/test_package.py::test_sync_leaves_an_installed_copy_alone",
        "tests/test_package.py::test_sync_refreshes_the_names_in_a_checkout",
    ],
    "validation/baseline.py": ["tests/test_baseline.py"],
    "validation/formats/github.py": FORMATS,
    "validation/formats/gitlab.py": FORMATS,
    "validation/formats/html.py": [*FORMATS, "tests/test_format_html.py"],
    "validation/formats/identity.py": FORMATS,
    "validation/formats/json.py": FORMATS,
    "validation/formats/junit.py": FORMATS,
    "validation/formats/groups.py": [*FORMATS, "tests/test_format_groups.py"],
    "validation/formats/markdown.py": FORMATS,
    "validation/formats/sarif.py": FORMATS,
    "validation/formats/surroundings.py": ["tests/test_format_surroundings.py"],
    "validation/formats/text.py": [*FORMATS, "tests/test_format_text.py"],
    "validation/formats/totals.py": FORMATS,
    "validation/screen/block_screen.py": ["tests/test_screen_blocks.py"],
    "validation/screen/foreign_keys.py": ["tests/test_screen_blocks.py", "tests/test_many_keys.py"],
    "validation/screen/keys.py": ["tests/test_screen_keys.py"],
    "validation/screen/merge.py": ["tests/test_screen_blocks.py", "tests/test_many_keys.py"],
    "validation/screen/screen.py": PREDICATES,
}
"""Modules, and the tests that are to notice a change in them. The examples in a module's own docstrings run too."""

LONG_EXAMPLES = {"upkeep/diff.py", "upkeep/sync.py"}
"""Modules whose own examples do not run: they read the whole package, which takes longer than all the tests."""

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
"""What mutmut's lines of progress begin with."""

OUTCOMES: dict[int | None, str] = {
    0: "survived",
    1: "noticed",
    2: "noticed",
    3: "noticed",
    5: "reached by no test",
    33: "reached by no test",
    -9: "timeout",
    -24: "timeout",
    24: "timeout",
    36: "timeout",
    152: "timeout",
}
"""What the exit codes of mutmut's processes mean. Any other says nothing of the mutant, such as 255 of a pytest that
could not start the tests, which mutmut itself takes for a timeout."""

PER_MUTANT = {"timeout_multiplier": 5.0, "timeout_constant": 10.0}
"""A mutant may take so many times what its tests take, after so many seconds more; then it counts as noticed."""


def copy_checkout(target: Path) -> list[str]:
    """Copy the files that git knows or would take; return the names at the top."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603 - fixed words
    files = [name for name in names if (ROOT / name).is_file()]
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
    return sorted({name.partition("/")[0] for name in files})


def configuration(module: str, tests: list[str], top: list[str]) -> str:
    """Return the table of pyproject.toml that tells mutmut what to do."""
    options = ["--hypothesis-profile=quick", "-m", "not campaign and not slow", "-p", "no:cacheprovider"]
    table = {
        "source_paths": ["src"],
        "only_mutate": [f"{PACKAGE}/{module}"],
        "also_copy": [name for name in top if name not in ("src", "tests", "pyproject.toml")],
        "pytest_add_cli_args": options,
        "pytest_add_cli_args_test_selection": tests if module in LONG_EXAMPLES else [*tests, f"{PACKAGE}/{module}"],
        "debug": True,  # prints the test that fails, should one fail on the unchanged code
        "process_isolation": "forkserver",  # pyarrow and polars have threads, which a plain fork does not take along
        **PER_MUTANT,
    }
    return "\n[tool.mutmut]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items())


def mutmut(scratch: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run mutmut in the copy. It takes this folder off its own path; the commands that tests start keep it."""
    environment = os.environ | {"PYTHONPATH": str(scratch / "src")}
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def exit_codes(scratch: Path, module: str) -> dict[str, int | None]:
    """Return how the tests ended on each mutant, by the mutant's name."""
    content = (scratch / "mutants" / PACKAGE / f"{module}.meta").read_text("utf-8")
    codes: dict[str, int | None] = json.loads(content)["exit_code_by_key"]
    return codes


def changed_lines(scratch: Path, name: str) -> str:
    """Return the lines that a mutant takes out and puts in, without their indentation."""
    shown = mutmut(scratch, "show", name).stdout.splitlines()
    changed = [line for line in shown if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in changed)


def equivalents(module: str) -> list[str]:
    """Return the changes of a module that are listed as equivalent."""
    return [entry["change"].strip() for entry in LISTED.get("mutant", []) if entry["module"] == module]


def is_same_anywhere(change: str) -> bool:
    """Return whether a change is of a kind that does the same in any module."""
    lines = [line[2:] for line in change.splitlines()]
    return any(len({re.sub(kind["pattern"], "", line) for line in lines}) == 1 for kind in LISTED.get("anywhere", []))


def report(scratch: Path, module: str) -> bool:
    """Print each mutant that nothing noticed and that is not listed, and the counts; return whether there is none."""
    codes = exit_codes(scratch, module)
    outcomes = Counter(OUTCOMES.get(code, f"unclear: ended with {code}") for code in codes.values())
    listed = equivalents(module)
    left = Counter(listed)
    new = 0
    for name, code in codes.items():
        outcome = OUTCOMES.get(code, f"unclear: ended with {code}")
        if outcome in ("noticed", "timeout"):
            continue
        change = changed_lines(scratch, name)
        if outcome == "survived" and (change in listed or is_same_anywhere(change)):
            left[change] = 0
            outcomes.subtract(["survived"])
            outcomes["equivalent"] += 1
            continue
        new += 1
        print(f"{module}: {name.rpartition('.')[2]}: {outcome}", *change.splitlines(), sep="\n    ")  # noqa: T201 - what it is for
    for change in +left:
        print(f"{module}: listed as equivalent, but did not survive", *change.splitlines(), sep="\n    ")  # noqa: T201 - the same
    counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items() if number)
    print(f"{module}: {len(codes)} mutants: {counts}", flush=True)  # noqa: T201 - the same
    return not new


def run(module: str, tests: list[str], processes: int) -> bool:
    """Run the tests on each change of a module; return whether they notice all that are not listed as equivalent."""
    scratch = Path(tempfile.mkdtemp(prefix="mutate-"))
    try:
        top = copy_checkout(scratch)
        with (scratch / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(configuration(module, tests, top))
        done = mutmut(scratch, "run", "--max-children", str(processes))
        if done.returncode:
            printed = [line for line in done.stdout.splitlines() if line.strip() and line[0] not in SPINNER]
            print(*printed[-80:], done.stderr, sep="\n", file=sys.stderr)  # noqa: T201 - why it could not run
            return False
        # Some processes end before pytest has begun, on a machine with much to do: they are started once more.
        if unclear := [name for name, code in exit_codes(scratch, module).items() if code not in OUTCOMES]:
            mutmut(scratch, "run", "--max-children", str(processes), *unclear)
        return report(scratch, module)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 if nothing new survived."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("module", nargs="?", default="")
    parser.add_argument("tests", nargs="*")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    module = options.module.removeprefix(f"{PACKAGE}/")
    tests = {name: TESTS[name] for name in TESTS if module in (name, "all")}
    if options.tests:
        tests = {module: options.tests}
    if not tests or not all((ROOT / PACKAGE / name).is_file() for name in tests):
        print(__doc__, *TESTS, sep="\n", file=sys.stderr)  # noqa: T201 - help
        return 2
    passed = [run(name, selection, options.processes) for name, selection in tests.items()]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
