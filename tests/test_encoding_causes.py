"""Files in other encodings and of other kinds: what is said of each is true, and the advice works."""

from __future__ import annotations

import io
import lzma
import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import feather, parquet

import summitdata as sd

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.cause import Cause

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "town", "type": "string"}]}


def cause_of(folder: Path, content: bytes, name: str = "t.csv", **options: Any) -> Cause:
    (folder / name).write_bytes(content)
    (cause,) = sd.validate(folder / name, SCHEMA, **options).tasks[0].causes
    return cause


def table(*towns: str) -> str:
    return "id,town\n" + "".join(f"{n},{town}\n" for n, town in enumerate(towns))


TOWNS = {
    "cp1252": ("Zürich", "São Paulo", "5 €"),
    "cp1250": ("Zürich", "Łódź", "Plzeň"),
    "cp1251": ("Москва", "область"),
    "koi8-r": ("Москва", "область"),
    "cp866": ("Москва", "область"),
    "shift_jis": ("東京", "サンプル"),
    "euc_jp": ("東京", "サンプル"),
    "gb18030": ("北京", "上海市"),
    "big5": ("臺北", "高雄市"),
    "euc_kr": ("서울", "부산광역시"),
    "cp1253": ("Αθήνα", "Πάτρα"),
    "cp1254": ("İstanbul", "Muğla"),
    "cp1255": ("ירושלים", "תל אביב"),
    "cp1256": ("القاهرة", "بغداد"),
    "cp1257": ("Rīga", "Šiauliai"),
    "iso8859-2": ("Šumperk", "Plzeň"),
    "cp437": ("Zürich", "Åland"),
    "cp850": ("São Paulo", "Zürich"),
    "cp852": ("Łódź", "Kraków"),
    "mac-roman": ("Zürich", "Málaga"),
    "utf-16": ("Zürich",),
    "utf-16-le": ("Zürich",),
    "utf-16-be": ("Zürich",),
    "utf-32": ("Zürich",),
    "utf-32-le": ("Zürich",),
}


@pytest.mark.parametrize("encoding", TOWNS)
def test_the_right_encoding_is_offered_with_its_text_and_works(encoding: str, tmp_path: Path) -> None:
    cause = cause_of(tmp_path, table(*TOWNS[encoding]).encode(encoding))
    assert cause.title == "another encoding"
    options = re.search(r"--encoding ([\w, -]+?), or save|--encoding (\S+),", cause.note)
    assert options
    offered = re.split(r", | or ", options[1] or options[2])
    assert encoding in offered
    assert len(offered) <= 5
    if encoding.startswith("utf"):
        assert offered == [encoding]
    else:
        assert any(f'{town}" in {encoding}' in cause.note for town in TOWNS[encoding])
    assert sd.validate(tmp_path / "t.csv", SCHEMA, encoding=encoding).valid


def test_of_several_readings_none_is_preferred_and_the_line_is_one_in_which_they_differ(tmp_path: Path) -> None:
    cause = cause_of(tmp_path, table("Zürich", "São Paulo").encode("cp1252"))
    assert 'another such line would be "1,São Paulo" in cp1252, "1,Săo Paulo" in cp1250 or ' in cause.note
    assert "give the one in which it is right, as --encoding cp1252, cp1250" in cause.note


def test_a_line_of_another_encoding_among_lines_of_utf_8_is_to_be_corrected_alone(tmp_path: Path) -> None:
    cause = cause_of(tmp_path, table("Zürich", "Łódź", "x").encode().replace(b"x", b"Z\xfcrich"))
    assert (cause.line, cause.column) == (4, 4)
    assert 'would be "2,Zürich" in cp1252: most lines are UTF-8: write this one in it too' in cause.note
    assert "--encoding" not in cause.note


def test_bytes_that_no_encoding_reads_are_not_given_one(tmp_path: Path) -> None:
    cause = cause_of(tmp_path, table("a").encode() + b"\x01\xff\x00\x02\xfe\n")
    assert "byte 14 of the file is 0xFF; none of the usual encodings reads it" in cause.note
    assert "--encoding" not in cause.note


@pytest.mark.parametrize(
    ("content", "encoding", "line", "byte"),
    [
        (table("Zürich", "Łódź").encode()[:-2], "utf-8", 3, "byte 26 of the file, 0xC5,"),
        (table("Zürich").encode("utf-16")[:-1], "utf-16", 2, "byte 35 of the file, 0x0A,"),
        (table("Zürich", "x").encode("utf-16-be")[:-3], "utf-16-be", 3, "byte 39 of the file, 0x00,"),
        (table("Zürich", "x").encode("utf-32")[:-6], "utf-32", 3, ""),
    ],
    ids=["UTF-8", "UTF-16", "UTF-16 with the high byte first", "UTF-32"],
)
def test_a_file_that_is_cut_off_in_a_character_says_so_with_line_and_byte(
    content: bytes, encoding: str, line: int, byte: str, tmp_path: Path
) -> None:
    cause = cause_of(tmp_path, content, encoding=encoding)
    assert (cause.title, cause.line) == ("a file that is cut off", line)
    assert f"line {line} ends in the middle of a character, which {byte}" in cause.note


def test_bytes_of_utf_16_that_are_no_character_have_line_and_byte(tmp_path: Path) -> None:
    text = table("a", "b").encode("utf-16-le")
    cause = cause_of(tmp_path, text.replace(b"a\0\n", b"\0\xdc\n"), encoding="utf-16-le")
    assert (cause.title, cause.line) == ("a damaged file", 2)
    assert "byte 21 of the file, 0x00, begins no character" in cause.note


def arrow(stream: bool) -> bytes:  # noqa: FBT001 - of two
    frame, file = pa.table({"id": [1], "town": ["a"]}), io.BytesIO()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(file, frame.schema) as writer:
        writer.write_table(frame)
    return file.getvalue()


def written(write: Any) -> bytes:
    file = io.BytesIO()
    write(pa.table({"id": [1], "town": ["a"]}), file)
    return file.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table t (id, town)")
        return connection.serialize()


KINDS = {
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
    "GIF": (b"GIF89a\x01\0\x01\0", "a GIF picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a JPEG picture"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF file"),
    "SQLite": (database(), "an SQLite database"),
    "Arrow file": (arrow(stream=False), "an Arrow or Feather file"),
    "Arrow stream": (arrow(stream=True), "an Arrow stream"),
    "Feather": (written(feather.write_feather), "an Arrow or Feather file"),
    "Parquet": (written(parquet.write_table), "a Parquet file"),
    "LZMA": (lzma.compress(table("a").encode(), lzma.FORMAT_ALONE), "an LZMA file"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(24), "a 7-Zip archive"),
    "RAR": (b"Rar!\x1a\x07\x01\0" + bytes(24), "a RAR archive"),
    "tar": (b"t.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(248) + table("a").encode(), "a tar archive"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_kind_is_called_what_it_is(kind: str, tmp_path: Path) -> None:
    content, title = KINDS[kind]
    cause = cause_of(tmp_path, content)
    assert cause.title == f"this is {title}"
    if suffix := re.search(r"call it (\.\w+): it is read", cause.note):
        (tmp_path / f"t{suffix[1]}").write_bytes(content)
        assert sd.validate(tmp_path / f"t{suffix[1]}", SCHEMA).valid


@pytest.mark.parametrize("label", ["Par1", "PAR1", "arrow1", "BZh9", "GIF", "7z", "]"])
def test_labels_that_begin_like_another_kind_are_labels(label: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(table("a").replace("id", label), "utf-8")
    causes = sd.validate(tmp_path / "t.csv", SCHEMA).tasks[0].causes
    assert not [cause for cause in causes if cause.title.startswith("this is")]
