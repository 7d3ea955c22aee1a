"""Escape untrusted text for what reads it: one function per language, and one for encodings that lack a character."""

from __future__ import annotations

import codecs
import json
import re
import string
from collections.abc import Iterator
from typing import Any

__all__ = [
    "LANGUAGES",
    "descriptor_text",
    "escape_control",
    "escape_github_data",
    "escape_github_property",
    "escape_html",
    "escape_markdown",
    "escape_xml",
    "fit_encoding",
    "json_parts",
    "json_text",
    "markdown_code",
    "python_text",
]

_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_MARKUP = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation if sign not in "'-./,"}

_INVISIBLE_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What `json` writes as it is and what ends lines, steers terminals, turns or hides text, or is half a character."""

_COMMAND_AT_START = re.compile(r"^(\s*):(?=:)")
"""A line that GitHub Actions takes for a command."""

_COMMAND_ANYWHERE = re.compile(r"#(?=#\w*\[)")
"""What GitHub Actions, Azure Pipelines and TeamCity take for a command wherever it is in a line."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

LANGUAGES = {
    **dict.fromkeys(
        ("json", "jsonl", "gitlab", "sarif", "baseline", "table-schema", "json-schema", "csl-json"), "json"
    ),
    **dict.fromkeys(("claimreview", "croissant", "csvw", "dcat", "ro-crate", "schema-org"), "json"),
    **dict.fromkeys(("html", "junit"), "markup"),
    "markdown": "markdown",
}
"""The language of the formats that are JSON or markup; all others are text."""

_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|[^`]+|`+")
"""A code span of Markdown, in which a character reference is none, or what is between two of them."""


def escape_control(text: str, limit: int = 200) -> str:
    r"""Return a text as one printable line of at most `limit` characters before escaping, for a terminal or a log.

    Control characters, marks that change the direction of writing, and halves of a surrogate pair are written as
    escapes, and so is what the log of a CI system would take for a command (`::error::`, `##vso[...]`). A text that was
    cut ends in an ellipsis.

    Examples
    --------
    >>> print(escape_control("a\nb\x1b[31m\u202e"))
    a\nb\x1b[31m\u202e
    >>> escape_control("long", 3)
    'lon…'
    >>> print(escape_control("::error::x ##[error]y"))
    \x3a:error::x \x23#[error]y
    """
    cut = text[:limit] + ("…" if len(text) > limit else "")
    if not cut.isprintable():
        cut = "".join(character if character.isprintable() else _escape(character) for character in cut)
    return _COMMAND_ANYWHERE.sub(r"\\x23", _COMMAND_AT_START.sub(r"\1\\x3a", cut))


def _escape(character: str) -> str:
    code = ord(character)
    short = _SHORT_ESCAPES.get(character)
    return short or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")  # noqa: PLR2004 - a byte, two bytes


def escape_markdown(text: str, limit: int = 200) -> str:
    """Return a text as code in HTML, in which Markdown finds no markup, and GitHub no mention, issue or link.

    Examples
    --------
    >>> escape_markdown("a|b")
    '<code>a&#124;b</code>'
    """
    if not text:
        return ""
    return f"<code>{escape_html(text, limit).replace('www.', 'www&#46;')}</code>"


def markdown_code(text: str, limit: int = 200) -> str:
    """Return a text as a code span of Markdown, in which only the backticks around it have a meaning.

    GitHub makes no mention, issue or link of code. A code span has no end in a table's cell, so this is for lists and
    paragraphs; `escape_markdown` is for tables and for HTML.

    Examples
    --------
    >>> print(markdown_code("a|b <c>"), markdown_code("`a`"))
    `a|b <c>` `` `a` ``
    """
    shown = escape_control(text, limit)
    if not shown:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    # A blank at both ends is not a part of a span.
    pad = " " if shown[0] == "`" or shown[-1] == "`" or (shown[0] == shown[-1] == " " and shown.strip(" ")) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def escape_html(text: str, limit: int = 200) -> str:
    """Return a text without markup, for the content of an HTML element or an attribute in double quotes.

    Examples
    --------
    >>> escape_html('<b title="x">')
    '&#60;b title&#61;&#34;x&#34;&#62;'
    """
    return escape_control(text, limit).translate(_MARKUP)


def escape_github_data(text: str) -> str:
    r"""Return the message of a workflow command of GitHub Actions, in one line.

    Examples
    --------
    >>> print(escape_github_data("100%\n::error::x"))
    100%25\n::error::x
    """
    return escape_control(text, len(text)).replace("%", "%25")


def escape_github_property(text: str) -> str:
    """Return the value of a property of a workflow command, such as its file.

    Examples
    --------
    >>> escape_github_property("a,line=1::x")
    'a%2Cline=1%3A%3Ax'
    """
    return escape_github_data(text).replace(":", "%3A").replace(",", "%2C")


def escape_xml(text: str) -> str:
    r"""Return a text without what an XML 1.0 document cannot hold or what steers its reader; lines stay lines.

    The library that writes the XML escapes the markup.

    Examples
    --------
    >>> print(escape_xml("a\x1b<b>"))
    a\x1b<b>
    """
    return "\n".join(escape_control(line, len(line)) for line in text.split("\n"))


def json_text(value: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    r"""Return a value as JSON in its own characters, but with escapes for what ends lines, is not seen or is a command.

    Examples
    --------
    >>> print(json_text("é\u2028\ud800"))
    "é\u2028\ud800"
    """
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    # In JSON both stand only in a text, where any character may be an escape.
    return _COMMAND_ANYWHERE.sub(r"\\u0023", _INVISIBLE_IN_JSON.sub(_json_escape, text))


def json_parts(value: Any, *, ascii_only: bool = False) -> Iterator[str]:
    r"""Yield the text of `json_text`, indented by 2, in parts: what is long is never in memory as a whole.

    An iterator becomes a list whose items are made one after the other. It may be the value, one of a dict's values, or
    an item of another iterator.

    Examples
    --------
    >>> print("".join(json_parts({"rows": iter(["é", {"a": 1}]), "none": iter([])})))
    {
      "rows": [
        "é",
        {
          "a": 1
        }
      ],
      "none": []
    }
    """
    return _json_parts(value, "\n", ascii_only=ascii_only)


def _json_parts(value: Any, margin: str, *, ascii_only: bool) -> Iterator[str]:
    inner = margin + "  "
    if isinstance(value, Iterator):
        lead = "["
        for item in value:
            yield lead + inner
            yield from _json_parts(item, inner, ascii_only=ascii_only)
            lead = ","
        yield "[]" if lead == "[" else margin + "]"
    elif isinstance(value, dict) and any(isinstance(item, Iterator) for item in value.values()):
        lead = "{"
        for key, item in value.items():
            yield f"{lead}{inner}{json_text(key, ascii_only=ascii_only)}: "
            yield from _json_parts(item, inner, ascii_only=ascii_only)
            lead = ","
        yield margin + "}"
    else:  # a line break in JSON stands only between its parts
        yield json_text(value, indent=2, ascii_only=ascii_only).replace("\n", margin)


def descriptor_text(value: dict[str, Any]) -> str:
    """Return a descriptor as JSON in its own characters; only halves of a surrogate pair are written as escapes."""
    return _LONE_SURROGATE.sub(_json_escape, json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def python_text(text: str) -> str:
    r"""Return the Python literal of a text.

    Examples
    --------
    >>> print(python_text('a"]\nimport os'))
    "a\"]\nimport os"
    """
    return json.dumps(text) if text.isascii() else ascii(text)


def fit_encoding(text: str, encoding: str, language: str = "text") -> str:
    r"""Return a text with escapes for the characters that an encoding lacks, in the escapes of its language.

    JSON and markup are UTF-8 to those that read them, so in another encoding they are written in ASCII alone.

    Examples
    --------
    >>> print(fit_encoding("é😀", "latin-1"), fit_encoding("é😀", "latin-1", "json"))
    é\U0001f600 \u00e9\ud83d\ude00
    >>> fit_encoding("é", "ascii", "markup")
    '&#233;'
    >>> print(fit_encoding("é `é`", "ascii", "markdown"))
    &#233; `\xe9`
    """
    if text.isascii():
        return text
    try:
        name = codecs.lookup(encoding).name
        if language == "text" or name == "utf-8":
            return text.encode(name, "backslashreplace").decode(name)
    except (LookupError, UnicodeError):  # what no codec of Python is takes ASCII
        pass
    if language == "json":
        return "".join(character if character.isascii() else _json_escapes(character) for character in text)
    if language == "markdown":
        return _CODE_SPAN.sub(lambda part: _ascii(part[0], "text" if part[1] else "markup"), text)
    return _ascii(text, language)


def _ascii(text: str, language: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace" if language == "markup" else "backslashreplace").decode()


def _json_escape(match: re.Match[str]) -> str:
    return _json_escapes(match[0])


def _json_escapes(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) != 0x7F else "\\u007f"  # noqa: PLR2004 - DEL is ASCII
