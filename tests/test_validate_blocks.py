"""Blocks of a file, split by pyarrow, have the records and cells that the `csv` module finds in the whole text."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import Phase, example, find, given, settings
from hypothesis import strategies as st

from profiles import examples
from summitdata.tabular import csv_blocks
from summitdata.tabular.csv_blocks import Block, open_utf8, read_blocks
from summitdata.tabular.csv_records import ParsedBlock, column_names, parse_block, select_records
from summitdata.tabular.dialect import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARK = "\ufeff"
LETTERS = 'aa,,""\n\n\r é\x00;\t\'\v\f\x85\u2028' + MARK
"""The characters of random texts: those that end a cell or a line, and those that other readers take for an end."""

COMMON = Dialect()
DIALECTS = [
    *(Dialect(delimiter, quote) for delimiter in ",;\t" for quote in "\"'"),
    *(Dialect("\t", quote, universal_newlines=True) for quote in "\"'"),
    Dialect(universal_newlines=True),
]


@dataclass(frozen=True)
class Case:
    """A text, and how it is read."""

    text: str
    dialect: Dialect = COMMON
    width: int = 1
    size: int = 1
    first: int | None = None


def random_texts(_: Dialect) -> st.SearchStrategy[str]:
    """Draw any text: hardly any is well-formed, and hardly any long cell is ever closed."""
    return st.text(LETTERS, max_size=60)


CELLS = ["", "a", "a", "é b", '""', '"a"', '"a,b"', '"""a"""', '"a""b"', '"\n"', '"a\r\nb"', '"\n,""\n"', MARK, "'"]
ENDS = ["\n"] * 4 + ["\r\n"] * 2
ODD_ENDS = ["\r", "\n\n", "\r\r\n", "\v\n", ""]
DAMAGE = ['"', '"', "\r", "\n", ",", " ", "a", "\x00", "\u2028", MARK]


@st.composite
def damaged_tables(draw: st.DrawFn, dialect: Dialect) -> str:
    """Draw rows as a program writes them, with at most a few characters inserted or removed."""
    width = draw(st.integers(1, 4))
    end = st.sampled_from(draw(st.sampled_from([ENDS, ENDS[:1], ENDS[-1:], ENDS + ODD_ENDS])))
    row = st.lists(st.sampled_from(CELLS), min_size=width, max_size=width + draw(st.integers(0, 1)))
    text = "".join(",".join(cells) + after for cells, after in draw(st.lists(st.tuples(row, end), max_size=12)))
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(DAMAGE)) + text[at + draw(st.integers(0, 1)) :]
    written, meant = f',"{dialect.delimiter}{dialect.quote}', f'{dialect.delimiter}{dialect.quote},"'
    return text.translate(str.maketrans(written, meant))


@st.composite
def cases(draw: st.DrawFn, texts: Callable[[Dialect], st.SearchStrategy[str]]) -> Case:
    """Draw a text, and block sizes from one byte to more than the text has."""
    dialect = draw(st.sampled_from(DIALECTS))
    sizes = st.integers(1, 16) | st.integers(1, 300)
    width = draw(st.integers(1, 4))
    return Case(draw(texts(dialect)), dialect, width, draw(sizes), draw(st.none() | sizes))


def expected(text: str, dialect: Dialect) -> Iterator[tuple[int, str, list[str]]]:
    """Yield first line, text and cells of each record, as the csv module finds them in the whole text."""
    lines = io.StringIO(text, newline="").readlines()
    csv.field_size_limit(2**31 - 2)
    reader = csv.reader(
        io.StringIO(text, newline=None if dialect.universal_newlines else ""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
    )
    before = 0
    for cells in reader:
        yield before, "".join(lines[before : reader.line_num]), cells
        before = reader.line_num


def compare(case: Case, file: Path, encoding: str = "utf-8", text: str | None = None) -> list[Block]:
    """Compare the blocks of a file with the text with what the `csv` module finds in the text, and return them."""
    if text is None:
        file.write_bytes(case.text.encode())
        text = case.text.removeprefix(MARK)
    dialect = case.dialect
    true = list(expected(text, dialect))
    with open_utf8(file, encoding) as stream:
        file_blocks = list(read_blocks(stream, dialect, case.size, case.first))
    assert b"".join(block.data for block in file_blocks).decode() == text

    offset = number = line = 0
    for block in file_blocks:
        assert block.data
        assert block.offset == offset
        parsed = parse_block(block, dialect, case.width)
        here = true[number : number + parsed.size]
        assert len(here) == parsed.size
        compare_cells(case, parsed, [cells for _, _, cells in here])

        placed = [(position, first - line, record) for position, (first, record, _) in enumerate(here)]
        assert list(select_records(block, dialect, range(parsed.size))) == placed
        assert list(select_records(block, dialect, range(1, parsed.size, 2))) == placed[1::2]
        for _, record, cells in here:
            assert list(dialect.read_text(record)) == [cells]
        ended = [text for text in io.StringIO(block.data.decode(), newline="") if text.endswith(("\n", "\r"))]
        assert block.lines == len(ended)

        offset += len(block.data)
        number += parsed.size
        line += block.lines
    assert number == len(true)
    return file_blocks


def compare_cells(case: Case, parsed: ParsedBlock, true: list[list[str]]) -> None:
    """A blank line looks like a row of empty cells; any other record without the right number of them is ragged."""
    table = parsed.table
    assert table.column_names == column_names(case.width)
    assert {column.num_chunks for column in table.columns} == {1}
    assert parsed.ragged == {at: cells for at, cells in enumerate(true) if cells and len(cells) != case.width}
    positions = parsed.positions().tolist()
    assert positions == [at for at in range(len(true)) if at not in parsed.ragged]
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert rows == [tuple(true[at] or [""] * case.width) for at in positions]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each text is put, to be read from the disk."""
    return tmp_path_factory.mktemp("blocks") / "table.csv"


@given(case=cases(random_texts))
@settings(max_examples=examples(400))
@example(case=Case('a"\n\nb'))
@example(case=Case('"\r\n"\r\n', size=3))
@example(case=Case("a\r\n\rb\n", size=2))
@example(case=Case("\n" * 5, width=3, size=2))
@example(case=Case("a,\x00\x85\v,\f\u2028\nb", width=3, size=2))
def test_random_text_is_read_as_by_csv(case: Case, file: Path) -> None:
    compare(case, file)


@given(case=cases(damaged_tables))
@settings(max_examples=examples(400))
@example(case=Case('1"2,"1"2,"1" \n ""\n"', width=2, size=4))
def test_a_table_with_some_damage_is_read_as_by_csv(case: Case, file: Path) -> None:
    compare(case, file)


@pytest.mark.campaign
@pytest.mark.parametrize("texts", [random_texts, damaged_tables])
def test_many_thousands_of_texts_are_read_as_by_csv(texts: Any, file: Path) -> None:
    @given(case=cases(texts))
    @settings(max_examples=50_000)
    def run(case: Case) -> None:
        compare(case, file)

    run()


@given(
    rows=st.lists(st.lists(st.text("a, é\n\"'\v", max_size=6), min_size=1, max_size=4), max_size=20),
    end=st.sampled_from(["\n", "\r\n"]),
    size=st.integers(1, 100),
)
@settings(max_examples=examples(150))
def test_a_text_as_rfc_4180_has_it_is_left_to_pyarrow(rows: list[list[str]], end: str, size: int, file: Path) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end).writerows(rows)
    assert all(block.well_formed for block in compare(Case(written.getvalue(), size=size, width=2), file))


ENCODINGS = {
    "utf-8": ("", ""),
    "UTF8": ("é\u2028𐍈", MARK),
    "utf-8-sig": ("é\u2028𐍈", MARK),
    "ascii": ("", ""),
    "latin-1": ("é\x85ÿ", ""),
    "cp1251": ("жЯ\xa0", ""),
    "utf-16": ("éж\u2028𐍈", ""),
    "utf-16-le": ("éж\u0a0d\u0d0a\u2028𐍈", MARK),
    "utf-16-be": ("éж\u0a0d\u0d0a\u2028𐍈", ""),
    "utf-32": ("éж𐍈", ""),
    "cp932": ("表ソ", ""),
}
"""Encodings, characters that they can write, and the mark to put before the text where Python puts none itself."""


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(data=st.data(), size=st.integers(1, 60), width=st.integers(1, 3))
@settings(max_examples=examples(60))
def test_another_encoding_gives_the_same_text(
    encoding: str, data: st.DataObject, size: int, width: int, file: Path
) -> None:
    letters, mark = ENCODINGS[encoding]
    text = data.draw(st.text('aa,,""\n\n\r\x00' + letters, max_size=60))
    file.write_bytes((mark + text).encode(encoding if encoding != "utf-8-sig" else "utf-8"))
    compare(Case(text, width=width, size=size), file, encoding, text)


def test_a_mark_that_stands_twice_is_text_the_second_time(file: Path) -> None:
    file.write_bytes((MARK + MARK + "a\n").encode())
    compare(Case("", size=100), file, text=MARK + "a\n")


@pytest.mark.parametrize("text", ["a\n\ufeffb\n", "a\n\ufeff", "a\n\ufeff,b,c\n", 'a\n\ufeff"b"\n', "a\n\ufeff\n"])
def test_the_mark_of_byte_order_is_text_where_a_block_begins(text: str, file: Path) -> None:
    # pyarrow drops one at the start of whatever it is given
    compare(Case(text, width=1), file)
    compare(Case(text, width=2), file)


@pytest.mark.parametrize("text", ["a\n{}\n", "a,b\n{},b,c\n", 'a\n"{}\n', 'a\n"{}\n,"\nb"c\n'])
def test_a_cell_may_be_longer_than_the_csv_module_takes_by_default(text: str, file: Path) -> None:
    limit = csv.field_size_limit(131072)
    try:
        case = Case(text.format("é" * 140_000), size=1000, width=2)
        for block in compare(case, file):
            csv.field_size_limit(131072)
            parse_block(block, case.dialect, case.width)
            csv.field_size_limit(131072)
            for _, _, record in select_records(block, case.dialect, [0]):
                csv.field_size_limit(131072)
                next(case.dialect.read_text(record))
    finally:
        csv.field_size_limit(limit)


@pytest.mark.parametrize("universal", [False, True])
@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_are_counted_whatever_ends_them(end: str, universal: bool, file: Path) -> None:  # noqa: FBT001
    text = end.join(["a\tb", f'"c{end}d"\te', "f\tg", "h"])
    for size in range(1, len(text) + 2):
        assert (
            sum(
                block.lines for block in compare(Case(text, Dialect("\t", universal_newlines=universal), 2, size), file)
            )
            == 4
        )


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('5" pipe\n' + "a\n" * 5000, Dialect()),
        ("a\n" * 500 + '5" pipe\n' + "a\n" * 5000, Dialect()),
        ('5" pipe\n' + '"a"\n' * 5000, Dialect()),
        ("a\tb\r" * 3000, Dialect("\t", universal_newlines=True)),
        ("a\tb\r" * 3000, Dialect("\t")),
    ],
)
def test_one_odd_quote_or_line_end_does_not_make_the_rest_of_a_file_one_block(
    text: str, dialect: Dialect, file: Path
) -> None:
    assert max(len(block.data) for block in compare(Case(text, dialect, size=1000), file)) <= 2000


def test_a_record_of_very_many_cells_with_line_ends_is_read_as_by_csv(file: Path) -> None:
    record = ",".join(['"\n"'] * (2 * csv_blocks.MAX_CELLS_BACK)) + "\n"
    for size in (100, len(record) + 3, 2 * len(record) - 3):
        compare(Case("a\n" + record + "b\n" + record, size=size, width=3), file)


def test_a_block_of_very_many_records_is_counted_right() -> None:
    parsed = parse_block(Block((b"1\n" * 150_000 + b"1,2\n") * 2, 0, well_formed=True), Dialect(), 1)
    assert parsed.ragged == {150_000: ["1", "2"], 300_001: ["1", "2"]}
    assert parsed.size == 300_002
    assert parsed.table.num_rows == 300_000


def test_an_empty_file_has_no_block(file: Path) -> None:
    for text in ("", MARK):
        assert compare(Case(text), file) == []


def read(file: Path, encoding: str, size: int = 8) -> None:
    """Read a file to its end."""
    with open_utf8(file, encoding) as stream:
        for block in read_blocks(stream, Dialect(), size):
            parse_block(block, Dialect(), 2)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"a,b\nc,\xff\n", "utf-8"),
        (b"a,b\nc,\xff,d\n", "utf-8"),
        (b'a,b\nc"\xff"\n', "utf-8"),
        (b'a,b\n"c\n\xff', "utf-8"),
        (b"a,b\nc,\xed\xa0\x80\n", "utf-8-sig"),
        (b"a,b\nc,\xc3", "utf-8"),
        (b"a,b\nc,\xe9\n", "ascii"),
        (b"a,b\nc,\x98\n", "cp1251"),
        ("a,b\nc,d".encode("utf-16")[:-1], "utf-16"),
        ("a,b\nc,".encode("utf-16-le") + b"\x00\xd8\n\x00", "utf-16-le"),
    ],
)
def test_what_cannot_be_decoded_is_refused(content: bytes, encoding: str, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises((UnicodeError, pa.ArrowInvalid)):
        read(file, encoding)


@given(parts=st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b"\xc3", b"\xa9", "é".encode()]), max_size=12))
@settings(max_examples=examples(200))
def test_bytes_are_refused_just_where_python_cannot_decode_them(parts: list[bytes], file: Path) -> None:
    content = b"".join(parts)
    file.write_bytes(content)
    try:
        content.decode()
    except UnicodeDecodeError:
        with pytest.raises((UnicodeError, pa.ArrowInvalid)):
            read(file, "utf-8")
    else:
        read(file, "utf-8")


def test_a_ragged_record_that_cannot_be_decoded_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # pyarrow would decode it in a callback, where Python can only print what goes wrong
    printed: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    with pytest.raises(pa.ArrowInvalid):
        parse_block(Block(b"a,\xff,c\n", 0, well_formed=True), Dialect(), 2)
    assert printed == []


def test_an_encoding_that_is_none_of_text_is_refused(file: Path) -> None:
    file.write_bytes(b"a")
    for encoding in ("no such", "base64"):
        with pytest.raises(LookupError):
            open_utf8(file, encoding)


def test_neither_frictionless_nor_pandas_is_imported() -> None:
    code = """if True:
        import io, sys
        from summitdata.tabular.csv_blocks import read_blocks
        from summitdata.tabular.csv_records import parse_block, select_records
        from summitdata.tabular.dialect import Dialect
        for text in (b'a,b\\nc\\n\\n', b'a"\\r"b,c"'):
            for block in read_blocks(io.BytesIO(text), Dialect()):
                parse_block(block, Dialect(), 2).positions()
                list(select_records(block, Dialect(), [0]))
        print({"frictionless", "pandas"} & {*sys.modules})
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def end_of_last_line(data: bytes, *_: Any, is_last: bool) -> int:
    """Return the end of the last line, whether it is inside a cell or not."""
    return len(data) if is_last else data.rfind(b"\n") + 1


MISTAKES: dict[str, Any] = {
    "csv_blocks._are_quotes_well_formed": lambda *_: True,
    "csv_blocks._find_unquoted_line_end": lambda data, quotes, *, is_last: (
        end_of_last_line(data, is_last=is_last),
        len(quotes) // 2 * 2,
    ),
    "csv_blocks._find_record_end_by_csv": end_of_last_line,
    "csv_blocks._count_lone_returns": lambda _: 0,
    "csv_records._with_line_feeds": lambda block, _: block.data,
    "csv_records._rewrite": lambda block, _: block.data,
}
"""For each function, a wrong one that is right for most files."""


@pytest.mark.parametrize("function", MISTAKES)
def test_a_mistake_is_found(function: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def differs(case: Case) -> bool:
        try:
            compare(case, file)
        except (AssertionError, IndexError, pa.ArrowInvalid):
            return True
        return False

    monkeypatch.setattr(f"summitdata.tabular.{function}", MISTAKES[function])
    counterexample = find(
        cases(random_texts) | cases(damaged_tables),
        differs,
        settings=settings(max_examples=10_000, phases=[Phase.generate], database=None),
        random=Random(function),  # noqa: S311
    )
    monkeypatch.undo()
    assert not differs(counterexample)


@pytest.mark.parametrize("backends", [["system"], ["mimalloc", "system"], pa.supported_memory_backends()], ids=repr)
def test_a_block_has_its_cells_wherever_arrow_takes_memory_from(
    monkeypatch: pytest.MonkeyPatch, backends: list[str]
) -> None:
    monkeypatch.setattr(pa, "supported_memory_backends", lambda: backends)
    parsed = parse_block(Block(b"1,a\n2,b\n", 0, well_formed=True), Dialect(), 2)
    assert parsed.table.to_pydict() == {"c0": ["1", "2"], "c1": ["a", "b"]}
