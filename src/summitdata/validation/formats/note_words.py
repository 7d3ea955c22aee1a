"""What is wrong with a header, a row or a file, in words, where frictionless' note says less than there is to say."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from summitdata.errors import SummitDataError, shown
from summitdata.opening import open_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.validation.report import Error, Task

__all__ = ["NOTE_WORDS", "empty_words", "package_words", "scheme_words"]

EXPECTED = re.compile(r'expected is "(.*)" and actual is "(.*)"$', re.DOTALL)
DUPLICATE = re.compile(r'at position "(.+)"$')
WRONG_TYPE = re.compile(r"(.*) is not of type '(\w+)'(?: at property '(.+)')?$", re.DOTALL)
NOT_UNIQUE = "names of the resources are not unique"
KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}
"""What the types of JSON are called."""
NO_MARK = re.compile(r"(UTF-\d+) stream does not start with BOM")
NOT_THERE = re.compile(r"\[Errno 2\] No such file or directory(?:: '(.*)'$)?", re.DOTALL)
SAMPLE = 4096
GROUP = re.compile(r'the group constraint to conform is "(.*)": in (.*? \([\d,]+ rows?\)), (.*)$', re.DOTALL)
COUNTED = {
    "byte-count": "{0} bytes, the file has {1}: get the file again, or correct bytes (summitdata sync does so)",
    "hash-count": "the hash {0}, the file has {1}: get the file again, or correct hash (summitdata sync does so)",
    "row-count": "{0} rows, the file has {1}: get the file again, or correct rows",
    "field-count": "{0} columns, the file has {1}: get the file again, or correct fields",
}
"""What the descriptor states, what the file has instead, and the next step."""


def _blank_label(error: Error) -> str:
    name = f"write {shown(error.field_name)}, the name of its field" if error.field_name else "write one, or remove it"
    return f"column {error.field_number} has no label: {name}"


def _extra_label(error: Error) -> str:
    if not error.label:
        return "the header ends in an empty label: remove its last delimiter, or write the label of the column"
    return f"the schema has no field {shown(error.label)}: remove the column, or describe it in the schema"


def _missing_label(error: Error) -> str:
    return f"no column has the label {shown(error.field_name)}: add it, or set fieldsMatch in the schema"


def _incorrect_label(error: Error) -> str:
    return (
        f"the label is {shown(error.label)}, the field here is {shown(error.field_name)}: rename the column, or put "
        "the columns into the order of the schema (--labels name matches them in any order)"
    )


def _duplicate_label(error: Error) -> str:
    found = DUPLICATE.search(error.note)
    columns = f"column {found[1]}" if found else "another column"
    return f"{shown(error.label)} is the label of {columns} too: rename one of them, or remove it"


def _source(error: Error) -> str:
    if found := NO_MARK.match(error.note):
        return (
            f"the file is not in {found[1]}, since it does not begin with the mark of that: name its encoding "
            "(--encoding), or leave it out for UTF-8"
        )
    return ""


def empty_words(task: Task) -> str:
    """Return the words on a table of which no row was read: the file may have some."""
    if task.dialect is not None and not _is_blank(task):
        return "no row was found in the file: correct headerRows or commentChar in its dialect, or write the rows"
    what = "the file is empty" if _is_blank(task) else "the file has no rows"
    return f"{what}: write the header at least, or get the file again"


def _is_blank(task: Task) -> bool:
    if task.file is None:
        return False
    try:
        with open_file(task.file) as stream:
            return not stream.read(SAMPLE).removeprefix(codecs.BOM_UTF8).strip()
    except (SummitDataError, OSError):  # nothing is known of it
        return False


def scheme_words(error: Error, task: Task) -> str:
    """Return the words on a file that is not there: one of its parts where it is not the table's own."""
    found = NOT_THERE.match(error.note)
    if not found:
        return ""
    is_part = task.file is None and found[1] != task.place
    return f"{'the part ' + found[1] if is_part else 'the file'} is not there: correct its path, or add it"


def _counted(error: Error) -> str:
    found = EXPECTED.match(error.note)
    return f"the descriptor states {COUNTED[error.type].format(found[1], found[2])}" if found else ""


def _group(error: Error) -> str:
    found = GROUP.match(error.note)
    if not found:
        return ""
    return f"{found[2]} breaks the rule {found[1]}: {found[3]}: correct its rows, or the formula in the checklist"


NOTE_WORDS: dict[str, Callable[[Error], str]] = {
    "blank-label": _blank_label,
    "extra-label": _extra_label,
    "missing-label": _missing_label,
    "incorrect-label": _incorrect_label,
    "duplicate-label": _duplicate_label,
    "unmatched-header": lambda _: (
        "the header has none of the fields of the schema: name the columns as the schema does, or give another --schema"
    ),
    "blank-row": lambda _: "the row is empty: remove it, or write its values",
    "source-error": _source,
    **dict.fromkeys(COUNTED, _counted),
    "group-constraint": _group,
}
"""The words on the errors of each type that need nothing but the error; "" where its note says it best."""


def package_words(error: Error) -> str:
    """Return the words on an error of a descriptor, without its place.

    Examples
    --------
    >>> from summitdata.validation.report import Error
    >>> package_words(Error("package-error", "", "", "", note="5 is not of type 'array' at property 'licenses'"))
    '"licenses" is 5: it must be a list'
    """
    if error.note == NOT_UNIQUE:
        return "two of its resources have one name: give each its own"
    found = WRONG_TYPE.match(error.note)
    if not found or found[2] not in KINDS:
        return error.message
    what = f'"{found[3]}"' if found[3] else "the descriptor"
    return f"{what} is {found[1][:200]}: it must be {KINDS[found[2]]}"
