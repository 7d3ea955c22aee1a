"""One way to open a file: what is not a regular file, leads out of its folder or is too large is refused."""

from __future__ import annotations

import ast
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata import opening
from summitdata.cli import app
from summitdata.opening import is_local, open_file, read_file
from summitdata.upkeep.history import pending, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = Path(sd.__file__).parent
SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}],
    "primaryKey": ["id"],
}
CONTENT = b"id,note\n1,x\n"

# By construction: every call that opens or lists something is in the module for it

PLACES = ("opening.py", "searching.py", "writing.py", "streams.py")
"""The modules for opening and searching; what the other two may write is held by `test_writing`."""
ALLOWED = {
    ("tabular/group_rules.py", "ast.walk(node)"): "it walks a formula, not a folder",
    ("tabular/group_rules.py", "ast.walk(replaced)"): "the same",
    ("datapackage.py", 'project.read_text("utf-8")'): "whether this is a checkout: a file beside the library",
    ("cli.py", '(locate().parent / descriptor["path"]).read_text("utf-8")'): "a table of this package",
    (
        "upkeep/profile.py",
        'resources.files(__package__).joinpath("profiles", "datapackage-2.0.json").read_text("utf-8")',
    ): "our own",
    (
        "validation/formats/html.py",
        'resources.files(__package__).joinpath(name).read_text("utf-8")',
    ): "a template of ours",
    ("validation/linear_table.py", "parser.open()"): "frictionless' parser, of what it may see of the descriptor",
    ("validation/worker.py", 'open(f"/proc/{process}/statm", "rb")'): "how much memory a worker of ours has",
    ("validation/worker_process.py", "os.open(os.devnull, os.O_RDWR)"): "where a library prints to in a worker",
    ("validation/dataframes.py", 'file.open("wb")'): "it writes a temporary file of ours",
    ("validation/row_screen.py", 'copy.open("w", encoding="utf-8", newline="")'): "it writes a temporary file of ours",
    (
        "validation/splitting.py",
        'valid.open("w", encoding=encoding, newline="")',
    ): "it writes, to a path of atomic_path",
    (
        "validation/splitting.py",
        'invalid.open("w", encoding=encoding, newline="", errors="backslashreplace")',
    ): "it writes, to a path of atomic_path",
    (
        "describing/starter.py",
        'distribution("summitdata").read_text("direct_url.json")',
    ): "what pip wrote of this library",
    ("tabular/packings.py", "archive.open(entry)"): "a file of an archive that is open",
    ("tabular/unpacking.py", 'self.file.open("xb", buffering=0)'): "it writes a temporary file of ours",
    ("tabular/unpacking.py", 'copy.file.open("rb", buffering=0)'): "the same file",
    ("exports/archive.py", 'file.open("wb")'): "it writes, to a path of atomic_path",
    ("exports/excel.py", 'file.open("wb")'): "it writes, to a path of atomic_path",
    ("exports/arrow.py", 'pa.OSFile(str(folder / f"{table["name"]}.arrow"), "wb")'): "it writes, to atomic_path",
}
"""The other calls that look like it, each with the reason."""
OPENERS = {
    *("open", "read_text", "read_bytes", "glob", "iglob", "rglob", "iterdir", "walk", "scandir", "listdir", "fdopen"),
    *("FileIO", "open_code", "copyfile", "copy2", "copytree", "mmap", "memory_map", "OSFile", "fromfile", "loadtxt"),
}


def opens(call: ast.Call) -> bool:
    """Return whether a call opens, reads or lists something by its path."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in OPENERS
    if not isinstance(function, ast.Attribute) or function.attr not in OPENERS:
        return False
    owner = ast.unparse(function.value)
    # `dialect.read_text(text)` splits a text, and the pipes of a worker are open already.
    return not owner.endswith("dialect") and not ast.unparse(call).startswith("os.fdopen(os.dup")


def calls() -> Iterator[tuple[str, str]]:
    for file in SOURCE.rglob("*.py"):
        name = file.relative_to(SOURCE).as_posix()
        if name not in PLACES and not name.startswith("tabular/types/"):  # there, `read_text` reads a cell
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and opens(node):
                    yield name, ast.unparse(node).replace("'", '"')


def test_files_are_opened_in_one_module() -> None:
    found = set(calls())
    assert found - set(ALLOWED) == set(), "open it with summitdata.opening, or say why not"
    assert set(ALLOWED) - found == set(), "this is no longer in the code"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("open(path)", True), ("path.open()", True), ("io.open(path)", True), ("path.read_bytes()", True),
        ("Path(x).read_text('utf-8')", True), ("glob(pattern)", True), ("folder.glob('*')", True),
        ("os.scandir(folder)", True), ("os.walk(folder)", True), ("folder.iterdir()", True), ("open_file(path)", False),
        ("dialect.read_text(text)", False), ("pa.memory_map(path)", True), ("np.fromfile(path)", True),
    ],
)  # fmt: skip
def test_the_test_above_finds_what_opens(line: str, expected: bool) -> None:  # noqa: FBT001
    call = next(node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call))
    assert opens(call) is expected


# What is there instead of a file


def write(folder: Path, name: str, content: bytes = CONTENT) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def write_package(folder: Path, **resource: Any) -> Path:
    table = {"name": "table", "path": "table.csv", "schema": SCHEMA} | resource
    return write(folder, "datapackage.json", json.dumps({"resources": [table]}).encode())


def link(path: Path, target: str | Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return path


def make_pipe_and_link(path: Path) -> None:
    os.mkfifo(f"{path}.pipe")
    link(path, f"{path}.pipe")


def make_links_to_each_other(path: Path) -> None:
    link(path, f"{path.name}.b")
    link(Path(f"{path}.b"), path.name)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            server.bind(f"/proc/self/fd/{folder}/{path.name}")  # the path of a socket may not be long
        finally:
            os.close(folder)


IRREGULAR: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to an endless device": (lambda path: link(path, "/dev/zero"), "not a regular file"),
    "a link to random bytes": (lambda path: link(path, "/dev/urandom"), "not a regular file"),
    "a link to a terminal": (lambda path: link(path, "/dev/tty"), "not a regular file"),
    "a link to nothing": (lambda path: link(path, "/dev/null"), "not a regular file"),
    "a pipe": (os.mkfifo, "not a regular file"),
    "a link to a pipe": (
        make_pipe_and_link,
        "not a regular file",
    ),
    "a socket": (make_socket, "not a regular file"),
    "a folder": (
        lambda path: path.mkdir(),
        "not a regular file|no such file|neither a datapackage.json nor|a data package with a CSV file",
    ),
    "a link to nowhere": (lambda path: link(path, "gone"), "no such file|No such file"),
    "a link to itself": (lambda path: link(path, path.name), "not a path of this system|symbolic links|loop"),
    "two links to each other": (
        make_links_to_each_other,
        "not a path of this system|symbolic links|loop",
    ),
}
"""What stands at the path of a file, and what the message says."""


def use_as_table(path: Path, _folder: Path) -> object:
    return sd.validate(path, SCHEMA)


def use_as_old_table(path: Path, folder: Path) -> object:
    return sd.diff(path, write(folder, "new.csv"), schema=SCHEMA)


def use_in_read_csv(path: Path, _folder: Path) -> object:
    return sd.read_csv(path, SCHEMA)


def use_as_descriptor(path: Path, _folder: Path) -> object:
    return sd.validate(path.rename(path.with_name("datapackage.json")) if not path.is_symlink() else path)


def use_as_descriptor_in_check(path: Path, _folder: Path) -> object:
    return sd.check(path)


def use_as_descriptor_in_diff(path: Path, folder: Path) -> object:
    return sd.diff(write_package(folder / "old"), path)


def use_as_descriptor_in_sync(path: Path, _folder: Path) -> object:
    from summitdata.upkeep.sync import sync

    return sync(path)


def use_as_schema(path: Path, folder: Path) -> object:
    return sd.validate(write(folder, "table.csv"), path)


def use_as_schema_of_a_descriptor(path: Path, _folder: Path) -> object:
    write(path.parent, "table.csv")
    return sd.validate(write_package(path.parent, schema=path.name))


def use_as_dialect_of_a_descriptor(path: Path, _folder: Path) -> object:
    write(path.parent, "table.csv")
    return sd.validate(write_package(path.parent, dialect=path.name))


def use_as_table_of_a_descriptor(path: Path, _folder: Path) -> object:
    return sd.validate(write_package(path.parent, path=path.name, format="csv"))


def use_as_baseline(path: Path, folder: Path) -> object:
    return run("validate", write(folder, "table.csv"), "--schema", schema_file(folder), "--baseline", path)


def use_as_article(path: Path, _folder: Path) -> object:
    return sd.check(article=path)


def schema_file(folder: Path) -> Path:
    return write(folder, "s.json", json.dumps(SCHEMA).encode())


def run(*arguments: object, text: bytes = b"") -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=text, catch_exceptions=False)
    return result.output


USES: dict[str, tuple[str, Callable[[Path, Path], object]]] = {
    "a table": ("table.csv", use_as_table),
    "an old table": ("table.csv", use_as_old_table),
    "a table for read_csv": ("table.csv", use_in_read_csv),
    "a descriptor": ("package.json", use_as_descriptor),
    "a descriptor in check": ("package.json", use_as_descriptor_in_check),
    "a descriptor in diff": ("package.json", use_as_descriptor_in_diff),
    "a descriptor in sync": ("package.json", use_as_descriptor_in_sync),
    "a schema": ("schema.json", use_as_schema),
    "a schema of a descriptor": ("schema.json", use_as_schema_of_a_descriptor),
    "a dialect of a descriptor": ("dialect.json", use_as_dialect_of_a_descriptor),
    "a baseline": ("known.json", use_as_baseline),
    "an article": ("article.md", use_as_article),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these devices nor these links")
@pytest.mark.parametrize("what", IRREGULAR)
@pytest.mark.parametrize("use", USES)
def test_what_is_not_a_file_is_refused_and_never_waited_for(use: str, what: str, tmp_path: Path) -> None:
    name, call = USES[use]
    make, message = IRREGULAR[what]
    folder = tmp_path / "data"
    folder.mkdir()
    make(folder / name)
    with pytest.raises(sd.SummitDataError, match=f"{message}|not the path of a file in the folder"):
        call(folder / name, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these devices nor these links")
@pytest.mark.parametrize("what", [what for what in IRREGULAR if what != "a folder"])
def test_the_descriptor_of_a_folder_is_a_file(what: str, tmp_path: Path) -> None:
    make, message = IRREGULAR[what]
    write(tmp_path / "data", "table.csv")
    make(tmp_path / "data" / "datapackage.json")
    with pytest.raises(sd.PackageError, match=f"{message}|leads out of the folder"):
        sd.validate(tmp_path / "data", SCHEMA)


# How large it may be

SMALL_FILES = {name: use for name, use in USES.items() if "table" not in name}


@pytest.mark.slow
@pytest.mark.parametrize("use", SMALL_FILES)
@pytest.mark.parametrize("is_sparse", [True, False])
def test_what_is_too_large_is_refused(
    use: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_sparse: bool
) -> None:
    name, call = USES[use]
    if not is_sparse:
        monkeypatch.setattr(read_file, "__kwdefaults__", {"root": None, "limit": 1000})
    file = write(tmp_path / "data", name, b"{" + b" " * 2000 + b"}")
    if is_sparse:
        with file.open("r+b") as stream:
            stream.truncate(1 << 40)
    with pytest.raises(sd.PackageError, match=r"larger than .* MB: too large for the"):
        call(file, tmp_path)


@pytest.mark.parametrize("depth", [100, 300, 900, 100_000])
@pytest.mark.parametrize("shape", [("[", "]"), ('{"x":', "}")])
@pytest.mark.parametrize("use", [use for use in SMALL_FILES if use not in ("an article", "a baseline")])
def test_what_is_nested_too_deeply_is_refused(use: str, shape: tuple[str, str], depth: int, tmp_path: Path) -> None:
    name, call = USES[use]
    content = '{"x": ' + shape[0] * depth + "0" + shape[1] * depth + "}"
    with pytest.raises(sd.PackageError, match="nested too deeply"):
        call(write(tmp_path / "data", name, content.encode()), tmp_path)


# Where it leads


def test_a_file_that_the_caller_names_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "far", "table.csv")
    write(tmp_path / "far", "schema.json", json.dumps(SCHEMA).encode())
    (tmp_path / "near").mkdir()
    for name in ("table.csv", "schema.json"):
        (tmp_path / "near" / name).symlink_to(tmp_path / "far" / name)
    assert sd.validate(tmp_path / "near" / "table.csv", tmp_path / "near" / "schema.json").valid


def hostile_table(folder: Path) -> Path:
    folder.mkdir()
    (folder / "evil.csv").symlink_to(write(folder.parent, "secret.csv", b"password\n123\n"))
    return folder


def linked_folder(folder: Path) -> Path:
    return link(folder / "link", write(folder.parent / "far", "table.csv").parent).parent


LED_TO: dict[str, Callable[[Path], object]] = {
    "a folder": lambda folder: sd.validate(hostile_table(folder), SCHEMA),
    "a folder without schema": lambda folder: sd.validate(hostile_table(folder)),
    "a pattern": lambda folder: sd.validate(f"{hostile_table(folder)}/*.csv", SCHEMA),
    "a pattern for any folders": lambda folder: sd.validate(f"{hostile_table(folder)}/**/*.csv", SCHEMA),
    "a pattern for one name": lambda folder: sd.validate(f"{hostile_table(folder)}/evi[l].csv", SCHEMA),
    "a folder in diff": lambda folder: sd.diff(f"{hostile_table(folder)}/*.csv", f"{folder}/*.csv", schema=SCHEMA),
    "a pattern in read_csv": lambda folder: sd.read_csv(f"{hostile_table(folder)}/*.csv", SCHEMA),
    "a link to a folder in a pattern": lambda folder: sd.validate(f"{linked_folder(folder)}/*/*.csv", SCHEMA),
    "the descriptor of a folder": lambda folder: sd.validate(
        link(folder / "datapackage.json", write_package(folder.parent)).parent
    ),
    "the descriptor of a folder in check": lambda folder: sd.check(
        link(folder / "datapackage.json", write_package(folder.parent)).parent
    ),
    "the descriptor above a file": lambda folder: sd.validate(
        write(link(folder / "datapackage.json", write_package(folder.parent / "far")).parent, "table.csv")
    ),
    "a table of a descriptor": lambda folder: sd.validate(write_package(hostile_table(folder), path="evil.csv")),
    "a schema of a descriptor": lambda folder: sd.validate(
        write_package(link(folder / "s.json", schema_file(folder.parent)).parent, schema="s.json")
    ),
    "a folder on the way to a table": lambda folder: sd.validate(
        write_package(linked_folder(folder), path="link/table.csv")
    ),
    "the record of the versions": lambda folder: pending(
        write_package(link(folder / "history" / "datapackage.json", write_package(folder.parent / "far")).parents[1])
    ),
    "the list of the versions": lambda folder: versions(
        write_package(link(folder / "history" / "changes.json", write(folder.parent, "x.json", b"{}")).parents[1])
    ),
}
if sys.platform == "linux":
    LED_TO["the environment of the process"] = lambda folder: sd.validate(
        link(folder / "evil.csv", Path("/proc/self/environ")).parent, SCHEMA
    )


@pytest.mark.parametrize("way", LED_TO)
def test_what_leads_out_of_the_folder_is_refused(way: str, tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match=r"leads out of the folder|not the path of a file in the folder") as error:
        LED_TO[way](tmp_path / "data")
    assert "password" not in str(error.value)


@pytest.mark.parametrize(
    "path",
    [
        "..", ".", "/", "", "../table.csv", "a/../../table.csv", "/etc/passwd", "//host/share/table.csv",
        "\\\\host\\share\\table.csv", "C:table.csv", "c:/table.csv", "C:\\table.csv", "\\\\?\\C:\\table.csv", "a\0.csv",
        "x" * 300 + ".csv", "a/" * 3000 + "table.csv", "file:table.csv", "file:///etc/passwd", "FILE:/etc/passwd",
        "data:text/csv,id", "s3:bucket/x.csv", "http:/host/x.csv", " http://host/x.csv",
        "ht\ntp://host/x.csv", "table.csv:stream", "folder", "%TEMP%\\table.csv", "..\\table.csv", "a\ttable.csv",
    ],
)  # fmt: skip
def test_a_path_of_a_descriptor_is_one_of_a_file_below_it(path: str, tmp_path: Path) -> None:
    (tmp_path / "data" / "folder").mkdir(parents=True)
    write(tmp_path, "table.csv")
    descriptor = write_package(tmp_path / "data", path=path, format="csv")
    with pytest.raises(sd.PackageError, match=r"not the path of a file in the folder|not a regular file") as error:
        sd.validate(descriptor)
    assert "cannot write" not in str(error.value)
    report = sd.check(descriptor)
    assert {error.type for error in report.errors} <= {"path-error", "file-error", "package-error"}
    assert not report.valid


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_an_error_of_the_library(tmp_path: Path) -> None:
    for use, (name, call) in SMALL_FILES.items():
        file = write(tmp_path / use, name)
        file.chmod(0)
        with pytest.raises(sd.PackageError, match="Permission denied"):
            call(file, tmp_path)


def test_a_file_that_is_replaced_after_the_look_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "known.json", b"[]")
    really_open = os.open

    def open_late(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path) == str(file) and file.is_file():
            file.unlink()
            os.mkfifo(file)
        return really_open(path, *arguments, **options)

    monkeypatch.setattr(os, "open", open_late)
    with pytest.raises(sd.PackageError, match="not a regular file"):
        open_file(file)


def test_a_file_that_becomes_a_link_after_the_look_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, secret = write(tmp_path / "data", "known.json", b"[]"), write(tmp_path, "secret.json", b"[]")
    really_open = os.open

    def open_late(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path) == str(file) and not file.is_symlink():
            file.unlink()
            file.symlink_to(secret)
        return really_open(path, *arguments, **options)

    monkeypatch.setattr(os, "open", open_late)
    with pytest.raises(sd.PackageError, match="cannot read"):
        read_file(file, "the descriptor", root=tmp_path / "data")


def test_a_schema_is_no_path_of_this_system(tmp_path: Path) -> None:
    for name in ("x" * 5000, "a\0b", "/dev/null/x"):
        with pytest.raises(sd.SummitDataError):
            sd.validate(write(tmp_path, "table.csv"), name)


# Patterns


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        write(folder, name)
    return folder


def places(pattern: str, folder: Path) -> list[str]:
    report = sd.validate(f"{folder}/{pattern}", SCHEMA)
    return [Path(task.place).relative_to(folder).as_posix() for task in report.tasks]


def test_links_in_a_circle_end_and_each_file_is_listed_once(tmp_path: Path) -> None:
    folder = tree(tmp_path / "data", "a.csv", "sub/b.csv", "sub/deep/c.csv")
    for name, target in (("x", "."), ("y", "."), ("sub/up", ".."), ("sub/deep/z", "../.."), ("other", "sub")):
        (folder / name).symlink_to(target)
    assert places("**/*.csv", folder) == ["a.csv", "sub/b.csv", "sub/deep/c.csv"]
    assert places("*/*.csv", folder) == ["sub/b.csv", "x/a.csv"]


def test_a_file_is_listed_by_its_own_name_and_not_by_that_of_a_link(tmp_path: Path) -> None:
    folder = tree(tmp_path / "data", "z.csv")
    (folder / "a.csv").symlink_to("z.csv")
    assert places("*.csv", folder) == ["z.csv"]
    assert [Path(task.place).name for task in sd.validate(folder, SCHEMA).tasks] == ["z.csv"]


PATTERNS = [
    *("*.csv", "**/*.csv", "*/*.csv", "**/b.csv", "sub/**/*.csv", "[ab].csv", "?.csv", ".*/*.csv", ".h*.csv"),
    *("**/.h*.csv", "*/../*.csv", "sub/*/*.csv", "**/deep/*.csv", "a**.csv", "**/s*/**/*.csv", "nothing*/x.csv"),
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_has_the_rules_of_glob(pattern: str, tmp_path: Path) -> None:
    from glob import glob

    from summitdata.searching import find_files

    folder = tree(tmp_path, "a.csv", "b.csv", "ab.csv", ".h.csv", "sub/b.csv", "sub/deep/c.csv", ".hidden/d.csv",
                  "sub/.h.csv", "other/deep/b.csv", "sub/.git/x.csv")  # fmt: skip
    expected = {os.path.realpath(name) for name in glob(f"{folder}/{pattern}", recursive=True)}  # noqa: PTH207 - to compare
    found = find_files(f"{folder}/{pattern}")
    assert {os.path.realpath(path) for path in found} == expected
    assert found == sorted(found)
    assert len(found) == len(expected)


def test_a_pattern_is_searched_in_time_that_grows_with_the_folders(tmp_path: Path) -> None:
    folder = tmp_path
    for name in "abcdefghijklmnop":
        folder = folder / name
        folder.mkdir()
        (folder / "up").symlink_to(tmp_path)
    with pytest.raises(sd.PackageError, match="no file matches"):
        sd.validate(f"{tmp_path}/**/*/**/*/**/*/**/*/**/*.csv", SCHEMA)


# Standard input


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_stream_is_read_from_standard_input(name: str, tmp_path: Path) -> None:
    schema = schema_file(tmp_path)
    assert "ok    <stdin>  1 row" in run("validate", name, "--schema", schema, text=CONTENT)
    assert "<stdin>:2:1: type-error" in run("validate", name, "--schema", schema, text=b"id,note\nx,x\n")
    assert "note: x -> y" in run("diff", write(tmp_path, "old.csv"), name, "--schema", schema, text=b"id,note\n1,y\n")


def test_a_schema_and_a_baseline_are_read_from_standard_input(tmp_path: Path) -> None:
    table, schema = write(tmp_path, "table.csv"), schema_file(tmp_path)
    assert "valid" in run("validate", table, "--schema", "-", text=schema.read_bytes())
    assert "valid" in run("validate", table, "--schema", schema, "--baseline", "-", text=b"[]")


def test_a_real_pipe_is_read(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "summitdata", "validate", "-", "--schema", str(schema_file(tmp_path))]
    done = subprocess.run(command, input=b"id,note\n1,x\nx,y\n", capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"<stdin>:3:1: type-error" in done.stdout


def test_no_standard_input_and_too_much_of_it_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", None)
        with pytest.raises(sd.PackageError, match="standard input is closed"):
            sd.validate("-", SCHEMA)
    monkeypatch.setattr(opening, "MAX_STREAM_BYTES", 10)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CONTENT * 10)))
    with pytest.raises(sd.PackageError, match="save it to a file"):
        sd.validate("-", SCHEMA)


def test_without_a_schema_a_stream_has_none() -> None:
    with pytest.raises(sd.PackageError, match="<stdin>: no schema is known"):
        run("validate", "-", text=CONTENT)


# Names


@pytest.mark.parametrize("name", ["s3:bucket.csv", "http:x.csv", "a:b.csv", "tab\tand\nline.csv", "back\\slash.csv"])
@pytest.mark.parametrize("engine", ["auto", "frictionless"])
def test_a_file_in_a_folder_may_have_any_name(name: str, engine: str, tmp_path: Path) -> None:
    tree(tmp_path, name)
    assert sd.validate(tmp_path, SCHEMA, engine=engine).valid
    assert not is_local(name)


@pytest.mark.parametrize("folder", ["s3:bucket", "http:", "file:", "C:"])
def test_a_package_may_be_in_a_folder_of_any_name(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / folder, "table.csv")
    write_package(tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    for engine in ("auto", "frictionless"):
        assert sd.validate("*/datapackage.json", engine=engine).valid


# How long it takes


def test_a_package_with_many_resources_is_read_in_time_that_grows_with_them(tmp_path: Path) -> None:
    from summitdata.tabular.inputs import resolve_inputs

    write(tmp_path, "table.csv")
    key = {"fields": "note", "reference": {"resource": "table1", "fields": "note"}}
    resources = [
        {"name": f"table{number}", "path": "table.csv", "schema": SCHEMA | {"foreignKeys": [key]}}
        for number in range(3000)
    ]
    file = write(tmp_path, "datapackage.json", json.dumps({"resources": resources}).encode())
    (batch,) = resolve_inputs(file)
    assert [len(table.other_resources) for table in batch.tables] == [1, 0] + [1] * 2998


@pytest.mark.parametrize("file_format", ["geojson", "xlsx", "gsheets", "s3", "sql", "parquet", "CSV", "html"])
def test_a_table_in_another_format_is_an_error_of_that_table_and_the_others_are_read(
    file_format: str, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("a\n1\n", "utf-8")
    (tmp_path / "other").write_text("{}", "utf-8")
    schema = {"fields": [{"name": "a", "type": "integer"}]}
    resources = [
        {"name": "other", "path": "other", "format": file_format},
        {"name": "table", "path": "table.csv", "schema": schema},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    report = sd.validate(tmp_path)
    assert [(task.name, task.valid) for task in report.tasks] == [("other", False), ("table", True)]
    (error,) = report.errors
    unread = {"xlsx": "not an Excel file", "parquet": "not a Parquet file"}
    assert error.type == ("source-error" if file_format in unread else "format-error")
    assert unread.get(file_format, f'format "{file_format}" is not supported') in error.note
