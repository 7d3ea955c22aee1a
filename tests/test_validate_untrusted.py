"""What a stranger's descriptor, file or options may not do: leave the folder, touch the network, end in a traceback."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from small_table import SCHEMA, write
from summitdata.cli import app


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "package"
    inside.mkdir()
    (inside / "table.csv").symlink_to(write(tmp_path, b"id,note\n1,x\n", "secret.csv"))
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA}
    with pytest.raises(sd.PackageError, match="not the path of a file in the folder"):
        sd.validate(write(inside, json.dumps({"resources": [resource]}).encode(), "datapackage.json"))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a path out of the folder": ({"path": "../table.csv"}, "not the path of a file in the folder"),
    "an absolute path": ({"path": "/etc/passwd"}, "not the path of a file in the folder"),
    "a name that is too long": ({"path": "é" * 300 + ".csv"}, "not the path of a file"),
    "a name with a NUL": ({"path": "a\0.csv"}, "not the path of a file"),
    "a scheme": ({"path": "table.csv", "scheme": "https"}, "only local files"),
    "more paths": ({"path": "table.csv", "extrapaths": ["https://example.org/b.csv"]}, "only local files"),
    "another folder": ({"path": "table.csv", "basepath": "https://example.org"}, "only local files"),
    "a remote profile": ({"path": "table.csv", "profile": "https://example.org/p.json"}, "another host"),
    "a profile that is a file": ({"path": "table.csv", "profile": "../profile.json"}, "is a file"),
    "a remote $schema": ({"path": "table.csv", "$schema": "https://example.org/p.json"}, "another host"),
    "a remote schema": (
        {"path": "table.csv", "schema": "https://example.org/s.json"},
        "not the path of a file in the folder",
    ),
    "a schema out of the folder": (
        {"path": "table.csv", "schema": "../s.json"},
        "not the path of a file in the folder",
    ),
    "a remote dialect": (
        {"path": "table.csv", "dialect": "https://example.org/d.json"},
        "not the path of a file in the folder",
    ),
    "a part of a plain file": ({"path": "table.csv", "innerpath": "a.csv"}, "not a ZIP archive"),
    "an old address": ({"path": "s3:bucket/table.csv"}, "not the path of a file in the folder"),
}
NOT_READ: dict[str, dict[str, Any]] = {
    "a remote path": {"path": "https://example.org/table.csv"},
    "one remote path of several": {"path": ["table.csv", "https://example.org/b.csv"]},
    "a database": {"path": "postgresql://example.org/db", "format": "sql"},
}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", REFUSED)
def test_untrusted_descriptors_are_refused(name: str, tmp_path: Path) -> None:
    resource, message = REFUSED[name]
    write(tmp_path, b"id,note\n1,x\n")
    descriptor = {"resources": [{"name": "table", "schema": SCHEMA, **resource}]}
    with pytest.raises(sd.PackageError, match=message):
        sd.validate(write(tmp_path, json.dumps(descriptor).encode(), "datapackage.json"))


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", NOT_READ)
def test_an_address_is_not_followed(name: str, tmp_path: Path) -> None:
    write(tmp_path, b"id,note\n1,x\n")
    descriptor = {"resources": [{"name": "table", "schema": SCHEMA, **NOT_READ[name]}]}
    report = sd.validate(write(tmp_path, json.dumps(descriptor).encode(), "datapackage.json"))
    assert [error.type for error in report.errors] == ["scheme-error"]


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    "reference",
    [{"package": "https://example.org/datapackage.json"}, {"resource": "https://example.org/a.csv"}, {"$ref": "x"}],
)
def test_a_key_into_another_host_is_an_error_of_the_report(reference: dict[str, str], tmp_path: Path) -> None:
    key = {"fields": ["id"], "reference": {"fields": ["id"], "resource": "", **reference}}
    if "resource" not in reference:
        key["reference"] = {"fields": ["id"], **reference}
    write(tmp_path, b"id,note\n1,x\n")
    resource = {"name": "table", "path": "table.csv", "schema": {**SCHEMA, "foreignKeys": [key]}}
    file = write(tmp_path, json.dumps({"resources": [resource]}).encode(), "datapackage.json")
    try:
        sd.validate(file)
    except sd.SummitDataError as error:
        assert str(error)  # noqa: PT017 - to refuse is as good


def test_what_is_not_a_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name, message in (
        ("pipe.csv", "not a regular file"),
        ("folder.csv", "neither a datapackage.json nor"),
        ("no.csv", "no such file"),
    ):
        with pytest.raises(sd.PackageError, match=message):
            sd.validate(tmp_path / name, SCHEMA)
    with pytest.raises(sd.PackageError, match="local files"):
        sd.validate("https://example.org/table.csv", SCHEMA)


def test_a_schema_with_a_profile_elsewhere_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\n1,x\n")
    with pytest.raises(sd.PackageError, match="another host"):
        sd.validate(file, {**SCHEMA, "$schema": "https://example.org/tableschema.json"})


CRASHING = {
    "a bound of another type": {"name": "id", "type": "integer", "constraints": {"minimum": 0.5}},
    "a key without a hash": {"name": "id", "type": "array", "constraints": {"unique": True}},
}


@pytest.mark.parametrize("name", CRASHING)
def test_what_crashes_frictionless_is_an_error_of_the_report(name: str, tmp_path: Path) -> None:
    cell = b'"[1]"' if CRASHING[name]["type"] == "array" else b"5"
    report = sd.validate(write(tmp_path, b"id,z\n" + cell + b",1\n"), {"fields": [CRASHING[name], {"name": "z"}]})
    assert [error.type for error in report.errors] == ["source-error"]


MALFORMED_KEYS: dict[str, list[Any]] = {
    "uniqueKeys": [5, True, "id", {"id": 1}, [[]], [None], [5], [{}], [["id", None]]],
    "primaryKey": [5, True, {"id": 1}, [[]], [None], ["no such field"]],
    "foreignKeys": [5, "id", [[]], [None], [{}], [{"fields": ["id"]}], [{"reference": {}}]],
}


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize(("name", "keys"), [(name, keys) for name in MALFORMED_KEYS for keys in MALFORMED_KEYS[name]])
def test_a_malformed_key_is_not_a_traceback(name: str, keys: Any, engine: str, tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\n1,x\n1,x\n")
    report, expected = (sd.validate(file, {**SCHEMA, name: keys}, engine=each) for each in (engine, "frictionless"))
    assert report.flatten(("type", "rowNumber", "note")) == expected.flatten(("type", "rowNumber", "note"))
    if name == "uniqueKeys":
        assert [error.type for error in report.errors] == ["source-error"]
        assert "uniqueKeys" in report.errors[0].message


OPTIONS = ["--schema", "--format", "--limit-errors", "--encoding", "--delimiter", "--warn", "--baseline", "--output"]


WORDS = st.sampled_from(["", "x", "0", "-1", "\0", "utf-99", ";;", "trade", "json", "schema.json", "/dev/null", "é"])


@settings(max_examples=examples(40))
@given(
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["fields", "name", "type", "constraints", "primaryKey", "foreignKeys", "missingValues"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
    st.lists(st.tuples(st.sampled_from(OPTIONS), WORDS), max_size=3),
)
def test_no_input_is_a_traceback(content: bytes, schema: Any, options: list[tuple[str, str]]) -> None:
    """Run the command in this process: anything but an exit, or an error of the library, is a traceback."""
    with TemporaryDirectory() as folder:
        Path(folder, "table.csv").write_bytes(content)
        Path(folder, "schema.json").write_text(json.dumps(schema), "utf-8")
        arguments = [text for pair in options for text in pair if "\0" not in text]
        line = ["validate", f"{folder}/table.csv", "--schema", f"{folder}/schema.json", *arguments]
        with contextlib.chdir(folder):
            result = CliRunner().invoke(app, line)
        if result.exception is not None:
            assert isinstance(result.exception, SystemExit | sd.SummitDataError), line
