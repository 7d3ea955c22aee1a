"""What is built: the archives' contents, and each way to install the library finds the same data."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DESCRIPTOR: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
STEM = f"{PROJECT['name']}-{PROJECT['version']}"

# What an installation says of itself: where its code and data are, and each table's bytes as read and as loaded.
PROBE = """
import hashlib, json
import summitdata as sd
from summitdata.datapackage import descriptor, locate

def read(resource):
    return hashlib.sha256((locate().parent / resource["path"]).read_bytes()).hexdigest()

print(json.dumps({
    "code": sd.__file__,
    "data": str(locate()),
    "version": sd.__version__,
    "tables": {r["name"]: [read(r), len(sd.load(r["name"]))] for r in descriptor()["resources"]},
}))
"""


class Installation(NamedTuple):
    """A Python that has the library, and where its code and data have to be."""

    python: Path
    path: str
    package: Path
    data: Path


def run(*command: str | Path, cwd: Path, path: str = "") -> str:
    """Run a command with nothing of this Python's own set-up in its environment and return what it prints."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=keep | {"PYTHONPATH": path} if path else keep,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def sources() -> list[str]:
    """List the project's files: git's and those it would take, or without git all but what tools leave behind."""
    if (ROOT / ".git").exists():
        listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()
        return [name for name in listed if (ROOT / name).is_file()]
    files = (file.relative_to(ROOT) for file in ROOT.rglob("*") if file.is_file())
    left = re.compile(r"(^|/)(__pycache__|[.].*_cache|[.]hypothesis|[.]venv.*|dist|_build)/|^PKG-INFO$")
    return [file.as_posix() for file in files if not left.search(file.as_posix())]


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project's files, away from the checkout."""
    copy = tmp_path_factory.mktemp("tree")
    for name in sources():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def dist(tree: Path) -> Path:
    """Return a folder with a source archive and the wheel built from it."""
    run(sys.executable, "-m", "build", "--no-isolation", cwd=tree)
    return tree / "dist"


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    return dist / f"{STEM}-py3-none-any.whl"


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the libraries of the running environment, and no trace of this one."""
    folder = tmp_path_factory.mktemp("libraries")
    for site in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(site).iterdir():
            if "summitdata" not in entry.name and entry.suffix != ".pth":
                (folder / entry.name).symlink_to(entry)
    return folder


def environment(folder: Path, libraries: Path) -> Path:
    """Make an environment that has the libraries of the running one but none of its own; return its Python."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    (site_packages(python) / "libraries.pth").write_text(f"{libraries}\n", "utf-8")
    return python


def site_packages(python: Path) -> Path:
    """Return the folder that an environment's Python imports installed packages from."""
    return Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=python.parent).strip())


def pip_install(python: Path, *what: str | Path) -> None:
    """Install with the running environment's pip, without asking anyone for anything."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", *what, cwd=python.parent)


@pytest.fixture(scope="session")
def installed_wheel(tmp_path_factory: pytest.TempPathFactory, wheel: Path, libraries: Path) -> Installation:
    python = environment(tmp_path_factory.mktemp("wheel"), libraries)
    pip_install(python, wheel)
    package = site_packages(python) / "summitdata"
    return Installation(python, "", package, package / "_data")


@pytest.fixture(scope="session")
def editable(tmp_path_factory: pytest.TempPathFactory, tree: Path, libraries: Path) -> Installation:
    python = environment(tmp_path_factory.mktemp("editable"), libraries)
    pip_install(python, "--no-build-isolation", "--editable", tree)
    return Installation(python, "", tree / "src" / "summitdata", tree)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory, tree: Path, libraries: Path) -> Installation:
    python = environment(tmp_path_factory.mktemp("checkout"), libraries)
    return Installation(python, str(tree / "src"), tree / "src" / "summitdata", tree)


@pytest.fixture(scope="session")
def vendored(tmp_path_factory: pytest.TempPathFactory, wheel: Path, libraries: Path) -> Installation:
    """The wheel in a folder, without the metadata of a distribution, as a frozen program has it."""
    folder = tmp_path_factory.mktemp("vendored")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith("summitdata/"):
                archive.extract(name, folder)
    python = environment(tmp_path_factory.mktemp("frozen"), libraries)
    return Installation(python, str(folder), folder / "summitdata", folder / "summitdata" / "_data")


@pytest.fixture(params=["installed_wheel", "editable", "checkout", "vendored"])
def installation(request: pytest.FixtureRequest) -> Installation:
    found: Installation = request.getfixturevalue(request.param)
    return found


def test_every_installation_loads_every_table(installation: Installation, tmp_path: Path) -> None:
    installed = json.loads(run(installation.python, "-c", PROBE, cwd=tmp_path, path=installation.path))
    assert installed == {
        "code": str(installation.package / "__init__.py"),
        "data": str(installation.data / "datapackage.json"),
        "version": PROJECT["version"],
        "tables": {resource["name"]: fingerprint(resource) for resource in DESCRIPTOR["resources"]},
    }


def fingerprint(resource: Mapping[str, Any]) -> list[object]:
    """Return the hash that the descriptor states, once it is the file's, and the number of the file's rows."""
    content = (ROOT / resource["path"]).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert resource["hash"] == f"sha256:{digest}"
    return [digest, content.count(b"\n") - 1]


def test_every_installation_passes_its_own_check(installation: Installation, tmp_path: Path) -> None:
    run(installation.python, "-m", "summitdata", "check", cwd=tmp_path, path=installation.path)


# Without the metadata of a distribution, and from a zip archive.

USE = """
import summitdata as sd

assert f"Python library summitdata {sd.__version__}" in sd.cite(), sd.cite()
assert sd.check().valid
assert sd.validate("mine.csv", "summits").errors == ()
sd.export("zip", "data.zip")
"""


def zipped(folder: Path, file: Path, *, data: bool) -> Path:
    """Put what is in a folder into a zip archive, with the data or without."""
    with zipfile.ZipFile(file, "w") as archive:
        for part in sorted(folder.rglob("*")):
            if data or "_data" not in part.parts:
                archive.write(part, part.relative_to(folder))
    return file


@pytest.mark.parametrize("place", ["folder", "zip"])
def test_without_metadata_all_calls_work(vendored: Installation, tmp_path: Path, place: str) -> None:
    shutil.copy(ROOT / "resources" / "summits.csv", tmp_path / "mine.csv")
    folder = Path(vendored.path)
    path = folder if place == "folder" else zipped(folder, tmp_path / "library.zip", data=True)
    run(vendored.python, "-c", USE, cwd=tmp_path, path=str(path))
    assert zipfile.ZipFile(tmp_path / "data.zip").namelist()


def test_the_data_of_a_zip_are_unpacked_for_the_process_alone(vendored: Installation, tmp_path: Path) -> None:
    archive = zipped(Path(vendored.path), tmp_path / "library.zip", data=True)
    code = (
        "import os, sys; from summitdata.datapackage import locate; place = locate(); child = os.fork();\n"
        "if not child: sys.exit()\n"
        "os.waitpid(child, 0); assert place.is_file(); print(place)"
    )
    place = Path(run(vendored.python, "-c", code, cwd=tmp_path, path=str(archive)).strip())
    assert place.name == "datapackage.json"
    assert not place.exists()


def test_a_zip_without_the_data_says_where_they_have_to_be(vendored: Installation, tmp_path: Path) -> None:
    archive = zipped(Path(vendored.path), tmp_path / "library.zip", data=False)
    code = (
        "import summitdata as sd; print(sd.__version__)\n"
        "try: sd.trade_volume()\n"
        "except sd.PackageError as error: print(error)"
    )
    printed = run(vendored.python, "-c", code, cwd=tmp_path, path=str(archive))
    assert printed.startswith(PROJECT["version"])
    assert f"copy datapackage.json and resources/ of the project into {archive}/summitdata/_data" in printed


def test_the_command_is_installed(installed_wheel: Installation, tmp_path: Path) -> None:
    run(installed_wheel.python.parent / "summitdata", "--help", cwd=tmp_path)


def test_an_editable_install_has_no_second_copy_of_the_data(editable: Installation) -> None:
    assert not list(editable.python.parents[1].rglob("datapackage.json"))


def test_the_wheel_has_the_package_and_the_data_and_nothing_else(wheel: Path) -> None:
    about = f"{STEM}.dist-info"
    code = [name.removeprefix("src/") for name in sources() if name.startswith("src/")]
    data = [
        f"summitdata/_data/{name}"
        for name in sources()
        if name.startswith(("resources/", "datapackage.json", "LICENSES/CC0"))
    ]
    licences = [f"{about}/licenses/{name}" for name in sources() if name.startswith("LICENSES/")]
    rest = [f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")]
    with zipfile.ZipFile(wheel) as archive:
        assert sorted(archive.namelist()) == sorted(code + data + licences + rest)
    assert "summitdata/py.typed" in code


def test_the_wheel_has_every_table(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for resource in DESCRIPTOR["resources"]:
            assert archive.read(f"summitdata/_data/{resource['path']}") == (ROOT / resource["path"]).read_bytes()


def test_the_wheel_is_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {file.filename: file.compress_size for file in archive.infolist()}
    data = sum(size for name, size in sizes.items() if name.startswith("summitdata/_data/"))
    assert data < 150_000
    assert sum(sizes.values()) - data < 700_000


def test_two_builds_are_the_same_bytes(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    built = []
    for name in ("one", "two"):
        copy = shutil.copytree(tree, tmp_path / name, ignore=shutil.ignore_patterns("dist"))
        run(sys.executable, "-m", "build", "--no-isolation", cwd=copy)
        built.append({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (copy / "dist").iterdir()})
    assert len(built[0]) == 2
    assert built[0] == built[1]


def test_without_its_dependencies_the_wheel_imports(
    tmp_path_factory: pytest.TempPathFactory, wheel: Path, tmp_path: Path
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip_install(python, wheel)
    printed = run(python, "-c", "import summitdata as sd; print(float(sd.trade_volume(2024)))", cwd=tmp_path)
    assert printed == "94.8\n"


def test_the_source_archive_has_the_project_without_its_gate(dist: Path) -> None:
    wanted = [name for name in sources() if not name.startswith((".ci/", ".github/"))]
    with tarfile.open(dist / f"{STEM}.tar.gz") as archive:
        assert sorted(archive.getnames()) == sorted(f"{STEM}/{name}" for name in [*wanted, "PKG-INFO"])


def test_the_wheel_states_its_licences_and_that_it_is_typed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = message_from_bytes(archive.read(f"{STEM}.dist-info/METADATA"))
    assert about["License-Expression"] == "MIT AND CC0-1.0"
    assert sorted(about.get_all("License-File", [])) == ["LICENSES/CC0-1.0.txt", "LICENSES/MIT.txt"]
    assert "Typing :: Typed" in about.get_all("Classifier", [])
    assert about["Requires-Python"] == PROJECT["requires-python"]


def test_the_versions_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["preferred-citation"]["version"] == DESCRIPTOR["version"]
    assert citation["preferred-citation"]["title"] == DESCRIPTOR["title"]
    assert f"\n## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
