"""Change one module in many small ways, and list the changes that its tests do not notice.

    .venv/bin/python .ci/mutate.py                                      # the modules that have tests named here
    .venv/bin/python .ci/mutate.py validation/screen/keys.py            # one of them
    .venv/bin/python .ci/mutate.py article/cite.py tests/test_cite.py   # another, with the tests to run

mutmut changes what functions and methods do: values, operators, conditions, arguments. It leaves alone what stands
outside of functions, and decorated functions (properties among them). It works on a copy of the checkout, with the few
examples of the quick run and without the slow tests; the commands that tests start run the unchanged code. For a change
that survives, either a test is missing or the changed code does the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "src/summitdata"

SCREEN = ["tests/test_validate_screening.py", "tests/test_validate_engines.py", "tests/test_validate_corpus.py"]
PREDICATES = ["tests/test_validate_screen.py", "tests/test_validate_laxer.py", "tests/test_field_types.py"]
FORMATS = ["tests/test_formats.py", "tests/test_formats_contract.py"]
TESTS: dict[str, list[str]] = {
    "article/evidence.py": ["tests/test_evidence.py"],
    "article/intervals.py": ["tests/test_figure_arithmetic.py", "tests/test_figure.py"],
    "article/units.py": ["tests/test_units.py"],
    "tabular/predicates.py": PREDICATES,
    "upkeep/diff.py": ["tests/test_diff.py"],
    "upkeep/difference.py": ["tests/test_diff.py"],
    "upkeep/keyed_rows.py": ["tests/test_diff.py"],
    "upkeep/sync.py": ["tests/test_check.py", "tests/test_history.py"],
    "validation/baseline.py": ["tests/test_validate.py", "tests/test_formats_contract.py"],
    "validation/formats/github.py": FORMATS,
    "validation/formats/gitlab.py": FORMATS,
    "validation/formats/html.py": FORMATS,
    "validation/formats/identity.py": FORMATS,
    "validation/formats/json.py": FORMATS,
    "validation/formats/junit.py": FORMATS,
    "validation/formats/markdown.py": FORMATS,
    "validation/formats/sarif.py": FORMATS,
    "validation/formats/surroundings.py": FORMATS,
    "validation/formats/text.py": FORMATS,
    "validation/formats/totals.py": FORMATS,
    "validation/screen/block_screen.py": SCREEN,
    "validation/screen/foreign_keys.py": SCREEN,
    "validation/screen/keys.py": SCREEN,
    "validation/screen/merge.py": SCREEN,
    "validation/screen/screen.py": PREDICATES,
}
"""Modules, and the tests that are to notice a change in them. The examples in a module's own docstrings run too."""

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
"""What mutmut's lines of progress begin with."""

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
        "pytest_add_cli_args_test_selection": [*tests, f"{PACKAGE}/{module}"],
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


def survivors(scratch: Path, state: str) -> list[str]:
    """Return the names of the mutants in a state."""
    lines = mutmut(scratch, "results").stdout.splitlines()
    pairs = (line.strip().rpartition(": ") for line in lines)
    return [name for name, _, found in pairs if found == state]


def report(scratch: Path) -> None:
    """Print each mutant that nothing noticed, with the lines that it changes, and the counts."""
    for state, words in (("survived", "survived"), ("no tests", "reached by no test")):
        for name in survivors(scratch, state):
            shown = mutmut(scratch, "show", name).stdout.splitlines()
            changed = [line for line in shown if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]
            print(f"{name.rpartition('.')[2]}: {words}", *changed, sep="\n    ")  # noqa: T201 - what it is for
    mutmut(scratch, "export-cicd-stats")
    stats = json.loads((scratch / "mutants" / "mutmut-cicd-stats.json").read_text("utf-8"))
    print(", ".join(f"{stats[name]} {name.replace('_', ' ')}" for name in stats))  # noqa: T201 - the same


def main(arguments: list[str]) -> int:
    """Run the tests on each change of a module; 0 if all ran, whatever they noticed."""
    module, *tests = arguments or [""]
    module = module.removeprefix(f"{PACKAGE}/")
    tests = tests or TESTS.get(module, [])
    if not tests or not (ROOT / PACKAGE / module).is_file():
        print(__doc__, *TESTS, sep="\n", file=sys.stderr)  # noqa: T201 - help
        return 2
    scratch = Path(tempfile.mkdtemp(prefix="mutate-"))
    try:
        top = copy_checkout(scratch)
        with (scratch / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(configuration(module, tests, top))
        done = mutmut(scratch, "run", "--max-children", str(os.cpu_count() or 1))
        if done.returncode:
            printed = [line for line in done.stdout.splitlines() if line.strip() and line[0] not in SPINNER]
            print(*printed[-80:], done.stderr, sep="\n", file=sys.stderr)  # noqa: T201 - why it could not run
            return 1
        report(scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
