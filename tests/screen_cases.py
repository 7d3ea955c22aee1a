"""The fields that the tests of the screen try, with cells of each, and those of them that the screen must accept."""

# ruff: noqa: RUF001 - characters that look like others are among the traps

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen_comparison import Case
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCREENED = [(name, format) for name, type in FIELD_TYPES.items() for format in type.formats if type.screens(format)]
"""The types and formats that the screen has a predicate for."""


@dataclass(frozen=True)
class Samples:
    """Texts of a type and format: typical ones, all of which the screen accepts, and odd or nearly valid ones."""

    typical: tuple[str, ...]
    odd: tuple[str, ...]


UUID = "123e4567-e89b-12d3-a456-426614174000"

# fmt: off
SAMPLES: dict[tuple[str, str], Samples] = {
    ("string", "default"): Samples(
        ("Kazakhstan", "x", "two words", "é", "e\u0301", "中亚", "\U0001f600", "a\nb", " padded ", "0"),
        ("abc", "ABC", "\ufeffx", "a\0b"),
    ),
    ("string", "email"): Samples(
        ("name@example.org", "first.last@mail.example.com", "a1@b2.net"),
        ("a@b", "a b@c.org", "a@b@c.org", "ü@example.org", "a@-b.org", "a@b..org", ".a@b.org", "a@b.org.", "a@1.1.1.1"),
    ),
    ("string", "uri"): Samples(
        ("http://example.org", "https://www.example.com/a/b.html", "https://a.b.c/x_y-z/",
         "http://a.b/?c=1&d=x", "https://A-b.c/(d)/%20;e=f,g#h", "http://a.b./c"),
        ("x:", "//a.b", "example.org", "http:/a.b", "http://a b.c", "http://[::1]/", "http://a.b:80/", "http://a.b:x/"),
    ),
    ("string", "uuid"): Samples(
        (UUID, "00000000-0000-4000-8000-000000000000"),
        (
            "123E4567-E89B-12D3-A456-426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
            "123e4567e89b12d3a456426614174000",
        ),
    ),
    ("string", "binary"): Samples(
        ("aGVsbG8=", "aGVsbG8h", "aGVsbA==", "+/+/"),
        ("a", "ab", "abc", "ab=", "a===", "=", "====", "ab=c", "aGVsbG8", "!!!!", "é", "ab==ab==", "abcde", "abc=abc"),
    ),
    ("integer", "default"): Samples(
        ("0", "5", "-5", "42", "2025", "007", "-0", "123456789012345678", "-123456789012345678"),
        (
            "+5", " 12 ", "1_000", "1.0", "1e5", "1234567890123456789", "9223372036854775808", "9" * 4301, "5%", "$5",
            "five5",
        ),
    ),
    ("number", "default"): Samples(
        ("0", "1.5", "-1.5", "42", "0.1", "123456789.25", "-0", "-0.0", "007.50"),
        (
            "1e5", ".5", "5.", "1.5e-3", "1E+05", "1e400", "1e-400", "1e", "1,5", "1 000", "1.5.5", "0x1p3",
            "1e999999999999", "0e999999999999999999", "0e9999999999999999999", "1e-9999999999999999",
            "1e-99999999999999999999", "1e9999999999999999999", "0.0999999999999999999999", "$1.5", "95%",
            "1234567890.1234567890123", "sNaN1", "1_0.5",
        ),
    ),
    ("boolean", "default"): Samples(
        ("true", "True", "TRUE", "1", "false", "False", "FALSE", "0"), ("tRUE", " true", "yes", "t", "01", "true\n")
    ),
    ("date", "default"): Samples(
        ("2025-06-17", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "1970-01-01"),
        (
            "0000-01-01", "2023-02-29", "1900-02-29", "2020-1-1", "2020-01- 5", "2020-13-01", "2020-00-10",
            "2020-04-31", "20200101", "2020/01/01", " 2020-01-01", "2020-01-01 ", "+2020-01-01", "-2020-01-01",
            "10000-01-01", "20-01-01", "2020-001", "2020-W01-1", "2020-01-01T00:00:00", "٢٠٢٠-01-01", "2020-01-1",
            "2020-01-1\n",
        ),
    ),
    ("datetime", "default"): Samples(
        ("2025-06-17T10:00:00", "2024-02-29 23:59:59", "2025-06-17T10:00:00Z", "2025-06-17T10:00:00.5+05:30"),
        (
            "2023-02-29T10:00:00", "0000-01-01T00:00:00", "2020-01-01T24:00:00", "2020-01-01T24:00:01", "2020-01-01",
            "2020-01-01T10:00:60", "2020-01-01T10:00:61", "2020-01-01T10:60:00", "2020-01-01T25:00:00",
            "2020-01-01T10:00", "2020-01-01T10:00:00+24:00", "2020-01-01T10:00:00+23:60", "2020-01-01T10:00:00 Z",
            "2020-01-01T10:00:00z", "2020-01-01T10:00:00.", "2020-01-01T10:00:00,5", "2020-01-01T10:00:00.1234567",
            "2020-W01-1T10:00:00", "2020-01-01T10:00:00+05", "2020-01-01T10:00:00+0530", "2020-01-01T10:00:00-00:00",
            "0001-01-01T00:00:00+23:59", "9999-12-31T24:00:00", "2020-01-01T１0:00:00", "2020-01-01t10:00:00",
            "2020-01-01T1:00:000",
        ),
    ),
    ("time", "default"): Samples(
        ("10:00:00", "23:59:59", "00:00:00", "10:00:00Z", "10:00:00.25", "10:00:00+05:30"),
        (
            "24:00:00", "24:00:01", "10:00:60", "10:00:61", "10:60:00", "25:00:00", "1:00:00", "100000", "10:00",
            "10:00:0", "10+00:00", "00-00:09", "10:00:00+24:00", "10:00:00+23:60", "10:00:00 ", "10:00:00.",
            "10:00:00,5", "10:00:00z",
        ),
    ),
    ("year", "default"): Samples(
        ("2025", "1999", "0001", "0000", "9999"),
        ("20", "20250", " 202", "+202", "2_02", "-000", "-999", "２０２０", "202\n", "2025\n", "20.5", "1e03"),
    ),
    ("yearmonth", "default"): Samples(
        ("2025-06", "1999-12", "0001-01"),
        (
            "2025-00", "2025-13", "5-1", " 2020 - 01 ", "99999-12", "2020-01-01", "-2020-01", "2020-1", "202001",
            "2020-01\n",
        ),
    ),
    ("duration", "default"): Samples(
        ("P1Y", "P6M", "P2W", "P10D", "PT5H", "PT30M", "PT45S"),
        (
            "P", "PT", "p1y", "1Y", "P1", "P1H", "PT1D", "P1Y2M", "P0.5Y", "-P1D", "P1Y ", "P1YT", "P99999Y", "PT1Y",
            "P1Y\n",
        ),
    ),
    ("geopoint", "default"): Samples(
        ("69.2, 41.3", "69.2,41.3", "0,0", "-99.5, -89.9", "7.123456789012345,51"),
        (
            "180,90", "180.1,0", "0,90.1", "181,0", "0,91", "1,2,3", "1;2", "1", "NaN,0", "0,inf", "99,99", "-0,-90",
            "1 2,3",
        ),
    ),
    ("any", "default"): Samples(("anything", "0", " ", "é", "\n"), ()),
}
# fmt: on

MISSING: tuple[tuple[list[str] | None, dict[str, Any]], ...] = (
    (None, {}),
    ([""], {}),
    (["", "NA", "-"], {}),
    ([], {}),
    (["NA"], {}),
    (None, {"missingValues": []}),
    (["NA"], {"missingValues": ["", "-"]}),
    (["", "NA"], {"missingValues": ["NA", " "]}),
)
"""Missing values of the schema, and of the field."""


def variant(
    field_type: str,
    near: Sequence[str],
    accepted: Sequence[str],
    constraints: dict[str, Any] | None = None,
    **properties: Any,
) -> Case:
    """Return a field with constraints, texts that nearly meet them, and texts that the screen accepts."""
    key = (field_type, properties.get("format", "default"))
    field = {"type": field_type, **properties} | ({"constraints": constraints} if constraints else {})
    return Case(field, (*SAMPLES[key].typical, *SAMPLES[key].odd, *near, *accepted), tuple(accepted))


def around(
    bounds: dict[str, Any], near: Sequence[str], field_type: str, inside: Sequence[str], **properties: Any
) -> Iterator[Case]:
    """Yield a case for each of the bounds alone; those of `inside` are strictly within all of them."""
    for name, bound in bounds.items():
        exact = [str(bound)] if not name.startswith("exclusive") and type(bound) is not float else []
        yield variant(field_type, (*near, str(bound)), (*inside, *exact), {name: bound}, **properties)


BOUNDED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

# fmt: off
NEAR_TENTH = (
    "0.1", "0.099999999999999999", "0.10", "1e-1", ".1", "0.0999999999999999999999", "0.09999999999999999",
    "0.10000000000000000001", "0.100",
)
NEAR_LONG = (
    "123456.7", "123456.70000000001", "123456.69999999999", "123456.7000000000000001", "123456.699999999999999",
)
NEAR_INTEGER = ("4", "5", "6", "+5", " 5", "05", "-5", "4.9", "5_0", "９")
# fmt: on

VARIANTS: tuple[Case, ...] = (
    # Lengths are of characters, not bytes; patterns hold for the whole of a text, with line breaks and alternatives.
    variant("string", ("é", "éé", "e\u0301", "\U0001f600"), ("abc", "ééé", "中亚国家"), {"minLength": 3}),
    variant("string", ("ééé", "\U0001f600" * 3, "aaa"), ("", "ab", "éé", "中亚"), {"maxLength": 2}),
    variant("string", ("a", "aaaa"), ("ab", "éé"), {"minLength": 2, "maxLength": 3}),
    variant("string", ("a", ""), ("abc", "a"), {"minLength": -1}),
    variant("string", ("ABC", "ABCD", "ABC\n"), ("ABC", "XYZ"), {"pattern": "[A-Z]{3}"}),
    variant("string", ("fooXX", "XXbar", "foo\n", "bar\n"), ("foo", "bar"), {"pattern": "foo|bar"}),
    variant("string", ("ABC", "ABC\n", "^ABC$"), ("ABC", "XYZ"), {"pattern": "^[A-Z]{3}$"}),
    variant("string", ("12", "１２", "é_", "a\n", "a\nb"), ("12-a", "7-_"), {"pattern": r"\d+-\w"}),
    variant("string", ("a.b", "a\nb", "axb"), ("axb", "aéb"), {"pattern": "a.b"}),
    variant("string", ("AB", "ab", "abc", "a", "b"), ("ab", "cd"), {"pattern": "[^A-Z0-9]{2}", "maxLength": 2}),
    variant("string", ("a\x1cb", "a b", "a\u00a0b"), ("a b", "a\tb"), {"pattern": r"a\sb"}),
    variant("string", ("a", "A"), (), {"pattern": r"(?i)a"}),
    variant("string", ("a", ""), (), {"pattern": r"(?u)a"}),
    variant("string", ("ab", "ax"), (), {"pattern": r"a(?!x)."}),
    variant("string", ("aa", "ab"), (), {"pattern": r"(.)\1"}),
    variant("string", ("a b", "a\x1cb"), (), {"pattern": r"\S+"}),
    variant("string", ("a" * 50, "a"), (), {"pattern": "(?:a{100}){100}"}),
    variant("string", ("x", "X", "é", "1", " x"), ("x", "é", ""), {"enum": ["x", "é", 1, None, "\ud800", "a\nb"]}),
    variant("string", ("x",), (), {"enum": []}),
    variant("string", ("x", "X", "1", "y"), ("x", "y"), categories=["x", {"value": "y", "label": "Y"}, 1]),
    variant("string", ("x", "y", "z"), ("x",), {"enum": ["x", "z"]}, categories=["x", "y"]),
    variant("string", ("a@b.org", "c@d.org"), ("a@b.org",), {"enum": ["a@b.org", "no address"]}, format="email"),
    variant("string", ("a@b.org", "c@d.org"), ("a@b.org",), categories=["a@b.org"], format="email"),
    *(
        variant("string", (), tuple(filter(meets, SAMPLES["string", format].typical)), constraints, format=format)
        for format in ("email", "uri", "uuid", "binary")
        for constraints, meets in (
            ({"minLength": 20}, lambda text: len(text) >= 20),
            ({"maxLength": 20}, lambda text: len(text) <= 20),
            ({"pattern": "[a-z@.:/]+"}, lambda text: re.fullmatch("[a-z@.:/]+", text)),
        )
    ),
    variant("string", (), ("http://a.b",), {"enum": ["http://a.b"]}, format="uri"),
    variant("string", (), ("http://a.b",), categories=["http://a.b"], format="uri"),
    variant("string", (), (UUID,), categories=[UUID], format="uuid"),
    variant("string", (), (UUID,), {"enum": [UUID]}, format="uuid"),
    variant("string", (), ("aGVsbG8=",), {"enum": ["aGVsbG8=", "a"]}, format="binary"),
    variant("string", (), ("aGVsbG8=",), categories=["aGVsbG8=", "a"], format="binary"),
    # Bounds: integers are exact, decimal numbers have neighbours that are the same double.
    *around(dict.fromkeys(BOUNDED[::2], 5), NEAR_INTEGER, "integer", ("6", "100", "999999999999999999")),
    *around(dict.fromkeys(BOUNDED[1::2], 5), NEAR_INTEGER, "integer", ("4", "0", "-5", "-999999999999999999")),
    *around(dict.fromkeys(BOUNDED[::2], "-5"), ("-5", "-4", "-6"), "integer", ("-4", "0", "5")),
    *around(dict.fromkeys(BOUNDED[1::2], 10**17), ("100000000000000000", "100000000000000001"), "integer", ("4",)),
    variant("integer", NEAR_INTEGER, ("3", "4"), {"minimum": 3, "exclusiveMaximum": 5}),
    variant("integer", ("5", "0"), (), {"minimum": 0.5}),
    variant("integer", ("5", "0"), (), {"minimum": 10**30}),
    variant("integer", ("5", "0"), (), {"minimum": "five"}),
    variant("integer", ("1", "01", "2", "+2", "3"), ("1", "2"), {"enum": [1, "2", "x", 1.5, True, None]}),
    variant("integer", ("1", "01", "2"), ("1", "2"), categories=[1, {"value": 2, "label": "two"}]),
    variant("integer", ("1", "2", "3"), (), categories=["1", "2"]),
    variant("integer", ("$5", "5%", "five5", "−5", "$1,000"), ("5", "-5"), bareNumber=False),
    variant("integer", ("$5", "5%", "−5", "-5"), ("5",), {"minimum": 5, "enum": [5, 6]}, bareNumber=False),
    *around({"minimum": 0.1, "exclusiveMinimum": 0.1}, NEAR_TENTH, "number", ("0.11", "1", "42")),
    *around({"maximum": 0.1, "exclusiveMaximum": 0.1}, NEAR_TENTH, "number", ("0.09", "0", "-1")),
    *around(dict.fromkeys(BOUNDED[::2], "123456.7"), NEAR_LONG, "number", ("123456.8", "999999")),
    *around(dict.fromkeys(BOUNDED[1::2], "123456.7"), NEAR_LONG, "number", ("123456.6", "0")),
    *around(
        dict.fromkeys(BOUNDED[::2], 0),
        ("0", "-0", "1e-400", "-1e-400", "0e5", "-0.0", "NaN", "inf"),
        "number",
        ("1", "0.5"),
    ),
    *around(dict.fromkeys(BOUNDED[1::2], 0), ("0", "-0", "1e-400", "-1e-400", "0e5", "-inf"), "number", ("-1", "-0.5")),
    variant("number", ("1234567.1", "1234567.2"), ("1234567.2",), {"minimum": "1234567.100000000000001"}),
    variant("number", NEAR_TENTH, ("0.2", "0.1", "0.25"), {"minimum": 0.1, "maximum": 0.3}),
    variant("number", ("1", "2"), (), {"minimum": "1e5"}),
    variant("number", ("1", "2"), (), {"minimum": "low"}),
    variant("number", ("1", "1.0", "2"), (), {"enum": [1, "2.5"]}),
    variant("number", ("1", "1.0", "2"), (), categories=[1]),
    variant("number", ("1,00,0", ",5", "5,", ",", "1,000.5"), ("1000", "-5"), groupChar=","),
    variant("number", ("1,5", "1.5", "1,5,5"), ("15", "-5"), decimalChar=","),
    variant("number", ("1.5", "15", "5"), (), decimalChar=""),
    variant("number", ("1-5", "-5"), (), decimalChar="-"),
    variant("number", ("155", "15"), (), groupChar="5"),
    variant("number", ("1.5.5", "1.5", "1.000,5"), ("15",), groupChar=".", decimalChar=","),
    variant("number", ("$1.5", "95%", "1e5kg", "NaN"), ("15", "-5"), bareNumber=False),
    variant("number", ("sNaN", "1e9999999999999999999", "NaN12"), ("15", "-5"), floatNumber=True),
    *(
        variant("number", NEAR_TENTH, (), {"minimum": 0.1}, **{name: value})
        for name, value in {"groupChar": ",", "decimalChar": ",", "bareNumber": False, "floatNumber": True}.items()
    ),
    variant(
        "boolean", ("yes", "no", "true"), ("yes", "no", "both"), trueValues=["yes", "both"], falseValues=["no", "both"]
    ),
    variant("boolean", ("yes", "no", "true"), ("yes", "false"), trueValues=["yes"]),
    variant("boolean", ("yes", "no", "true"), ("no", "true"), falseValues=["no"]),
    variant("boolean", ("true", "false"), (), trueValues=[], falseValues=[]),
    variant("boolean", ("true", "false"), (), {"enum": [True]}),
    variant("boolean", ("true", "false"), (), categories=["true"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "2020-02-29"),
        ("2020-02-28", "2020-2-29", "2020-02-30"),
        "date",
        ("2020-03-01", "9999-12-31"),
    ),
    *around(
        dict.fromkeys(BOUNDED[1::2], "2020-02-29"), ("2020-03-01", "2020-2-29"), "date", ("2020-02-28", "0001-01-01")
    ),
    variant("date", ("2020-02-29",), (), {"minimum": "2020-02-30"}),
    variant("date", ("2020-02-29",), (), {"minimum": "2020-2-1"}),
    variant("date", ("2020-02-29",), (), {"maximum": 2020}),
    variant(
        "date",
        ("2020-02-30", "2020-2-29", "2020-03-01"),
        ("2020-02-29",),
        {"enum": ["2020-02-29", "2020-02-30", "x", 1]},
    ),
    variant("date", ("2020-02-29",), (), categories=["2020-02-29"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "2020-02-29T10:00:00"),
        (
            "2020-02-29T09:59:59",
            "2020-02-29T10:00:00.0",
            "2020-02-29 10:00:00",
            "2020-02-29T10:00:00Z",
            "2020-02-30T10:00:00",
        ),
        "datetime",
        ("2020-02-29T10:00:01", "9999-12-31T23:59:59"),
    ),
    *around(
        dict.fromkeys(BOUNDED[1::2], "2020-02-29T10:00:00"),
        ("2020-02-29T10:00:01", "2020-02-29 09:00:00", "2020-02-29T09:00:00Z", "2020-02-28T24:00:00"),
        "datetime",
        ("2020-02-29T09:59:59", "0001-01-01T00:00:00"),
    ),
    *(
        variant("datetime", ("2025-01-01T00:00:00",), (), {"minimum": bound})
        for bound in ("2020-02-30T00:00:00", "0000-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-01-01")
    ),
    variant("datetime", ("2020-01-01T00:00:00",), (), {"enum": ["2020-01-01T00:00:00"]}),
    variant("datetime", ("2020-01-01T00:00:00",), (), categories=["2020-01-01T00:00:00"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "10:00:00"),
        ("09:59:59", "10:00:00Z", "10:00:00.0", "24:00:00"),
        "time",
        ("10:00:01",),
    ),
    *around(
        dict.fromkeys(BOUNDED[1::2], "10:00:00"),
        ("10:00:01", "09:00:00Z", "24:00:00"),
        "time",
        ("09:59:59", "00:00:00"),
    ),
    variant("time", ("10:00:00",), (), {"minimum": "24:00:00"}),
    variant("time", ("10:00:00",), (), {"minimum": "10:00:00Z"}),
    variant("time", ("10:00:00",), (), {"enum": ["10:00:00"]}),
    variant("time", ("10:00:00",), (), categories=["10:00:00"]),
    *around(dict.fromkeys(BOUNDED[::2], 2020), ("2019", "2021", " 202"), "year", ("2021", "9999")),
    *around(dict.fromkeys(BOUNDED[1::2], 2020), ("2019", "2021"), "year", ("2019", "0000")),
    *around({"minimum": "0999", "maximum": "2020"}, ("0998", "2021"), "year", ("1000", "2019")),
    *(
        variant("year", ("2020",), (), {name: bound})
        for name in BOUNDED
        for bound in (-1, 10000, "5", "99999", True, 2020.0)
    ),
    variant("year", ("2020", "2021"), ("2020", "2021"), {"enum": [2020, "2021", "22", 5]}),
    variant("year", ("2020", "2021"), ("2020",), categories=[2020]),
    variant("year", ("2020", "2021"), (), categories=["2020"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "2020-02"), ("2020-01", "2020-2", "02020-03"), "yearmonth", ("2020-03", "9999-12")
    ),
    *around(dict.fromkeys(BOUNDED[1::2], "2020-02"), ("2020-03", "2020-2"), "yearmonth", ("2020-01", "0000-01")),
    variant("yearmonth", ("2020-01",), (), {"minimum": "2020-13"}),
    variant("yearmonth", ("2020-01",), (), {"minimum": "2020"}),
    variant("yearmonth", ("2020-01",), (), {"enum": ["2020-01"]}),
    variant("yearmonth", ("2020-01",), (), categories=["2020-01"]),
    variant("duration", ("P1Y",), (), {"enum": ["P1Y"]}),
    variant("duration", ("P1Y",), (), categories=["P1Y"]),
    variant("geopoint", ("1,2",), (), {"enum": ["1,2"]}),
    variant("geopoint", ("1,2",), (), categories=["1,2"]),
    variant("any", ("x", "1"), (), {"enum": ["x", 1]}),
    variant("any", ("x", "1"), (), categories=["x", 1]),
    Case({}, ("x", "é"), ("x", "", "é")),  # a field without a type is one of strings
)


def _cases() -> Iterator[Case]:
    for (field_type, format), samples in SAMPLES.items():
        texts = (*samples.typical, *samples.odd)
        # A missing value may look like a value of the type, as 1e20 does among numbers.
        for missing, own in (*MISSING, (["", samples.typical[0]], {}), (["NA", *samples.odd[:2]], {})):
            missing_values = own.get("missingValues", [""] if missing is None else missing)
            for required in (False, True):
                constraints = {"constraints": {"required": True}} if required else {}
                field = {"type": field_type, "format": format, **own, **constraints}
                accepted = [text for text in samples.typical if text not in missing_values]
                accepted += [] if required else missing_values
                yield Case(field, (*texts, *missing_values, "NA", "-", ""), tuple(accepted), missing)
    yield from VARIANTS


CASES = tuple(_cases())
IDS = [f"{number}-{case}" for number, case in enumerate(CASES)]


def cases_of(key: tuple[str, str]) -> list[Case]:
    return [case for case in CASES if case.key == key]
