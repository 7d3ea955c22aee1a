"""Compressed tables: read like the plain files that they hold, and an error of their own where they cannot be."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import sys
import tarfile
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata.cli import app
from summitdata.tabular import packings, unpacking
from summitdata.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}],
    "primaryKey": ["id"],
}
CLEAN = b"id,note\n1,x\n2,y\n"
CONTENTS = {
    "clean": CLEAN,
    "errors after a cell of two lines": b'id,note\n1,"x\ny"\nz,b\n1,c\n',
    "no line end and a byte order mark": b"\xef\xbb\xbfid,note\r\n1,x\r\n1,y",
    "a short row": b"id,note\n1\n\n2,y,z\n",
}


def zipped(content: bytes, *names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda content: pa.compress(content, "zstd", asbytes=True),
    "zip": lambda content: zipped(content, "folder/table.csv"),
}


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def package(folder: Path, *resources: dict[str, Any]) -> Path:
    named = [{"name": f"table{number}", "schema": SCHEMA, **one} for number, one in enumerate(resources)]
    return write(folder / "datapackage.json", json.dumps({"resources": named}).encode())


def found(task: Any) -> list[Any]:
    return [(error.type, error.note, error.row_number, error.line_number, error.column_number) for error in task.errors]


def test_every_kind_is_tried() -> None:
    assert set(PACK) == set(packings.PACKINGS)


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("packing", PACK)
def test_a_compressed_file_is_validated_as_the_plain_one(
    packing: str, content: bytes, engine: str, tmp_path: Path
) -> None:
    (plain,) = sd.validate(write(tmp_path / "plain.csv", content), SCHEMA, engine=engine).tasks
    file = write(tmp_path / f"table.csv.{packing}", PACK[packing](content))
    (task,) = sd.validate(file, SCHEMA, engine=engine).tasks
    assert (found(task), task.totals, task.engine) == (found(plain), plain.totals, plain.engine)
    assert task.stats.rows == plain.stats.rows
    assert (task.place, task.name) == (str(file), "table")
    packed = file.read_bytes()  # as frictionless has it
    assert (task.stats.bytes, task.stats.sha256) == (len(packed), hashlib.sha256(packed).hexdigest())


@pytest.mark.parametrize("packing", PACK)
def test_a_compressed_file_is_read_described_and_compared(packing: str, tmp_path: Path) -> None:
    file = write(tmp_path / f"table.csv.{packing}", PACK[packing](CLEAN))
    assert sd.read_csv(file, SCHEMA)["note"].to_list() == ["x", "y"]
    (resource,) = sd.describe(file).descriptor["resources"]
    assert (resource["name"], resource["path"]) == ("table", file.name)
    assert [field["type"] for field in resource["schema"]["fields"]] == ["integer", "string"]
    write(tmp_path / "datapackage.json", sd.describe(tmp_path).to_json().encode())
    assert sd.validate(tmp_path).valid
    (tmp_path / "other").mkdir()
    other = write(tmp_path / "other" / "table.csv", b"id,note\n1,x\n2,z\n")
    result = CliRunner().invoke(app, ["diff", str(file), str(other), "--schema", str(schema_file(tmp_path))])
    assert "z" in result.output


def schema_file(folder: Path) -> Path:
    return write(folder / "schema.json", json.dumps(SCHEMA).encode())


@pytest.mark.parametrize("packing", PACK)
def test_the_command_shows_the_lines_of_a_compressed_file(packing: str, tmp_path: Path) -> None:
    file = write(tmp_path / f"table.csv.{packing}", PACK[packing](b"id,note\nz,b\n"))
    result = CliRunner().invoke(
        app, ["validate", str(file), "--schema", str(schema_file(tmp_path)), "--format", "text"]
    )
    assert result.exit_code == 1
    assert f"{file}:2:1: type-error" in result.output
    assert "2 | z,b" in result.output


@pytest.mark.parametrize("packing", PACK)
def test_standard_input_and_open_files_may_be_compressed(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = PACK[packing](b"id,note\nz,b\n")
    file = write(tmp_path / "data", content)
    with file.open("rb") as stream:
        assert [error.line_number for error in sd.validate(stream, SCHEMA).errors] == [2, 2]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert [error.line_number for error in sd.validate("-", SCHEMA).errors] == [2, 2]


@pytest.mark.parametrize("name", ["table.txt", "table.dat", "table", "TABLE.CSV.GZ", "table.txt.gz", "table.gz"])
def test_a_file_that_the_caller_names_may_have_any_suffix(name: str, tmp_path: Path) -> None:
    content = gzip.compress(CLEAN) if name.lower().endswith("gz") else CLEAN
    report = sd.validate(write(tmp_path / name, content), SCHEMA)
    assert (report.valid, report.tasks[0].stats.rows) == (True, 2)


@pytest.mark.parametrize("name", ["table.tsv", "table.tsv.gz", "table.tsv.zip"])
def test_tabs_are_between_the_cells_of_tsv(name: str, tmp_path: Path) -> None:
    content = CLEAN.replace(b",", b"\t")
    pack = {"gz": gzip.compress, "zip": PACK["zip"]}.get(name.rpartition(".")[2], bytes)
    file = write(tmp_path / name, pack(content))
    assert sd.validate(file, SCHEMA).valid
    package(tmp_path, {"path": name})
    assert sd.validate(tmp_path).valid


@pytest.mark.parametrize("packing", PACK)
def test_a_folder_and_a_pattern_lead_to_compressed_files(packing: str, tmp_path: Path) -> None:
    write(tmp_path / f"table.csv.{packing}", PACK[packing](CLEAN))
    assert sd.validate(tmp_path, SCHEMA).tasks[0].stats.rows == 2
    assert sd.validate(f"{tmp_path}/*.csv.*", SCHEMA).tasks[0].stats.rows == 2


@pytest.mark.parametrize("packing", PACK)
def test_a_descriptor_states_size_and_hash_of_the_compressed_file(packing: str, tmp_path: Path) -> None:
    content = PACK[packing](CLEAN)
    write(tmp_path / "data.bin", content)
    stated = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "rows": 2}
    file = package(tmp_path, {"path": "data.bin", "compression": packing, "format": "csv", **stated})
    assert sd.validate(file).valid
    package(tmp_path, {"path": "data.bin", "compression": packing, "format": "csv", "bytes": 1, "hash": "f00"})
    assert [error.type for error in sd.validate(file).errors] == ["byte-count", "hash-count"]


def test_a_row_count_is_that_of_the_content(tmp_path: Path) -> None:
    write(tmp_path / "a.csv.gz", gzip.compress(CLEAN))
    report = sd.validate(package(tmp_path, {"path": "a.csv.gz", "rows": 3}))
    assert [error.type for error in report.errors] == ["row-count"]


def tarred() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(CLEAN)
        archive.addfile(entry, io.BytesIO(CLEAN))
    return stream.getvalue()


UNPACKED_TO: dict[str, tuple[str, bytes, str, str]] = {
    "a tar archive": ("a.tar.gz", tarred(), "this is a tar archive", "unpack it"),
    "a gz file": ("a.csv.gz", gzip.compress(CLEAN), "this is a gzip file", "unpack it once"),
    "a ZIP archive": ("a.csv.xz", zipped(CLEAN, "a.csv"), "this is a ZIP file", "unpack it once"),
    "a workbook": ("a.csv.bz2", zipped(CLEAN, "[Content_Types].xml"), "this is an Excel file", "call it .xlsx"),
    "UTF-16": ("a.csv.zst", CLEAN.decode().encode("utf-16"), "another encoding", "--encoding utf-16"),
}


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize("name", UNPACKED_TO)
def test_what_a_file_unpacks_to_and_is_no_table_is_named(name: str, engine: str, tmp_path: Path) -> None:
    path, content, title, advice = UNPACKED_TO[name]
    file = write(tmp_path / path, PACK[path.rpartition(".")[2]](content))
    (cause,) = sd.validate(file, SCHEMA, engine=engine).tasks[0].causes
    assert cause.title == title
    assert advice in cause.note


def test_an_archive_of_several_files_needs_the_name_of_one(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", zipped(CLEAN, "one.csv", "two.csv"))
    report = sd.validate(package(tmp_path, {"path": "a.zip"}, {"path": "a.zip", "innerpath": "two.csv"}))
    assert [[error.type for error in task.errors] for task in report.tasks] == [["compression-error"], []]
    assert "2 files: 'one.csv', 'two.csv'" in report.errors[0].note
    assert "innerpath" in report.errors[0].note


def test_the_second_files_of_macos_are_not_counted(tmp_path: Path) -> None:
    file = write(tmp_path / "a.zip", zipped(CLEAN, "a.csv", "__MACOSX/._a.csv"))
    assert sd.validate(file, SCHEMA).valid


def encrypted() -> bytes:
    content = bytearray(zipped(CLEAN, "a.csv"))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


DAMAGED = {
    "a gz file that ends early": ("a.csv.gz", gzip.compress(CLEAN)[:-9], "damaged"),
    "a gz file with a wrong byte": ("a.csv.gz", gzip.compress(CLEAN)[:-6] + b"abcdef", "damaged"),
    "no gz file": ("a.csv.gz", CLEAN, "it is not a gz file: call it what it is, without .gz"),
    "text after a gz file": ("a.csv.gz", gzip.compress(CLEAN) + b"x", "damaged"),
    "a bz2 file that ends early": ("a.csv.bz2", bz2.compress(CLEAN)[:-3], "damaged"),
    "an xz file that ends early": ("a.csv.xz", lzma.compress(CLEAN)[:-3], "damaged"),
    "an xz file that wants much memory": (
        "a.csv.xz",
        lzma.compress(CLEAN, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])[:20] + b"x" * 30,
        "damaged",
    ),
    "a zst file that ends early": ("a.csv.zst", PACK["zst"](CLEAN)[:-3], "damaged"),
    "no zst file": ("a.csv.zst", CLEAN, "it is not a zst file"),
    "no ZIP archive": ("a.csv.zip", CLEAN, "it is not a zip file"),
    "a bz2 file called gz": ("a.csv.gz", bz2.compress(CLEAN), "it is not a gz file but a bz2 file: call it .bz2"),
    "a ZIP archive called xz": ("a.csv.xz", zipped(CLEAN, "a.csv"), "it is not a xz file but a zip file: call it .zip"),
    "a gz file called zip": ("a.csv.zip", gzip.compress(CLEAN), "it is not a zip file but a gz file: call it .gz"),
    "a workbook called zip": ("a.zip", zipped(CLEAN, "[Content_Types].xml", "xl/workbook.xml"), "call it .xlsx"),
    "an OpenDocument file called zip": ("a.zip", zipped(CLEAN, "mimetype", "content.xml"), "save it as .xlsx or CSV"),
    "an archive that is cut": ("a.zip", zipped(CLEAN, "a.csv")[:40], "damaged"),
    "an archive of nothing": ("a.csv.zip", zipped(CLEAN), "no files"),
    "an encrypted archive": ("a.csv.zip", encrypted(), "encrypted"),
    "an empty file": ("a.csv.zip", b"", "damaged"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_cannot_be_unpacked_is_one_error_of_its_table(name: str, tmp_path: Path) -> None:
    path, content, words = DAMAGED[name]
    write(tmp_path / path, content)
    write(tmp_path / "b.csv", b"id,note\nz,b\n")
    bad, other = sd.validate(package(tmp_path, {"path": path}, {"path": "b.csv"})).tasks
    assert [error.type for error in bad.errors] == ["compression-error"]
    assert words in bad.errors[0].note
    assert [error.type for error in other.errors] == ["type-error", "primary-key"]
    with pytest.raises(sd.PackageError, match=words):
        sd.read_csv(tmp_path / path, SCHEMA)
    with pytest.raises(sd.PackageError, match=words) as caught:
        sd.describe(tmp_path / path)
    assert str(caught.value).startswith(str(tmp_path / path))


@pytest.mark.parametrize(
    "resource",
    [{"path": "b.csv.rar", "format": "csv", "compression": "rar"}, {"path": "b.csv.7z"}, {"path": "c.csv.gz"}],
)
def test_what_is_not_read_or_not_there_is_an_error_of_its_table(resource: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CLEAN)
    for name in ("b.csv.rar", "b.csv.7z"):
        write(tmp_path / name, b"Rar!")
    bad, other = sd.validate(package(tmp_path, resource, {"path": "a.csv"})).tasks
    assert len(bad.errors) == 1
    assert other.valid


@pytest.mark.parametrize("path", ["https://example.org/b.csv", "S3://bucket/b.csv.gz", ["a.csv", "http://host/b.csv"]])
def test_an_address_is_an_error_of_its_table(path: str | list[str], tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CLEAN)
    bad, other = sd.validate(package(tmp_path, {"path": path}, {"path": "a.csv"})).tasks
    assert [error.type for error in bad.errors] == ["scheme-error"]
    assert other.valid


def test_a_key_into_a_compressed_table_is_looked_up(tmp_path: Path) -> None:
    key = {"fields": ["id"], "reference": {"resource": "table0", "fields": ["id"]}}
    write(tmp_path / "a.csv.gz", gzip.compress(CLEAN))
    write(tmp_path / "b.csv.zst", PACK["zst"](b"id,note\n2,b\n5,b\n"))
    with_key = {"path": "b.csv.zst", "schema": {**SCHEMA, "foreignKeys": [key]}}
    file = package(tmp_path, {"path": "a.csv.gz"}, with_key)
    for engine in ("auto", "frictionless"):
        errors = sd.validate(file, engine=engine).tasks[1].errors
        assert [(error.type, error.line_number) for error in errors] == [("foreign-key", 3)]
    write(tmp_path / "a.csv.gz", b"x")
    _, task = sd.validate(file).tasks
    assert [error.type for error in task.errors] == ["compression-error"]
    assert "a.csv.gz" in task.errors[0].note
    package(tmp_path, {"path": "https://example.org/a.csv"}, with_key)
    assert [error.type for error in sd.validate(file).errors] == ["scheme-error", "scheme-error"]


@pytest.mark.parametrize("packing", PACK)
def test_a_small_file_that_unpacks_to_very_much_is_an_error(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 100_000)
    monkeypatch.setattr(unpacking, "MAX_RATIO", 20)
    file = write(tmp_path / f"a.csv.{packing}", PACK[packing](b"id,note\n" + b"1,x\n" * 2_000_000))
    (error,) = sd.validate(file, SCHEMA).errors
    assert error.type == "compression-error"
    assert "unpacks to more than" in error.note


def test_rows_are_validated_while_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "SURE_BYTES", 1000)
    monkeypatch.setattr(packings, "PIECE", 1000)
    rows = b"".join(b"%d,%s\n" % (number, b"x" * (number % 7)) for number in range(20_000))
    content = b"id,note\n" + rows + b"z,1\n5,2\n"
    plain = sd.validate(write(tmp_path / "a.csv", content), SCHEMA).tasks[0]
    for packing, pack in PACK.items():
        task = sd.validate(write(tmp_path / f"a.csv.{packing}", pack(content)), SCHEMA).tasks[0]
        assert (found(task), task.stats.rows) == (found(plain), plain.stats.rows)
    cut = sd.validate(write(tmp_path / "a.csv.gz", gzip.compress(content)[:-100]), SCHEMA).tasks[0]
    assert [error.type for error in cut.errors] == ["compression-error"]


def test_another_encoding_is_read_when_all_is_unpacked(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv.gz", gzip.compress("id,note\n1,é\nz,ü\n".encode("cp1252")))
    assert [error.line_number for error in sd.validate(file, SCHEMA, encoding="cp1252").errors] == [3, 3]


def test_a_copy_is_removed_with_the_report(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path / "a.csv.gz", gzip.compress(CLEAN)), SCHEMA)
    copy = report.tasks[0].file
    assert copy is not None
    assert copy.read_bytes() == CLEAN
    del report
    assert not copy.exists()


def test_the_rows_of_a_compressed_file_are_split(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv.gz", gzip.compress(b"id,note\n1,x\nz,y\n"))
    (tmp_path / "out").mkdir()
    arguments = ["validate", str(file), "--schema", str(schema_file(tmp_path)), "--split", str(tmp_path / "out")]
    assert CliRunner().invoke(app, arguments).exit_code == 1
    assert (tmp_path / "out" / "a.valid.csv").read_bytes() == b"id,note\n1,x\n"


def test_joined_files_are_read_to_the_end(tmp_path: Path) -> None:
    parts = [b"id,note\n1,x\n", b"2,y\n"]
    for packing in ("gz", "bz2", "xz", "zst"):
        file = write(tmp_path / f"a.csv.{packing}", b"".join(map(PACK[packing], parts)))
        assert validate(file, SCHEMA).tasks[0].stats.rows == 2


def test_a_report_with_a_copy_can_be_sent(tmp_path: Path) -> None:
    import pickle

    task = sd.validate(write(tmp_path / "a.csv.gz", gzip.compress(b"id,note\nz,x\n")), SCHEMA).tasks[0]
    assert found(pickle.loads(pickle.dumps(replace(task)))) == found(task)  # noqa: S301 - our own


def test_a_reference_may_be_compressed(tmp_path: Path) -> None:
    key = {"fields": ["id"], "reference": {"resource": "others", "fields": ["id"]}}
    other = write(tmp_path / "other.csv.bz2", bz2.compress(CLEAN))
    report = sd.validate(
        write(tmp_path / "a.csv", b"id,note\n1,x\n7,y\n"),
        {**SCHEMA, "foreignKeys": [key]},
        references={"others": other},
    )
    assert [error.line_number for error in report.errors] == [3]
