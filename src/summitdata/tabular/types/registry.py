"""The field types by name: the files of this folder that make a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from summitdata.tabular.types.field_type import FieldType

__all__ = ["FIELD_TYPES"]


class _FieldTypes(Mapping[str, FieldType]):
    """The types in the order of the alphabet; the file of a type is imported when it is asked for."""

    def __getitem__(self, name: str) -> FieldType:
        record = getattr(import_module(f"{__package__}.{name}"), "FIELD_TYPE", None) if name in _files() else None
        if not isinstance(record, FieldType):
            raise KeyError(name)
        return record

    def __iter__(self) -> Iterator[str]:
        return (name for name in _files() if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _files() -> tuple[str, ...]:
    from pkgutil import iter_modules

    import summitdata.tabular.types as folder

    return tuple(sorted(module.name for module in iter_modules(folder.__path__)))


FIELD_TYPES: Mapping[str, FieldType] = _FieldTypes()
"""For the name of each type its record."""
