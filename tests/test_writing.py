"""All files are written in one way: whole or not at all, to devices and pipes without replacing them, no draft left."""

from __future__ import annotations

import ast
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata import writing
from summitdata.writing import atomic_path, copy_file, remove_file, temporary_file, write_bytes, write_parts, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = Path(sd.__file__).parent

ALLOWED = {
    ("cli_setup.py", "(folder / file.path).parent.mkdir(parents=True, exist_ok=True)"): "the folder of a workflow",
    ("datapackage.py", 'tempfile.mkdtemp(prefix="summitdata-")'): "the data of a zip, in a folder for this process",
    ("datapackage.py", "shutil.rmtree(folder, ignore_errors=True)"): "the same folder, when the process ends",
    ("validation/dataframes.py", 'file.open("wb")'): "a temporary file of ours",
    ("validation/row_screen.py", 'copy.open("w", encoding="utf-8", newline="")'): "a temporary file of ours",
    ("validation/splitting.py", 'valid.open("w", encoding=encoding, newline="")'): "a path of atomic_path",
    (
        "validation/splitting.py",
        'invalid.open("w", encoding=encoding, newline="", errors="backslashreplace")',
    ): "a path of atomic_path",
    ("opening.py", 'TemporaryDirectory(prefix="summitdata-")'): "the copy of standard input, to read it as a file",
    ("opening.py", 'file.open("xb")'): "the copy of standard input, to read it as a file",
    ("opening.py", "os.open(name, flags)"): "it only reads: what it opens is looked at before it is read",
    ("tabular/packings.py", "archive.open(entry)"): "it reads a file of an archive",
    ("tabular/packings.py", "file.rename(target)"): "a temporary file of ours",
    ("tabular/unpacking.py", 'tempfile.mkdtemp(prefix="summitdata-")'): "the unpacked copy of a file",
    ("tabular/unpacking.py", 'self.file.open("xb", buffering=0)'): "the same copy",
    ("tabular/unpacking.py", "shutil.rmtree(folder, ignore_errors=True)"): "the folder of the same copy",
    ("exports/archive.py", 'file.open("wb")'): "the path is from atomic_path, and the archive is a stream of parts",
    ("exports/excel.py", 'file.open("wb")'): "the path is from atomic_path, and the archive is a stream of parts",
    ("validation/worker_process.py", 'os.fdopen(os.dup(0), "rb")'): "the pipe from the caller",
    ("validation/worker_process.py", 'os.fdopen(os.dup(1), "wb")'): "the pipe to the caller",
    ("validation/worker_process.py", "os.open(os.devnull, os.O_RDWR)"): "where a library prints to in a worker",
    ("validation/worker_process.py", "os.dup2(nowhere, 0)"): "where a library prints to in a worker",
    ("validation/worker_process.py", "os.dup2(nowhere, 1)"): "where a library prints to in a worker",
    ("progress_line.py", "shutil.get_terminal_size()"): "it reads the width of the terminal",
    ("table_text.py", "shutil.get_terminal_size((120, 24))"): "it reads the width of the terminal",
}
"""The calls outside of writing.py and streams.py that look like writing, each with the reason."""

WRITERS = {
    *("write_text", "write_bytes", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory"),
    *("SpooledTemporaryFile", "unlink", "remove", "rename", "renames", "mkdir", "makedirs", "rmdir", "removedirs"),
    *("symlink", "symlink_to", "link", "hardlink_to", "touch", "chmod", "chown", "truncate", "mkfifo", "mknod"),
    *("utime", "dup2", "fdopen", "writelines"),
}


def _mode(call: ast.Call, position: int) -> str:
    values = [keyword.value for keyword in call.keywords if keyword.arg == "mode"] + call.args[position : position + 1]
    return "".join(str(value.value) if isinstance(value, ast.Constant) else "w" for value in values)


def _writes(call: ast.Call) -> bool:  # noqa: PLR0911 - one for each kind of call
    """Return whether a call writes to the file system or prints, by its name."""
    function = call.func
    if isinstance(function, ast.Name):
        own = {"write_text", "write_bytes"}  # those of writing.py
        if function.id == "open":
            return bool(set(_mode(call, 1)) & set("wax+"))
        return function.id == "print" or (function.id in WRITERS and function.id not in own)
    if not isinstance(function, ast.Attribute):
        return False
    owner = ast.unparse(function.value)
    if owner == "shutil" or (owner == "os" and function.attr in ("open", "replace", "write")):
        return True
    if function.attr == "open":
        return bool(set(_mode(call, 0)) & set("wax+"))
    if function.attr == "replace":  # that of a path takes one argument, that of a text two
        return len(call.args) == 1 and not call.keywords
    if owner.startswith(("sys.stdout", "sys.stderr")):
        return function.attr.startswith("write")
    return function.attr in WRITERS


def _calls() -> Iterator[tuple[str, str]]:
    for file in SOURCE.rglob("*.py"):
        name = file.relative_to(SOURCE).as_posix()
        if name not in ("writing.py", "streams.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _writes(node):
                    yield name, ast.unparse(node).replace("'", '"')


def test_nothing_is_written_but_by_the_functions_for_it() -> None:
    found = set(_calls())
    assert found - set(ALLOWED) == set(), "write with summitdata.writing or summitdata.streams, or say why not"
    assert set(ALLOWED) - found == set(), "this is no longer in the code"


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("open('x', 'w')", True), ("open('x', mode='ab')", True), ("open('x')", False), ("path.open('r+')", True),
        ("path.open('rb')", False), ("path.replace(target)", True), ("text.replace('a', 'b')", False),
        ("replace(task, file=None)", False), ("os.replace(a, b)", True), ("shutil.move(a, b)", True),
        ("path.write_text('x')", True), ("write_text(path, 'x')", False), ("print('x')", True),
        ("sys.stdout.write('x')", True), ("file.unlink()", True), ("tempfile.mkstemp()", True),
        ("open(name, mode)", True), ("values.remove(x)", True),
    ],
)  # fmt: skip
def test_the_test_above_finds_what_writes(line: str, writes: bool) -> None:  # noqa: FBT001
    (call,) = (node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call))
    assert _writes(call) is writes


def test_only_one_function_writes_to_stdout() -> None:
    tree = ast.parse((SOURCE / "streams.py").read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    writers = [
        function.name
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write"
        if ast.unparse(node.func.value) != "os"
    ]
    assert writers == ["write_stdout_parts", "write_stderr"]


def listed(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_is_written_and_overwritten_with_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_text(file, "é")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~umask
    file.chmod(0o640)
    write_text(file, "new")
    assert (file.read_text("utf-8"), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o640)
    with pytest.raises(sd.PackageError, match="exists"):
        write_text(file, "newer", overwrite=False)
    assert listed(tmp_path) == ["a.txt"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to somebody else")
def test_an_overwritten_file_keeps_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old", "utf-8")
    os.chown(file, 12345, 23456)
    write_text(file, "new")
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 23456)


def a_link(folder: Path) -> tuple[Path, Path]:
    (folder / "file").write_text("old", "utf-8")
    (folder / "link").symlink_to("file")
    return folder / "link", folder / "file"


def a_link_to_a_link(folder: Path) -> tuple[Path, Path]:
    link, file = a_link(folder)
    (folder / "second").symlink_to(link)
    return folder / "second", file


def a_link_to_nothing(folder: Path) -> tuple[Path, Path]:
    (folder / "link").symlink_to("new")
    return folder / "link", folder / "new"


def a_link_into_another_folder(folder: Path) -> tuple[Path, Path]:
    (folder / "there").mkdir()
    (folder / "link").symlink_to("there/new")
    return folder / "link", folder / "there" / "new"


@pytest.mark.parametrize("make", [a_link, a_link_to_a_link, a_link_to_nothing, a_link_into_another_folder])
def test_a_link_is_written_to_and_stays(make: Callable[[Path], tuple[Path, Path]], tmp_path: Path) -> None:
    link, file = make(tmp_path)
    write_text(link, "new")
    assert link.is_symlink()
    assert file.read_text("utf-8") == "new"
    assert sd.export("json", link, overwrite=True) == link
    assert link.is_symlink()
    assert not file.is_symlink()
    assert file.read_text("utf-8") == sd.export("json")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a device")
@pytest.mark.parametrize("format", ["json", "sqlite"])
def test_a_device_is_written_to_and_stays(format: str, tmp_path: Path) -> None:
    null = tmp_path / "null"
    try:
        os.mknod(null, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("this container lets nobody make a device")
    write_text(null, "text")
    sd.export(format, null)  # there is nothing to overwrite
    assert stat.S_ISCHR(null.stat().st_mode)
    assert listed(tmp_path) == ["null"]


def test_the_null_device_takes_everything() -> None:
    write_text(Path("/dev/null"), "text")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("size", [5, 1_000_000], ids=["small", "more than a pipe holds"])
def test_a_pipe_is_written_to_and_stays(size: int, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_bytes(pipe, b"x" * size)
    reader.join(10)
    assert len(read[0]) == size
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert listed(tmp_path) == ["pipe"]


def test_a_pipe_that_nobody_reads_is_an_error_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SECONDS_FOR_A_READER", 0.1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(sd.PackageError, match="a pipe that nobody reads: start its reader first"):
        write_text(tmp_path / "pipe", "text")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd", "/proc/PID/fd"])
@pytest.mark.parametrize("linked", [False, True])
def test_an_open_file_is_written_to_where_it_stands(folder: str, linked: bool, tmp_path: Path) -> None:  # noqa: FBT001
    folder = folder.replace("PID", str(os.getpid()))  # not in the parameter: test processes would have other names
    if not Path(folder).is_dir():
        pytest.skip(f"this system has no {folder}")
    with (tmp_path / "open").open("wb") as stream:
        stream.write(b"before ")
        stream.flush()
        file = Path(folder, str(stream.fileno()))
        if linked:
            (tmp_path / "link").symlink_to(file)
            file = tmp_path / "link"
        write_text(file, "first ")
        write_text(file, "second")
    assert (tmp_path / "open").read_bytes() == b"before first second"


def test_an_open_file_of_another_process_is_written_to(tmp_path: Path) -> None:
    import subprocess
    import sys

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system has no /proc")
    with (tmp_path / "log").open("wb") as log:
        code = "input()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=log) as process:
            write_text(Path(f"/proc/{process.pid}/fd/1"), "text")
            process.communicate(b"\n")
    assert (tmp_path / "log").read_bytes() == b"text"
    assert listed(tmp_path) == ["log"]


def test_a_file_that_is_open_for_reading_only_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "open").write_bytes(b"old")
    with (tmp_path / "open").open("rb") as stream, pytest.raises(sd.PackageError, match="cannot write"):
        write_text(Path(f"/dev/fd/{stream.fileno()}"), "text")


def a_folder(folder: Path) -> Path:
    (folder / "folder").mkdir()
    return folder / "folder"


def a_link_to_itself(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def a_link_to_a_folder(folder: Path) -> Path:
    (folder / "link").symlink_to(a_folder(folder))
    return folder / "link"


def a_socket(folder: Path) -> Path:
    import socket

    server = socket.socket(socket.AF_UNIX)
    with pytest.MonkeyPatch.context() as patch:  # the path of a socket is short
        patch.chdir(folder)
        server.bind("socket")
    server.close()
    return folder / "socket"


CANNOT: dict[str, Callable[[Path], Path]] = {
    "a folder": a_folder,
    "a link to a folder": a_link_to_a_folder,
    "a link to itself": a_link_to_itself,
    "a socket": a_socket,
    "no folder": lambda folder: folder / "nowhere" / "x",
    "a file as the folder": lambda _: Path(__file__) / "x",
    "a name that is too long": lambda folder: folder / ("x" * 300),
    "a path that is too long": lambda folder: folder.joinpath(*["x" * 100] * 60),
    "a NUL": lambda folder: folder / "a\0b",
    "half of a surrogate pair": lambda folder: folder / "\ud800",
    "nothing": lambda _: Path("/"),
    "a full device": lambda _: Path("/dev/full"),
    "a folder of the kernel": lambda _: Path("/proc/x"),
}


@pytest.mark.parametrize("name", CANNOT)
def test_what_cannot_be_written_is_an_error_of_the_library_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    target = CANNOT[name](tmp_path)
    if not target.anchor or (target.is_relative_to("/dev") and not target.exists()):
        pytest.skip(f"this system has no {target}")
    before = listed(tmp_path)
    with pytest.raises(sd.PackageError):
        write_text(target, "x" * 100_000)
    with pytest.raises(sd.PackageError):
        sd.export("sqlite", target, overwrite=True)
    assert listed(tmp_path) == before


def test_a_folder_that_may_not_be_written_to_is_an_error(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write to any folder")
    file = tmp_path / "a"
    file.write_text("old", "utf-8")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(sd.PackageError, match="cannot write: Permission denied"):
            write_text(file, "new")
        assert file.read_text("utf-8") == "old"
    finally:
        tmp_path.chmod(0o700)


def test_a_text_with_half_of_a_surrogate_pair_is_not_half_written(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="half of a surrogate pair"):
        write_text(tmp_path / "a", "é" * 100_000 + "\ud800")
    assert listed(tmp_path) == []


RAISED: list[BaseException] = [
    OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError(), RecursionError(), SystemExit(3),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), ValueError("of a library"), GeneratorExit(),
]  # fmt: skip


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("suffix", ["", ".txt"], ids=["file", "folder"])
def test_whatever_is_raised_leaves_what_was_there(error: BaseException, suffix: str, tmp_path: Path) -> None:
    target = tmp_path / "here"
    with atomic_path(target, suffix=suffix) as new:
        (new / "a.txt" if suffix else new).write_bytes(b"old")
    expected = sd.PackageError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected), atomic_path(target, overwrite=True, suffix=suffix) as new:  # noqa: PT012 - the block raises
        (new / "a.txt" if suffix else new).write_bytes(b"half")
        new.parent.joinpath("journal").write_bytes(b"of a library")
        raise error
    assert listed(tmp_path) == ["here"]
    assert (target / "a.txt" if suffix else target).read_bytes() == b"old"


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("call", ["replace", "chmod", "mkdir"])
@pytest.mark.parametrize("suffix", ["", ".txt"], ids=["file", "folder"])
def test_whatever_the_last_steps_raise_leaves_what_was_there(
    error: BaseException, call: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "here"
    with atomic_path(target, suffix=suffix) as new:
        (new / "a.txt" if suffix else new).write_bytes(b"old")
    original = getattr(Path, call)

    def after(self: Path, *arguments: Any, **options: Any) -> Any:
        result = original(self, *arguments, **options)
        if self.name == "here" and call == "replace" and arguments[0].name != "old":
            return result  # done: it cannot be undone
        raise error

    monkeypatch.setattr(Path, call, after)
    expected = sd.PackageError if isinstance(error, OSError) else type(error)
    try:
        with atomic_path(target, overwrite=True, suffix=suffix) as new:
            (new / "a.txt" if suffix else new).write_bytes(b"new")
    except expected:
        content = b"old"
    else:
        content = b"new"
    monkeypatch.undo()
    assert listed(tmp_path) == ["here"]
    assert (target / "a.txt" if suffix else target).read_bytes() == content


def test_a_failed_read_is_not_called_a_failed_write(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, atomic_path(tmp_path / "x"):
        (tmp_path / "input").read_bytes()
    assert not isinstance(caught.value, sd.PackageError)
    assert listed(tmp_path) == []


def test_a_disk_that_is_full_is_an_error(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(sd.PackageError, match="cannot write: File too large"):
            write_text(tmp_path / "a", "x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert listed(tmp_path) == []


def test_a_write_that_takes_a_part_at_a_time_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: original(descriptor, bytes(content)[:7]))
    write_text(tmp_path / "a", "0123456789" * 10)
    assert (tmp_path / "a").read_text("utf-8") == "0123456789" * 10


OUTSIDE: dict[str, Callable[[Path, Path], Path]] = {
    "a link to a file": lambda root, other: _linked(root / "x", other / "x"),
    "a link to nothing": lambda root, other: _linked(root / "x", other / "new"),
    "a link to a folder": lambda root, other: _linked(root / "d", other) / "x",
    "dots": lambda root, other: root / ".." / other.name / "x",
    "another path": lambda _, other: other / "x",
    "an open file": lambda *_: Path("/dev/fd/1"),
    "a name that begins alike": lambda root, _: root.with_name(root.name + "2") / "x",
}


def _linked(link: Path, target: Path) -> Path:
    link.symlink_to(target)
    return link


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_is_to_stay_in_a_folder_does(name: str, tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    for folder in (root, other, tmp_path / "root2"):
        folder.mkdir()
    (other / "x").write_text("old", "utf-8")
    file = OUTSIDE[name](root, other)
    with pytest.raises(sd.PackageError, match="which is not in"):
        write_text(file, "new", inside=root)
    with pytest.raises(sd.PackageError, match="which is not in"):
        copy_file(b"new", file, inside=root)
    if not file.is_symlink() and name != "an open file":
        with pytest.raises(sd.PackageError, match="which is not in"):
            remove_file(file, inside=root)
    assert (other / "x").read_text("utf-8") == "old"
    assert listed(other) == ["x"]


def test_a_link_is_removed_and_not_its_target(tmp_path: Path) -> None:
    link, file = a_link(tmp_path)
    remove_file(link, inside=tmp_path)
    assert file.read_text("utf-8") == "old"
    assert not os.path.lexists(link)


def test_a_temporary_file_goes_whatever_is_raised() -> None:
    with pytest.raises(KeyboardInterrupt), temporary_file("a.csv", b"content") as file:  # noqa: PT012 - the block raises
        assert file.read_bytes() == b"content"
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        raise KeyboardInterrupt
    assert not file.parent.exists()


def test_each_part_is_written_before_the_next_is_made(tmp_path: Path) -> None:
    """A report on a hundred thousand errors is never in memory as one text."""
    sizes: list[int] = []

    def parts() -> Iterator[str]:
        for _ in range(3):
            yield "é" * writing.PIECE
            (draft,) = tmp_path.glob(".summitdata-*/a.txt")
            sizes.append(draft.stat().st_size)

    write_parts(tmp_path / "a.txt", parts())
    assert sizes == [2 * writing.PIECE, 4 * writing.PIECE, 6 * writing.PIECE]
    assert (tmp_path / "a.txt").read_text("utf-8") == "é" * 3 * writing.PIECE


def test_a_file_stays_if_one_of_its_parts_cannot_be_made(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "a" * 2 * writing.PIECE
        raise ValueError("the second part")

    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(ValueError, match="the second part"):
        write_parts(tmp_path / "a.txt", parts())
    assert (tmp_path / "a.txt").read_text("utf-8") == "old"
    assert listed(tmp_path) == ["a.txt"]


def test_half_of_a_surrogate_pair_is_named_by_its_place_among_all_parts(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="character 5 of the text"):
        write_parts(tmp_path / "a.txt", ["ab", "cd\ud800"])
    assert listed(tmp_path) == []


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_a_command_that_is_ended_while_it_writes_leaves_no_draft(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a\n1\n")
    (tmp_path / "schema.json").write_text('{"fields": [{"name": "a"}]}')
    (tmp_path / "report.json").write_text("old")
    # A process that is started by nohup ignores SIGHUP, and so do those that it starts: the command must be asked anew.
    code = """
import signal, sys, time
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from summitdata import writing
from summitdata.__main__ import main
writing.write_whole = lambda *_: (print("writing", flush=True), time.sleep(60))
sys.argv[0] = "summitdata"
main()
"""
    words = ["validate", "table.csv", "--schema", "schema.json", "-f", "json", "-o", "report.json"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(number)
        assert process.wait() == -number
        assert process.stderr.read() == b""
    assert listed(tmp_path) == ["report.json", "schema.json", "table.csv"]
    assert (tmp_path / "report.json").read_text() == "old"


def test_another_name_of_a_file_keeps_its_old_content(tmp_path: Path) -> None:
    """A file is replaced and not written to: who reads it under either name sees the old or the new one, never half."""
    write_text(tmp_path / "a.txt", "old")
    (tmp_path / "other.txt").hardlink_to(tmp_path / "a.txt")
    write_text(tmp_path / "a.txt", "new")
    assert ((tmp_path / "a.txt").read_text(), (tmp_path / "other.txt").read_text()) == ("new", "old")
