"""What is wrong with the descriptor of a package or a resource, whatever the data are, for `validate` and `check`."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from summitdata.errors import UnknownNameError, shown
from summitdata.tabular.mistakes import Mistake, missing, must_be, wrong_type
from summitdata.tabular.schema_mistakes import schema_mistakes
from summitdata.tabular.text_options import DELIMITERS, check_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["package_mistakes", "resource_mistakes"]

MOST_LISTED = 10
RESOURCE = '{"name": "prices", "path": "prices.csv", "schema": {"fields": []}}'
_TYPES: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("encoding", "format", "mediatype", "hash", "scheme", "compression", "innerpath"), (str, "")),
    "encoding": (str, '"utf-8"'),
    "bytes": (int, "1024"),
}
"""What the properties of a resource must be, apart from its parts."""
_DIALECT_TYPES: dict[str, type] = {
    **dict.fromkeys(("delimiter", "quoteChar", "escapeChar", "lineTerminator", "nullSequence", "commentChar"), str),
    **dict.fromkeys(("header", "headerCase", "doubleQuote", "skipInitialSpace", "skipBlankRows"), bool),
    **dict.fromkeys(("headerRows", "commentRows"), list),
}
_SIGNS = {"delimiter": ";", "quoteChar": "'", "escapeChar": "\\"}
"""The properties of a dialect that are one character, with an example."""


def package_mistakes(package: dict[str, Any]) -> list[Mistake]:
    """Return what keeps a descriptor from having resources at all; what is wrong with one of them is not among it.

    Examples
    --------
    >>> package_mistakes({"resorces": []})[0].note
    "'resorces' is not a property of the descriptor: did you mean 'resources'?"
    """
    if "resources" not in package and "name" in package and {"path", "data"} & package.keys():
        note = "this is the descriptor of one resource: `summitdata validate` takes it, or list it in a data package"
        return [Mistake((), note)]
    if "resources" not in package:
        return [missing(package, "resources", "the descriptor", f"[{RESOURCE}]")]
    resources = package["resources"]
    if wrong_type(resources, list):
        return [Mistake(("resources",), must_be('"resources"', resources, list, f"[{RESOURCE}]"))]
    if not resources:
        return [Mistake(("resources",), f'"resources" is empty: list each table, as in [{RESOURCE}]')]
    return []


def resource_mistakes(resource: Any, place: str) -> list[Mistake]:
    r"""Return what is wrong with the descriptor of a resource and the parts in it, at most ten mistakes.

    Parameters
    ----------
    resource : dict
        A resource, or anything that stands in its place.
    place : str
        What messages call it where it has no name, such as `resources[0]`.

    Examples
    --------
    >>> [mistake.note for mistake in resource_mistakes({"name": "a", "path": 5}, "resources[0]")]
    ['the path of the resource \'a\' is 5: it must be a text, as in "data/prices.csv", or a list of them']
    """
    return list(islice(_of_resource(resource, place), MOST_LISTED))


def _of_resource(resource: Any, place: str) -> Iterator[Mistake]:
    if wrong_type(resource, dict):
        yield Mistake((), must_be(place, resource, dict, RESOURCE))
        return
    name = resource.get("name")
    where = f"the resource {shown(name)}" if isinstance(name, str) else place
    if "name" not in resource:
        yield missing(resource, "name", place, '"prices"')
    elif wrong_type(name, str):
        yield Mistake(("name",), must_be(f"the name of {place}", name, str, '"prices"'))
    yield from _of_path(resource, where)
    for key, (json_type, example) in _TYPES.items():
        if resource.get(key) is not None and wrong_type(resource[key], json_type):
            yield Mistake((key,), must_be(f'"{key}" of {where}', resource[key], json_type, example))
    yield from _of_encoding(resource.get("encoding"), where)
    for part in ("schema", "dialect", "checklist"):
        value = resource.get(part, {})
        if not isinstance(value, str | dict) and not (part == "checklist" and value is None):
            note = f"the {part} of {where} is {shown(value)}: it must be a JSON object, or the path of a file with one"
            yield Mistake((part,), note)
    if isinstance(schema := resource.get("schema"), dict):
        yield from (mistake.below("schema") for mistake in schema_mistakes(schema))
    if isinstance(dialect := resource.get("dialect"), dict):
        yield from (mistake.below("dialect") for mistake in dialect_mistakes(dialect, where))


def _of_encoding(encoding: Any, where: str) -> Iterator[Mistake]:
    try:
        check_encoding(encoding if isinstance(encoding, str) else None)
    except UnknownNameError as error:
        yield Mistake(("encoding",), f'"encoding" of {where}: {error}', is_unknown=True)


def _of_path(resource: dict[str, Any], where: str) -> Iterator[Mistake]:
    if "path" not in resource:
        if "data" not in resource:
            yield missing(resource, "path", where, '"prices.csv"')
        return
    path = resource["path"]
    if not isinstance(path, str | list) or path == []:
        note = f'the path of {where} is {shown(path)}: it must be a text, as in "data/prices.csv", or a list of them'
        yield Mistake(("path",), note)
    for at, one in enumerate(path if isinstance(path, list) else ()):
        if wrong_type(one, str):
            yield Mistake(("path", at), must_be(f"a path of {where}", one, str, '"data/prices.csv"'))


def dialect_mistakes(dialect: dict[str, Any], where: str) -> Iterator[Mistake]:
    """Yield what is wrong with a dialect of CSV."""
    for key, json_type in _DIALECT_TYPES.items():
        if dialect.get(key) is not None and wrong_type(dialect[key], json_type):
            example = '";"' if key == "delimiter" else "[1]" if json_type is list else ""
            yield Mistake((key,), must_be(f'"{key}" in the dialect of {where}', dialect[key], json_type, example))
        elif key in _SIGNS and isinstance(sign := dialect.get(key), str) and len(sign) != 1:
            right = json.dumps(DELIMITERS.get(sign, _SIGNS[key]))
            note = f'"{key}" in the dialect of {where} is {shown(sign)}: it must be one character, as in {right}'
            yield Mistake((key,), note)
    if isinstance(nested := dialect.get("csv"), dict):  # as frictionless writes them, which reports what is not a text
        signs = {key: nested[key] for key in _SIGNS if isinstance(nested.get(key), str)}
        yield from (mistake.below("csv") for mistake in dialect_mistakes(signs, where))
