"""The functions refuse arguments of another type, or that no system can hold, with the errors of the library."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.upkeep.history import pending, versions
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}],
    "primaryKey": "id",
}
CONTENT = "id,note\n1,a\n"


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with one table, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(CONTENT, "utf-8")


NOT_PATHS: dict[str, Any] = {
    "nothing": None, "a number": 5, "a float": 1.5, "bytes": b"t.csv", "an empty text": "", "a NUL": "a\0b",
    "half of a surrogate pair": "\ud800", "a name that is too long": "x" * 5000, "an object": object(),
    "a class": dict, "a function": len, "a folder that is a file": "t.csv/x",
}  # fmt: skip
NOT_SOURCES: dict[str, Any] = {
    "an empty list": [], "an empty dict": {}, "a descriptor": {"resources": []}, "a list of nothing": [None],
    "a list of lists": [["t.csv"]], "bytes in a list": [b"t.csv"], "a path and a number": ("t.csv", 5),
    "an iterator of nothing": iter(()), "a path with a NUL": [Path("a\0b")],
}  # fmt: skip

PATHS: dict[str, Callable[[Any], object]] = {
    "validate": lambda value: sd.validate(value, SCHEMA),
    "read_csv": lambda value: sd.read_csv(value, SCHEMA),
    "diff, old": lambda value: sd.diff(value, "t.csv", schema=SCHEMA),
    "diff, new": lambda value: sd.diff("t.csv", value, schema=SCHEMA),
    "check": sd.check,
    "check, article": lambda value: sd.check(article=value),
    "sync": lambda value: sync(value, write=False),
    "pending": pending,
    "versions": versions,
    "export": lambda value: sd.export("json", value),
    "plot": lambda value: sd.plot("trade", value),
}
WITHOUT_PATH = ("check", "check, article", "sync", "pending", "versions", "export", "plot")
"""Where `None` stands for the package itself, or for no file."""


@pytest.mark.parametrize("name", NOT_PATHS)
@pytest.mark.parametrize("function", PATHS)
def test_what_is_not_a_path_is_refused(function: str, name: str) -> None:
    if NOT_PATHS[name] is None and function in WITHOUT_PATH:
        return
    with pytest.raises((sd.PackageError, sd.UnknownNameError)):
        PATHS[function](NOT_PATHS[name])
    assert [file.name for file in Path.cwd().iterdir()] == ["t.csv"]


@pytest.mark.parametrize("name", NOT_SOURCES)
@pytest.mark.parametrize("function", ["validate", "read_csv", "diff, old", "check", "sync", "export"])
def test_what_is_not_a_list_of_paths_is_refused(function: str, name: str) -> None:
    with pytest.raises(sd.PackageError):
        PATHS[function](NOT_SOURCES[name])


class Named(os.PathLike[str]):
    """A path of another library."""

    def __fspath__(self) -> str:
        return "t.csv"


@pytest.mark.parametrize("source", ["t.csv", Path("t.csv"), Named(), ["t.csv"], ("t.csv",), {"t.csv"}, iter(["t.csv"])])
def test_paths_of_every_kind_are_taken(source: Any) -> None:
    report = sd.validate(source, SCHEMA)
    assert report.valid
    assert [task.place for task in report.tasks] == ["t.csv"]


OPTIONS: dict[str, list[Any]] = {
    "schema": [5, b"x", [], object(), "", "a\0b", "x" * 5000, "\ud800", ["trade"], True],
    "encoding": [5, b"utf-8", "", "a\0b", [], True],
    "delimiter": [5, b",", "", "\0", [], True],
    "limit_errors": [-1, "x", None, 1.5, [], "5", -(10**30)],
    "warn": ["type-error", "", None, 5, [5], [None], b"type-error", {"type-error": 1}.get],
    "engine": [None, 5, [], "fast", {}, "", b"auto"],
    "time_limit": ["x", 0, -1, float("nan"), [], True, b"1", "5"],
    "progress": [5, "x", [], object()],
}


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("stream", [False, True], ids=["file", "stream"])
def test_an_option_of_another_type_is_refused(name: str, stream: bool) -> None:  # noqa: FBT001
    for value in OPTIONS[name]:
        source = io.StringIO(CONTENT) if stream else "t.csv"
        with pytest.raises((sd.UnknownNameError, sd.PackageError)):
            sd.validate(source, **({"schema": SCHEMA} | {name: value}))


CHOICES: dict[str, Callable[[Any], object]] = {
    "export": sd.export, "plot": sd.plot, "load": sd.load, "cite": sd.cite, "figure": sd.figure, "schema": sd.schema,
    "corroborate": lambda value: sd.corroborate(value or "x"), "of": lambda value: sd.cite("apa", value),
    "backend": lambda value: sd.load("gas", value), "read_csv": lambda value: sd.read_csv("t.csv", SCHEMA, value),
    "tables": lambda value: sd.export("json", tables=value or "gas"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_a_name_of_another_type_is_an_unknown_name(name: str) -> None:
    for value in (None, 5, [], {}, [[]], "nonsense", "\ud800", b"gas", object()):
        with pytest.raises((sd.UnknownNameError, sd.PackageError)):  # an empty dict is a bad Table Schema to `schema`
            CHOICES[name](value)


class Stream:
    """An open file of somebody's own."""

    def __init__(self, content: Any, name: Any = "upload.csv") -> None:
        self._content, self._name = content, name

    @property
    def name(self) -> Any:
        if isinstance(self._name, BaseException):
            raise self._name
        return self._name

    def read(self) -> Any:
        if isinstance(self._content, BaseException):
            raise self._content
        return self._content


STREAMS: dict[str, Callable[[], Any]] = {
    "one that gives nothing": lambda: Stream(None),
    "one that gives a number": lambda: Stream(5),
    "one that gives a list": lambda: Stream(["id"]),
    "one that raises OSError": lambda: Stream(OSError(5, "Input/output error")),
    "one that raises ValueError": lambda: Stream(ValueError("x")),
    "one that raises KeyError": lambda: Stream(KeyError(1)),
    "one that raises RecursionError": lambda: Stream(RecursionError()),
    "one whose name raises": lambda: Stream(CONTENT, RuntimeError("x")),
    "one that is closed": lambda: _closed(),  # noqa: PLW0108 - it is below
    "one for writing": lambda: Path("w").open("w", encoding="utf-8"),  # noqa: SIM115 - the test closes it
    "one of another encoding": lambda: io.TextIOWrapper(io.BytesIO(b"\xff\xff"), "utf-8"),
    "half of a surrogate pair": lambda: io.StringIO("id,note\n1,\ud800\n"),
}


def _closed() -> Any:
    file = io.StringIO(CONTENT)
    file.close()
    return file


@pytest.mark.parametrize("name", STREAMS)
def test_an_open_file_that_cannot_be_read_is_an_error_of_the_library(name: str) -> None:
    stream = STREAMS[name]()
    with pytest.raises(sd.PackageError) as caught:
        sd.validate(stream, SCHEMA)
    assert "/tmp" not in str(caught.value)  # noqa: S108 - the copy is not the caller's
    if hasattr(stream, "close"):
        stream.close()


@pytest.mark.parametrize(
    ("name", "place"),
    [("upload.csv", "upload.csv"), ("a/b\n.csv", "a/b\n.csv"), ("", "<stream>"), (5, "<stream>"), (None, "<stream>"),
     (Path("a/b.csv"), "a/b.csv"), (b"x", "<stream>"), ("x" * 500, "x" * 500), ("..", ".."), ("\ud800", "\\ud800"),
     ("a\0b", "a\0b"), ("datapackage.json", "datapackage.json")],
    ids=lambda name: ascii(name)[:20],
)  # fmt: skip
def test_an_open_file_has_its_own_name_in_the_report(name: Any, place: str) -> None:
    binary = CONTENT.encode()
    for content in (CONTENT, binary, bytearray(binary), memoryview(binary)):
        report = sd.validate(Stream(content, name), SCHEMA)
        assert report.valid
        assert [task.place for task in report.tasks] == [place]


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
def test_no_message_about_an_open_file_names_its_copy(engine: str) -> None:
    import tempfile

    for content, schema in (
        ("id\nx\n", SCHEMA),
        ("", SCHEMA),
        ("id,note\n1,a,b\n", SCHEMA),
        (CONTENT, {"fields": [5]}),
    ):
        text = sd.validate(Stream(content), schema, engine=engine).to_json()
        assert tempfile.gettempdir() not in text
        assert "upload.csv" in text
    with pytest.raises(sd.PackageError, match=r"^upload\.csv: no schema is known"):
        sd.validate(Stream(CONTENT))


CODECS = [
    "undefined",
    "rot13",
    "base64",
    "idna",
    "punycode",
    "unicode_escape",
    "utf-7",
    "zlib",
    "hex",
    "no\ufffdne",
    "é",
]


@pytest.mark.parametrize("encoding", CODECS)
def test_an_odd_encoding_is_an_error(encoding: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: sd.validate("t.csv", SCHEMA, encoding=encoding),
        lambda: sd.validate("t.csv", SCHEMA, encoding=encoding, engine="frictionless"),
        lambda: sd.validate(io.StringIO(CONTENT), SCHEMA, encoding=encoding),
        lambda: sd.diff("t.csv", "t.csv", schema=SCHEMA, encoding=encoding),
        lambda: sd.read_csv("t.csv", SCHEMA, encoding=encoding),
    ]
    for call in calls:
        try:
            call()
        except sd.SummitDataError as error:
            assert str(error)  # noqa: PT017 - some of them can read ASCII, so that it need not be an error


def test_many_threads_refuse_and_read_at_once() -> None:
    results: list[bool] = []

    def work() -> None:
        with pytest.raises(sd.PackageError):
            sd.validate(None)
        results.append(sd.validate(io.StringIO(CONTENT), SCHEMA).valid)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 8


@pytest.mark.parametrize("value", ["x", 0, -1, float("nan"), [], True])
def test_a_check_refuses_a_limit_that_is_none(value: Any) -> None:
    with pytest.raises(sd.UnknownNameError, match="time_limit must be a number of seconds above 0"):
        sd.check(time_limit=value)


def test_a_check_of_this_package_whose_time_is_over_says_so() -> None:
    report = sd.check(time_limit=1e-9)
    assert [error.type for error in report.package_errors] == ["time-limit"]


@pytest.mark.parametrize("seconds", [float("inf"), 1e20, 10**400])
def test_a_limit_of_time_may_be_as_large_as_a_number(seconds: float, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a\n1\n", "utf-8")
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": r"(\d)\1?"}}]}
    assert sd.validate(file, schema, time_limit=seconds, engine="frictionless").valid


ITSELF: dict[str, object] = {"fields": []}
ITSELF["self"] = ITSELF
DEEP: dict[str, object] = {}
for _ in range(5000):
    DEEP = {"a": DEEP}
SHARED: dict[str, object] = {}
for _ in range(60):
    SHARED = {"a": SHARED, "b": SHARED}
NOT_PLAIN: dict[str, tuple[dict[Any, Any], str]] = {
    "contains itself": (ITSELF, "nested more than 100 levels"),
    "deep": (DEEP, "nested more than 100 levels"),
    "shares its parts": ({"fields": [{"name": "a", "note": SHARED}]}, "parts on one level"),
    "a set": ({"fields": {1, 2}}, "at /fields, an object of type set"),
    "a generator": ({"fields": (each for each in "ab")}, "at /fields, an object of type generator"),
    "a function": ({"fields": [{"name": "a", "x": len}]}, "at /fields/0/x, an object of type builtin_function"),
    "a lock": ({"fields": [], "lock": threading.Lock()}, "at /lock, an object of type lock"),
    "a module": ({"fields": [{"name": "a", "type": sd}]}, "at /fields/0/type, an object of type module"),
    "bytes": ({"fields": [{"name": b"a"}]}, "at /fields/0/name, an object of type bytes"),
    "a number as a name": ({"fields": [{5: "a"}]}, "a name in the schema/fields/0 must be a text, not int"),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
@pytest.mark.parametrize("engine", ["auto", "frictionless"])
def test_a_schema_has_what_a_file_can_have(name: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema, message = NOT_PLAIN[name]
    monkeypatch.setattr("summitdata.arguments.MOST_PARTS", 5000)  # reached in less time
    with pytest.raises(sd.UnknownNameError, match=message):
        sd.validate("t.csv", schema, engine=engine)
    with pytest.raises(sd.UnknownNameError, match=message):
        sd.read_csv("t.csv", schema)


def test_an_open_file_is_not_a_list_of_paths() -> None:
    file = io.BytesIO(b"a\n1\n")
    with pytest.raises(sd.PackageError, match=r"must be a str or a pathlib\.Path, not BytesIO"):
        sd.read_csv(file, SCHEMA)  # type: ignore[call-overload]
    file.close()
    with pytest.raises(sd.PackageError, match="not BytesIO"):
        sd.read_csv(file, SCHEMA)  # type: ignore[call-overload]
