"""YAML as JSON has it: texts, numbers, true, false, null, lists and objects, and nothing that a file could grow by."""

from __future__ import annotations

import re
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Base
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as Base  # type: ignore[assignment] # the same, in Python

from summitdata.errors import PackageError

__all__ = ["MAX_YAML_BYTES", "compose_yaml", "read_yaml", "yaml_text"]

MAX_YAML_BYTES = 1_000_000
"""The largest YAML file that is read: it takes many times as long as JSON."""
MAX_YAML_DEPTH = 100


class _Loader(Base):
    """Reads `no`, `2025-06-17` and `007` as texts, which YAML 1.1 does not: they are none of the values of JSON."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it


class _Dumper(yaml.SafeDumper):
    """Writes in quotes what this module, or any reader of YAML 1.1, would not read as a text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of the base class
        """Write each value out: aliases are not read."""
        return True


for _tag, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("null", "~|null|Null|NULL|", [*"~nN", ""]),
    ("int", "[-+]?(?:0|[1-9][0-9]*)", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
):
    for _one in (_Loader, _Dumper):
        _one.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})\Z"), _first)


def read_yaml(place: str, content: bytes) -> Any:
    """Return what a YAML file says.

    Raises
    ------
    PackageError
        It is not YAML, has an alias or a tag, or is nested too deeply; the message says where.

    Examples
    --------
    >>> read_yaml("s.yaml", b"fields: [{name: country, constraints: {enum: [no, se]}}]")
    {'fields': [{'name': 'country', 'constraints': {'enum': ['no', 'se']}}]}
    """
    try:
        text = content.decode("utf-8-sig")
        _refuse_growth(place, text)
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except UnicodeDecodeError as error:
        raise PackageError(f"{place}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "a character that YAML forbids"
        raise PackageError(f"{place}: not valid YAML{where}: {why}") from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # a number of 5,000 digits, a list as a key
        raise PackageError(f"{place}: not valid YAML: {error}") from error


def yaml_text(value: Any) -> str:
    """Return values of JSON as YAML.

    Examples
    --------
    >>> print(yaml_text({"name": "no", "path": ["a.csv"]}))
    name: 'no'
    path:
    - a.csv
    <BLANKLINE>
    """
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    return text


def compose_yaml(place: str, text: str) -> Any:
    """Return the nodes of a YAML text that `read_yaml` reads, each with its place in the text.

    Raises
    ------
    PackageError
        It is not YAML, has an alias or a tag, or is nested too deeply.
    """
    read_yaml(place, text.encode())
    return yaml.compose(text, _Loader)


def _refuse_growth(place: str, text: str) -> None:
    """Refuse a file that becomes more than it says, before anything is made of it."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        mark: Any = event.start_mark
        where = f"{place}: line {mark.line + 1}, column {mark.column + 1}"
        if isinstance(event, yaml.AliasEvent):
            raise PackageError(f"{where}: the alias *{event.anchor:.50} is not read: write out what it stands for")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise PackageError(f"{where}: the tag {tag:.50} is not read: write the value without it")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_YAML_DEPTH:
            raise PackageError(f"{where}: nested more than {MAX_YAML_DEPTH} levels deep")
