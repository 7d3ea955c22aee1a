"""The values of a frame's column as the cells of a CSV file: the same text whatever dtype the column has.

A value is written as its field is read: 3.0 as "3" for an integer, a moment at midnight as a day for a date. So the
dtype alone never makes an error. What its field does not hold keeps what shows it: 2.5 stays "2.5", a day with a time
of day keeps the time, and the reader of cells finds the error. Values of another kind than their field are written as
their library writes them to a CSV file.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.errors import PackageError
from summitdata.tabular.schema_parts import fields_match, missing_texts_by_field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitdata.tabular.frame_columns import Column

__all__ = ["cells_of", "fields_of_columns", "null_text"]

WHOLE = ("integer", "year", "boolean")
"""The types of field for which a float without a fraction is the integer that it equals."""
TEXTUAL = ("string", "any")
UNKNOWN: dict[str, Any] = {"type": "any"}
"""The field of a column that the schema has none for."""
NESTED = (dict, list, tuple)
TEXT = pa.large_string()
SECOND = 1_000_000_000
"""In nanoseconds."""
MOST_DIGITS = 400
"""Of a decimal that is written out: none may be so large that its digits fill the memory."""


class _NotByArrowError(Exception):
    """Arrow does not write some values as their field has them; Python does."""


def null_text(missing: Sequence[str]) -> str:
    """Return the text of a missing value, of those that a field has: the empty one where it has that, or none at all.

    Examples
    --------
    >>> null_text(["-", ""]), null_text(["-", "NA"]), null_text([])
    ('', '-', '')
    """
    return missing[0] if missing and "" not in missing else ""


def fields_of_columns(labels: Sequence[str], schema: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Return for each column its field, and the text of a missing value in it.

    Labels and fields are matched as in a CSV file: by their order, or by name where the schema says so.
    """
    given = schema.get("fields")
    fields = [field for field in given if isinstance(field, dict)] if isinstance(given, list) else []
    try:
        missing = [null_text(texts) for texts in missing_texts_by_field(fields, schema)]
    except (TypeError, KeyError):  # the schema is invalid, and the report says so
        missing = [""] * len(fields)
    pairs = list(zip(fields, missing, strict=True))
    unknown = (UNKNOWN, missing[0] if missing else "")
    if fields_match(schema) == "exact":
        return [*pairs, *[unknown] * len(labels)][: len(labels)]
    by_name = {str(pair[0].get("name")): pair for pair in reversed(pairs)}
    return [by_name.get(label, unknown) for label in labels]


def cells_of(column: Column, field: dict[str, Any], missing: str) -> pa.Array:
    """Return the cells of a column as texts.

    Parameters
    ----------
    column : Column
        The column.
    field : dict
        Its field.
    missing : str
        The text of a missing value.

    Raises
    ------
    PackageError
        A file cannot hold the text of a value.
    """
    try:
        cells = _texts(column, column.values, field)
        return pc.fill_null(cells, pa.scalar(missing, TEXT))
    except UnicodeEncodeError as error:
        raise PackageError(f"column {column.label!r}: a text has half of a surrogate pair: {error}") from error


def _texts(column: Column, values: Any, field: dict[str, Any]) -> pa.Array:
    if isinstance(values, list):
        return _python_texts(values, field, column)
    if pa.types.is_dictionary(values.type):
        return _texts(column, values.cast(values.type.value_type), field)
    kind = _kind(values.type)
    if kind == "float" and not pa.types.is_float16(values.type):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    write = _WRITERS.get((kind, _type_of(field)))
    if write is None and kind == "float" and _holds_integers(column, values):
        write = _whole_texts
    if write is None and kind in ("null", "text", "integer"):
        write = _as_they_are
    if kind == "bytes":
        write = partial(_decoded, column=column)
    if write is not None:
        with suppress(_NotByArrowError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return write(values, field)
    elif _type_of(field) in TEXTUAL:
        with suppress(Exception):  # a library does not write what no CSV file can hold, such as a list
            return pc.if_else(values.is_valid(), pa.array(column.written(), TEXT), pa.scalar(None, TEXT))
    if pa.types.is_float16(values.type):  # Python's floats would show digits that it does not have
        return _python_texts(list(values.to_numpy(zero_copy_only=False)), field, column)
    return _python_texts(values.to_pylist(), field, column)


def _type_of(field: dict[str, Any]) -> str:
    return str(field.get("type", "string"))


def _kind(arrow_type: pa.DataType) -> str:
    return next((kind for kind, tests in _KINDS.items() if any(test(arrow_type) for test in tests)), "other")


_KINDS: dict[str, tuple[Callable[[Any], bool], ...]] = {
    "text": (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
    "bytes": (*(pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary),),
    "null": (pa.types.is_null,),
    "boolean": (pa.types.is_boolean,),
    "integer": (pa.types.is_integer,),
    "float": (pa.types.is_floating,),
    "decimal": (pa.types.is_decimal,),
    "day": (pa.types.is_date,),
    "moment": (lambda arrow_type: pa.types.is_timestamp(arrow_type) and arrow_type.tz is None,),
    "time": (pa.types.is_time,),
}


def _decoded(values: pa.Array, field: dict[str, Any], column: Column) -> pa.Array:
    """Return bytes as the texts that they are in UTF-8; some writers of Parquet do not say that theirs are texts."""
    try:
        return values.cast(pa.large_binary()).cast(TEXT)
    except pa.ArrowInvalid:
        return _python_texts(values.to_pylist(), field, column)


def _bytes_text(value: bytes, field: dict[str, Any], column: Column) -> str:
    del field
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        example = f"{value[:20]!r}"
        note = f"column {column.label!r} has bytes that are not text in UTF-8, such as {example}: write them as text"
        raise PackageError(note) from error


def _holds_integers(column: Column, values: pa.Array) -> bool:
    """Whether integers became floats because some are missing: pandas has no other way by default."""
    if column.library != "pandas" or not values.null_count:
        return False
    whole = pc.and_(pc.is_finite(values), pc.equal(values, pc.floor(values)))
    return bool(pc.all(whole).as_py())


def _as_they_are(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    del field
    return values.cast(TEXT)


def _boolean_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    true, false = _boolean_words(field)
    return pc.if_else(values, pa.scalar(true, TEXT), pa.scalar(false, TEXT))


def _boolean_words(field: dict[str, Any]) -> tuple[str, str]:
    """Return the texts of true and false in a field."""
    true, false = field.get("trueValues"), field.get("falseValues")
    return _first(true, "true"), _first(false, "false")


def _first(words: Any, usual: str) -> str:
    return str(words[0]) if isinstance(words, list) and words else usual


def _whole_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    """Return numbers, without a fraction where it is zero."""
    texts = _number_texts(values, field)
    if pc.any(pc.match_substring(texts, "e")).as_py():
        raise _NotByArrowError  # an integer is written with all digits
    return pc.replace_substring_regex(texts, r"\.0*$", "")


def _number_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    """Return the fewest digits that make each number."""
    if pa.types.is_float16(values.type):
        raise _NotByArrowError  # which has no text of a half float
    texts = _text_array(values)
    sign = field.get("decimalChar", ".")
    return texts if sign == "." else pc.replace_substring(texts, ".", str(sign))


def _text_array(values: pa.Array) -> pa.Array:
    return values.cast(pa.string()).cast(TEXT)  # Arrow does not cast each type to long texts


def _day_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    _need_iso(field)
    return _text_array(values.cast(pa.date32()))


def _day_of_moment_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    """Return days; a moment that is not midnight keeps its time of day."""
    _need_iso(field)
    return pc.replace_substring_regex(_short_fraction(_text_array(values)), " 00:00:00$", "")


def _moment_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    _need_iso(field)
    return _short_fraction(pc.replace_substring(_text_array(values), " ", "T"))


def _time_texts(values: pa.Array, field: dict[str, Any]) -> pa.Array:
    _need_iso(field)
    return _short_fraction(_text_array(values))


def _short_fraction(texts: pa.Array) -> pa.Array:
    """Return times without the zeros that end the fraction of a second."""
    texts = pc.replace_substring_regex(texts, r"\.0+$", "")
    return pc.replace_substring_regex(texts, r"(\.[0-9]*[1-9])0+$", r"\1")


def _need_iso(field: dict[str, Any]) -> None:
    if not _is_iso(field):
        raise _NotByArrowError


def _is_iso(field: dict[str, Any]) -> bool:
    form = field.get("format", "default")
    return not isinstance(form, str) or "%" not in form


_WRITERS: dict[tuple[str, str], Callable[[pa.Array, dict[str, Any]], pa.Array]] = {
    ("boolean", "boolean"): _boolean_texts,
    **{(kind, field_type): _whole_texts for kind in ("float", "decimal") for field_type in WHOLE},
    ("float", "number"): _number_texts,
    ("decimal", "number"): _number_texts,
    ("day", "date"): _day_texts,
    ("moment", "date"): _day_of_moment_texts,
    ("moment", "datetime"): _moment_texts,
    ("time", "time"): _time_texts,
}
"""How Arrow writes the values of a kind for a type of field; Python or the frame's library writes all others."""


def _python_texts(values: list[Any], field: dict[str, Any], column: Column) -> pa.Array:
    return pa.array([_text(value, field, column) for value in values], TEXT)


def _text(value: Any, field: dict[str, Any], column: Column) -> str | None:
    """Return the cell of one value, None where it is missing."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, str):
        return str(value)
    for kinds, write in _PYTHON_WRITERS:
        if isinstance(value, kinds):
            return write(value, field, column)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a scalar of numpy
        return str(value) if type(value.item()) is type(value) else _numpy_text(value, field, column)
    if hasattr(value, "tolist"):
        return _nested_text(value.tolist(), field, column)
    return str(value)


def _numpy_text(value: Any, field: dict[str, Any], column: Column) -> str | None:
    """Return the text of a scalar of numpy: of a float that is not double, with the digits of its own width."""
    item = value.item()
    return _text(Decimal(str(value)) if isinstance(item, float) and item == item else item, field, column)  # noqa: PLR0124 - NaN


def _bool_text(value: bool, field: dict[str, Any], column: Column) -> str:  # noqa: FBT001 - it is the value
    if _type_of(field) == "boolean":
        true, false = _boolean_words(field)
        return true if value else false
    return str(value) if column.library == "pandas" else str(value).lower()


def _float_text(value: float, field: dict[str, Any], column: Column) -> str | None:
    del column
    if value != value:  # noqa: PLR0124 - not a number, which counts as missing, as in schemas of pandera
        return None
    if _type_of(field) in WHOLE and value.is_integer():
        return str(int(value))
    return _with_sign(float.__repr__(value), field)


def _decimal_text(value: Decimal, field: dict[str, Any], column: Column) -> str | None:
    del column
    if value.is_nan():
        return str(value) if value.is_snan() else None
    if _type_of(field) in WHOLE and value.is_finite() and -MOST_DIGITS < value.adjusted() < MOST_DIGITS:
        whole = value.to_integral_value()
        if whole == value:
            return format(whole, "f")
    return _with_sign(str(value), field)


def _with_sign(text: str, field: dict[str, Any]) -> str:
    """Return the text of a number with the decimal sign of its field."""
    return text.replace(".", str(field.get("decimalChar", "."))) if _type_of(field) == "number" else text


def _moment_text(value: datetime, field: dict[str, Any], column: Column) -> str:
    del column
    at_midnight = value.time() == time() and value.tzinfo is None and not getattr(value, "nanosecond", 0)
    if _type_of(field) == "date":
        return _formatted(value.date(), field) if at_midnight else str(value)
    return _formatted(value, field) if _type_of(field) == "datetime" else str(value)


def _day_text(value: date | time, field: dict[str, Any], column: Column) -> str:
    del column
    return _formatted(value, field) if _type_of(field) == type(value).__name__ else value.isoformat()


def _formatted(value: date | time, field: dict[str, Any]) -> str:
    """Return a day or a time in the format of its field, if the format holds all of it."""
    if not _is_iso(field):
        with suppress(ValueError):
            text = value.strftime(field["format"])
            read = datetime.strptime(text, field["format"])  # noqa: DTZ007 - compared with what it was made of
            parts = {"date": read.date(), "time": read.timetz(), "datetime": read}
            if parts[_type_of(field)] == value and not getattr(value, "nanosecond", 0):
                return text
    return value.isoformat()


def _duration_text(value: timedelta, field: dict[str, Any], column: Column) -> str:
    """Return a duration as ISO 8601 has it."""
    del column
    if _type_of(field) != "duration":
        return str(value)
    nanoseconds = abs(value) // timedelta(microseconds=1) * 1000 + getattr(value, "nanoseconds", 0)
    seconds, fraction = divmod(nanoseconds, SECOND)
    minus = "-" if value < timedelta() else ""
    return f"{minus}P{seconds // 86400}DT{seconds % 86400}" + (f".{fraction:09}".rstrip("0") if fraction else "") + "S"


def _nested_text(value: Any, field: dict[str, Any], column: Column) -> str:
    field_type = _type_of(field)
    if field_type == "geopoint" and field.get("format", "default") == "default" and isinstance(value, list | tuple):
        return ",".join(map(str, value))
    if field_type == "list" and isinstance(value, list | tuple):
        return str(field.get("delimiter", ",")).join(_text(item, {}, column) or "" for item in value)
    if field_type in TEXTUAL:
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):  # keys other than texts; a list in itself
        return str(value)


_PYTHON_WRITERS: tuple[tuple[Any, Callable[[Any, dict[str, Any], Column], str | None]], ...] = (
    (bool, _bool_text),
    (int, lambda value, _field, _column: str(int(value))),
    (bytes, _bytes_text),
    (float, _float_text),
    (Decimal, _decimal_text),
    (datetime, _moment_text),
    ((date, time), _day_text),
    (timedelta, _duration_text),
    (NESTED, _nested_text),
)
"""How a value of a class is written: of the first that it is an instance of."""
