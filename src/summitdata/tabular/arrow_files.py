"""Parquet and Arrow files as the text of a CSV file, batch by batch: each is as valid as the frame that it holds."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa

from summitdata.errors import PackageError
from summitdata.opening import open_file
from summitdata.tabular.frame_columns import columns_of
from summitdata.tabular.frame_csv import header_line, write_rows
from summitdata.tabular.packings import UnpackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["csv_pieces"]

ROWS = 1 << 16
"""How many rows are written at once, if their texts are not long."""
BYTES = 1 << 26
"""How many bytes of texts are written at once, if there is more than one row."""
_VARIABLE = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
_OLD_FEATHER = b"FEA1"


def csv_pieces(
    file: Path, file_format: str, schema: dict[str, Any], counted: Callable[[int], object] = lambda _: None
) -> Iterator[bytes]:
    """Yield the header and the rows of a file.

    Parameters
    ----------
    file : pathlib.Path
        The file.
    file_format : str
        Its format, one of `ARROW_FORMATS`.
    schema : dict
        The Table Schema: a value is written as its field is read.
    counted : callable, optional
        Is called with the number of rows of each batch.

    Raises
    ------
    UnpackError
        It is not a file of this format, or is damaged.
    """
    is_parquet = file_format in ("parquet", "parq")
    try:
        with open_file(file) as stream:
            names, batches = (_of_parquet if is_parquet else _of_arrow)(stream)
            yield header_line(names)
            for batch in batches:
                counted(batch.num_rows)
                yield from _rows(pa.Table.from_batches([batch]), schema)
    except (UnpackError, MemoryError):
        raise
    except PackageError as error:  # of a value that no text can be
        raise UnpackError(str(error), "source-error") from error
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:  # an OSError of Arrow is one of the content
        kind = "a Parquet" if is_parquet else "an Arrow"
        reason = " ".join(str(error).split()) or type(error).__name__
        note = f"it is not {kind} file, or is damaged: {reason:.300}: write it again"
        raise UnpackError(note, "source-error") from error


def _of_parquet(stream: IO[bytes]) -> tuple[list[str], Iterator[Any]]:
    from pyarrow import parquet

    # A value that is there often is not repeated before the rows are cut into parts of a known size.
    metadata = parquet.read_metadata(stream)
    groups = [metadata.row_group(0)] if metadata.num_row_groups else []
    columns = [group.column(at) for group in groups for at in range(group.num_columns)]
    repeated = [one.path_in_schema for one in columns if one.physical_type == "BYTE_ARRAY" and one.has_dictionary_page]
    source = parquet.ParquetFile(stream, read_dictionary=[name for name in repeated if "." not in name])
    return source.schema_arrow.names, source.iter_batches(ROWS)


def _of_arrow(stream: IO[bytes]) -> tuple[list[str], Iterator[Any]]:
    start = stream.read(6)
    stream.seek(0)
    if start.startswith(_OLD_FEATHER):
        raise UnpackError("it is a Feather file of version 1: write it as one of version 2", "source-error")
    if start != b"ARROW1":
        reader = pa.ipc.open_stream(stream)
        return reader.schema.names, iter(reader)
    opened = pa.ipc.open_file(stream)
    return opened.schema.names, (opened.get_batch(number) for number in range(opened.num_record_batches))


def _rows(table: pa.Table, schema: dict[str, Any]) -> Iterator[bytes]:
    """Yield the rows of a table, in parts whose size is known before they are written."""
    if table.num_rows > ROWS or (table.num_rows > 1 and _text_bytes(table) > BYTES):
        half = min(ROWS, (table.num_rows + 1) // 2)
        for start in range(0, table.num_rows, half):
            yield from _rows(table.slice(start, half), schema)
        return
    sink = io.BytesIO()
    write_rows(sink, columns_of(table, "arrow"), schema)
    yield sink.getvalue()


def _text_bytes(table: pa.Table) -> int:
    return sum(_bytes_of(chunk) for column in table.columns for chunk in column.chunks)


def _bytes_of(array: Any) -> int:
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        if not any(test(array.type.value_type) for test in _VARIABLE):
            return 0
        lengths = pc.take(pc.binary_length(array.dictionary), array.indices)
    elif any(test(array.type) for test in _VARIABLE):
        lengths = pc.binary_length(array)
    else:
        return 0
    return pc.sum(lengths).as_py() or 0
