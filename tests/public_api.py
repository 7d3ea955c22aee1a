"""Write what is public, names with their parameters and commands with their options: `python tests/public_api.py`."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path

import click

import summitdata as sd
from summitdata.cli import app

FILE = Path(__file__).with_name("public_api.txt")


def public_api() -> str:
    """Return the list, one per line."""
    lines = [line for name in sd.__all__ for line in _python(name)]
    lines += [
        f"$ summitdata {name} {parameter}".rstrip()
        for name, command in sorted(app.commands.items())
        for parameter in ["", *map(_option, command.params)]
    ]
    return "\n".join(lines) + "\n"


def _python(name: str) -> list[str]:
    value = getattr(sd, name)
    if not isinstance(value, type):
        return [f"{name}{inspect.signature(value)}" if callable(value) else name]
    bases = ", ".join(base.__name__ for base in value.__bases__)
    fields = [field.name for field in dataclasses.fields(value)] if dataclasses.is_dataclass(value) else []
    names = sorted({*dir(value), *fields})
    members = [member for member in names if not member.startswith("_") and not hasattr(Exception, member)]
    own = [member for member in members if not hasattr(float, member)]
    return [f"class {name}({bases})", *(f"{name}.{member}" for member in own)]


def _option(parameter: click.Parameter) -> str:
    return "/".join(parameter.opts) if isinstance(parameter, click.Option) else str(parameter.name).upper()


if __name__ == "__main__":
    FILE.write_text(public_api(), "utf-8")
