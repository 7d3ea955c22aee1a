"""What is public changes only on purpose; and a call that misses a library says what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from public_api import FILE, public_api

if TYPE_CHECKING:
    from pathlib import Path

# Refuses every third-party module but those named, as if none were installed.
BLOCK = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in {allowed}:
            raise ModuleNotFoundError(f"No module named {{top!r}}", name=top)
sys.meta_path.insert(0, Refuse())
"""

CALLS = {
    "cagr": "sd.cagr(2022, 2024)",
    "capacity_by_country": "sd.capacity_by_country()",
    "check": "sd.check()",
    "cite": "sd.cite()",
    "claims": "sd.claims()",
    "corroborate": "sd.corroborate()",
    "countries": "sd.countries()",
    "coverage": "sd.coverage()",
    "describe": "sd.describe(sd.package().basepath + '/resources/trade.csv')",
    "diff": "sd.diff({package!r}, {package!r})",
    "evidence": "sd.evidence()",
    "export": "[sd.export(f) for f in ('json', 'croissant')]",
    "figure": "sd.figure('trade-2024')",
    "figures": "sd.figures()",
    "gas_consumption": "sd.gas_consumption(2024)",
    "gas_delivered": "sd.gas_delivered()",
    "gas_flow": "sd.gas_flow()",
    "gas_import_value": "sd.gas_import_value()",
    "implied_trade": "sd.implied_trade(2023)",
    "load": "sd.load('topics')",
    "mirror_gap": "sd.mirror_gap(2024)",
    "mirror_gap_table": "sd.mirror_gap_table('KGZ')",
    "outcomes": "sd.outcomes()",
    "package": "sd.package()",
    "people": "sd.people()",
    "plot": "sd.plot('trade')",
    "project_facts": "sd.project_facts()",
    "projects": "sd.projects()",
    "projects_by_country": "sd.projects_by_country()",
    "rewrites": "sd.rewrites()",
    "read_csv": "sd.read_csv({table!r}, 'topics')",
    "schema": "sd.schema('topics')",
    "summits": "sd.summits()",
    "topics": "sd.topics()",
    "trade": "sd.trade()",
    "trade_growth": "sd.trade_growth()",
    "trade_growth_table": "sd.trade_growth_table()",
    "trade_shares": "sd.trade_shares(2024)",
    "trade_volume": "sd.trade_volume(2024)",
    "transport_share": "sd.transport_share()",
    "validate": "sd.validate({table!r}, 'topics')",
}

COMMANDS = [
    "", "--version", "figures", "evidence trade-2024", "show topics", "export json", "schema topics",
    "schema topics -f pandera", "cite", "check", "validate {table} --schema topics", "diff {package} {package}",
    "sync --check", "plot trade -o {out}", "describe {table}", "init",
]  # fmt: skip


def run(code: str, allowed: tuple[str, ...], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    from summitdata.datapackage import locate

    places = {
        "package": str(locate()),
        "table": str(locate().parent / "resources" / "topics.csv"),
        "out": str(tmp_path / "out.svg"),
    }
    line = [sys.executable, "-c", BLOCK.format(allowed={"summitdata", *allowed}) + code.format(**places)]
    return subprocess.run(line, capture_output=True, text=True, env=dict(os.environ), cwd=tmp_path, check=False)


def test_the_public_api_is_what_is_listed() -> None:
    assert FILE.read_text("utf-8") == public_api(), (
        "is the change meant? then run python tests/public_api.py, and announce it"
    )


def test_the_listed_dependencies_are_the_declared_ones() -> None:
    import tomllib
    from pathlib import Path

    from summitdata.dependencies import REQUIRED

    declared = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    assert sorted(REQUIRED.values()) == sorted(
        requirement.partition(">=")[0] for requirement in declared["dependencies"]
    )


def test_every_public_function_is_called_here() -> None:
    assert {name for name in sd.__all__ if callable(value := getattr(sd, name)) and not isinstance(value, type)} == {
        *CALLS
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_a_call_without_its_library_says_what_to_install(name: str, tmp_path: Path) -> None:
    code = (
        "import summitdata as sd\ntry:\n    " + CALLS[name] + "\n"
        "except sd.MissingDependencyError as error:\n    print(error)\n    assert 'install' in str(error)"
    )
    done = run(code, (), tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("allowed", [(), ("click", "colorama")], ids=["nothing", "click"])
def test_a_command_without_its_library_is_one_line(command: str, allowed: tuple[str, ...], tmp_path: Path) -> None:
    code = f"sys.argv = ['summitdata', *{command!r}.split()]\nfrom summitdata.__main__ import main\nmain()"
    done = run(code, allowed, tmp_path)
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "install" in done.stderr
